//! Outages: the run waits, however long; nobody has to act.

use super::{after, busy, checked, done, due, every_stage, fresh, issued, not_before, seconds};
use crate::support::Scene;
use docflow_core::*;
use std::time::Duration;

fn away(side: Side) -> Outcome<Answer> {
    Outcome::Transient {
        after: None,
        cause: Cause::away(side, "unreachable"),
    }
}

fn lost_to_an_outage() -> Outcome<Answer> {
    Outcome::Unknown(Cause::away(Side::Accounting, "timeout"))
}

#[test]
fn a_weekend_of_1c_down_asks_nobody_and_the_pause_grows_to_the_longest() {
    let scene = Scene::firm();
    let mut run = done(fresh(&scene), 0, checked(&scene));
    let (mut at, mut pauses) = (1, Vec::new());
    let end = 60 * 3600;
    while at < end {
        run = match due(&run).as_str() {
            "issue" => after(run, at, away(Side::Accounting)),
            _ => done(run, at, checked(&scene)),
        };
        assert!(!run.is_parked(), "a person is asked after {at} s");
        let next = not_before(&run).map_or(at + 1, |moment| (moment - seconds(0)).num_seconds());
        pauses.push(next - at);
        at = next.max(at + 1);
    }
    assert_eq!(&pauses[..5], [2, 4, 8, 16, 32]);
    assert_eq!(pauses.iter().max(), Some(&600));
    assert_eq!(run.failed_attempts(), 0);
    let since = run.away().unwrap().since;
    assert_eq!(since, seconds(1), "people can be told since when");
}

#[test]
fn an_answer_lost_to_an_outage_is_looked_for_as_long_as_it_takes() {
    let scene = Scene::firm();
    let mut run = after(
        done(fresh(&scene), 0, checked(&scene)),
        1,
        lost_to_an_outage(),
    );
    for hour in 1..60 {
        assert_eq!(due(&run), "issue");
        run = after(run, hour * 3600, away(Side::Accounting));
    }
    let run = done(run, 60 * 3600, Answer::Found(Box::new(issued(&scene))));
    assert_eq!(due(&run), "attach/contract");
}

#[test]
fn a_long_outage_leaves_a_request_alone_that_may_be_on_its_way() {
    let scene = Scene::firm();
    let lost = after(
        done(fresh(&scene), 0, checked(&scene)),
        1,
        lost_to_an_outage(),
    );
    let sent_again = done(lost, 2, Answer::NotFound);
    let run = after(sent_again, 7 * 3600, away(Side::Accounting));
    assert_eq!(
        due(&run),
        "issue",
        "the deal is not read for another request"
    );
}

#[test]
fn only_failures_of_the_run_itself_are_counted() {
    let scene = Scene::firm();
    let run = done(fresh(&scene), 0, checked(&scene));
    let run = after(run, 1, busy());
    let run = after(run, 10, away(Side::Accounting));
    assert_eq!(run.failed_attempts(), 1, "an outage does not count");
    assert!(run.away().is_some());
    let run = after(run, 20, busy());
    assert_eq!((run.failed_attempts(), run.away()), (2, None));
    let run = after(run, 30, busy());
    assert_eq!(due(&run), "problem/1");
}

#[test]
fn what_the_other_side_asks_to_wait_is_believed_within_reason() {
    let scene = Scene::firm();
    let issue = done(fresh(&scene), 0, checked(&scene));
    let year = Duration::from_hours(365 * 24);
    let asked = |cause| Outcome::Transient {
        after: Some(year),
        cause,
    };
    for outcome in [
        asked(Cause::new(Side::Accounting, "busy")),
        asked(Cause::away(Side::Accounting, "busy")),
        Outcome::Accepted { poll_after: year },
    ] {
        let run = after(issue.clone(), 0, outcome);
        assert_eq!(not_before(&run), Some(seconds(15 * 60)));
    }
}

#[test]
fn a_message_waits_for_the_portal_and_is_not_given_up() {
    let mut run = every_stage().remove("findings").unwrap();
    for hour in 1..10 {
        run = after(run, hour * 3600, away(Side::Crm));
    }
    assert_eq!(due(&run), "findings");
    assert!(run.undelivered().is_empty());
}

#[test]
fn after_a_long_outage_the_deal_is_read_again_before_1c_is_asked() {
    let scene = Scene::firm();
    let issue = done(fresh(&scene), 0, checked(&scene));
    let short = after(issue.clone(), 3599, away(Side::Accounting));
    assert_eq!(due(&short), "issue");
    let long = after(short, 3600, away(Side::Accounting));
    assert_eq!(due(&long), "facts/2");
    assert_eq!(due(&done(long, 3700, checked(&scene))), "issue");
    let lost = after(issue, 10, lost_to_an_outage());
    let lost = after(lost, 7200, away(Side::Accounting));
    assert_eq!(due(&lost), "issue", "a request on its way is not overtaken");
}

#[test]
fn a_base_that_answers_questions_and_drops_every_issue_is_asked_more_and_more_seldom() {
    let scene = Scene::firm();
    let mut run = done(fresh(&scene), 0, checked(&scene));
    let (mut at, mut pauses) = (1, Vec::new());
    for _ in 0..6 {
        run = after(run, at, lost_to_an_outage());
        let asked_again = (not_before(&run).unwrap() - seconds(at)).num_seconds();
        pauses.push(asked_again);
        at += asked_again;
        run = done(run, at, Answer::NotFound);
        assert_eq!(due(&run), "issue");
    }
    assert_eq!(pauses, [2, 4, 8, 16, 32, 64]);
}
