//! Who is told: the responsible employee and the requester, or the head in place of one who has left.

use super::case::Case;
use super::notes::Notes;
use super::table::{RESPONSIBLE_GONE, RESPONSIBLE_MISSING, RESPONSIBLE_UNREAD};
use crate::facts::StaffCard;
use crate::ids::UserId;

/// The responsible employee and the requester, each once, the responsible one first.
///
/// One who has left is replaced by the head of their department when that head is active, else by
/// nobody. A responsible employee without a card is not told, since nobody knows whether they still
/// work here; a requester without one is, since they have just asked.
///
/// ```
/// use docflow_core::{StaffCard, UserId, recipients};
/// let user = |id| UserId::new(id).ok_or("zero");
/// let left = StaffCard { id: user(7)?, active: false, name: String::new(), head: Some(user(1)?) };
/// let head = StaffCard { id: user(1)?, active: true, name: String::new(), head: None };
/// assert_eq!(recipients(&[left, head], Some(user(7)?), user(9)?), [user(1)?, user(9)?]);
/// # Ok::<(), &str>(())
/// ```
pub fn recipients(
    staff: &[StaffCard],
    responsible: Option<UserId>,
    requester: UserId,
) -> Vec<UserId> {
    let responsible = responsible.and_then(|id| stand_in(staff, card(staff, id)?));
    let requester = match card(staff, requester) {
        Some(card) => stand_in(staff, card),
        None => Some(requester),
    };
    let mut told: Vec<UserId> = Vec::new();
    for id in responsible.into_iter().chain(requester) {
        if !told.contains(&id) {
            told.push(id);
        }
    }
    told
}

/// As [`recipients`], with a warning when the responsible employee is not told.
pub(super) fn read(case: &Case<'_>, requester: UserId, notes: &mut Notes) -> Vec<UserId> {
    let staff = &case.facts.staff;
    match case.facts.deal.responsible {
        None => notes.warn(RESPONSIBLE_MISSING, "deal.responsible", []),
        Some(id) => match card(staff, id) {
            None => {
                let params = [("user", id.to_string())];
                notes.warn(RESPONSIBLE_UNREAD, "deal.responsible", params);
            }
            Some(card) if stand_in(staff, card).is_none() => {
                let params = [("user", card.name.clone())];
                notes.warn(RESPONSIBLE_GONE, "deal.responsible", params);
            }
            Some(_) => {}
        },
    }
    recipients(staff, case.facts.deal.responsible, requester)
}

fn card(staff: &[StaffCard], id: UserId) -> Option<&StaffCard> {
    staff.iter().find(|card| card.id == id)
}

fn stand_in(staff: &[StaffCard], employee: &StaffCard) -> Option<UserId> {
    if employee.active {
        return Some(employee.id);
    }
    let head = card(staff, employee.head?)?;
    head.active.then_some(head.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: u64) -> UserId {
        UserId::new(id).unwrap()
    }

    fn employee(id: u64, active: bool, head: Option<u64>) -> StaffCard {
        StaffCard {
            id: user(id),
            active,
            name: String::new(),
            head: head.map(user),
        }
    }

    #[test]
    fn everyone_is_told_once_and_nobody_who_has_left() {
        let staff = [
            employee(1, true, None),
            employee(2, true, Some(1)),
            employee(3, false, Some(1)),
            employee(4, false, Some(3)),
            employee(5, false, None),
            employee(6, false, Some(99)),
        ];
        for (name, responsible, requester, told) in [
            ("both active", Some(2), 1, vec![2, 1]),
            ("the same person", Some(2), 2, vec![2]),
            ("the head stands in", Some(3), 2, vec![1, 2]),
            ("the head stands in and asked", Some(3), 1, vec![1]),
            ("the head has left too", Some(4), 2, vec![2]),
            ("no department", Some(5), 2, vec![2]),
            ("the head is unknown", Some(6), 2, vec![2]),
            ("no responsible employee", None, 2, vec![2]),
            ("the responsible one is unknown", Some(99), 2, vec![2]),
            ("the requester is unknown", Some(2), 99, vec![2, 99]),
            ("the requester has left", Some(2), 3, vec![2, 1]),
            ("all have left", Some(5), 4, vec![]),
        ] {
            let told: Vec<UserId> = told.into_iter().map(user).collect();
            let found = recipients(&staff, responsible.map(user), user(requester));
            assert_eq!(found, told, "{name}");
        }
    }
}
