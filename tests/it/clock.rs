//! The clocks.

use chrono::TimeDelta;
use docflow::{ManualClock, SystemClock};
use docflow_core::{Clock, Timestamp};
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
