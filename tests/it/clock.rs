//! The clocks, and that a whole run reads no other than the one it was given.

use crate::company::{Company, choices};
use crate::flow::facts;
use chrono::TimeDelta;
use docflow::{ManualClock, SystemClock};
use docflow_core::{Clock, Fact, RunFilter, Timestamp};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn a_sleeper_on_the_manual_clock_wakes_at_its_moment_and_not_before() {
    let clock = Arc::new(ManualClock::new(Timestamp::UNIX_EPOCH));
    let moment = clock.now() + TimeDelta::seconds(60);
    let sleeper = tokio::spawn({
        let clock = Arc::clone(&clock);
        async move {
            clock.sleep_until(moment).await;
            clock.now()
        }
    });
    tokio::task::yield_now().await;
    clock.advance(Duration::from_secs(59));
    tokio::task::yield_now().await;
    assert!(!sleeper.is_finished());
    clock.advance(Duration::from_secs(2));
    assert_eq!(sleeper.await.unwrap(), moment + TimeDelta::seconds(1));
}

#[tokio::test]
async fn a_moment_that_has_passed_is_not_waited_for() {
    let clock = SystemClock;
    clock.sleep_until(Timestamp::UNIX_EPOCH).await;
    clock.sleep_until(clock.now()).await;
    let manual = ManualClock::new(Timestamp::UNIX_EPOCH);
    manual.sleep_until(Timestamp::UNIX_EPOCH).await;
}

#[test]
fn the_system_clock_shows_what_a_journal_can_keep() {
    let now = SystemClock.now();
    assert_eq!(
        Timestamp::from_timestamp_micros(now.timestamp_micros()),
        Some(now)
    );
}

#[tokio::test]
async fn no_clock_of_the_engine_is_read_elsewhere() {
    // Two evenings on which it is the next day in Moscow: at most one can be the machine's.
    for (days, tomorrow) in [(9, "2026-12-04"), (20, "2026-12-15")] {
        let company = Company::open().await;
        company.pass(Duration::from_hours(24 * days + 15));
        let begun = company.clock.now();
        let (requester, mut wanted) = choices(1001);
        wanted.contract_date = None;
        let run = company.order(1001, requester, wanted).await;
        let issued = company.run(&run).await.issued().cloned().unwrap();
        for document in &issued.documents {
            assert_eq!(document.date.to_string(), tomorrow, "{:?}", document.slot);
        }
        assert_eq!(company.contracts(1001)[0]["date"], tomorrow);
        let all = RunFilter::default();
        let runs = company.engine.parts().journal.list(&all).await.unwrap();
        let Fact::Known { at: read, .. } = facts(&company, 1001).await.client else {
            panic!("the client is not known");
        };
        for moment in [read, runs[0].changed] {
            assert!((begun..=company.clock.now()).contains(&moment), "{moment}");
        }
    }
}
