//! What pages ask runs by: codes, sums and counts that stay when people are forgotten.

use super::{Ending, Run};
use crate::ids::UserId;
use crate::money::Money;
use crate::request::DocumentRequest;
use crate::standing::DocumentSlot;

/// A run in columns. The journal keeps the times beside it: when it was ordered and finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSummary {
    /// Code of the own firm, once it is known.
    pub seller: Option<String>,
    /// Code of the region, once it is known.
    pub region: Option<String>,
    /// Code of the office, once it is known.
    pub office: Option<String>,
    /// Code of the contract form, once it is known.
    pub form: Option<String>,
    /// Who ordered it.
    pub requested_by: UserId,
    /// What the client pays in all, once it is counted.
    pub sum: Option<Money>,
    /// How often a person had to act after it was ordered.
    pub touches: u32,
    /// Whether the check passed and nothing was refused on the way; unknown until that is sure, and
    /// for good when the run was cancelled before.
    pub first_pass: Option<bool>,
    /// How it ended: [`Ending::code`].
    pub ending: Option<String>,
}

impl Run {
    /// What pages ask by, as far as the run knows it.
    pub fn summary(&self) -> RunSummary {
        let choices = &self.order.choices;
        let request = self.dossier.request.as_ref().map(DocumentRequest::parts);
        RunSummary {
            seller: request
                .map(|known| known.seller.code.clone())
                .or_else(|| choices.seller.clone()),
            region: request
                .map(|known| known.contract.region.clone())
                .or_else(|| choices.region.clone()),
            office: self.order.office.clone(),
            form: request
                .map(|known| known.contract.form.clone())
                .or_else(|| choices.form.clone()),
            requested_by: self.order.requested_by,
            sum: request
                .map(|known| known.totals.total)
                .or_else(|| self.issued_sum()),
            touches: self.touches(),
            first_pass: self.first_pass(),
            ending: self.ending().map(|ending| ending.code().to_owned()),
        }
    }

    /// What the contract says; a set without one has the sum of its invoices.
    fn issued_sum(&self) -> Option<Money> {
        let documents = &self.issued.as_ref()?.documents;
        let contract = documents
            .iter()
            .find(|document| document.slot == DocumentSlot::Contract);
        match contract {
            Some(contract) => Some(contract.total),
            None => Money::sum(documents.iter().map(|document| document.total)).ok(),
        }
    }

    /// Questions that were put to a person, or answers where there were more of these.
    fn touches(&self) -> u32 {
        let answers = u32::try_from(self.seen_signals.len()).unwrap_or(u32::MAX);
        self.rounds.person.max(answers)
    }

    fn first_pass(&self) -> Option<bool> {
        match self.ending() {
            _ if self.rounds.person > 0 => Some(false),
            Some(Ending::Completed) => Some(true),
            Some(Ending::Refused(_) | Ending::NumberRejected) => Some(false),
            Some(Ending::Cancelled { .. } | Ending::Closed { .. }) | None => None,
        }
    }
}
