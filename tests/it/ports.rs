//! What every adapter of the ports `Crm` and `Accounting` must keep: a suite for each port, written
//! from its doc comments and run on every adapter.
//!
//! `crm` and `accounting` are the suites; each function is one promise. They see the other side
//! through [`Portal`] and [`Base`]: a port, a way to make the other side fail, and a look at what
//! exists there. `sandbox` has the real adapters over HTTP, `model` the smallest adapters that keep
//! the promises, in memory.

mod accounting;
mod crm;
mod model;
mod sandbox;
mod scene;

use docflow_core::*;
use docflow_sandbox::World;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// How the other side fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ill {
    /// Nobody listens at its address.
    Unreachable,
    /// Too many requests or sessions.
    Busy,
    /// It has blocked us for overload.
    Overloaded,
    /// A page says that it is being maintained.
    Maintenance,
    /// An error of its own, 500 in JSON without a code that it knows.
    Broken,
    /// A page of whatever stands before it, 502; nothing was done.
    Page,
    /// A page says that there is nothing at this address, 404.
    Gone,
    /// A page in place of the answer with the status of a good one, as to a browser.
    Welcome,
    /// Our token has ended, or our password was changed.
    Expired,
    /// It does not know our token or login.
    Revoked,
    /// It reads a request, does nothing and never answers.
    Silent,
    /// The connection breaks before anything was done.
    LostBefore,
    /// The connection breaks after everything was done.
    LostAfter,
    /// The connection breaks in the middle of the answer.
    CutAnswer,
    /// A page in place of the answer, 504; everything was done.
    PageAfter,
    /// A page in place of the answer; everything is done a quarter of a minute later.
    Late,
}

impl Ill {
    /// The whole side is away, for every run.
    const AWAY: [Self; 11] = [
        Self::Unreachable,
        Self::Busy,
        Self::Overloaded,
        Self::Maintenance,
        Self::Broken,
        Self::Page,
        Self::Gone,
        Self::Welcome,
        Self::Expired,
        Self::Revoked,
        Self::Silent,
    ];
    /// No answer to one request, whatever was done.
    const LOST: [Self; 5] = [
        Self::LostBefore,
        Self::LostAfter,
        Self::CutAnswer,
        Self::PageAfter,
        Self::Late,
    ];

    /// Whether whoever calls knows that nothing was done.
    fn is_certain(self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::Busy | Self::Overloaded | Self::Expired | Self::Revoked
        )
    }
}

/// A way in which a person changes the deal of the scene.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// A custom field gets this text.
    Field(&'static str, String),
    /// The deal gets another company.
    Client(u64),
    /// The sum in the card, in kopecks.
    Sum(i64),
    /// The deal is won.
    Won,
    /// A file field gets these files, by name and bytes.
    Files(&'static str, Vec<(&'static str, &'static [u8])>),
}

/// How reading a deal fails to tell which files stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hidden {
    /// The field is not in the answer.
    Field,
    /// The files have no ids by which they could be named again.
    Ids,
}

/// What a person sees of one deal, and in the notifications of everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// SHA-256 of every file at the deal with the way by which it hangs there, sorted.
    pub(crate) files: Vec<(AttachedVia, String)>,
    /// Entries of the timeline without files.
    pub(crate) entries: Vec<String>,
    /// Notifications that are left: person and text.
    pub(crate) messages: Vec<(u64, String)>,
    /// Custom fields of the deal that are not empty, files left out.
    pub(crate) fields: BTreeMap<String, String>,
}

/// A portal under test with the port that leads to it.
pub(crate) trait Portal: Send + Sync {
    /// Begins anew with this world; everybody is well.
    fn begin(&self, world: World);
    /// An adapter with connections of its own.
    fn crm(&self, policy: &Policy) -> Arc<dyn Crm>;
    /// From the `nth` request on it fails so often; 0 is always.
    fn falls_ill(&self, ill: Ill, nth: u32, count: u32);
    /// Whether a failure that was to come once has come.
    fn was_ill(&self) -> bool;
    /// It is well again; what was promised for later still comes.
    fn recovers(&self);
    /// Time passes.
    fn pass(&self, time: Duration);
    /// What stands at a deal.
    fn seen(&self, deal: u64) -> Seen;
    /// How many requests came.
    fn requests(&self) -> usize;
    /// How many messages to single people were sent here, replaced ones too.
    fn sent(&self) -> usize;
    /// A person changes a deal.
    fn edit(&self, deal: u64, edit: Edit);
    /// It refuses every message to a person but the first ones.
    fn takes_messages(&self, most: usize);
    /// One conversation of many commands ends after so many of them: the others are refused, as by
    /// a token that has ended meanwhile.
    fn breaks_off_after(&self, commands: usize);
    /// It asks to wait so many seconds with every refusal.
    fn asks_to_wait(&self, seconds: u64);
    /// Nobody may use the document generator.
    fn denies_generator(&self);
    /// Reading a deal tells of its file fields only so much.
    fn hides_files(&self, deal: u64, hidden: Hidden);
    /// How often a deal was to be changed, refused changes too.
    fn changes(&self) -> usize;
}

/// What a person sees in the books.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    /// Contracts, orders and invoices by reference.
    pub(crate) documents: BTreeMap<String, Entry>,
    /// Cards of counterparties by reference; their accounts, which may grow, left out.
    pub(crate) cards: BTreeMap<String, String>,
    /// Held numbers by key, with what became of them.
    pub(crate) numbers: BTreeMap<String, (String, String)>,
    /// Keys that never make anything any more.
    pub(crate) voided: Vec<String>,
    /// What the accountant reads beside a set, by key.
    pub(crate) words: BTreeMap<String, Words>,
    /// Hashes of all printed files.
    pub(crate) files: BTreeSet<String>,
}

/// One document of the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) kind: &'static str,
    pub(crate) number: String,
    pub(crate) total: String,
    pub(crate) vat: String,
    /// The key that made it; empty for one that a person typed.
    pub(crate) key: String,
    /// The contract that an invoice or order hangs on.
    pub(crate) contract: String,
    /// What our side did to it and must not: `posted`, `marked`.
    pub(crate) touched: Vec<&'static str>,
}

/// What a set says to the accountant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) requested_by: String,
    pub(crate) note: String,
    /// References of what it replaces.
    pub(crate) supersedes: Vec<String>,
}

/// What the base does differently from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quirk {
    /// It works longer than a call may take.
    PrintsSlowly,
    /// Documents are made, the next printing fails.
    PrintFails,
    /// The extension knows nothing of voiding and of contracts that stand.
    Older,
    /// Its documents are posted by us.
    Posts,
    /// What a set replaces is marked by us.
    Marks,
    /// It refuses by an error of its own with a code, inside 500.
    NamesItsError,
    /// It asks to wait so many seconds with every refusal.
    AsksToWait(u64),
}

/// An answer that carries files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// To a request for documents.
    Issue,
    /// To a look-up of a key.
    LookUp,
    /// To a request for one file.
    File,
}

/// A 1C base under test with the port that leads to it.
///
/// The firms `sever-service` and `sever-torg` have their books here, `sever-project` in another one.
pub(crate) trait Base: Send + Sync {
    /// Begins anew with this world; everybody is well.
    fn begin(&self, world: World);
    /// An adapter with connections of its own.
    fn accounting(&self) -> Arc<dyn Accounting>;
    /// From the `nth` request on it fails so often; 0 is always.
    fn falls_ill(&self, ill: Ill, nth: u32, count: u32);
    /// Whether a failure that was to come once has come.
    fn was_ill(&self) -> bool;
    /// It is well again; what was promised for later still comes.
    fn recovers(&self);
    /// Time passes.
    fn pass(&self, time: Duration);
    /// What stands in the books.
    fn seen(&self) -> Ledger;
    /// How many requests came.
    fn requests(&self) -> usize;
    /// It behaves like this from now on.
    fn is(&self, quirk: Quirk);
    /// The accountant changes the ОГРН of the card with this ИНН.
    fn differs(&self, inn: &str, ogrn: &str);
    /// The next answer to a request under this key says that its contract has this total.
    fn counts_otherwise(&self, key: &StepKey, total: Money);
    /// The next such answer has files of this key whose bytes are not those that it names.
    fn damages(&self, key: &StepKey, carrier: Carrier);
}

/// What an outcome says went wrong; panics on one that went well.
pub(crate) fn cause<T: std::fmt::Debug>(outcome: &Outcome<T>) -> &Cause {
    match outcome {
        Outcome::Transient { cause, .. } | Outcome::Unknown(cause) => cause,
        Outcome::Rejected(rejection) => &rejection.cause,
        well => panic!("nothing went wrong: {well:?}"),
    }
}

/// The answer of an outcome; panics on another one.
pub(crate) fn done<T: std::fmt::Debug>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Done(answer) => answer,
        other => panic!("it was not done: {other:?}"),
    }
}

/// A side that is away is waited for: nobody has to act, and it is told as the side's failure.
pub(crate) fn assert_away<T: std::fmt::Debug>(outcome: &Outcome<T>, side: Side, ill: Ill) {
    let waits = match outcome {
        Outcome::Transient { .. } => true,
        Outcome::Unknown(_) => !ill.is_certain(),
        _ => false,
    };
    assert!(waits, "{ill:?}: {outcome:?}");
    let cause = cause(outcome);
    assert_eq!((cause.side, cause.scope), (side, Scope::Side), "{ill:?}");
}

/// Each function is one test for every adapter.
macro_rules! conformance {
    ($open:ident: $($part:ident { $($name:ident),* $(,)? })*) => {
        mod on_model {
            $($(#[tokio::test]
            async fn $name() {
                super::$part::$name(&super::super::model::$open()).await;
            })*)*
        }
        mod on_sandbox {
            $($(#[tokio::test]
            async fn $name() {
                super::$part::$name(&super::super::sandbox::$open().await).await;
            })*)*
        }
    };
}
pub(crate) use conformance;
