//! Events and frames as the sandbox portal sends them: read, proved, and identified by asking.

use bitrix_client::{
    Change, DecodeError, Error, ErrorKind, Event, Fields, Frame, GetProfile, Happening, Id,
    InboundError, Method, OAuth, Params, Place, PortalHosts, RawJson, Verified,
};
use docflow_sandbox::{Sandbox, Side};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::sandbox::{
    KEY, PROOF, client, installed, member, memory, oauth, portal, requests, session,
};

/// A handler of events: gives the body of the next POST.
struct Handler(TcpListener);

impl Handler {
    async fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn address(&self) -> String {
        format!("http://{}/events", self.0.local_addr().unwrap())
    }

    async fn next(&self) -> (String, String) {
        let (mut stream, _) = self.0.accept().await.unwrap();
        let mut seen = Vec::new();
        let mut chunk = [0_u8; 4096];
        loop {
            let read = stream.read(&mut chunk).await.unwrap();
            seen.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8(seen.clone()).unwrap();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head.split("Content-Length: ").nth(1).unwrap();
            let length: usize = length.lines().next().unwrap().parse().unwrap();
            if body.len() == length {
                let path = head.split(' ').nth(1).unwrap().to_owned();
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
                stream.write_all(answer).await.unwrap();
                return (path, body.to_owned());
            }
        }
    }
}

async fn raw(sandbox: &Sandbox, token: &str, method: &str, mut params: Value) -> Value {
    params["auth"] = json!(token);
    let url = format!("{}/rest/{method}", sandbox.portal_url());
    let http = reqwest::Client::new();
    let request = http.post(url).header("content-type", "application/json");
    let answer = request.body(params.to_string()).send().await.unwrap();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

fn proved<T>(outcome: Result<Result<T, InboundError>, Error>) -> Result<T, InboundError> {
    outcome.unwrap()
}

fn change(sandbox: &Sandbox, title: &str) {
    let act = json!({ "do": "change_item", "entity_type_id": 2, "id": 4512, "fields": { "title": title } });
    sandbox.act(Side::Portal, &act).unwrap();
}

async fn bound(sandbox: &Sandbox, oauth: &OAuth) -> Handler {
    let session = session(sandbox, oauth).await;
    let token = session.installation().tokens().access().expose().to_owned();
    let handler = Handler::start().await;
    let bind = json!({ "event": "onCrmDealUpdate", "handler": handler.address() });
    let done = raw(sandbox, &token, "event.bind", bind).await;
    assert_eq!(done["result"], true, "{done}");
    sandbox.clear_requests();
    handler
}

#[tokio::test]
async fn an_event_comes_to_its_handler_and_is_proved_without_a_request() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let handler = bound(&sandbox, &oauth).await;
    change(&sandbox, "changed by hand");
    let (_, body) = handler.next().await;
    let event = Event::from_form(&body).unwrap();
    let deal = Id::new(4512).unwrap();
    assert_eq!(event.happened, Happening::Deal(Change::Updated, deal));
    assert!(event.auth.access_token.is_some());
    let event = proved(oauth.verify_event(event).await).unwrap();
    assert_eq!(event.portal(), sandbox.portal_url());
    assert!(requests(&sandbox).is_empty());
}

#[tokio::test]
async fn an_event_without_tokens_is_proved_all_the_same() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let handler = bound(&sandbox, &oauth).await;
    let missing = json!({ "event_auth": "missing" });
    sandbox.switch(Side::Portal, &missing).unwrap();
    change(&sandbox, "changed by a robot");
    let event = Event::from_form(&handler.next().await.1).unwrap();
    assert!(event.auth.access_token.is_none());
    let event = proved(oauth.verify_event(event).await).unwrap();
    // What it lacks is in the session of the installation.
    let session = oauth.session(event.member_id()).await.unwrap().unwrap();
    client(&session).call(&GetProfile).await.unwrap();
    assert_eq!(requests(&sandbox), ["profile"]);
}

#[tokio::test]
async fn forged_events_are_refused_without_a_request() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let handler = bound(&sandbox, &oauth).await;
    change(&sandbox, "x");
    let (_, body) = handler.next().await;
    let endpoint = sandbox.portal_url().split("://").nth(1).unwrap().to_owned();
    let endpoint = endpoint.replace(':', "%3A");
    let cases = [
        (
            body.replace(PROOF, "51856fefc120afa4b628cc82d3935ccf"),
            InboundError::WrongProof,
        ),
        (body.replace(PROOF, ""), InboundError::NoProof),
        (
            body.replace(crate::sandbox::MEMBER, "b223"),
            InboundError::UnknownPortal,
        ),
        (
            body.replace(crate::sandbox::MEMBER, ""),
            InboundError::UnknownPortal,
        ),
        (
            body.replace(
                "client%5Fendpoint%5D=http%3A%2F%2F",
                "client%5Fendpoint%5D=https%3A%2F%2Fevil%2Eexample%2F",
            ),
            InboundError::ForeignHost,
        ),
    ];
    for (forged, expected) in cases {
        assert_ne!(forged, body, "{expected:?} with {endpoint}");
        let event = Event::from_form(&forged).unwrap();
        let refused = proved(oauth.verify_event(event).await).unwrap_err();
        assert_eq!(refused, expected);
    }
    assert!(requests(&sandbox).is_empty());
}

#[tokio::test]
async fn an_installation_is_proved_by_portal_and_server_before_it_is_stored() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let event = Event::from_form(&installed(&sandbox)).unwrap();
    let session = oauth.install(&event).await.unwrap();
    assert_eq!(session.member_id(), member());
    assert_eq!(requests(&sandbox), ["profile", "oauth/token"]);
    let known = oauth.installation(&member()).await.unwrap().unwrap();
    assert_eq!(known.application_token().unwrap().expose(), PROOF);
}

#[tokio::test]
async fn an_installation_that_is_not_an_administrators_or_comes_from_elsewhere_is_refused() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let act = json!({ "do": "install", "application": "local.app", "user": 2 });
    let done = sandbox.act(Side::Portal, &act).unwrap();
    let event = Event::from_form(done["body"].as_str().unwrap()).unwrap();
    let error = oauth.install(&event).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert_eq!(requests(&sandbox), ["profile"]);
    let mut foreign = Event::from_form(&installed(&sandbox)).unwrap();
    foreign.auth.client_endpoint = Some("https://evil.example/rest/".to_owned());
    let error = oauth.install(&foreign).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(requests(&sandbox).is_empty());
    assert!(oauth.installation(&member()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_change_of_version_brings_another_proof_and_a_removal_forgets_all() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    session(&sandbox, &oauth).await;
    let act = json!({ "do": "update_application", "application": "local.app" });
    let done = sandbox.act(Side::Portal, &act).unwrap();
    let event = Event::from_form(done["body"].as_str().unwrap()).unwrap();
    let refused = proved(oauth.verify_event(event.clone()).await).unwrap_err();
    assert_eq!(refused, InboundError::WrongProof);
    oauth.install(&event).await.unwrap();
    let act = json!({ "do": "uninstall", "application": "local.app" });
    let done = sandbox.act(Side::Portal, &act).unwrap();
    let event = Event::from_form(done["body"].as_str().unwrap()).unwrap();
    assert!(event.auth.access_token.is_none());
    let event = proved(oauth.verify_event(event).await).unwrap();
    assert!(oauth.uninstall(&event).await.unwrap());
    assert!(oauth.session(&member()).await.unwrap().is_none());
}

async fn opened(sandbox: &Sandbox, oauth: &OAuth, user: u64) -> (Frame, bitrix_client::Client) {
    let session = session(sandbox, oauth).await;
    let token = session.installation().tokens().access().expose().to_owned();
    let handler = Handler::start().await;
    let tab = "CRM_DEAL_DETAIL_TAB";
    let bind = json!({ "PLACEMENT": tab, "HANDLER": handler.address() });
    raw(sandbox, &token, "placement.bind", bind).await;
    let act =
        json!({ "do": "open_frame", "placement": tab, "user": user, "options": { "ID": "4512" } });
    sandbox.act(Side::Portal, &act).unwrap();
    let (path, body) = handler.next().await;
    sandbox.clear_requests();
    let frame = Frame::from_request(path.split_once('?').unwrap().1, &body).unwrap();
    (frame, client(&session))
}

#[tokio::test]
async fn a_frame_is_proved_and_its_user_is_whom_the_portal_names() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let (frame, client) = opened(&sandbox, &oauth, 2).await;
    let deal = Place::Item(bitrix_client::EntityType::DEAL, Id::new(4512).unwrap());
    assert_eq!(frame.place(), deal);
    let frame: Verified<Frame> = proved(oauth.verify_frame(frame).await).unwrap();
    let user = frame.user(&client).await.unwrap();
    assert_eq!((user.id, user.admin), (Id::new(2).unwrap(), false));
    user.client.call(&GetProfile).await.unwrap();
    assert_eq!(requests(&sandbox), ["profile", "profile"]);
}

#[tokio::test]
async fn a_frame_of_a_foreign_host_or_with_another_proof_is_refused_without_a_request() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let (frame, _) = opened(&sandbox, &oauth, 2).await;
    let known = oauth.installation(&member()).await.unwrap().unwrap();
    let hosts = PortalHosts::cloud();
    let mut foreign = frame.clone();
    foreign.domain = "evil.example".to_owned();
    assert_eq!(
        foreign.verify(&known, &hosts).unwrap_err(),
        InboundError::ForeignHost
    );
    let mut forged = frame.clone();
    forged.application_token = Some("x".into());
    assert_eq!(
        forged.verify(&known, &hosts).unwrap_err(),
        InboundError::WrongProof
    );
    let mut bare = frame.clone();
    bare.application_token = None;
    assert_eq!(
        bare.verify(&known, &hosts).unwrap_err(),
        InboundError::NoProof
    );
    assert!(frame.verify(&known, &hosts).is_ok());
    assert!(requests(&sandbox).is_empty());
}

/// `event.offline.get`, reserved for this process.
struct Reserve;

impl Method for Reserve {
    const NAME: &'static str = "event.offline.get";
    const REPEATABLE: bool = false;
    type Answer = Vec<Fields>;

    fn params(&self) -> Params {
        let params = Params::new().with("clear", 0);
        params.with("auth_connector", "docflow")
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Vec<Fields>, DecodeError> {
        result.member("events")
    }
}

#[tokio::test]
async fn the_offline_queue_leaves_out_our_own_changes_and_needs_a_plan() {
    let sandbox = portal().await;
    let session = session(&sandbox, &oauth(&sandbox, memory())).await;
    let token = session.installation().tokens().access().expose().to_owned();
    let client = client(&session);
    let bind =
        json!({ "event": "ONCRMDEALUPDATE", "event_type": "offline", "auth_connector": "docflow" });
    raw(&sandbox, &token, "event.bind", bind).await;
    let ours = json!({ "entityTypeId": 2, "id": 4512, "fields": { "title": "x" }, "auth_connector": "docflow" });
    raw(&sandbox, &token, "crm.item.update", ours).await;
    assert!(client.call(&Reserve).await.unwrap().is_empty());
    change(&sandbox, "by hand");
    let rows = client.call(&Reserve).await.unwrap();
    let name: String = rows[0].get("EVENT_NAME").unwrap();
    let data: Fields = rows[0].get("EVENT_DATA").unwrap();
    let deal = Happening::Deal(Change::Updated, Id::new(4512).unwrap());
    assert_eq!((rows.len(), Happening::queued(&name, &data)), (1, deal));
    let small = json!({ "offline_extended": false });
    sandbox.switch(Side::Portal, &small).unwrap();
    let error = client.call(&Reserve).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
}

/// Every public type that holds a token, after a whole life: none shows one.
#[tokio::test]
async fn nothing_that_holds_a_token_shows_it() {
    let sandbox = portal().await;
    let oauth = oauth(&sandbox, memory());
    let event = Event::from_form(&installed(&sandbox)).unwrap();
    let (frame, client) = opened(&sandbox, &oauth, 2).await;
    let session = oauth.session(&member()).await.unwrap().unwrap();
    let known = session.installation();
    let frame = proved(oauth.verify_frame(frame).await).unwrap();
    let user = frame.user(&client).await.unwrap();
    let redirect = bitrix_client::Redirect::from_query("code=c0de-s3cret&state=st4te").unwrap();
    let shown = format!(
        "{event:?} {frame:?} {client:?} {session:?} {known:?} {user:?} {oauth:?} {redirect:?} {:?} {:?}",
        known.to_json(),
        oauth.application(),
    );
    let tokens = known.tokens();
    let mut secrets = vec![tokens.access().clone(), tokens.refresh().clone()];
    secrets.extend([PROOF, KEY, "c0de-s3cret", "st4te"].map(Into::into));
    secrets.extend(event.auth.access_token.clone());
    secrets.extend(event.auth.refresh_token.clone());
    secrets.extend(frame.get().access_token.clone());
    secrets.extend(frame.get().refresh_token.clone());
    assert_eq!(secrets.len(), 10);
    for secret in secrets {
        assert!(!shown.contains(secret.expose()), "{shown}");
    }
}
