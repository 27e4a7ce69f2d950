//! Lists by pages, counts, single rows, and what may be forgotten next.

use super::{epoch, finish};
use crate::journal::{at, key, step, summary, user, wish};
use docflow_core::{
    Column, Commit, Cursor, Journal, JournalError, Money, NewRun, RunFilter, RunState, RunSummary,
};

#[expect(clippy::unnecessary_wraps, reason = "the fields are optional")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Five runs of all kinds: 1 and 2 of the first firm, 3 to 5 of the second, ordered at ten times
/// their number; 2 and 4 are over, at a hundred times it.
async fn company(journal: &dyn Journal) {
    for deal in 1..=5 {
        let run = key(deal, 1);
        let seconds = i64::try_from(deal).unwrap() * 10;
        let wish = NewRun {
            summary: of(deal),
            ..wish(&run, &format!("w-{deal}"), seconds)
        };
        journal.open(wish).await.unwrap();
        if deal % 2 == 0 {
            let held = epoch(journal, &run, seconds).await;
            let end = Commit {
                state: RunState::Finished,
                summary: RunSummary {
                    ending: some(if deal == 2 { "completed" } else { "refused" }),
                    first_pass: Some(deal == 2),
                    ..of(deal)
                },
                ..step(&run, "announce", seconds * 10)
            };
            journal.commit(&run, held, end).await.unwrap();
        }
    }
}

fn of(deal: u64) -> RunSummary {
    RunSummary {
        seller: some(if deal < 3 { "sever" } else { "yug" }),
        region: (deal < 5).then(|| format!("r-{}", deal % 2)),
        office: (deal > 2).then(|| "msk".to_owned()),
        form: some(&format!("form-{deal}")),
        requested_by: user(if deal == 3 { u64::MAX } else { 7 }),
        sum: Some(Money::from_kopecks(i64::MAX)),
        touches: u32::from(deal == 4),
        ..summary()
    }
}

async fn found(journal: &dyn Journal, filter: RunFilter) -> Vec<u64> {
    let rows = journal.list(&filter).await.unwrap();
    rows.iter().map(|row| row.key.deal().get()).collect()
}

type Choose = fn(&mut RunFilter);

const CHOICES: [(Choose, &[u64]); 18] = [
    (|_| {}, &[5, 4, 3, 2, 1]),
    (|filter| filter.deal = Some(3), &[3]),
    (|filter| filter.state = Some(RunState::Open), &[5, 3, 1]),
    (|filter| filter.state = Some(RunState::Ending), &[]),
    (|filter| filter.seller = some("sever"), &[2, 1]),
    (|filter| filter.region = some("r-0"), &[4, 2]),
    (|filter| filter.office = some("msk"), &[5, 4, 3]),
    (|filter| filter.form = some("form-2"), &[2]),
    (|filter| filter.requested_by = Some(user(u64::MAX)), &[3]),
    (|filter| filter.ending = some("refused"), &[4]),
    (|filter| filter.ordered_from = Some(at(30)), &[5, 4, 3]),
    (|filter| filter.ordered_to = Some(at(30)), &[2, 1]),
    (|filter| filter.finished_from = Some(at(400)), &[4]),
    (|filter| filter.finished_to = Some(at(400)), &[2]),
    (|filter| filter.touched = Some(true), &[4]),
    (|filter| filter.touched = Some(false), &[5, 3, 2, 1]),
    (open_of_the_office, &[5, 3]),
    (of_another_firm, &[]),
];

fn open_of_the_office(filter: &mut RunFilter) {
    filter.office = some("msk");
    filter.state = Some(RunState::Open);
}

fn of_another_firm(filter: &mut RunFilter) {
    filter.seller = some("yug");
    filter.deal = Some(1);
}

pub(super) async fn every_part_of_a_filter_chooses(journal: &dyn Journal) {
    company(journal).await;
    for (choose, deals) in CHOICES {
        let mut filter = RunFilter::default();
        choose(&mut filter);
        assert_eq!(found(journal, filter.clone()).await, deals, "{filter:?}");
        let count = journal.count(&filter, None).await.unwrap();
        assert_eq!(count, [(None, u64::try_from(deals.len()).unwrap())]);
        filter.limit = 1;
        let first = found(journal, filter).await;
        assert_eq!(first.first(), deals.first());
        assert!(first.len() <= 1);
    }
}

pub(super) async fn pages_do_not_move_while_runs_are_added(journal: &dyn Journal) {
    company(journal).await;
    let page = async |after: Option<Cursor>| {
        let filter = RunFilter {
            after,
            limit: 2,
            ..RunFilter::default()
        };
        let rows = journal.list(&filter).await.unwrap();
        let deals: Vec<u64> = rows.iter().map(|row| row.key.deal().get()).collect();
        (deals, rows.last().map(|row| row.cursor))
    };
    let (first, cursor) = page(None).await;
    assert_eq!(first, [5, 4]);
    journal.open(wish(&key(6, 1), "w-6", 60)).await.unwrap();
    let linked = cursor.map(|cursor| Cursor::new(cursor.get()));
    let (second, cursor) = page(linked).await;
    assert_eq!(second, [3, 2]);
    let (third, cursor) = page(cursor).await;
    assert_eq!(third, [1]);
    assert_eq!(page(cursor).await, (vec![], None));
    let of_firm = RunFilter {
        seller: some("sever"),
        after: linked,
        ..RunFilter::default()
    };
    assert_eq!(found(journal, of_firm.clone()).await, [2, 1]);
    let count = journal.count(&of_firm, None).await.unwrap();
    assert_eq!(count, [(None, 2)]);
}

/// A count for each value.
type Counts<'a> = Vec<(Option<&'a str>, u64)>;

pub(super) async fn runs_are_counted_by_every_column(journal: &dyn Journal) {
    let none = RunFilter::default();
    assert_eq!(journal.count(&none, None).await.unwrap(), [(None, 0)]);
    assert_eq!(
        journal.count(&none, Some(Column::Seller)).await.unwrap(),
        []
    );
    company(journal).await;
    let greatest = u64::MAX.to_string();
    let cases: [(Column, Counts<'_>); 6] = [
        (
            Column::State,
            vec![(Some("finished"), 2), (Some("open"), 3)],
        ),
        (Column::Seller, vec![(Some("sever"), 2), (Some("yug"), 3)]),
        (
            Column::Region,
            vec![(None, 1), (Some("r-0"), 2), (Some("r-1"), 2)],
        ),
        (Column::Office, vec![(None, 2), (Some("msk"), 3)]),
        (
            Column::Requester,
            vec![(Some(&greatest), 1), (Some("7"), 4)],
        ),
        (
            Column::Ending,
            vec![(None, 3), (Some("completed"), 1), (Some("refused"), 1)],
        ),
    ];
    let count = async |filter: &RunFilter, by| journal.count(filter, Some(by)).await.unwrap();
    for (column, expected) in cases {
        let expected: Vec<(Option<String>, u64)> = expected
            .into_iter()
            .map(|(value, runs)| (value.map(str::to_owned), runs))
            .collect();
        assert_eq!(count(&none, column).await, expected, "{column:?}");
    }
    assert_eq!(count(&none, Column::Form).await.len(), 5);
    let open = RunFilter {
        state: Some(RunState::Open),
        limit: 1,
        ..none
    };
    let by_seller = count(&open, Column::Seller).await;
    assert_eq!(by_seller, [(some("sever"), 1), (some("yug"), 2)]);
}

pub(super) async fn a_row_has_its_summary_and_its_times(journal: &dyn Journal) {
    company(journal).await;
    let row = journal.get(&key(4, 1)).await.unwrap();
    let expected = RunSummary {
        ending: some("refused"),
        first_pass: Some(false),
        ..of(4)
    };
    assert_eq!((row.key, row.summary), (key(4, 1), expected));
    assert_eq!((row.ordered, row.finished), (at(40), Some(at(400))));
    assert_eq!((row.changed, row.forgotten), (at(400), false));
    let open = journal.get(&key(5, 1)).await.unwrap();
    assert_eq!((open.summary, open.finished), (of(5), None));
    let unknown = journal.get(&key(6, 1)).await.unwrap_err();
    assert_eq!(unknown, JournalError::NoRun(key(6, 1)));
}

pub(super) async fn finished_runs_are_forgotten_in_the_order_of_their_ends(journal: &dyn Journal) {
    let run = |deal| key(deal, 1);
    for (deal, end) in [(1, 300), (2, 100), (3, 200), (4, 100)] {
        let opened = wish(&run(deal), &format!("w-{deal}"), 0);
        journal.open(opened).await.unwrap();
        finish(journal, &run(deal), end).await;
    }
    journal.open(wish(&run(5), "w-5", 0)).await.unwrap();
    let before = async |moment, limit| journal.finished_before(at(moment), limit).await.unwrap();
    assert!(before(100, 10).await.is_empty());
    assert_eq!(before(300, 10).await, [run(2), run(4), run(3)]);
    assert_eq!(before(999, 2).await, [run(2), run(4)]);
    journal.forget(&run(2)).await.unwrap();
    assert_eq!(before(300, 10).await, [run(4), run(3)]);
    let forgotten = journal.get(&run(2)).await.unwrap();
    assert!(forgotten.forgotten && forgotten.finished == Some(at(100)));
}

pub(super) async fn what_pages_ask_by_stays_when_people_are_forgotten(journal: &dyn Journal) {
    company(journal).await;
    let before = journal.get(&key(2, 1)).await.unwrap().summary;
    journal.forget(&key(2, 1)).await.unwrap();
    let row = journal.get(&key(2, 1)).await.unwrap();
    assert_eq!((row.summary, row.snapshot.papers), (before, None));
    let completed = RunFilter {
        ending: some("completed"),
        region: some("r-0"),
        ..RunFilter::default()
    };
    assert_eq!(found(journal, completed).await, [2]);
}
