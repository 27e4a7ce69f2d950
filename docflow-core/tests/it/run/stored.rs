//! Runs as text: what reads back, what stays when people are forgotten, what old versions wrote.

use super::{attached, checked, done, every_stage, issued, signal};
use crate::support::{Scene, user};
use docflow_core::*;

#[test]
fn a_run_in_any_stage_reads_back_as_it_was() {
    for (stage, run) in every_stage() {
        let snapshot = wire::v1::write(&run).unwrap();
        assert_eq!(wire::v1::read(&snapshot).as_ref(), Ok(&run), "{stage}");
    }
}

#[test]
fn a_finished_run_without_its_dossier_still_prevents_doubles() {
    let run = every_stage().remove("completed").unwrap();
    let snapshot = wire::v1::write(&run).unwrap();
    let dossier = snapshot.dossier.as_deref().unwrap();
    for datum in ["Ромашка", "Иванов", "7707083893", "info@romashka.ru"] {
        assert!(dossier.contains(datum), "{datum} is not in the dossier");
        assert!(
            !snapshot.run.contains(datum),
            "the part that stays knows {datum}"
        );
    }
    let forgotten = wire::v1::read(&Snapshot {
        dossier: None,
        ..snapshot
    })
    .unwrap();
    assert_eq!(forgotten.ending(), Some(&Ending::Completed));
    assert_eq!(forgotten.issued(), run.issued());
}

#[test]
fn an_open_run_without_its_dossier_another_version_and_damage_are_told_apart() {
    let snapshot = wire::v1::write(&every_stage()["issue"]).unwrap();
    let lost = Snapshot {
        dossier: None,
        ..snapshot.clone()
    };
    assert_eq!(wire::v1::read(&lost).unwrap_err().code(), "wire-no-dossier");
    let newer = snapshot.run.replacen("\"wire\":1", "\"wire\":2", 1);
    let newer = Snapshot {
        run: newer,
        ..snapshot.clone()
    };
    assert_eq!(
        wire::v1::read(&newer),
        Err(wire::WireError::Version { found: 2 })
    );
    let damaged = Snapshot {
        run: snapshot.run[..40].to_owned(),
        ..snapshot
    };
    assert_eq!(wire::v1::read(&damaged).unwrap_err().code(), "wire-form");
}

/// Fixtures of every stage, as wire version 1 wrote them: they load and finish for ever.
#[test]
fn stored_runs_of_version_1_load_and_finish() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/wire-v1");
    if std::env::var_os("DOCFLOW_BLESS").is_some() {
        std::fs::create_dir_all(folder).unwrap();
        for (stage, run) in every_stage() {
            let snapshot = wire::v1::write(&run).unwrap();
            let text = format!("{}\n{}\n", snapshot.run, snapshot.dossier.unwrap());
            std::fs::write(format!("{folder}/{stage}.jsonl"), text).unwrap();
        }
    }
    let stored = std::fs::read_dir(folder).unwrap();
    let stages = every_stage();
    assert_eq!(stored.count(), stages.len(), "a fixture of no stage");
    for (stage, fresh) in &stages {
        let text = std::fs::read_to_string(format!("{folder}/{stage}.jsonl")).unwrap();
        let (run, dossier) = text.trim_end().split_once('\n').unwrap();
        let snapshot = Snapshot {
            run: run.to_owned(),
            dossier: Some(dossier.to_owned()),
        };
        let run = wire::v1::read(&snapshot).unwrap();
        assert_eq!(run.due_step(), fresh.due_step(), "{stage}");
        let ending = match *stage {
            "findings" | "refused" => "Refused",
            "release" => "NumberRejected",
            "cancelled" => "Cancelled",
            _ => "Completed",
        };
        let found = format!("{:?}", finish(run, stage));
        assert!(found.starts_with(ending), "{stage}: {found}");
    }
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
                    WaitReason::Problem { .. } => SignalBody::Retry { by: user(9) },
                };
                let answer = signal(&run, &format!("finish-{at}"), body);
                run = run.signal(answer).0;
                continue;
            }
            Next::Effect { effect, .. } => match *effect {
                Effect::LoadFacts(_) => checked(&scene),
                Effect::Tell(_) => Answer::Told,
                Effect::ReserveNumber { key, .. } => Answer::Reserved(ReservedNumber {
                    key: key.to_string(),
                    number: "15".to_owned(),
                    until: None,
                }),
                Effect::AskApproval(_) => Answer::Asked,
                Effect::IssueDocuments { .. } | Effect::LookUpDocuments { .. } => {
                    Answer::Issued(Box::new(issued(&scene)))
                }
                Effect::AttachDocument(_) => attached(),
                Effect::Announce(_) => Answer::Announced(Announced::default()),
                Effect::ReleaseNumber { .. } => Answer::Released,
            },
        };
        run = done(run, 1000 + at, answer);
    }
    panic!("the stored run in {stage} does not finish");
}
