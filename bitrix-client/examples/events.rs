//! Events: what a portal posts is read, proved, and only then acted upon.
//!
//! ```sh
//! cargo run -p bitrix-client --example events
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use std::sync::Arc;

use bitrix_client::{
    Application, AuthHost, Change, Event, Happening, InboundError, MemberId, MemoryTokenStore,
    OAuth, PortalHosts,
};
use docflow_sandbox::Sandbox;
use shared::{APPLICATION_TOKEN, Outcome};

#[path = "shared/portal.rs"]
mod shared;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let (oauth, member) = installed(&sandbox).await?;
    let member = member.as_str();

    // The body of a POST to the handler of `onCrmDealUpdate`.
    let body = format!(
        "event=ONCRMDEALUPDATE&event_handler_id=7&data%5BFIELDS%5D%5BID%5D=42&ts=1795503600\
         &auth%5Bdomain%5D=127.0.0.1&auth%5Bmember_id%5D={member}\
         &auth%5Bapplication_token%5D={APPLICATION_TOKEN}"
    );
    let event = Event::from_form(&body)?;
    let event = oauth.verify_event(event).await??;
    if let Happening::Deal(Change::Updated, id) = &event.get().happened {
        println!("deal {id} has changed: read it again");
    }

    let forged = Event::from_form(&body.replace(APPLICATION_TOKEN, "guessed"))?;
    let refused = oauth.verify_event(forged).await?.err();
    assert_eq!(refused, Some(InboundError::WrongProof));
    println!("a forged one is refused");
    Ok(())
}

async fn installed(sandbox: &Sandbox) -> Result<(OAuth, MemberId), Box<dyn std::error::Error>> {
    let [server, _] = sandbox.auth_urls();
    let server = AuthHost::loopback(server)?;
    let application = Application::new("local.app", "application-key", server)?;
    let oauth = OAuth::builder(application, Arc::new(MemoryTokenStore::new()))
        .portal_hosts(PortalHosts::pinned_only().loopback())
        .build()?;
    let event = Event::from_form(&shared::installed(sandbox)?)?;
    let session = oauth.install(&event).await?;
    Ok((oauth, session.member_id()))
}
