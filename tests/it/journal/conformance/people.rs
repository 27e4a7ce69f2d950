//! Messages that can not be taken, outages, and who waits for a side that is away.

use super::{finish, opened};
use crate::journal::{at, crm, key, summary, user, wish};
use docflow_core::{
    Inbound, InboundBody, Journal, JournalError, Lane, MessageId, NewRun, Outage, Posted, RunDue,
    RunKey, RunSummary, Signal, SignalBody, StepKey,
};

/// A signal that answers a step of a run whose text is none of a step.
fn unfit(run: &RunKey, id: &str) -> Inbound {
    Inbound {
        source: "page".to_owned(),
        id: MessageId::new(id),
        body: InboundBody::Signal(Signal {
            id: MessageId::new(id),
            key: run.step("Approval of the number"),
            round: 1,
            body: SignalBody::Retry {
                by: user(3),
                reason: None,
            },
        }),
    }
}

pub(super) async fn a_message_that_does_not_read_back_is_refused_at_the_door(
    journal: &dyn Journal,
) {
    let run = opened(journal).await;
    let bad = unfit(&run, "m-1");
    assert_eq!(journal.post(&run, bad, at(1)).await.unwrap(), Posted::Unfit);
    let claim = journal.claim(&run, at(1), crate::journal::TTL).await;
    assert_eq!(claim.unwrap().unwrap().mail.messages, []);
    assert_eq!(journal.set_aside(&run).await.unwrap(), []);
    let mended = Inbound {
        body: InboundBody::Cancel {
            by: user(3),
            reason: None,
        },
        ..unfit(&run, "m-1")
    };
    assert_eq!(
        journal.post(&run, mended, at(2)).await.unwrap(),
        Posted::New,
        "its id was not taken"
    );
    let unknown = journal.set_aside(&key(9, 1)).await.unwrap_err();
    assert_eq!(unknown, JournalError::NoRun(key(9, 1)));
}

pub(super) async fn any_text_that_a_step_can_have_is_fit(journal: &dyn Journal) {
    let run = opened(journal).await;
    let keys: [StepKey; 2] = [
        run.step("attach/invoice-1"),
        "other/7/flow/2/step".parse().unwrap(),
    ];
    for (number, key) in keys.into_iter().enumerate() {
        let mut message = unfit(&run, &format!("m-{number}"));
        if let InboundBody::Signal(signal) = &mut message.body {
            signal.key = key;
        }
        assert_eq!(
            journal.post(&run, message, at(1)).await.unwrap(),
            Posted::New
        );
    }
}

fn outage(lane: &str, seconds: i64) -> Outage {
    Outage {
        lane: Lane::new(lane),
        since: at(seconds),
        told: vec![user(u64::MAX), user(3)],
    }
}

pub(super) async fn an_outage_is_told_by_one_engine_and_ended_by_one(journal: &dyn Journal) {
    assert_eq!(journal.outages().await.unwrap(), []);
    assert!(journal.begin_outage(&outage("crm", 5)).await.unwrap());
    assert!(!journal.begin_outage(&outage("crm", 9)).await.unwrap());
    let silent = Outage {
        told: vec![],
        ..outage("base-main", 7)
    };
    assert!(journal.begin_outage(&silent).await.unwrap());
    assert_eq!(
        journal.outages().await.unwrap(),
        [silent.clone(), outage("crm", 5)]
    );
    assert_eq!(
        journal.end_outage(&crm()).await.unwrap(),
        Some(outage("crm", 5))
    );
    assert_eq!(journal.end_outage(&crm()).await.unwrap(), None);
    assert_eq!(journal.outages().await.unwrap(), [silent]);
    assert!(journal.begin_outage(&outage("crm", 20)).await.unwrap());
}

/// Opens the run of a deal whose side is away since a second.
async fn away(journal: &dyn Journal, deal: u64, by: u64, lane: &str, since: Option<i64>) -> RunKey {
    let run = key(deal, 1);
    let wish = NewRun {
        summary: RunSummary {
            requested_by: user(by),
            ..summary()
        },
        due: RunDue {
            away_since: since.map(at),
            ..RunDue::step(at(900), Lane::new(lane))
        },
        ..wish(&run, &format!("w-{deal}"), 0)
    };
    journal.open(wish).await.unwrap();
    run
}

pub(super) async fn people_who_wait_for_a_side_are_counted(journal: &dyn Journal) {
    away(journal, 1, 20, "crm", Some(10)).await;
    away(journal, 2, 3, "crm", Some(50)).await;
    away(journal, 3, 20, "crm", Some(50)).await;
    away(journal, 4, 4, "crm", Some(51)).await;
    away(journal, 5, 5, "crm", None).await;
    away(journal, 6, 6, "base-main", Some(10)).await;
    let over = away(journal, 7, 7, "crm", Some(10)).await;
    finish(journal, &over, 5).await;
    let waiting = async |lane: &str, before| {
        let lane = Lane::new(lane);
        journal.waiting(&lane, at(before)).await.unwrap()
    };
    assert_eq!(waiting("crm", 50).await, [(user(3), 1), (user(20), 2)]);
    assert_eq!(waiting("crm", 9).await, []);
    assert_eq!(waiting("base-main", 99).await, [(user(6), 1)]);
}
