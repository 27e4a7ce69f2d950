//! The demo as a person starts it: a process with arguments, an exit code and files.
//!
//! `scripts/test` builds the examples first; here the built one is started.

use crate::leaks;
use crate::papers::{Docx, PdfFile};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// The built example beside this test: `target/<profile>/examples/demo`.
fn program() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let profile = this.ancestors().nth(2).unwrap();
    let name = format!("demo{}", std::env::consts::EXE_SUFFIX);
    let program = profile.join("examples").join(name);
    assert!(
        program.exists(),
        "expected {}; run cargo build --examples first",
        program.display()
    );
    program
}

fn demo(arguments: &[&str]) -> Output {
    Command::new(program()).args(arguments).output().unwrap()
}

/// An empty folder for the files of one run.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    folder
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// One run for machines, which several tests look at.
struct Played {
    out: PathBuf,
    output: Output,
}

static PLAYED: LazyLock<Played> = LazyLock::new(|| {
    let out = folder("demo-json");
    let output = demo(&["--out", out.to_str().unwrap(), "--json"]);
    Played { out, output }
});

impl Played {
    /// The scenarios by their letter.
    fn scenarios(&self) -> BTreeMap<String, Value> {
        let said = text(&self.output.stdout);
        let object: Value = serde_json::from_str(said)
            .unwrap_or_else(|error| panic!("expected one JSON object: {error}\n{said}"));
        let scenarios = object["scenarios"].as_array().unwrap().iter().cloned();
        scenarios
            .map(|one| (one["scenario"].as_str().unwrap().to_owned(), one))
            .collect()
    }
}

fn strings(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one.as_str().unwrap()).collect()
}

#[test]
fn the_demo_tells_machines_six_good_scenarios_in_one_object() {
    let errors = text(&PLAYED.output.stderr);
    assert_eq!(PLAYED.output.status.code(), Some(0), "{errors}");
    assert_eq!(errors, "");
    let scenarios = PLAYED.scenarios();
    let letters: Vec<&str> = scenarios.keys().map(String::as_str).collect();
    assert_eq!(letters, ["a", "b", "c", "d", "e", "f"]);
    for scenario in scenarios.values() {
        assert_eq!(scenario["ok"], true, "{scenario}");
    }
    let requests = |letter: &str| {
        let of = &scenarios[letter]["requests"];
        (
            of["bitrix24"].as_u64().unwrap(),
            of["onec"].as_u64().unwrap(),
        )
    };
    assert_eq!(
        requests("a"),
        (4, 1),
        "five requests for a contract and an invoice"
    );
    assert_eq!(requests("d"), (4, 2), "asked for, and looked up by its key");
    assert_eq!(
        requests("e"),
        (5, 2),
        "looked up by its key, and fields read again after six minutes of rest"
    );
}

#[test]
fn six_and_more_mistakes_are_one_message_a_person_and_1c_is_not_asked() {
    let scenarios = PLAYED.scenarios();
    let scenario = &scenarios["c"];
    assert_eq!(scenario["requests"]["onec"], 0);
    assert_eq!(strings(&scenario["files"]), Vec::<&str>::new());
    let ending = scenario["ending"].as_str().unwrap();
    let count: usize = ending
        .rsplit(' ')
        .next()
        .unwrap()
        .trim_end_matches('.')
        .parse()
        .unwrap();
    let mut told = BTreeSet::new();
    for note in strings(&scenario["notes"]) {
        let (person, message) = note.split_once(": ").unwrap();
        assert!(person.starts_with("to employee "), "{person}");
        assert!(told.insert(person), "{person} is told twice");
        let findings: BTreeSet<&str> = message
            .lines()
            .filter(|line| line.starts_with("— "))
            .collect();
        assert!(findings.len() >= 6, "{message}");
        assert_eq!(findings.len(), count, "a finding is missing: {message}");
    }
    assert!(!told.is_empty(), "nobody was told");
}

#[test]
fn a_lost_answer_and_a_killed_process_leave_one_set_in_the_books() {
    let scenarios = PLAYED.scenarios();
    let numbers = |letter: &str, kind: &str| -> Vec<u64> {
        let documents = strings(&scenarios[letter]["documents"]).into_iter();
        let of_kind = documents.filter(|line| line.starts_with(kind));
        let digits = of_kind.map(|line| {
            let (_, rest) = line.split_once("№ ").unwrap();
            rest.chars()
                .take_while(char::is_ascii_digit)
                .collect::<String>()
        });
        digits.map(|digits| digits.parse().unwrap()).collect()
    };
    // Numbers run on without a gap: nothing was made a second time.
    let [a, d, f] = ["a", "d", "f"].map(|letter| numbers(letter, "invoice"));
    assert_eq!((d[0], f[0]), (a[0] + 1, a[0] + 2));
    assert_eq!(numbers("d", "contract")[0], numbers("a", "contract")[0] + 1);
    assert_eq!(numbers("e", "invoice")[0], numbers("b", "invoice")[1] + 1);
    for letter in ["d", "e"] {
        assert_eq!(
            (
                numbers(letter, "contract").len(),
                numbers(letter, "invoice").len()
            ),
            (1, 1)
        );
    }
}

#[test]
fn every_file_of_the_demo_is_one_of_a_pair_with_the_same_stem() {
    for (letter, scenario) in PLAYED.scenarios() {
        let mut pairs: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
        for file in strings(&scenario["files"]) {
            let path = Path::new(file);
            assert_eq!(path.parent(), Some(PLAYED.out.as_path()), "{file}");
            let kind = path.extension().unwrap().to_str().unwrap();
            let bytes = std::fs::read(path).unwrap();
            match kind {
                "docx" => assert!(Docx::open(&bytes).body().len() > 300, "{file}"),
                _ => assert!(bytes.starts_with(b"%PDF-"), "{file}"),
            }
            pairs
                .entry(path.with_extension(""))
                .or_default()
                .push(kind.to_owned());
        }
        let documents = strings(&scenario["documents"]).len();
        assert!(pairs.len() >= documents, "({letter}) {pairs:?}");
        assert!(
            pairs.values().all(|kinds| kinds == &["docx", "pdf"]),
            "({letter}) {pairs:?}"
        );
    }
}

/// Webhook, tokens, login and password are looked for in both streams, the journal with its log, the
/// stored files and the saved ones; what is packed is unpacked first.
#[test]
fn no_secret_is_in_what_a_whole_run_prints_and_leaves() {
    leaks::assert_none("stdout", &PLAYED.output.stdout);
    leaks::assert_none("stderr", &PLAYED.output.stderr);
    let files = files_below(&PLAYED.out);
    for (path, bytes) in &files {
        leaks::assert_none(&path.display().to_string(), bytes);
        if bytes.starts_with(b"PK") {
            for (part, bytes) in Docx::open(bytes).parts {
                leaks::assert_none(&format!("{} {part}", path.display()), &bytes);
            }
        } else if bytes.starts_with(b"%PDF") {
            let words = PdfFile::of(bytes).pages().concat();
            leaks::assert_none(&format!("{} as text", path.display()), words.as_bytes());
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let journals = files.iter().map(|(path, _)| path);
    let journals = journals.filter(|path| path.ends_with("journal.sqlite3"));
    let texts: Vec<u8> = journals
        .flat_map(|path| runtime.block_on(leaks::texts_of(path)))
        .collect();
    leaks::assert_none("texts of the journal", &texts);
    assert!(
        leaks::holds(&texts, b"sever/1001/documents/1"),
        "the journal is readable to this search"
    );
    assert!(files.len() >= 40, "{} files", files.len());
}

fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found
}

/// The steps after which the process is killed here; `DOCFLOW_DEMO_STEPS=all` takes them all.
fn steps() -> &'static [&'static str] {
    match std::env::var("DOCFLOW_DEMO_STEPS").as_deref() {
        Ok("all") => &[
            "facts",
            "issue",
            "attach/contract",
            "attach/invoice-1",
            "announce",
        ],
        _ => &["attach/contract"],
    }
}

#[test]
fn a_plain_run_prints_the_timeline_and_survives_a_kill_after_any_step() {
    for step in steps() {
        let out = folder("demo-plain");
        let output = demo(&["--out", out.to_str().unwrap(), "--kill-after", step]);
        let (said, errors) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{step}: {errors}");
        for line in [
            "(a) a legal entity buys services, 100 %: deal 1001",
            "    facts                read the deal              done",
            "    issue                ask 1C for the documents   done",
            "    attach/invoice-2     attach docx and pdf        done",
            "    issue                ask 1C for the documents   no answer",
            "(e) the process is killed and started again: deal 1005",
            &format!("    a process performs {step} and is killed before it can write that down"),
            "(f) a person, contact only: deal 1006",
        ] {
            assert!(said.contains(line), "{step}: {line}\n{said}");
        }
        let last = said.lines().last().unwrap();
        assert!(last.ends_with(out.to_str().unwrap()), "{last}");
        leaks::assert_none("the timeline", &output.stdout);
    }
}

#[test]
fn wrong_arguments_end_with_1_and_one_line() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let below_a_file = file.path().join("out");
    for arguments in [
        &["--nonsense"][..],
        &["--out"],
        &["--kill-after"],
        &["--kill-after", "nothing"],
        &["drive"],
        &["--json", "--out", below_a_file.to_str().unwrap()],
    ] {
        let output = demo(arguments);
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {errors}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
        assert_eq!(errors.lines().count(), 1, "{arguments:?}: {errors}");
        assert!(
            errors.starts_with("demo: ") && errors.ends_with('\n'),
            "{errors}"
        );
    }
}
