//! A portal that has moved: asked once at its new address, if that is believed.

use bitrix_client::{
    Access, Client, EntityType, ErrorKind, GetProfile, Id, Installation, OAuth, Params,
    PortalHosts, Session, UpdateItem,
};
use docflow_sandbox::{Fault, FaultKind, Sandbox, Side};

use crate::sandbox::{an_hour_passes, client, member, memory, oauth, portal, requests, session};
use crate::support::JumpingClock;

fn moved(to: &str) -> Fault {
    let location = format!("{to}/rest/whatever?x=1");
    Fault::new(Side::Portal, "*", FaultKind::Moved { location }).count(0)
}

async fn two_portals() -> (Sandbox, Sandbox) {
    let (old, new) = (portal().await, portal().await);
    old.add_fault(moved(new.portal_url()));
    (old, new)
}

fn by_token(sandbox: &Sandbox, hosts: Option<PortalHosts>) -> Client {
    let access = Access::token(sandbox.portal_url(), "first-access-70k3n").unwrap();
    let builder = Client::builder(access).clock(JumpingClock::new());
    let builder = match hosts {
        Some(hosts) => builder.portal_hosts(hosts),
        None => builder,
    };
    builder.build().unwrap()
}

#[tokio::test]
async fn a_call_is_posted_again_once_and_the_new_address_remembered_and_reported() {
    let (old, new) = two_portals().await;
    let client = by_token(&old, None);
    assert_eq!(client.moved_to(), None);
    let deal = Id::new(4512).unwrap();
    let write = UpdateItem::new(EntityType::DEAL, deal, Params::new().with("title", "moved"));
    client.call(&write).await.unwrap();
    assert_eq!(new.state()["portal"]["deals"]["4512"]["title"], "moved");
    assert_eq!(client.moved_to().as_deref(), Some(new.portal_url()));
    client.clone().call(&GetProfile).await.unwrap();
    assert_eq!(requests(&old), ["crm.item.update"]);
    assert_eq!(requests(&new), ["crm.item.update", "profile"]);
}

#[tokio::test]
async fn an_address_that_is_not_on_the_list_is_not_asked() {
    let (old, new) = two_portals().await;
    let client = by_token(&old, Some(PortalHosts::cloud()));
    let error = client.call(&GetProfile).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Moved);
    assert_eq!(client.moved_to(), None);
    assert_eq!((requests(&old).len(), requests(&new).len()), (1, 0));
}

#[tokio::test]
async fn a_portal_that_sends_on_and_on_is_given_up_after_one_turn() {
    let (old, new) = two_portals().await;
    new.add_fault(moved(old.portal_url()));
    let client = by_token(&old, None);
    let error = client.call(&GetProfile).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Moved, 2));
    assert_eq!(client.moved_to(), None);
    assert_eq!((requests(&old).len(), requests(&new).len()), (1, 1));
}

#[tokio::test]
async fn a_session_stores_the_new_address() {
    let (home, oauth, session) = installed().await;
    let new = portal().await;
    a_session_moves(&home, &new, &session).await;
    let stored = oauth.installation(&member()).await.unwrap().unwrap();
    assert_eq!(stored.portal(), new.portal_url());
}

#[tokio::test]
async fn the_new_address_is_stored_over_what_another_process_has_put_there() {
    let (home, oauth, session) = installed().await;
    let other = oauth.session(&member()).await.unwrap().unwrap();
    an_hour_passes(&home);
    client(&other).call(&GetProfile).await.unwrap();
    let pair = other.installation();
    // A token that the portal does not call expired, so that the new pair is not looked for.
    let new = portal().await;
    a_session_moves(&home, &new, &session).await;
    let stored = oauth.installation(&member()).await.unwrap().unwrap();
    assert_eq!(stored.portal(), new.portal_url());
    let refresh = |known: &Installation| known.tokens().refresh().expose().to_owned();
    assert_eq!(refresh(&stored), refresh(&pair));
}

async fn installed() -> (Sandbox, OAuth, Session) {
    let home = portal().await;
    let oauth = oauth(&home, memory());
    let session = session(&home, &oauth).await;
    (home, oauth, session)
}

async fn a_session_moves(home: &Sandbox, new: &Sandbox, session: &Session) {
    // The same application with the same token lives at the new address.
    let token = session.installation().tokens().access().expose().to_owned();
    let mut world = crate::sandbox::world();
    world.portal.applications[0].tokens[0].access_token = token;
    new.load(&world).unwrap();
    home.add_fault(moved(new.portal_url()));
    client(session).call(&GetProfile).await.unwrap();
    assert_eq!(requests(new), ["profile"]);
}
