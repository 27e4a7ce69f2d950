//! Events: what a portal posts is read, proved, and only then acted upon.
//!
//! ```sh
//! cargo run -p bitrix-client --example events
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use std::sync::Arc;

use bitrix_client::{
    Application, AuthHost, Change, Event, Happening, InboundError, MemoryTokenStore, OAuth,
    PortalHosts,
};
use docflow_sandbox::Side;
use serde_json::json;
use shared::{APPLICATION_TOKEN, Outcome};

#[path = "shared/portal.rs"]
mod shared;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let oauth = installed(&sandbox).await?;
    let member = sandbox.state()["portal"]["member_id"].clone();
    let member = member
        .as_str()
        .unwrap_or("a223c6b3710f85df22e9377d6c4f7553");

    // The body of a POST to the handler of `onCrmDealUpdate`.
    let body = format!(
        "event=ONCRMDEALUPDATE&event_handler_id=7&data%5BFIELDS%5D%5BID%5D=42&ts=1795503600\
         &auth%5Bdomain%5D=127.0.0.1&auth%5Bmember_id%5D={member}\
         &auth%5Bapplication_token%5D={APPLICATION_TOKEN}"
    );
    let event = Event::from_form(&body)?;
    let event = oauth.verify_event(event).await??;
    match &event.get().happened {
        Happening::Deal(Change::Updated, id) => println!("deal {id} has changed: read it again"),
        other => println!("not of interest: {other:?}"),
    }

    let forged = Event::from_form(&body.replace(APPLICATION_TOKEN, "guessed"))?;
    let refused = oauth.verify_event(forged).await?.err();
    assert_eq!(refused, Some(InboundError::WrongProof));
    println!("a forged one is refused");
    Ok(())
}

async fn installed(
    sandbox: &docflow_sandbox::Sandbox,
) -> Result<OAuth, Box<dyn std::error::Error>> {
    let [server, _] = sandbox.auth_urls();
    let application =
        Application::new("local.app", "application-key", AuthHost::loopback(server)?)?;
    let oauth = OAuth::builder(application, Arc::new(MemoryTokenStore::new()))
        .portal_hosts(PortalHosts::pinned_only().loopback())
        .build()?;
    let act = json!({"do": "install", "application": "local.app"});
    let posted = sandbox.act(Side::Portal, &act)?;
    let body = posted["body"].as_str().ok_or("expected a body")?;
    oauth.install(&Event::from_form(body)?).await?;
    Ok(oauth)
}
