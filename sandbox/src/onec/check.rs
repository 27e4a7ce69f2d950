//! Whether the base can make what is asked: references, form, dates, VAT, and every sum computed
//! anew. The first finding ends it.

use chrono::{Datelike, NaiveDate};

use super::base::Base;
use super::digits::{account_is_right, inn_is_right, ogrn_is_right};
use super::read::date;
use super::refusal::Refusal;
use super::request::{Row, Sums, Wanted};
use super::sums::{Kopecks, Rate};
use super::terms::{NewContract, WantedContract};
use super::world::{ContractForm, FormQuestion};

/// Everything but the counterparty and the number.
pub(super) fn check(base: &Base, wanted: &Wanted) -> Result<(), Refusal> {
    organization(base, &wanted.organization, Some(&wanted.organization_inn))?;
    match &wanted.contract {
        WantedContract::New(contract) => terms(base, wanted, contract)?,
        WantedContract::Existing(_) => under_existing(wanted)?,
    }
    items(base, &wanted.rows)?;
    dates(base, wanted)?;
    if base.world.switches.check_digits {
        requisites(wanted)?;
    }
    if base.world.switches.check_vat_regime {
        rates(base, wanted)?;
    }
    sums(wanted)
}

/// What only a new contract has: a form with its answers, and a place.
fn terms(base: &Base, wanted: &Wanted, contract: &NewContract) -> Result<(), Refusal> {
    let form = form(
        base,
        &contract.form,
        &wanted.organization,
        contract.date,
        "contract.form",
    )?;
    if form.version != contract.form_version {
        return Err(Refusal::finding("unknown_form", "У формы другая версия.")
            .field("contract.form_version")
            .differs(&form.version, &contract.form_version));
    }
    if !form
        .client_kinds
        .iter()
        .any(|kind| kind == wanted.buyer.kind)
    {
        let message = "Форма не предназначена для этого вида контрагента.";
        return Err(
            Refusal::finding("form_not_for_organization", message).field("counterparty.kind")
        );
    }
    answers(form, &contract.fields)?;
    place(base, wanted, contract)
}

/// Under a contract that stands something has to be made, and the contract is not printed.
fn under_existing(wanted: &Wanted) -> Result<(), Refusal> {
    if wanted.invoices.is_empty() {
        let message = "К существующему договору нужен хотя бы один счёт.";
        return Err(Refusal::bad_request("invoices", message));
    }
    let contract = wanted
        .files
        .iter()
        .position(|file| file.document == "contract");
    match contract {
        None => Ok(()),
        Some(place) => Err(Refusal::bad_request(
            format!("files[{place}].document"),
            "Существующий договор заново не печатается.",
        )),
    }
}

/// The organization with its ИНН.
pub(super) fn organization(base: &Base, reference: &str, inn: Option<&str>) -> Result<(), Refusal> {
    let unknown = |message| Refusal::finding("unknown_organization", message).field("organization");
    let Some(found) = base.organization(reference) else {
        return Err(unknown("В 1С нет такой организации."));
    };
    match inn {
        Some(inn) if inn != found.inn => {
            Err(unknown("У организации другой ИНН.").differs(&found.inn, inn))
        }
        _ => Ok(()),
    }
}

/// The form, valid on the date and offered to the organization.
pub(super) fn form<'a>(
    base: &'a Base,
    code: &str,
    organization: &str,
    on: NaiveDate,
    field: &str,
) -> Result<&'a ContractForm, Refusal> {
    let Some(form) = base.form(code) else {
        return Err(Refusal::finding("unknown_form", "В 1С нет такой формы.").field(field));
    };
    let starts = form.valid_from.as_deref().and_then(date);
    let ends = form.valid_to.as_deref().and_then(date);
    if starts.is_some_and(|first| on < first) || ends.is_some_and(|last| on > last) {
        let message = "Форма не действует на дату договора.";
        return Err(Refusal::finding("unknown_form", message).field(field));
    }
    if !form
        .organizations
        .iter()
        .any(|one| one.eq_ignore_ascii_case(organization))
    {
        let message = "Форма не предназначена для этой организации.";
        return Err(Refusal::finding("form_not_for_organization", message).field(field));
    }
    Ok(form)
}

/// A printed contract names its place: the city asked for, else that of the organization.
fn place(base: &Base, wanted: &Wanted, contract: &NewContract) -> Result<(), Refusal> {
    let is_printed = wanted.files.iter().any(|file| file.document == "contract");
    let address = base
        .organization(&wanted.organization)
        .map(|one| one.address.as_str());
    let is_known = !contract.city.is_empty() || address.and_then(city_of).is_some();
    if !is_printed || is_known {
        return Ok(());
    }
    Err(
        Refusal::finding("required_field", "Не указано место заключения договора.")
            .field("contract.city"),
    )
}

/// The city of an address: what stands after «г.».
pub(super) fn city_of(address: &str) -> Option<&str> {
    address
        .split(',')
        .find_map(|part| part.trim().strip_prefix("г. "))
        .map(str::trim)
}

fn answers(form: &ContractForm, fields: &[(String, String)]) -> Result<(), Refusal> {
    for (code, value) in fields {
        let place = format!("contract.fields.{code}");
        match form.fields.iter().find(|question| question.code == *code) {
            None => return Err(Refusal::bad_request(place, "У формы нет такого поля.")),
            Some(question) if !fits(question, value) => {
                let message = format!("Поле «{}» заполнено не по форме.", question.title);
                return Err(Refusal::finding("required_field", message).field(place));
            }
            Some(_) => {}
        }
    }
    let is_answered = |one: &&FormQuestion| !fields.iter().any(|(code, _)| *code == one.code);
    match form
        .fields
        .iter()
        .filter(|one| one.required)
        .find(is_answered)
    {
        None => Ok(()),
        Some(one) => {
            let message = format!("Не заполнено поле «{}».", one.title);
            let place = format!("contract.fields.{}", one.code);
            Err(Refusal::finding("required_field", message).field(place))
        }
    }
}

fn fits(question: &FormQuestion, value: &str) -> bool {
    match question.kind.as_str() {
        "date" => date(value).is_some(),
        "number" => value.parse::<rust_decimal::Decimal>().is_ok(),
        "choice" => question.choices.iter().any(|choice| choice == value),
        "flag" => matches!(value, "true" | "false"),
        _ => true,
    }
}

fn items(base: &Base, rows: &[Row]) -> Result<(), Refusal> {
    for (place, row) in rows.iter().enumerate() {
        let field = format!("rows[{place}].nomenclature");
        let item = base.item(&row.nomenclature);
        let Some(item) = item.filter(|item| !item.group && !item.deletion_mark) else {
            let message = "В 1С нет такой номенклатуры, или это группа, или она помечена.";
            return Err(Refusal::finding("unknown_nomenclature", message).field(field));
        };
        let code = |okei: &str| okei.trim_start_matches('0').to_owned();
        if !row.okei.is_empty() && !item.okei.is_empty() && code(&row.okei) != code(&item.okei) {
            return Err(
                Refusal::finding("unit_differs", "У номенклатуры другая единица.")
                    .field(format!("rows[{place}].okei"))
                    .differs(&item.okei, &row.okei),
            );
        }
    }
    Ok(())
}

fn dates(base: &Base, wanted: &Wanted) -> Result<(), Refusal> {
    let wrong =
        |field: String, message: &str| Err(Refusal::finding("wrong_date", message).field(field));
    // The date of a contract that stands is compared where the contract is found.
    let contract = wanted.contract.as_new();
    let mut all: Vec<(String, NaiveDate)> = contract
        .map(|contract| ("contract.date".to_owned(), contract.date))
        .into_iter()
        .collect();
    let ends_early = |one: &NewContract| one.valid_until.is_some_and(|until| until < one.date);
    if contract.is_some_and(ends_early) {
        return wrong(
            "contract.valid_until".into(),
            "Срок договора раньше его даты.",
        );
    }
    for (place, invoice) in wanted.invoices.iter().enumerate() {
        let at = format!("invoices[{place}]");
        if contract.is_some_and(|contract| invoice.date < contract.date) {
            return wrong(format!("{at}.date"), "Счёт раньше договора.");
        }
        if invoice.due.is_some_and(|due| due < invoice.date) {
            return wrong(format!("{at}.due"), "Срок оплаты раньше даты счёта.");
        }
        all.push((format!("{at}.date"), invoice.date));
    }
    for (field, date) in all {
        if !(2000..2100).contains(&date.year()) {
            return wrong(field, "Год документа слишком далёк.");
        }
        closed(base, date, &field)?;
    }
    Ok(())
}

/// Refuses a date in the closed period.
pub(super) fn closed(base: &Base, date: NaiveDate, field: &str) -> Result<(), Refusal> {
    match base.closed_until {
        Some(until) if date <= until => {
            let message = "Дата лежит в закрытом периоде.";
            Err(Refusal::finding("closed_period", message)
                .field(field)
                .differs(format!("после {until}"), date))
        }
        _ => Ok(()),
    }
}

fn requisites(wanted: &Wanted) -> Result<(), Refusal> {
    let buyer = &wanted.buyer;
    let wrong = |field: &str, message: &str| {
        let field = format!("counterparty.{field}");
        Err(Refusal::finding("wrong_requisite", message).field(field))
    };
    if !buyer.inn.is_empty() && !inn_is_right(&buyer.inn) {
        return wrong("inn", "Контрольное число ИНН не сошлось.");
    }
    if !buyer.ogrn.is_empty() && !ogrn_is_right(&buyer.ogrn) {
        return wrong("ogrn", "Контрольное число ОГРН не сошлось.");
    }
    match &buyer.bank {
        Some(bank) if !account_is_right(&bank.account, &bank.bik) => {
            wrong("bank.account", "Ключ расчётного счёта не сошёлся с БИК.")
        }
        _ => Ok(()),
    }
}

/// The rate follows shipment or payment, so next year's general rate may stand in a contract of
/// this year, but never last year's in this.
fn rates(base: &Base, wanted: &Wanted) -> Result<(), Refusal> {
    let regime = base
        .organization(&wanted.organization)
        .map_or("", |one| one.vat_regime.as_str());
    let year = wanted.date().map_or(0, |date| date.year());
    for (place, row) in wanted.rows.iter().enumerate() {
        let fits = match (regime, row.rate) {
            ("osno", Rate::Percent(22)) => year >= 2025,
            ("osno", Rate::Percent(20)) => (2018..2026).contains(&year),
            ("osno", Rate::Percent(18)) => year < 2019,
            (_, Rate::None)
            | ("", _)
            | ("osno", Rate::Percent(0 | 10))
            | ("usn_5", Rate::Percent(0 | 5))
            | ("usn_7", Rate::Percent(0 | 7)) => true,
            _ => false,
        };
        if !fits {
            let message = "Ставка НДС не подходит организации на дату договора.";
            return Err(Refusal::finding("vat_not_allowed", message)
                .field(format!("rows[{place}].vat"))
                .differs(regime, row.rate.word()));
        }
    }
    Ok(())
}

fn sums(wanted: &Wanted) -> Result<(), Refusal> {
    let included = wanted.contract.vat_included();
    for (place, row) in wanted.rows.iter().enumerate() {
        let at = format!("rows[{place}]");
        let own = row_sums(row, included);
        equal(&format!("{at}.sum"), own.sum, row.sums.sum)?;
        equal(&format!("{at}.vat_sum"), own.vat, row.sums.vat)?;
        equal(&format!("{at}.total"), own.total, row.sums.total)?;
    }
    let own = document_sums(&wanted.rows, included);
    equal("expect.sum", own.sum, wanted.expect.sum)?;
    equal("expect.vat", own.vat, wanted.expect.vat)?;
    equal("expect.total", own.total, wanted.expect.total)?;
    if own.total.0 == 0 {
        return Err(
            Refusal::finding("totals_differ", "Сумма документа равна нулю.").field("expect.total"),
        );
    }
    Ok(())
}

/// The sums of a row as the base computes them.
pub(super) fn row_sums(row: &Row, vat_included: bool) -> Sums {
    let sum = row.quantity.times(row.price);
    if vat_included {
        Sums {
            sum,
            vat: row.rate.inside(sum),
            total: sum,
        }
    } else {
        let vat = row.rate.on_top(sum);
        Sums {
            sum,
            vat,
            total: sum + vat,
        }
    }
}

/// The sums of the document: those of its rows added.
pub(super) fn document_sums(rows: &[Row], vat_included: bool) -> Sums {
    rows.iter()
        .map(|row| row_sums(row, vat_included))
        .fold(Sums::default(), |all, row| Sums {
            sum: all.sum + row.sum,
            vat: all.vat + row.vat,
            total: all.total + row.total,
        })
}

/// Refuses another sum than the base's own.
pub(super) fn equal(field: &str, own: Kopecks, found: Kopecks) -> Result<(), Refusal> {
    if own == found {
        return Ok(());
    }
    Err(
        Refusal::finding("totals_differ", "Сумма не совпала с расчётом 1С.")
            .field(field)
            .differs(own, found),
    )
}
