//! The last words of a run.

use super::super::{Edit, Portal, done};
use super::{begun, loaded, scene, texts_for};
use docflow_core::*;

const TOLD: [u64; 2] = [scene::MANAGER, scene::HEAD];

fn again() -> Announcement {
    Announcement {
        probe: true,
        reread: true,
        ..scene::announcement()
    }
}

/// Everything of the announcement stands there once.
fn assert_announced_once(portal: &dyn Portal) {
    let seen = portal.seen(scene::DEAL);
    assert_eq!(seen.entries.len(), 1, "{:?}", seen.entries);
    assert_eq!(seen.fields[scene::NUMBER_FIELD], "15-У/26");
    assert_eq!(seen.fields[scene::INVOICES_FIELD], "1319");
    assert_eq!(seen.fields[scene::STATE_FIELD], "ready");
    for person in TOLD {
        assert_eq!(texts_for(&seen, person).len(), 1, "{:?}", seen.messages);
    }
    assert_eq!(seen.messages.len(), TOLD.len());
}

pub(super) async fn an_announcement_is_fields_an_entry_and_messages(portal: &dyn Portal) {
    let crm = begun(portal);
    let told = done(crm.announce(&scene::announcement()).await);
    assert!(told.timeline.is_some());
    assert_eq!(told.told, TOLD.map(scene::user));
    let nothing = Announced {
        timeline: told.timeline.clone(),
        told: told.told.clone(),
        ..Announced::default()
    };
    assert_eq!(told, nothing);
    assert_announced_once(portal);
    let seen = portal.seen(scene::DEAL);
    assert!(seen.entries[0].contains("15-У/26"), "{:?}", seen.entries);
    for text in texts_for(&seen, scene::MANAGER) {
        assert!(text.contains("15-У/26") && text.contains("1001"), "{text}");
    }
}

pub(super) async fn what_was_announced_is_found_and_not_announced_twice(portal: &dyn Portal) {
    let crm = begun(portal);
    let first = done(crm.announce(&scene::announcement()).await);
    for reread in [true, false] {
        let news = Announcement { reread, ..again() };
        let told = done(crm.announce(&news).await);
        assert_eq!(told.timeline, first.timeline);
        assert_eq!(told.left_alone, Vec::<String>::new());
        assert_announced_once(portal);
    }
}

pub(super) async fn what_was_not_announced_is_announced_by_the_probe(portal: &dyn Portal) {
    let crm = begun(portal);
    let other = Announcement {
        key: scene::run(scene::OTHER, 1).step("announce"),
        deal: scene::deal(scene::OTHER),
        ..scene::announcement()
    };
    done(crm.announce(&other).await);
    let earlier = Announcement {
        key: scene::run(scene::DEAL, 2).step("announce"),
        recipients: Vec::new(),
        ..scene::announcement()
    };
    done(crm.announce(&earlier).await);
    let told = done(crm.announce(&again()).await);
    assert!(told.timeline.is_some());
    let seen = portal.seen(scene::DEAL);
    assert_eq!(seen.entries.len(), 2, "one of each run: {:?}", seen.entries);
}

pub(super) async fn a_field_that_a_person_has_changed_is_left_alone_and_named(portal: &dyn Portal) {
    let crm = begun(portal);
    let typed = "12-У/26 (бумажный)".to_owned();
    portal.edit(scene::DEAL, Edit::Field(scene::NUMBER_FIELD, typed.clone()));
    let news = Announcement {
        reread: true,
        ..scene::announcement()
    };
    let told = done(crm.announce(&news).await);
    assert_eq!(told.left_alone, [scene::NUMBER_FIELD]);
    let seen = portal.seen(scene::DEAL);
    assert_eq!(seen.fields[scene::NUMBER_FIELD], typed);
    assert_eq!(
        seen.fields[scene::INVOICES_FIELD],
        "1319",
        "the others are written"
    );
    assert_eq!((seen.entries.len(), told.told.len()), (1, 2));
}

pub(super) async fn a_field_that_holds_our_value_already_is_no_edit(portal: &dyn Portal) {
    let crm = begun(portal);
    let ours = "15-У/26".to_owned();
    portal.edit(scene::DEAL, Edit::Field(scene::NUMBER_FIELD, ours));
    let told = done(crm.announce(&again()).await);
    assert_eq!(told.left_alone, Vec::<String>::new());
    assert_announced_once(portal);
}

pub(super) async fn what_a_person_has_changed_in_the_deal_is_named(portal: &dyn Portal) {
    let edits = [
        (None, None),
        (Some(Edit::Client(204)), Some("client")),
        (Some(Edit::Sum(100)), Some("sum")),
        (Some(Edit::Won), Some("closed")),
    ];
    for (edit, code) in edits {
        let crm = begun(portal);
        let facts = loaded(&*crm, scene::DEAL).await;
        if let Some(edit) = edit {
            portal.edit(scene::DEAL, edit);
        }
        let news = Announcement {
            reread: true,
            deal_seen: DealSeen {
                company: facts.deal.company,
                contact: facts.deal.contact,
                opportunity: facts.deal.opportunity,
            },
            ..scene::announcement()
        };
        let told = done(crm.announce(&news).await);
        let expected: Vec<&str> = code.into_iter().collect();
        assert_eq!(told.changed, expected);
        assert_announced_once(portal);
    }
}

pub(super) async fn one_person_who_can_not_be_told_keeps_nothing_from_the_others(
    portal: &dyn Portal,
) {
    let crm = begun(portal);
    portal.takes_messages(1);
    let told = done(crm.announce(&scene::announcement()).await);
    assert_eq!((told.told.len(), told.not_told.len()), (1, 1));
    let mut all = [told.told.clone(), told.not_told].concat();
    all.sort();
    let mut asked = TOLD.map(scene::user);
    asked.sort();
    assert_eq!(all, asked);
    let seen = portal.seen(scene::DEAL);
    assert_eq!(texts_for(&seen, told.told[0].get()).len(), 1);
    assert_eq!((seen.messages.len(), seen.entries.len()), (1, 1));
    assert_eq!(seen.fields[scene::NUMBER_FIELD], "15-У/26");
}

/// Each command is judged alone: whoever is said to be told has a message, what is not named as
/// failed stands in the deal, and nothing is called a failure for now that has left a trace.
pub(super) async fn what_is_said_to_be_done_is_done_wherever_it_breaks_off(portal: &dyn Portal) {
    for commands in 0..8 {
        for news in [scene::announcement(), again()] {
            let crm = begun(portal);
            let before = portal.seen(scene::DEAL);
            portal.breaks_off_after(commands);
            let outcome = crm.announce(&news).await;
            let seen = portal.seen(scene::DEAL);
            let told = match outcome {
                Outcome::Done(told) => told,
                Outcome::Transient { .. } => {
                    assert_eq!(seen, before, "after {commands} commands");
                    continue;
                }
                Outcome::Unknown(_) => continue,
                other => panic!("after {commands} commands: {other:?}"),
            };
            assert_eq!(told.timeline.is_some(), seen.entries.len() == 1);
            for person in TOLD.map(scene::user) {
                let has = texts_for(&seen, person.get()).len();
                assert_eq!(usize::from(told.told.contains(&person)), has);
                assert_ne!(told.told.contains(&person), told.not_told.contains(&person));
            }
            for write in news.fields.values() {
                let holds = seen.fields.get(&write.field.field) == Some(&write.value);
                let says = told.failed.is_empty() && told.left_alone.is_empty();
                assert!(holds || !says, "{:?} after {commands}", write.field.field);
            }
        }
    }
}

/// What an attempt with an unknown outcome has left undone is done by the next one.
pub(super) async fn an_announcement_that_broke_off_is_completed_by_the_probe(portal: &dyn Portal) {
    for commands in 0..8 {
        let crm = begun(portal);
        portal.breaks_off_after(commands);
        let broken = crm.announce(&scene::announcement()).await;
        if matches!(broken, Outcome::Done(_)) {
            continue;
        }
        portal.recovers();
        let crm = portal.crm(&scene::policy());
        portal.pass(std::time::Duration::from_secs(65));
        let told = done(crm.announce(&again()).await);
        assert_eq!(
            told.failed,
            Vec::<String>::new(),
            "after {commands} commands"
        );
        assert_announced_once(portal);
    }
}
