//! How many transactions were written, in the file and beside it.
//!
//! The number in the file is part of every transaction; the number beside it, in a small file
//! `<name>.commits`, is written after the transaction stands. So the one beside is never ahead of a
//! file that was not replaced, and a file that it is ahead of is an older copy.

use super::read::rows;
use super::row::broken;
use super::thread::Refusal;
use rusqlite::Connection;
use std::cell::Cell;
use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Bytes that a note may have; ours are shorter.
const LONGEST: u64 = 200;

/// The counter of one file.
#[derive(Debug)]
pub(super) struct Counter {
    beside: PathBuf,
    journal: String,
    /// Whether it was logged that it can not be noted.
    told: Cell<bool>,
}

impl Counter {
    /// The counter of a file, and whether that file is an older copy.
    ///
    /// Then every run that is not over is marked so, until it is committed again.
    pub(super) fn start(path: &Path, db: &Connection) -> Result<(Self, bool), Refusal> {
        let beside = beside(path);
        // Before the file is asked: a number that is read first was committed before.
        let noted = note_file(&beside).and_then(|mut file| read(&mut file));
        let (journal, commits) = counted(db)?;
        let counter = Self {
            beside,
            journal,
            told: Cell::new(false),
        };
        let is_older = match noted {
            Ok(Some((journal, noted))) => journal == counter.journal && noted > commits,
            // It only helps to notice; a journal without it is as good.
            Ok(None) | Err(_) => false,
        };
        if is_older {
            mark_runs(db)?;
            let (_, commits) = counted(db)?;
            counter.write_beside(commits, |_| true);
        }
        Ok((counter, is_older))
    }

    /// Counts the transaction that is open.
    pub(super) fn count(db: &Connection) -> Result<u64, rusqlite::Error> {
        let commits: i64 = db
            .prepare_cached("UPDATE meta SET commits = commits + 1 RETURNING commits")?
            .query_row([], |row| row.get(0))?;
        Ok(u64::try_from(commits).unwrap_or_default())
    }

    /// Notes a number that stands in the file, unless a greater one is noted.
    pub(super) fn note(&self, commits: u64) {
        self.write_beside(commits, |noted| noted < commits);
    }

    /// Writes a number beside the file, if that may replace what is noted.
    fn write_beside(&self, commits: u64, replaces: impl Fn(u64) -> bool) {
        let written = locked(&self.beside).and_then(|mut file| match read(&mut file)? {
            Some((journal, noted)) if journal == self.journal && !replaces(noted) => Ok(()),
            Some(_) | None => write(&mut file, &self.journal, commits),
        });
        if let Err(error) = written
            && !self.told.replace(true)
        {
            let reason = error.kind();
            tracing::warn!(%reason, "the number of commits can not be noted beside the journal");
        }
    }
}

/// Where the number beside a file stands.
pub(super) fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".commits");
    PathBuf::from(name)
}

/// The file beside, which nobody else reads or writes until it is dropped.
pub(super) fn locked(beside: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(beside)?;
    file.lock()?;
    Ok(file)
}

fn note_file(beside: &Path) -> std::io::Result<File> {
    let file = File::open(beside)?;
    file.lock_shared()?;
    Ok(file)
}

/// The journal and the number of a note; nothing when it is none of ours.
pub(super) fn read(file: &mut File) -> std::io::Result<Option<(String, u64)>> {
    let mut note = Vec::new();
    file.take(LONGEST).read_to_end(&mut note)?;
    let note = String::from_utf8_lossy(&note);
    let parts = note.trim_end().split_once(' ');
    Ok(parts.and_then(|(journal, commits)| Some((journal.to_owned(), commits.parse().ok()?))))
}

fn write(file: &mut File, journal: &str, commits: u64) -> std::io::Result<()> {
    let note = format!("{journal} {commits:020}\n");
    file.rewind()?;
    file.write_all(note.as_bytes())?;
    file.set_len(u64::try_from(note.len()).unwrap_or(LONGEST))
}

/// The name of the journal and its number of transactions.
fn counted(db: &Connection) -> Result<(String, u64), Refusal> {
    let found = rows(db, "SELECT journal, commits FROM meta", [], |row| {
        Ok((row.get("journal")?, super::row::number(row, "commits")?))
    })?;
    found.into_iter().next().ok_or_else(broken)
}

fn mark_runs(db: &Connection) -> Result<(), Refusal> {
    db.execute_batch(
        "BEGIN IMMEDIATE;
         UPDATE runs SET restored = 1 WHERE state < 2;
         UPDATE meta SET commits = commits + 1;
         COMMIT;",
    )?;
    Ok(())
}
