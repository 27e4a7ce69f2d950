//! Files at the deal.

use super::super::{Edit, Hidden, Portal, cause, done};
use super::{assert_hangs_once, begun, scene};
use docflow_core::*;
use std::sync::Arc;

const SCANS: [(&str, &[u8]); 2] = [
    ("Скан паспорта.pdf", b"a scan of the client"),
    ("Доверенность.pdf", b"a power of attorney"),
];

fn probing() -> AttachJob {
    AttachJob {
        probe: true,
        ..scene::contract()
    }
}

/// A portal whose generator nobody may use, and a port that falls back.
fn falling_back(portal: &dyn Portal, fallback: AttachFallback) -> Arc<dyn Crm> {
    portal.begin(scene::world());
    portal.denies_generator();
    portal.crm(&scene::falling_back(fallback))
}

fn into_field(field: &str) -> AttachFallback {
    AttachFallback::FileField(field.to_owned())
}

pub(super) async fn a_pair_hangs_at_the_deal_with_its_bytes(portal: &dyn Portal) {
    let crm = begun(portal);
    let attached = done(crm.attach(&scene::contract(), scene::BYTES).await);
    assert_eq!(attached.via, AttachedVia::DocumentGenerator);
    assert!(!attached.id.is_empty());
    let seen = portal.seen(scene::DEAL);
    assert_eq!(seen.files.len(), 2);
    assert_hangs_once(&seen, attached.via);
    assert_eq!(portal.seen(scene::OTHER).files, []);
}

pub(super) async fn what_is_there_is_found_and_not_attached_twice(portal: &dyn Portal) {
    let crm = begun(portal);
    let first = done(crm.attach(&scene::contract(), scene::BYTES).await);
    for _ in 0..2 {
        assert_eq!(done(crm.attach(&probing(), scene::BYTES).await), first);
        assert_hangs_once(&portal.seen(scene::DEAL), first.via);
    }
}

pub(super) async fn what_is_not_there_is_attached_by_the_probe(portal: &dyn Portal) {
    let crm = begun(portal);
    let attached = done(crm.attach(&probing(), scene::BYTES).await);
    assert_hangs_once(&portal.seen(scene::DEAL), attached.via);
}

/// Another pair of the same document has its number and another item; another deal may have a
/// document of the same number.
pub(super) async fn a_pair_of_another_item_or_deal_is_not_taken_for_ours(portal: &dyn Portal) {
    let fallbacks = [
        AttachFallback::TimelineComment,
        into_field(scene::FILES_FIELD),
    ];
    for (denied, fallback) in [false, true]
        .into_iter()
        .flat_map(|d| fallbacks.clone().map(|f| (d, f)))
    {
        portal.begin(scene::world());
        if denied {
            portal.denies_generator();
        }
        let crm = portal.crm(&scene::falling_back(fallback));
        let first = done(crm.attach(&scene::contract(), scene::BYTES).await);
        let second = AttachJob {
            probe: true,
            ..scene::attach("contract-2", DocumentSlot::Contract, "15-У/26")
        };
        let pair = Pair {
            docx: b"docx of the second pair",
            pdf: b"pdf of the second pair",
        };
        done(crm.attach(&second, pair).await);
        let elsewhere = AttachJob {
            key: scene::run(scene::OTHER, 1).step("attach/contract"),
            deal: scene::deal(scene::OTHER),
            ..probing()
        };
        done(crm.attach(&elsewhere, scene::BYTES).await);
        let seen = portal.seen(scene::DEAL);
        assert_eq!(seen.files.len(), 4, "{:?}", first.via);
        assert_hangs_once(&seen, first.via);
        assert_hangs_once(&portal.seen(scene::OTHER), first.via);
    }
}

async fn a_pair_goes_elsewhere_once(
    portal: &dyn Portal,
    fallback: AttachFallback,
    via: AttachedVia,
) {
    let crm = falling_back(portal, fallback);
    let first = done(crm.attach(&scene::contract(), scene::BYTES).await);
    assert_eq!(first.via, via);
    assert_hangs_once(&portal.seen(scene::DEAL), via);
    let again = done(crm.attach(&probing(), scene::BYTES).await);
    assert_eq!(again, first);
    assert_hangs_once(&portal.seen(scene::DEAL), via);
    let crm = crm_after_loss(portal, via);
    done(crm.attach(&probing(), scene::BYTES).await);
    assert_hangs_once(&portal.seen(scene::DEAL), via);
}

/// The same with a deal in which nothing hangs, to be attached to by a probe.
fn crm_after_loss(portal: &dyn Portal, via: AttachedVia) -> Arc<dyn Crm> {
    match via {
        AttachedVia::FileField => falling_back(portal, into_field(scene::FILES_FIELD)),
        _ => falling_back(portal, AttachFallback::TimelineComment),
    }
}

pub(super) async fn without_the_generator_a_pair_goes_into_the_timeline_once(portal: &dyn Portal) {
    let fallback = AttachFallback::TimelineComment;
    a_pair_goes_elsewhere_once(portal, fallback, AttachedVia::TimelineComment).await;
}

pub(super) async fn without_the_generator_a_pair_goes_into_the_file_field_once(
    portal: &dyn Portal,
) {
    let fallback = into_field(scene::FILES_FIELD);
    a_pair_goes_elsewhere_once(portal, fallback, AttachedVia::FileField).await;
}

/// Hashes of the scans that still stand in a field.
fn scans_left(portal: &dyn Portal) -> usize {
    let seen = portal.seen(scene::DEAL).files;
    let scans = SCANS.map(|(_, bytes)| scene::hash(bytes));
    seen.iter().filter(|(_, hash)| scans.contains(hash)).count()
}

pub(super) async fn files_of_people_stay_in_the_file_field(portal: &dyn Portal) {
    let crm = falling_back(portal, into_field(scene::FILES_FIELD));
    portal.edit(scene::DEAL, Edit::Files(scene::FILES_FIELD, SCANS.to_vec()));
    assert_eq!(scans_left(portal), 2);
    done(crm.attach(&scene::contract(), scene::BYTES).await);
    done(crm.attach(&probing(), scene::BYTES).await);
    assert_hangs_once(&portal.seen(scene::DEAL), AttachedVia::FileField);
    assert_eq!(scans_left(portal), 2);
}

/// The attempt is refused to the administrator before the deal is touched.
async fn assert_refused_untouched(portal: &dyn Portal, crm: &dyn Crm, job: &AttachJob) {
    let before = portal.seen(scene::DEAL);
    let outcome = crm.attach(job, scene::BYTES).await;
    assert_eq!(portal.seen(scene::DEAL), before, "{outcome:?}");
    assert_eq!(portal.changes(), 0, "{outcome:?}");
    let Outcome::Rejected(rejection) = &outcome else {
        panic!("nobody is asked to act: {outcome:?}");
    };
    assert_eq!(rejection.owner, Owner::Administrator);
    let cause = &rejection.cause;
    assert_eq!((cause.side, cause.scope), (Side::Crm, Scope::Run));
}

pub(super) async fn files_of_people_that_can_not_be_read_are_never_dropped(portal: &dyn Portal) {
    for hidden in [Hidden::Field, Hidden::Ids] {
        for job in [scene::contract(), probing()] {
            let crm = falling_back(portal, into_field(scene::FILES_FIELD));
            portal.edit(scene::DEAL, Edit::Files(scene::FILES_FIELD, SCANS.to_vec()));
            portal.hides_files(scene::DEAL, hidden);
            assert_refused_untouched(portal, &*crm, &job).await;
            assert_eq!(scans_left(portal), 2);
        }
    }
}

pub(super) async fn a_field_for_one_file_is_refused_to_the_administrator(portal: &dyn Portal) {
    for scans in [&SCANS[..1], &[]] {
        for job in [scene::contract(), probing()] {
            let crm = falling_back(portal, into_field(scene::ONE_FILE_FIELD));
            if !scans.is_empty() {
                let one = Edit::Files(scene::ONE_FILE_FIELD, scans.to_vec());
                portal.edit(scene::DEAL, one);
            }
            assert_refused_untouched(portal, &*crm, &job).await;
        }
    }
}

pub(super) async fn a_field_that_is_not_there_is_refused_to_the_administrator(portal: &dyn Portal) {
    for field in ["UF_CRM_NOBODY_MADE_IT", scene::NUMBER_FIELD] {
        let crm = falling_back(portal, into_field(field));
        assert_refused_untouched(portal, &*crm, &scene::contract()).await;
    }
}

pub(super) async fn without_generator_and_fallback_a_person_must_act(portal: &dyn Portal) {
    let crm = falling_back(portal, AttachFallback::Refuse);
    let before = portal.seen(scene::DEAL);
    let outcome = crm.attach(&scene::contract(), scene::BYTES).await;
    assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
    assert_eq!(cause(&outcome).scope, Scope::Run);
    assert_eq!(portal.seen(scene::DEAL), before);
}
