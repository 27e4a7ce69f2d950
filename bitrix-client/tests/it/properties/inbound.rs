//! What holds for any text that is posted as an event, a robot's call or a page in a frame.
//!
//! The first line is the query of a page, the rest the body; both together are a JSON text and a
//! form as well.

use bitrix_client::{
    Event, Frame, Happening, InboundAuth, Installation, Params, PlacementOptions, PortalHosts,
    RobotCall, Secret, Value,
};

/// The application token of the installation that everything is proved against.
const PROOF: &str = "51856fefc120afa4b628cc82d3935cce";

/// The permanent id of its portal.
const MEMBER: &str = "a223c6b3710f85df22e9377d6c4f7553";

/// Names whose values are secrets, in events, robots' calls and frames.
const SECRETS: [&str; 8] = [
    "access_token",
    "refresh_token",
    "application_token",
    "event_token",
    "AUTH_ID",
    "REFRESH_ID",
    "APPLICATION_TOKEN",
    "APP_SID",
];

/// Panics when a property is broken.
pub(crate) fn hold(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    options(text);
    let (query, body) = text.split_once('\n').unwrap_or(("", text));
    let Ok(form) = Params::from_php_query(body) else {
        assert!(Event::from_form(body).is_err() && RobotCall::from_form(body).is_err());
        return;
    };
    assert_eq!(
        again(&form),
        form,
        "the form of what was read is read the same"
    );
    event(body, &form);
    robot(body, &form);
    frame(query, body);
    if let Ok(event) = Event::from_json(text) {
        assert_eq!(Happening::read(&event.name, &event.data), event.happened);
    }
}

fn again(form: &Params) -> Params {
    Params::from_php_query(&form.to_php_query()).expect("what was written is a form")
}

/// Options of a place: JSON, kept without loss.
fn options(text: &str) {
    let read = PlacementOptions::from_json(text);
    let again = PlacementOptions::from_json(&read.entries().to_json());
    assert_eq!(again, read, "the JSON of what was read is read the same");
}

fn event(body: &str, form: &Params) {
    let read = Event::from_form(body);
    let parts = |event: Event| {
        let Event {
            name,
            happened,
            handler,
            sent_at,
            ..
        } = event.clone();
        (
            name,
            happened,
            handler,
            sent_at,
            of_auth(&event.auth),
            event.data,
        )
    };
    let forms = [
        Event::from_params(form),
        Event::from_form(&form.to_php_query()),
    ];
    for other in forms {
        assert_eq!(other.map(parts), read.clone().map(parts));
    }
    let Ok(event) = read else { return };
    assert!(!event.name.is_empty() && event.name == event.name.to_ascii_uppercase());
    assert_eq!(Happening::read(&event.name, &event.data), event.happened);
    let veiled = Event::from_params(&veiled(form)).expect("secrets do not make an event");
    assert_eq!(
        format!("{event:?}"),
        format!("{veiled:?}"),
        "a secret is seen"
    );
    let claims = claims(&event.auth);
    proved_by_token(
        event.verify(&installation(), &PortalHosts::cloud()).is_ok(),
        claims,
    );
}

fn robot(body: &str, form: &Params) {
    let read = RobotCall::from_form(body);
    let parts = |call: RobotCall| {
        let token = call.event_token.expose().to_owned();
        let auth = of_auth(&call.auth);
        (
            call.code,
            call.workflow_id,
            call.document,
            token,
            call.properties,
            call.waits,
            auth,
        )
    };
    let forms = [
        RobotCall::from_params(form),
        RobotCall::from_form(&form.to_php_query()),
    ];
    for other in forms {
        assert_eq!(other.map(parts), read.clone().map(parts));
    }
    let Ok(call) = read else { return };
    let veiled = RobotCall::from_params(&veiled(form)).expect("secrets do not make a call");
    assert_eq!(
        format!("{call:?}"),
        format!("{veiled:?}"),
        "a secret is seen"
    );
    let claims = claims(&call.auth);
    proved_by_token(
        call.verify(&installation(), &PortalHosts::cloud()).is_ok(),
        claims,
    );
}

fn frame(query: &str, body: &str) {
    let Ok(read) = Frame::from_request(query, body) else {
        return;
    };
    let mut form = Params::from_php_query(query).expect("the query was read");
    for (name, value) in Params::from_php_query(body)
        .expect("the body was read")
        .iter()
    {
        form.set(name, value.clone());
    }
    let parts = |frame: Frame| {
        let secrets = [
            &frame.application_token,
            &frame.access_token,
            &frame.refresh_token,
        ];
        let secrets = secrets.map(|secret| exposed(secret.as_ref()));
        (
            frame.place(),
            secrets,
            frame.options,
            frame.domain,
            frame.member_id,
            frame.scopes,
        )
    };
    let forms = [
        Frame::from_params(&form),
        Frame::from_request("", &form.to_php_query()),
    ];
    for other in forms {
        assert_eq!(other.map(parts), Ok(parts(read.clone())));
    }
    let veiled = Frame::from_params(&veiled(&form)).expect("secrets do not make a frame");
    assert_eq!(
        format!("{read:?}"),
        format!("{veiled:?}"),
        "a secret is seen"
    );
    let member = read.member_id.as_ref().map(ToString::to_string);
    let claims = (member, exposed(read.application_token.as_ref()));
    proved_by_token(
        read.verify(&installation(), &PortalHosts::cloud()).is_ok(),
        claims,
    );
}

/// The same tree with other letters in the secrets.
fn veiled(form: &Params) -> Params {
    let veil = |(name, value): (&str, &Value)| {
        let value = match value {
            Value::Text(text) if SECRETS.contains(&name) => Value::from("\u{1}".repeat(text.len())),
            Value::Map(map) => Value::Map(veiled(map)),
            other => other.clone(),
        };
        (name.to_owned(), value)
    };
    form.iter().map(veil).collect()
}

fn exposed(secret: Option<&Secret>) -> Option<String> {
    secret.map(|secret| secret.expose().to_owned())
}

type Claims = (Option<String>, Option<String>);

/// Who it claims to be, and with what proof.
fn claims(auth: &InboundAuth) -> Claims {
    let member = auth.member_id.as_ref().map(ToString::to_string);
    (member, exposed(auth.application_token.as_ref()))
}

fn proved_by_token(proved: bool, (member, token): Claims) {
    if proved {
        assert_eq!(member.as_deref(), Some(MEMBER));
        assert_eq!(token.as_deref(), Some(PROOF));
    }
}

fn of_auth(auth: &InboundAuth) -> impl PartialEq + std::fmt::Debug + use<> {
    let secrets = [
        &auth.application_token,
        &auth.access_token,
        &auth.refresh_token,
    ]
    .map(|secret| exposed(secret.as_ref()));
    let texts = [
        &auth.status,
        &auth.domain,
        &auth.client_endpoint,
        &auth.server_endpoint,
    ];
    let texts = texts.map(Clone::clone);
    (
        secrets,
        texts,
        auth.member_id.clone(),
        auth.expires_in,
        auth.user_id,
        auth.scopes.clone(),
    )
}

fn installation() -> Installation {
    let stored = format!(
        r#"{{"version":1,"member_id":"{MEMBER}","portal":"https://some-domain.bitrix24.com",
        "auth_host":"oauth.bitrix.info","application_token":"{PROOF}","access_token":"a",
        "refresh_token":"r","expires_at":null,"user":1,"scopes":[]}}"#
    );
    Installation::from_json(&Secret::new(stored)).expect("a stored installation")
}
