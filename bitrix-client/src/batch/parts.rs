//! The requests of a batch of any size: which is next, and what follows from the answer to each.

use std::collections::{BTreeMap, VecDeque};

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::Batch;
use super::again::for_time;
use super::results::Outcome;
use super::send::Sent;
use super::split::{Part, blocks, next_part};
use crate::{BatchResults, CallOptions, Client, Error, Timing};

impl Client {
    pub(super) async fn batch_in_parts(
        &self,
        batch: &Batch,
        options: &CallOptions,
        at_once: usize,
    ) -> Result<BatchResults, Error> {
        let at_once = if batch.halt { 1 } else { at_once };
        let mut course = Course::new(batch, options);
        let mut flying = FuturesUnordered::new();
        loop {
            while flying.len() < at_once
                && let Some(part) = course.next(self)
            {
                flying.push(async move {
                    let sent = self.send_part(batch, &part, options).await;
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
    batch: &'a Batch,
    options: &'a CallOptions,
    /// All commands, each with those that it must not be parted from.
    blocks: Vec<Part>,
    left: VecDeque<Part>,
    /// How often each command was in a request that was cut.
    cuts: BTreeMap<usize, u32>,
    /// Methods that have used up their operating time: they are not asked any more.
    used_up: BTreeMap<&'static str, Error>,
    stopped: bool,
    outcomes: BTreeMap<usize, Outcome>,
    timing: Timing,
}

impl<'a> Course<'a> {
    fn new(batch: &'a Batch, options: &'a CallOptions) -> Self {
        let blocks = blocks(&batch.shapes());
        Self {
            batch,
            options,
            left: blocks.iter().cloned().collect(),
            blocks,
            cuts: BTreeMap::new(),
            used_up: BTreeMap::new(),
            stopped: false,
            outcomes: BTreeMap::new(),
            timing: Timing::default(),
        }
    }

    /// The next request, when there is one.
    fn next(&mut self, client: &Client) -> Option<Part> {
        if self.stopped {
            return None;
        }
        self.drop_used_up();
        if self.left.is_empty() {
            return None;
        }
        let batch = self.batch;
        let left = self.left.make_contiguous();
        let (used, part) = next_part(left, |command| client.expected(batch, command));
        self.left.drain(..used.min(self.left.len()));
        Some(part)
    }

    fn answered(&mut self, sent: Sent) {
        let failed = || sent.outcomes.iter().any(|(_, it)| it.is_failed());
        self.stopped |= sent.broken || (self.batch.halt && failed());
        self.timing = sent.timing;
        let failed = sent
            .outcomes
            .iter()
            .filter_map(|(at, it)| Some((at, it.failure()?)));
        for (at, error) in failed.filter(|(_, error)| for_time(error.kind())) {
            if let Some(command) = self.batch.commands.get(*at) {
                let error = error.clone().attempted(0, false);
                self.used_up.insert(command.method, error);
            }
        }
        self.note(sent.outcomes);
    }

    /// What became of commands. One that was in a request that was cut may have happened there.
    fn note(&mut self, outcomes: Vec<(usize, Outcome)>) {
        for (at, outcome) in outcomes {
            let cuts = self.cuts.get(&at).copied().unwrap_or_default();
            let outcome = outcome.map_failure(|error| {
                let attempts = error.attempts().saturating_add(cuts);
                error.attempted(attempts, cuts > 0)
            });
            self.outcomes.insert(at, outcome);
        }
    }

    /// What would be refused is not sent.
    fn drop_used_up(&mut self) {
        if self.used_up.is_empty() {
            return;
        }
        for block in std::mem::take(&mut self.left) {
            let mut methods = block
                .commands
                .iter()
                .filter_map(|at| self.batch.commands.get(*at));
            match methods.find_map(|command| self.used_up.get(command.method)) {
                Some(error) => {
                    let failed = self.batch.all_failed(&block, error);
                    self.note(failed);
                }
                None => self.left.push_back(block),
            }
        }
    }

    /// Whether a part was cut and may be sent again in smaller ones: the client has just learnt how
    /// long its commands take.
    fn may_shrink(&self, part: &Part, error: &Error) -> bool {
        let may_repeat = |at: &usize| {
            let command = self.batch.commands.get(*at);
            let harmless = command.is_some_and(|command| command.repeatable);
            let sent = 1 + self.cuts.get(at).copied().unwrap_or_default();
            (harmless || self.options.safe_to_repeat) && sent < self.options.attempts
        };
        error.kind().is_cut()
            && self.blocks_of(part).nth(1).is_some()
            && part.commands.iter().all(may_repeat)
    }

    fn put_back(&mut self, part: &Part, error: &Error) {
        // For those that are not sent any more because something else fails.
        self.note(self.batch.all_failed(part, error));
        for command in &part.commands {
            *self.cuts.entry(*command).or_default() += 1;
        }
        let blocks: Vec<Part> = self.blocks_of(part).cloned().collect();
        for block in blocks.into_iter().rev() {
            self.left.push_front(block);
        }
    }

    fn blocks_of(&self, part: &Part) -> impl Iterator<Item = &Part> {
        let belongs = |block: &&Part| {
            let first = block.commands.first();
            first.is_some_and(|first| part.commands.contains(first))
        };
        self.blocks.iter().filter(belongs)
    }

    /// Whether nothing is known of any command yet.
    fn is_first(&self) -> bool {
        self.outcomes.is_empty()
    }

    fn failed(&mut self, part: &Part, error: &Error) {
        // A command that is refused as a call of its own says nothing of the others.
        self.stopped |= !part.alone || self.batch.halt || error.may_have_happened();
        self.note(self.batch.all_failed(part, error));
    }
}
