//! Runs as text: what reads back, what stays when people are forgotten, what old versions wrote.

use super::{attached, checked, done, every_stage, issued, signal};
use crate::support::{Scene, user};
use docflow_core::*;

#[test]
fn a_run_in_any_stage_reads_back_as_it_was() {
    for (stage, run) in every_stage() {
        let snapshot = wire::write(&run).unwrap();
        assert_eq!(wire::read(&snapshot).as_ref(), Ok(&run), "{stage}");
    }
}

#[test]
fn a_finished_run_without_its_dossier_still_prevents_doubles() {
    let run = every_stage().remove("completed").unwrap();
    let snapshot = wire::write(&run).unwrap();
    let known = format!(
        "{}{}",
        snapshot.dossier.as_deref().unwrap(),
        snapshot.papers.as_deref().unwrap()
    );
    for datum in [
        "Ромашка",
        "Иванов",
        "7707083893",
        "info@romashka.ru",
        "Анна Петровна",
        "Олег",
    ] {
        assert!(known.contains(datum), "{datum} is not in the dossier");
        assert!(
            !snapshot.run.contains(datum),
            "the part that stays knows {datum}"
        );
    }
    let forgotten = wire::read(&Snapshot {
        dossier: None,
        papers: None,
        ..snapshot
    })
    .unwrap();
    assert_eq!(forgotten.ending(), Some(&Ending::Completed));
    assert_eq!(forgotten.issued(), run.issued());
}

#[test]
fn an_open_run_without_its_dossier_another_version_and_damage_are_told_apart() {
    let snapshot = wire::write(&every_stage()["issue"]).unwrap();
    let lost = Snapshot {
        dossier: None,
        papers: None,
        ..snapshot.clone()
    };
    assert_eq!(wire::read(&lost).unwrap_err().code(), "wire-no-dossier");
    let newer = snapshot.run.replacen("\"wire\":2", "\"wire\":3", 1);
    let newer = Snapshot {
        run: newer,
        ..snapshot.clone()
    };
    assert_eq!(
        wire::read(&newer),
        Err(wire::WireError::Version {
            found: 3,
            additions: 0
        })
    );
    let damaged = Snapshot {
        run: snapshot.run[..40].to_owned(),
        ..snapshot
    };
    assert_eq!(wire::read(&damaged).unwrap_err().code(), "wire-form");
}

/// Fixtures of every stage, as wire version 1 wrote them: they load and finish for ever.
#[test]
fn stored_runs_of_version_1_load_and_finish() {
    assert_eq!(every_fixture_finishes("wire-v1"), 16);
}

#[test]
fn stored_runs_of_version_2_load_and_finish() {
    if std::env::var_os("DOCFLOW_BLESS").is_some() {
        std::fs::create_dir_all(folder("wire-v2")).unwrap();
        for (stage, run) in every_stage() {
            let snapshot = wire::write(&run).unwrap();
            let texts = [
                snapshot.run,
                snapshot.dossier.unwrap(),
                snapshot.papers.unwrap(),
            ];
            let text = texts.join("\n") + "\n";
            std::fs::write(format!("{}/{stage}.jsonl", folder("wire-v2")), text).unwrap();
        }
    }
    assert_eq!(every_fixture_finishes("wire-v2"), every_stage().len());
}

/// What version 2 keeps and version 1 did not gets the value that the older program acted by.
#[test]
fn what_version_1_did_not_keep_has_the_meaning_that_it_had() {
    let run = wire::read(&stored("wire-v1", "person")).unwrap();
    let Next::Wait(wait) = run.next() else {
        panic!("the stored run waits for a person")
    };
    let WaitReason::Problem { cause, .. } = wait.reason else {
        panic!("the stored run has a problem")
    };
    assert_eq!(
        (cause.code.as_str(), cause.scope),
        ("closed_period", Scope::Run)
    );
    let parts = run.request().unwrap().parts();
    assert!(parts.order && parts.supersedes.is_empty() && parts.basis.is_none());
    assert_eq!(run.grounds(), None);
}

#[test]
fn fields_that_a_later_program_has_added_are_never_dropped_by_this_one() {
    let snapshot = wire::write(&every_stage()["issue"]).unwrap();
    let later = snapshot
        .run
        .replacen("\"additions\":0", "\"additions\":1", 1);
    assert_ne!(later, snapshot.run);
    let later = Snapshot {
        run: later,
        ..snapshot
    };
    let refused = wire::WireError::Version {
        found: 2,
        additions: 1,
    };
    assert_eq!(wire::read(&later), Err(refused));
}

#[test]
fn an_outcome_reads_back_as_it_was_with_the_facts_that_it_stands_on() {
    let scene = Scene::in_two_parts();
    for outcome in [
        Outcome::Done(checked(&scene)),
        Outcome::Done(Answer::Issued(Box::new(issued(&scene)))),
        Outcome::Accepted {
            poll_after: std::time::Duration::from_secs(7),
        },
        Outcome::Transient {
            after: None,
            cause: Cause::away(Side::Crm, "timeout"),
        },
        Outcome::Unknown(Cause::new(Side::Host, "crash")),
    ] {
        let recorded = Recorded {
            started: super::start(),
            at: super::seconds(5),
            outcome,
        };
        let text = wire::record(&recorded).unwrap();
        assert_eq!(wire::recorded(&text), Ok(recorded));
    }
}

/// An administrator closes what can not go on, and what exists in 1C is not forgotten over it.
#[test]
fn a_run_that_has_lost_its_dossier_can_be_closed_with_what_exists() {
    let whole = every_stage().remove("attach").unwrap();
    let lost = Snapshot {
        dossier: None,
        papers: None,
        ..wire::write(&whole).unwrap()
    };
    assert_eq!(wire::read(&lost).unwrap_err().code(), "wire-no-dossier");
    let closed = wire::salvage(&lost).unwrap().close();
    assert_eq!(closed.ending(), Some(&Ending::Closed { after_issue: true }));
    assert_eq!(closed.issued(), whole.issued());
    let kept = wire::write(&closed).unwrap();
    let kept = Snapshot {
        dossier: None,
        papers: None,
        ..kept
    };
    assert_eq!(
        wire::read(&kept).as_ref().map(Run::ending),
        Ok(closed.ending())
    );
}

fn folder(version: &str) -> String {
    format!("{}/tests/fixtures/{version}", env!("CARGO_MANIFEST_DIR"))
}

fn stored(version: &str, stage: &str) -> Snapshot {
    let text = std::fs::read_to_string(format!("{}/{stage}.jsonl", folder(version))).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    Snapshot {
        run: lines.next().unwrap(),
        dossier: lines.next(),
        papers: lines.next(),
    }
}

/// How many stored runs of a version were read and driven to their end.
fn every_fixture_finishes(version: &str) -> usize {
    let files = std::fs::read_dir(folder(version)).unwrap();
    let mut finished = 0;
    for file in files {
        let name = file.unwrap().file_name().into_string().unwrap();
        let stage = name.strip_suffix(".jsonl").unwrap();
        let run = wire::read(&stored(version, stage)).unwrap();
        let fresh = &every_stage()[stage];
        assert_eq!(run.due_step(), fresh.due_step(), "{stage}");
        let ending = match stage {
            "findings" | "refused" => "Refused",
            "release" => "NumberRejected",
            "cancelled" | "void" => "Cancelled",
            "closed" => "Closed",
            _ => "Completed",
        };
        let found = format!("{:?}", finish(run, stage));
        assert!(found.starts_with(ending), "{stage}: {found}");
        finished += 1;
    }
    finished
}

/// Drives a run to its end with good answers.
fn finish(mut run: Run, stage: &str) -> Ending {
    let scene = Scene::firm();
    for at in 0..30 {
        let answer = match run.next() {
            Next::Done(ending) => return ending,
            Next::Wait(wait) => {
                let body = match wait.reason {
                    WaitReason::Approval => SignalBody::Approve { by: user(9) },
                    WaitReason::Problem { .. } => SignalBody::Retry {
                        by: user(9),
                        reason: None,
                    },
                };
                let answer = signal(&run, &format!("finish-{at}"), body);
                run = run.signal(answer).0;
                continue;
            }
            Next::Effect { effect, .. } => match *effect {
                Effect::LoadFacts(_) => checked(&scene),
                Effect::Tell(_) => Answer::Told(Delivery::default()),
                Effect::ReserveNumber { key, .. } => Answer::Reserved(ReservedNumber {
                    key: key.to_string(),
                    number: "15".to_owned(),
                    until: None,
                }),
                Effect::AskApproval(_) => Answer::Asked,
                Effect::IssueDocuments { .. } => Answer::Issued(Box::new(issued(&scene))),
                Effect::LookUpDocuments { .. } => Answer::Found(Box::new(issued(&scene))),
                Effect::VoidKey { .. } => Answer::Voided,
                Effect::AttachDocument(_) => attached(),
                Effect::Announce(_) => Answer::Announced(Announced::default()),
                Effect::ReleaseNumber { .. } => Answer::Released,
            },
        };
        run = done(run, 1000 + at, answer);
    }
    panic!("the stored run in {stage} does not finish");
}
