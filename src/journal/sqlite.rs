//! A journal in one SQLite file: the embedded default.
//!
//! One thread writes and one reads, each with a connection of its own. Writes that wait together
//! share a transaction, so that they share its flush to the disk; each of them is refused alone.

mod archive;
mod copy;
mod counter;
mod due;
mod file;
mod filter;
mod message;
mod packed;
mod read;
mod row;
mod tables;
#[cfg(test)]
mod tests;
mod thread;
mod upgrade;
mod write;

use async_trait::async_trait;
use counter::Counter;
use docflow_core::{
    Claim, Column, Commit, DueQuery, Epoch, Inbound, Journal, JournalError, Lane, Mail, NewRun,
    Opened, Outage, Parked, Posted, Recording, RunDue, RunFilter, RunKey, RunRow, SetAside,
    Timestamp, UserId,
};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thread::{Thread, Turn};

/// A journal in one SQLite file on a local disk, of one portal.
///
/// What a method returned for has been flushed to the disk (`journal_mode=WAL`,
/// `synchronous=FULL`). The file has mode 0600. Several processes may open it; claims keep them
/// apart. Do not put it on a network share: its locks are not to be trusted there.
///
/// Beside it stands `<name>.commits` with the number of its transactions. Leave that where it is
/// when you restore the journal from a copy: by it an older copy is known, and the runs of it say
/// so in [`Claim::restored`].
///
/// Dropping it waits for the writes that were handed over.
#[derive(Debug)]
pub struct SqliteJournal {
    writer: Thread,
    reader: Thread,
    path: PathBuf,
    was_restored: bool,
}

impl SqliteJournal {
    /// Opens a journal, or makes one where there is no file.
    ///
    /// A file of version 1 is upgraded; what it was is kept beside it as `<name>.v1`. That copy
    /// knows people who are forgotten later, so delete it when the upgrade has proved good.
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] for a file that is damaged, of another program or of a newer
    /// version: it stays as it is, to the byte. [`JournalError::Unavailable`] when the system
    /// refuses, and for a file of version 1 that another program has open.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let path = path.as_ref();
        file::prepare(path)?;
        let writer = file::writer(path)?;
        let (counter, was_restored) =
            Counter::start(path, &writer).map_err(|refusal| refusal.of("open its file"))?;
        Ok(Self {
            writer: Thread::start("journal-writer", Turn::Write(counter), writer)?,
            reader: Thread::start("journal-reader", Turn::Read, file::reader(path)?)?,
            path: path.to_owned(),
            was_restored,
        })
    }

    /// Whether the file was found to be an older copy when it was opened.
    ///
    /// What its runs did after the copy was made is not known to them: look whether other parts
    /// of the host, such as its files, are of the same age.
    pub fn was_restored(&self) -> bool {
        self.was_restored
    }

    /// Writes a copy as of now to a new place, while runs go on.
    ///
    /// The copy has mode 0600 and is a journal that opens. It knows people who are forgotten later.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when there is a file already or the system refuses; nothing is
    /// left behind.
    pub async fn backup(&self, path: impl AsRef<Path>) -> Result<(), JournalError> {
        let place = path.as_ref().to_owned();
        // A connection of its own: reads go on meanwhile.
        let copier = Thread::start("journal-copier", Turn::Read, file::reader(&self.path)?)?;
        let work = move |db: &Connection| copy::copy(db, &place);
        copier.alone("copy its file", work).await
    }

    /// Gives the room of what was deleted back to the disk, while runs wait.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when the system refuses; the journal stays as it was.
    pub async fn vacuum(&self) -> Result<(), JournalError> {
        let action = "give room back";
        let work = move |db: &Connection| {
            db.execute_batch("VACUUM")
                .map_err(|error| file::unavailable(action, &error))
        };
        self.writer.alone(action, work).await?;
        self.empty_log(action).await
    }

    /// Moves everything into the file and cuts the write-ahead log to nothing.
    async fn empty_log(&self, action: &'static str) -> Result<(), JournalError> {
        let work = move |db: &Connection| {
            let query = "PRAGMA wal_checkpoint(TRUNCATE)";
            match db.query_row(query, [], |row| row.get::<_, i64>(0)) {
                Ok(0) => Ok(()),
                Ok(_) => Err(JournalError::Unavailable {
                    action,
                    found: "a reader that keeps the log from being emptied".to_owned(),
                }),
                Err(error) => Err(file::unavailable(action, &error)),
            }
        };
        self.writer.alone(action, work).await
    }
}

#[async_trait]
impl Journal for SqliteJournal {
    async fn open(&self, run: NewRun) -> Result<Opened, JournalError> {
        let work = move |db: &Connection| write::open(db, &run);
        self.writer.call("open a run", work).await
    }

    async fn claim(
        &self,
        run: &RunKey,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Option<Claim>, JournalError> {
        let run = run.clone();
        let work = move |db: &Connection| write::claim(db, &run, now, ttl);
        self.writer.call("claim a run", work).await
    }

    async fn prolong(
        &self,
        run: &RunKey,
        epoch: Epoch,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        let run = run.clone();
        let work = move |db: &Connection| write::prolong(db, &run, epoch, now);
        self.writer.call("prolong a claim", work).await
    }

    async fn commit(
        &self,
        run: &RunKey,
        epoch: Epoch,
        commit: Commit,
    ) -> Result<Mail, JournalError> {
        let run = run.clone();
        let work = move |db: &Connection| write::commit(db, &run, epoch, &commit);
        self.writer.call("commit a step", work).await
    }

    async fn park(
        &self,
        run: &RunKey,
        epoch: Epoch,
        due: RunDue,
        seen: u64,
    ) -> Result<Parked, JournalError> {
        let run = run.clone();
        let work = move |db: &Connection| write::park(db, &run, epoch, &due, seen);
        self.writer.call("park a run", work).await
    }

    async fn post(
        &self,
        run: &RunKey,
        message: Inbound,
        now: Timestamp,
    ) -> Result<Posted, JournalError> {
        let run = run.clone();
        let work = move |db: &Connection| write::post(db, &run, &message, now);
        self.writer.call("take a message", work).await
    }

    async fn due(&self, query: &DueQuery) -> Result<Vec<RunKey>, JournalError> {
        let query = query.clone();
        let work = move |db: &Connection| due::due(db, &query);
        self.reader.call("read due runs", work).await
    }

    async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, JournalError> {
        let work = move |db: &Connection| due::next_due(db, now);
        self.reader.call("read due runs", work).await
    }

    async fn get(&self, run: &RunKey) -> Result<RunRow, JournalError> {
        let run = run.clone();
        let work = move |db: &Connection| read::get(db, &run);
        self.reader.call("read a run", work).await
    }

    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunRow>, JournalError> {
        let filter = filter.clone();
        let work = move |db: &Connection| read::list(db, &filter);
        self.reader.call("list runs", work).await
    }

    async fn count(
        &self,
        filter: &RunFilter,
        by: Option<Column>,
    ) -> Result<Vec<(Option<String>, u64)>, JournalError> {
        let filter = filter.clone();
        let work = move |db: &Connection| read::count(db, &filter, by);
        self.reader.call("count runs", work).await
    }

    async fn outcomes(&self, run: &RunKey) -> Result<Vec<Recording>, JournalError> {
        let run = run.clone();
        let work = move |db: &Connection| read::outcomes(db, &run);
        self.reader.call("read outcomes", work).await
    }

    async fn set_aside(&self, run: &RunKey) -> Result<Vec<SetAside>, JournalError> {
        let run = run.clone();
        let work = move |db: &Connection| read::set_aside(db, &run);
        self.reader.call("read messages", work).await
    }

    async fn finished_before(
        &self,
        moment: Timestamp,
        limit: usize,
    ) -> Result<Vec<RunKey>, JournalError> {
        let work = move |db: &Connection| read::finished_before(db, moment, limit);
        self.reader.call("read finished runs", work).await
    }

    async fn forget(&self, run: &RunKey) -> Result<(), JournalError> {
        let run = run.clone();
        let work = move |db: &Connection| write::forget(db, &run);
        self.writer.call("forget a run", work).await?;
        // What was deleted still stands in the log until it is emptied.
        self.empty_log("forget a run").await
    }

    async fn outages(&self) -> Result<Vec<Outage>, JournalError> {
        self.reader.call("read outages", due::outages).await
    }

    async fn begin_outage(&self, outage: &Outage) -> Result<bool, JournalError> {
        let outage = outage.clone();
        let work = move |db: &Connection| due::begin_outage(db, &outage);
        self.writer.call("begin an outage", work).await
    }

    async fn end_outage(&self, lane: &Lane) -> Result<Option<Outage>, JournalError> {
        let lane = lane.clone();
        let work = move |db: &Connection| due::end_outage(db, &lane);
        self.writer.call("end an outage", work).await
    }

    async fn waiting(
        &self,
        lane: &Lane,
        since_before: Timestamp,
    ) -> Result<Vec<(UserId, u64)>, JournalError> {
        let lane = lane.clone();
        let work = move |db: &Connection| due::waiting(db, &lane, since_before);
        self.reader.call("read who waits", work).await
    }
}
