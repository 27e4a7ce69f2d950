//! When a run is driven next, on which side, and who tells people of an outage.

use crate::facts::Timestamp;
use crate::ids::UserId;
use std::fmt;
use std::time::Duration;

/// A side that has slots of its own: «crm», «base-main».
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lane(String);

impl Lane {
    /// Names a lane.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How soon a run is driven among those that are due; the first is the most urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// A person waits: a wish or a message.
    Click,
    /// The next step of a run.
    Step,
    /// A reminder to somebody who does not answer.
    Reminder,
}

impl Urgency {
    /// The name used in stores.
    pub fn code(self) -> &'static str {
        match self {
            Self::Click => "click",
            Self::Step => "step",
            Self::Reminder => "reminder",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Click, Self::Step, Self::Reminder]
            .into_iter()
            .find(|urgency| urgency.code() == code)
    }
}

/// When a run is driven next if nobody claims it before, where and how urgently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunDue {
    /// Not before this moment.
    pub at: Timestamp,
    /// The side that it speaks to next.
    pub lane: Lane,
    /// Among runs that are due.
    pub urgency: Urgency,
    /// Since when that side has been away for this run, while it is.
    pub away_since: Option<Timestamp>,
}

impl RunDue {
    /// An ordinary step of a side that is there.
    pub fn step(at: Timestamp, lane: Lane) -> Self {
        Self {
            at,
            lane,
            urgency: Urgency::Step,
            away_since: None,
        }
    }
}

/// Which due runs to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueQuery {
    /// The present moment.
    pub now: Timestamp,
    /// Runs due later than this from now are due: no wait is so long, so a clock was ahead.
    pub horizon: Duration,
    /// Only runs of this lane.
    pub lane: Option<Lane>,
    /// At most so many.
    pub limit: usize,
    /// The office that had the last turn, by code: among equals the offices after it go first, so
    /// that each gets its turn however few are asked for.
    pub served: Option<String>,
}

/// A side that is away, of which people were told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The side.
    pub lane: Lane,
    /// Since this moment or earlier.
    pub since: Timestamp,
    /// Who was told.
    pub told: Vec<UserId>,
}
