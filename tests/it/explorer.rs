//! Every history of a run over an alphabet of events, on the real engine.
//!
//! At each call anything of the alphabet may happen, at each wait a person may answer or not, in
//! each pause somebody may act. All histories with up to a number of special events are run. After
//! each the same is asked: the run is over, nothing exists twice, nothing is lost, everybody was
//! told what concerns them as often as it should be, and no more was written than steps and faults
//! explain. The numbers of histories are printed and must not shrink. `DOCFLOW_SEED` names the first
//! history by lot, `DOCFLOW_STORY` has the steps of each printed.

mod fate;
mod history;
mod judge;
mod ledger;
mod ports;
mod script;
mod world;

use docflow::{MemoryJournal, SqliteJournal};
use docflow_core::{Ending, Journal, Purpose, RunKey};
use fate::Alphabet;
use history::{History, Setting, done};
use script::{Script, every_history};
use std::sync::Arc;

/// Events of a history by lot.
const MANY_EVENTS: usize = 10;

fn explore(special: usize, setting: Setting) -> usize {
    every_history(special, |script| tell_one(script, setting))
}

fn tell_one(script: &Arc<Script>, setting: Setting) {
    let journal = Arc::new(MemoryJournal::default());
    let mut history = History::new(script.clone(), setting, journal);
    let run = history.run();
    if std::env::var_os("DOCFLOW_STORY").is_some() {
        history.tell(&run);
    }
    history.judge(&run);
}

/// How many special events a history may have; a long run asks for more than a change can afford.
fn depth(usual: usize) -> usize {
    usual.max(number("DOCFLOW_EXPLORE").unwrap_or(0))
}

fn number(variable: &str) -> Option<usize> {
    let asked = std::env::var(variable).ok()?;
    Some(asked.parse().expect("a number"))
}

#[test]
fn every_history_with_up_to_three_crashes_or_faults_makes_each_thing_once() {
    let histories = explore(depth(3), Setting::new(Alphabet::First, false));
    println!("explored {histories} histories of a run without approval");
    assert!(histories >= 23_033, "the number must not shrink");
}

#[test]
fn every_history_of_a_run_with_approval_makes_each_thing_once() {
    let histories = explore(depth(2), Setting::new(Alphabet::First, true));
    println!("explored {histories} histories of a run with approval");
    assert!(histories >= 2_964, "the number must not shrink");
}

#[test]
fn every_history_of_outages_and_changes_leaves_each_thing_once() {
    let histories = explore(depth(2), Setting::new(Alphabet::Second, false));
    println!("explored {histories} histories of the second alphabet without approval");
    assert!(histories >= 9_557, "the number must not shrink");
}

#[test]
fn every_history_of_outages_and_changes_with_approval_leaves_each_thing_once() {
    let histories = explore(depth(1), Setting::new(Alphabet::Second, true));
    println!("explored {histories} histories of the second alphabet with approval");
    assert!(histories >= 170, "the number must not shrink");
}

#[test]
fn histories_of_many_events_by_lot_leave_each_thing_once() {
    let seeds = number("DOCFLOW_SEEDS").unwrap_or(300);
    let begin = number("DOCFLOW_SEED").unwrap_or(0);
    for seed in begin..begin + seeds {
        let lot = u64::try_from(seed).unwrap();
        let told = std::panic::catch_unwind(|| {
            let setting = Setting::new(Alphabet::Second, lot.is_multiple_of(2));
            tell_one(&Arc::new(Script::of_seed(lot, MANY_EVENTS)), setting);
        });
        assert!(told.is_ok(), "the history of seed {seed}");
    }
    println!("explored {seeds} histories by lot");
}

/// Each with one event anywhere in both runs of a deal; `cancelled` is the first one after 1C has
/// made its documents.
fn explore_two(purpose: Purpose, approval: bool, cancelled: bool) -> usize {
    every_history(1, |script| {
        let setting = Setting::new(Alphabet::Second, approval);
        let journal = Arc::new(MemoryJournal::default());
        let mut history = History::new(script.clone(), setting, journal);
        history.cancels_when_attaching = cancelled;
        let first = history.run();
        history.judge(&first);
        // Only what exists can be superseded or have a further invoice.
        if !history.has_issued(&first) || history.closed {
            return;
        }
        history.begins_anew();
        let next = done(docflow_core::Engine::next_generation(
            &history.engine(),
            first.deal(),
        ));
        let second = history.trigger(next.unwrap(), purpose).run;
        assert_eq!(second.generation(), 2);
        history.finish(&second);
        history.judge(&second);
        history.judge_purpose(&first, &second, purpose);
    })
}

#[test]
fn a_second_run_names_what_it_supersedes_and_an_invoice_alone_makes_no_contract() {
    let mut histories = 0;
    for purpose in [Purpose::Supersedes, Purpose::Invoice] {
        for approval in [false, true] {
            for cancelled in [false, true] {
                histories += explore_two(purpose, approval, cancelled);
            }
        }
    }
    println!("explored {histories} histories of two runs of a deal");
    assert!(histories >= 1_938, "the number must not shrink");
}

/// How a history ended and what it has done outside, over a journal.
fn told_over(script: Arc<Script>, setting: Setting, journal: Arc<dyn Journal>) -> (Ending, String) {
    let mut history = History::new(script, setting, journal);
    let run: RunKey = history.run();
    history.judge(&run);
    let ledger = history.world.ledger();
    (history.ending(&run), format!("{ledger:?}"))
}

#[test]
fn every_history_is_the_same_over_both_journals() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Arc::new(SqliteJournal::open(folder.path().join("journal.db")).unwrap());
    let mut histories = 0;
    for approval in [false, true] {
        every_history(1, |script| {
            histories += 1;
            let setting = Setting {
                deal: histories,
                ..Setting::new(Alphabet::Second, approval)
            };
            let again = Arc::new(script.again());
            let memory = told_over(script.clone(), setting, Arc::new(MemoryJournal::default()));
            assert_eq!(told_over(again, setting, sqlite.clone()), memory);
        });
    }
    println!("explored {histories} histories over both journals");
    assert!(histories >= 283, "the number must not shrink");
}
