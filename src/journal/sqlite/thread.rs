//! A thread that owns a connection and works off what is handed to it.
//!
//! Everything that waits when a turn begins is one transaction. A piece of work that is refused is
//! rolled back alone; a transaction that can not be committed refuses everything in it.

use super::counter::Counter;
use super::file::unavailable;
use docflow_core::JournalError;
use rusqlite::Connection;
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Most pieces of work in one transaction, so that the first of them does not wait for ever.
const TOGETHER: usize = 128;

/// What a thread does.
#[derive(Debug)]
pub(super) enum Turn {
    Read,
    /// Transactions that change something are counted.
    Write(Counter),
}

impl Turn {
    fn begin(&self) -> &'static str {
        match self {
            Self::Read => "BEGIN",
            // The lock is asked for where waiting for another process is possible.
            Self::Write(_) => "BEGIN IMMEDIATE",
        }
    }

    /// Ends a transaction that has changed something or not.
    fn end(&self, connection: &Connection, changed: bool) -> Result<(), rusqlite::Error> {
        let counted = match self {
            Self::Write(counter) if changed && !connection.is_autocommit() => {
                Some((counter, Counter::count(connection)?))
            }
            Self::Read | Self::Write(_) => None,
        };
        connection.execute_batch("COMMIT")?;
        if let Some((counter, commits)) = counted {
            counter.note(commits);
        }
        Ok(())
    }
}

/// Tells a caller what came of its work, once it is known whether the transaction stands.
type Reply = Box<dyn FnOnce(&Result<(), rusqlite::Error>) + Send>;
/// Does the work in a transaction; without one it only says how the caller is told.
type Work = Box<dyn FnOnce(Option<&Connection>) -> Reply + Send>;

/// Does work that can not be part of a transaction.
type Alone = Box<dyn FnOnce(&Connection) + Send>;

enum Job {
    Work(Work),
    Alone(Alone),
}

/// A thread with its connection; dropping it waits until it has worked everything off.
#[derive(Debug)]
pub(super) struct Thread {
    jobs: Option<Sender<Job>>,
    handle: Option<JoinHandle<()>>,
}

impl Thread {
    pub(super) fn start(
        name: &'static str,
        turn: Turn,
        connection: Connection,
    ) -> Result<Self, JournalError> {
        let (jobs, waiting) = channel();
        let handle = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work_off(&connection, &turn, &waiting))
            .map_err(|error| JournalError::Unavailable {
                action: "start a thread",
                found: error.kind().to_string(),
            })?;
        Ok(Self {
            jobs: Some(jobs),
            handle: Some(handle),
        })
    }

    /// Has work done in the next transaction and returns when that is on the disk.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (sender, answer) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            let result = connection.map(|connection| apart(connection, work));
            Box::new(move |ended| {
                let result = match (ended, result) {
                    (Ok(()), Some(result)) => result.map_err(|refusal| refusal.of(action)),
                    (Ok(()), None) => Err(stopped(action)),
                    (Err(error), _) => Err(unavailable(action, error)),
                };
                // A caller that has gone does not want to know.
                let _ = sender.send(result).is_ok();
            })
        });
        self.hand_over(action, Job::Work(work))?;
        answer.await.map_err(|_| stopped(action))?
    }

    /// Has work done between transactions.
    pub(super) async fn alone<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (sender, answer) = oneshot::channel();
        let work: Alone = Box::new(move |connection| {
            let _ = sender.send(work(connection)).is_ok();
        });
        self.hand_over(action, Job::Alone(work))?;
        answer.await.map_err(|_| stopped(action))?
    }

    fn hand_over(&self, action: &'static str, job: Job) -> Result<(), JournalError> {
        let sent = self
            .jobs
            .as_ref()
            .is_some_and(|jobs| jobs.send(job).is_ok());
        if sent { Ok(()) } else { Err(stopped(action)) }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(handle) = self.handle.take() {
            // A thread that panicked has rolled back by dropping its connection.
            let _ = handle.join().is_ok();
        }
    }
}

fn stopped(action: &'static str) -> JournalError {
    JournalError::Unavailable {
        action,
        found: "its thread stopped".to_owned(),
    }
}

/// Why a piece of work came to nothing.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The journal's rules.
    Rule(JournalError),
    /// The database.
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl Refusal {
    pub(super) fn of(self, action: &'static str) -> JournalError {
        match self {
            Self::Rule(error) => error,
            Self::Database(error) => unavailable(action, &error),
        }
    }
}

fn work_off(connection: &Connection, turn: &Turn, waiting: &Receiver<Job>) {
    let mut jobs = VecDeque::new();
    loop {
        if jobs.is_empty() {
            match waiting.recv() {
                Ok(job) => jobs.push_back(job),
                Err(_) => return,
            }
        }
        jobs.extend(waiting.try_iter().take(TOGETHER));
        one_turn(connection, turn, &mut jobs);
    }
}

/// Works off the jobs at the head of the queue: one transaction, or one piece of other work.
fn one_turn(connection: &Connection, turn: &Turn, jobs: &mut VecDeque<Job>) {
    if let Some(Job::Alone(_)) = jobs.front()
        && let Some(Job::Alone(work)) = jobs.pop_front()
    {
        return work(connection);
    }
    let before = connection.total_changes();
    let begun = connection.execute_batch(turn.begin());
    let mut replies: Vec<Reply> = Vec::new();
    while replies.len() < TOGETHER {
        // Once SQLite has rolled back by itself, each statement would stand alone: end the turn.
        if begun.is_ok() && connection.is_autocommit() {
            break;
        }
        match jobs.pop_front() {
            Some(Job::Work(work)) => replies.push(work(begun.is_ok().then_some(connection))),
            Some(other) => {
                jobs.push_front(other);
                break;
            }
            None => break,
        }
    }
    let changed = connection.total_changes() != before;
    let ended = begun.and_then(|()| turn.end(connection, changed));
    if ended.is_err() && !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK").is_ok();
    }
    for reply in replies {
        reply(&ended);
    }
}

/// Work whose refusal takes nothing else of the transaction with it.
fn apart<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    connection.execute_batch("SAVEPOINT work")?;
    let result = work(connection);
    if result.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK TO work")?;
    }
    if !connection.is_autocommit() {
        connection.execute_batch("RELEASE work")?;
    }
    result
}
