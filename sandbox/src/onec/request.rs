//! The body of `POST /document-sets`, read strictly into values.
//!
//! Only the form is judged here; what the base holds is the work of `check` and `card`.

use chrono::NaiveDate;
use serde_json::Value;

use super::read::Members;
use super::refusal::Refusal;
use super::sums::{Kopecks, Rate, Thousandths};
use super::terms::{Superseded, WantedContract, read_superseded};
use super::world::OnecAccount;

pub(super) const KINDS: [&str; 3] = ["legal_entity", "sole_trader", "person"];
const RATES: [&str; 8] = ["22", "20", "18", "10", "7", "5", "0", "none"];

#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) deal: String,
    /// Empty when the caller does not say.
    pub(super) requested_by: String,
    /// A word to the accountant, or empty.
    pub(super) note: String,
    pub(super) supersedes: Vec<Superseded>,
    pub(super) organization: String,
    pub(super) organization_inn: String,
    pub(super) buyer: Buyer,
    pub(super) contract: WantedContract,
    pub(super) order: bool,
    pub(super) rows: Vec<Row>,
    pub(super) invoices: Vec<WantedInvoice>,
    pub(super) expect: Sums,
    pub(super) files: Vec<WantedFile>,
}

impl Wanted {
    /// The date of contract and order: a contract that stands has its own, so that the earliest
    /// invoice says when.
    pub(super) fn date(&self) -> Option<NaiveDate> {
        match self.contract.as_new() {
            Some(contract) => Some(contract.date),
            None => self.invoices.iter().map(|invoice| invoice.date).min(),
        }
    }
}

/// Sum, VAT and total of a row or of a document.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Sums {
    pub(super) sum: Kopecks,
    pub(super) vat: Kopecks,
    pub(super) total: Kopecks,
}

#[derive(Clone, Debug)]
pub(super) struct Buyer {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) full_name: String,
    pub(super) inn: String,
    pub(super) kpp: String,
    pub(super) ogrn: String,
    pub(super) address: String,
    pub(super) phone: String,
    pub(super) email: String,
    /// Surname, name and patronymic, one space between.
    pub(super) person: String,
    /// `4010 123456`, empty when there is none.
    pub(super) passport: String,
    #[cfg_attr(not(feature = "print"), expect(dead_code, reason = "only printed"))]
    pub(super) passport_issued: String,
    pub(super) bank: Option<OnecAccount>,
    pub(super) signatory: Option<Signatory>,
}

#[derive(Clone, Debug, Default)]
#[cfg_attr(not(feature = "print"), expect(dead_code, reason = "mostly printed"))]
pub(super) struct Signatory {
    pub(super) post: String,
    pub(super) post_genitive: String,
    pub(super) name: String,
    pub(super) name_genitive: String,
    pub(super) basis: String,
    pub(super) basis_genitive: String,
    pub(super) female: Option<bool>,
}

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) nomenclature: String,
    pub(super) name: String,
    pub(super) okei: String,
    pub(super) unit: String,
    pub(super) quantity: Thousandths,
    pub(super) price: Kopecks,
    pub(super) rate: Rate,
    pub(super) sums: Sums,
}

#[derive(Clone, Debug)]
pub(super) struct WantedInvoice {
    pub(super) index: u64,
    pub(super) of: u64,
    pub(super) percent: Thousandths,
    pub(super) date: NaiveDate,
    pub(super) amount: Kopecks,
    pub(super) vat: Kopecks,
    pub(super) due: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct WantedFile {
    pub(super) document: &'static str,
    pub(super) format: &'static str,
    pub(super) stamped: bool,
}

impl Wanted {
    /// Reads a body; an older extension knows fewer members.
    pub(super) fn read(body: &Value, older: bool) -> Result<Self, Refusal> {
        let known: &[&str] = if older { &MEMBERS[..11] } else { &MEMBERS };
        let body = Members::new(body, "", known)?;
        if body.number("schema")? != 1 {
            return Err(body.shape("schema", "1"));
        }
        let organization =
            Members::new(body.due("organization")?, "organization", &["ref", "inn"])?;
        let rows = each(&body, "rows", Row::read)?;
        if rows.is_empty() || rows.len() > 1000 {
            return Err(body.shape("rows", "от 1 до 1000 строк"));
        }
        Ok(Self {
            deal: body.text("deal", 50)?,
            requested_by: body.text_or_empty("requested_by", 100)?,
            note: body.text_or_empty("note", 1000)?,
            supersedes: read_superseded(&body)?,
            organization: organization.text("ref", 36)?,
            organization_inn: organization.text("inn", 12)?,
            buyer: Buyer::read(&Members::new(
                body.due("counterparty")?,
                "counterparty",
                &BUYER,
            )?)?,
            contract: WantedContract::read(body.due("contract")?, older)?,
            order: body.flag("order")?,
            rows,
            invoices: each(&body, "invoices", WantedInvoice::read)?,
            expect: read_expect(body.due("expect")?)?,
            files: read_files(&body)?,
        })
    }
}

/// Reads each item of a list, its place in the refusals.
pub(super) fn each<T>(
    members: &Members<'_>,
    name: &str,
    read: impl Fn(&Value, &str) -> Result<T, Refusal>,
) -> Result<Vec<T>, Refusal> {
    let list = members.list(name)?.iter().enumerate();
    list.map(|(place, item)| read(item, &format!("{name}[{place}]")))
        .collect()
}

/// Members of a request; those after `files` are younger.
const MEMBERS: [&str; 13] = [
    "schema",
    "deal",
    "requested_by",
    "organization",
    "counterparty",
    "contract",
    "order",
    "rows",
    "invoices",
    "expect",
    "files",
    "supersedes",
    "note",
];

const BUYER: [&str; 13] = [
    "kind",
    "name",
    "full_name",
    "inn",
    "kpp",
    "ogrn",
    "address",
    "phone",
    "email",
    "person",
    "passport",
    "bank",
    "signatory",
];

impl Buyer {
    fn read(members: &Members<'_>) -> Result<Self, Refusal> {
        let kind = members.word("kind", &KINDS)?;
        let (passport, passport_issued) = read_passport(members)?;
        let buyer = Self {
            kind,
            name: members.text("name", 100)?,
            full_name: members.text_or_empty("full_name", 550)?,
            inn: members.digits("inn", if kind == "legal_entity" { &[10] } else { &[12] })?,
            kpp: read_kpp(members)?,
            ogrn: members.digits("ogrn", if kind == "legal_entity" { &[13] } else { &[15] })?,
            address: members.text_or_empty("address", 500)?,
            phone: members.text_or_empty("phone", 100)?,
            email: members.text_or_empty("email", 100)?,
            person: read_person(members)?,
            passport,
            passport_issued,
            bank: read_bank(members)?,
            signatory: read_signatory(members)?,
        };
        buyer.has_what_its_kind_needs()?;
        Ok(buyer)
    }

    fn has_what_its_kind_needs(&self) -> Result<(), Refusal> {
        let wrong = |field: &str, what: &str| {
            let field = format!("counterparty.{field}");
            Err(Refusal::finding("required_field", what).field(field))
        };
        let is_entity = self.kind == "legal_entity";
        if is_entity && self.inn.is_empty() || self.kind == "sole_trader" && self.inn.is_empty() {
            return wrong("inn", "Нужен ИНН контрагента.");
        }
        if is_entity && self.kpp.is_empty() {
            return wrong("kpp", "Нужен КПП юридического лица.");
        }
        if !is_entity && !self.kpp.is_empty() {
            return wrong("kpp", "КПП бывает только у юридического лица.");
        }
        if self.kind == "person" && self.person.is_empty() {
            return wrong("person", "Нужны фамилия и имя физического лица.");
        }
        if self.kind == "person" && self.inn.is_empty() && self.passport.is_empty() {
            return wrong("passport", "Без ИНН нужен паспорт физического лица.");
        }
        match &self.signatory {
            None if is_entity => wrong("signatory", "Нужен подписант юридического лица."),
            Some(one) if is_entity && one.post.is_empty() => {
                wrong("signatory.post", "Нужна должность подписанта.")
            }
            Some(one) if is_entity && one.basis.is_empty() => {
                wrong("signatory.basis", "Нужно основание полномочий подписанта.")
            }
            _ => Ok(()),
        }
    }
}

fn read_kpp(members: &Members<'_>) -> Result<String, Refusal> {
    let kpp = members.text_or_empty("kpp", 1000)?;
    let fits = kpp.bytes().enumerate().all(|(place, byte)| {
        byte.is_ascii_digit() || matches!(place, 4 | 5) && byte.is_ascii_uppercase()
    });
    if kpp.is_empty() || fits && kpp.len() == 9 {
        Ok(kpp)
    } else {
        Err(members.shape("kpp", "КПП"))
    }
}

fn read_person(members: &Members<'_>) -> Result<String, Refusal> {
    let Some(value) = members.get("person") else {
        return Ok(String::new());
    };
    let at = members.place("person");
    let person = Members::new(value, &at, &["last", "first", "middle"])?;
    let parts = [
        person.text("last", 50)?,
        person.text("first", 50)?,
        person.text_or_empty("middle", 50)?,
    ];
    Ok(parts.join(" ").trim().to_owned())
}

fn read_passport(members: &Members<'_>) -> Result<(String, String), Refusal> {
    let Some(value) = members.get("passport") else {
        return Ok(Default::default());
    };
    let at = members.place("passport");
    let known = ["series", "number", "issued_by", "issued_on"];
    let passport = Members::new(value, &at, &known)?;
    let series = passport.digits("series", &[4])?;
    let number = passport.digits("number", &[6])?;
    if series.is_empty() || number.is_empty() {
        return Err(passport.shape("number", "серия и номер паспорта"));
    }
    let by = passport.text_or_empty("issued_by", 250)?;
    let on = passport.date_if_any("issued_on")?;
    let on = on
        .map(|date| date.format("%d.%m.%Y").to_string())
        .unwrap_or_default();
    Ok((
        format!("{series} {number}"),
        format!("{by} {on}").trim().to_owned(),
    ))
}

fn read_bank(members: &Members<'_>) -> Result<Option<OnecAccount>, Refusal> {
    let Some(value) = members.get("bank") else {
        return Ok(None);
    };
    let at = members.place("bank");
    let bank = Members::new(
        value,
        &at,
        &["bik", "bank_name", "account", "correspondent"],
    )?;
    bank.due("bik")?;
    bank.due("account")?;
    Ok(Some(OnecAccount {
        bik: bank.digits("bik", &[9])?,
        bank_name: bank.text_or_empty("bank_name", 250)?,
        account: bank.digits("account", &[20])?,
        correspondent: bank.digits("correspondent", &[20])?,
    }))
}

pub(super) fn read_signatory(members: &Members<'_>) -> Result<Option<Signatory>, Refusal> {
    let Some(value) = members.get("signatory") else {
        return Ok(None);
    };
    let at = members.place("signatory");
    let known = [
        "post",
        "post_genitive",
        "name",
        "name_genitive",
        "basis",
        "basis_genitive",
        "sex",
    ];
    let one = Members::new(value, &at, &known)?;
    let female = match one.get("sex") {
        None => None,
        Some(_) => Some(one.word("sex", &["male", "female"])? == "female"),
    };
    Ok(Some(Signatory {
        post: one.text_or_empty("post", 100)?,
        post_genitive: one.text_or_empty("post_genitive", 250)?,
        name: one.text("name", 100)?,
        name_genitive: one.text_or_empty("name_genitive", 250)?,
        basis: one.text_or_empty("basis", 150)?,
        basis_genitive: one.text_or_empty("basis_genitive", 250)?,
        female,
    }))
}

impl Row {
    fn read(value: &Value, at: &str) -> Result<Self, Refusal> {
        let known = [
            "nomenclature",
            "name",
            "okei",
            "unit",
            "quantity",
            "price",
            "vat",
            "sum",
            "vat_sum",
            "total",
        ];
        let row = Members::new(value, at, &known)?;
        let quantity = row.quantity("quantity")?;
        if quantity.0 == 0 {
            return Err(row.shape("quantity", "больше нуля"));
        }
        Ok(Self {
            nomenclature: row.text("nomenclature", 36)?,
            name: row.text("name", 1000)?,
            okei: row.digits("okei", &[3, 4])?,
            unit: row.text_or_empty("unit", 50)?,
            quantity,
            price: row.money("price")?,
            rate: Rate::of_word(row.word("vat", &RATES)?),
            sums: Sums {
                sum: row.money("sum")?,
                vat: row.money("vat_sum")?,
                total: row.money("total")?,
            },
        })
    }
}

impl WantedInvoice {
    fn read(value: &Value, at: &str) -> Result<Self, Refusal> {
        let known = ["index", "of", "percent", "date", "amount", "vat_sum", "due"];
        let invoice = Members::new(value, at, &known)?;
        let percent = invoice.quantity("percent")?;
        if percent.0 == 0 || percent.0 > 100_000 || percent.0 % 10 != 0 {
            return Err(invoice.shape("percent", "процент от 0.01 до 100"));
        }
        Ok(Self {
            index: invoice.number("index")?,
            of: invoice.number("of")?,
            percent,
            date: invoice.date("date")?,
            amount: invoice.money("amount")?,
            vat: invoice.money("vat_sum")?,
            due: invoice.date_if_any("due")?,
        })
    }
}

fn read_expect(value: &Value) -> Result<Sums, Refusal> {
    let expect = Members::new(value, "expect", &["sum", "vat", "total"])?;
    Ok(Sums {
        sum: expect.money("sum")?,
        vat: expect.money("vat")?,
        total: expect.money("total")?,
    })
}

fn read_files(body: &Members<'_>) -> Result<Vec<WantedFile>, Refusal> {
    let files = each(body, "files", |value, at| {
        let file = Members::new(value, at, &["document", "format", "stamped"])?;
        Ok(WantedFile {
            document: file.word("document", &["contract", "invoice"])?,
            format: file.word("format", &["docx", "pdf"])?,
            stamped: file.flag("stamped")?,
        })
    })?;
    for (place, file) in files.iter().enumerate() {
        if files.iter().take(place).any(|other| other == file) {
            let field = format!("files[{place}]");
            return Err(Refusal::bad_request(field, "Такой файл уже запрошен."));
        }
    }
    Ok(files)
}
