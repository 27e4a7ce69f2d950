//! Runs as text: the only place where a run is serialised.
//!
//! A wire version is a promise: its types change no more once runs are stored in it. Domain types
//! change freely; the conversions beside the wire types are where the two meet. A run is restored
//! as it was decided: no rule runs again here, values are only parsed.

pub mod v1;

use crate::StepKey;

/// Why a text is no run that this version can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// Written by another version.
    #[error("expected a run of wire version 1, found version {found}; upgrade before it can go on")]
    Version {
        /// The version found.
        found: u32,
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
    #[error("expected a run in {step} to have its dossier, found none; cancel it and start again")]
    NoDossier {
        /// The step that is due.
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
