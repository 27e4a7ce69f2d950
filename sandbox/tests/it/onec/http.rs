//! A client of a few lines: one request a connection, JSON in and out.

use std::fmt::Write as _;

use base64::Engine as _;
use docflow_sandbox::Sandbox;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(super) const LOGIN: &str = "Интеграция:пароль";

/// An answer: status, head, body without a byte order mark.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) bytes: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(self.text().trim_start_matches('\u{feff}')).unwrap()
    }

    /// The code of an error body.
    pub(super) fn code(&self) -> String {
        self.json()["error"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

/// Sends one request; `None` when the connection ended without an answer.
pub(super) async fn send(
    sandbox: &Sandbox,
    request: &str,
    key: Option<&str>,
    login: Option<&str>,
    body: &[u8],
) -> Option<Answer> {
    let host = sandbox.onec_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let mut head = format!("{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    if let Some(key) = key {
        write!(head, "Idempotency-Key: {key}\r\n").unwrap();
    }
    if let Some(login) = login {
        let basic = base64::engine::general_purpose::STANDARD.encode(login);
        write!(head, "Authorization: Basic {basic}\r\n").unwrap();
    }
    write!(head, "Content-Length: {}\r\n\r\n", body.len()).unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer {
        status,
        head,
        bytes: answer[end + 4..].to_vec(),
    })
}

/// A call of the service with the right login.
pub(super) async fn call(sandbox: &Sandbox, verb: &str, path: &str) -> Answer {
    let request = format!("{verb} /bp/hs/docflow/v1/{path}");
    send(sandbox, &request, None, Some(LOGIN), b"")
        .await
        .unwrap()
}

/// A keyed write.
pub(super) async fn post(sandbox: &Sandbox, path: &str, key: &str, body: &Value) -> Answer {
    let request = format!("POST /bp/hs/docflow/v1/{path}");
    let body = body.to_string();
    send(sandbox, &request, Some(key), Some(LOGIN), body.as_bytes())
        .await
        .unwrap()
}

/// `POST /document-sets`.
pub(super) async fn issue(sandbox: &Sandbox, key: &str, body: &Value) -> Answer {
    post(sandbox, "document-sets", key, body).await
}

/// `GET /document-sets?key=…`.
pub(super) async fn look_up(sandbox: &Sandbox, key: &str) -> Answer {
    call(
        sandbox,
        "GET",
        &format!("document-sets?key={}", key.replace('/', "%2F")),
    )
    .await
}

/// `POST /voided-keys`.
pub(super) async fn void(sandbox: &Sandbox, key: &str) -> Answer {
    post(sandbox, "voided-keys", key, &serde_json::json!({})).await
}
