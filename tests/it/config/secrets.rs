//! Secrets: from variables, never shown, and fit for clients.

use super::{example, parse, with};
use docflow::{ConnectError, PortalSecret, Secrets, SecretsError};

fn variables(set: &[(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
    move |name| {
        let found = set.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    }
}

const HOOK: (&str, &str) = (
    "DOCFLOW_BITRIX_WEBHOOK",
    "https://sever.bitrix24.ru/rest/1/s3cret/",
);
const KEY: (&str, &str) = ("DOCFLOW_BITRIX_CLIENT_SECRET", "key-s3cret");
const LOGIN: (&str, &str) = ("DOCFLOW_ONEC_LOGIN", "docflow-s3cret");
const PASSWORD: (&str, &str) = ("DOCFLOW_ONEC_PASSWORD", "pass-s3cret");

#[test]
fn secrets_come_from_the_environment_and_are_never_shown() {
    let configuration = parse(&example()).unwrap();
    let read = |set: &[(&'static str, &'static str)]| {
        Secrets::from_variables(&configuration, variables(set))
    };
    let secrets = read(&[
        HOOK,
        LOGIN,
        PASSWORD,
        ("DOCFLOW_ONEC_LOGIN_MAIN", "own-s3cret"),
    ])
    .unwrap();
    assert!(matches!(secrets.portal, PortalSecret::Webhook(_)));
    assert_eq!(secrets.infobases["main"].name.expose(), "own-s3cret");
    assert_eq!(secrets.infobases["main"].password.expose(), "pass-s3cret");
    assert!(!format!("{secrets:?}").contains("s3cret"));
    let token = read(&[("DOCFLOW_BITRIX_TOKEN", "t"), LOGIN, PASSWORD]).unwrap();
    assert!(matches!(token.portal, PortalSecret::Token(_)));
    let key = read(&[KEY, LOGIN, PASSWORD]).unwrap();
    assert!(matches!(&key.portal, PortalSecret::ClientSecret(_)));
    assert!(!format!("{key:?}").contains("s3cret"));
}

#[test]
fn a_missing_or_foreign_secret_is_named() {
    let configuration = parse(&example()).unwrap();
    let read = |set: &[(&'static str, &'static str)]| {
        Secrets::from_variables(&configuration, variables(set)).unwrap_err()
    };
    assert_eq!(read(&[LOGIN, PASSWORD]), SecretsError::NoPortal);
    assert_eq!(
        read(&[(HOOK.0, " "), LOGIN, PASSWORD]),
        SecretsError::NoPortal
    );
    let both = read(&[HOOK, ("DOCFLOW_BITRIX_TOKEN", "t"), LOGIN, PASSWORD]);
    assert_eq!(both, SecretsError::TwoPortals);
    assert_eq!(
        read(&[HOOK, KEY, LOGIN, PASSWORD]),
        SecretsError::TwoPortals
    );
    let table = "[portal.application]\nclient_id = \"local.65f1c0de2a8d14.73591022\"\n\
                 auth_server = \"oauth.bitrix24.tech\"\n";
    let without = parse(&with(table, "")).unwrap();
    let key = Secrets::from_variables(&without, variables(&[KEY, LOGIN, PASSWORD]));
    assert_eq!(key.unwrap_err(), SecretsError::NoApplication);
    let missing = read(&[HOOK, LOGIN]);
    assert!(
        missing
            .to_string()
            .contains("DOCFLOW_ONEC_PASSWORD_MAIN or DOCFLOW_ONEC_PASSWORD")
    );
    let foreign = read(&[
        (HOOK.0, "https://other.bitrix24.ru/rest/1/s3cret/"),
        LOGIN,
        PASSWORD,
    ]);
    assert!(foreign.to_string().contains("sever.bitrix24.ru"));
    assert!(!foreign.to_string().contains("s3cret") && !foreign.to_string().contains("other."));
}

#[tokio::test]
async fn clients_are_made_from_settings_and_secrets() {
    let text = example().replace("authority_file = \"ca.pem\"\n", "");
    let configuration = parse(&text).unwrap();
    let set = variables(&[HOOK, LOGIN, PASSWORD]);
    let secrets = Secrets::from_variables(&configuration, set).unwrap();
    let client = configuration.portal_client(&secrets).await.unwrap();
    assert_eq!(client.access().host(), "sever.bitrix24.ru");
    let accounting = configuration.accounting(&secrets).unwrap();
    assert!(!format!("{client:?}{accounting:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_connection_that_can_not_be_set_up_is_named() {
    let configuration = parse(&with("\"ca.pem\"", "\"/no/such/ca\"")).unwrap();
    let set = variables(&[HOOK, LOGIN, PASSWORD]);
    let secrets = Secrets::from_variables(&configuration, set).unwrap();
    let error = configuration.portal_client(&secrets).await.unwrap_err();
    let words = error.to_string();
    assert!(words.contains("the portal") && words.contains("authority_file"));
    assert!(!words.contains("/no/such"));
    let error = configuration.accounting(&secrets).unwrap_err();
    assert!(matches!(error, ConnectError::Settings { place, .. } if place == "infobase main"));
}
