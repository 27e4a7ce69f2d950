//! Who is told of a problem, and when they are reminded.

use super::Run;
use super::effect::{Awaited, DealState, Message, Notice, Problem};
use super::outcome::Owner;
use super::stage::Then;
use super::transition::later;
use crate::facts::Timestamp;
use crate::ids::UserId;
use crate::people::Colleague;
use std::time::Duration;

/// The longest silence between two reminders.
const LONGEST_SILENCE: Duration = Duration::from_hours(7 * 24);

/// Whom a message is for.
struct Audience {
    recipients: Vec<UserId>,
    watchers: Vec<UserId>,
    waits_for: Option<Awaited>,
}

impl Run {
    /// The message that is due, to those whom it has not reached yet.
    pub(super) fn message(&self, notice: &Notice, then: &Then) -> Message {
        let step = match notice {
            Notice::Problem(problem) => format!("problem/{}", problem.round),
            Notice::Findings(_) => "findings".to_owned(),
            Notice::NumberRejected { .. }
            | Notice::Cancelled { .. }
            | Notice::CancelledTooLate { .. } => "ended".to_owned(),
        };
        let state = match then {
            Then::Await(_) => DealState::Waiting,
            Then::End(super::Ending::Refused(_) | super::Ending::NumberRejected) => {
                DealState::Refused
            }
            Then::End(_) => DealState::Failed,
        };
        let mut audience = self.audience(notice);
        let reached = |user: &UserId| !self.tries.told.contains(user);
        audience.recipients.retain(reached);
        audience.watchers.retain(reached);
        Message {
            key: self.key.step(&step),
            deal: self.key.deal(),
            recipients: audience.recipients,
            watchers: audience.watchers,
            waits_for: audience.waits_for,
            notice: notice.clone(),
            state,
        }
    }

    /// What somebody is told whose wish to cancel came when everything was done; nothing when the run
    /// has ended otherwise, since then nothing is left to cancel.
    pub fn answer_to_late_cancel(&self, by: UserId, reason: Option<String>) -> Option<Message> {
        if self.ending() != Some(&super::Ending::Completed) {
            return None;
        }
        Some(Message {
            key: self.key.step("late"),
            deal: self.key.deal(),
            recipients: vec![by],
            watchers: Vec::new(),
            waits_for: None,
            notice: Notice::CancelledTooLate {
                by,
                reason,
                exists: self.issued.clone(),
            },
            state: DealState::Ready,
        })
    }

    fn audience(&self, notice: &Notice) -> Audience {
        let mut recipients = self.recipients();
        match notice {
            Notice::Problem(problem) => return self.audience_of(problem),
            Notice::Cancelled { by, .. } if !recipients.contains(by) => recipients.push(*by),
            Notice::Cancelled { .. }
            | Notice::CancelledTooLate { .. }
            | Notice::Findings(_)
            | Notice::NumberRejected { .. } => {}
        }
        Audience {
            recipients,
            watchers: Vec::new(),
            waits_for: None,
        }
    }

    /// A problem goes to its owner; from the second reminder on to the owner's deputies too. The
    /// manager, who can not mend it, learns once who is waited for.
    fn audience_of(&self, problem: &Problem) -> Audience {
        let managers = self.recipients();
        let (role, owners) = self.owners(problem.rejection.owner);
        if owners.is_empty() {
            return Audience {
                recipients: managers,
                watchers: Vec::new(),
                waits_for: None,
            };
        }
        let asked = if problem.reminders < 2 {
            1
        } else {
            owners.len()
        };
        let recipients: Vec<UserId> = owners.iter().take(asked).map(|one| one.id).collect();
        let watchers = managers
            .into_iter()
            .filter(|user| problem.reminders == 0 && !recipients.contains(user))
            .collect();
        Audience {
            watchers,
            waits_for: owners.first().map(|one| Awaited {
                role,
                name: one.name.clone(),
            }),
            recipients,
        }
    }

    /// Who can mend a problem and in which role, the first one first; nobody when it is the manager,
    /// or when the policy names nobody.
    fn owners(&self, owner: Owner) -> (Owner, &[Colleague]) {
        let accountants = match self.dossier.request.as_ref() {
            Some(request) => request.parts().seller.accountants.as_slice(),
            None => &[],
        };
        let administrators = self.settings.people.administrators.as_slice();
        match owner {
            Owner::Manager => (owner, &[]),
            Owner::Accountant if !accountants.is_empty() => (owner, accountants),
            Owner::Accountant | Owner::Administrator => (Owner::Administrator, administrators),
        }
    }

    /// Who is told: what the check decided, and before that whoever asked.
    pub(super) fn recipients(&self) -> Vec<UserId> {
        match self.dossier.recipients.as_slice() {
            [] => vec![self.order.requested_by],
            known => known.to_vec(),
        }
    }

    /// When silence is answered with a reminder: later each time, and in office hours.
    pub(super) fn remind_at(&self, reminders: u32, at: Timestamp) -> Timestamp {
        let doublings = 1_u32.checked_shl(reminders.min(20)).unwrap_or(u32::MAX);
        let silence = self.settings.patience.remind_after;
        let silence = silence
            .saturating_mul(doublings)
            .min(LONGEST_SILENCE.max(silence));
        self.settings.people.hours.open_at(later(at, silence))
    }
}
