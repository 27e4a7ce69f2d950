//! Wire version 2.
//!
//! Three JSON texts: the run, which after its end holds codes, numbers, sums, hashes and keys only;
//! the dossier, which says where the run stands and may name people; the papers, which are what was
//! ordered, read and decided. Fixtures of a run in every state must load and finish for ever.

mod facts;
mod form;
mod outcome;
mod recorded;
mod request;
mod run;
mod values;

pub(super) use outcome::describe;
pub(super) use run::{DossierPart, PapersPart, RunPart, join};

use super::{ADDITIONS, VERSION, WireError, damaged, head, parse};
use crate::ports::{Inbound, Snapshot};
use crate::run::{Recorded, Run};
use form::Wire;
use serde::Serialize;
use serde::de::DeserializeOwned;

#[derive(Serialize)]
struct Versioned<T> {
    wire: u32,
    additions: u32,
    #[serde(flatten)]
    body: T,
}

pub(super) fn write(run: &Run) -> Result<Snapshot, WireError> {
    Ok(Snapshot {
        papers: Some(text(&run::papers(run))?),
        ..write_step(run)?
    })
}

pub(super) fn write_step(run: &Run) -> Result<Snapshot, WireError> {
    let (part, dossier) = run::split(run);
    Ok(Snapshot {
        run: text(&part)?,
        dossier: Some(text(&dossier)?),
        papers: None,
    })
}

/// Reads what there is of a run.
pub(super) fn read(snapshot: &Snapshot) -> Result<Run, WireError> {
    let dossier = snapshot.dossier.as_deref().map(body).transpose()?;
    let papers = snapshot.papers.as_deref().map(body).transpose()?;
    join(body(&snapshot.run)?, dossier, papers)
}

pub(super) fn record(recorded: &Recorded) -> Result<String, WireError> {
    text(&recorded.to_wire())
}

pub(super) fn recorded(text: &str) -> Result<Recorded, WireError> {
    Recorded::from_wire(body(text)?)
}

pub(super) fn record_mail(messages: &[Inbound]) -> Result<String, WireError> {
    let mail = recorded::MailPart {
        mail: messages.iter().map(Wire::to_wire).collect(),
    };
    text(&mail)
}

pub(super) fn recorded_mail(text: &str) -> Result<Vec<Inbound>, WireError> {
    let part: recorded::MailPart = body(text)?;
    part.mail.into_iter().map(Inbound::from_wire).collect()
}

fn text<T: Serialize>(body: &T) -> Result<String, WireError> {
    serde_json::to_string(&Versioned {
        wire: VERSION,
        additions: ADDITIONS,
        body,
    })
    .map_err(|error| damaged(&error))
}

fn body<T: DeserializeOwned>(text: &str) -> Result<T, WireError> {
    head(text)?;
    parse(text)
}
