//! Wire version 1.
//!
//! Two JSON texts: the run, which after its end holds codes, numbers, sums, hashes and keys only,
//! and the dossier with what is known about people. Fixtures of a run in every state must load and
//! finish for as long as this version is read.

mod form;
mod outcome;
mod request;
mod run;
mod values;

pub use outcome::describe;

use super::WireError;
use crate::{Run, Snapshot};
use run::{DossierPart, RunPart};
use serde::{Deserialize, Serialize};

/// The version that this module writes.
pub const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Head {
    wire: u32,
}

#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    wire: u32,
    #[serde(flatten)]
    body: T,
}

/// Writes a run.
///
/// # Errors
/// [`WireError::Form`] when it can not be written as JSON, which no run of this crate causes.
pub fn write(run: &Run) -> Result<Snapshot, WireError> {
    let (run, dossier) = run::split(run);
    Ok(Snapshot {
        run: text(&run)?,
        dossier: Some(text(&dossier)?),
        papers: None,
    })
}

/// Reads a run back.
///
/// # Errors
/// [`WireError::Version`] for another version, [`WireError::Form`] for damaged text,
/// [`WireError::Value`] for a value of another form, [`WireError::NoDossier`] when a run that is
/// not over has lost its dossier.
pub fn read(snapshot: &Snapshot) -> Result<Run, WireError> {
    let run: RunPart = parse(&snapshot.run)?;
    let dossier: Option<DossierPart> = snapshot.dossier.as_deref().map(parse).transpose()?;
    let run = run::join(run, dossier)?;
    match run.due_step() {
        Some(step) if snapshot.dossier.is_none() => Err(WireError::NoDossier { step }),
        _ => Ok(run),
    }
}

fn text<T: Serialize>(body: &T) -> Result<String, WireError> {
    serde_json::to_string(&Versioned {
        wire: VERSION,
        body,
    })
    .map_err(|e| damaged(&e))
}

fn parse<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, WireError> {
    let head: Head = serde_json::from_str(text).map_err(|e| damaged(&e))?;
    if head.wire != VERSION {
        return Err(WireError::Version { found: head.wire });
    }
    let versioned: Versioned<T> = serde_json::from_str(text).map_err(|e| damaged(&e))?;
    Ok(versioned.body)
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
