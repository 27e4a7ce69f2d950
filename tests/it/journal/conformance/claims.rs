//! Claims: prolonged, dead by a clock that was ahead, abandoned; and the texts that they bring.

use super::{epoch, opened};
use crate::journal::{TTL, at, cancel, due, query, snapshot, step};
use docflow_core::{Commit, Epoch, Journal, JournalError, Parked, Snapshot};

pub(super) async fn a_claim_is_prolonged_while_an_effect_is_under_way(journal: &dyn Journal) {
    let run = opened(journal).await;
    let held = epoch(journal, &run, 0).await;
    journal.prolong(&run, held, at(50)).await.unwrap();
    assert!(journal.claim(&run, at(109), TTL).await.unwrap().is_none());
    assert_eq!(journal.due(&query(109)).await.unwrap(), []);
    let later = epoch(journal, &run, 110).await;
    let refused = journal.prolong(&run, held, at(111)).await;
    assert_eq!(refused.unwrap_err(), JournalError::Stale);
    journal.park(&run, later, due(500), 0).await.unwrap();
    let refused = journal.prolong(&run, later, at(112)).await;
    assert_eq!(refused.unwrap_err(), JournalError::Stale);
    let refused = journal.prolong(&super::key(9, 1), Epoch(1), at(0)).await;
    assert_eq!(refused.unwrap_err(), JournalError::NoRun(super::key(9, 1)));
}

pub(super) async fn a_claim_of_a_clock_that_was_ahead_is_dead(journal: &dyn Journal) {
    let run = opened(journal).await;
    let hour_ahead = epoch(journal, &run, 3600).await;
    assert_eq!(
        journal.due(&query(1)).await.unwrap(),
        std::slice::from_ref(&run)
    );
    let claim = journal.claim(&run, at(1), TTL).await.unwrap().unwrap();
    assert!(claim.epoch > hour_ahead && claim.abandoned);
    let refused = journal
        .commit(&run, hour_ahead, step(&run, "facts", 3600))
        .await;
    assert_eq!(refused.unwrap_err(), JournalError::Stale);
}

pub(super) async fn a_claim_up_to_twice_its_time_ahead_lives(journal: &dyn Journal) {
    let run = opened(journal).await;
    epoch(journal, &run, 60).await;
    assert!(journal.claim(&run, at(0), TTL).await.unwrap().is_none());
    assert_eq!(journal.due(&query(0)).await.unwrap(), []);
    assert!(journal.claim(&run, at(-1), TTL).await.unwrap().is_some());
}

pub(super) async fn a_claim_that_ran_out_over_nothing_was_abandoned(journal: &dyn Journal) {
    let run = opened(journal).await;
    let abandoned = async |seconds| {
        let claim = journal.claim(&run, at(seconds), TTL).await.unwrap();
        let claim = claim.unwrap();
        (claim.epoch, claim.abandoned)
    };
    let (held, first) = abandoned(0).await;
    assert!(!first, "there was no claim before");
    journal.prolong(&run, held, at(30)).await.unwrap();
    let (held, prolonged) = abandoned(100).await;
    assert!(prolonged, "a prolonged claim wrote nothing");
    journal
        .commit(&run, held, step(&run, "facts", 100))
        .await
        .unwrap();
    let (held, written) = abandoned(200).await;
    assert!(!written, "its holder has committed");
    journal.post(&run, cancel("c-1"), at(201)).await.unwrap();
    let answer = journal.park(&run, held, due(300), 0).await.unwrap();
    assert!(matches!(answer, Parked::Mail(_)));
    let (held, unparked) = abandoned(300).await;
    assert!(unparked, "a run that could not rest was not parked");
    let Parked::Mail(mail) = journal.park(&run, held, due(300), 0).await.unwrap() else {
        panic!("it rests with an unread message");
    };
    journal.park(&run, held, due(300), mail.seen).await.unwrap();
    let (_, parked) = abandoned(400).await;
    assert!(!parked, "its holder gave it up");
}

pub(super) async fn papers_stay_until_others_are_committed(journal: &dyn Journal) {
    let run = opened(journal).await;
    let held = epoch(journal, &run, 0).await;
    let write = async |papers: Option<&str>, dossier: Option<&str>| {
        let commit = Commit {
            snapshot: Snapshot {
                papers: papers.map(str::to_owned),
                dossier: dossier.map(str::to_owned),
                run: "run".to_owned(),
            },
            ..step(&run, "facts", 1)
        };
        journal.commit(&run, held, commit).await.unwrap();
        let row = journal.get(&run).await.unwrap().snapshot;
        (row.papers, row.dossier)
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        write(None, Some("d")).await,
        (snapshot("new").papers, text("d"))
    );
    let long = "ООО «Ромашка» ".repeat(2_000);
    assert_eq!(write(Some(&long), None).await, (text(&long), None));
    assert_eq!(write(None, None).await, (text(&long), None));
    let claim = journal.claim(&run, at(500), TTL).await.unwrap().unwrap();
    assert_eq!(claim.snapshot.papers, text(&long));
}
