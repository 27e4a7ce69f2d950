//! Sides and their slots: how many runs speak to each of them at once.
//!
//! A run holds a slot of the side that it speaks to, and of no other. When it turns to another side
//! whose slots are taken, it is given back to the journal and waits there in fair order.

use docflow_core::{Accounting, Effect, Lane, Run, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// How many runs speak to each side at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slots {
    /// To the portal.
    pub portal: usize,
    /// To each 1C base.
    pub base: usize,
}

impl Default for Slots {
    /// Sixteen each: as many sets of 25 s as fill the bucket of a portal.
    fn default() -> Self {
        Self {
            portal: 16,
            base: 16,
        }
    }
}

/// A slot that is taken.
pub(super) struct Slot {
    pub(super) lane: Lane,
    _permit: OwnedSemaphorePermit,
}

/// One side.
#[derive(Clone)]
struct Side {
    slots: Arc<Semaphore>,
    /// More runs were due than there were slots: nobody gets one past those who wait.
    crowded: bool,
    /// When a conversation with it ended otherwise than by an outage.
    answered: Option<Timestamp>,
    /// The office that had the last turn.
    served: Option<String>,
}

/// All sides that were met.
pub(super) struct Lanes {
    size: Slots,
    /// A run has turned to another side and left its slot to others.
    pub(super) freed: Notify,
    sides: Mutex<BTreeMap<Lane, Side>>,
}

/// The lane of the portal.
pub(super) fn crm() -> Lane {
    Lane::new("crm")
}

/// The lane of a base.
pub(super) fn base(name: &str) -> Lane {
    Lane::new(format!("base-{name}"))
}

/// Which side an effect speaks to.
pub(super) fn of(effect: &Effect, accounting: &dyn Accounting) -> Lane {
    match effect {
        Effect::ReserveNumber { request, .. } | Effect::IssueDocuments { request, .. } => {
            base(&accounting.base_of(&request.parts().seller.code))
        }
        Effect::LookUpDocuments { seller, .. }
        | Effect::VoidKey { seller, .. }
        | Effect::ReleaseNumber { seller, .. } => base(&accounting.base_of(seller)),
        Effect::LoadFacts(_)
        | Effect::Tell(_)
        | Effect::AskApproval(_)
        | Effect::AttachDocument(_)
        | Effect::Announce(_) => crm(),
    }
}

/// The lane of a side that a run waits for while it is away.
pub(super) fn of_outage(run: &Run, accounting: &dyn Accounting) -> Option<(Lane, Timestamp)> {
    let away = run.away()?;
    let lane = match away.side {
        docflow_core::Side::Crm => crm(),
        docflow_core::Side::Accounting => base(&accounting.base_of(run.seller()?)),
        docflow_core::Side::Host => return None,
    };
    Some((lane, away.since))
}

impl Lanes {
    pub(super) fn new(size: Slots) -> Self {
        Self {
            size,
            freed: Notify::new(),
            sides: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Lane, Side>> {
        self.sides.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, lane: &Lane, act: impl FnOnce(&mut Side) -> T) -> T {
        let mut sides = self.lock();
        let side = sides.entry(lane.clone()).or_insert_with(|| {
            let slots = if *lane == crm() {
                self.size.portal
            } else {
                self.size.base
            };
            Side {
                slots: Arc::new(Semaphore::new(slots.max(1))),
                crowded: false,
                answered: None,
                served: None,
            }
        });
        act(side)
    }

    /// A slot for a run that the journal gave in fair order.
    pub(super) fn take(&self, lane: &Lane) -> Option<Slot> {
        let permit = self.with(lane, |side| side.slots.clone().try_acquire_owned().ok())?;
        Some(Slot {
            lane: lane.clone(),
            _permit: permit,
        })
    }

    /// A slot for a run that comes from another side, unless others wait for one.
    pub(super) fn hop(&self, lane: &Lane) -> Option<Slot> {
        if self.with(lane, |side| side.crowded) {
            return None;
        }
        let slot = self.take(lane);
        if slot.is_none() {
            self.crowd(lane, true);
        }
        slot
    }

    pub(super) fn free(&self, lane: &Lane) -> usize {
        self.with(lane, |side| side.slots.available_permits())
    }

    /// Says whether more runs wait for a side than it has slots.
    pub(super) fn crowd(&self, lane: &Lane, crowded: bool) {
        self.with(lane, |side| side.crowded = crowded);
    }

    /// The office that had the last turn at a side.
    pub(super) fn served(&self, lane: &Lane) -> Option<String> {
        self.with(lane, |side| side.served.clone())
    }

    /// An office has its turn at a side.
    pub(super) fn serve(&self, lane: &Lane, office: Option<&str>) {
        let office = office.unwrap_or_default().to_owned();
        self.with(lane, |side| side.served = Some(office));
    }

    /// What a side has answered so far does not count any more.
    pub(super) fn forget_answer(&self, lane: &Lane) {
        self.with(lane, |side| side.answered = None);
    }

    /// A side has answered, whatever it said.
    pub(super) fn answered(&self, lane: &Lane, at: Timestamp) {
        self.with(lane, |side| side.answered = side.answered.max(Some(at)));
    }

    /// Whether a side has answered since a moment.
    pub(super) fn answered_since(&self, lane: &Lane, since: Timestamp) -> bool {
        self.with(lane, |side| side.answered.is_some_and(|at| at > since))
    }
}
