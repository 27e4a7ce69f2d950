//! What is sent, as the server sees it: paths, headers and bodies.

use onec_client::*;
use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::description::example;
use crate::samples::{contract_only, invoice_by_number, invoice_only, key, person, prepayment};

const LOGIN: &str = "Интеграция";
const PASSWORD: &str = "пароль+1 ";

/// Records every request and answers 503, which no write survives.
async fn recorded(call: impl AsyncFnOnce(Client)) -> Vec<Request> {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(503))
        .mount(&server)
        .await;
    let client = Client::builder(&format!("{}/bp/", server.uri()))
        .login(LOGIN, PASSWORD)
        .read_pauses(&[])
        .build()
        .unwrap();
    call(client).await;
    server.received_requests().await.unwrap()
}

fn target(request: &Request) -> String {
    let query = request
        .url
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    format!("{} {}{query}", request.method, request.url.path())
}

#[tokio::test]
async fn a_request_is_written_as_the_description_has_it() {
    for (name, request) in [
        ("PrepaymentRequest", prepayment()),
        ("PersonRequest", person()),
        ("ContractOnlyRequest", contract_only()),
        ("InvoiceOnlyRequest", invoice_only()),
        ("InvoiceByNumberRequest", invoice_by_number()),
    ] {
        let seen = recorded(async |client| drop(client.issue(&key(), &request).await)).await;
        let [sent] = seen.as_slice() else {
            panic!("{} requests", seen.len())
        };
        let sent: Value = serde_json::from_slice(&sent.body).unwrap();
        assert_eq!(sent, example(name), "{name}");
    }
}

#[tokio::test]
async fn the_same_request_is_written_in_the_same_bytes() {
    let seen = recorded(async |client| {
        drop(client.issue(&key(), &prepayment()).await);
        drop(client.issue(&key(), &prepayment()).await);
    })
    .await;
    assert_eq!(seen[0].body, seen[1].body);
}

#[tokio::test]
async fn a_slash_of_the_key_travels_encoded_and_the_key_of_a_write_in_its_header() {
    let hash = Sha256::of(b"hello");
    let reservation = NumberReservationRequest {
        organization: "8f0c2c1e-5a3b-11f1-9c00-00155d000001".parse().unwrap(),
        form: "services".into(),
        date: "2026-11-24".parse().unwrap(),
        deal: "4512".into(),
        hold_minutes: None,
    };
    let odd_key: IdempotencyKey = "a/b+c&d=e#f%?".parse().unwrap();
    let seen = recorded(async |client| {
        drop(client.about().await);
        drop(client.forms().await);
        drop(client.issue(&key(), &prepayment()).await);
        drop(client.look_up(&odd_key).await);
        drop(client.file(&key(), &hash).await);
        drop(client.reserve_number(&key(), &reservation).await);
        drop(client.release_number(&key()).await);
        drop(client.void_key(&odd_key).await);
    })
    .await;
    let targets: Vec<String> = seen.iter().map(target).collect();
    assert_eq!(
        targets,
        [
            "GET /bp/hs/docflow/v1/about".to_owned(),
            "GET /bp/hs/docflow/v1/forms".to_owned(),
            "POST /bp/hs/docflow/v1/document-sets".to_owned(),
            "GET /bp/hs/docflow/v1/document-sets?key=a%2Fb%2Bc%26d%3De%23f%25%3F".to_owned(),
            format!("GET /bp/hs/docflow/v1/files/{hash}?key=main%2F4512%2Fsale%2F1%2Fissue"),
            "POST /bp/hs/docflow/v1/number-reservations".to_owned(),
            "DELETE /bp/hs/docflow/v1/number-reservations?key=main%2F4512%2Fsale%2F1%2Fissue"
                .to_owned(),
            "POST /bp/hs/docflow/v1/voided-keys".to_owned(),
        ]
    );
    let (usual, odd) = (Some("main/4512/sale/1/issue"), Some(odd_key.as_str()));
    for (at, due) in [(2, usual), (3, None), (5, usual), (6, None), (7, odd)] {
        let sent = seen[at]
            .headers
            .get("Idempotency-Key")
            .map(|value| value.to_str().unwrap());
        assert_eq!(sent, due, "{}", targets[at]);
    }
    // A body, so that IIS finds a length.
    assert_eq!(seen[7].body, b"{}");
    assert_eq!(
        String::from_utf8_lossy(&seen[5].body),
        r#"{"organization":"8f0c2c1e-5a3b-11f1-9c00-00155d000001","form":"services","date":"2026-11-24","deal":"4512"}"#
    );
}

#[tokio::test]
async fn cyrillic_credentials_are_sent_in_utf_8() {
    use base64::Engine as _;
    let seen = recorded(async |client| drop(client.about().await)).await;
    let header = seen[0]
        .headers
        .get("Authorization")
        .unwrap()
        .to_str()
        .unwrap();
    let plain = base64::engine::general_purpose::STANDARD
        .decode(header.strip_prefix("Basic ").unwrap())
        .unwrap();
    assert_eq!(
        String::from_utf8(plain).unwrap(),
        format!("{LOGIN}:{PASSWORD}")
    );
}

#[tokio::test]
async fn a_value_that_would_have_to_be_rounded_is_not_sent() {
    let mut request = prepayment();
    request.rows[0].price = "12200.005".parse().unwrap();
    let seen = recorded(async |client| {
        let error = client.issue(&key(), &request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!error.may_have_happened());
    })
    .await;
    assert!(seen.is_empty());
}

#[test]
fn the_settings_are_parsed_when_the_client_is_built() {
    let build = |address: &str, login: &str| Client::builder(address).login(login, "p").build();
    for address in [
        "https://1c.example.org/bp",
        "http://127.0.0.1:8080/bp",
        "http://[::1]/bp",
        "http://localhost/bp",
    ] {
        assert!(build(address, "l").is_ok(), "{address}");
    }
    for address in [
        "http://1c.example.org/bp",
        "ftp://127.0.0.1/bp",
        "1c.example.org/bp",
        "https://u:p@1c.example.org/bp",
        "https://1c.example.org/bp?x=1",
        "http://localhost.example.org/bp",
        "",
    ] {
        assert_eq!(
            build(address, "l").unwrap_err().kind(),
            ErrorKind::Config,
            "{address}"
        );
    }
    assert_eq!(
        build("https://h/bp", "a:b").unwrap_err().kind(),
        ErrorKind::Config
    );
    assert_eq!(
        build("https://h/bp", "").unwrap_err().kind(),
        ErrorKind::Config
    );
    let no_pem = Client::builder("https://h/bp")
        .login("l", "p")
        .private_authority(b"none")
        .build();
    assert_eq!(no_pem.unwrap_err().kind(), ErrorKind::Config);
}
