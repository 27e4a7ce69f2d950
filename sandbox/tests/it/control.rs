//! The control address: the same over HTTP.

use http::Method;
use serde_json::{Value, json};

use crate::client::{get, post, send};
use crate::stage::{NOW, call, sandbox, world};

#[tokio::test]
async fn a_world_is_loaded_and_its_state_read() {
    let sandbox = sandbox().await;
    call(&sandbox, "profile", json!({})).await;
    let control = sandbox.control_url();
    let state = get(&format!("{control}/state")).await.json();
    assert_eq!(state["portal"]["requests"]["profile"]["requests"], 1);
    assert_eq!(state["now_ms"], NOW);
    let world = serde_json::to_value(world()).unwrap();
    let answer = post(&format!("{control}/world"), &world).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let state = get(&format!("{control}/state")).await.json();
    assert_eq!(state["portal"]["requests"], json!({}));
    assert_eq!(state["portal"]["deals"]["4512"]["opportunity"], "122000.3");
}

#[tokio::test]
async fn a_wrong_world_is_refused_with_its_place() {
    let sandbox = sandbox().await;
    let load = async |world: Value| {
        let answer = post(&format!("{}/world", sandbox.control_url()), &world)
            .await
            .unwrap();
        assert_eq!(answer.status, 400);
        answer.json()["error"].as_str().unwrap().to_owned()
    };
    let text = load(json!({ "portal": { "deals": [{ "id": 1, "titel": "x" }] } })).await;
    assert!(text.contains("titel"), "{text}");
    let text = load(json!({ "portal": { "rows": [{ "price": 1.5 }] } })).await;
    assert!(text.contains("a sum as text"), "{text}");
    let text = load(json!({ "portal": { "deals": [{ "id": 5, "fields": { "x": 1 } }] } })).await;
    assert!(text.contains("deal 5: unknown field x"), "{text}");
    assert_eq!(
        call(&sandbox, "profile", json!({})).await.status,
        200,
        "the old world stays"
    );
}

#[tokio::test]
async fn faults_clock_requests_switches_and_actions_have_their_paths() {
    let sandbox = sandbox().await;
    let control = sandbox.control_url().to_owned();
    let fault = json!([
        { "side": "portal", "on": "profile", "fault": { "kind": "html", "status": 503 } },
        { "side": "portal", "on": "server.time", "count": 0, "fault": { "kind": "drop_before" } },
    ]);
    post(&format!("{control}/faults"), &fault).await.unwrap();
    assert_eq!(call(&sandbox, "profile", json!({})).await.status, 503);
    let waiting = get(&format!("{control}/faults")).await.json();
    assert_eq!(waiting.as_array().unwrap().len(), 1);
    let none = send(Method::DELETE, &format!("{control}/faults"), "", "")
        .await
        .unwrap()
        .json();
    assert_eq!(none, json!([]));

    let moved = post(&format!("{control}/clock"), &json!({ "advance_ms": 500 }))
        .await
        .unwrap();
    assert_eq!(moved.json()["now_ms"], NOW + 500);
    let requests = get(&format!("{control}/requests")).await.json();
    assert_eq!(requests[0]["fault"], "html");
    assert_eq!(requests[0]["name"], "profile");

    let change = json!({ "portal": { "rate_limit": "off" } });
    let all = post(&format!("{control}/switches"), &change)
        .await
        .unwrap()
        .json();
    assert_eq!(all["portal"]["rate_limit"], "off");
    let wrong = json!({ "portal": { "rate_limits": "off" } });
    let answer = post(&format!("{control}/switches"), &wrong).await.unwrap();
    assert_eq!(answer.status, 400);

    let act = json!({ "do": "set_active", "user": 1, "active": false });
    post(&format!("{control}/act/portal"), &act).await.unwrap();
    assert_eq!(call(&sandbox, "profile", json!({})).await.status, 401);
    assert_eq!(get(&format!("{control}/nowhere")).await.status, 404);
}

#[tokio::test]
async fn no_secret_reaches_log_and_state() {
    let sandbox = sandbox().await;
    call(&sandbox, "profile", json!({})).await;
    crate::stage::app_call(&sandbox, "profile", json!({})).await;
    let odd = format!(
        "{}/rest/odd/1/s3cret/tasks.task.get?auth=t0ken",
        sandbox.portal_url()
    );
    assert_eq!(get(&odd).await.status, 404);
    let control = sandbox.control_url();
    for path in ["state", "requests"] {
        let answer = get(&format!("{control}/{path}")).await;
        assert!(
            answer.text().contains("profile"),
            "{path} tells of the calls"
        );
        assert!(
            !answer.text().contains("s3cret") && !answer.text().contains("t0ken"),
            "{path}"
        );
    }
    assert!(!format!("{:?}", world()).contains("s3cret"));
}

#[tokio::test]
async fn a_file_is_fetched_by_its_hash() {
    let sandbox = sandbox().await;
    let add = json!({ "fields": { "ENTITY_ID": 4512, "ENTITY_TYPE": "deal", "COMMENT": "x",
        "FILES": [["a.txt", "aGVsbG8="]] } });
    call(&sandbox, "crm.timeline.comment.add", add).await;
    let state = sandbox.state();
    let hash = state["portal"]["comments"][0]["files"][0]["sha256"]
        .as_str()
        .unwrap();
    let answer = get(&format!("{}/files/{hash}", sandbox.control_url())).await;
    assert_eq!(answer.text(), "hello");
    assert_eq!(
        get(&format!("{}/files/00", sandbox.control_url()))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn the_world_of_the_readme_can_be_loaded() {
    let readme = include_str!("../../README.md");
    let start = readme.find("{\"portal\": {\n").unwrap();
    let text = readme[start..].split("```").next().unwrap();
    let world = docflow_sandbox::World::from_json(text).unwrap();
    let sandbox = crate::stage::sandbox_with(world).await;
    let state = sandbox.state();
    assert_eq!(state["portal"]["deals"]["4512"]["opportunity"], "122000");
    assert_eq!(call(&sandbox, "profile", json!({})).await.status, 200);
}

#[tokio::test]
async fn the_readme_names_every_switch_with_its_default() {
    let sandbox = sandbox().await;
    let readme = include_str!("../../README.md");
    let all = sandbox
        .switch(docflow_sandbox::Side::Portal, &json!({}))
        .unwrap();
    let all = all.as_object().unwrap();
    assert!(all.len() > 15, "{all:?}");
    for (name, value) in all {
        // Sums are text in JSON, and the README may write them as integers.
        let sum = value.as_str().filter(|text| text.parse::<i64>().is_ok());
        let value = sum.map_or_else(|| value.to_string(), str::to_owned);
        let row = format!("| `{name}` | `{value}` |");
        assert!(readme.contains(&row), "{row}");
    }
}
