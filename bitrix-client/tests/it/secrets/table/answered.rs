//! Values that only a call gives: clients, sessions, pages, downloads, the user of a page.

use std::sync::{Arc, Mutex};

use bitrix_client::{
    Access, Application, AuthHost, Client, EntityType, Event, Frame, GetProfile, ListItems,
    MemberId, MemoryTokenStore, OAuth, PortalHosts, Redaction, SignedLink, TokenStore as _,
};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::values::installation;
use super::{Shown, shown, told};

/// All of them, of a portal that answers with the secret.
pub(super) async fn all(secret: &str) -> Vec<Shown> {
    let server = portal(secret).await;
    let access = Access::token(&server.uri(), secret).unwrap();
    let client = Client::builder(access).build().unwrap();
    let mut rows = client.list(&ListItems::new(EntityType::DEAL).filter("x", secret));
    let page = rows.next_page().await.unwrap().unwrap();
    let link = SignedLink::new(format!("{}/file?auth={secret}", server.uri()));
    let foreign = SignedLink::new(format!("https://p.example/file?auth={secret}"));
    let mut all = vec![
        shown(&client),
        shown(&rows),
        shown(&page),
        shown(&client.download(&link, 1000).await.unwrap()),
        shown(&client.open_download(&link, 1000).await.unwrap()),
        told(&client.download(&foreign, 1000).await.unwrap_err()),
        shown(&user(&server, secret).await),
    ];
    all.extend(payloads(&server, secret).await);
    all.extend(sessions(secret).await);
    all
}

/// The bodies of a call, as a host that is looking for a fault may write them down.
async fn payloads(server: &MockServer, secret: &str) -> Vec<Shown> {
    let texts = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&texts);
    let access = Access::token(&server.uri(), secret).unwrap();
    let client = Client::builder(access)
        .payload_log(Redaction::new().show("id"), move |payload| {
            notes.lock().unwrap().push(shown(payload));
        })
        .build()
        .unwrap();
    client.call(&GetProfile).await.unwrap();
    std::mem::take(&mut *texts.lock().unwrap())
}

/// A portal whose list, file and profile hold the secret.
async fn portal(secret: &str) -> MockServer {
    let server = MockServer::start().await;
    let items = format!(r#"{{"items":[{{"id":7,"title":"{secret}"}}]}}"#);
    let lists = format!(
        r#"{{"result":{{"result":{{"c0":{items},"c1":{items}}},"result_total":{{"c0":1}}}}}}"#
    );
    let profile = format!(r#"{{"result":{{"ID":"1","ADMIN":true,"NAME":"{secret}"}}}}"#);
    let answers = [
        ("POST", "/rest/batch", lists),
        ("POST", "/rest/profile", profile),
        ("GET", "/file", secret.to_owned()),
    ];
    for (verb, at, body) in answers {
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(answer)
            .mount(&server)
            .await;
    }
    server
}

/// The person in front of a page of that portal.
async fn user(server: &MockServer, secret: &str) -> bitrix_client::FrameUser {
    let host = server.uri().replace("http://", "");
    let query = format!("DOMAIN={host}&PROTOCOL=0");
    let body = format!("AUTH_ID={secret}&APPLICATION_TOKEN={secret}&member_id=m1");
    let frame = Frame::from_request(&query, &body).unwrap();
    let stored = installation(secret).to_json();
    let stored = stored
        .expose()
        .replace("https://p.bitrix24.ru", &server.uri());
    let known = bitrix_client::Installation::from_json(&stored.into()).unwrap();
    let hosts = PortalHosts::pinned_only().loopback();
    let verified = frame.verify(&known, &hosts).unwrap();
    let client = Client::new(Access::token(&server.uri(), "other").unwrap()).unwrap();
    verified.user(&client).await.unwrap()
}

async fn sessions(secret: &str) -> Vec<Shown> {
    let member: MemberId = "m1".parse().unwrap();
    let store = Arc::new(MemoryTokenStore::new());
    store
        .compare_and_set(&member, None, &installation(secret))
        .await
        .unwrap();
    let application = Application::new("local.app", secret, AuthHost::BITRIX_INFO).unwrap();
    let oauth = OAuth::new(application, store.clone()).unwrap();
    let session = oauth.session(&member).await.unwrap().unwrap();
    let access = Access::session(&session).unwrap();
    let event = Event::from_form(&format!("event=ONAPPINSTALL&auth[access_token]={secret}"));
    vec![
        told(&oauth.install(&event.unwrap()).await.unwrap_err()),
        shown(&access),
        shown(&session),
        shown(&oauth),
        shown(&*store),
    ]
}
