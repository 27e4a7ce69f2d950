//! What the workflow needs from the outside, as traits that a host chooses at start-up.
//!
//! Each doc comment says what an implementer must guarantee; one conformance suite per port runs
//! on every adapter of this workspace.

mod accounting;
mod clock;
mod crm;
mod engine;
mod files;
mod journal;

pub use accounting::{Accounting, BaseAbout, Blob, IssuedFiles, Voided};
pub use clock::Clock;
pub use crm::{Crm, OutageNews, Pair};
pub use engine::{Engine, EngineError, Listed, Started, State, Status, Submit};
pub use files::{FileStore, StoreError};
pub use journal::{
    Claim, Column, Commit, Cursor, DueQuery, Epoch, Inbound, InboundBody, Journal, JournalError,
    Lane, Mail, NewRun, Opened, Outage, Parked, Posted, Recording, RunDue, RunFilter, RunRow,
    RunState, SetAside, Snapshot, StartMark, StepLine, Urgency,
};
