//! Who stands before the service: the web server, the login, the right, the closed base.

use docflow_sandbox::Side;
use serde_json::json;

use super::http::{LOGIN, call, issue, send};
use super::world::{ORGANIZATION, base, request, start};

#[tokio::test]
async fn what_is_not_the_service_answers_html() {
    let sandbox = start(base()).await;
    let table = [
        ("GET /bp/hs/docflow/v1/about", None, 401),
        ("GET /bp/hs/docflow/v1/about", Some("Интеграция:wrong"), 401),
        ("GET /bp/hs/docflow/v1/about", Some("nobody:пароль"), 401),
        ("GET /other/hs/docflow/v1/about", Some(LOGIN), 404),
        ("GET /bp/odata/standard.odata/", Some(LOGIN), 404),
        ("GET /bp/hs/docflow/v1/nothing", Some(LOGIN), 404),
        ("PUT /bp/hs/docflow/v1/document-sets", Some(LOGIN), 405),
        (
            "GET /bp/hs/docflow/v1/document-sets/a%2Fb",
            Some(LOGIN),
            404,
        ),
    ];
    for (path, login, status) in table {
        let answer = send(&sandbox, path, None, login, b"").await.unwrap();
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.text().contains("<html"), "{path}");
        let asks = answer
            .head
            .to_lowercase()
            .contains("www-authenticate: basic");
        assert_eq!(asks, status == 401, "{path}");
    }
    let guest = send(
        &sandbox,
        "GET /bp/hs/docflow/v1/about",
        None,
        Some("guest:guest"),
        b"",
    )
    .await;
    assert_eq!(guest.unwrap().code(), "forbidden");
}

#[tokio::test]
async fn credentials_in_cp1251_are_wrong() {
    let sandbox = start(base()).await;
    let host = sandbox.onec_url().strip_prefix("http://").unwrap();
    // «Интеграция:пароль» in windows-1251.
    let header = "yO3y5ePw4Pbo/zrv4PDu6/w=";
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let head = format!(
        "GET /bp/hs/docflow/v1/about HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Authorization: Basic {header}\r\n\r\n"
    );
    tokio::io::AsyncWriteExt::write_all(&mut stream, head.as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer)
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}

#[tokio::test]
async fn about_and_forms_say_what_the_base_has() {
    let sandbox = start(base()).await;
    let about = call(&sandbox, "GET", "about").await.json();
    assert_eq!(
        (&about["service"], &about["contract"]),
        (&json!("docflow"), &json!("v1"))
    );
    assert_eq!(about["closed_until"], "2026-10-31");
    assert_eq!(about["organizations"][0]["prefix"], "СС");
    assert!(about["organizations"][1].get("kpp").is_none());
    let can = about["capabilities"].as_array().unwrap();
    for word in [
        "void",
        "no_order",
        "no_invoices",
        "invoice_only",
        "supersedes",
        "note",
    ] {
        assert!(can.contains(&json!(word)), "{word}");
    }
    assert_eq!(can.contains(&json!("files")), cfg!(feature = "print"));
    let forms = call(&sandbox, "GET", "forms").await.json();
    assert_eq!(forms["forms"][0]["fields"][1]["choices"], json!(["3", "5"]));
    assert_eq!(forms["forms"][0]["organizations"][0], ORGANIZATION);
    assert!(forms["forms"][0].get("number_template").is_none());
}

#[tokio::test]
async fn a_closed_base_refuses_everything_and_may_be_asked_again() {
    let sandbox = start(base()).await;
    sandbox
        .switch(Side::Onec, &json!({ "maintenance": true }))
        .unwrap();
    let answer = issue(&sandbox, "k", &request()).await;
    assert_eq!((answer.status, answer.code()), (503, "maintenance".into()));
    assert_eq!(answer.json()["error"]["retryable"], true);
    sandbox
        .switch(Side::Onec, &json!({ "maintenance": false, "bom": true }))
        .unwrap();
    let answer = issue(&sandbox, "k", &request()).await;
    assert!(answer.bytes.starts_with(b"\xEF\xBB\xBF"));
    assert_eq!(answer.status, 201);
    assert!(
        sandbox
            .switch(Side::Onec, &json!({ "unknown": 1 }))
            .is_err()
    );
}

#[tokio::test]
async fn a_write_needs_a_key_of_graphic_ascii() {
    let sandbox = start(base()).await;
    let long = "k".repeat(101);
    for key in ["", "a b", &long] {
        let answer = issue(&sandbox, key, &request()).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "bad_request".into()),
            "{key}"
        );
    }
    let no_json = send(
        &sandbox,
        "POST /bp/hs/docflow/v1/document-sets",
        Some("k"),
        Some(LOGIN),
        b"x",
    );
    assert_eq!(no_json.await.unwrap().code(), "bad_request");
    assert_eq!(
        call(&sandbox, "GET", "document-sets").await.code(),
        "bad_request"
    );
    sandbox
        .switch(Side::Onec, &json!({ "refuse_encoded_slash": false }))
        .unwrap();
    assert_eq!(
        call(&sandbox, "GET", "document-sets/a%2Fb").await.code(),
        "unknown_key"
    );
}
