//! What the base holds: cards, contracts, orders, invoices, held numbers, sets by key, files.
//!
//! Plain state and small questions about it; the rules stand in `check`, `card` and `issue`.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use super::numbers::{Template, canon, document_number};
use super::print::PrintJob;
use super::read::date;
use super::refusal::Refusal;
use super::standing::Standing;
use super::sums::{Kopecks, Rate, Thousandths};
use super::world::{ContractForm, CounterpartyCard, Nomenclature, OnecOrganization, OnecWorld};

#[derive(Default)]
pub(super) struct Base {
    /// What never changes by itself: organizations, items, forms, users, names, switches.
    pub(super) world: OnecWorld,
    pub(super) closed_until: Option<NaiveDate>,
    pub(super) cards: Vec<CounterpartyCard>,
    pub(super) contracts: Vec<Contract>,
    pub(super) orders: Vec<Order>,
    pub(super) invoices: Vec<Invoice>,
    pub(super) reservations: BTreeMap<String, Reservation>,
    pub(super) sets: BTreeMap<String, Set>,
    /// Keys that make nothing any more, with the moment since when.
    pub(super) voided: BTreeMap<String, i64>,
    /// Bytes by SHA-256.
    pub(super) files: BTreeMap<String, Bytes>,
    counters: BTreeMap<(&'static str, String, i32), u32>,
    references: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Contract {
    pub(super) reference: String,
    pub(super) number: String,
    pub(super) date: NaiveDate,
    pub(super) organization: String,
    pub(super) counterparty: String,
    pub(super) form: String,
    pub(super) total: Kopecks,
    pub(super) vat: Kopecks,
    pub(super) valid_until: Option<NaiveDate>,
    /// The comment: the reference of the caller.
    pub(super) deal: String,
    /// The key that made it; empty when a person typed it.
    pub(super) key: String,
    /// Never posted: it is a card of a catalogue.
    pub(super) standing: Standing,
}

#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) reference: String,
    pub(super) number: String,
    pub(super) date: NaiveDate,
    pub(super) organization: String,
    pub(super) counterparty: String,
    pub(super) contract: String,
    pub(super) total: Kopecks,
    pub(super) vat: Kopecks,
    pub(super) rows: Vec<DocumentRow>,
    pub(super) key: String,
    pub(super) standing: Standing,
}

#[derive(Clone, Debug)]
pub(super) struct Invoice {
    pub(super) reference: String,
    pub(super) number: String,
    pub(super) date: NaiveDate,
    pub(super) organization: String,
    pub(super) counterparty: String,
    pub(super) contract: String,
    /// Empty when the set has no order.
    pub(super) order: String,
    pub(super) index: u64,
    pub(super) of: u64,
    pub(super) percent: Thousandths,
    pub(super) amount: Kopecks,
    pub(super) vat: Kopecks,
    pub(super) due: Option<NaiveDate>,
    pub(super) rows: Vec<DocumentRow>,
    pub(super) key: String,
    pub(super) standing: Standing,
}

/// A row of an order or invoice as it is stored and printed.
#[derive(Clone, Debug)]
pub(super) struct DocumentRow {
    pub(super) nomenclature: String,
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) quantity: Thousandths,
    pub(super) price: Kopecks,
    pub(super) rate: Rate,
    pub(super) sum: Kopecks,
    pub(super) vat: Kopecks,
    pub(super) total: Kopecks,
}

#[derive(Clone, Debug)]
pub(super) struct Reservation {
    pub(super) body: Value,
    pub(super) organization: String,
    pub(super) form: String,
    pub(super) year: i32,
    pub(super) number: String,
    pub(super) until_ms: i64,
    pub(super) hold_ms: i64,
    pub(super) hold: Hold,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Hold {
    Held,
    Released,
    Used,
}

/// What was made under one key.
pub(super) struct Set {
    /// The request, for comparison.
    pub(super) body: Value,
    pub(super) card: String,
    pub(super) card_created: bool,
    /// The contract made, or the one that stood.
    pub(super) contract: String,
    pub(super) order: Option<String>,
    pub(super) invoices: Vec<String>,
    pub(super) job: PrintJob,
    pub(super) phase: Phase,
}

/// How far a set is.
pub(super) enum Phase {
    /// A request is printing it now.
    Printing,
    /// The last printing failed; the next request prints again.
    PrintFailed,
    /// The files exist; before this moment of the sandbox clock the answer is «working».
    Done { ready_ms: i64, answer: Value },
}

impl Base {
    /// The base as the world describes it.
    pub(super) fn new(world: OnecWorld) -> Result<Self, String> {
        let mut base = Self {
            closed_until: optional_date("closed_until", world.closed_until.as_deref())?,
            cards: world.counterparties.clone(),
            world,
            ..Self::default()
        };
        for contract in &base.world.contracts.clone() {
            let date = due_date("contracts.date", &contract.date)?;
            base.organization(&contract.organization)
                .ok_or_else(|| format!("contract {}: unknown organization", contract.number))?;
            base.add_typed(
                &contract.organization,
                &contract.counterparty,
                &contract.number,
                date,
                &contract.reference,
            );
        }
        for form in &base.world.forms {
            check_form(form)?;
        }
        for (kind, organizations) in &base.world.last_numbers {
            let kind = document_kind(kind).ok_or("last_numbers: expected invoice or order")?;
            for (organization, years) in organizations {
                for (year, last) in years {
                    let year = year.parse().map_err(|_| "last_numbers: expected a year")?;
                    base.counters
                        .insert((kind, organization.clone(), year), *last);
                }
            }
        }
        Ok(base)
    }

    /// A contract typed by hand; without a reference it gets one.
    pub(super) fn add_typed(
        &mut self,
        organization: &str,
        counterparty: &str,
        number: &str,
        date: NaiveDate,
        reference: &str,
    ) -> String {
        let reference = match reference {
            "" => self.new_reference(),
            own => own.to_lowercase(),
        };
        self.contracts.push(Contract {
            reference: reference.clone(),
            number: number.to_owned(),
            date,
            organization: organization.to_owned(),
            counterparty: counterparty.to_owned(),
            form: String::new(),
            total: Kopecks(0),
            vat: Kopecks(0),
            valid_until: None,
            deal: String::new(),
            key: String::new(),
            standing: Standing::default(),
        });
        reference
    }

    pub(super) fn new_reference(&mut self) -> String {
        self.references = self.references.saturating_add(1);
        format!("d0cf10e0-5a3b-11f1-9c00-{:012x}", self.references)
    }

    pub(super) fn organization(&self, reference: &str) -> Option<&OnecOrganization> {
        self.world
            .organizations
            .iter()
            .find(|one| one.reference.eq_ignore_ascii_case(reference))
    }

    pub(super) fn item(&self, reference: &str) -> Option<&Nomenclature> {
        self.world
            .nomenclature
            .iter()
            .find(|one| one.reference.eq_ignore_ascii_case(reference))
    }

    pub(super) fn form(&self, code: &str) -> Option<&ContractForm> {
        self.world.forms.iter().find(|form| form.code == code)
    }

    /// The next stored number of an invoice or order; it is used up whatever follows.
    pub(super) fn next_document_number(
        &mut self,
        kind: &'static str,
        organization: &str,
        year: i32,
    ) -> String {
        let prefix = self
            .organization(organization)
            .map(|one| one.prefix.clone())
            .unwrap_or_default();
        let counter = self.skip_numbers(kind, organization, year, 1);
        document_number(&prefix, &self.world.infobase_prefix, counter)
    }

    /// Uses numbers up, as documents made by hand do; returns the last one.
    pub(super) fn skip_numbers(
        &mut self,
        kind: &'static str,
        organization: &str,
        year: i32,
        count: u32,
    ) -> u32 {
        let counter = self
            .counters
            .entry((kind, organization.to_owned(), year))
            .or_default();
        *counter = counter.saturating_add(count);
        *counter
    }

    /// The next number of a form, past everything used or held.
    pub(super) fn next_contract_number(
        &self,
        organization: &str,
        form: &str,
        year: i32,
        now_ms: i64,
    ) -> Result<String, Refusal> {
        let prefix = self
            .organization(organization)
            .map(|one| one.prefix.clone())
            .unwrap_or_default();
        let template = self.form(form).map(|form| form.number_template.as_str());
        let template = template.and_then(|text| Template::new(text, &prefix, year));
        let template = template
            .ok_or_else(|| Refusal::finding("unknown_form", "У формы нет шаблона номера."))?;
        let mut taken = self.used_numbers(organization, year);
        taken.extend(self.held_numbers(organization, year, now_ms, ""));
        Ok(template.next(&taken))
    }

    /// Numbers of contracts of an organization and year, also of those marked for deletion.
    fn used_numbers(&self, organization: &str, year: i32) -> Vec<String> {
        let of_scope = |contract: &&Contract| {
            contract.organization == organization && contract.date.year() == year
        };
        self.contracts
            .iter()
            .filter(of_scope)
            .map(|one| one.number.clone())
            .collect()
    }

    /// Numbers held by others than the reservation `except`.
    fn held_numbers(&self, organization: &str, year: i32, now: i64, except: &str) -> Vec<String> {
        self.reservations
            .iter()
            .filter(|(key, one)| {
                key.as_str() != except
                    && one.hold == Hold::Held
                    && one.until_ms > now
                    && one.organization == organization
                    && one.year == year
            })
            .map(|(_, one)| one.number.clone())
            .collect()
    }

    /// Whether a contract of the scope has this number.
    pub(super) fn is_used(&self, number: &str, organization: &str, year: i32) -> bool {
        let form = canon(number);
        self.used_numbers(organization, year)
            .iter()
            .any(|other| canon(other) == form)
    }

    /// Whether a reservation other than `except` holds this number.
    pub(super) fn is_held(
        &self,
        number: &str,
        organization: &str,
        year: i32,
        now_ms: i64,
        except: &str,
    ) -> bool {
        let form = canon(number);
        let held = self.held_numbers(organization, year, now_ms, except);
        held.iter().any(|other| canon(other) == form)
    }
}

/// `invoice` or `order`.
pub(super) fn document_kind(word: &str) -> Option<&'static str> {
    ["invoice", "order"].into_iter().find(|kind| *kind == word)
}

fn check_form(form: &ContractForm) -> Result<(), String> {
    let at = format!("form {}", form.code);
    optional_date(&at, form.valid_from.as_deref())?;
    optional_date(&at, form.valid_to.as_deref())?;
    if Template::new(&form.number_template, "", 2026).is_none() {
        return Err(format!(
            "{at}: expected one counter {{N}} or {{N:04}} in number_template"
        ));
    }
    let kinds = ["text", "date", "number", "choice", "flag"];
    match form
        .fields
        .iter()
        .find(|field| !kinds.contains(&field.kind.as_str()))
    {
        Some(field) => Err(format!("{at}: field {}: unknown type", field.code)),
        None => Ok(()),
    }
}

fn optional_date(at: &str, text: Option<&str>) -> Result<Option<NaiveDate>, String> {
    text.map(|text| due_date(at, text)).transpose()
}

fn due_date(at: &str, text: &str) -> Result<NaiveDate, String> {
    date(text).ok_or_else(|| format!("{at}: expected a date like 2026-11-24"))
}
