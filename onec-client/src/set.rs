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
    CounterpartyCard, DocumentSet, File, FileFormat, IssuedContract, IssuedInvoice, IssuedOrder,
    LookUp, NumberReservation,
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

/// The answer of `issue` and `look_up`: a set, or the word that the work goes on.
pub(crate) fn issued(
    operation: Operation,
    key: &IdempotencyKey,
    reply: &Reply,
) -> Result<LookUp, Error> {
    let result = if reply.status == 202 {
        let wire = json::<WorkingWire>(operation, reply)?;
        working(&wire, key)
    } else {
        let wire = json::<SetWire>(operation, reply)?;
        wire.check(key).map(|set| LookUp::Done(Box::new(set)))
    };
    result.map_err(|fault| odd(operation, reply, &fault))
}

fn working(wire: &WorkingWire, key: &IdempotencyKey) -> Result<LookUp, Odd> {
    same(&wire.key, key.as_str(), "key", "the key of the request")?;
    same(&wire.state, "working", "state", "working")?;
    let poll_after = Duration::from_millis(wire.poll_after_ms).min(LONGEST_POLL);
    Ok(LookUp::Working { poll_after })
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
