//! The file: making it, judging it before it is touched, and opening connections to it.

use super::copy::{beside, create_closed};
use super::tables::{TABLES, VERSION};
use super::upgrade::upgrade;
use docflow_core::JournalError;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

/// The oldest version that can be upgraded.
const OLDER: u32 = 1;
/// `application_id` of our files: «docf» in ASCII.
const APPLICATION: u32 = 0x646f_6366;
/// How long another process's lock is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of the header that every SQLite file begins with.
const HEADER: usize = 100;

/// Makes the file where there is none, and refuses one that is not ours or not sound.
pub(super) fn prepare(path: &Path) -> Result<(), JournalError> {
    if judge_header(path)? == Presence::None {
        create(path)?;
    }
    // Before SQLite makes its log, which gets the rights of the file.
    close_to_others(path)?;
    if judge_header(path)? == Presence::Ours(OLDER) {
        upgrade(path)?;
    }
    judge_tables(&reader(path)?).map(|_| ())
}

/// A connection that writes.
pub(super) fn writer(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = connect(path, flags)?;
    set_up_writing(&connection).map_err(|error| unavailable("open for writing", &error))?;
    Ok(connection)
}

pub(super) fn set_up_writing(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")
}

/// A connection that can not write.
pub(super) fn reader(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    connect(path, flags)
}

pub(super) fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, JournalError> {
    let connect = || {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        Ok(connection)
    };
    connect().map_err(|error| unavailable("open its file", &error))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    None,
    /// A file of ours, with its version.
    Ours(u32),
}

/// Looks at the first bytes, before SQLite may do anything to the file.
fn judge_header(path: &Path) -> Result<Presence, JournalError> {
    let read = |file: File| {
        let limit = u64::try_from(HEADER).unwrap_or(u64::MAX);
        let mut header = Vec::new();
        file.take(limit).read_to_end(&mut header).map(|_| header)
    };
    match File::open(path).and_then(read) {
        Ok(header) => judge(&header).map(Presence::Ours),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Presence::None),
        Err(error) => Err(system("read its file", &error)),
    }
}

fn judge(header: &[u8]) -> Result<u32, JournalError> {
    let number = |at: usize| {
        let bytes = header.get(at..at.saturating_add(4))?;
        bytes.try_into().ok().map(u32::from_be_bytes)
    };
    if !header.starts_with(b"SQLite format 3\0") || header.len() < HEADER {
        return Err(corrupt("no SQLite file", FOREIGN));
    }
    if number(68) != Some(APPLICATION) {
        return Err(corrupt("a database of another program", FOREIGN));
    }
    known_version(number(60).unwrap_or_default())
}

const FOREIGN: &str = "name another file in the configuration, or restore the journal from a copy";
const DAMAGED: &str = "stop the host, keep the file and restore the journal from a copy";

fn known_version(found: u32) -> Result<u32, JournalError> {
    if (OLDER..=VERSION).contains(&found) {
        return Ok(found);
    }
    Err(corrupt(
        &format!("version {found} where this program knows {VERSION}"),
        "start the newer version of the program that wrote it",
    ))
}

fn corrupt(found: &str, advice: &'static str) -> JournalError {
    JournalError::Corrupt {
        found: found.to_owned(),
        advice,
    }
}

/// Looks at the version once more, since a newer one may stand in the log, and at every page.
pub(super) fn judge_tables(connection: &Connection) -> Result<u32, JournalError> {
    let failed = |error: rusqlite::Error| unavailable("check its file", &error);
    let version = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(failed)?;
    let version = known_version(version)?;
    // The words of the check may quote what stands in the file, so they are not passed on.
    let check: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(failed)?;
    if check == "ok" {
        Ok(version)
    } else {
        Err(corrupt("a damaged file", DAMAGED))
    }
}

/// Makes a whole file beside its place and links it there, so that nobody ever sees half of one.
///
/// When another opener is faster, its file stays.
fn create(path: &Path) -> Result<(), JournalError> {
    let beside = beside(path);
    let made = make(&beside).and_then(|()| match std::fs::hard_link(&beside, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(system("make its file", &error))
        }
        Ok(()) | Err(_) => flush_folder(path),
    });
    // Its content is linked by now; a leftover is empty and harms nobody.
    let _ = std::fs::remove_file(&beside).is_ok();
    made
}

fn make(path: &Path) -> Result<(), JournalError> {
    create_closed(path)?;
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let fill = || {
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "application_id", APPLICATION)?;
        connection.execute_batch(&format!("BEGIN; {TABLES} COMMIT;"))?;
        connection.pragma_update(None, "user_version", VERSION)?;
        connection.pragma_update(None, "journal_mode", "WAL")
    };
    fill().map_err(|error| unavailable("make its tables", &error))?;
    connection
        .close()
        .map_err(|(_, error)| unavailable("make its tables", &error))
}

pub(super) fn flush_folder(path: &Path) -> Result<(), JournalError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if !cfg!(unix) {
        return Ok(()); // elsewhere a folder can not be opened to be flushed
    }
    File::open(folder.unwrap_or(Path::new(".")))
        .and_then(|folder| folder.sync_all())
        .map_err(|error| system("keep its file", &error))
}

/// Takes rights from everyone but the owner, which a copy may have given; of a log left behind too.
fn close_to_others(path: &Path) -> Result<(), JournalError> {
    #[cfg(unix)]
    for suffix in ["", "-wal", "-shm", ".commits"] {
        use std::os::unix::fs::PermissionsExt;
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::set_permissions(&name, std::fs::Permissions::from_mode(0o600)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(system("close its file to others", &error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

pub(super) fn system(action: &'static str, error: &std::io::Error) -> JournalError {
    JournalError::Unavailable {
        action,
        found: error.kind().to_string(),
    }
}

/// SQLite's refusal by its code; its own words may hold a path or a value.
pub(super) fn unavailable(action: &'static str, error: &rusqlite::Error) -> JournalError {
    let Some(failure) = error.sqlite_error() else {
        // Anything else is a value of another kind than the tables allow.
        return corrupt("a value that does not belong there", DAMAGED);
    };
    if matches!(
        failure.code,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase
    ) {
        return corrupt("a damaged file", DAMAGED);
    }
    let code = failure.extended_code;
    JournalError::Unavailable {
        action,
        found: format!("{} (SQLite {code})", ffi::code_to_str(code)),
    }
}
