//! Copies of a file that is in use.

use super::file::{connect, flush_folder, system, unavailable};
use docflow_core::JournalError;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes a sound copy as of now beside its place and links it there; a file that is there stays.
pub(super) fn copy(db: &Connection, place: &Path) -> Result<(), JournalError> {
    let beside = beside(place);
    let made = fill(db, &beside).and_then(|()| link(&beside, place));
    // Its content is linked by now, or is of no use.
    let _ = std::fs::remove_file(&beside).is_ok();
    made?;
    flush_folder(place)
}

/// A name that no other opener uses.
pub(super) fn beside(path: &Path) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".new-{}-{number}", std::process::id()));
    PathBuf::from(name)
}

/// Makes an empty file that only its owner may read.
pub(super) fn create_closed(path: &Path) -> Result<File, JournalError> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map_err(|error| system("make its file", &error))
}

fn fill(db: &Connection, path: &Path) -> Result<(), JournalError> {
    let failed = |error: rusqlite::Error| unavailable("copy its file", &error);
    let name = path.to_str().ok_or(JournalError::Unavailable {
        action: "copy its file",
        found: "a path that is no text".to_owned(),
    })?;
    let file = create_closed(path)?;
    db.execute("VACUUM INTO ?1", [name]).map_err(failed)?;
    let copy = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    copy.pragma_update(None, "journal_mode", "WAL")
        .map_err(failed)?;
    copy.close().map_err(|(_, error)| failed(error))?;
    file.sync_all()
        .map_err(|error| system("copy its file", &error))
}

fn link(beside: &Path, place: &Path) -> Result<(), JournalError> {
    std::fs::hard_link(beside, place).map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            return JournalError::Unavailable {
                action: "copy its file to a new place",
                found: "a file that is there already".to_owned(),
            };
        }
        system("copy its file", &error)
    })
}
