//! The whole breadth of methods: every name of the list is answered, every family of records goes
//! round, and what one method does another one shows.

#[cfg(test)]
mod chats;
#[cfg(test)]
mod deeds;
#[cfg(test)]
mod listed;
#[cfg(test)]
mod records;
mod tasks;
mod third;
#[cfg(test)]
mod trips;

use docflow_sandbox::{RateLimit, Sandbox};
use serde_json::{Value, json};

use crate::client::{Answer, post};
use crate::stage::{app_call, sandbox_with, world};

/// A portal whose application has every scope and whose bucket has no bottom.
pub(crate) async fn office() -> Sandbox {
    let mut world = world();
    let scopes = [
        "crm",
        "documentgenerator",
        "im",
        "placement",
        "user",
        "department",
        "log",
        "catalog",
        "bizproc",
        "lists",
        "task",
        "tasks",
        "sale",
        "salescenter",
        "sign.b2e",
        "mail",
        "userfieldconfig",
        "disk",
    ];
    for app in &mut world.portal.applications {
        app.scopes = scopes.map(str::to_owned).to_vec();
    }
    world.portal.switches.rate_limit = RateLimit::Off;
    sandbox_with(world).await
}

/// The `result` of a call of the application that has to succeed.
pub(crate) async fn done(sandbox: &Sandbox, method: &str, params: Value) -> Value {
    let answer = app_call(sandbox, method, params.clone()).await;
    assert_eq!(answer.status, 200, "{method} {params}: {}", answer.text());
    answer.json()["result"].clone()
}

/// Status and code of a call of the application that has to fail.
pub(crate) async fn refused(sandbox: &Sandbox, method: &str, params: Value) -> (u16, String) {
    let answer = app_call(sandbox, method, params).await;
    let body = answer.json();
    let code = &body["error"];
    let code = code
        .as_str()
        .map_or_else(|| code.to_string(), str::to_owned);
    (answer.status, code)
}

/// Calls by the webhook of user 1.
pub(crate) async fn by_webhook(sandbox: &Sandbox, method: &str) -> Answer {
    let url = format!("{}/rest/1/s3cret/{method}", sandbox.portal_url());
    post(&url, &json!({})).await.unwrap()
}
