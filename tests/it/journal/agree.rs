//! Both journals answer every sequence of calls alike: one is the model of the other.

mod call;

use super::at;
use super::cases::cases;
use call::{Call, call};
use docflow::{MemoryJournal, SqliteJournal};
use docflow_core::{Epoch, Journal, RunFilter, RunRow, Snapshot};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::time::Duration;

/// What a journal answers to a call that changes it, as text.
async fn answer(journal: &dyn Journal, call: &Call) -> String {
    match call.clone() {
        Call::Open(run) => format!("{:?}", journal.open(run).await),
        Call::Claim(run, now, ttl) => {
            let claim = journal.claim(&run, at(now), Duration::from_secs(ttl)).await;
            let texts = claim.iter().flatten().map(|claim| texts(&claim.snapshot));
            let texts: Vec<String> = texts.collect();
            format!("{claim:?} {texts:?}")
        }
        Call::Prolong(run, epoch, now) => {
            format!("{:?}", journal.prolong(&run, Epoch(epoch), at(now)).await)
        }
        Call::Commit(run, epoch, commit) => {
            format!("{:?}", journal.commit(&run, Epoch(epoch), *commit).await)
        }
        Call::Park(run, epoch, due, seen) => {
            format!("{:?}", journal.park(&run, Epoch(epoch), due, seen).await)
        }
        Call::Post(run, message, now) => {
            format!("{:?}", journal.post(&run, message, at(now)).await)
        }
        Call::Forget(run) => format!("{:?}", journal.forget(&run).await),
        Call::BeginOutage(outage) => {
            let begun = journal.begin_outage(&outage).await;
            format!("{begun:?} {:?}", journal.outages().await)
        }
        Call::EndOutage(lane) => format!("{:?}", journal.end_outage(&lane).await),
        Call::Reopen => String::new(),
        other => read(journal, &other).await,
    }
}

/// What a journal answers to a question, as text.
async fn read(journal: &dyn Journal, call: &Call) -> String {
    match call {
        Call::Due(query) => format!("{:?}", journal.due(query).await),
        Call::NextDue(now) => format!("{:?}", journal.next_due(at(*now)).await),
        Call::Get(run) => match journal.get(run).await {
            Ok(row) => shown(&row),
            Err(error) => format!("{error:?}"),
        },
        Call::List(filter) => listed(journal, filter).await,
        Call::Count(filter, by) => format!("{:?}", journal.count(filter, *by).await),
        Call::Outcomes(run) => {
            let outcomes = journal.outcomes(run).await;
            let bodies = outcomes.iter().flatten().map(|one| one.body.clone());
            let bodies: Vec<Option<String>> = bodies.collect();
            format!("{outcomes:?} {bodies:?}")
        }
        Call::SetAside(run) => format!("{:?}", journal.set_aside(run).await),
        Call::FinishedBefore(moment, limit) => {
            format!("{:?}", journal.finished_before(at(*moment), *limit).await)
        }
        Call::Waiting(lane, moment) => format!("{:?}", journal.waiting(lane, at(*moment)).await),
        other => panic!("no question: {other:?}"),
    }
}

async fn listed(journal: &dyn Journal, filter: &RunFilter) -> String {
    let mut text = String::new();
    for row in journal.list(filter).await.unwrap() {
        writeln!(text, "{}", shown(&row)).unwrap();
    }
    text
}

/// A row with what stands in its snapshot, which `Debug` does not show.
fn shown(row: &RunRow) -> String {
    format!("{row:?} {}", texts(&row.snapshot))
}

fn texts(snapshot: &Snapshot) -> String {
    let Snapshot {
        run,
        dossier,
        papers,
    } = snapshot;
    format!("{run} {dossier:?} {papers:?}")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..cases(48) })]

    #[test]
    fn memory_and_sqlite_answer_alike(calls in proptest::collection::vec(call(), 1..80)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("journal.db");
            let memory = MemoryJournal::default();
            let mut sqlite = SqliteJournal::open(&path).unwrap();
            for call in &calls {
                if matches!(call, Call::Reopen) {
                    drop(sqlite);
                    sqlite = SqliteJournal::open(&path).unwrap();
                }
                let (model, real) = (answer(&memory, call).await, answer(&sqlite, call).await);
                prop_assert_eq!(model, real, "{:?}", call);
            }
            let all = RunFilter::default();
            prop_assert_eq!(listed(&memory, &all).await, listed(&sqlite, &all).await);
            Ok(())
        })?;
    }
}
