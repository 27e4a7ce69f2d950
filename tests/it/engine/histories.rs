//! Single histories that once went wrong.

use super::Bench;
use super::town::Mood;
use crate::support::{self, ADMINISTRATOR, REQUESTER, user};
use docflow_core::*;
use std::time::Duration;

#[tokio::test]
async fn a_long_upload_outlives_no_claim_when_passes_do_not_wait_for_each_other() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    let upload = format!("{run}/attach/contract");
    bench
        .town
        .mood(&upload, Mood::Slow(Duration::from_secs(400)));
    let mut passes = Vec::new();
    for _ in 0..60 {
        let (engine, now) = (bench.engine.clone(), bench.clock_now());
        passes.push(tokio::spawn(async move { engine.run_due(now).await }));
        bench
            .pass(Duration::from_secs(10), Duration::from_secs(10))
            .await;
    }
    for pass in passes {
        pass.await.unwrap().unwrap();
    }
    assert_eq!(bench.state(&run).await, State::Done(Ending::Completed));
    assert_eq!(bench.town.done().uploads.len(), 2);
    let begun = bench
        .town
        .done()
        .calls
        .iter()
        .filter(|call| call.contains("attach/contract"))
        .count();
    assert_eq!(begun, 1);
}

#[tokio::test]
async fn another_engine_does_not_take_a_run_whose_effect_is_under_way() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    bench.town.mood(
        &format!("{run}/attach/contract"),
        Mood::Slow(Duration::from_secs(400)),
    );
    let (stop, served) = bench.serve();
    let other = docflow::LocalEngine::new(bench.engine.parts().clone());
    for _ in 0..50 {
        bench
            .pass(Duration::from_secs(10), Duration::from_secs(5))
            .await;
        other.run_due(bench.clock_now()).await.unwrap();
    }
    stop.tell();
    bench.settle().await;
    served.await.unwrap().unwrap();
    assert_eq!(bench.state(&run).await, State::Done(Ending::Completed));
    assert_eq!(bench.town.done().uploads.len(), 2);
}

#[tokio::test]
async fn a_wish_that_meets_a_run_which_can_only_end_is_told_which_generation_is_next() {
    let bench = Bench::new();
    bench.town.facts.lock().unwrap().rows.clear();
    let run = bench.order(1, "sever").await;
    bench.town.mood(&format!("{run}/findings"), Mood::Away);
    bench.run_due().await;
    *bench.town.facts.lock().unwrap() = support::facts();
    let again = Submit {
        message: MessageId::new("click-again"),
        ..Bench::wish(1, "sever", "msk")
    };
    let answered = bench.engine.start(again.clone()).await.unwrap();
    assert_eq!((answered.new, answered.next), (false, Some(2)));
    assert_eq!(bench.engine.next_generation(again.deal).await.unwrap(), 2);
    let second = Submit {
        generation: 2,
        ..again
    };
    let started = bench.engine.start(second).await.unwrap();
    assert!(started.new, "the same click opens the next generation");
    bench.town.mood(&format!("{run}/findings"), Mood::Good);
    bench.clock.advance(Duration::from_hours(1));
    bench.run_due().await;
    let ended = State::Done(Ending::Completed);
    assert_eq!(bench.state(&started.run).await, ended);
    assert_eq!(bench.town.told(REQUESTER, "findings"), 1, "both runs end");
}

#[tokio::test]
async fn an_adapter_that_panics_on_one_deal_stops_no_other_and_the_administrator_is_told() {
    let bench = Bench::new();
    let bad = bench.order(1, "sever").await;
    for deal in 2..=10 {
        bench.order(deal, "sever").await;
    }
    bench.town.mood(&format!("{bad}/issue"), Mood::Panics);
    bench.run_due().await;
    assert_eq!(bench.finished().await, 9);
    for _ in 0..20 {
        bench.clock.advance(Duration::from_mins(15));
        bench.run_due().await;
    }
    let State::Waiting {
        problem: Some((_, cause, owner)),
        ..
    } = bench.state(&bad).await
    else {
        panic!("the run does not wait for the administrator")
    };
    assert_eq!(
        (cause.code.as_str(), owner),
        ("panic", Owner::Administrator)
    );
    assert!(bench.town.told(ADMINISTRATOR, "problem") >= 1);
}

#[tokio::test]
async fn a_clock_that_was_ahead_for_a_moment_puts_no_run_to_sleep() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    bench.town.mood("sever", Mood::Away);
    let now = bench.clock_now();
    bench.clock.set(now + chrono::TimeDelta::days(290));
    bench.run_due().await;
    bench.clock.set(now + chrono::TimeDelta::seconds(5));
    bench.town.mood("sever", Mood::Good);
    bench.run_due().await;
    assert_eq!(bench.state(&run).await, State::Done(Ending::Completed));
}

#[tokio::test]
async fn a_claim_of_a_clock_that_was_ahead_is_dead() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    let now = bench.clock_now();
    let ahead = now + chrono::TimeDelta::days(290);
    let claim = bench
        .journal
        .claim(&run, ahead, Duration::from_mins(1))
        .await;
    assert!(claim.unwrap().is_some());
    bench.run_due().await;
    assert_eq!(bench.state(&run).await, State::Done(Ending::Completed));
}

#[tokio::test]
async fn a_journal_that_was_lost_leads_to_what_exists_and_no_second_set() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    bench.run_due().await;
    // Another server with an empty journal, and somebody orders again.
    let fresh = docflow::LocalEngine::new(docflow::EngineParts {
        journal: std::sync::Arc::new(docflow::MemoryJournal::default()),
        ..bench.engine.parts().clone()
    });
    let again = fresh.start(Bench::wish(1, "sever", "msk")).await.unwrap();
    assert_eq!(again.run, run);
    fresh.run_due(bench.clock_now()).await.unwrap();
    let ended = fresh.status(&run).await.unwrap().state;
    assert_eq!(ended, State::Done(Ending::Completed));
    let done = bench.town.done();
    assert_eq!(
        (done.sets.len(), done.uploads.len(), done.comments.len()),
        (1, 2, 1)
    );
}

#[tokio::test]
async fn a_signal_that_no_run_can_read_is_refused_at_the_door() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    let signal = Signal {
        id: MessageId::new("m"),
        key: run.step("Person"),
        round: 1,
        body: SignalBody::Retry {
            by: user(REQUESTER),
            reason: None,
        },
    };
    let posted = bench.engine.signal(&run, "page", signal).await.unwrap();
    assert_eq!(posted, Posted::Unfit);
    bench.run_due().await;
    assert_eq!(bench.state(&run).await, State::Done(Ending::Completed));
}

#[tokio::test]
async fn finished_runs_lose_what_they_know_about_people_once_the_term_is_over() {
    let bench = Bench::with(|policy| policy.keep_days = Some(30));
    let run = bench.order(1, "sever").await;
    bench.run_due().await;
    assert!(
        bench
            .journal
            .get(&run)
            .await
            .unwrap()
            .snapshot
            .papers
            .is_some()
    );
    bench.clock.advance(Duration::from_hours(24 * 31));
    bench.run_due().await;
    let row = bench.journal.get(&run).await.unwrap();
    assert_eq!((row.snapshot.papers, row.snapshot.dossier), (None, None));
    assert!(row.forgotten);
    let lines = bench.journal.outcomes(&run).await.unwrap();
    assert!(lines.len() >= 5, "a line a step stays");
    assert!(lines.iter().all(|line| line.body.is_none()));
}

#[tokio::test]
async fn a_run_that_has_lost_its_dossier_is_closed_by_an_administrator_and_the_deal_is_free() {
    let bench = Bench::new();
    bench.town.mood("sever", Mood::Refuses);
    let run = bench.order(1, "sever").await;
    bench.run_due().await;
    let closed = bench.engine.close(&run).await.unwrap();
    assert_eq!(
        closed.state,
        State::Done(Ending::Closed { after_issue: false })
    );
    let next = bench.engine.next_generation(run.deal()).await.unwrap();
    assert_eq!(next, 2);
}

#[tokio::test]
async fn a_second_generation_supersedes_the_first_by_name() {
    let bench = Bench::new();
    bench.order(1, "sever").await;
    bench.run_due().await;
    let first = Bench::wish(1, "sever", "msk");
    let second = Submit {
        generation: bench.engine.next_generation(first.deal).await.unwrap(),
        message: MessageId::new("again"),
        order: Order {
            purpose: Purpose::Supersedes,
            ..first.order
        },
        ..first
    };
    let started = bench.engine.start(second).await.unwrap();
    bench.run_due().await;
    let row = bench.journal.get(&started.run).await.unwrap();
    let run = wire::read(&row.snapshot).unwrap();
    let named: Vec<String> = run
        .request()
        .unwrap()
        .parts()
        .supersedes
        .iter()
        .map(|one| one.onec_ref.clone())
        .collect();
    assert_eq!(named, ["ref-contract", "ref-invoice-1"]);
}

#[tokio::test]
async fn a_deadline_that_a_clock_ahead_has_set_counts_as_passed() {
    let bench = Bench::new();
    bench.town.mood("sever", Mood::Refuses);
    let run = bench.order(1, "sever").await;
    let now = bench.clock_now();
    bench.clock.set(now + chrono::TimeDelta::days(290));
    bench.run_due().await;
    assert_eq!(bench.town.told(support::ACCOUNTANT, "problem"), 1);
    bench.clock.set(now);
    bench.run_due().await;
    assert_eq!(bench.town.told(support::ACCOUNTANT, "problem"), 2);
    let due = bench.journal.get(&run).await.unwrap().due.at;
    assert!(due <= now + chrono::TimeDelta::days(1), "due at {due}");
}

#[tokio::test]
async fn a_cancel_while_the_last_batch_is_under_way_is_answered_to_who_cancelled() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    let last = format!("{run}/announce");
    bench.town.mood(&last, Mood::Slow(Duration::from_secs(10)));
    let (stop, served) = bench.serve();
    bench
        .pass(Duration::from_secs(5), Duration::from_secs(1))
        .await;
    // Whoever is in doubt presses twice, and is answered once.
    for click in ["stop-it", "stop-it-now"] {
        let cancelled = bench
            .engine
            .cancel(&run, "page", MessageId::new(click), user(77), None);
        cancelled.await.unwrap();
    }
    bench
        .pass(Duration::from_secs(20), Duration::from_secs(1))
        .await;
    stop.tell();
    bench.settle().await;
    served.await.unwrap().unwrap();
    assert_eq!(bench.state(&run).await, State::Done(Ending::Completed));
    assert_eq!(bench.town.told(77, "late"), 1);
}

#[tokio::test]
async fn a_deal_with_a_whole_document_in_a_field_is_not_read_into_a_run_until_it_is_mended() {
    let bench = Bench::new();
    let pasted = "я".repeat(DealFacts::MOST_TEXT / 2);
    bench.town.facts.lock().unwrap().deal.title = pasted;
    let run = bench.order(1, "sever").await;
    bench.run_due().await;
    let State::Waiting {
        key,
        round,
        problem,
    } = bench.state(&run).await
    else {
        panic!("nobody is asked to mend the card")
    };
    let (_, cause, owner) = problem.unwrap();
    assert_eq!(
        (cause.code.as_str(), owner),
        ("deal-too-large", Owner::Manager)
    );
    *bench.town.facts.lock().unwrap() = support::facts();
    let signal = Signal {
        id: MessageId::new("mended"),
        key,
        round,
        body: SignalBody::Retry {
            by: user(REQUESTER),
            reason: None,
        },
    };
    bench.engine.signal(&run, "page", signal).await.unwrap();
    bench.run_due().await;
    assert_eq!(bench.state(&run).await, State::Done(Ending::Completed));
}

#[tokio::test]
async fn a_set_that_is_looked_up_is_known_to_exist_whatever_the_adapter_says_of_it() {
    let bench = Bench::new();
    let run = bench.order(1, "sever").await;
    let issue = format!("{run}/issue");
    bench.town.mood(&issue, Mood::Loses);
    bench.run_due().await;
    bench.town.mood(&issue, Mood::Good);
    bench
        .pass(Duration::from_mins(2), Duration::from_mins(1))
        .await;
    bench.run_due().await;
    assert_eq!(bench.state(&run).await, State::Done(Ending::Completed));
    assert_eq!(bench.town.done().sets.len(), 1);
    assert_eq!(bench.town.done().uploads.len(), 2);
}
