//! A sandbox portal with a few deals, for examples.

#![allow(dead_code, reason = "each example uses a part of it")]

use std::error::Error;

use bitrix_client::{Access, Client};
use docflow_sandbox::{Deal, Sandbox, Side, Token, User, Webhook, World};
use serde_json::{Value, json};

/// What `main` gives.
pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// The proof that the portal shows with its events.
pub(crate) const APPLICATION_TOKEN: &str = "51856fefc120afa4b628cc82d3935cce";

/// A portal with 320 deals, a webhook and a local application; everything is gone when it is dropped.
pub(crate) async fn start() -> Result<Sandbox, Box<dyn Error>> {
    let mut world = World::default();
    let portal = &mut world.portal;
    let mut anna = User::new(1, "Анна", "Орлова");
    anna.admin = true;
    portal.users.push(anna);
    portal.webhooks.push(Webhook::new(
        1,
        "s3cr3tc0de",
        [
            "crm",
            "disk",
            "user",
            "im",
            "documentgenerator",
            "task",
            "tasks",
            "catalog",
        ],
    ));
    let token = Token::new("first-access", 1).renewed_by("first-refresh");
    let scopes = ["crm", "disk", "user", "placement"];
    let mut application = docflow_sandbox::Application::new("local.app", scopes, token);
    "application-key".clone_into(&mut application.client_secret);
    APPLICATION_TOKEN.clone_into(&mut application.application_token);
    portal.applications.push(application);
    portal.deals = (1..=320)
        .map(|id| Deal::new(id, format!("Поставка {id}")))
        .collect();
    Ok(Sandbox::builder().world(world).start().await?)
}

/// A client of that portal by its webhook; a real address looks the same.
pub(crate) fn client(sandbox: &Sandbox) -> Result<Client, Box<dyn Error>> {
    let address = format!("{}/rest/1/s3cr3tc0de/", sandbox.portal_url());
    Ok(Client::new(Access::webhook(&address)?)?)
}

/// What the portal posts to the application's handler when it is installed.
pub(crate) fn installed(sandbox: &Sandbox) -> Result<String, Box<dyn Error>> {
    let act = json!({"do": "install", "application": "local.app"});
    let posted = sandbox.act(Side::Portal, &act)?;
    let body = posted.get("body").and_then(Value::as_str);
    Ok(body.ok_or("expected a body")?.to_owned())
}
