//! Posting and marks: a person does both, the service neither, and a mistake of the service shows.

use docflow_sandbox::{Sandbox, SandboxError, Side};
use serde_json::{Value, json};

use super::http::{issue, look_up};
use super::world::{base, change, request, start};

fn act(sandbox: &Sandbox, deed: &str, reference: &Value) -> Result<Value, SandboxError> {
    sandbox.act(Side::Onec, &json!({ "do": deed, "ref": reference }))
}

/// How everything stands: by kind and reference, posted by whom and marked by whom.
fn standing(sandbox: &Sandbox) -> Vec<(Value, Value)> {
    let state = sandbox.state();
    let kinds = ["contracts", "orders", "invoices"].into_iter();
    let all = kinds.flat_map(|kind| {
        let map = state["onec"][kind].as_object().unwrap().clone();
        map.into_iter().map(|(_, one)| one)
    });
    all.map(|one| (one["posted_by"].clone(), one["marked_by"].clone()))
        .collect()
}

fn shown(sandbox: &Sandbox, kind: &str, reference: &Value) -> Value {
    sandbox.state()["onec"][kind][reference.as_str().unwrap()].clone()
}

#[tokio::test]
async fn what_the_service_makes_is_neither_posted_nor_marked() {
    let sandbox = start(base()).await;
    issue(&sandbox, "k", &request()).await;
    let all = standing(&sandbox);
    assert_eq!(all.len(), 5);
    assert!(
        all.iter()
            .all(|(posted, marked)| posted.is_null() && marked.is_null())
    );
}

#[tokio::test]
async fn a_person_posts_and_unposts_marks_and_unmarks() {
    let sandbox = start(base()).await;
    let set = issue(&sandbox, "k", &request()).await.json();
    for (kind, reference) in [
        ("orders", &set["order"]["ref"]),
        ("invoices", &set["invoices"][0]["ref"]),
    ] {
        act(&sandbox, "post", reference).unwrap();
        let one = shown(&sandbox, kind, reference);
        assert_eq!(
            (&one["posted"], &one["posted_by"]),
            (&json!(true), &json!("person"))
        );
        act(&sandbox, "mark", reference).unwrap_err();
        act(&sandbox, "unpost", reference).unwrap();
        act(&sandbox, "mark", reference).unwrap();
        let one = shown(&sandbox, kind, reference);
        assert_eq!(
            (&one["posted"], &one["deletion_mark"]),
            (&json!(false), &json!(true))
        );
        act(&sandbox, "post", reference).unwrap_err();
        act(&sandbox, "unmark", reference).unwrap();
        assert_eq!(shown(&sandbox, kind, reference)["deletion_mark"], false);
    }
    let contract = &set["contract"]["ref"];
    act(&sandbox, "post", contract).unwrap_err();
    act(&sandbox, "mark", contract).unwrap();
    assert_eq!(
        shown(&sandbox, "contracts", contract)["deletion_mark"],
        true
    );
    act(&sandbox, "unmark", contract).unwrap();
    assert_eq!(
        shown(&sandbox, "contracts", contract)["deletion_mark"],
        false
    );
    act(&sandbox, "post", &json!("nobody")).unwrap_err();
}

#[tokio::test]
async fn nothing_is_posted_into_or_out_of_a_closed_period_but_a_draft_may_be_marked() {
    let sandbox = start(base()).await;
    let set = issue(&sandbox, "k", &request()).await.json();
    let (order, invoice) = (&set["order"]["ref"], &set["invoices"][0]["ref"]);
    act(&sandbox, "post", order).unwrap();
    let close = json!({ "do": "close_period", "until": "2026-11-24" });
    sandbox.act(Side::Onec, &close).unwrap();
    act(&sandbox, "unpost", order).unwrap_err();
    act(&sandbox, "post", invoice).unwrap_err();
    act(&sandbox, "mark", invoice).unwrap();
    assert_eq!(shown(&sandbox, "orders", order)["posted"], true);
}

#[tokio::test]
async fn a_posted_or_marked_set_is_answered_as_it_was_made() {
    let sandbox = start(base()).await;
    let first = issue(&sandbox, "k", &request()).await.json();
    act(&sandbox, "post", &first["order"]["ref"]).unwrap();
    act(&sandbox, "mark", &first["invoices"][1]["ref"]).unwrap();
    let before = standing(&sandbox);
    assert_eq!(look_up(&sandbox, "k").await.json(), first);
    assert_eq!(issue(&sandbox, "k", &request()).await.json(), first);
    assert_eq!(standing(&sandbox), before);
}

#[tokio::test]
async fn mistakes_of_the_service_are_seen_in_the_state() {
    let sandbox = start(base()).await;
    let first = issue(&sandbox, "first", &request()).await.json();
    let posted = &first["invoices"][0]["ref"];
    act(&sandbox, "post", posted).unwrap();
    let err = json!({ "posts_by_mistake": true, "marks_by_mistake": true });
    sandbox.switch(Side::Onec, &err).unwrap();
    let mut asked = request();
    let old = json!([
        { "kind": "contract", "ref": first["contract"]["ref"] },
        { "kind": "invoice", "ref": posted }
    ]);
    change(&mut asked, "/supersedes", old);
    let second = issue(&sandbox, "second", &asked).await.json();
    for (kind, reference) in [
        ("orders", &second["order"]["ref"]),
        ("invoices", &second["invoices"][1]["ref"]),
    ] {
        let one = shown(&sandbox, kind, reference);
        assert_eq!(
            (&one["posted"], &one["posted_by"]),
            (&json!(true), &json!("extension"))
        );
    }
    let contract = shown(&sandbox, "contracts", &first["contract"]["ref"]);
    assert_eq!(contract["marked_by"], "extension");
    // A posted document withstands.
    assert_eq!(shown(&sandbox, "invoices", posted)["deletion_mark"], false);
}
