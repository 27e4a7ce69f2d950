//! Files by signed links.

use bitrix_client::{Access, Client, ErrorKind, SignedLink};
use wiremock::matchers::{header, header_exists, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::client;

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
