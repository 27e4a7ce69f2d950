//! Every method of the list is answered.

use serde_json::{Value, json};

use super::{done, office};
use crate::stage::app_call;

/// Names in the portal's spelling; those of REST 3.0 behind `api/`.
fn names() -> Vec<&'static str> {
    include_str!("names.txt").lines().collect()
}

/// An error of REST 3.0 is an object with its code.
fn is_unknown(body: &Value) -> bool {
    let error = &body["error"];
    let code = error.as_str().or(error["code"].as_str());
    let third = "BITRIX_REST_V3_EXCEPTION_";
    let unknown = [
        "ERROR_METHOD_NOT_FOUND",
        "insufficient_scope",
        "METHODNOTFOUNDEXCEPTION",
        "INSUFFICIENTSCOPEEXCEPTION",
    ];
    code.is_some_and(|code| unknown.contains(&code.strip_prefix(third).unwrap_or(code)))
}

#[tokio::test]
async fn every_method_of_the_list_is_answered() {
    let sandbox = office().await;
    let names = names();
    assert!(names.len() > 550);
    let mut unknown = Vec::new();
    for name in names {
        let answer = app_call(&sandbox, name, json!({})).await;
        if is_unknown(&answer.json()) {
            unknown.push(name);
        }
    }
    assert_eq!(unknown, Vec::<&str>::new());
    for name in ["landing.site.add", "api/landing.site.add"] {
        let answer = app_call(&sandbox, name, json!({})).await.json();
        assert!(is_unknown(&answer), "{name}: {answer}");
    }
}

#[tokio::test]
async fn methods_tells_what_is_answered_and_nothing_else() {
    let sandbox = office().await;
    let told = done(&sandbox, "methods", json!({})).await;
    let told = told.as_array().unwrap();
    assert!(told.contains(&json!("catalog.vat.list")));
    assert!(told.contains(&json!("im.message.add")));
    for name in told {
        let state = done(&sandbox, "method.get", json!({ "name": name })).await;
        assert_eq!(
            state,
            json!({ "isExisting": true, "isAvailable": true }),
            "{name}"
        );
    }
    let state = done(
        &sandbox,
        "method.get",
        json!({ "name": "landing.site.add" }),
    )
    .await;
    assert_eq!(state["isExisting"], false);
}
