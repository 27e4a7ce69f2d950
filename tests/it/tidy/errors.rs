//! The page of errors is whole: every code and error that the sources can give stands on it.

use super::{assert_none, read};
use std::collections::BTreeSet;

/// Sources without their tests.
fn source(path: &str) -> String {
    let text = read(path);
    let (code, _) = text.split_once("#[cfg(test)]").unwrap_or((&text, ""));
    code.to_owned()
}

/// The texts in quotes of a source.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// What stands in quotes right after each occurrence of a text.
fn after(text: &str, start: &str) -> Vec<String> {
    let pieces = text.split(start).skip(1);
    pieces
        .filter_map(|piece| piece.trim_start().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// A function of a source, from its head to the closing brace at the margin.
fn function<'a>(text: &'a str, head: &str) -> &'a str {
    let (_, rest) = text.split_once(head).unwrap_or_else(|| panic!("no {head}"));
    rest.split("\n}").next().unwrap()
}

/// Names of the variants of an enumeration.
fn variants(path: &str, name: &str) -> Vec<String> {
    let text = source(path);
    let body = function(&text, &format!("pub enum {name} {{\n")).to_owned();
    let variant = |line: &str| {
        let line = line.strip_prefix("    ")?;
        line.starts_with(|c: char| c.is_ascii_uppercase())
            .then(|| line.split([' ', '(', ',', '{']).next().unwrap().to_owned())
    };
    body.lines().filter_map(variant).collect()
}

/// Causes that this code base names by itself.
fn causes() -> BTreeSet<String> {
    let crm = source("src/crm/failure.rs");
    let books = source("src/accounting.rs");
    let mut found: BTreeSet<String> = BTreeSet::new();
    for text in [&crm, &books] {
        let codes = function(text, "fn kind_code(");
        found.extend(quoted(codes).map(str::to_owned));
    }
    found.extend(after(&books, "refused("));
    for file in super::files(".rs") {
        let name = file.to_string_lossy().into_owned();
        let ours = name.starts_with("src/") || name.starts_with("docflow-core/src/");
        if ours && !name.ends_with("tests.rs") {
            let text = source(&name);
            for side in ["Crm", "Accounting", "Host"] {
                for call in ["new(Side", "new(super::Side", "away(Side"] {
                    found.extend(after(&text, &format!("Cause::{call}::{side},")));
                }
            }
        }
    }
    // Codes that a decision of the run hangs on.
    let outcome = source("docflow-core/src/run/outcome.rs");
    found.extend(after(&outcome, ": &str ="));
    let issued = source("docflow-core/src/issued.rs");
    let (_, disagreements) = issued.split_once("impl Disagreement").unwrap();
    found.extend(quoted(function(disagreements, "fn code(")).map(str::to_owned));
    assert!(
        found.contains("crash") && found.contains("file-damaged"),
        "{found:?}"
    );
    assert!(
        found.contains("no-base") && found.contains("total-differs"),
        "{found:?}"
    );
    assert!(found.contains("void-unavailable"), "{found:?}");
    assert!(found.len() > 40, "{found:?}");
    found
}

/// Refusals of the service by its description.
fn refusals() -> Vec<String> {
    let text = read("onec-extension/openapi.yaml");
    let rows = text.lines().filter_map(|line| {
        let (code, rest) = line.trim().strip_prefix("| `")?.split_once("` | ")?;
        rest.starts_with(|first: char| first.is_ascii_digit())
            .then(|| code.to_owned())
    });
    rows.collect()
}

fn not_on_the_page(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let page = read("docs/errors.md");
    let known: BTreeSet<&str> = page.split('`').skip(1).step_by(2).collect();
    names
        .into_iter()
        .filter(|name| !known.contains(name.as_str()))
        .collect()
}

#[test]
fn every_cause_and_refusal_is_on_the_page_of_errors() {
    let table = source("bitrix-client/src/error/table.rs");
    let foreign = function(&table, "fn by_code(");
    let foreign = quoted(foreign).filter(|code| !code.contains(' '));
    let refusals = refusals();
    assert!(refusals.len() >= 28, "{refusals:?}");
    let names = causes()
        .into_iter()
        .chain(foreign.map(str::to_owned))
        .chain(refusals);
    assert_none(
        "codes that docs/errors.md does not name",
        &not_on_the_page(names),
    );
}

#[test]
fn every_reason_of_a_failed_reading_is_on_the_page_of_errors() {
    let mut reasons = Vec::new();
    for path in ["src/crm/cards.rs", "src/crm/load.rs"] {
        let text = source(path);
        reasons.extend(after(&text, "NotChecked("));
        reasons.extend(after(&text, "unread("));
    }
    assert!(reasons.len() >= 8, "{reasons:?}");
    assert_none(
        "reasons that docs/errors.md does not name",
        &not_on_the_page(reasons),
    );
}

#[test]
fn every_error_of_the_public_types_is_on_the_page_of_errors() {
    let mut names = Vec::new();
    for (path, name) in [
        ("docflow-core/src/ports/engine.rs", "EngineError"),
        ("docflow-core/src/ports/journal.rs", "JournalError"),
        ("docflow-core/src/ports/journal/inbox.rs", "Posted"),
        ("docflow-core/src/run/transition.rs", "ApplyError"),
        ("docflow-core/src/ids.rs", "KeyError"),
        ("docflow-core/src/policy.rs", "PolicyError"),
        ("src/config/secrets.rs", "SecretsError"),
        ("src/config/clients.rs", "ConnectError"),
        ("src/config/start.rs", "StartError"),
        ("src/config/application.rs", "InstallError"),
    ] {
        let variants = variants(path, name);
        assert!(variants.len() >= 2, "{name}: {variants:?}");
        names.extend(variants.iter().map(|variant| format!("{name}::{variant}")));
    }
    for (path, name) in [
        ("docflow-core/src/run/effect.rs", "Ending"),
        ("docflow-core/src/run/outcome.rs", "Outcome<T>"),
        ("docflow-core/src/run/signal.rs", "Receipt"),
        ("docflow-core/src/run/cancel.rs", "CancelReceipt"),
    ] {
        names.extend(variants(path, name));
    }
    let wire = source("docflow-core/src/wire.rs");
    let codes = quoted(&wire).filter(|text| text.starts_with("wire-"));
    names.extend(codes.map(str::to_owned));
    let bases = after(&source("src/engine/about.rs"), "finding(");
    assert_eq!(bases.len(), 3, "{bases:?}");
    names.extend(bases);
    names.extend(["ConfigError", "ConnectError", "StoreError"].map(str::to_owned));
    assert!(names.len() > 35, "{names:?}");
    assert_none(
        "errors that docs/errors.md does not name",
        &not_on_the_page(names),
    );
}

#[test]
fn every_cause_and_refusal_has_a_sentence_for_people() {
    let catalogue = read("src/texts/ru.ftl");
    let silent = causes().into_iter().chain(refusals()).filter(|code| {
        let key = code.replace('_', "-");
        let sides = ["", "crm-", "accounting-", "host-"];
        !sides
            .iter()
            .any(|side| catalogue.contains(&format!("\ncause-{side}{key} = ")))
    });
    assert_none("causes without a sentence", &silent.collect::<Vec<_>>());
}
