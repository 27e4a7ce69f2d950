//! Leave, codes, tokens and their renewal on the two authorization servers.

use docflow_sandbox::{Sandbox, Side};
use serde_json::{Value, json};

use crate::client::{Answer, post};
use crate::stage::sandbox;

async fn ask(sandbox: &Sandbox, server: usize, query: &str) -> Answer {
    let url = format!("{}/oauth/token/?{query}", sandbox.auth_urls()[server]);
    post(&url, &json!({})).await.unwrap()
}

async fn renew(sandbox: &Sandbox, refresh: &str) -> Answer {
    let query = format!(
        "grant_type=refresh_token&client_id=local.app&client_secret=k3y&refresh_token={refresh}"
    );
    ask(sandbox, 0, &query).await
}

async fn profile(sandbox: &Sandbox, token: &str) -> u16 {
    let url = format!("{}/rest/profile", sandbox.portal_url());
    post(&url, &json!({ "auth": token })).await.unwrap().status
}

fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap()
}

#[tokio::test]
async fn a_refresh_token_is_replaced_and_the_old_one_is_dead() {
    let sandbox = sandbox().await;
    let first = renew(&sandbox, "r3fresh").await.json();
    assert_eq!(first["expires_in"], 3600);
    assert_eq!(first["user_id"], 1);
    assert_eq!(
        text(&first, "client_endpoint"),
        format!("{}/rest/", sandbox.portal_url())
    );
    assert_eq!(profile(&sandbox, text(&first, "access_token")).await, 200);
    let again = renew(&sandbox, "r3fresh").await;
    assert_eq!(
        (again.status, again.json()["error"].clone()),
        (400, json!("invalid_grant"))
    );
    assert_eq!(
        renew(&sandbox, text(&first, "refresh_token")).await.status,
        200
    );
    sandbox.clock().advance(3_600_000);
    assert_eq!(profile(&sandbox, text(&first, "access_token")).await, 401);
}

#[tokio::test]
async fn where_the_switch_says_so_the_old_one_lives_until_the_new_pair_is_used() {
    let sandbox = sandbox().await;
    let until_used = json!({ "refresh_rotation": "until_used" });
    sandbox.switch(Side::Portal, &until_used).unwrap();
    renew(&sandbox, "r3fresh").await;
    let second = renew(&sandbox, "r3fresh").await.json();
    assert_eq!(profile(&sandbox, text(&second, "access_token")).await, 200);
    assert_eq!(renew(&sandbox, "r3fresh").await.status, 400);
}

#[tokio::test]
async fn only_the_applications_own_server_and_key_give_tokens() {
    let sandbox = sandbox().await;
    let good =
        "grant_type=refresh_token&client_id=local.app&client_secret=k3y&refresh_token=r3fresh";
    for (server, query, error) in [
        (1, good.to_owned(), "invalid_client"),
        (0, good.replace("k3y", "x"), "invalid_client"),
        (
            0,
            good.replace("refresh_token&", "password&"),
            "invalid_request",
        ),
        (0, good.replace("r3fresh", ""), "invalid_grant"),
    ] {
        let answer = ask(&sandbox, server, &query).await.json();
        assert_eq!(answer["error"], error, "{query}");
    }
    let elsewhere = format!("{}/oauth/token/?{good}", sandbox.portal_url());
    assert_eq!(post(&elsewhere, &json!({})).await.unwrap().status, 404);
    let info = format!("{}/rest/app.info", sandbox.auth_urls()[0]);
    let info = post(&info, &json!({ "auth": "t0ken" }))
        .await
        .unwrap()
        .json();
    assert_eq!(info["result"]["CODE"], "local.app");
}

#[tokio::test]
async fn a_page_that_nobody_may_see_sends_nobody_back() {
    let sandbox = sandbox().await;
    let url = format!("{}/oauth/authorize/?client_id=", sandbox.portal_url());
    let back = post(&format!("{url}local.app&state=s"), &json!({}))
        .await
        .unwrap();
    assert_eq!(back.status, 302);
    let refused = post(&format!("{url}local.other&state=s"), &json!({}))
        .await
        .unwrap();
    assert_eq!(refused.status, 400);
}
