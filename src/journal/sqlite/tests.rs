//! What queries cost: each finds its rows by an index.

use super::due::{WAITING, due_query, next_query};
use super::read::{FINISHED, counts, page};
use super::tables::TABLES;
use docflow_core::{Column, Cursor, RunFilter, RunState, UserId};
use rusqlite::Connection;

fn empty() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(TABLES).unwrap();
    db
}

/// How SQLite goes about a query, a step a line.
fn plan(db: &Connection, query: &str) -> Vec<String> {
    let mut explained = db.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
    let mut steps = explained.raw_query();
    let mut plan = Vec::new();
    while let Some(step) = steps.next().unwrap() {
        plan.push(step.get("detail").unwrap());
    }
    assert!(!plan.is_empty());
    plan
}

/// Fails when a query looks at every row of a table, or at every entry of a whole index.
///
/// The index of claimed runs holds no others, so to look at all of it costs no more than those.
fn assert_no_scan(db: &Connection, query: &str) {
    let plan = plan(db, query);
    let tables = ["runs", "snapshots", "papers", "outcomes", "messages"];
    for step in &plan {
        let scans = tables
            .iter()
            .any(|table| step.starts_with(&format!("SCAN {table}")));
        let claimed = step.ends_with("INDEX runs_claimed");
        assert!(!scans || claimed, "{query}\n{plan:#?}");
    }
}

#[test]
fn runs_of_a_deal_and_of_a_person_are_found_by_an_index() {
    let db = empty();
    let deal = || RunFilter {
        deal: Some(7),
        ..RunFilter::default()
    };
    let person = || RunFilter {
        requested_by: UserId::new(7),
        ..RunFilter::default()
    };
    for filter in [
        deal(),
        person(),
        RunFilter {
            state: Some(RunState::Open),
            ..deal()
        },
        RunFilter {
            after: Some(Cursor::new(100)),
            state: Some(RunState::Finished),
            ..person()
        },
        RunFilter {
            seller: Some("sever".to_owned()),
            touched: Some(true),
            ..person()
        },
    ] {
        assert_no_scan(&db, &page(&filter).0);
        assert_no_scan(&db, &counts(&filter, None).0);
        assert_no_scan(&db, &counts(&filter, Some(Column::State)).0);
    }
}

#[test]
fn a_page_of_all_runs_stops_when_it_is_full() {
    let db = empty();
    let plan = plan(&db, &page(&RunFilter::default()).0);
    // In the order of the table itself: nothing is sorted before the first row comes.
    assert!(
        !plan.iter().any(|step| step.contains("TEMP B-TREE")),
        "{plan:#?}"
    );
}

#[test]
fn due_runs_and_those_who_wait_are_found_by_an_index() {
    let db = empty();
    for query in [
        due_query(true),
        due_query(false),
        next_query(),
        WAITING.to_owned(),
        FINISHED.to_owned(),
    ] {
        assert_no_scan(&db, &query);
    }
    let plan = plan(&db, &due_query(false)).join("\n");
    assert!(
        plan.contains("INDEX runs_resting (lane=? AND due<?)"),
        "{plan}"
    );
    assert!(
        plan.contains("INDEX runs_resting (lane=? AND due>?)"),
        "{plan}"
    );
}

#[test]
fn a_scan_is_noticed() {
    let db = empty();
    let caught = std::panic::catch_unwind(|| {
        assert_no_scan(&empty(), "SELECT * FROM runs WHERE office = 'msk'");
    });
    assert!(caught.is_err());
    assert_no_scan(&db, "SELECT * FROM runs WHERE id = 1");
}
