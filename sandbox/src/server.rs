//! The accept loop: sockets, TLS and HTTP/1.1, low enough that a connection can be refused, reset
//! or cut where a fault says so.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::core::{Core, Outcome};
use crate::site::{Door, Reply, Request, Side};
use crate::socket::{Scissors, Socket};

/// A request body larger than this is refused, as a web server in front of PHP does.
const BODY_LIMIT: usize = 128 * 1024 * 1024;

/// Where requests go: a side of the sandbox through its faults, or the control address.
#[derive(Clone)]
pub(crate) enum Target {
    Side(Side),
    /// An authorization server of the portal.
    Auth(usize),
    Control(Arc<dyn Fn(Request) -> Reply + Send + Sync>),
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) core: Arc<Core>,
    pub(crate) target: Target,
    pub(crate) tls: Option<TlsAcceptor>,
}

/// Binds a loopback port (0: any) without serving it yet.
pub(crate) async fn bind(port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((IpAddr::from([127, 0, 0, 1]), port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

impl Server {
    /// Serves until `stop` is dropped or set.
    pub(crate) async fn run(self, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stop.changed() => return,
            };
            let Ok((stream, peer)) = accepted else {
                continue;
            };
            if let Target::Side(side) = self.target
                && self.core.refuses_connection(side)
            {
                let _ = stream.set_zero_linger();
                continue;
            }
            let _ = stream.set_nodelay(true);
            tokio::spawn(self.clone().connection(stream, peer.ip(), stop.clone()));
        }
    }

    async fn connection(self, stream: TcpStream, peer: IpAddr, stop: watch::Receiver<bool>) {
        let scissors = Scissors::default();
        let socket = Socket::new(stream, scissors.clone());
        match self.tls.clone() {
            None => self.serve(socket, peer, scissors, stop).await,
            Some(acceptor) => {
                if let Ok(stream) = acceptor.accept(socket).await {
                    self.serve(stream, peer, scissors, stop).await;
                }
            }
        }
    }

    async fn serve<S>(
        self,
        stream: S,
        peer: IpAddr,
        scissors: Scissors,
        mut stop: watch::Receiver<bool>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let mut kicks = self.core.kicks();
        let service = service_fn(|request| self.respond(request, peer, &scissors));
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        loop {
            tokio::select! {
                // A cut or failed connection has nobody left to tell.
                _ = connection.as_mut() => return,
                kicked = kicks.changed() => {
                    connection.as_mut().graceful_shutdown();
                    if kicked.is_err() { return }
                }
                _ = stop.changed() => return,
            }
        }
    }

    async fn respond(
        &self,
        request: http::Request<Incoming>,
        peer: IpAddr,
        scissors: &Scissors,
    ) -> Result<Response<Full<Bytes>>, Dropped> {
        let Some(request) = self.read(request, peer).await else {
            return Ok(response(Reply::html(http::StatusCode::PAYLOAD_TOO_LARGE)));
        };
        let outcome = match &self.target {
            Target::Side(side) => self.core.handle(*side, request).await,
            Target::Auth(_) => self.core.handle(Side::Portal, request).await,
            Target::Control(answer) => {
                let answer = Arc::clone(answer);
                let work = move || Outcome::Answer(answer(request));
                tokio::task::spawn_blocking(work)
                    .await
                    .unwrap_or(Outcome::Close)
            }
        };
        match outcome {
            Outcome::Answer(reply) => Ok(response(reply)),
            Outcome::Cut(reply) => {
                scissors.cut_after(reply.body.len() / 2);
                Ok(response(reply))
            }
            Outcome::Reset => {
                scissors.cut();
                Err(Dropped)
            }
            Outcome::Close => Err(Dropped),
        }
    }

    async fn read(&self, request: http::Request<Incoming>, peer: IpAddr) -> Option<Request> {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, BODY_LIMIT)
            .collect()
            .await
            .ok()?
            .to_bytes();
        let door = match self.target {
            Target::Auth(server) => Door::Auth(server),
            Target::Side(_) | Target::Control(_) => Door::Own,
        };
        Some(Request {
            door,
            method: head.method,
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: head.headers,
            body,
            peer,
            tls: self.tls.is_some(),
            token_lives: None,
        })
    }
}

/// Tells hyper to give the connection up without an answer.
#[derive(Debug)]
struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("dropped by a scripted fault")
    }
}

impl std::error::Error for Dropped {}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut builder = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        builder = builder.header(name, value);
    }
    let body = Full::new(reply.body);
    builder
        .body(body)
        .unwrap_or_else(|_| -> Response<Full<Bytes>> {
            let mut plain = Response::new(Full::default());
            *plain.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
            plain
        })
}
