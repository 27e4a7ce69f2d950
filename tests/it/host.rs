//! A host as it lives: the example of the README, and journals that were replaced by older copies.

use crate::company::{Company, choices};
use docflow::{EngineParts, LocalEngine, SqliteJournal};
use docflow_core::*;
use docflow_sandbox::{Fault, FaultKind, Side};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

const README: &str = include_str!("../../README.md");
const RUSSIAN: &str = include_str!("../../README.ru.md");

/// Lines of the host in the example, without the sandbox around it.
const LONGEST: usize = 25;

fn example(page: &str) -> &str {
    let after = page.split_once("```rust\n").unwrap().1;
    after.split_once("\n```").unwrap().0
}

#[test]
fn the_host_of_the_readme_is_short_and_the_same_in_both_languages() {
    let example_text = example(README);
    assert_eq!(example_text, example(RUSSIAN));
    let host = example_text.split_once("// From here on").unwrap().0;
    let lines = host.lines().count();
    assert!(lines <= LONGEST, "{lines} lines");
    for part in [
        "Secrets::",
        ".install(",
        ".engine(",
        ".start(",
        ".serve(stop)",
    ] {
        assert!(host.contains(part), "the host has no {part}");
    }
}

/// A company whose journal is a file that can be replaced.
struct Host {
    company: Company,
    folder: TempDir,
}

impl Host {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let company = Company::open().await;
        let blank = serde_json::json!({ "blank_files": true });
        company.sandbox.switch(Side::Onec, &blank).unwrap();
        let mut host = Self { company, folder };
        host.start();
        host
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A process starts on the journal that is there.
    fn start(&mut self) {
        let journal = SqliteJournal::open(self.path("docflow.db")).unwrap();
        let parts = EngineParts {
            journal: Arc::new(journal),
            ..self.company.engine.parts().clone()
        };
        self.company.engine = LocalEngine::new(parts);
    }

    async fn backup(&self) {
        let journal = SqliteJournal::open(self.path("docflow.db")).unwrap();
        journal.backup(self.path("copy.db")).await.unwrap();
    }

    /// The process ends, and the next one finds the copy in the place of the journal.
    fn restore(&mut self) {
        let nothing = EngineParts {
            journal: Arc::new(docflow::MemoryJournal::default()),
            ..self.company.engine.parts().clone()
        };
        self.company.engine = LocalEngine::new(nothing);
        for left in ["docflow.db-wal", "docflow.db-shm"] {
            let _ = std::fs::remove_file(self.path(left));
        }
        std::fs::rename(self.path("copy.db"), self.path("docflow.db")).unwrap();
        self.start();
    }

    /// What stands in the books, whoever asks again for it.
    fn books(&self) -> [serde_json::Value; 4] {
        ["contracts", "orders", "invoices", "counterparties"]
            .map(|kind| self.company.seen(&format!("/onec/{kind}")))
    }
}

/// How much time passes between the end of the run and the copy in its place.
const LATER: [Duration; 2] = [Duration::from_mins(10), Duration::from_hours(24)];

/// When the copy is made: as soon as the run was ordered, when the deal was read, when 1C has issued.
const COPIED: [Option<(Side, &str)>; 3] = [
    None,
    Some((Side::Onec, "*")),
    Some((Side::Portal, "crm.documentgenerator.document.upload")),
];

#[tokio::test]
async fn a_copy_of_the_journal_in_its_place_makes_nothing_again() {
    for later in LATER {
        for copied in COPIED {
            for dated in [true, false] {
                restored(later, copied, dated).await;
            }
        }
    }
}

async fn restored(later: Duration, copied: Option<(Side, &str)>, dated: bool) {
    let story = format!("copied at {copied:?}, {later:?} later, dated: {dated}");
    let mut host = Host::open().await;
    let (requester, mut wanted) = choices(1001);
    wanted.contract_date = wanted.contract_date.filter(|_| dated);
    let run = host.company.wish(1001, requester, wanted).await;
    if let Some((side, name)) = copied {
        let away = Fault::new(side, name, FaultKind::Refuse).count(0);
        host.company.sandbox.add_fault(away);
        host.company.drive().await;
        host.company.sandbox.clear_faults();
    }
    host.backup().await;
    let ending = host.company.drive_to_the_end(&run).await;
    assert_eq!(ending, Ending::Completed, "{story}");
    let books = host.books();

    host.restore();
    host.company.pass(later);
    let open = host.company.state(&run).await;
    assert!(!matches!(open, State::Done(_)), "{story}: {open:?}");
    let ending = host.company.drive_to_the_end(&run).await;
    assert_eq!(ending, Ending::Completed, "{story}");
    assert_eq!(host.books(), books, "{story}");
    assert_eq!(host.company.documents(1001).len(), 2, "{story}");
    let comments = host.company.seen("/portal/comments");
    assert_eq!(comments.as_array().unwrap().len(), 1, "{story}");
}
