//! Printed files: what is printed, and how a file is described in an answer.
//!
//! Filling and drawing is the work of the crate docflow-print (feature `print`); the texts and sums
//! given to it are those of the documents in the base.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::NaiveDate;
use serde_json::{Value, json};
#[cfg(feature = "print")]
use sha2::{Digest as _, Sha256};

use super::base::{Contract, Invoice};
use super::request::Wanted;
use super::world::OnecOrganization;

#[cfg(feature = "print")]
mod data;
#[cfg(feature = "print")]
mod draw;

/// Everything that the files of one set show.
#[derive(Clone)]
#[cfg_attr(not(feature = "print"), expect(dead_code, reason = "only printed"))]
pub(super) struct PrintJob {
    /// The kind of the new contract's form.
    pub(super) kind: String,
    pub(super) organization: OnecOrganization,
    pub(super) contract: Contract,
    pub(super) invoices: Vec<Invoice>,
    pub(super) wanted: Wanted,
    /// What the set replaces, as the base knows it.
    pub(super) replaced: Vec<Replaced>,
}

/// A document that a set replaces.
#[derive(Clone)]
#[cfg_attr(not(feature = "print"), expect(dead_code, reason = "only printed"))]
pub(super) struct Replaced {
    pub(super) is_contract: bool,
    pub(super) number: String,
    pub(super) date: NaiveDate,
}

/// A file that was made.
pub(super) struct Printed {
    /// The invoice's index; the contract has none.
    pub(super) invoice: Option<u64>,
    pub(super) format: &'static str,
    pub(super) stamped: bool,
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) derived_from: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// Prints all files of a set, or leaves them blank; no lock is held meanwhile.
///
/// # Errors
/// One line about the file that could not be made.
pub(super) fn print(job: &PrintJob, blank: bool) -> Result<Vec<Printed>, String> {
    #[cfg(feature = "print")]
    if blank {
        Ok(draw::blank(job))
    } else {
        draw::draw(job)
    }
    #[cfg(not(feature = "print"))]
    if job.wanted.files.is_empty() || blank {
        Ok(Vec::new())
    } else {
        Err("built without print".to_owned())
    }
}

/// A file as the answer carries it.
pub(super) fn content_of(file: &Printed) -> Value {
    json!({
        "format": file.format,
        "stamped": file.stamped,
        "name": file.name,
        "size": file.bytes.len(),
        "sha256": file.sha256,
        "derived_from": file.derived_from,
        "content": BASE64.encode(&file.bytes),
    })
}

/// The SHA-256 of bytes in lower-case hex.
#[cfg(feature = "print")]
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            for digit in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
            hex
        })
}
