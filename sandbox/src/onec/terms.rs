//! The contract of a request: a new one, or the name of one that stands; and what a set replaces.

use chrono::NaiveDate;
use serde_json::Value;

use super::read::Members;
use super::refusal::Refusal;
use super::request::{Signatory, each, read_signatory};

#[derive(Clone, Debug)]
pub(super) enum WantedContract {
    New(Box<NewContract>),
    Existing(ExistingContract),
}

#[derive(Clone, Debug)]
pub(super) struct NewContract {
    pub(super) form: String,
    pub(super) form_version: String,
    pub(super) date: NaiveDate,
    pub(super) city: String,
    pub(super) number: WantedNumber,
    pub(super) valid_until: Option<NaiveDate>,
    pub(super) vat_included: bool,
    pub(super) fields: Vec<(String, String)>,
    #[cfg_attr(not(feature = "print"), expect(dead_code, reason = "only printed"))]
    pub(super) signatory: Option<Signatory>,
}

#[derive(Clone, Debug)]
pub(super) struct ExistingContract {
    pub(super) name: ContractName,
    pub(super) vat_included: bool,
}

#[derive(Clone, Debug)]
pub(super) enum ContractName {
    Ref(String),
    Number { number: String, date: NaiveDate },
}

#[derive(Clone, Debug)]
pub(super) enum WantedNumber {
    Auto,
    Reserved { reservation: String, value: String },
}

/// A document that the set replaces, as the caller named it; what is not named is empty.
#[derive(Clone, Debug)]
pub(super) struct Superseded {
    pub(super) kind: &'static str,
    pub(super) reference: String,
    pub(super) number: String,
    pub(super) date: Option<NaiveDate>,
}

impl WantedContract {
    /// A form makes a contract new; a reference, or a number that is a text, names one.
    /// An older extension knows new ones alone.
    pub(super) fn read(value: &Value, older: bool) -> Result<Self, Refusal> {
        let has_text = |name| value.get(name).is_some_and(Value::is_string);
        let name = if older {
            None
        } else if value.get("ref").is_some() {
            Some(["ref"].as_slice())
        } else if has_text("number") {
            Some(["number", "date"].as_slice())
        } else {
            None
        };
        let Some(name) = name else {
            return NewContract::read(value).map(|one| Self::New(Box::new(one)));
        };
        let known = [name, &["vat_included"]].concat();
        let contract = Members::new(value, "contract", &known)?;
        let name = if name.len() == 1 {
            ContractName::Ref(contract.text("ref", 36)?)
        } else {
            ContractName::Number {
                number: contract.text("number", 50)?,
                date: contract.date("date")?,
            }
        };
        let vat_included = contract.flag("vat_included")?;
        Ok(Self::Existing(ExistingContract { name, vat_included }))
    }

    pub(super) fn vat_included(&self) -> bool {
        match self {
            Self::New(contract) => contract.vat_included,
            Self::Existing(contract) => contract.vat_included,
        }
    }

    pub(super) fn as_new(&self) -> Option<&NewContract> {
        match self {
            Self::New(contract) => Some(contract),
            Self::Existing(_) => None,
        }
    }
}

impl NewContract {
    fn read(value: &Value) -> Result<Self, Refusal> {
        let known = [
            "form",
            "form_version",
            "date",
            "city",
            "number",
            "valid_until",
            "currency",
            "vat_included",
            "fields",
            "signatory",
        ];
        let contract = Members::new(value, "contract", &known)?;
        contract.word("currency", &["RUB"])?;
        Ok(Self {
            form: contract.text("form", 50)?,
            form_version: contract.text("form_version", 50)?,
            date: contract.date("date")?,
            city: contract.text_or_empty("city", 100)?,
            number: read_number(&contract)?,
            valid_until: contract.date_if_any("valid_until")?,
            vat_included: contract.flag("vat_included")?,
            fields: read_fields(&contract)?,
            signatory: read_signatory(&contract)?,
        })
    }
}

fn read_number(contract: &Members<'_>) -> Result<WantedNumber, Refusal> {
    let value = contract.due("number")?;
    let number = Members::new(value, "contract.number", &["mode", "reservation", "value"])?;
    if number.word("mode", &["auto", "reserved"])? == "auto" {
        let bare = number.get("reservation").is_none() && number.get("value").is_none();
        return if bare {
            Ok(WantedNumber::Auto)
        } else {
            Err(number.shape("mode", "reserved"))
        };
    }
    let reservation = number.text("reservation", 100)?;
    Ok(WantedNumber::Reserved {
        reservation,
        value: number.text("value", 50)?,
    })
}

fn read_fields(contract: &Members<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let Some(value) = contract.get("fields") else {
        return Ok(Vec::new());
    };
    let names: Vec<&str> = value
        .as_object()
        .map(|map| map.keys().map(String::as_str).collect())
        .unwrap_or_default();
    let fields = Members::new(value, "contract.fields", &names)?;
    names
        .iter()
        .map(|name| Ok(((*name).to_owned(), fields.text(name, 2000)?)))
        .collect()
}

/// `supersedes` of a request: 1 to 50 documents, or left out.
pub(super) fn read_superseded(body: &Members<'_>) -> Result<Vec<Superseded>, Refusal> {
    if body.get("supersedes").is_none() {
        return Ok(Vec::new());
    }
    let list = each(body, "supersedes", Superseded::read)?;
    if list.is_empty() || list.len() > 50 {
        return Err(body.shape("supersedes", "от 1 до 50 документов"));
    }
    Ok(list)
}

impl Superseded {
    fn read(value: &Value, at: &str) -> Result<Self, Refusal> {
        let one = Members::new(value, at, &["kind", "ref", "number", "date"])?;
        let read = Self {
            kind: one.word("kind", &["contract", "order", "invoice"])?,
            reference: one.text_or_empty("ref", 36)?,
            number: one.text_or_empty("number", 50)?,
            date: one.date_if_any("date")?,
        };
        let is_named = !read.reference.is_empty() || !read.number.is_empty() && read.date.is_some();
        if is_named {
            Ok(read)
        } else {
            Err(one.shape("ref", "ссылка или номер с датой"))
        }
    }
}
