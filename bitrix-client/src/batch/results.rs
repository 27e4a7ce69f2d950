//! What came back for each command of a batch. Pure.
//!
//! The answer holds five maps; PHP writes an empty one as `[]` and one with the keys 0..n as a
//! list, so all are read with the tolerant reader.

use std::collections::BTreeMap;
use std::fmt;

use crate::batch::{Batch, Handle};
use crate::client::Before;
use crate::envelope::{Envelope, Reply, open, refusal};
use crate::error::{Error, ErrorKind};
use crate::method::Method;
use crate::timing::{Timing, time_of};
use crate::wire::{DecodeError, Fields, RawJson, members};

use super::key;

/// The results of a batch in the order of its commands.
#[derive(Clone)]
pub struct BatchResults {
    serial: u64,
    outcomes: Vec<Outcome>,
    timing: Timing,
}

#[derive(Clone)]
pub(crate) struct Outcome {
    pub(super) method: &'static str,
    result: Result<Box<str>, Error>,
    total: Option<u64>,
    next: Option<u64>,
    pub(super) timing: Timing,
}

/// The five maps of the answer.
struct Maps {
    result: Fields,
    error: Fields,
    total: Fields,
    next: Fields,
    time: Fields,
}

impl BatchResults {
    /// The answer of one command.
    ///
    /// # Errors
    /// The portal's refusal of this command; kind [`NotRun`](ErrorKind::NotRun) when an earlier
    /// failure halted the batch; kind [`Decode`](ErrorKind::Decode) for an answer of another
    /// shape; kind [`Config`](ErrorKind::Config) for a handle of another batch.
    pub fn take<M: Method>(&self, handle: &Handle<M>) -> Result<M::Answer, Error> {
        self.reply(handle).map(|reply| reply.answer)
    }

    /// The answer of one command with its total, next page and times.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    pub fn reply<M: Method>(&self, handle: &Handle<M>) -> Result<Reply<M::Answer>, Error> {
        let outcome = self
            .outcomes
            .get(handle.index)
            .filter(|_| handle.serial == self.serial);
        let outcome = outcome
            .ok_or_else(|| Error::config("expected a handle of this batch, found another's"))?;
        let text = outcome.result.as_deref().map_err(Clone::clone)?;
        let answer = handle.method.decode(RawJson::new(text));
        let answer = answer.map_err(|error| Error::decode(outcome.method, &error))?;
        let Outcome {
            total,
            next,
            timing,
            ..
        } = *outcome;
        Ok(Reply {
            answer,
            total,
            next,
            timing,
        })
    }

    /// The failed commands by their place, those not run included.
    pub fn failures(&self) -> impl Iterator<Item = (usize, &Error)> {
        let numbered = self.outcomes.iter().enumerate();
        numbered.filter_map(|(at, outcome)| outcome.result.as_ref().err().map(|e| (at, e)))
    }

    /// The times of the whole request.
    pub fn timing(&self) -> &Timing {
        &self.timing
    }
}

impl Batch {
    /// Reads the body of the answer to this batch as the client does, without sending anything;
    /// see [`read_answer`](crate::read_answer). For a batch that went out as one request.
    ///
    /// ```
    /// use bitrix_client::{Batch, GetServerTime};
    ///
    /// let mut batch = Batch::new();
    /// let time = batch.add(GetServerTime)?;
    /// let body = br#"{"result":{"result":{"c0":"2024-08-05T09:02:13+00:00"},"result_error":[]}}"#;
    /// let results = batch.read_answer(200, body)?;
    /// assert_eq!(results.take(&time)?.timestamp(), 1_722_848_533);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The portal's refusal of the batch as a whole; [`NotJson`](ErrorKind::NotJson) for what is no
    /// answer, [`Decode`](ErrorKind::Decode) for a result of another shape.
    pub fn read_answer(&self, status: u16, body: &[u8]) -> Result<BatchResults, Error> {
        let envelope = open("batch", status, body, &[])?;
        let commands: Vec<usize> = (0..self.len()).collect();
        let outcomes = self.read(&commands, &envelope, &Before::NOTHING)?;
        let outcomes = commands.into_iter().zip(outcomes).collect();
        Ok(self.results(outcomes, envelope.timing))
    }

    /// The results of an empty batch.
    pub(crate) fn no_results(&self) -> BatchResults {
        BatchResults {
            serial: self.serial,
            outcomes: Vec::new(),
            timing: Timing::default(),
        }
    }

    /// Reads the answer to a request of these commands of the batch.
    pub(crate) fn read(
        &self,
        commands: &[usize],
        envelope: &Envelope<'_>,
        before: &Before<'_>,
    ) -> Result<Vec<Outcome>, Error> {
        let maps = Maps::read(envelope.result).map_err(|error| Error::decode("batch", &error))?;
        let mut halted = false;
        let mut outcomes = Vec::with_capacity(commands.len());
        for (place, index) in commands.iter().enumerate() {
            let Some(command) = self.commands.get(*index) else {
                continue;
            };
            let at = Place {
                index: *index,
                place,
            };
            let result = maps.result_of(at, command.method, halted, before.secrets);
            let result = result.map_err(|error| before.named(error));
            halted |= self.halt && result.is_err();
            outcomes.push(maps.outcome(at, command.method, result));
        }
        Ok(outcomes)
    }

    /// The outcome of one command that was sent as a call of its own.
    pub(crate) fn read_alone(&self, index: usize, envelope: &Envelope<'_>) -> Outcome {
        Outcome {
            method: self.method_of(index),
            result: Ok(envelope.result.as_str().into()),
            total: envelope.total,
            next: envelope.next,
            timing: envelope.timing,
        }
    }

    /// The outcome of a command whose request failed as a whole.
    pub(crate) fn failed(&self, index: usize, error: Error) -> Outcome {
        Outcome {
            method: self.method_of(index),
            result: Err(error),
            total: None,
            next: None,
            timing: Timing::default(),
        }
    }

    /// The outcomes of all commands, in their order; one that has none was not run.
    pub(crate) fn results(
        &self,
        mut outcomes: BTreeMap<usize, Outcome>,
        timing: Timing,
    ) -> BatchResults {
        let outcome = |index| {
            let not_run =
                || self.failed(index, Error::new(ErrorKind::NotRun, self.method_of(index)));
            outcomes.remove(&index).unwrap_or_else(not_run)
        };
        BatchResults {
            serial: self.serial,
            outcomes: (0..self.commands.len()).map(outcome).collect(),
            timing,
        }
    }

    fn method_of(&self, index: usize) -> &'static str {
        self.commands
            .get(index)
            .map_or("", |command| command.method)
    }
}

impl Outcome {
    /// How it failed, if it did.
    pub(super) fn failure(&self) -> Option<&Error> {
        self.result.as_ref().err()
    }

    pub(super) fn map_failure(mut self, change: impl FnOnce(Error) -> Error) -> Self {
        self.result = self.result.map_err(change);
        self
    }
}

/// A command's number in the batch and its place in the request.
#[derive(Clone, Copy)]
struct Place {
    index: usize,
    place: usize,
}

impl Maps {
    fn read(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        let members = members(raw)?;
        let part = |name: &str| {
            let found = members.iter().find(|(known, _)| known == name);
            found.map_or(RawJson::NULL, |(_, raw)| *raw).parse()
        };
        Ok(Self {
            result: part("result")?,
            error: part("result_error")?,
            total: part("result_total")?,
            next: part("result_next")?,
            time: part("result_time")?,
        })
    }

    /// What became of one command; an error outweighs a result.
    fn result_of(
        &self,
        at: Place,
        method: &str,
        halted: bool,
        secrets: &[&str],
    ) -> Result<Box<str>, Error> {
        if let Some(error) = of(&self.error, at) {
            let timing = time_of(of(&self.time, at));
            let code = member(error, "error").unwrap_or(error);
            let words = member(error, "error_description").unwrap_or(RawJson::NULL);
            return Err(refusal(method, 200, code, words, secrets, timing));
        }
        match of(&self.result, at) {
            Some(result) => Ok(result.as_str().into()),
            // It has a time, so it ran: a void method whose null was left out.
            None if of(&self.time, at).is_some() => Ok("null".into()),
            None if halted => Err(Error::new(ErrorKind::NotRun, method)),
            None => Err(Error::new(ErrorKind::Decode, method)
                .described("expected a result or an error of this command, found neither")),
        }
    }

    fn outcome(&self, at: Place, method: &'static str, result: Result<Box<str>, Error>) -> Outcome {
        let count = |map| {
            of(map, at)
                .and_then(|raw| raw.parse::<Option<u64>>().ok())
                .flatten()
        };
        Outcome {
            method,
            result,
            total: count(&self.total),
            next: count(&self.next),
            timing: time_of(of(&self.time, at)),
        }
    }
}

/// The entry of a command, by its name or, in a list, by its number.
fn of(map: &Fields, at: Place) -> Option<RawJson<'_>> {
    let by_number = || map.raw(&at.place.to_string());
    map.raw(&key(at.index)).or_else(by_number)
}

fn member<'a>(object: RawJson<'a>, name: &str) -> Option<RawJson<'a>> {
    let members = members(object).ok()?;
    members
        .into_iter()
        .find(|(known, _)| known == name)
        .map(|(_, raw)| raw)
}

impl fmt::Debug for BatchResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |outcome: &Outcome| match &outcome.result {
            Ok(text) => format!("{}: {} bytes", outcome.method, text.len()),
            Err(error) => format!("{}: {:?}", outcome.method, error.kind()),
        };
        f.debug_list()
            .entries(self.outcomes.iter().map(shown))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::api::system::{GetProfile, GetServerTime};

    fn run(batch: &Batch, body: &str) -> BatchResults {
        batch.read_answer(200, body.as_bytes()).unwrap()
    }

    #[test]
    fn each_result_goes_to_its_own_command_with_its_total_and_next() {
        let mut batch = Batch::new();
        let time = batch.add(GetServerTime).unwrap();
        let profile = batch.add(GetProfile).unwrap();
        let results = run(
            &batch,
            r#"{"result":{"result":{"c1":{"ID":"1","ADMIN":false},"c0":"2024-08-05T09:02:13+00:00"},
            "result_error":[],"result_total":{"c1":"120"},"result_next":{"c1":50},
            "result_time":{"c1":{"operating":0.5}}}}"#,
        );
        assert_eq!(results.take(&time).unwrap().timestamp(), 1_722_848_533);
        let reply = results.reply(&profile).unwrap();
        assert_eq!((reply.total, reply.next), (Some(120), Some(50)));
        assert_eq!(reply.answer.id.get(), 1);
        assert_eq!(results.failures().count(), 0);
    }

    #[test]
    fn a_halted_batch_tells_failed_from_not_run() {
        let mut batch = Batch::new().halt_on_error();
        let first = batch.add(GetServerTime).unwrap();
        let second = batch.add(GetProfile).unwrap();
        let third = batch.add(GetServerTime).unwrap();
        let results = run(
            &batch,
            r#"{"result":{"result":{"c0":"2024-08-05T09:02:13+00:00"},
            "result_error":{"c1":{"error":"insufficient_scope","error_description":""}},
            "result_total":[],"result_next":[],"result_time":[]}}"#,
        );
        assert!(results.take(&first).is_ok());
        assert_eq!(results.take(&second).unwrap_err().kind(), ErrorKind::Scope);
        let not_run = results.take(&third).unwrap_err();
        assert_eq!(not_run.kind(), ErrorKind::NotRun);
        assert!(!not_run.may_have_happened());
        assert_eq!(format!("{results:?}").matches("bytes").count(), 1);
    }

    #[test]
    fn maps_that_come_as_lists_are_read_by_number() {
        let mut batch = Batch::new();
        let first = batch.add(GetServerTime).unwrap();
        let second = batch.add(GetServerTime).unwrap();
        let results = run(
            &batch,
            r#"{"result":{"result":["2024-08-05T09:02:13+00:00"],
            "result_error":{"1":{"error":0,"error_description":"Access denied."}},
            "result_total":[],"result_next":[],"result_time":[]}}"#,
        );
        assert!(results.take(&first).is_ok());
        assert_eq!(
            results.take(&second).unwrap_err().kind(),
            ErrorKind::Forbidden
        );
    }

    #[test]
    fn a_command_without_a_trace_may_have_happened_and_one_with_a_time_did() {
        let mut batch = Batch::new();
        let lost = batch.add(GetServerTime).unwrap();
        let void = batch.add(GetServerTime).unwrap();
        let results = run(
            &batch,
            r#"{"result":{"result":[],"result_error":[],"result_total":[],"result_next":[],
            "result_time":{"c1":{"start":1}}}}"#,
        );
        let error = results.take(&lost).unwrap_err();
        assert_eq!(
            (error.kind(), error.may_have_happened()),
            (ErrorKind::Decode, true)
        );
        assert!(
            results
                .take(&void)
                .unwrap_err()
                .description()
                .contains("found null")
        );
    }

    #[test]
    fn a_handle_of_another_batch_is_refused() {
        let mut batch = Batch::new();
        let own = batch.add(GetServerTime).unwrap();
        let mut other = Batch::new();
        let foreign = other.add(GetServerTime).unwrap();
        assert_eq!(batch, other);
        let body = r#"{"result":{"result":{"c0":"2024-08-05T09:02:13+00:00"}}}"#;
        let results = run(&batch, body);
        assert!(results.take(&own).is_ok());
        assert_eq!(
            results.take(&foreign).unwrap_err().kind(),
            ErrorKind::Config
        );
    }
}
