//! `kill -9` of the real process, with the journal in SQLite and the files in a folder.
//!
//! This test holds portal and 1C and starts its own binary again as the host's process
//! ([`child`]). That process dies at a named step, or whenever the test says so; another one goes on
//! six minutes later, and then each thing must be there once.

mod process;
mod scene;
mod stopped;
mod watched;

use docflow_core::{RunKey, State};
use futures_util::StreamExt as _;
use process::{Ended, Process, Work};
use scene::Scene;
use std::collections::BTreeSet;
use std::time::Duration;
use watched::{Death, Moment};

/// After this the claim of a dead process has run out, and nobody works on what it asked for.
const SIX_MINUTES: Duration = Duration::from_mins(6);
/// Deaths that are played side by side.
const SIDE_BY_SIDE: usize = 2;

/// Steps of deals at which a process dies, once before the conversation and once after it.
const STEPS: [(u64, &str); 8] = [
    (1001, "facts"),
    (1001, "issue"),
    (1001, watched::SECOND_FILE),
    (1001, "attach/contract"),
    (1001, "attach/invoice-1"),
    (1001, "announce"),
    (1010, "number/1"),
    (1010, "approval"),
];

/// Steps of a run that makes new documents in place of those that are there.
const STEPS_IN_PLACE: [&str; 6] = [
    "facts",
    "issue",
    watched::SECOND_FILE,
    "attach/contract",
    "attach/invoice-1",
    "announce",
];

/// The host's process; nothing at all when it is run as a test.
#[tokio::test]
async fn child() {
    if let Some(task) = process::task() {
        task.perform().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_step_leaves_each_thing_once() {
    let moments = [Moment::Before, Moment::After];
    let deaths: Vec<(u64, Death)> = STEPS
        .iter()
        .flat_map(|(deal, step)| moments.map(|moment| (*deal, Death::at(moment, step))))
        .collect();
    // `scripts/long` asks for many more: the same deaths in turn.
    let kills = std::env::var("DOCFLOW_KILLS").ok();
    let kills = kills.map_or(deaths.len(), |number| number.parse().unwrap());
    let done = futures_util::stream::iter(deaths.into_iter().cycle().take(kills))
        .map(|(deal, death)| die_once(deal, death))
        .buffer_unordered(SIDE_BY_SIDE)
        .count()
        .await;
    assert_eq!(done, kills);
    println!("{done} kills");
}

async fn die_once(deal: u64, death: Death) {
    let story = format!("deal {deal}, killed {death}");
    let scene = Scene::open().await;
    let run = scene.wish(deal).await;
    let told = death.leaves_people_told();
    let task = scene.task(Work::ToTheEnd).dying(death);
    let first = Process::start(&task).end().await;
    assert_eq!(first.signal, Some(9), "{story}: {first:?}");
    assert!(!scene.is_over(&run).await, "{story}");

    // The approver may answer while no process is there, once the question is in the portal.
    if scene.is_asked(&run) {
        scene.approve(&run, 1).await;
    }
    go_on(&scene, &story).await;
    if let State::Waiting { round, .. } = scene.company.state(&run).await {
        scene.approve(&run, round).await;
        go_on(&scene, &story).await;
    }
    scene.assert_each_once(&run, &story).await;
    let again = if told { scene.audience(&run) } else { 0 };
    scene.assert_told(std::slice::from_ref(&run), again, &story);
    let (writes, steps) = (scene.writes(), scene.writing_steps(&run).await);
    assert!(
        writes <= steps + 1,
        "{story}: {writes} writes, {steps} steps"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_step_of_new_documents_leaves_each_thing_once() {
    let moments = [Moment::Before, Moment::After];
    let deaths = STEPS_IN_PLACE
        .iter()
        .flat_map(|step| moments.map(|moment| Death::at(moment, step)));
    let done = futures_util::stream::iter(deaths)
        .map(die_in_place)
        .buffer_unordered(SIDE_BY_SIDE)
        .count()
        .await;
    assert_eq!(done, 2 * STEPS_IN_PLACE.len());
}

async fn die_in_place(death: Death) {
    let story = format!("new documents, killed {death}");
    let scene = Scene::open().await;
    let (first, second) = scene.wish_in_place(1001).await;
    let told = death.leaves_people_told();
    let task = scene.task(Work::ToTheEnd).dying(death);
    let dead = Process::start(&task).end().await;
    assert_eq!(dead.signal, Some(9), "{story}: {dead:?}");
    assert!(!scene.is_over(&second).await, "{story}");
    go_on(&scene, &story).await;
    let again = if told { scene.audience(&second) } else { 0 };
    let mut steps = 0;
    for run in [&first, &second] {
        scene.assert_each_once(run, &story).await;
        steps += scene.writing_steps(run).await;
    }
    assert_eq!(scene.company.contracts(1001).len(), 2, "{story}");
    scene.assert_told(&[first, second], again, &story);
    let writes = scene.writes();
    assert!(
        writes <= steps + 1,
        "{story}: {writes} writes, {steps} steps"
    );
}

/// Another process, six minutes later.
async fn go_on(scene: &Scene, story: &str) {
    scene.company.pass(SIX_MINUTES);
    let next = Process::start(&scene.task(Work::ToTheEnd)).end().await;
    assert!(next.well, "{story}: {next:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_from_outside_leaves_each_thing_once() {
    for outcomes in [1, 2, 3, 4, 5, 9] {
        let story = format!("killed when {outcomes} outcomes were in the journal");
        let scene = Scene::open().await;
        let runs = scene.wish_all(&[1001, 1004, 1008]).await;
        let first = kill_after(&scene, &runs, outcomes).await;
        assert_eq!(first.signal, Some(9), "{story}: {first:?}");
        let kept = scene.outcomes(&runs).await.len();
        assert!(kept >= outcomes, "{story}: {kept} were kept");

        scene.quiet().await;
        go_on(&scene, &story).await;
        let mut steps = 0;
        for run in &runs {
            scene.assert_each_once(run, &story).await;
            steps += scene.writing_steps(run).await;
        }
        let again = runs.iter().map(|run| scene.audience(run)).sum();
        scene.assert_told(&runs, again, &story);
        // Every run was at some step of its own when the process died.
        let writes = scene.writes();
        assert!(
            writes <= steps + runs.len(),
            "{story}: {writes} writes, {steps} steps"
        );
    }
}

/// Kills a process at the first sign of life after so many outcomes of it are in the journal.
async fn kill_after(scene: &Scene, runs: &[RunKey], outcomes: usize) -> Ended {
    let mut process = Process::start(&scene.task(Work::ToTheEnd));
    while process.hear().await.is_some() {
        if scene.outcomes(runs).await.len() >= outcomes {
            process.kill();
            break;
        }
    }
    process.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_journal_do_each_thing_once() {
    for second in [Work::Pass, Work::PassBackwards] {
        let story = format!("Pass beside {second:?}");
        let scene = Scene::open().await;
        let runs = scene.wish_all(&[1001, 1004, 1008]).await;
        let mut one = Process::start(&scene.task(Work::Pass));
        let mut two = Process::start(&scene.task(second));
        one.hear_ready().await;
        two.hear_ready().await;
        one.let_go();
        two.let_go();
        let (one, two) = tokio::join!(one.end(), two.end());
        assert!(one.well && two.well, "{story}: {one:?} {two:?}");
        assert!(!one.said.is_empty() && !two.said.is_empty(), "{story}");
        // One process may look a slow 1C up several times; the other must leave that run alone.
        let (one, two): (BTreeSet<_>, BTreeSet<_>) =
            (one.said.iter().collect(), two.said.iter().collect());
        let both: Vec<_> = one.intersection(&two).collect();
        assert!(both.is_empty(), "{story}: both performed {both:?}");

        let mut steps = 0;
        for run in &runs {
            scene.assert_each_once(run, &story).await;
            steps += scene.writing_steps(run).await;
        }
        assert_eq!(scene.writes(), steps, "{story}");
        scene.assert_told(&runs, 0, &story);
    }
}
