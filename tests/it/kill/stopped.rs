//! SIGTERM to a process that serves: it ends its conversation and gives its runs back.

use super::SIX_MINUTES;
use super::process::{Process, TOLD, Work};
use super::scene::Scene;
use docflow_core::{RunKey, StartMark};
use docflow_sandbox::{Fault, FaultKind, Side};

/// After how many lines of the process it is told: a conversation and each printed file has a line
/// for its begin and one for its end.
const MOMENTS: [usize; 11] = [0, 1, 2, 3, 4, 7, 12, 13, 14, 16, 17];

async fn mark(scene: &Scene, run: &RunKey) -> Option<StartMark> {
    let journal = &scene.company.engine.parts().journal;
    journal.get(run).await.unwrap().mark
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_told_at_any_moment_leaves_no_mark_and_another_finishes() {
    let mut unfinished = 0;
    for moment in MOMENTS {
        let story = format!("told after {moment} lines");
        let scene = Scene::open().await;
        let run = scene.wish(1001).await;
        let mut process = Process::start(&scene.task(Work::Serve));
        process.hear_ready().await;
        for _ in 0..moment {
            assert!(process.hear().await.is_some(), "{story}");
        }
        process.terminate();
        let ended = process.end().await;
        assert!(ended.well, "{story}: {ended:?}");
        // What was begun when it was told came to its end, and it is gone after that. An upload begins
        // with its files, before the portal hears of it.
        let after = ended.said.iter().skip_while(|line| *line != TOLD);
        let begun: Vec<_> = after
            .filter(|line| line.starts_with("begin ") && !line.contains("file/"))
            .collect();
        let is_upload = |line: &&String| line.contains("/attach/");
        assert!(
            begun.len() <= 1 && begun.iter().all(is_upload),
            "{story}: {ended:?}"
        );
        assert_eq!(mark(&scene, &run).await, None, "{story}");

        unfinished += usize::from(!scene.is_over(&run).await);
        // No claim has to run out first.
        let next = Process::start(&scene.task(Work::ToTheEnd)).end().await;
        assert!(next.well, "{story}: {next:?}");
        scene.assert_each_once(&run, &story).await;
        assert_eq!(scene.writes(), scene.writing_steps(&run).await, "{story}");
        scene.assert_told(&[run], 0, &story);
    }
    assert!(unfinished >= 5, "only {unfinished} were told on the way");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_told_twice_leaves_its_conversation_and_exits() {
    let scene = Scene::open().await;
    let hang = Fault::new(Side::Onec, "POST document-sets", FaultKind::Hang);
    scene.company.sandbox.add_fault(hang);
    let run = scene.wish(1001).await;
    let mut process = Process::start(&scene.task(Work::Serve));
    process
        .hear_until(&format!("begin {}", run.step("issue")))
        .await;
    process.terminate();
    process.hear_until(TOLD).await;
    process.terminate();
    let ended = process.end().await;
    assert!(ended.well, "{ended:?}");
    let mark = mark(&scene, &run).await.expect("it did not wait for 1C");
    assert_eq!(mark.key.name(), "issue");

    scene.company.pass(SIX_MINUTES);
    let next = Process::start(&scene.task(Work::ToTheEnd)).end().await;
    assert!(next.well, "{next:?}");
    scene.assert_each_once(&run, "told twice").await;
}
