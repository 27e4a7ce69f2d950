//! A call as a value: method, path, key and body. Encoding alone, tested without a server.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::error::{Error, ErrorKind, Fault, Operation};
use crate::key::{IdempotencyKey, Sha256};
use crate::request::{DocumentSetRequest, NumberReservationRequest};

/// The schema of [`DocumentSetRequest`] that this crate writes.
const SCHEMA: u8 = 1;

/// Everything but the unreserved characters of RFC 3986: a space is `%20`, a slash `%2F`.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The HTTP method of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Delete,
}

/// One request, relative to the service's base. Its `Debug` is not derived: bodies are personal.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) operation: Operation,
    pub(crate) verb: Verb,
    pub(crate) path: String,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) body: Option<String>,
}

impl Call {
    fn get(operation: Operation, path: String) -> Self {
        Self {
            operation,
            verb: Verb::Get,
            path,
            key: None,
            body: None,
        }
    }

    pub(crate) fn about() -> Self {
        Self::get(Operation::About, "about".to_owned())
    }

    pub(crate) fn forms() -> Self {
        Self::get(Operation::Forms, "forms".to_owned())
    }

    pub(crate) fn look_up(key: &IdempotencyKey) -> Self {
        Self::get(
            Operation::LookUp,
            format!("document-sets?key={}", encoded(key)),
        )
    }

    pub(crate) fn file(key: &IdempotencyKey, hash: &Sha256) -> Self {
        Self::get(
            Operation::File,
            format!("files/{hash}?key={}", encoded(key)),
        )
    }

    pub(crate) fn issue(key: &IdempotencyKey, request: &DocumentSetRequest) -> Result<Self, Error> {
        #[derive(Serialize)]
        struct Versioned<'a> {
            schema: u8,
            #[serde(flatten)]
            request: &'a DocumentSetRequest,
        }
        let body = Versioned {
            schema: SCHEMA,
            request,
        };
        Self::keyed(Operation::Issue, "document-sets", key, &body)
    }

    /// The body is `{}`: IIS refuses a `POST` without a length.
    pub(crate) fn void_key(key: &IdempotencyKey) -> Self {
        Self {
            operation: Operation::VoidKey,
            verb: Verb::Post,
            path: "voided-keys".to_owned(),
            key: Some(key.clone()),
            body: Some("{}".to_owned()),
        }
    }

    pub(crate) fn reserve_number(
        key: &IdempotencyKey,
        request: &NumberReservationRequest,
    ) -> Result<Self, Error> {
        Self::keyed(
            Operation::ReserveNumber,
            "number-reservations",
            key,
            request,
        )
    }

    pub(crate) fn release_number(key: &IdempotencyKey) -> Self {
        let path = format!("number-reservations?key={}", encoded(key));
        Self {
            verb: Verb::Delete,
            ..Self::get(Operation::ReleaseNumber, path)
        }
    }

    fn keyed(
        operation: Operation,
        path: &str,
        key: &IdempotencyKey,
        body: &impl Serialize,
    ) -> Result<Self, Error> {
        // The only failures are the refusals of `encode`, whose words hold no value.
        let body = serde_json::to_string(body)
            .map_err(|error| Fault::new(operation, ErrorKind::Config).note(error.to_string()))?;
        Ok(Self {
            operation,
            verb: Verb::Post,
            path: path.to_owned(),
            key: Some(key.clone()),
            body: Some(body),
        })
    }
}

fn encoded(key: &IdempotencyKey) -> String {
    utf8_percent_encode(key.as_str(), STRICT).to_string()
}
