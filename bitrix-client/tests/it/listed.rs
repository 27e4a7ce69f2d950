//! `docs/methods.md` is made from the code: `DOCFLOW_BLESS=1` writes it, otherwise it is compared.
//!
//! `answers/methods.txt` holds the names of all documented methods; those without a type are listed
//! as open.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use bitrix_client::{AddComment, Api, EntityType, GetProfile, covered_methods};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::client;

const HEAD: &str = "# Methods of Bitrix24 that have a type

Made from the code; `DOCFLOW_BLESS=1 cargo test -p bitrix-client --test it listed` writes it anew.

A method is a struct that knows its parameters, its answer and whether a repeat is harmless. Types
stand in `bitrix_client`, by area; the most common have a short name at the root as well. Any other
method is called by its name with `Client::call_open`, or gets a struct of yours that implements
`Method`.
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
    out.push_str("| method | type | may be repeated | answer | page |\n|---|---|---|---|---|\n");
    let mut rows: Vec<_> = covered_methods().collect();
    rows.sort_by_key(|method| (method.name().to_lowercase(), method.api() != Api::V2));
    for method in rows {
        let generation = if method.api() == Api::V3 {
            " (REST 3.0)"
        } else {
            ""
        };
        let repeat = if method.repeatable() { "yes" } else { "no" };
        let (name, path) = (method.name(), method.path());
        let (answer, page) = (method.answer(), method.page());
        writeln!(
            out,
            "| `{name}`{generation} | `{path}` | {repeat} | `{answer}` | [page]({SITE}{page}.html) |"
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
    assert_page("docs/methods.md", &page());
}

/// Writes a page when it is blessed, else compares it.
fn assert_page(name: &str, page: &str) {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = package.parent().unwrap().join(name);
    if std::env::var_os("DOCFLOW_BLESS").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == page,
        "{name} is stale: run this test with DOCFLOW_BLESS=1"
    );
}

const CODES_HEAD: &str = "# Codes of Bitrix24 and what the client makes of them

Made from the code; `DOCFLOW_BLESS=1 cargo test -p bitrix-client --test it listed` writes it anew.

Every code that the documentation names, with the HTTP status it comes with (400 where none is
named) and the kind of error that it becomes. What follows from a kind:

";

/// One code for each kind that a portal can send.
const KINDS: [(u16, &str); 14] = [
    (503, "QUERY_LIMIT_EXCEEDED"),
    (429, "OPERATION_TIME_LIMIT"),
    (503, "OVERLOAD_LIMIT"),
    (401, "expired_token"),
    (401, "NO_AUTH_FOUND"),
    (403, "ACCESS_DENIED"),
    (403, "WRONG_AUTH_TYPE"),
    (403, "insufficient_scope"),
    (400, "NOT_FOUND"),
    (404, "ERROR_METHOD_NOT_FOUND"),
    (400, "100"),
    (400, "BX_ERROR"),
    (500, "INTERNAL_SERVER_ERROR"),
    (500, "PORTAL_DELETED"),
];

/// The table of kinds: what a client does that meets nothing else, and what is certain then.
async fn reactions() -> String {
    let mut out = String::from(
        "| kind | a read | a write | may it have happened | passes by itself |\n|---|---|---|---|---|\n",
    );
    for (status, code) in KINDS {
        let error = error_of(status, code);
        let yes = |it| if it { "yes" } else { "no" };
        let (happened, passes) = (yes(error.may_have_happened()), yes(error.is_retryable()));
        let (kind, (read, write)) = (error.kind(), met(status, code).await);
        writeln!(
            out,
            "| `{kind:?}` | {read} | {write} | {happened} | {passes} |"
        )
        .unwrap();
    }
    out
}

/// What a read and a write become at a portal that answers this and nothing else.
async fn met(status: u16, code: &str) -> (&'static str, &'static str) {
    let server = MockServer::start().await;
    let body = format!(r#"{{"error":"{code}","error_description":""}}"#);
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(status).set_body_raw(body, "application/json"))
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let said = |attempts| if attempts > 1 { "repeated" } else { "stops" };
    let read = client.call(&GetProfile).await.unwrap_err();
    let comment = AddComment::new(EntityType::DEAL, 7, "x");
    let write = client.call(&comment).await.unwrap_err();
    (said(read.attempts()), said(write.attempts()))
}

fn error_of(status: u16, code: &str) -> bitrix_client::Error {
    let body = format!(r#"{{"error":"{code}","error_description":""}}"#);
    let read = bitrix_client::read_answer::<bitrix_client::OpenValue>("m", status, body.as_bytes());
    read.unwrap_err()
}

#[tokio::test]
async fn the_page_of_codes_is_the_one_that_the_code_makes() {
    let mut page = String::from(CODES_HEAD);
    page.push_str(&reactions().await);
    page.push_str(
        "\nWith a session, a token that has expired is renewed and the call sent once more, a read or a\n\
         write, a command inside a batch as well; and a call that is given patience waits for the\n\
         operating time of its method. A write is repeated like a read when it is marked as safe.\n\n\
         An answer that is no JSON, a broken connection and a time-out have no code: a read is\n\
         repeated, a write is not unless it is marked as safe, and it may have happened. A connection\n\
         that was never made is repeated always.\n\n\
         | code | status | kind | areas |\n|---|---|---|---|\n",
    );
    for line in include_str!("answers/codes.txt").lines() {
        let mut words = line.split(' ');
        let [code, statuses, areas] = std::array::from_fn(|_| words.next().unwrap());
        let kinds: BTreeSet<String> = statuses
            .split(',')
            .map(|status| format!("`{:?}`", error_of(status.parse().unwrap(), code).kind()))
            .collect();
        let kinds: Vec<_> = kinds.into_iter().collect();
        let (statuses, kinds) = (statuses.replace(',', ", "), kinds.join(", "));
        let areas = areas.replace(',', ", ");
        writeln!(page, "| `{code}` | {statuses} | {kinds} | {areas} |").unwrap();
    }
    assert_page("docs/error-codes.md", &page);
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
