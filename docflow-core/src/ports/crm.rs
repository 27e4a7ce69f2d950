//! The CRM: where the deal lives and the files go.

use crate::facts::{DealFacts, Timestamp};
use crate::ids::UserId;
use crate::run::{
    Announced, Announcement, ApprovalQuestion, AttachJob, Attached, Delivery, FactsQuery, Message,
    Outcome, Side,
};
use async_trait::async_trait;

/// The bytes of one pair of files.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The Word file.
    pub docx: &'a [u8],
    /// The PDF file.
    pub pdf: &'a [u8],
}

/// News of an outage: one message for all runs that wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutageNews {
    /// Which outage: the same tag replaces the earlier message.
    pub tag: String,
    /// Which side is away.
    pub side: Side,
    /// Since this moment or earlier.
    pub since: Timestamp,
    /// Whether it is over.
    pub over: bool,
    /// Who is told.
    pub recipients: Vec<UserId>,
}

/// The CRM of one portal.
///
/// Guarantees of an implementer:
/// - every method is one conversation: it ends with an [`Outcome`], never hangs longer than its
///   time-out, and never repeats a write whose outcome it does not know;
/// - [`Outcome::Transient`] is returned only when nothing was written;
/// - a failure of the whole portal (unreachable, over its limits, in maintenance, HTML, 5xx) has a
///   cause that is [`crate::Cause::away`], whatever was asked;
/// - the state that a query, message or question carries is written into the policy's field in the
///   same conversation, at no further request; where the policy names no field it is dropped;
/// - rows that are not of the deal, client or seller asked for never reach [`DealFacts`]: what
///   can not be trusted is [`crate::Fact::NotChecked`] or absent;
/// - with `probe` set, `attach` and `announce` look for the marker (the step's key) first and
///   return what they find as done.
#[async_trait]
pub trait Crm: Send + Sync {
    /// Reads everything that the check needs.
    async fn load_facts(&self, query: &FactsQuery) -> Outcome<DealFacts>;

    /// Attaches one pair of files to the deal.
    async fn attach(&self, job: &AttachJob, pair: Pair<'_>) -> Outcome<Attached>;

    /// Writes the result into the deal and tells people, each command judged alone.
    ///
    /// With `reread` set, a field is written only when it still holds what was seen when the facts
    /// were read; one that a person has changed meanwhile is named in [`Announced::left_alone`].
    async fn announce(&self, announcement: &Announcement) -> Outcome<Announced>;

    /// Asks an approver about a number; the same key replaces the earlier question.
    async fn ask_approval(&self, question: &ApprovalQuestion) -> Outcome<()>;

    /// Tells people something; the same key replaces the earlier message. Each of them has an
    /// outcome; the whole fails only when nobody could be asked.
    async fn tell(&self, message: &Message) -> Outcome<Delivery>;

    /// Tells people once that runs wait for a side, or that they went on.
    async fn tell_outage(&self, news: &OutageNews) -> Outcome<Delivery>;
}
