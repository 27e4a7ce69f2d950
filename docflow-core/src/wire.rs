//! Runs as text: the only place where a run is serialised.
//!
//! [`write()`], [`read`], [`record`] and the others here are the only doors; they dispatch by the
//! version that a text names. A wire version is a promise: what was written in it is read for ever.
//! **An optional field with a default may join a version, and raises the number of its additions;
//! anything else is a new version.** A text with more additions than this program knows is left
//! alone, since reading it and writing it back would drop them.
//!
//! Domain types change freely; the conversions beside the wire types are where the two meet. A run
//! is restored as it was decided: no rule runs again here, values are only parsed.

mod v1;
mod v2;

use crate::ids::StepKey;
use crate::ports::{Inbound, Snapshot};
use crate::run::{Recorded, Run};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The version that is written.
pub const VERSION: u32 = 2;
/// Fields that have joined that version since it was made.
pub const ADDITIONS: u32 = 0;

/// Why a text is no run that this version can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// Written by a later version.
    #[error(
        "expected a run of wire version {VERSION}.{ADDITIONS} or earlier, found {found}.{additions}; \
         upgrade before it can go on"
    )]
    Version {
        /// The version found.
        found: u32,
        /// Its additions.
        additions: u32,
    },
    /// The text is damaged.
    #[error("expected the text of a run, found {found}; restore the journal from a copy")]
    Form {
        /// What is wrong, without its contents.
        found: String,
    },
    /// A value has not the form that it had when it was stored.
    #[error(
        "expected a stored {what} to be readable, found it is not; restore the journal from a copy"
    )]
    Value {
        /// Which type.
        what: &'static str,
    },
    /// The run goes on but what it knows about people is gone.
    #[error(
        "expected a run in {step} to have its dossier, found none; let an administrator close it"
    )]
    NoDossier {
        /// The step that would be due.
        step: StepKey,
    },
}

impl WireError {
    /// Stable code, the key of its text.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Version { .. } => "wire-version",
            Self::Form { .. } => "wire-form",
            Self::Value { .. } => "wire-value",
            Self::NoDossier { .. } => "wire-no-dossier",
        }
    }
}

/// Writes a run in the present version.
///
/// # Errors
/// [`WireError::Form`] when it can not be written as JSON, which no run of this crate causes.
pub fn write(run: &Run) -> Result<Snapshot, WireError> {
    v2::write(run)
}

/// Writes a run without its papers, for a commit that leaves them as they are.
///
/// # Errors
/// As for [`write()`].
pub fn write_step(run: &Run) -> Result<Snapshot, WireError> {
    v2::write_step(run)
}

/// Reads a run back, whichever version wrote it.
///
/// # Errors
/// [`WireError::Version`] for a later version, [`WireError::Form`] for damaged text,
/// [`WireError::Value`] for a value of another form, [`WireError::NoDossier`] when a run that is
/// not over has lost what it knows about people.
pub fn read(snapshot: &Snapshot) -> Result<Run, WireError> {
    let run = salvage(snapshot)?;
    let whole = snapshot.dossier.is_some() && (snapshot.papers.is_some() || is_v1(snapshot)?);
    match run.due_step() {
        Some(step) if !whole => Err(WireError::NoDossier { step }),
        _ => Ok(run),
    }
}

/// Reads as much of a run as there is: one that has lost what it knows about people still knows
/// its key and what exists in 1C. It must not be driven, only shown and closed.
///
/// # Errors
/// As for [`read`], without [`WireError::NoDossier`].
pub fn salvage(snapshot: &Snapshot) -> Result<Run, WireError> {
    if is_v1(snapshot)? {
        v1::read(snapshot)
    } else {
        v2::read(snapshot)
    }
}

/// One JSON line about an outcome: times, its kind, and for failures side and code; no names.
pub fn describe(recorded: &Recorded) -> String {
    v2::describe(recorded)
}

/// Writes an outcome whole, with what it says of people, so that the run can be played again.
///
/// # Errors
/// [`WireError::Form`] as for [`write()`].
pub fn record(recorded: &Recorded) -> Result<String, WireError> {
    v2::record(recorded)
}

/// Reads back what [`record`] wrote.
///
/// # Errors
/// As for [`read`], without [`WireError::NoDossier`].
pub fn recorded(text: &str) -> Result<Recorded, WireError> {
    v2::recorded(text)
}

/// Writes messages as they were taken, so that the run can be played again.
///
/// # Errors
/// [`WireError::Form`] as for [`write()`].
pub fn record_mail(messages: &[Inbound]) -> Result<String, WireError> {
    v2::record_mail(messages)
}

/// Reads back what [`record_mail`] wrote.
///
/// # Errors
/// As for [`recorded`].
pub fn recorded_mail(text: &str) -> Result<Vec<Inbound>, WireError> {
    v2::recorded_mail(text)
}

#[derive(Deserialize)]
struct Head {
    wire: u32,
    #[serde(default)]
    additions: u32,
}

fn is_v1(snapshot: &Snapshot) -> Result<bool, WireError> {
    Ok(head(&snapshot.run)?.wire == v1::VERSION)
}

/// Refuses what a later version wrote.
fn head(text: &str) -> Result<Head, WireError> {
    let head: Head = parse(text)?;
    if head.wire > VERSION || (head.wire == VERSION && head.additions > ADDITIONS) {
        return Err(WireError::Version {
            found: head.wire,
            additions: head.additions,
        });
    }
    Ok(head)
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, WireError> {
    serde_json::from_str(text).map_err(|error| damaged(&error))
}

/// Line and column only: the message of the parser may quote what stands there.
fn damaged(error: &serde_json::Error) -> WireError {
    WireError::Form {
        found: format!(
            "a defect at line {}, column {}",
            error.line(),
            error.column()
        ),
    }
}
