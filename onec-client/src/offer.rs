//! The JSON of `about` and `forms`, checked and turned into values.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::decode::{Reply, json};
use crate::error::{Error, Operation};
use crate::reference::{About, Capability, FieldKind, Form, FormField, Organization};
use crate::request::CounterpartyKind;
use crate::set::{Odd, odd, parsed};

#[derive(Deserialize)]
struct AboutWire {
    service: String,
    contract: String,
    extension: String,
    configuration: String,
    infobase: String,
    organizations: Vec<OrganizationWire>,
    #[serde(default)]
    closed_until: Option<NaiveDate>,
    #[serde(default)]
    capabilities: Vec<String>,
}

#[derive(Deserialize)]
struct OrganizationWire {
    #[serde(rename = "ref")]
    reference: String,
    inn: String,
    #[serde(default)]
    kpp: Option<String>,
    name: String,
    #[serde(default)]
    prefix: Option<String>,
}

#[derive(Deserialize)]
struct FormsWire {
    forms: Vec<FormWire>,
}

#[derive(Deserialize)]
struct FormWire {
    code: String,
    title: String,
    version: String,
    kind: String,
    organizations: Vec<String>,
    client_kinds: Vec<String>,
    fields: Vec<FieldWire>,
    #[serde(default)]
    valid_from: Option<NaiveDate>,
    #[serde(default)]
    valid_to: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct FieldWire {
    code: String,
    title: String,
    #[serde(rename = "type")]
    kind: String,
    required: bool,
    #[serde(default)]
    choices: Vec<String>,
    #[serde(default)]
    help: Option<String>,
}

/// The answer of `about`.
pub(crate) fn about(reply: &Reply) -> Result<About, Error> {
    let wire = json::<AboutWire>(Operation::About, reply)?;
    wire.check()
        .map_err(|fault| odd(Operation::About, reply, &fault))
}

impl AboutWire {
    fn check(self) -> Result<About, Odd> {
        if self.service != "docflow" {
            return Err(Odd::new("service", "docflow"));
        }
        if self.contract != "v1" {
            return Err(Odd::new(
                "contract",
                "v1, the version that this client speaks",
            ));
        }
        Ok(About {
            contract: self.contract,
            extension: self.extension,
            configuration: self.configuration,
            infobase: self.infobase,
            organizations: all(self.organizations, OrganizationWire::check)?,
            closed_until: self.closed_until,
            capabilities: self.capabilities.into_iter().map(Capability::of).collect(),
        })
    }
}

impl OrganizationWire {
    fn check(self) -> Result<Organization, Odd> {
        Ok(Organization {
            reference: parsed(&self.reference, "organizations", "a GUID")?,
            inn: self.inn,
            kpp: self.kpp.filter(|text| !text.is_empty()),
            name: self.name,
            prefix: self.prefix.filter(|text| !text.is_empty()),
        })
    }
}

/// The answer of `forms`.
pub(crate) fn forms(reply: &Reply) -> Result<Vec<Form>, Error> {
    let wire = json::<FormsWire>(Operation::Forms, reply)?;
    all(wire.forms, FormWire::check).map_err(|fault| odd(Operation::Forms, reply, &fault))
}

impl FormWire {
    fn check(self) -> Result<Form, Odd> {
        Ok(Form {
            organizations: all(self.organizations, |text| {
                parsed(&text, "organizations", "a GUID")
            })?,
            client_kinds: all(self.client_kinds, |text| counterparty_kind(&text))?,
            fields: all(self.fields, FieldWire::check)?,
            code: self.code,
            title: self.title,
            version: self.version,
            kind: self.kind,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        })
    }
}

impl FieldWire {
    fn check(self) -> Result<FormField, Odd> {
        let kind = match self.kind.as_str() {
            "text" => FieldKind::Text,
            "date" => FieldKind::Date,
            "number" => FieldKind::Number,
            "choice" => FieldKind::Choice(self.choices),
            "flag" => FieldKind::Flag,
            _ => {
                return Err(Odd::new(
                    "fields",
                    "a type text, date, number, choice or flag",
                ));
            }
        };
        Ok(FormField {
            code: self.code,
            title: self.title,
            kind,
            required: self.required,
            help: self.help,
        })
    }
}

fn counterparty_kind(text: &str) -> Result<CounterpartyKind, Odd> {
    match text {
        "legal_entity" => Ok(CounterpartyKind::LegalEntity),
        "sole_trader" => Ok(CounterpartyKind::SoleTrader),
        "person" => Ok(CounterpartyKind::Person),
        _ => Err(Odd::new(
            "client_kinds",
            "legal_entity, sole_trader or person",
        )),
    }
}

fn all<W, T>(list: Vec<W>, check: impl Fn(W) -> Result<T, Odd>) -> Result<Vec<T>, Odd> {
    list.into_iter().map(check).collect()
}
