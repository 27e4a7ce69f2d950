//! A portal with an application, and short words for playing with it.

use std::sync::Arc;

use bitrix_client::{
    Access, Application, AuthHost, Client, MemberId, MemoryTokenStore, OAuth, PortalHosts, Session,
    TokenStore,
};
use docflow_sandbox::{Deal, FaultKind, Sandbox, SandboxClock, Side, Token, User, World};
use serde_json::json;

use crate::support::JumpingClock;

pub(crate) const MEMBER: &str = "a223c6b3710f85df22e9377d6c4f7553";
pub(crate) const PROOF: &str = "51856fefc120afa4b628cc82d3935cce";
pub(crate) const KEY: &str = "client-secret-5p3c14l";

pub(crate) fn world() -> World {
    let mut world = World::default();
    let portal = &mut world.portal;
    let mut admin = User::new(1, "Иван", "Петров");
    admin.admin = true;
    portal
        .users
        .extend([admin, User::new(2, "Анна", "Сидорова")]);
    let token = Token::new("first-access-70k3n", 1).renewed_by("first-refresh-70k3n");
    let scopes = ["crm", "placement", "user"];
    let mut app = docflow_sandbox::Application::new("local.app", scopes, token);
    app.client_secret = KEY.to_owned();
    app.application_token = PROOF.to_owned();
    app.auth_server = 1;
    app.redirect_uri = "https://app.example/back".to_owned();
    portal.applications.push(app);
    portal.deals.push(Deal::new(4512, "Поставка насосов"));
    world
}

pub(crate) async fn portal() -> Sandbox {
    portal_of(world()).await
}

pub(crate) async fn portal_of(world: World) -> Sandbox {
    let clock = SandboxClock::manual(1_800_000_000_000);
    Sandbox::builder()
        .world(world)
        .clock(clock)
        .start()
        .await
        .unwrap()
}

pub(crate) fn oauth(sandbox: &Sandbox, store: Arc<dyn TokenStore>) -> OAuth {
    let server = AuthHost::loopback(sandbox.auth_urls()[1]).unwrap();
    let application = Application::new("local.app", KEY, server).unwrap();
    OAuth::builder(application, store)
        .portal_hosts(PortalHosts::pinned_only().loopback())
        .clock(JumpingClock::new())
        .build()
        .unwrap()
}

/// An event of installation, as the portal makes it.
pub(crate) fn installed(sandbox: &Sandbox) -> String {
    let act = json!({ "do": "install", "application": "local.app" });
    let done = sandbox.act(Side::Portal, &act).unwrap();
    done["body"].as_str().unwrap().to_owned()
}

/// The application is installed and proved; then everything before is forgotten.
pub(crate) async fn session(sandbox: &Sandbox, oauth: &OAuth) -> Session {
    let event = bitrix_client::Event::from_form(&installed(sandbox)).unwrap();
    let session = oauth.install(&event).await.unwrap();
    sandbox.clear_requests();
    session
}

pub(crate) fn client(session: &Session) -> Client {
    let access = Access::session(session).unwrap();
    Client::builder(access)
        .clock(JumpingClock::new())
        .build()
        .unwrap()
}

pub(crate) fn memory() -> Arc<MemoryTokenStore> {
    Arc::new(MemoryTokenStore::new())
}

pub(crate) fn member() -> MemberId {
    MEMBER.parse().unwrap()
}

/// A refusal with this status and code, in place of the work.
pub(crate) fn refusal(status: u16, code: &str) -> FaultKind {
    FaultKind::Status {
        status,
        body: format!(r#"{{"error":"{code}","error_description":""}}"#),
        content_type: "application/json".to_owned(),
    }
}

/// An hour passes: access tokens expire.
pub(crate) fn an_hour_passes(sandbox: &Sandbox) {
    sandbox.clock().advance(3_600_000);
}

/// Names of the requests since the last look, in order.
pub(crate) fn requests(sandbox: &Sandbox) -> Vec<String> {
    let names = sandbox.requests().into_iter().map(|request| request.name);
    let names = names.collect();
    sandbox.clear_requests();
    names
}
