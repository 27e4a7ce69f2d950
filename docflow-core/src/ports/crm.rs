//! The CRM: where the deal lives and the files go.

use crate::{
    Announced, Announcement, ApprovalQuestion, AttachJob, Attached, DealFacts, FactsQuery, Message,
    Outcome,
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

/// The CRM of one portal.
///
/// Guarantees of an implementer:
/// - every method is one conversation: it ends with an [`Outcome`], never hangs longer than its
///   time-out, and never repeats a write whose outcome it does not know;
/// - [`Outcome::Transient`] is returned only when nothing was written;
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

    /// Tells people something; the same key replaces the earlier message.
    async fn tell(&self, message: &Message) -> Outcome<()>;
}
