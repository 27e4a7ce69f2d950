//! `docs/methods.md` is made from the code: `DOCFLOW_BLESS=1` writes it, otherwise it is compared.
//!
//! `answers/methods.txt` holds the names of all documented methods; those without a type are listed
//! as open.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use bitrix_client::{Api, covered_methods};

const HEAD: &str = "# Methods of Bitrix24 that have a type

Made from the code; `DOCFLOW_BLESS=1 cargo test -p bitrix-client --test it listed` writes it anew.

A method is a struct that knows its parameters, its answer and whether a repeat is harmless. Those
of the product stand at the root of the crate, all others in `bitrix_client::api`. Any other method
is called by its name with `Client::call_open`, or gets a struct of yours that implements `Method`.
";

/// The part of the address that every page has.
const SITE: &str = "https://apidocs.bitrix24.com/";

fn page() -> String {
    let mut out = String::from(HEAD);
    let covered: BTreeSet<String> = covered_methods()
        .map(|method| method.name().to_lowercase())
        .collect();
    let known: Vec<_> = include_str!("answers/methods.txt").lines().collect();
    let open = known
        .iter()
        .filter(|name| !covered.contains(&name.to_lowercase()));
    let mut areas = BTreeMap::<_, Vec<_>>::new();
    for name in open {
        areas
            .entry(name.split('.').next().unwrap())
            .or_default()
            .push(*name);
    }
    let count: usize = areas.values().map(Vec::len).sum();
    let typed = covered_methods().count();
    writeln!(
        out,
        "\nWith a type: {typed}. Open, of those documented: {count}.\n"
    )
    .unwrap();
    out.push_str("| method | may be repeated | answer | page |\n|---|---|---|---|\n");
    let mut rows: Vec<_> = covered_methods().collect();
    rows.sort_by_key(|method| (method.name().to_lowercase(), method.api() != Api::V2));
    for method in rows {
        let generation = if method.api() == Api::V3 {
            " (REST 3.0)"
        } else {
            ""
        };
        let repeat = if method.repeatable() { "yes" } else { "no" };
        let (name, answer, page) = (method.name(), method.answer(), method.page());
        writeln!(
            out,
            "| `{name}`{generation} | {repeat} | `{answer}` | [page]({SITE}{page}.html) |"
        )
        .unwrap();
    }
    out.push_str("\n## Open methods\n");
    for (area, names) in areas {
        writeln!(out, "\n**{area}** {}", names.join(", ")).unwrap();
    }
    out
}

#[test]
fn the_page_of_methods_is_the_one_that_the_code_makes() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = package.parent().unwrap().join("docs/methods.md");
    let page = page();
    if std::env::var_os("DOCFLOW_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == page,
        "docs/methods.md is stale: run this test with DOCFLOW_BLESS=1"
    );
}

#[test]
fn every_method_is_listed_once_and_has_a_page() {
    let mut seen = BTreeSet::new();
    for method in covered_methods() {
        let name = (method.name().to_lowercase(), method.api() == Api::V3);
        assert!(seen.insert(name), "{} is listed twice", method.name());
        assert!(
            method.page().starts_with("api-reference/"),
            "{}",
            method.name()
        );
    }
}
