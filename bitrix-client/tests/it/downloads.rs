//! Files by signed links.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bitrix_client::{Access, Client, ErrorKind, Observer, RequestSeen, SignedLink};
use wiremock::matchers::{header, header_exists, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Break, Breaker, builder, client};

fn link(server: &MockServer) -> SignedLink {
    SignedLink::new(format!(
        "{}/rest/download.json?auth=aaa&token=disk%7Cbbb",
        server.uri()
    ))
}

#[tokio::test]
async fn a_file_is_fetched_by_its_link_unchanged_with_the_headers_portals_want() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/rest/download.json"))
        .and(query_param("auth", "aaa"))
        .and(query_param("token", "disk|bbb"))
        .and(header("accept", "*/*"))
        .and(header("referer", format!("{}/", server.uri()).as_str()))
        .and(header_exists("user-agent"))
        .and(header_exists("accept-language"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(*b"%PDF-1.7", "application/pdf"))
        .expect(2)
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let file = client.download(&link(&server), 8).await.unwrap();
    assert_eq!(file.content, b"%PDF-1.7");
    assert_eq!(file.content_type.as_deref(), Some("application/pdf"));
    assert_eq!(
        client.download(&link(&server), 7).await.unwrap_err().kind(),
        ErrorKind::TooLarge
    );
}

#[tokio::test]
async fn a_link_to_another_host_is_refused_before_sending() {
    let access = Access::token("https://portal.example", "t").unwrap();
    let client = Client::new(access).unwrap();
    for wrong in [
        "https://evil.example/rest/d?auth=S",
        "http://portal.example/rest/d?auth=S",
        "https://portal.example:8443/d?auth=S",
        "file:///etc/passwd",
        "no link",
    ] {
        let error = client
            .download(&SignedLink::new(wrong), 10)
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Config, 0),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn refusals_come_as_the_portals_error_or_by_status() {
    let json = r#"{"error":"expired_token","error_description":"x"}"#;
    let cases = [
        (
            401,
            json,
            ErrorKind::Unauthorized(bitrix_client::TokenFault::Expired),
        ),
        (404, "<html>nginx</html>", ErrorKind::NotFound),
        (500, "<html>nginx</html>", ErrorKind::ServerFault),
    ];
    for (status, body, kind) in cases {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).set_body_string(body);
        Mock::given(method("GET"))
            .respond_with(answer)
            .expect(1)
            .mount(&server)
            .await;
        let (client, _) = client(&server.uri());
        assert_eq!(
            client
                .download(&link(&server), 1000)
                .await
                .unwrap_err()
                .kind(),
            kind
        );
    }
}

#[tokio::test]
async fn a_file_comes_piece_by_piece_and_its_end_is_told() {
    let server = MockServer::start().await;
    let content: Vec<u8> = (0_u8..=255).cycle().take(300_000).collect();
    let answer = ResponseTemplate::new(200).set_body_raw(content.clone(), "application/pdf");
    Mock::given(method("GET"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let (builder, _) = builder(&server.uri());
    let seen = Arc::new(Received::default());
    let client = builder.observer(seen.clone()).build().unwrap();
    let mut file = client.open_download(&link(&server), 300_000).await.unwrap();
    assert_eq!(
        (file.length(), file.content_type()),
        (Some(300_000), Some("application/pdf"))
    );
    let (mut read, mut pieces) = (Vec::new(), 0);
    while let Some(piece) = file.piece().await.unwrap() {
        read.extend_from_slice(&piece);
        pieces += 1;
    }
    assert!(read == content && pieces > 1, "{pieces} pieces");
    assert_eq!(seen.0.load(Ordering::SeqCst), 0);
    drop(file);
    assert_eq!(seen.0.load(Ordering::SeqCst), 300_000);
}

#[tokio::test]
async fn a_download_that_stops_in_the_middle_or_never_begins_is_an_error() {
    let cases = [
        (Break::Truncate, ErrorKind::Reset),
        (Break::Drop, ErrorKind::Reset),
        (Break::Silence, ErrorKind::Timeout),
    ];
    for (act, kind) in cases {
        let server = Breaker::start(Box::leak(Box::new([act]))).await;
        let (builder, _) = builder(&server.address());
        let client = builder.timeout(Duration::from_millis(200)).build().unwrap();
        let link = SignedLink::new(format!("{}/rest/download.json", server.address()));
        let error = client.download(&link, 1000).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{act:?}");
        assert!(!error.may_have_happened(), "a download changes nothing");
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn a_refusal_for_the_pace_slows_down_the_calls_behind_it() {
    let server = MockServer::start().await;
    let refusal = ResponseTemplate::new(503).set_body_string(r#"{"error":"QUERY_LIMIT_EXCEEDED"}"#);
    Mock::given(method("GET"))
        .respond_with(refusal)
        .expect(1)
        .mount(&server)
        .await;
    let good = ResponseTemplate::new(200).set_body_string(r#"{"result":{"ID":"1","ADMIN":true}}"#);
    Mock::given(method("POST"))
        .respond_with(good)
        .mount(&server)
        .await;
    let (client, clock) = client(&server.uri());
    let error = client.download(&link(&server), 10).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    client.call(&bitrix_client::GetProfile).await.unwrap();
    assert_eq!(clock.sleeps(), [1000]);
}

/// The bytes of downloads that an observer was told of.
#[derive(Default)]
struct Received(AtomicU64);

impl Observer for Received {
    fn request(&self, seen: &RequestSeen<'_>) {
        self.0.fetch_add(seen.received, Ordering::SeqCst);
    }
}
