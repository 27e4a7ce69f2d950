//! The requests of a batch of any size: which is next, and what follows from the answer to each.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::Batch;
use super::results::Outcome;
use super::send::Sent;
use super::split::{Part, blocks, next_part};
use crate::batch::BatchResults;
use crate::client::{Client, Patience};
use crate::error::{Error, ErrorKind};
use crate::observe::WaitReason;
use crate::retry::CallOptions;
use crate::timing::Timing;

impl Client {
    pub(super) async fn batch_in_parts(
        &self,
        batch: &Batch,
        options: &CallOptions,
        at_once: usize,
    ) -> Result<BatchResults, Error> {
        let at_once = if batch.halt { 1 } else { at_once };
        let mut course = Course::new(self, batch, options);
        let mut flying = FuturesUnordered::new();
        loop {
            while flying.len() < at_once
                && let Some(part) = course.next()
            {
                let (not_before, shrinks) = (course.not_before, course.shrinks(&part));
                flying.push(async move {
                    if let Some(until) = not_before {
                        self.wait_until(until, "batch", "", WaitReason::Operating)
                            .await;
                    }
                    let sent = self.send_part(batch, &part, options, shrinks).await;
                    (part, sent)
                });
            }
            let Some((part, sent)) = flying.next().await else {
                return Ok(batch.results(course.outcomes, course.timing));
            };
            match sent {
                Ok(sent) => course.answered(sent),
                Err(error) if course.may_shrink(&part, &error) => course.put_back(&part, &error),
                Err(error) if course.is_first() && flying.is_empty() && !part.alone => {
                    return Err(error);
                }
                Err(error) => course.failed(&part, &error),
            }
        }
    }
}

/// How far a batch of any size has come.
struct Course<'a> {
    client: &'a Client,
    batch: &'a Batch,
    options: &'a CallOptions,
    /// All commands, each with those that it must not be parted from.
    blocks: Vec<Part>,
    left: VecDeque<Part>,
    /// What was cut, by command.
    cuts: BTreeMap<usize, Cuts>,
    /// Methods that have used up their operating time: they are not asked any more.
    used_up: BTreeMap<&'static str, Error>,
    patience: Patience,
    /// A method that had used it up is open again then.
    not_before: Option<DateTime<Utc>>,
    stopped: bool,
    outcomes: BTreeMap<usize, Outcome>,
    timing: Timing,
}

/// Requests with a command that were cut.
#[derive(Clone, Copy, Default)]
struct Cuts {
    times: u32,
    /// All attempts of them.
    attempts: u32,
}

impl<'a> Course<'a> {
    fn new(client: &'a Client, batch: &'a Batch, options: &'a CallOptions) -> Self {
        let blocks = blocks(&batch.shapes());
        Self {
            client,
            batch,
            options,
            left: blocks.iter().cloned().collect(),
            blocks,
            cuts: BTreeMap::new(),
            used_up: BTreeMap::new(),
            patience: Patience::default(),
            not_before: None,
            stopped: false,
            outcomes: BTreeMap::new(),
            timing: Timing::default(),
        }
    }

    /// The next request, when there is one.
    fn next(&mut self) -> Option<Part> {
        if self.stopped || self.left.is_empty() {
            return None;
        }
        self.wait_or_drop();
        let (client, batch) = (self.client, self.batch);
        let left = self.left.make_contiguous();
        let (used, part) = next_part(left, |command| client.expected(batch, command));
        self.left.drain(..used.min(self.left.len()));
        (!part.commands.is_empty()).then_some(part)
    }

    fn answered(&mut self, sent: Sent) {
        let mut outcomes = sent.outcomes.iter();
        let failed = outcomes.any(|(_, it)| it.failure().is_some());
        self.stopped |= sent.broken || (self.batch.halt && failed);
        self.timing = sent.timing;
        for (at, outcome) in &sent.outcomes {
            if let Some(error) = outcome.failure() {
                self.learn_of_time(*at, error);
            }
        }
        self.note(sent.outcomes);
    }

    fn failed(&mut self, part: &Part, error: &Error) {
        // A command that is refused as a call of its own says nothing of the others.
        self.stopped |= !part.alone || self.batch.halt || error.may_have_happened();
        for at in part.commands.iter().filter(|_| part.alone) {
            self.learn_of_time(*at, error);
        }
        self.note(self.batch.all_failed(part, error));
    }

    /// A command was refused for its operating time, and so will be all of its method.
    fn learn_of_time(&mut self, at: usize, error: &Error) {
        if let Some(command) = self.batch.commands.get(at)
            && error.kind().is_out_of_time()
        {
            // The others were not sent, whatever became of this one.
            let unsent = error.clone().without_effect();
            let unsent = unsent.attempted(0, false).named("");
            self.used_up.insert(command.method, unsent);
        }
    }

    /// What became of commands. One that was in a request that was cut may have happened there.
    fn note(&mut self, outcomes: Vec<(usize, Outcome)>) {
        for (at, outcome) in outcomes {
            let cuts = self.cuts.get(&at).copied().unwrap_or_default();
            let outcome = outcome.map_failure(|error| {
                let attempts = error.attempts().saturating_add(cuts.attempts);
                error.attempted(attempts, cuts.times > 0)
            });
            self.outcomes.insert(at, outcome);
        }
    }

    /// For methods that have used up their time: waits before all further requests where the caller
    /// has the patience; else what would be refused is not sent.
    fn wait_or_drop(&mut self) {
        let Self {
            client,
            options,
            patience,
            not_before,
            ..
        } = self;
        self.used_up.retain(|_, error| {
            let until = patience.until(client, error, options);
            *not_before = until.max(*not_before);
            until.is_none()
        });
        if self.used_up.is_empty() {
            return;
        }
        for block in std::mem::take(&mut self.left) {
            let (commands, dropped) = self.sift(&block);
            self.note(dropped);
            if !commands.is_empty() {
                let alone = block.alone;
                self.left.push_back(Part { commands, alone });
            }
        }
    }

    /// The commands of a block that can run, and what is told of the others: their method is used up,
    /// or they need a result of one of those.
    fn sift(&self, block: &Part) -> (Vec<usize>, Vec<(usize, Outcome)>) {
        let mut kept = Vec::new();
        let mut dropped: Vec<(usize, Outcome)> = Vec::new();
        for at in &block.commands {
            let Some(command) = self.batch.commands.get(*at) else {
                continue;
            };
            let is_dropped = |used: &usize| dropped.iter().any(|(other, _)| other == used);
            let error = match self.used_up.get(command.method) {
                Some(error) => error.clone(),
                None if command.uses.iter().any(is_dropped) => {
                    Error::new(ErrorKind::NotRun, command.method)
                }
                None => {
                    kept.push(*at);
                    continue;
                }
            };
            dropped.push((*at, self.batch.failed(*at, error)));
        }
        (kept, dropped)
    }

    /// Whether a part can be sent as several smaller ones.
    fn shrinks(&self, part: &Part) -> bool {
        self.blocks_of(part).nth(1).is_some()
    }

    /// Whether a part was cut and may be sent again in smaller ones: the client has just learnt how
    /// long its commands take.
    fn may_shrink(&self, part: &Part, error: &Error) -> bool {
        let may_repeat = |at: &usize| {
            let command = self.batch.commands.get(*at);
            let harmless = command.is_some_and(|command| command.repeatable);
            let sent = 1 + self.cuts.get(at).copied().unwrap_or_default().times;
            (harmless || self.options.safe_to_repeat) && sent < self.options.attempts
        };
        error.kind().is_cut() && self.shrinks(part) && part.commands.iter().all(may_repeat)
    }

    fn put_back(&mut self, part: &Part, error: &Error) {
        // For those that are not sent any more because something else fails.
        self.note(self.batch.all_failed(part, error));
        for command in &part.commands {
            let cuts = self.cuts.entry(*command).or_default();
            cuts.times += 1;
            cuts.attempts = cuts.attempts.saturating_add(error.attempts());
        }
        let blocks: Vec<Part> = self.blocks_of(part).collect();
        for block in blocks.into_iter().rev() {
            self.left.push_front(block);
        }
    }

    /// The commands of a part with those that they must not be parted from.
    fn blocks_of(&self, part: &Part) -> impl Iterator<Item = Part> {
        let of_part = |block: &Part| {
            let commands = block.commands.iter().copied();
            let commands: Vec<usize> = commands.filter(|at| part.commands.contains(at)).collect();
            let alone = block.alone;
            (!commands.is_empty()).then_some(Part { commands, alone })
        };
        self.blocks.iter().filter_map(of_part)
    }

    /// Whether nothing is known of any command yet.
    fn is_first(&self) -> bool {
        self.outcomes.is_empty()
    }
}
