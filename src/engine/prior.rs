//! What earlier runs of a deal have left, and which generation is next.

use super::LocalEngine;
use docflow_core::{
    DealId, EngineError, JournalError, Prior, Purpose, RunFilter, RunKey, RunRow, RunState,
    StandingDocument, wire,
};

impl LocalEngine {
    pub(super) async fn generation_of(&self, deal: DealId) -> Result<u32, EngineError> {
        let rows = self.runs_of(deal).await?;
        let latest = rows.iter().max_by_key(|row| row.key.generation());
        Ok(latest.map_or(1, |row| match row.state {
            RunState::Open => row.key.generation(),
            RunState::Ending | RunState::Finished => row.key.generation().saturating_add(1),
        }))
    }

    /// What the other runs of a deal have made; what a later one has replaced does not stand.
    pub(super) async fn prior(&self, own: &RunKey) -> Result<Prior, JournalError> {
        let mut rows = self.runs_of(own.deal()).await?;
        rows.retain(|row| row.key != *own);
        rows.sort_by_key(|row| row.key.generation());
        let mut prior = Prior::default();
        for row in rows {
            // A run that can not be read may have made documents.
            let Ok(run) = wire::salvage(&row.snapshot) else {
                prior.issued = true;
                continue;
            };
            let Some(set) = run.issued() else { continue };
            prior.issued = true;
            if run.order().purpose == Purpose::Supersedes {
                prior.documents.clear();
            }
            let standing = set.documents.iter().map(|document| StandingDocument {
                slot: document.slot,
                onec_ref: document.onec_ref.clone(),
                number: document.number.clone(),
                date: document.date,
            });
            prior.documents.extend(standing);
        }
        Ok(prior)
    }

    async fn runs_of(&self, deal: DealId) -> Result<Vec<RunRow>, JournalError> {
        let filter = RunFilter {
            deal: Some(deal.get()),
            ..RunFilter::default()
        };
        self.parts.journal.list(&filter).await
    }
}
