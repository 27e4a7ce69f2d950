//! Access: an application is installed, its token expires, and nobody notices.
//!
//! ```sh
//! cargo run -p bitrix-client --example access
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use std::sync::Arc;

use bitrix_client::{
    Access, Application, AuthHost, Client, Event, GetProfile, MemoryTokenStore, OAuth, PortalHosts,
};
use shared::Outcome;

#[path = "shared/portal.rs"]
mod shared;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Outcome {
    let sandbox = shared::start().await?;
    let [server, _] = sandbox.auth_urls();
    // In production: AuthHost::BITRIX24_TECH, a FileTokenStore, and no loopback.
    let server = AuthHost::loopback(server)?;
    let application = Application::new("local.app", "application-key", server)?;
    let oauth = OAuth::builder(application, Arc::new(MemoryTokenStore::new()))
        .portal_hosts(PortalHosts::pinned_only().loopback())
        .build()?;

    // What a portal posts to the application's handler when it is installed.
    let body = shared::installed(&sandbox)?;
    let session = oauth.install(&Event::from_form(&body)?).await?;

    let client = Client::new(Access::session(&session)?)?;
    println!("user {} calls", client.call(&GetProfile).await?.id);

    sandbox.clock().advance(3_600_000);
    sandbox.clear_requests();
    client.call(&GetProfile).await?;
    let names: Vec<_> = sandbox.requests().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["profile", "oauth/token", "profile"]);
    println!("an hour later: {}", names.join(", "));
    Ok(())
}
