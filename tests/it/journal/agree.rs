//! Both journals answer every sequence of calls alike: one is the model of the other.

use super::cases::cases;
use super::{at, cancel, key, mark, query, recording, snapshot, step, wish};
use docflow::{MemoryJournal, SqliteJournal};
use docflow_core::{Commit, DueQuery, Epoch, Journal, RunFilter, RunKey, RunState};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::time::Duration;

/// One call; numbers choose among few values, so that calls meet each other.
#[derive(Clone, Debug)]
enum Call {
    Open {
        run: RunKey,
        message: u8,
        now: i64,
    },
    Claim {
        run: RunKey,
        now: i64,
        ttl: u64,
    },
    Commit {
        run: RunKey,
        epoch: u64,
        taken: u64,
        due: i64,
        now: i64,
        finish: bool,
        marked: bool,
    },
    Park {
        run: RunKey,
        epoch: u64,
        due: i64,
        seen: u64,
    },
    Post {
        run: RunKey,
        message: u8,
        now: i64,
    },
    Due {
        now: i64,
        limit: usize,
    },
    List {
        deal: Option<u64>,
        state: Option<RunState>,
        limit: usize,
    },
    Outcomes {
        run: RunKey,
    },
    Forget {
        run: RunKey,
    },
    Reopen,
}

fn run() -> impl Strategy<Value = RunKey> {
    (1..3_u64, 1..4_u32).prop_map(|(deal, generation)| key(deal, generation))
}

fn call() -> impl Strategy<Value = Call> {
    let now = || 0..20_i64;
    let state = prop_oneof![
        Just(None),
        Just(Some(RunState::Open)),
        Just(Some(RunState::Finished))
    ];
    prop_oneof![
        3 => (run(), 0..6_u8, now()).prop_map(|(run, message, now)| Call::Open { run, message, now }),
        4 => (run(), now(), 1..8_u64).prop_map(|(run, now, ttl)| Call::Claim { run, now, ttl }),
        5 => (run(), 0..4_u64, 0..6_u64, now(), now(), any::<bool>(), any::<bool>()).prop_map(
            |(run, epoch, taken, due, now, finish, marked)| Call::Commit { run, epoch, taken, due, now, finish, marked }
        ),
        3 => (run(), 0..4_u64, now(), 0..6_u64)
            .prop_map(|(run, epoch, due, seen)| Call::Park { run, epoch, due, seen }),
        4 => (run(), 0..6_u8, now()).prop_map(|(run, message, now)| Call::Post { run, message, now }),
        2 => (now(), 0..4_usize).prop_map(|(now, limit)| Call::Due { now, limit }),
        1 => (proptest::option::of(1..3_u64), state, 0..4_usize)
            .prop_map(|(deal, state, limit)| Call::List { deal, state, limit }),
        1 => run().prop_map(|run| Call::Outcomes { run }),
        1 => run().prop_map(|run| Call::Forget { run }),
        1 => Just(Call::Reopen),
    ]
}

/// The commit of a call, but for what was taken.
fn commit(call: &Call, run: &RunKey) -> Commit {
    let Call::Commit {
        due,
        now,
        finish,
        marked,
        ..
    } = *call
    else {
        panic!("no commit: {call:?}");
    };
    let state = if finish {
        RunState::Finished
    } else {
        RunState::Open
    };
    Commit {
        outcome: marked.then(|| recording(run, "facts", now)),
        snapshot: snapshot(&format!("at {now}")),
        mark: marked.then(|| mark(run, "issue", now)),
        state,
        due: super::due(due),
        ..step(run, "facts", now)
    }
}

/// What a journal answers, as text.
async fn answer(journal: &dyn Journal, call: &Call) -> String {
    match call.clone() {
        Call::Open { run, message, now } => {
            let wish = wish(&run, &format!("m-{message}"), now);
            format!("{:?}", journal.open(wish).await)
        }
        Call::Claim { run, now, ttl } => {
            format!(
                "{:?}",
                journal.claim(&run, at(now), Duration::from_secs(ttl)).await
            )
        }
        Call::Commit {
            run, epoch, taken, ..
        } => {
            let commit = Commit {
                taken,
                ..commit(call, &run)
            };
            format!("{:?}", journal.commit(&run, Epoch(epoch), commit).await)
        }
        Call::Park {
            run,
            epoch,
            due,
            seen,
        } => {
            format!(
                "{:?}",
                journal
                    .park(&run, Epoch(epoch), super::due(due), seen)
                    .await
            )
        }
        Call::Post { run, message, now } => {
            let mut posted = cancel(&format!("m-{message}"));
            "wizard".clone_into(&mut posted.source);
            format!("{:?}", journal.post(&run, posted, at(now)).await)
        }
        Call::Due { now, limit } => format!(
            "{:?}",
            journal
                .due(&DueQuery {
                    limit,
                    ..query(now)
                })
                .await
        ),
        Call::List { deal, state, limit } => {
            listed(
                journal,
                &RunFilter {
                    deal,
                    state,
                    limit,
                    ..RunFilter::default()
                },
            )
            .await
        }
        Call::Outcomes { run } => format!("{:?}", journal.outcomes(&run).await),
        Call::Forget { run } => format!("{:?}", journal.forget(&run).await),
        Call::Reopen => String::new(),
    }
}

/// A list with what stands in its snapshots, which `Debug` does not show.
async fn listed(journal: &dyn Journal, filter: &RunFilter) -> String {
    let mut text = String::new();
    for row in journal.list(filter).await.unwrap() {
        let (run, dossier) = (&row.snapshot.run, &row.snapshot.dossier);
        writeln!(text, "{row:?} {run} {dossier:?}").unwrap();
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..cases(48) })]

    #[test]
    fn memory_and_sqlite_answer_alike(calls in proptest::collection::vec(call(), 1..60)) {
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
