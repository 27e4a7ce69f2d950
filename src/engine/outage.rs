//! Telling people that runs wait for a side that is away, and that they went on; and other rounds.
//!
//! An outage is a matter of the side and not of a run: each person gets one message about it, and
//! one when it is over, however many runs wait. While the portal itself is away nobody can be told;
//! of an outage that is over nobody is told that it had begun.

use super::LocalEngine;
use super::lanes;
use docflow_core::{JournalError, Lane, Outage, OutageNews, Outcome, Side, Timestamp, UserId};
use std::collections::BTreeSet;

/// Finished runs that are forgotten in one round.
const FORGOTTEN: usize = 50;

impl LocalEngine {
    /// What is done beside driving; a failure is told in the log and tried again next time.
    pub(super) async fn look_after(&self, now: Timestamp) {
        if let Err(error) = self.tell_outages(now).await {
            tracing::error!(%error, "outages could not be looked after");
        }
        if let Err(error) = self.forget_old(now).await {
            tracing::error!(%error, "old runs could not be forgotten");
        }
    }

    async fn tell_outages(&self, now: Timestamp) -> Result<(), JournalError> {
        let known = self.parts.journal.outages().await?;
        for outage in &known {
            self.tell_end(outage).await?;
        }
        for lane in self.lanes() {
            if known.iter().all(|outage| outage.lane != lane) {
                self.tell_begin(&lane, now).await?;
            }
        }
        Ok(())
    }

    /// People are told once when runs have waited longer than the policy says.
    async fn tell_begin(&self, lane: &Lane, now: Timestamp) -> Result<(), JournalError> {
        let patience = chrono::TimeDelta::from_std(self.parts.policy.patience.tell_outage_after);
        let Some(before) = patience.ok().and_then(|time| now.checked_sub_signed(time)) else {
            return Ok(());
        };
        let waiting = self.parts.journal.waiting(lane, before).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        if *lane == lanes::crm() {
            let runs: u64 = waiting.iter().map(|(_, runs)| runs).sum();
            tracing::error!(
                runs,
                "runs wait for the portal, through which nobody can be told"
            );
            return Ok(());
        }
        let outage = Outage {
            lane: lane.clone(),
            since: before,
            told: self.audience(waiting.into_iter().map(|(user, _)| user)),
        };
        if self.parts.journal.begin_outage(&outage).await? {
            self.shared.lanes.forget_answer(lane);
            if !self.told(&outage, false).await {
                self.parts.journal.end_outage(lane).await?;
            }
        }
        Ok(())
    }

    /// The same people are told once when the side has answered.
    async fn tell_end(&self, outage: &Outage) -> Result<(), JournalError> {
        let lane = &outage.lane;
        if !self.shared.lanes.answered_since(lane, outage.since) {
            return Ok(());
        }
        if let Some(ended) = self.parts.journal.end_outage(lane).await?
            && !self.told(&ended, true).await
        {
            // While the portal is away it is told later.
            self.parts.journal.begin_outage(&ended).await?;
        }
        Ok(())
    }

    /// Who ordered, and who keeps the integration running.
    fn audience(&self, requesters: impl Iterator<Item = UserId>) -> Vec<UserId> {
        let people = &self.parts.policy.people;
        let administrators = people.administrators.iter().map(|one| one.id);
        let all: BTreeSet<UserId> = requesters.chain(administrators).collect();
        all.into_iter().collect()
    }

    async fn told(&self, outage: &Outage, over: bool) -> bool {
        let news = OutageNews {
            tag: format!("{}/outage/{}", self.parts.policy.portal, outage.lane),
            side: Side::Accounting,
            since: outage.since,
            over,
            recipients: outage.told.clone(),
        };
        matches!(self.parts.crm.tell_outage(&news).await, Outcome::Done(_))
    }

    /// Finished runs lose what they know about people once the policy's term is over.
    async fn forget_old(&self, now: Timestamp) -> Result<(), docflow_core::EngineError> {
        let Some(days) = self.parts.policy.keep_days else {
            return Ok(());
        };
        let term = chrono::TimeDelta::days(i64::from(days));
        let Some(before) = now.checked_sub_signed(term) else {
            return Ok(());
        };
        let old = self
            .parts
            .journal
            .finished_before(before, FORGOTTEN)
            .await?;
        for run in old {
            self.forget_run(&run).await?;
        }
        Ok(())
    }
}
