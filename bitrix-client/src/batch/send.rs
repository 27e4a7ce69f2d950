//! One request of a batch, and what is learnt from it.

use std::time::Duration;

use super::again::Refused;
use super::results::Outcome;
use super::split::{Part, Shape, blocks};
use super::{Batch, BatchError, MOST};
use crate::batch::BatchResults;
use crate::client::{Before, Call, Client, Patience};
use crate::error::{Error, ErrorKind};
use crate::observe::WaitReason;
use crate::retry::CallOptions;
use crate::timing::Timing;

/// When a portal cuts a request.
const CUT_AFTER: Duration = Duration::from_mins(1);

impl Client {
    /// Runs a batch: one request for up to 50 commands, one result for each.
    ///
    /// # Errors
    /// As [`call`](Self::call), for the batch as a whole. A command that fails is no error here:
    /// take its result to see.
    pub async fn batch(&self, batch: &Batch) -> Result<BatchResults, Error> {
        self.batch_with(batch, &CallOptions::default()).await
    }

    /// Runs a batch with its own options.
    ///
    /// A request is repeated after an unknown outcome only when every command in it is repeatable
    /// or the options say that a repeat is harmless. Commands that were refused because the token
    /// expired while the batch ran are sent once more with another one, and those whose method had
    /// used up its operating time after a wait, as long as the options have patience; both if they
    /// can do without the results of those that ran. For a batch of any size the options hold for
    /// each request.
    ///
    /// # Errors
    /// As [`batch`](Self::batch); of a batch of any size when its first request failed.
    pub async fn batch_with(
        &self,
        batch: &Batch,
        options: &CallOptions,
    ) -> Result<BatchResults, Error> {
        if batch.is_empty() {
            return Ok(batch.no_results());
        }
        match batch.any_size {
            None => self.batch_in_one(batch, options).await,
            Some(at_once) => self.batch_in_parts(batch, options, at_once).await,
        }
    }

    async fn batch_in_one(
        &self,
        batch: &Batch,
        options: &CallOptions,
    ) -> Result<BatchResults, Error> {
        let part = Part {
            commands: (0..batch.len()).collect(),
            alone: false,
        };
        let sent = self.send_part(batch, &part, options, false).await?;
        Ok(batch.results(sent.outcomes.into_iter().collect(), sent.timing))
    }

    /// Sends a part, and what of it was refused for a reason that passes once more: for its token
    /// with another one, for operating time when the caller has the patience. A part that `shrinks`
    /// is not sent again as it is when it was cut.
    pub(super) async fn send_part(
        &self,
        batch: &Batch,
        part: &Part,
        options: &CallOptions,
        shrinks: bool,
    ) -> Result<Sent, Error> {
        let used = self.access().ticket();
        let mut sent = self.send_once(batch, part, options, shrinks).await?;
        if let Some(refused) = batch.refused(&sent.outcomes, ErrorKind::is_expired) {
            match self.renew_after(used.as_ref()).await {
                Ok(true) => self.send_again(batch, &refused, options, &mut sent).await,
                Ok(false) => {}
                // Requests to the authorization server are none of this call.
                Err(error) => sent.fail(batch, &refused.part, error.attempted(0, false)),
            }
        }
        let mut patience = Patience::default();
        while !sent.broken
            && let Some(refused) = batch.refused(&sent.outcomes, ErrorKind::is_out_of_time)
            && let Some(until) = patience.until(self, &refused.why, options)
        {
            let why = &refused.why;
            self.wait_until(until, why.method(), why.request_id(), WaitReason::Operating)
                .await;
            self.send_again(batch, &refused, options, &mut sent).await;
        }
        Ok(sent)
    }

    async fn send_again(
        &self,
        batch: &Batch,
        refused: &Refused,
        options: &CallOptions,
        sent: &mut Sent,
    ) {
        match self.send_once(batch, &refused.part, options, false).await {
            Ok(again) => sent.take(again),
            Err(error) => sent.fail(batch, &refused.part, error),
        }
    }

    async fn send_once(
        &self,
        batch: &Batch,
        part: &Part,
        options: &CallOptions,
        shrinks: bool,
    ) -> Result<Sent, Error> {
        if let ([at], Some(call)) = (part.commands.as_slice(), batch.as_lone_call(part)) {
            let read = self.send(call, options, |envelope, _, before| {
                let outcomes = vec![(*at, batch.read_alone(*at, envelope))];
                Ok(Sent::new(outcomes, envelope.timing, before))
            });
            return read.await;
        }
        let call = batch.as_call(&part.commands, shrinks);
        let read = self.send(call, options, |envelope, _, before| {
            let outcomes = batch.read(&part.commands, envelope, before)?;
            let outcomes = part.commands.iter().copied().zip(outcomes).collect();
            Ok(Sent::new(outcomes, envelope.timing, before))
        });
        let sent = read.await;
        let sent = sent.inspect_err(|error| self.learn_of_cut(batch, part, error))?;
        for (_, outcome) in &sent.outcomes {
            self.record(outcome.method, &outcome.timing);
        }
        Ok(sent.map_failures(|error| self.dated(error)))
    }

    /// A request that was cut says of its commands that together they take longer than a portal
    /// allows: the next requests hold fewer of them.
    fn learn_of_cut(&self, batch: &Batch, part: &Part, error: &Error) {
        let count = u32::try_from(part.commands.len()).unwrap_or(u32::MAX);
        if !error.kind().is_cut() || count == 0 {
            return;
        }
        for command in &part.commands {
            if let Some(command) = batch.commands.get(*command) {
                self.durations().record(command.method, CUT_AFTER / count);
            }
        }
    }

    /// How long a command is expected to take, by those of its method before.
    pub(super) fn expected(&self, batch: &Batch, command: usize) -> Duration {
        let command = batch.commands.get(command);
        command.map_or(Duration::ZERO, |command| {
            self.usual_duration(command.method)
        })
    }
}

/// What the requests of a part have brought.
pub(super) struct Sent {
    pub(super) outcomes: Vec<(usize, Outcome)>,
    pub(super) timing: Timing,
    /// A second request for some of its commands failed as a whole.
    pub(super) broken: bool,
    attempts: u32,
    any_may_have_happened: bool,
}

impl Sent {
    fn new(outcomes: Vec<(usize, Outcome)>, timing: Timing, before: &Before<'_>) -> Self {
        Self {
            outcomes,
            timing,
            broken: false,
            attempts: before.attempt,
            any_may_have_happened: before.any_may_have_happened,
        }
    }

    fn map_failures(mut self, change: impl Fn(Error) -> Error) -> Self {
        let outcomes = self.outcomes.into_iter();
        let changed = outcomes.map(|(at, outcome)| (at, outcome.map_failure(&change)));
        self.outcomes = changed.collect();
        self
    }

    /// Puts what came of a second request in the place of the refusals before it.
    fn take(&mut self, again: Self) {
        let is_new = |at: &usize| again.outcomes.iter().any(|(other, _)| other == at);
        self.outcomes.retain(|(at, _)| !is_new(at));
        for (at, outcome) in again.outcomes {
            self.outcomes
                .push((at, outcome.map_failure(|it| self.told(it))));
        }
        self.timing = again.timing;
        self.attempts = self.attempts.saturating_add(again.attempts);
        self.any_may_have_happened |= again.any_may_have_happened;
    }

    /// A second request, or what it needs, failed.
    fn fail(&mut self, batch: &Batch, part: &Part, error: Error) {
        let failed = batch.all_failed(part, &self.told(error));
        self.outcomes.retain(|(at, _)| !part.commands.contains(at));
        self.outcomes.extend(failed);
        self.broken = true;
    }

    /// An error that tells of the requests before as well.
    fn told(&self, error: Error) -> Error {
        let attempts = self.attempts.saturating_add(error.attempts());
        error.attempted(attempts, self.any_may_have_happened)
    }
}

impl Batch {
    pub(super) fn all_failed(&self, part: &Part, error: &Error) -> Vec<(usize, Outcome)> {
        let failed = |at: &usize| (*at, self.failed(*at, error.clone()));
        part.commands.iter().map(failed).collect()
    }

    pub(super) fn shapes(&self) -> Vec<Shape> {
        let shape = |command: &super::Command| Shape {
            uses: command.uses.clone(),
            alone: command.alone.is_some(),
        };
        self.commands.iter().map(shape).collect()
    }

    /// The call that stands for a part without a form inside a batch.
    fn as_lone_call(&self, part: &Part) -> Option<Call<'static>> {
        let command = self.commands.get(*part.commands.first()?)?;
        Some(Call {
            method: command.method,
            params: command.alone.clone()?,
            repeatable: command.repeatable,
            shrinks: false,
        })
    }

    /// Whether the chain that the last command belongs to can be sent.
    pub(super) fn check_chain(&self, index: usize) -> Result<(), BatchError> {
        let Some(command) = self.commands.get(index).filter(|it| !it.uses.is_empty()) else {
            return Ok(());
        };
        let mut uses = command
            .uses
            .iter()
            .filter_map(|used| self.commands.get(*used));
        if command.alone.is_some() || uses.any(|used| used.alone.is_some()) {
            return Err(BatchError::BoundAlone {
                method: command.method,
            });
        }
        let chain = blocks(&self.shapes()).into_iter();
        let mut chain = chain.filter(|block| block.commands.contains(&index));
        match chain.next() {
            Some(block) if block.commands.len() > MOST => Err(BatchError::Full),
            _ => Ok(()),
        }
    }
}
