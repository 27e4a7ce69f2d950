//! From status and bytes to a typed answer or an error: plain functions, no network.
//!
//! An error is looked for first. Texts of the server never enter a note: serde's own messages
//! quote values, so only the place of a fault is told.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Details, Error, ErrorKind, Fault, Operation};

/// What came back, as far as the connection goes.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

#[derive(Deserialize)]
struct ErrorBody {
    error: ErrorWire,
}

#[derive(Deserialize)]
struct ErrorWire {
    code: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    retryable: Option<bool>,
    #[serde(default)]
    details: Option<DetailsWire>,
    #[serde(default)]
    request_id: Option<String>,
}

#[derive(Deserialize, Default)]
struct DetailsWire {
    #[serde(default)]
    messages: Option<Vec<String>>,
    #[serde(default)]
    field: Option<String>,
    #[serde(default)]
    expected: Option<String>,
    #[serde(default)]
    found: Option<String>,
}

/// The body without the byte order mark that some platforms put before it.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// Passes a 2xx on, and the set that keeps a key from being voided; makes an error of the rest.
pub(crate) fn accept(operation: Operation, reply: Reply) -> Result<Reply, Error> {
    match (operation, reply.status) {
        (_, 200..=299) => Ok(reply),
        (Operation::VoidKey, 409) if code(&reply).as_deref() == Some("key_made") => Ok(reply),
        _ => Err(refusal(operation, &reply)),
    }
}

/// The service's own code of a refusal.
fn code(reply: &Reply) -> Option<String> {
    let body: ErrorBody = serde_json::from_slice(without_bom(&reply.body)).ok()?;
    Some(body.error.code)
}

/// The error of an answer outside 2xx.
fn refusal(operation: Operation, reply: &Reply) -> Error {
    let mut fault = match serde_json::from_slice::<ErrorBody>(without_bom(&reply.body)) {
        Ok(body) => of_service(operation, reply.status, body.error),
        Err(_) if has_no_licence(reply) => of_stranger(operation, 503),
        Err(_) => of_stranger(operation, reply.status),
    };
    fault.status = Some(reply.status);
    fault.retry_after = reply.retry_after;
    fault.happened &= operation.writes();
    fault.into()
}

/// The service itself refused: its code decides.
fn of_service(operation: Operation, status: u16, wire: ErrorWire) -> Fault {
    let kind = kind_of_code(&wire.code, status);
    let details = wire.details.unwrap_or_default();
    let mut fault = Fault::new(operation, kind);
    fault.retryable = wire
        .retryable
        .unwrap_or(matches!(kind, ErrorKind::Busy | ErrorKind::Locked));
    let is_made = operation == Operation::Issue && wire.code == "print_failed";
    fault.happened = kind == ErrorKind::Internal || is_made;
    fault.code = harmless(wire.code);
    fault.request_id = wire.request_id.and_then(harmless);
    fault.details = Details {
        message: wire.message.unwrap_or_default(),
        messages: details.messages.unwrap_or_default(),
        field: details.field,
        expected: details.expected,
        found: details.found,
    };
    fault
}

fn kind_of_code(code: &str, status: u16) -> ErrorKind {
    match (code, status) {
        ("closed_period", _) => ErrorKind::ClosedPeriod,
        ("totals_differ", _) => ErrorKind::TotalsDiffer,
        ("key_reused", _) => ErrorKind::KeyReused,
        ("key_voided", _) => ErrorKind::KeyVoided,
        ("unknown_key" | "unknown_file", _) | (_, 404) => ErrorKind::NotFound,
        ("lock_conflict" | "locked", _) | (_, 423) => ErrorKind::Locked,
        ("busy" | "maintenance" | "print_failed", _) | (_, 429 | 503) => ErrorKind::Busy,
        ("unauthorized", _) | (_, 401) => ErrorKind::Unauthorized,
        ("forbidden", _) | (_, 403) => ErrorKind::Forbidden,
        ("bad_request" | "method_not_allowed", _) | (_, 400 | 405) => ErrorKind::BadRequest,
        ("print_unavailable", _) | (_, 409 | 422 | 501) => ErrorKind::Rejected,
        (_, 500..) => ErrorKind::Internal,
        _ => ErrorKind::Rejected,
    }
}

/// Whether the platform found no free licence for a session, which passes like any rush.
fn has_no_licence(reply: &Reply) -> bool {
    const WORDS: [&str; 4] = [
        "Не обнаружено свободной лицензии",
        "Не найдена лицензия",
        "There are no free licenses",
        "License not found",
    ];
    let text = String::from_utf8_lossy(&reply.body);
    reply.status >= 500 && WORDS.iter().any(|words| text.contains(words))
}

/// Something in front of the service answered: IIS, a proxy, the platform.
fn of_stranger(operation: Operation, status: u16) -> Fault {
    let (kind, retryable, happened) = match status {
        300..=399 => (ErrorKind::Moved, false, false),
        401 => (ErrorKind::Unauthorized, false, false),
        403 => (ErrorKind::Forbidden, false, false),
        404 | 405 => (ErrorKind::NotPublished, false, false),
        400 | 411 | 413 | 414 | 415 | 431 => (ErrorKind::BadRequest, false, false),
        429 => (ErrorKind::Busy, true, false),
        408 | 502 | 503 | 504 => (ErrorKind::Busy, true, true),
        500.. => (ErrorKind::Internal, false, true),
        _ => (ErrorKind::NotJson, false, true),
    };
    let mut fault = Fault::new(operation, kind);
    fault.retryable = retryable;
    fault.happened = happened;
    fault
}

/// A code or id is passed on when it cannot be anything else.
fn harmless(text: String) -> Option<String> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    ((1..=64).contains(&text.len()) && text.bytes().all(is_word)).then_some(text)
}

/// The JSON of a 2xx answer.
pub(crate) fn json<T: DeserializeOwned>(operation: Operation, reply: &Reply) -> Result<T, Error> {
    let body = without_bom(&reply.body);
    serde_json::from_slice(body).map_err(|error| {
        let starts_as_json = body
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            .is_some_and(|byte| *byte == b'{');
        let (kind, note) = if starts_as_json {
            let place = format!("at line {} column {}", error.line(), error.column());
            (ErrorKind::Decode, place)
        } else {
            (ErrorKind::NotJson, format!("found {} bytes", body.len()))
        };
        unusable(operation, reply, kind, note)
    })
}

/// A 2xx answer that cannot be used: a write has most likely taken effect.
pub(crate) fn unusable(
    operation: Operation,
    reply: &Reply,
    kind: ErrorKind,
    note: impl Into<String>,
) -> Error {
    let mut fault = Fault::new(operation, kind).note(note);
    fault.status = Some(reply.status);
    fault.happened = operation.writes();
    fault.into()
}
