//! The JSON of a set of documents and of a held number, checked and turned into values.
//!
//! Sums are parsed exactly from text, every file's size and hash are compared with its content.
//! A fault names its place in the answer and quotes nothing of it.

use std::str::FromStr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::answer::{
    CounterpartyCard, DocumentSet, File, FileFormat, Issue, IssuedContract, IssuedInvoice,
    IssuedOrder, LookUp, NumberReservation, VoidKey,
};
use crate::decode::{Reply, json, unusable};
use crate::error::{Error, ErrorKind, Operation};
use crate::key::{IdempotencyKey, Sha256};

/// The longest pause that an answer may ask for; a longer one is cut to it.
const LONGEST_POLL: Duration = Duration::from_mins(10);

/// What is wrong in an answer, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Odd {
    pub(crate) at: String,
    pub(crate) expected: &'static str,
}

impl Odd {
    pub(crate) fn new(at: impl Into<String>, expected: &'static str) -> Self {
        Self {
            at: at.into(),
            expected,
        }
    }
}

/// Puts an oddity into the error of a call.
pub(crate) fn odd(operation: Operation, reply: &Reply, odd: &Odd) -> Error {
    let note = format!("{}: expected {}", odd.at, odd.expected);
    unusable(operation, reply, ErrorKind::Decode, note)
}

/// Parses a text of the answer, naming its place when it is not one.
pub(crate) fn parsed<T: FromStr>(
    text: &str,
    at: impl Into<String>,
    expected: &'static str,
) -> Result<T, Odd> {
    text.parse().map_err(|_| Odd::new(at, expected))
}

fn money(text: &str, at: String) -> Result<Decimal, Odd> {
    let expected = "a sum with two places such as 122000.00";
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || places.len() != 2 || !digits(whole) || !digits(places) {
        return Err(Odd::new(at, expected));
    }
    Decimal::from_str_exact(text).map_err(|_| Odd::new(at, expected))
}

fn date(text: &str, at: impl Into<String>) -> Result<NaiveDate, Odd> {
    parsed(text, at, "a date such as 2026-11-24")
}

fn guid<T: FromStr>(text: &str, at: impl Into<String>) -> Result<T, Odd> {
    parsed(text, at, "a GUID")
}

#[derive(Deserialize)]
struct WorkingWire {
    key: String,
    state: String,
    poll_after_ms: u64,
    #[serde(default)]
    made_before: bool,
}

#[derive(Deserialize)]
struct SetWire {
    key: String,
    state: String,
    counterparty: CardWire,
    #[serde(default)]
    order: Option<OrderWire>,
    contract: ContractWire,
    invoices: Vec<InvoiceWire>,
}

#[derive(Deserialize)]
struct VoidedWire {
    key: String,
    state: String,
}

/// A refusal to void: the error is known by its code.
#[derive(Deserialize)]
struct MadeWire {
    set: SetWire,
}

#[derive(Deserialize)]
struct CardWire {
    #[serde(rename = "ref")]
    reference: String,
    created: bool,
}

#[derive(Deserialize)]
struct OrderWire {
    #[serde(rename = "ref")]
    reference: String,
    number: String,
    date: String,
}

#[derive(Deserialize)]
struct ContractWire {
    #[serde(rename = "ref")]
    reference: String,
    number: String,
    date: String,
    total: String,
    vat: String,
    files: Vec<FileWire>,
}

#[derive(Deserialize)]
struct InvoiceWire {
    index: u32,
    #[serde(rename = "ref")]
    reference: String,
    number: String,
    print_number: String,
    date: String,
    amount: String,
    vat: String,
    files: Vec<FileWire>,
}

#[derive(Deserialize)]
struct FileWire {
    format: String,
    stamped: bool,
    name: String,
    size: u64,
    sha256: String,
    #[serde(default)]
    derived_from: Option<String>,
    content: String,
}

/// The answer of `issue`: 201 is a set made by this call, any other a set that was there.
pub(crate) fn issued(key: &IdempotencyKey, reply: &Reply) -> Result<Issue, Error> {
    let operation = Operation::Issue;
    if reply.status == 202 {
        let work = working(operation, key, reply)?;
        return Ok(Issue::Working {
            poll_after: work.poll_after,
            made_before: work.made_before,
        });
    }
    Ok(Issue::Done {
        set: done(operation, key, reply)?,
        made_before: reply.status != 201,
    })
}

/// The answer of `look_up`.
pub(crate) fn looked_up(key: &IdempotencyKey, reply: &Reply) -> Result<LookUp, Error> {
    let operation = Operation::LookUp;
    if reply.status == 202 {
        let Work { poll_after, .. } = working(operation, key, reply)?;
        return Ok(LookUp::Working { poll_after });
    }
    done(operation, key, reply).map(LookUp::Done)
}

/// The answer of `void_key`: done, at work, or refused with the set.
pub(crate) fn voided(key: &IdempotencyKey, reply: &Reply) -> Result<VoidKey, Error> {
    let operation = Operation::VoidKey;
    let in_place = |fault: Odd| odd(operation, reply, &fault);
    match reply.status {
        202 => {
            let Work { poll_after, .. } = working(operation, key, reply)?;
            Ok(VoidKey::Working { poll_after })
        }
        409 => {
            let wire = json::<MadeWire>(operation, reply)?;
            let set = wire.set.check(key).map_err(in_place)?;
            Ok(VoidKey::Made(Box::new(set)))
        }
        _ => {
            let wire = json::<VoidedWire>(operation, reply)?;
            same(&wire.key, key.as_str(), "key", "the key of the request")
                .and_then(|()| same(&wire.state, "voided", "state", "voided"))
                .map_err(in_place)?;
            Ok(VoidKey::Voided)
        }
    }
}

fn done(
    operation: Operation,
    key: &IdempotencyKey,
    reply: &Reply,
) -> Result<Box<DocumentSet>, Error> {
    let set = json::<SetWire>(operation, reply)?.check(key);
    set.map(Box::new)
        .map_err(|fault| odd(operation, reply, &fault))
}

/// Work that goes on.
struct Work {
    poll_after: Duration,
    made_before: bool,
}

fn working(operation: Operation, key: &IdempotencyKey, reply: &Reply) -> Result<Work, Error> {
    let wire = json::<WorkingWire>(operation, reply)?;
    same(&wire.key, key.as_str(), "key", "the key of the request")
        .and_then(|()| same(&wire.state, "working", "state", "working"))
        .map_err(|fault| odd(operation, reply, &fault))?;
    Ok(Work {
        poll_after: Duration::from_millis(wire.poll_after_ms).min(LONGEST_POLL),
        made_before: wire.made_before,
    })
}

fn same(found: &str, due: &str, at: &str, expected: &'static str) -> Result<(), Odd> {
    if found == due {
        Ok(())
    } else {
        Err(Odd::new(at, expected))
    }
}

impl SetWire {
    fn check(self, key: &IdempotencyKey) -> Result<DocumentSet, Odd> {
        same(&self.key, key.as_str(), "key", "the key of the request")?;
        same(&self.state, "done", "state", "done")?;
        let counterparty = CounterpartyCard {
            reference: guid(&self.counterparty.reference, "counterparty.ref")?,
            created: self.counterparty.created,
        };
        Ok(DocumentSet {
            key: key.clone(),
            counterparty,
            order: self.order.map(OrderWire::check).transpose()?,
            contract: self.contract.check()?,
            invoices: numbered(self.invoices, "invoices", InvoiceWire::check)?,
        })
    }
}

impl OrderWire {
    fn check(self) -> Result<IssuedOrder, Odd> {
        Ok(IssuedOrder {
            reference: guid(&self.reference, "order.ref")?,
            date: date(&self.date, "order.date")?,
            number: self.number,
        })
    }
}

impl ContractWire {
    fn check(self) -> Result<IssuedContract, Odd> {
        Ok(IssuedContract {
            reference: guid(&self.reference, "contract.ref")?,
            date: date(&self.date, "contract.date")?,
            total: money(&self.total, "contract.total".to_owned())?,
            vat: money(&self.vat, "contract.vat".to_owned())?,
            files: numbered(self.files, "contract.files", FileWire::check)?,
            number: self.number,
        })
    }
}

impl InvoiceWire {
    fn check(self, at: &str) -> Result<IssuedInvoice, Odd> {
        Ok(IssuedInvoice {
            index: self.index,
            reference: guid(&self.reference, format!("{at}.ref"))?,
            date: date(&self.date, format!("{at}.date"))?,
            amount: money(&self.amount, format!("{at}.amount"))?,
            vat: money(&self.vat, format!("{at}.vat"))?,
            files: numbered(self.files, &format!("{at}.files"), FileWire::check)?,
            number: self.number,
            print_number: self.print_number,
        })
    }
}

impl FileWire {
    fn check(self, at: &str) -> Result<File, Odd> {
        let odd = |expected| Odd::new(at, expected);
        let format = match self.format.as_str() {
            "docx" => FileFormat::Docx,
            "pdf" => FileFormat::Pdf,
            _ => return Err(odd("the format docx or pdf")),
        };
        if self.name.is_empty() || self.name.contains(['/', '\\', '\0']) {
            return Err(odd("a file name without path separators"));
        }
        let content = BASE64
            .decode(&self.content)
            .map_err(|_| odd("content in Base64"))?;
        if u64::try_from(content.len()) != Ok(self.size) {
            return Err(odd("a content as long as its size"));
        }
        let sha256: Sha256 = parsed(&self.sha256, at, "a SHA-256")?;
        if Sha256::of(&content) != sha256 {
            return Err(odd("a content that has the named SHA-256"));
        }
        let derived_from = self
            .derived_from
            .map(|text| parsed(&text, at, "a SHA-256 in derived_from"))
            .transpose()?;
        Ok(File {
            format,
            stamped: self.stamped,
            name: self.name,
            sha256,
            derived_from,
            content,
        })
    }
}

/// Checks each item of a list, naming it by its place.
fn numbered<W, T>(
    list: Vec<W>,
    name: &str,
    check: impl Fn(W, &str) -> Result<T, Odd>,
) -> Result<Vec<T>, Odd> {
    list.into_iter()
        .enumerate()
        .map(|(place, item)| check(item, &format!("{name}[{place}]")))
        .collect()
}

#[derive(Deserialize)]
struct ReservationWire {
    key: String,
    number: String,
    until: String,
}

/// The answer of `reserve_number`.
pub(crate) fn reservation(
    operation: Operation,
    key: &IdempotencyKey,
    reply: &Reply,
) -> Result<NumberReservation, Error> {
    let wire = json::<ReservationWire>(operation, reply)?;
    let check = || {
        same(&wire.key, key.as_str(), "key", "the key of the request")?;
        if wire.number.is_empty() {
            return Err(Odd::new("number", "a number"));
        }
        let until = DateTime::parse_from_rfc3339(&wire.until)
            .map_err(|_| Odd::new("until", "a moment such as 2026-11-24T13:30:00+03:00"))?;
        Ok(NumberReservation {
            key: key.clone(),
            number: wire.number.clone(),
            until,
        })
    };
    check().map_err(|fault| odd(operation, reply, &fault))
}
