//! No secret reaches an error, `Debug` or a log line, whatever the portal answers.

mod table;

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use bitrix_client::{
    Access, AddComment, Batch, Client, EntityType, GetProfile, Id, Params, Secret, SignedLink,
    UpdateItem,
};
use docflow_sandbox::{Fault, FaultKind, Side};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Record};
use tracing::{Event, Metadata, Subscriber};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::sandbox::KEY;
use crate::support::{SECRET, client, nobody};

const TOKEN: &str = "b2f7a1d40071c2e8000a3f5b000000020000076ab4d91c8e";
/// A code that turns into tokens.
const CODE: &str = "c0d3-6f1d3a7b9e5c4f20";
const PERSON: &str = "Иванов Иван Иванович";

/// Writes down every field of every span and event, of all crates, at all levels.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

impl Visit for Notes {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        writeln!(self.0.lock().unwrap(), "{}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Notes {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> tracing::span::Id {
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

/// Answers that quote the caller's secret back, and addresses and tokens of others.
fn answers(secret: &str) -> Vec<ResponseTemplate> {
    let quote =
        format!("{PERSON} key {secret} https://p.example/rest/1/{SECRET}/x auth={TOKEN} {TOKEN}");
    let json = |status, body: String| ResponseTemplate::new(status).set_body_raw(body, "a/json");
    vec![
        json(
            400,
            format!(r#"{{"error":"X","error_description":"{quote}"}}"#),
        ),
        json(
            400,
            format!(r#"{{"error":"{quote}","error_description":""}}"#),
        ),
        json(
            400,
            format!(r#"{{"error":{{"code":"X","message":"{quote}"}}}}"#),
        ),
        json(200, format!(r#"{{"result":"{quote}"}}"#)),
        json(200, format!(r#"{{"result":{{"ID":"{quote}"}}}}"#)),
        json(502, format!("<html>{quote}</html>")),
        ResponseTemplate::new(302).insert_header("Location", format!("/rest/1/{SECRET}/x")),
    ]
}

fn accesses(address: &str) -> [Access; 2] {
    let hook = Access::webhook(&format!("{address}/rest/1/{SECRET}/")).unwrap();
    [hook, Access::token(address, TOKEN).unwrap()]
}

/// Calls that fail say nothing that they must not.
async fn assert_quiet(client: &Client) {
    let comment = AddComment::new(EntityType::DEAL, 7, PERSON);
    let error = client.call(&comment).await.unwrap_err();
    assert_clean(&format!("{error} {error:?} {client:?} {comment:?}"));
    let words = error.description().replace(PERSON, "");
    assert_clean(&words);
    let options = bitrix_client::CallOptions::default().attempts(1);
    let error = client.call_with(&GetProfile, &options).await.unwrap_err();
    assert_clean(&format!("{error} {error:?}"));
    assert!(error.code().len() < 2, "{}", error.code());
}

/// An authorization server that quotes everything it was sent says nothing through the client.
async fn assert_quiet_renewal() {
    let sandbox = crate::sandbox::portal().await;
    let oauth = crate::sandbox::oauth(&sandbox, crate::sandbox::memory());
    let session = crate::sandbox::session(&sandbox, &oauth).await;
    let client = crate::sandbox::client(&session);
    let tokens = session.installation().tokens().clone();
    let (access, refresh) = (tokens.access().expose(), tokens.refresh().expose());
    let quote = format!("{KEY} {refresh} {CODE} {access}");
    let refused = FaultKind::Status {
        status: 400,
        body: format!(r#"{{"error":"invalid_grant","error_description":"{quote}"}}"#),
        content_type: "application/json".to_owned(),
    };
    sandbox.add_fault(Fault::new(Side::Portal, "oauth/token", refused).count(0));
    crate::sandbox::an_hour_passes(&sandbox);
    let renewal = client.call(&GetProfile).await.unwrap_err();
    let host = |url: &str| url.split("//").nth(1).unwrap().to_owned();
    let back = format!(
        "code={CODE}&state=s&domain={}&member_id={}&scope=crm&server_domain={}",
        host(sandbox.portal_url()),
        crate::sandbox::MEMBER,
        host(sandbox.auth_urls()[1])
    );
    let redirect = bitrix_client::Redirect::from_query(&back).unwrap();
    let exchange = oauth.exchange(&redirect, "s").await.unwrap_err();
    assert_eq!(exchange.code(), "invalid_grant");
    let all = format!("{renewal} {renewal:?} {exchange} {exchange:?} {redirect:?} {session:?}");
    for secret in [KEY, CODE, access, refresh] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    assert_clean(&all);
}

fn assert_clean(text: &str) {
    for secret in [SECRET, TOKEN, PERSON, "/rest/", KEY, CODE, "70k3n"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn no_error_and_no_log_line_shows_a_secret_or_a_parameter() {
    let notes = Notes::default();
    // For the whole process: with one subscriber of one thread, what other tests have logged first
    // stays switched off. So this reads the lines of the other tests as well.
    tracing::subscriber::set_global_default(notes.clone()).unwrap();
    for (secret, at) in [(SECRET, 0), (TOKEN, 1)] {
        for answer in answers(secret) {
            let server = MockServer::start().await;
            Mock::given(method("POST"))
                .respond_with(answer)
                .mount(&server)
                .await;
            let client = Client::new(accesses(&server.uri())[at].clone()).unwrap();
            assert_quiet(&client).await;
        }
    }
    let (client, _) = client(&nobody().await);
    let error = client.call(&GetProfile).await.unwrap_err();
    assert_clean(&format!("{error} {error:?}"));
    assert_quiet_renewal().await;
    let notes = notes.0.lock().unwrap().clone();
    assert!(
        [
            "crm.timeline.comment.add",
            "status=502",
            "the authorization server"
        ]
        .iter()
        .all(|it| notes.contains(it)),
        "{notes}"
    );
    assert_clean(&notes);
}

#[test]
fn no_debug_of_a_public_type_shows_a_secret_or_a_personal_datum() {
    let fields = Params::new()
        .with("TITLE", PERSON)
        .with("X", [PERSON, TOKEN]);
    let update = UpdateItem::new(EntityType::DEAL, Id::new(7).unwrap(), fields.clone());
    let mut batch = Batch::new();
    let handle = batch.add(update.clone()).unwrap();
    let [hook, token] = accesses("https://p.example");
    let builder = Client::builder(hook.clone()).proxy(format!("http://u:{SECRET}@proxy.example"));
    let link = SignedLink::new(format!("https://p.example/rest/d?auth={TOKEN}"));
    let secret = Secret::new(TOKEN);
    let file = bitrix_client::FileContent::new(PERSON);
    assert_clean(&format!(
        "{fields:?} {update:?} {batch:?} {handle:?} {hook:?} {token:?} {builder:?} {link:?} \
         {secret:?} {file:?}"
    ));
}
