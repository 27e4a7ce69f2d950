//! Signals and cancels: what people answer, and when it is too late.

use super::{done, due, every_stage, signal, told};
use crate::support::user;
use docflow_core::*;

#[test]
fn signals_are_taken_once_kept_when_early_and_stale_when_late() {
    let stages = every_stage();
    let approval = &stages["approval"];
    let yes = |id: &str| signal(approval, id, SignalBody::Approve { by: user(9) });
    let (taken, receipt) = approval.clone().signal(yes("a"));
    assert_eq!((receipt, due(&taken).as_str()), (Receipt::Taken, "facts/2"));
    assert_eq!(taken.clone().signal(yes("a")).1, Receipt::Repeated);
    assert_eq!(taken.signal(yes("b")).1, Receipt::Stale);
    let (early, receipt) = stages["ask"].clone().signal(yes("c"));
    assert_eq!(receipt, Receipt::Kept);
    assert_eq!(due(&done(early, 5, Answer::Asked)), "facts/2");
    let retry = Signal {
        body: SignalBody::Retry {
            by: user(9),
            reason: None,
        },
        ..yes("d")
    };
    assert_eq!(approval.clone().signal(retry).1, Receipt::Unfit);
}

#[test]
fn a_cancel_before_1c_leaves_nothing_and_after_it_says_what_exists() {
    let stages = every_stage();
    let ended = |stage: &str| {
        let (mut run, receipt) = stages[stage].clone().cancel(user(7), None);
        assert_eq!(receipt, CancelReceipt::Taken, "{stage}");
        if due(&run) == "release" {
            run = done(run, 50, Answer::Released);
        }
        done(run, 51, told()).ending().cloned()
    };
    let before = Some(Ending::Cancelled { after_issue: false });
    for stage in ["facts", "reserve", "ask", "approval", "issue", "person"] {
        assert_eq!(ended(stage), before, "{stage}");
    }
    for stage in ["attach", "attach_again", "announce"] {
        assert_eq!(
            ended(stage),
            Some(Ending::Cancelled { after_issue: true }),
            "{stage}"
        );
    }
    let (sure, _) = stages["look_up"].clone().cancel(user(7), None);
    assert_eq!(due(&sure), "void", "what 1C has must be known first");
    let run = done(done(sure, 70, Answer::Voided), 71, told());
    assert_eq!(run.ending().cloned(), before);
    assert_eq!(
        stages["completed"].clone().cancel(user(7), None).1,
        CancelReceipt::TooLate
    );
}
