//! Switches of the 1C base: every limit, leniency and doubt has a name.

use serde::{Deserialize, Serialize};

/// How the 1C base behaves where the description leaves room.
///
/// The defaults are the stricter reading. Over the control address a part is enough:
/// `POST /switches {"onec": {"printing_ms": 40000}}`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct OnecSwitches {
    /// How long printing a set takes, in milliseconds of the sandbox clock.
    pub printing_ms: i64,
    /// A set that takes longer than this is answered `202` and ends in the background.
    pub answer_within_ms: i64,
    /// How many of the next printings fail with `print_failed`.
    pub print_failures: u32,
    /// Whether files hold a line of text and are not drawn: for measurements of all the rest.
    pub blank_files: bool,
    /// Whether answers begin with a byte order mark, as some platforms write them.
    pub bom: bool,
    /// Whether `%2F` in a path is refused, as IIS does by default.
    pub refuse_encoded_slash: bool,
    /// Whether the base is closed: every call is `503 maintenance`, in JSON.
    pub maintenance: bool,
    /// Whether the platform begins a session; where it does not, it answers a page in place of
    /// the service.
    pub sessions: Sessions,
    /// The header `Retry-After` of answers with 423 and 503, in seconds; a year is 31536000.
    pub retry_after_seconds: Option<u64>,
    /// What «working» asks to wait, in milliseconds, instead of what is really left.
    pub poll_after_ms: Option<i64>,
    /// Whether the extension is the first one, which can do nothing beyond the first form of the
    /// contract and refuses what it does not know.
    pub older_extension: bool,
    /// A mistake: orders and invoices are posted when they are made.
    pub posts_by_mistake: bool,
    /// A mistake: documents that a set replaces are marked for deletion.
    pub marks_by_mistake: bool,
    /// Minutes that a number is held when the request does not say.
    pub hold_minutes: u32,
    /// Whether a person cannot type a number that is held or used in the same year.
    pub typed_numbers_are_checked: bool,
    /// How many kopecks the VAT of an invoice may differ from 1C's own (never the amount).
    pub invoice_vat_tolerance: i64,
    /// Whether check digits of ИНН, ОГРН and accounts are verified.
    pub check_digits: bool,
    /// Whether the VAT rate must fit the organization's regime and the date.
    pub check_vat_regime: bool,
}

impl Default for OnecSwitches {
    fn default() -> Self {
        Self {
            printing_ms: 0,
            answer_within_ms: 25_000,
            print_failures: 0,
            blank_files: false,
            bom: false,
            refuse_encoded_slash: true,
            maintenance: false,
            sessions: Sessions::Open,
            retry_after_seconds: None,
            poll_after_ms: None,
            older_extension: false,
            posts_by_mistake: false,
            marks_by_mistake: false,
            hold_minutes: 30,
            typed_numbers_are_checked: true,
            invoice_vat_tolerance: 0,
            check_digits: true,
            check_vat_regime: true,
        }
    }
}

/// Whether the platform begins a session for a request with a right login.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sessions {
    /// It does.
    #[default]
    Open,
    /// An administrator has forbidden them for maintenance: a page with 503.
    Forbidden,
    /// All licences are in use: a page with 500 that says so.
    NoLicence,
}
