//! A very small HTTP client: one connection a request unless told otherwise.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
}

/// The connection was closed or reset.
#[derive(Debug)]
pub(crate) struct Lost(#[allow(dead_code, reason = "shown when a test fails")] pub(crate) String);

#[expect(
    clippy::needless_pass_by_value,
    reason = "so that it goes into map_err as it is"
)]
fn lost(error: impl ToString) -> Lost {
    Lost(error.to_string())
}

/// An open connection.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Connection {
    pub(crate) async fn open(base: &str, ca_pem: Option<&str>) -> Result<Self, Lost> {
        let host = base
            .split("://")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .to_owned();
        let stream = TcpStream::connect(&host).await.map_err(lost)?;
        let sender = match ca_pem {
            None => start(TokioIo::new(stream)).await?,
            Some(pem) => {
                let name = ServerName::try_from("127.0.0.1").unwrap();
                let stream = connector(pem).connect(name, stream).await.map_err(lost)?;
                start(TokioIo::new(stream)).await?
            }
        };
        Ok(Self { sender, host })
    }

    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        content_type: &str,
        body: impl Into<Bytes>,
    ) -> Result<Answer, Lost> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", &self.host)
            .header("user-agent", "sandbox-tests/1")
            .header("content-type", content_type)
            .body(Full::new(body.into()))
            .unwrap();
        self.raw(request).await
    }

    pub(crate) async fn raw(&mut self, request: Request<Full<Bytes>>) -> Result<Answer, Lost> {
        self.sender.ready().await.map_err(lost)?;
        let response = self.sender.send_request(request).await.map_err(lost)?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let kind = headers.get("content-type");
        let content_type = kind
            .map(|v| v.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let body = response
            .into_body()
            .collect()
            .await
            .map_err(lost)?
            .to_bytes();
        Ok(Answer {
            status,
            content_type,
            headers,
            body,
        })
    }
}

async fn start<S>(io: TokioIo<S>) -> Result<SendRequest<Full<Bytes>>, Lost>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let (sender, connection) = handshake(io).await.map_err(lost)?;
    tokio::spawn(connection);
    Ok(sender)
}

fn connector(ca_pem: &str) -> tokio_rustls::TlsConnector {
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    tokio_rustls::TlsConnector::from(Arc::new(config))
}

/// Sends one request over a connection of its own.
pub(crate) async fn send(
    method: Method,
    url: &str,
    content_type: &str,
    body: impl Into<Bytes>,
) -> Result<Answer, Lost> {
    let at = url
        .match_indices('/')
        .nth(2)
        .map_or(url.len(), |(at, _)| at);
    let (base, path) = url.split_at(at);
    Connection::open(base, None)
        .await?
        .send(method, path, content_type, body)
        .await
}

pub(crate) async fn get(url: &str) -> Answer {
    send(Method::GET, url, "text/plain", "").await.unwrap()
}

pub(crate) async fn post(url: &str, body: &serde_json::Value) -> Result<Answer, Lost> {
    send(Method::POST, url, "application/json", body.to_string()).await
}
