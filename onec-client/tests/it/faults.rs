//! What happens when 1C does not answer, answers late, or something else answers in its place.

use std::time::Duration;

use onec_client::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::samples::{key, prepayment};
use crate::service::client;

fn html(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw("<html><b>IIS</b></html>", "text/html")
}

async fn all(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    server
}

/// A server that reads a whole request, writes these bytes and closes the connection.
async fn closing(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/bp", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut seen = Vec::new();
            let mut buffer = vec![0_u8; 65536];
            while !is_whole(&seen) {
                let read = stream.read(&mut buffer).await.unwrap();
                seen.extend_from_slice(&buffer[..read]);
            }
            stream.write_all(answer).await.unwrap();
        }
    });
    address
}

fn is_whole(seen: &[u8]) -> bool {
    let text = String::from_utf8_lossy(seen).into_owned();
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or(0);
    seen.len() >= head.len() + 4 + length
}

#[tokio::test]
async fn what_answers_in_place_of_the_service_has_a_kind_and_an_outcome() {
    use ErrorKind::*;
    // status, kind, retryable, a write may have happened
    let table = [
        (200, NotJson, false, true),
        (302, Moved, false, false),
        (400, BadRequest, false, false),
        (401, Unauthorized, false, false),
        (403, Forbidden, false, false),
        (404, NotPublished, false, false),
        (405, NotPublished, false, false),
        (408, Busy, true, true),
        (413, BadRequest, false, false),
        (429, Busy, true, false),
        (500, Internal, false, true),
        (502, Busy, true, true),
        (503, Busy, true, true),
        (504, Busy, true, true),
    ];
    for (status, kind, retryable, happened) in table {
        let server = all(html(status)).await;
        let error = client(&server)
            .issue(&key(), &prepayment())
            .await
            .unwrap_err();
        assert_eq!(
            (
                error.kind(),
                error.is_retryable(),
                error.may_have_happened()
            ),
            (kind, retryable, happened),
            "{status}"
        );
        assert_eq!(
            server.received_requests().await.unwrap().len(),
            1,
            "{status}"
        );
        let read = client(&server).about().await.unwrap_err();
        assert_eq!(
            (read.kind(), read.may_have_happened()),
            (kind, false),
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_base_without_a_free_licence_is_busy_and_a_write_may_have_happened() {
    for words in [
        "Не обнаружено свободной лицензии!",
        "Не найдена лицензия. Не обнаружен ключ защиты программы",
        "There are no free licenses!",
    ] {
        let server = all(ResponseTemplate::new(500).set_body_raw(words, "text/html")).await;
        let client = client(&server);
        let error = client.issue(&key(), &prepayment()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Busy, Some(500)));
        assert!(error.may_have_happened() && error.is_retryable(), "{words}");
        let read = client.about().await.unwrap_err();
        assert_eq!((read.kind(), read.attempts()), (ErrorKind::Busy, 3));
    }
}

#[tokio::test]
async fn a_time_out_of_a_write_may_have_happened_and_is_not_repeated() {
    let server = all(html(200).set_delay(Duration::from_secs(30))).await;
    let client = Client::builder(&server.uri())
        .login("l", "p")
        .timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let error = client.issue(&key(), &prepayment()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.may_have_happened() && error.is_retryable());
    let read = client.about().await.unwrap_err();
    assert_eq!((read.kind(), read.attempts()), (ErrorKind::Timeout, 1));
    assert!(!read.may_have_happened());
}

#[tokio::test]
async fn a_refused_connection_did_not_happen() {
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let client = Client::builder(&format!("http://{address}/bp"))
        .login("l", "p")
        .build()
        .unwrap();
    let error = client.issue(&key(), &prepayment()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.may_have_happened() && error.is_retryable());
    assert!(error.to_string().contains("connection refused"), "{error}");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_not_worth_a_repeat() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .unwrap();
    });
    let client = Client::builder(&format!("https://{plain}/bp"))
        .login("l", "p")
        .build()
        .unwrap();
    let error = client.issue(&key(), &prepayment()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.is_retryable()),
        (ErrorKind::Transport, false),
        "{error}"
    );
    assert!(!error.may_have_happened());
    assert!(error.to_string().contains("TLS"), "{error}");
}

#[tokio::test]
async fn a_connection_closed_after_the_request_may_have_happened() {
    let cut: [&'static [u8]; 2] = [
        b"",
        b"HTTP/1.1 201 Created\r\nContent-Length: 5000\r\n\r\n{\"key\":",
    ];
    for answer in cut {
        let address = closing(answer).await;
        let client = Client::builder(&address)
            .login("l", "p")
            .read_pauses(&[])
            .build()
            .unwrap();
        let error = client.issue(&key(), &prepayment()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reset, "{error}");
        assert!(error.may_have_happened());
        assert!(
            !client
                .look_up(&key())
                .await
                .unwrap_err()
                .may_have_happened()
        );
    }
}

#[tokio::test]
async fn a_busy_read_is_repeated_twice_and_an_ended_rush_is_over() {
    let server = all(html(503)).await;
    let error = client(&server).forms().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Busy, 3));
    assert_eq!(server.received_requests().await.unwrap().len(), 3);

    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(html(503))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    let body = include_str!("../fixtures/about.json");
    let good = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    Mock::given(any()).respond_with(good).mount(&server).await;
    assert!(client(&server).about().await.is_ok());
}

#[tokio::test]
async fn the_wait_that_the_server_asks_for_is_passed_on() {
    // What asks for a year is believed an hour.
    for (asked, kept) in [("7", 7), ("31536000", 3600)] {
        let server = all(html(503).insert_header("Retry-After", asked)).await;
        let error = client(&server)
            .issue(&key(), &prepayment())
            .await
            .unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(kept)));
    }
}

#[tokio::test]
async fn an_answer_that_breaks_the_contract_is_refused_with_its_place() {
    let set = include_str!("../fixtures/set.json");
    let table = [
        ("\"main/4512/sale/1/issue\"", "\"other\"", "key"),
        ("\"done\"", "\"working\"", "state"),
        ("\"122000.00\"", "\"122000\"", "contract.total"),
        ("\"122000.00\"", "122000.00", "line"),
        ("\"122000.00\"", "\"1e5.00\"", "contract.total"),
        ("aGVsbG8=", "aGVsbG9=", "contract.files[0]"),
        ("aGVsbG8=", "aHVsbG8=", "contract.files[0]"),
        ("\"size\": 5", "\"size\": 6", "contract.files[0]"),
        ("15-У_26 от", "../15 от", "contract.files[0]"),
        ("\"15400.00\"", "\"-1.00\"", "invoices[0].vat"),
        ("\"2026-11-24\"", "\"24.11.2026\"", "order.date"),
        ("3c7e4a12-5a3b", "3c7e4a12+5a3b", "contract.ref"),
    ];
    for (from, to, place) in table {
        assert!(set.contains(from), "{from}");
        let body = set.replace(from, to);
        let server = all(ResponseTemplate::new(201).set_body_raw(body, "application/json")).await;
        let error = client(&server)
            .issue(&key(), &prepayment())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{to}");
        assert!(error.may_have_happened(), "{to}");
        assert!(error.to_string().contains(place), "{to}: {error}");
    }
}

#[tokio::test]
async fn an_answer_over_the_limit_is_refused() {
    let server = all(ResponseTemplate::new(200).set_body_string("x".repeat(2000))).await;
    let client = Client::builder(&server.uri())
        .login("l", "p")
        .response_limit(1000)
        .build()
        .unwrap();
    assert_eq!(client.about().await.unwrap_err().kind(), ErrorKind::Decode);
}
