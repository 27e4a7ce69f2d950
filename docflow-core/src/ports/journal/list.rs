//! Which runs there are: pages, counts, rows.

use super::due::RunDue;
use super::write::{Snapshot, StartMark};
use crate::facts::Timestamp;
use crate::ids::{RunKey, UserId};
use crate::run::RunSummary;

/// Whether a run still has something to do; it never goes back to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunState {
    /// It is not over.
    Open,
    /// Only the delivery of its last message remains; the next generation may open.
    Ending,
    /// It is over.
    Finished,
}

impl RunState {
    /// The name used in stores and counts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ending => "ending",
            Self::Finished => "finished",
        }
    }

    /// Reads [`Self::code`] back.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Open, Self::Ending, Self::Finished]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// A place in the list of runs: what follows it does not move while runs are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor(u64);

impl Cursor {
    /// A place that was given by [`Self::get`].
    pub fn new(place: u64) -> Self {
        Self(place)
    }

    /// As a number, for links to the next page.
    pub fn get(self) -> u64 {
        self.0
    }
}

/// Which runs to list or count; every part that is given must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Of this deal.
    pub deal: Option<u64>,
    /// In this state.
    pub state: Option<RunState>,
    /// Of this own firm, by code.
    pub seller: Option<String>,
    /// Of this region, by code.
    pub region: Option<String>,
    /// Of this office, by code.
    pub office: Option<String>,
    /// Of this contract form, by code.
    pub form: Option<String>,
    /// Ordered by this employee.
    pub requested_by: Option<UserId>,
    /// With this [`RunSummary::ending`].
    pub ending: Option<String>,
    /// Ordered at this moment or later.
    pub ordered_from: Option<Timestamp>,
    /// Ordered before this moment.
    pub ordered_to: Option<Timestamp>,
    /// Finished at this moment or later.
    pub finished_from: Option<Timestamp>,
    /// Finished before this moment.
    pub finished_to: Option<Timestamp>,
    /// Whether a person had to touch it after it was ordered.
    pub touched: Option<bool>,
    /// Only what follows this row of an earlier list.
    pub after: Option<Cursor>,
    /// At most so many, newest first; zero means a thousand.
    pub limit: usize,
}

/// What runs are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// [`RunState::code`].
    State,
    /// [`RunSummary::seller`].
    Seller,
    /// [`RunSummary::region`].
    Region,
    /// [`RunSummary::office`].
    Office,
    /// [`RunSummary::form`].
    Form,
    /// The number of [`RunSummary::requested_by`].
    Requester,
    /// [`RunSummary::ending`].
    Ending,
}

/// A row of a list.
#[derive(Clone, Debug)]
pub struct RunRow {
    /// Its key.
    pub key: RunKey,
    /// Its place in lists.
    pub cursor: Cursor,
    /// Its state.
    pub state: RunState,
    /// The latest snapshot.
    pub snapshot: Snapshot,
    /// What pages ask by.
    pub summary: RunSummary,
    /// The effect that is under way, if any.
    pub mark: Option<StartMark>,
    /// When it is driven next.
    pub due: RunDue,
    /// When it was opened.
    pub ordered: Timestamp,
    /// When it was over.
    pub finished: Option<Timestamp>,
    /// When it last changed.
    pub changed: Timestamp,
    /// What it knew about people is deleted.
    pub forgotten: bool,
}
