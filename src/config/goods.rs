//! Contract forms, products and payment schedules.

use super::conduct;
use super::raw;
use super::reading::{Read, Reading, each};
use docflow_core::{
    ClientKind, ContractForm, DayCount, Due, FieldKind, FieldSource, FilePolicy, FormField,
    PartTerms, PaymentSchedule, Percent, Product, ProductId, ProductKind, Trigger, Unit, VatRate,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn forms(
    reading: &mut Reading<'_>,
    raw: &[raw::Form],
    sellers: &BTreeSet<String>,
    regions: &BTreeSet<String>,
    files: &FilePolicy,
) -> Read<Vec<ContractForm>> {
    reading.unique("forms", raw.iter().map(|form| &form.code));
    each(reading, raw, |reading, raw| {
        let code = reading.code(&raw.code);
        let version = reading.filled(&raw.version);
        let title = reading.filled(&raw.title);
        let sellers = reading.known(&raw.sellers, "sellers", sellers);
        let regions = reading.known(&raw.regions, "regions", regions);
        let client_kinds = client_kinds(reading, &raw.client_kinds);
        let product_kinds = each(reading, &raw.product_kinds, product_kind);
        let days = days(reading, raw);
        let files = raw
            .files
            .as_ref()
            .map(|own| conduct::files(reading, own, files.clone()))
            .transpose();
        let fields = fields(reading, &raw.fields);
        let (valid_from, valid_to) = days?;
        Ok(ContractForm {
            code: code?,
            version: version?,
            title: title?,
            sellers: sellers?,
            regions: regions?,
            client_kinds: client_kinds?,
            product_kinds: product_kinds?.into_iter().collect(),
            valid_from,
            valid_to,
            number_approval: raw.number_approval,
            files: files?,
            fields: fields?,
        })
    })
}

fn client_kinds(reading: &mut Reading<'_>, raw: &[raw::Text]) -> Read<BTreeSet<ClientKind>> {
    let words = ClientKind::ALL.map(ClientKind::code);
    let kinds = each(reading, raw, |reading, text| {
        reading.word(text, &words, ClientKind::from_code)
    })?;
    Ok(kinds.into_iter().collect())
}

fn product_kind(reading: &mut Reading<'_>, text: &raw::Text) -> Read<ProductKind> {
    let words = ProductKind::ALL.map(ProductKind::code);
    reading.word(text, &words, ProductKind::from_code)
}

type Days = (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>);

fn days(reading: &mut Reading<'_>, raw: &raw::Form) -> Read<Days> {
    let from = reading.day_if_given(raw.valid_from.as_ref());
    let to = reading.day_if_given(raw.valid_to.as_ref());
    let (from, to) = (from?, to?);
    match (from, to, &raw.valid_to) {
        (Some(first), Some(last), Some(at)) if last < first => {
            let message = format!(
                "expected a last day not before {first}, found {last}; correct one of them"
            );
            reading.fault(at.span(), message)
        }
        _ => Ok((from, to)),
    }
}

fn fields(reading: &mut Reading<'_>, raw: &[raw::Field]) -> Read<Vec<FormField>> {
    reading.unique("fields of the form", raw.iter().map(|field| &field.code));
    each(reading, raw, |reading, raw| {
        let code = reading.code(&raw.code);
        let title = reading.filled(&raw.title);
        let kind = kind(reading, raw);
        let source = source(reading, raw);
        Ok(FormField {
            code: code?,
            title: title?,
            kind: kind?,
            required: raw.required,
            source: source?,
            help: raw.help.clone(),
        })
    })
}

fn kind(reading: &mut Reading<'_>, raw: &raw::Field) -> Read<FieldKind> {
    let words = ["text", "date", "number", "choice"];
    let word = reading.word(&raw.kind, &words, |word| {
        words.iter().find(|known| **known == word).copied()
    })?;
    match (word, &raw.choices) {
        ("choice", Some(choices)) if !choices.get_ref().is_empty() => {
            let choices = each(reading, choices.get_ref(), |reading, text| {
                reading.filled(text)
            })?;
            Ok(FieldKind::Choice(choices))
        }
        ("choice", _) => reading.wrong(
            &raw.kind,
            "the key `choices` with at least one text beside a choice",
            "add it",
        ),
        (_, Some(choices)) => {
            let message = "expected `choices` only beside the kind «choice», found it beside \
                           another; remove it";
            reading.fault(choices.span(), message)
        }
        ("date", None) => Ok(FieldKind::Date),
        ("number", None) => Ok(FieldKind::Number),
        (_, None) => Ok(FieldKind::Text),
    }
}

fn source(reading: &mut Reading<'_>, raw: &raw::Field) -> Read<FieldSource> {
    match (&raw.deal, &raw.default) {
        (Some(_), Some(default)) => reading.wrong(
            default,
            "either `deal_field` or `default`",
            "remove the one that does not apply",
        ),
        (Some(field), None) => deal_field(reading, field).map(FieldSource::Deal),
        (None, Some(default)) => reading.filled(default).map(FieldSource::Default),
        (None, None) => Ok(FieldSource::Asked),
    }
}

/// A field of the deal by its original name: `UF_CRM_1700000000` or a standard one in capitals.
pub(super) fn deal_field(reading: &mut Reading<'_>, text: &raw::Text) -> Read<String> {
    let name = text.get_ref();
    let legal = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    if name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(legal) {
        return Ok(name.clone());
    }
    reading.wrong(
        text,
        "the original name of a deal's field such as UF_CRM_1700000000",
        "copy it from the portal's settings",
    )
}

pub(super) fn products(
    reading: &mut Reading<'_>,
    raw: &[raw::Product],
    sellers: &BTreeSet<String>,
) -> Read<Vec<Product>> {
    let mut seen = BTreeSet::new();
    for raw in raw {
        let id = raw.id.get_ref();
        if !seen.insert(*id) {
            let message =
                format!("expected every product once, found {id} twice; remove one of them");
            let _: Read<()> = reading.fault(raw.id.span(), message);
        }
    }
    each(reading, raw, |reading, raw| product(reading, raw, sellers))
}

fn product(
    reading: &mut Reading<'_>,
    raw: &raw::Product,
    sellers: &BTreeSet<String>,
) -> Read<Product> {
    let id = match ProductId::new(*raw.id.get_ref()) {
        Some(id) => Ok(id),
        None => reading.fault(
            raw.id.span(),
            "expected the number of a product, found 0; take it from the portal's catalogue",
        ),
    };
    let onec_ref = reading.onec_ref(&raw.onec_ref);
    let name = reading.filled(&raw.name);
    let kind = product_kind(reading, &raw.kind);
    let code = reading.within(Some(&raw.unit.code), 1..=9_999, 796);
    let unit = reading.filled(&raw.unit.name);
    let sellers = reading.known(&raw.sellers, "sellers", sellers);
    let reduced = match &raw.reduced {
        None => Ok(None),
        Some(text) => reduced(reading, text).map(Some),
    };
    Ok(Product {
        id: id?,
        onec_ref: onec_ref?,
        name: name?,
        kind: kind?,
        unit: Unit {
            code: code?,
            name: unit?,
        },
        sellers: sellers?,
        reduced: reduced?,
        archived: raw.archived,
    })
}

/// A rate that the law gives a product; the general ones come from the date.
fn reduced(reading: &mut Reading<'_>, text: &raw::Text) -> Read<VatRate> {
    let lawful = [VatRate::Exempt, VatRate::Vat0, VatRate::Vat10];
    let words = lawful.map(VatRate::as_str);
    reading.word(text, &words, |word| {
        lawful.into_iter().find(|rate| rate.as_str() == word)
    })
}

pub(super) fn schedules(
    reading: &mut Reading<'_>,
    raw: &[raw::Schedule],
) -> Read<BTreeMap<String, PaymentSchedule>> {
    reading.unique("schedules", raw.iter().map(|schedule| &schedule.code));
    let schedules = each(reading, raw, |reading, raw| {
        let code = reading.filled(&raw.code);
        let last = raw.parts.get_ref().len();
        let numbered: Vec<(usize, &raw::Part)> = (1..).zip(raw.parts.get_ref()).collect();
        let parts = each(reading, &numbered, |reading, (at, raw)| {
            part(reading, raw, *at == last)
        })?;
        match PaymentSchedule::new(parts) {
            Ok(schedule) => Ok((code?, schedule)),
            Err(error) => reading.fault(raw.parts.span(), format!("{error}; correct the parts")),
        }
    })?;
    Ok(schedules.into_iter().collect())
}

fn part(reading: &mut Reading<'_>, raw: &raw::Part, last: bool) -> Read<PartTerms> {
    let percent = match raw.percent.get_ref().parse::<Percent>() {
        Ok(percent) => Ok(percent),
        Err(_) => reading.wrong(
            &raw.percent,
            "a share such as \"70\" or \"33.33\"",
            "write it in quotes",
        ),
    };
    let words = ["signing", "before_shipment", "after_shipment", "invoice"];
    let trigger = reading.word(&raw.after, &words, |word| match word {
        "signing" => Some(Trigger::Signing),
        "before_shipment" => Some(Trigger::BeforeShipment),
        "after_shipment" => Some(Trigger::AfterShipment),
        "invoice" => Some(Trigger::Invoice),
        _ => None,
    });
    let days = reading.within(raw.days.as_ref(), 0..=3_650, 0);
    let count = match &raw.count {
        None => Ok(DayCount::Calendar),
        Some(text) => reading.word(text, &["calendar", "working"], |word| match word {
            "calendar" => Some(DayCount::Calendar),
            "working" => Some(DayCount::Working),
            _ => None,
        }),
    };
    Ok(PartTerms {
        percent: percent?,
        due: Due {
            trigger: trigger?,
            days: days?,
            count: count?,
        },
        balance: raw.balance.unwrap_or(last),
    })
}
