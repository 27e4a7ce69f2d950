//! The folder of golden files, which file is run by which package, and the cases of one file.
//!
//! Tests of several packages share this module and the list beside it, so that each of them can
//! tell a file that another package runs from a file that nobody runs.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// `file package` on a line each.
const RUNNERS: &str = include_str!("runners.txt");

/// What stands beside vectors: stored runs, which have a test apart, and the page of names.
const OTHER: &[&str] = &["wire-v1", "wire-v2", "NAMES.md"];

/// The cases of a file of the folder; panics when it is missing, is no JSON or has no case.
pub(crate) fn cases(file: &str) -> Vec<Value> {
    let path = folder().join(format!("{file}.json"));
    let text = std::fs::read_to_string(&path).map_err(|why| why.to_string());
    text.and_then(|text| cases_of(&text))
        .unwrap_or_else(|why| panic!("vectors {}: {why}", path.display()))
}

fn cases_of(text: &str) -> Result<Vec<Value>, String> {
    let document: Value = serde_json::from_str(text).map_err(|why| format!("no JSON: {why}"))?;
    let cases = document["cases"].as_array().cloned().unwrap_or_default();
    if cases.is_empty() {
        return Err("it has no case".to_owned());
    }
    Ok(cases)
}

/// Panics unless this package runs exactly the files that the list gives it, and the folder holds
/// nothing that no package runs.
pub(crate) fn assert_every_file_has_a_runner(run_here: &[&str]) {
    let mine = env!("CARGO_PKG_NAME");
    let listed = listed().filter(|(_, package)| *package == mine);
    let listed: BTreeSet<&str> = listed.map(|(file, _)| file).collect();
    let run_here: BTreeSet<&str> = run_here.iter().copied().collect();
    assert_eq!(run_here, listed, "files that {mine} runs, and its list");

    let folder = folder();
    let names = names(&folder);
    let unread = unread(&names);
    assert!(
        unread.is_empty(),
        "no test of any package runs {unread:?} of {}: write a runner, or take it out",
        folder.display()
    );
}

fn listed() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = RUNNERS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let (file, package) = line.split_once(' ').expect("a file and a package");
        (file, package.trim())
    })
}

/// Names in a folder that are neither vectors on the list nor what may stand beside them.
fn unread(names: &[String]) -> Vec<&str> {
    let known = |name: &str| {
        let file = name.strip_suffix(".json");
        file.is_some_and(|file| listed().any(|(listed, _)| listed == file)) || OTHER.contains(&name)
    };
    names
        .iter()
        .map(String::as_str)
        .filter(|name| !known(name))
        .collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder)
        .unwrap_or_else(|why| panic!("no folder of vectors: {}: {why}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn folder() -> PathBuf {
    let given = std::env::var_os("DOCFLOW_VECTORS");
    folder_of(given).unwrap_or_else(|why| panic!("{why}"))
}

/// The package's own fixtures, or the folder given; a relative one starts at the workspace root.
fn folder_of(given: Option<OsString>) -> Result<PathBuf, String> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    match given {
        None => Ok(package.join("tests/fixtures")),
        Some(given) if given.is_empty() => {
            Err("DOCFLOW_VECTORS is set and names no folder".to_owned())
        }
        Some(given) => Ok(package.join("..").join(given)),
    }
}

#[test]
fn the_list_names_each_file_once_and_packages_that_run_vectors() {
    let files: Vec<&str> = listed().map(|(file, _)| file).collect();
    assert!(files.is_sorted_by(|a, b| a < b), "sorted, none twice");
    let packages: BTreeSet<&str> = listed().map(|(_, package)| package).collect();
    assert_eq!(packages, BTreeSet::from(["docflow-core", "docflow-print"]));
}

#[test]
fn a_file_that_no_package_runs_is_found() {
    let names = ["NAMES.md", "declension.json", "inn.json", "wire-v1"].map(str::to_owned);
    assert_eq!(unread(&names), Vec::<&str>::new());
    let strange = ["inn.json", "inn.jsonl", "iban.json", "more"].map(str::to_owned);
    assert_eq!(unread(&strange), ["inn.jsonl", "iban.json", "more"]);
}

#[test]
fn a_file_without_a_case_fails() {
    for (text, why) in [
        (r#"{"cases": []}"#, "it has no case"),
        (r#"{"cases": {}}"#, "it has no case"),
        ("{}", "it has no case"),
        ("", "no JSON"),
    ] {
        let found = cases_of(text).unwrap_err();
        assert!(found.starts_with(why), "{text}: {found}");
    }
    assert_eq!(cases_of(r#"{"cases": [{"in": "7"}]}"#).unwrap().len(), 1);
}

#[test]
fn a_variable_that_names_nothing_fails_and_a_relative_folder_starts_at_the_root() {
    assert!(folder_of(Some(OsString::new())).is_err());
    let own = folder_of(None).unwrap();
    assert!(names(&own).len() > 1);
    let root = folder_of(Some(".".into())).unwrap();
    assert!(root.join("Cargo.lock").is_file(), "{}", root.display());
    let elsewhere = own.join("wire-v1");
    assert_eq!(
        folder_of(Some(elsewhere.clone().into())),
        Ok(elsewhere),
        "an absolute folder is taken as it is"
    );
}
