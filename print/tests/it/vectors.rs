//! Tables of cases from outside.
//!
//! `DOCFLOW_VECTORS` names a folder (from the root of the workspace when relative); without it
//! our own small tables are used. A folder that yields no case fails the test, and so does one with
//! a file that no package runs. Run with `--nocapture` to see the counts.

#[path = "../../../docflow-core/tests/it/vectors/folder.rs"]
mod folder;

use docflow_print::{Sex, amount_in_words, genitive_name, genitive_post};
use serde_json::Value;

macro_rules! vector_files {
    ($($test:ident: $file:literal => $run:path;)*) => {
        const RUN_HERE: &[&str] = &[$($file),*];

        $(#[test]
        fn $test() {
            $run(&folder::cases($file));
        })*
    };
}

vector_files! {
    amount_in_words_vectors_hold: "amount_in_words" => amounts;
    declension_vectors_hold: "declension" => declensions;
}

#[test]
fn every_file_of_vectors_has_a_runner() {
    folder::assert_every_file_has_a_runner(RUN_HERE);
}

fn field<'c>(case: &'c Value, name: &str) -> &'c str {
    case[name]
        .as_str()
        .unwrap_or_else(|| panic!("a case has no {name}: {case}"))
}

fn amounts(cases: &[Value]) {
    let mut wrong = Vec::new();
    for case in cases {
        let (roubles, kopecks) = field(case, "amount")
            .split_once('.')
            .expect("a sum with kopecks");
        assert_eq!(kopecks.len(), 2, "{case}");
        let words = amount_in_words(format!("{roubles}{kopecks}").parse().unwrap());
        if words != field(case, "words") {
            wrong.push(format!("{case}: {words}"));
        }
    }
    println!(
        "amount_in_words {}/{}",
        cases.len() - wrong.len(),
        cases.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Our answer for a case of either shape; `None` when the rules decline to answer.
fn answer(case: &Value) -> Option<String> {
    if case["post"].is_string() {
        return genitive_post(field(case, "post"));
    }
    let sex = match case["gender"].as_str() {
        Some("male") => Some(Sex::Male),
        Some("female") => Some(Sex::Female),
        _ => None,
    };
    genitive_name(field(case, "nom"), sex).ok()
}

fn declensions(cases: &[Value]) {
    // Where the makers of the table did not agree, it holds no form to compare with.
    let (known, open): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case["gen"].is_string());
    let (mut declined, mut wrong) = (Vec::new(), Vec::new());
    for case in &known {
        match answer(case) {
            None => declined.push(case.to_string()),
            Some(form) if form != field(case, "gen") => wrong.push(format!("{case}: {form}")),
            Some(_) => {}
        }
    }
    let right = known.len() - wrong.len() - declined.len();
    println!(
        "declension {}/{} ({right} right, {} declined to answer, {} wrong; {} without a form)",
        known.len() - wrong.len(),
        known.len(),
        declined.len(),
        wrong.len(),
        open.len()
    );
    for case in &declined {
        println!("  declined: {case}");
    }
    for case in &open {
        println!("  open: {case}: {:?}", answer(case));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(right * 2 > known.len(), "most cases are answered");
}
