//! The one error of the crate: a kind to act on, the server's code, and what may have happened.
//!
//! No address, login, password or text of the server stands in `Display` or `Debug`; what 1C says
//! to people is kept in [`Details`], to be shown to them and not to be logged.

use std::fmt;
use std::io;
use std::time::Duration;

/// Why a call failed, in the terms that a caller can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is set up wrongly or a value cannot be written; nothing was sent.
    Config,
    /// No connection came about; nothing was sent.
    Transport,
    /// The request was sent and no whole answer came in time.
    Timeout,
    /// The request was sent and the connection ended before the whole answer.
    Reset,
    /// The answer is a redirect, which is never followed: set the final address.
    Moved,
    /// 401: the login or the password is wrong.
    Unauthorized,
    /// 403: the user has no right to the service.
    Forbidden,
    /// 404 or 405 of the web server: wrong address, or the extension is off.
    NotPublished,
    /// The service knows no such key or file.
    NotFound,
    /// Too many sessions, no free licence, maintenance, a queue: try later.
    Busy,
    /// Another session holds the data: try later.
    Locked,
    /// The date lies in a closed period.
    ClosedPeriod,
    /// 1C computes other sums.
    TotalsDiffer,
    /// Another refusal for a person to act on; the code says which.
    Rejected,
    /// The key already stands for another body.
    KeyReused,
    /// The key was voided: nothing was made under it and nothing ever will be.
    KeyVoided,
    /// The request does not follow the contract of the service, or is too large.
    BadRequest,
    /// An error inside 1C; settle a write by its key.
    Internal,
    /// An answer that is not JSON where JSON was due (often a login page).
    NotJson,
    /// JSON that does not follow the contract, or a file whose hash differs.
    Decode,
}

/// Which call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Building the client.
    Build,
    /// `GET /about`.
    About,
    /// `GET /forms`.
    Forms,
    /// `POST /document-sets`.
    Issue,
    /// `GET /document-sets?key=…`.
    LookUp,
    /// `POST /voided-keys`.
    VoidKey,
    /// `GET /files/{sha256}`.
    File,
    /// `POST /number-reservations`.
    ReserveNumber,
    /// `DELETE /number-reservations`.
    ReleaseNumber,
}

impl Operation {
    /// The name as it stands in logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::About => "about",
            Self::Forms => "forms",
            Self::Issue => "issue",
            Self::LookUp => "look_up",
            Self::VoidKey => "void_key",
            Self::File => "file",
            Self::ReserveNumber => "reserve_number",
            Self::ReleaseNumber => "release_number",
        }
    }

    /// Whether the call changes something in 1C.
    pub(crate) fn writes(self) -> bool {
        matches!(
            self,
            Self::Issue | Self::VoidKey | Self::ReserveNumber | Self::ReleaseNumber
        )
    }

    /// Whether the client may send the call again by itself: reads, and what says «never» twice.
    pub(crate) fn may_be_repeated(self) -> bool {
        !self.writes() || self == Self::VoidKey
    }
}

/// What 1C says to a person about a refusal. It may hold personal data: show it, do not log it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// One sentence.
    pub message: String,
    /// Findings, one a line.
    pub messages: Vec<String>,
    /// The place in the request, `rows[0].vat_sum`.
    pub field: Option<String>,
    /// What 1C computed or holds.
    pub expected: Option<String>,
    /// What the request said.
    pub found: Option<String>,
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Details")
            .field("messages", &self.messages.len())
            .finish_non_exhaustive()
    }
}

/// A call that failed.
///
/// ```
/// # fn settle(error: &onec_client::Error) -> &'static str {
/// if error.may_have_happened() {
///     "look the key up, or send the same request with the same key"
/// } else if error.is_retryable() {
///     "send it again later"
/// } else {
///     "a person has to act"
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Error(Box<Fault>);

/// The fields of an [`Error`], boxed so that a result stays one word.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) operation: Operation,
    pub(crate) kind: ErrorKind,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) retryable: bool,
    pub(crate) happened: bool,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) attempts: u32,
    pub(crate) cause: Option<io::ErrorKind>,
    /// What was expected and found, in words of this crate alone.
    pub(crate) note: Option<String>,
    pub(crate) details: Details,
}

impl Fault {
    /// A fault with nothing known but its kind; the rest is set by the maker.
    pub(crate) fn new(operation: Operation, kind: ErrorKind) -> Self {
        Self {
            operation,
            kind,
            status: None,
            code: None,
            request_id: None,
            retryable: false,
            happened: false,
            retry_after: None,
            attempts: 1,
            cause: None,
            note: None,
            details: Details::default(),
        }
    }

    /// The same with a note.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self(Box::new(fault))
    }
}

impl Error {
    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Which call failed.
    pub fn operation(&self) -> Operation {
        self.0.operation
    }

    /// The service's own code (`closed_period`, `number_taken`, …), when the service answered.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The status of the answer, when there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's id of the request, to be found in the event log of 1C.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What 1C says to a person; it may hold personal data.
    pub fn details(&self) -> &Details {
        &self.0.details
    }

    /// How many requests were sent; a write but the voiding of a key is sent once.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the same call with the same key may succeed later without a person.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// How long the server asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether a write may have taken effect; always `false` for reads.
    ///
    /// Then look the key up, or send the same request with the same key; void a key again.
    pub fn may_have_happened(&self) -> bool {
        self.0.happened
    }

    pub(crate) fn after(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }
}

/// What the kind means and what to do next.
fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Config => "the client's settings or the request cannot be used",
        ErrorKind::Transport => "no connection to 1C; nothing was sent, try again later",
        ErrorKind::Timeout => "no answer from 1C in time",
        ErrorKind::Reset => "the connection ended before the whole answer",
        ErrorKind::Moved => "1C answered with a redirect; set the final address",
        ErrorKind::Unauthorized => "1C refused the login or the password",
        ErrorKind::Forbidden => "the user of 1C has no right to the service",
        ErrorKind::NotPublished => {
            "the service is not published at this address, or the extension is off"
        }
        ErrorKind::NotFound => "1C knows no such key or file",
        ErrorKind::Busy => "1C is busy; try again later",
        ErrorKind::Locked => "the data are held by another session; try again later",
        ErrorKind::ClosedPeriod => "the date lies in a closed period; choose a later date",
        ErrorKind::TotalsDiffer => "1C computes other sums than the request",
        ErrorKind::Rejected => "1C refused the request; a person has to act",
        ErrorKind::KeyReused => "the key already stands for another request",
        ErrorKind::KeyVoided => "the key was voided and makes nothing any more; take a new key",
        ErrorKind::BadRequest => "the request does not follow the contract of the service",
        ErrorKind::Internal => "an error inside 1C",
        ErrorKind::NotJson => "expected JSON and found something else; check address and login",
        ErrorKind::Decode => "the answer does not follow the contract of the service",
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = &self.0;
        write!(f, "1C {}: {}", fault.operation.name(), advice(fault.kind))?;
        if let Some(note) = &fault.note {
            write!(f, ": {note}")?;
        }
        if let Some(cause) = fault.cause {
            write!(f, " ({cause})")?;
        }
        match (fault.status, &fault.code) {
            (Some(status), Some(code)) => write!(f, " [{status} {code}]")?,
            (Some(status), None) => write!(f, " [{status}]")?,
            (None, _) => {}
        }
        if fault.happened {
            f.write_str("; it may have taken effect, settle it by key")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
