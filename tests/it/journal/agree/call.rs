//! Calls of chance: numbers choose among few values, so that calls meet each other.

use crate::journal::{
    at, cancel, key, mark, messages, recording, snapshot, step, summary, user, wish,
};
use docflow_core::{
    Column, Commit, Cursor, DueQuery, Inbound, InboundBody, Lane, NewRun, Outage, RunDue,
    RunFilter, RunKey, RunState, RunSummary, Urgency,
};
use proptest::prelude::*;
use proptest::{option, sample};
use std::time::Duration;

/// One call of the port.
#[derive(Clone, Debug)]
pub(super) enum Call {
    Open(NewRun),
    Claim(RunKey, i64, u64),
    Prolong(RunKey, u64, i64),
    Commit(RunKey, u64, Box<Commit>),
    Park(RunKey, u64, RunDue, u64),
    Post(RunKey, Inbound, i64),
    Due(DueQuery),
    NextDue(i64),
    Get(RunKey),
    List(RunFilter),
    Count(RunFilter, Option<Column>),
    Outcomes(RunKey),
    SetAside(RunKey),
    FinishedBefore(i64, usize),
    Forget(RunKey),
    BeginOutage(Outage),
    EndOutage(Lane),
    Waiting(Lane, i64),
    Reopen,
}

fn run() -> impl Strategy<Value = RunKey> {
    (1..3_u64, 1..4_u32).prop_map(|(deal, generation)| key(deal, generation))
}

fn now() -> std::ops::Range<i64> {
    0..20
}

fn epoch() -> std::ops::Range<u64> {
    0..4
}

fn lane() -> impl Strategy<Value = Lane> {
    sample::select(vec!["base-main", "crm"]).prop_map(Lane::new)
}

fn due() -> impl Strategy<Value = RunDue> {
    let urgency = sample::select(vec![Urgency::Click, Urgency::Step, Urgency::Reminder]);
    let away = option::of(now());
    (now(), lane(), urgency, away).prop_map(|(moment, lane, urgency, away)| RunDue {
        at: at(moment),
        lane,
        urgency,
        away_since: away.map(at),
    })
}

fn code() -> impl Strategy<Value = Option<String>> {
    option::of(sample::select(vec!["a", "b"]).prop_map(str::to_owned))
}

fn summaries() -> impl Strategy<Value = RunSummary> {
    (code(), code(), 1..12_u64, 0..2_u32).prop_map(|(office, ending, by, touches)| RunSummary {
        office,
        ending,
        requested_by: user(by),
        touches,
        ..summary()
    })
}

fn state() -> impl Strategy<Value = RunState> {
    sample::select(vec![RunState::Open, RunState::Ending, RunState::Finished])
}

fn open() -> impl Strategy<Value = Call> {
    (run(), 0..6_u8, now(), due(), summaries()).prop_map(|(run, message, now, due, summary)| {
        Call::Open(NewRun {
            due,
            summary,
            ..wish(&run, &format!("m-{message}"), now)
        })
    })
}

fn commit() -> impl Strategy<Value = Call> {
    let flags = (any::<bool>(), any::<bool>());
    let parts = (epoch(), 0..6_u64, now(), due(), state(), summaries(), flags);
    (run(), parts).prop_map(|(run, parts)| {
        let (epoch, taken, now, due, state, summary, (marked, papers)) = parts;
        let mut snapshot = snapshot(&format!("at {now}"));
        snapshot.papers = snapshot.papers.filter(|_| papers);
        let commit = Commit {
            outcome: marked.then(|| recording(&run, "facts", now)),
            mark: marked.then(|| mark(&run, "issue", now)),
            snapshot,
            summary,
            state,
            taken,
            due,
            ..step(&run, "facts", now)
        };
        Call::Commit(run, epoch, Box::new(commit))
    })
}

fn post() -> impl Strategy<Value = Call> {
    (run(), 0..6_u8, now(), 0..5_usize).prop_map(|(run, number, now, kind)| {
        let mut message = cancel(&format!("m-{number}"));
        "wizard".clone_into(&mut message.source);
        if let Some(other) = messages(&run).get(kind) {
            message.body = other.body.clone();
        } else if let InboundBody::Signal(mut signal) = messages(&run).remove(0).body {
            signal.key = run.step("No Step");
            message.body = InboundBody::Signal(signal);
        }
        // An id within the body is the one of the message.
        if let InboundBody::Signal(signal) = &mut message.body {
            signal.id = message.id.clone();
        }
        Call::Post(run, message, now)
    })
}

fn query() -> impl Strategy<Value = Call> {
    let horizon = sample::select(vec![Duration::from_secs(5), Duration::MAX]);
    let served = sample::select(vec![None, Some(""), Some("a"), Some("b")]);
    let parts = (now(), horizon, option::of(lane()), 0..4_usize, served);
    parts.prop_map(|(now, horizon, lane, limit, served)| {
        Call::Due(DueQuery {
            now: at(now),
            horizon,
            lane,
            limit,
            served: served.map(str::to_owned),
        })
    })
}

fn filter() -> impl Strategy<Value = RunFilter> {
    let parts = (
        option::weighted(0.2, 1..3_u64),
        option::weighted(0.2, state()),
        code(),
        option::weighted(0.2, 1..12_u64),
        option::weighted(0.2, any::<bool>()),
        option::weighted(0.2, 0..6_u64),
        option::weighted(0.2, now()),
        0..4_usize,
    );
    parts.prop_map(
        |(deal, state, ending, by, touched, after, moment, limit)| RunFilter {
            deal,
            state,
            ending: ending.filter(|_| limit == 3),
            requested_by: by.map(user),
            touched,
            after: after.map(Cursor::new),
            ordered_from: moment.filter(|_| limit % 2 == 0).map(at),
            finished_to: moment.filter(|_| limit % 2 == 1).map(at),
            limit,
            ..RunFilter::default()
        },
    )
}

fn column() -> impl Strategy<Value = Option<Column>> {
    option::of(sample::select(vec![
        Column::State,
        Column::Office,
        Column::Seller,
        Column::Requester,
        Column::Ending,
    ]))
}

fn outage() -> impl Strategy<Value = Outage> {
    (lane(), now(), 1..3_u64).prop_map(|(lane, now, by)| Outage {
        lane,
        since: at(now),
        told: vec![user(by)],
    })
}

pub(super) fn call() -> impl Strategy<Value = Call> {
    let write = prop_oneof![
        3 => open(),
        4 => (run(), now(), 1..8_u64).prop_map(|(run, now, ttl)| Call::Claim(run, now, ttl)),
        1 => (run(), epoch(), now()).prop_map(|(run, epoch, now)| Call::Prolong(run, epoch, now)),
        6 => commit(),
        3 => (run(), epoch(), due(), 0..6_u64)
            .prop_map(|(run, epoch, due, seen)| Call::Park(run, epoch, due, seen)),
        4 => post(),
        1 => run().prop_map(Call::Forget),
        1 => outage().prop_map(Call::BeginOutage),
        1 => lane().prop_map(Call::EndOutage),
        1 => Just(Call::Reopen),
    ];
    let read = prop_oneof![
        3 => query(),
        2 => now().prop_map(Call::NextDue),
        1 => run().prop_map(Call::Get),
        2 => filter().prop_map(Call::List),
        2 => (filter(), column()).prop_map(|(filter, by)| Call::Count(filter, by)),
        1 => run().prop_map(Call::Outcomes),
        1 => run().prop_map(Call::SetAside),
        1 => (now(), 0..4_usize).prop_map(|(now, limit)| Call::FinishedBefore(now, limit)),
        1 => (lane(), now()).prop_map(|(lane, now)| Call::Waiting(lane, now)),
    ];
    prop_oneof![2 => write, 1 => read]
}
