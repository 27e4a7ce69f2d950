//! Identifiers of Bitrix24 records and the names under which a run keeps its steps.
//!
//! Numbers of the portal are distinct types, so that a user can not be passed for a deal.
//! A [`RunKey`] names one attempt to make documents for one deal; a [`StepKey`] names one step of
//! it. Both are texts that travel to other systems, so their form is a promise.

use std::fmt;
use std::str::FromStr;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// The number as the portal writes it; zero means «no link» there and is no id here.
            pub fn new(value: u64) -> Option<Self> {
                (value != 0).then_some(Self(value))
            }

            /// The number.
            pub fn get(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A deal of the portal.
    DealId
);
id!(
    /// An employee of the portal.
    UserId
);
id!(
    /// A company card of the portal.
    CompanyId
);
id!(
    /// A contact card of the portal.
    ContactId
);
id!(
    /// A set of requisites of a company or contact.
    RequisiteId
);
id!(
    /// A product of the portal's catalogue, as product rows name it.
    ProductId
);

/// Why a text is no part of a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// A part is empty or has a character outside `a-z 0-9 - _ .`.
    #[error(
        "expected a key part of a-z, 0-9, «-», «_» or «.», found {found:?}; choose a plain slug"
    )]
    Part {
        /// The offending part.
        found: String,
    },
    /// The whole key would be longer than 100 bytes.
    #[error("expected a key of at most 100 bytes, found {found}; shorten the portal's slug")]
    TooLong {
        /// Its length in bytes.
        found: usize,
    },
    /// The text has not the form of a key.
    #[error("expected portal/deal/flow/generation[/step], found {found:?}")]
    Form {
        /// The text.
        found: String,
    },
}

/// Longest key in bytes: what the 1C extension stores and compares.
const KEY_LIMIT: usize = 100;
/// Bytes that are kept free in a [`RunKey`] for `/step/item`.
const STEP_ROOM: usize = 40;

fn part(text: &str) -> Result<&str, KeyError> {
    let legal =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    if !text.is_empty() && text.bytes().all(legal) {
        Ok(text)
    } else {
        Err(KeyError::Part {
            found: text.to_owned(),
        })
    }
}

/// One attempt to make documents for one deal: `portal/deal/flow/generation`.
///
/// `portal` is a fixed slug of the configuration (host names change), `flow` says what is made,
/// `generation` counts repeats that a person asked for, from 1. ASCII, at most 60 bytes.
///
/// ```
/// use docflow_core::{DealId, RunKey};
/// let key = RunKey::new("sever", DealId::new(4512).unwrap(), "documents", 1).unwrap();
/// assert_eq!(key.as_str(), "sever/4512/documents/1");
/// assert_eq!(key.step("issue").as_str(), "sever/4512/documents/1/issue");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunKey {
    text: String,
    deal: DealId,
    generation: u32,
}

impl RunKey {
    /// Joins the parts.
    ///
    /// # Errors
    /// [`KeyError::Part`] for a slug with other characters, [`KeyError::TooLong`] over 60 bytes.
    pub fn new(portal: &str, deal: DealId, flow: &str, generation: u32) -> Result<Self, KeyError> {
        let text = format!("{}/{deal}/{}/{generation}", part(portal)?, part(flow)?);
        if text.len() > KEY_LIMIT.saturating_sub(STEP_ROOM) {
            return Err(KeyError::TooLong { found: text.len() });
        }
        Ok(Self {
            text,
            deal,
            generation,
        })
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The deal.
    pub fn deal(&self) -> DealId {
        self.deal
    }

    /// Which repeat this is, from 1.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// The slug of the portal.
    pub fn portal(&self) -> &str {
        self.text.split('/').next().unwrap_or_default()
    }

    /// What is made.
    pub fn flow(&self) -> &str {
        self.text.split('/').nth(2).unwrap_or_default()
    }

    /// The name of one step of this run; `step` is written by this crate and always legal.
    pub fn step(&self, step: &str) -> StepKey {
        StepKey(format!("{}/{step}", self.text))
    }
}

impl fmt::Display for RunKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for RunKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let form = || KeyError::Form {
            found: text.to_owned(),
        };
        let mut parts = text.split('/');
        let (Some(portal), Some(deal), Some(flow), Some(generation), None) = (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) else {
            return Err(form());
        };
        let deal = deal.parse().ok().and_then(DealId::new).ok_or_else(form)?;
        let generation = generation.parse().map_err(|_| form())?;
        Self::new(portal, deal, flow, generation)
    }
}

/// One step of a run: the key of the run, the step's name and, where there are several, an item.
///
/// It is the idempotency key that 1C gets and the marker that uploaded documents carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepKey(String);

impl StepKey {
    /// The whole text: ASCII, at most 100 bytes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The step's name with its item, without the run.
    ///
    /// ```
    /// use docflow_core::{DealId, RunKey};
    /// let run = RunKey::new("sever", DealId::new(1).unwrap(), "documents", 2).unwrap();
    /// assert_eq!(run.step("attach/contract").name(), "attach/contract");
    /// ```
    pub fn name(&self) -> &str {
        self.0.splitn(5, '/').nth(4).unwrap_or_default()
    }
}

impl fmt::Display for StepKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for StepKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let form = || KeyError::Form {
            found: text.to_owned(),
        };
        let cut = text
            .match_indices('/')
            .nth(3)
            .map(|(at, _)| at)
            .ok_or_else(form)?;
        let (run, step) = text.split_at(cut);
        let run: RunKey = run.parse()?;
        let step = step
            .strip_prefix('/')
            .filter(|s| !s.is_empty())
            .ok_or_else(form)?;
        for item in step.split('/') {
            part(item)?;
        }
        if text.len() > KEY_LIMIT {
            return Err(KeyError::TooLong { found: text.len() });
        }
        Ok(run.step(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_from_its_text() {
        let run = RunKey::new("sever", DealId::new(7).unwrap(), "documents", 3).unwrap();
        assert_eq!(run.as_str().parse::<RunKey>(), Ok(run.clone()));
        let step = run.step("attach/invoice-1");
        assert_eq!(step.as_str().parse::<StepKey>(), Ok(step.clone()));
        assert_eq!(
            (run.portal(), run.flow(), run.generation()),
            ("sever", "documents", 3)
        );
    }

    #[test]
    fn a_slug_with_other_characters_is_refused() {
        for bad in ["", "Север", "a b", "a/b", "UPPER"] {
            assert!(
                RunKey::new(bad, DealId::new(7).unwrap(), "documents", 1).is_err(),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_key_never_grows_over_what_1c_stores() {
        let long = "p".repeat(80);
        let error = RunKey::new(&long, DealId::new(7).unwrap(), "documents", 1).unwrap_err();
        assert!(matches!(error, KeyError::TooLong { .. }));
    }

    #[test]
    fn zero_is_no_id() {
        assert_eq!(DealId::new(0), None);
    }
}
