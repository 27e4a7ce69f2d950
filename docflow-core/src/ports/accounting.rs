//! The books: where documents are made and numbered.

use crate::files::FileHash;
use crate::ids::StepKey;
use crate::issued::IssuedSet;
use crate::request::DocumentRequest;
use crate::run::{Cause, Outcome, Owner, Rejection, ReservedNumber, Side, VOID_UNAVAILABLE};
use async_trait::async_trait;
use chrono::NaiveDate;

/// Bytes of a file with the hash that its reference carries.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob {
    /// Hash of the bytes.
    pub hash: FileHash,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Blob({}, {} bytes)", self.hash, self.bytes.len())
    }
}

/// An issued set with the bytes of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedFiles {
    /// What exists.
    pub set: IssuedSet,
    /// Bytes of every file that the set names.
    pub blobs: Vec<Blob>,
    /// Whether it had been made before the call that answered with it.
    pub replayed: bool,
}

/// What became of a wish to void a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voided {
    /// Nothing was made under it, and a request that arrives later is refused.
    Void,
    /// It was too late: this exists.
    Made(IssuedFiles),
}

/// What a base says of itself before it is asked for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseAbout {
    /// Name of the base, for administrators.
    pub name: String,
    /// ИНН of the organizations whose books it keeps.
    pub organizations: Vec<String>,
    /// The day up to which documents are refused, where it says so.
    pub closed_until: Option<NaiveDate>,
    /// Whether a key can be voided.
    pub voids: bool,
    /// Whether an invoice can be made under a contract that exists.
    pub invoice_alone: bool,
}

/// The accounting system of one or more of our firms.
///
/// Guarantees of an implementer:
/// - `issue` makes counterparty, contract, order and invoices in one transaction or nothing; a
///   repeated key returns the first result, also when both calls run at once;
/// - existing cards are never changed: a difference is a rejection for the accountant;
/// - nothing is posted, deleted or written into a closed period;
/// - [`Outcome::Transient`] and [`Outcome::Rejected`] are returned only when nothing was written;
/// - a failure of the whole base (unreachable, busy, in maintenance, HTML, 5xx) has a cause that is
///   [`crate::Cause::away`], whatever was asked;
/// - sums in the answer are read back from the books, not copied from the request.
#[async_trait]
pub trait Accounting: Send + Sync {
    /// Makes everything under a key.
    async fn issue(
        &self,
        key: &StepKey,
        request: &DocumentRequest,
        reserved: Option<&ReservedNumber>,
    ) -> Outcome<IssuedFiles>;

    /// What became of a key; `None` when it is not known.
    async fn look_up(&self, seller: &str, key: &StepKey) -> Outcome<Option<IssuedFiles>>;

    /// The bytes of one file of a set, once more.
    async fn file(&self, seller: &str, key: &StepKey, hash: FileHash) -> Outcome<Blob>;

    /// Keeps a contract number under a key.
    async fn reserve(&self, key: &StepKey, request: &DocumentRequest) -> Outcome<ReservedNumber>;

    /// Sees to it that a key never makes anything any more, in the transaction that checks keys.
    ///
    /// A base that can not do that rejects with [`crate::VOID_UNAVAILABLE`], as this default does.
    async fn void(&self, _seller: &str, _key: &StepKey) -> Outcome<Voided> {
        Outcome::Rejected(Rejection {
            cause: Cause::new(Side::Accounting, VOID_UNAVAILABLE),
            owner: Owner::Administrator,
            detail: None,
        })
    }

    /// What the base of a firm says of itself.
    async fn about(&self, seller: &str) -> Outcome<BaseAbout>;

    /// Stable name of the base that keeps the books of a firm: what hangs in one base must hold
    /// nothing of another. By default each firm has a base of its own.
    fn base_of(&self, seller: &str) -> String {
        seller.to_owned()
    }

    /// Gives a number back; an unknown or released reservation is done.
    async fn release(&self, seller: &str, reservation: &StepKey) -> Outcome<()>;
}
