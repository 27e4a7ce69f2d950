//! What may have been done before this run: restored copies, lost journals, used keys, late calls.

use super::{after, checked, done, due, every_stage, fresh, issued, made, signal, told};
use crate::support::{Scene, user};
use docflow_core::*;

fn ready() -> (Scene, Run) {
    let scene = Scene::firm();
    let run = done(fresh(&scene), 1, checked(&scene));
    (scene, run)
}

fn found(scene: &Scene) -> Answer {
    Answer::Found(Box::new(issued(scene)))
}

fn rejected(code: &str) -> Outcome<Answer> {
    Outcome::Rejected(Rejection {
        cause: Cause::new(Side::Accounting, code),
        owner: Owner::Administrator,
        detail: None,
    })
}

fn probes(run: &Run) -> bool {
    let Next::Effect { effect, .. } = run.next() else {
        panic!("nothing is due")
    };
    if let Effect::AttachDocument(job) = &*effect {
        return job.probe;
    }
    let Effect::Announce(news) = *effect else {
        panic!("{effect:?} does not probe")
    };
    news.probe && news.reread
}

#[test]
fn a_set_that_1c_had_before_the_run_asked_is_attached_and_announced_with_a_look_first() {
    let (scene, run) = ready();
    let run = done(run, 2, found(&scene));
    assert!(probes(&run));
    let run = done(run, 3, super::attached());
    assert!(probes(&run), "every further document too");
    assert!(
        probes(&done(run, 4, super::attached())),
        "and the announcement"
    );
}

#[test]
fn a_set_found_after_an_answer_was_lost_is_this_runs_own() {
    let (scene, run) = ready();
    let run = done(after(run, 2, super::lost()), 3, found(&scene));
    assert!(!probes(&run));
    let (_, run) = ready();
    assert!(!probes(&done(run, 2, made(&scene))));
}

#[test]
fn a_set_whose_files_could_not_be_kept_may_be_of_an_earlier_life() {
    for code in ["file-store", "file-damaged"] {
        let (scene, run) = ready();
        let unkept = Outcome::Unknown(Cause::new(Side::Host, code));
        let run = done(after(run, 2, unkept), 3, found(&scene));
        assert!(probes(&run), "{code}");
    }
}

#[test]
fn a_run_of_a_restored_journal_looks_before_it_does_anything_again() {
    for stage in ["attach", "announce"] {
        assert!(probes(&every_stage()[stage].clone().restored()), "{stage}");
    }
}

#[test]
fn a_used_key_is_looked_up_and_what_differs_is_for_the_accountant() {
    let (scene, run) = ready();
    let run = after(run, 2, rejected("key_reused"));
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    assert!(matches!(*effect, Effect::LookUpDocuments { .. }));
    let mut other = issued(&scene);
    other.documents[0].total = Money::from_kopecks(1);
    let differs = done(run.clone(), 3, Answer::Found(Box::new(other)));
    assert_eq!(due(&differs), "problem/1");
    let (cancelled, _) = done(differs, 4, told()).cancel(user(7), None);
    let Next::Effect { effect, .. } = cancelled.next() else {
        panic!()
    };
    let Effect::Tell(message) = *effect else {
        panic!()
    };
    assert!(
        matches!(
            message.notice,
            Notice::Cancelled {
                exists: Some(_),
                ..
            }
        ),
        "nobody is told that nothing exists"
    );
    assert!(
        probes(&done(run.clone(), 3, found(&scene))),
        "the same set is used"
    );
    let gone = done(run, 3, Answer::NotFound);
    assert_eq!(due(&gone), "problem/1");
}

#[test]
fn the_day_of_a_restored_run_may_be_another_than_the_first_time_unless_it_was_chosen() {
    let (scene, run) = ready();
    let mut earlier = issued(&scene);
    for document in &mut earlier.documents {
        document.date = crate::support::day("2026-11-23");
    }
    let reused = after(run, 2, rejected("key_reused"));
    let answer = Answer::Found(Box::new(earlier));
    assert_eq!(due(&done(reused, 3, answer.clone())), "attach/contract");
    let mut chosen = Scene::firm();
    chosen.order.choices.contract_date = Some(crate::support::day("2026-11-24"));
    let run = done(fresh(&chosen), 1, checked(&chosen));
    let reused = after(run, 2, rejected("key_reused"));
    assert_eq!(due(&done(reused, 3, answer)), "problem/1");
}

#[test]
fn a_cancel_voids_a_key_whose_answer_was_lost() {
    let (scene, run) = ready();
    let (run, _) = after(run, 2, super::lost()).cancel(user(7), None);
    assert_eq!(due(&run), "void");
    let nothing = done(done(run.clone(), 3, Answer::Voided), 4, told());
    assert_eq!(
        nothing.ending(),
        Some(&Ending::Cancelled { after_issue: false })
    );
    let made = done(done(run, 3, found(&scene)), 4, told());
    assert_eq!(
        made.ending(),
        Some(&Ending::Cancelled { after_issue: true })
    );
}

#[test]
fn where_a_key_can_not_be_voided_the_late_call_is_waited_for() {
    let (_, run) = ready();
    let (run, _) = after(run, 2, super::lost()).cancel(user(7), None);
    let run = after(run, 3, rejected(VOID_UNAVAILABLE));
    assert_eq!(due(&run), "issue");
    let early = done(run, 4, Answer::NotFound);
    assert_eq!(
        super::not_before(&early),
        Some(super::seconds(2 + super::SETTLE))
    );
    let run = done(done(early, 70, Answer::NotFound), 71, told());
    assert_eq!(
        run.ending(),
        Some(&Ending::Cancelled { after_issue: false })
    );
}

#[test]
fn a_reservation_that_always_runs_out_is_paused_and_then_told() {
    let mut run = every_stage().remove("approval").unwrap();
    let yes = signal(&run, "yes", SignalBody::Approve { by: user(9) });
    run = done(run.signal(yes).0, 4, checked(&super::with_approval()));
    let mut pauses = Vec::new();
    for at in 10..20 {
        if due(&run).starts_with("problem") {
            break;
        }
        run = after(run, at, rejected("reservation_expired"));
        pauses.push(run.due_step().unwrap().name().to_owned());
    }
    assert_eq!(pauses, ["number/2", "number/3", "problem/1"]);
}
