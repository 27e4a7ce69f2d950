//! A clock that jumps instead of sleeping, a server that breaks connections, and short names.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bitrix_client::{Access, Client, ClientBuilder, Clock};
use chrono::{DateTime, Utc};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The code of the webhook in these tests; it must never be seen outside a request.
pub(crate) const SECRET: &str = "s3cr3tc0de12";

/// A clock that stands still until someone sleeps, and then is where they wanted to be.
pub(crate) struct JumpingClock {
    now: Mutex<DateTime<Utc>>,
    sleeps: Mutex<Vec<Duration>>,
}

impl JumpingClock {
    pub(crate) fn new() -> Arc<Self> {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Arc::new(Self {
            now: Mutex::new(start),
            sleeps: Mutex::default(),
        })
    }

    /// How long each sleep was, in milliseconds.
    pub(crate) fn sleeps(&self) -> Vec<u128> {
        self.sleeps
            .lock()
            .unwrap()
            .iter()
            .map(Duration::as_millis)
            .collect()
    }
}

#[async_trait]
impl Clock for JumpingClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    async fn sleep_until(&self, at: DateTime<Utc>) {
        let mut now = self.now.lock().unwrap();
        if let Ok(rest) = (at - *now).to_std() {
            *now = at;
            self.sleeps.lock().unwrap().push(rest);
        }
    }
}

/// Settings for a client of the portal at `address`, with a clock that jumps.
pub(crate) fn builder(address: &str) -> (ClientBuilder, Arc<JumpingClock>) {
    let access = Access::webhook(&format!("{address}/rest/1/{SECRET}/")).unwrap();
    let clock = JumpingClock::new();
    let builder = Client::builder(access)
        .clock(clock.clone())
        .timeout(Duration::from_secs(5));
    (builder, clock)
}

pub(crate) fn client(address: &str) -> (Client, Arc<JumpingClock>) {
    let (builder, clock) = builder(address);
    (builder.build().unwrap(), clock)
}

/// What a [`Breaker`] does with each connection, in order; the last one is repeated.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Break {
    /// Reads the request and closes without an answer.
    Drop,
    /// Reads the request and never answers.
    Silence,
    /// Announces more bytes than it sends.
    Truncate,
    /// Answers `{"result":true}`.
    Answer,
    /// Answers the same without saying how long it is.
    Unannounced,
}

/// A server that breaks connections and counts the requests it has read whole.
pub(crate) struct Breaker {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

impl Breaker {
    pub(crate) async fn start(script: &'static [Break]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let at = seen.fetch_add(1, Ordering::SeqCst);
                let act = *script.get(at).or(script.last()).unwrap();
                tokio::spawn(perform(stream, act));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn perform(mut stream: TcpStream, act: Break) {
    read_request(&mut stream).await;
    let answer: &[u8] = match act {
        Break::Drop => return,
        Break::Silence => std::future::pending().await,
        Break::Truncate => b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"result\":",
        Break::Unannounced => b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"result\":true}",
        Break::Answer => {
            b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"result\":true}"
        }
    };
    stream.write_all(answer).await.unwrap();
    stream.shutdown().await.unwrap();
}

/// Reads the head and as many bytes of body as it announces.
async fn read_request(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut chunk = [0_u8; 4096];
    loop {
        let text = String::from_utf8_lossy(&seen).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .split_once("content-length: ")
                .map_or("0", |(_, rest)| rest);
            let length: usize = length.lines().next().unwrap().parse().unwrap();
            if body.len() >= length {
                return;
            }
        }
        let read = stream.read(&mut chunk).await.unwrap();
        assert!(read > 0, "the client closed before its request was whole");
        seen.extend_from_slice(&chunk[..read]);
    }
}

/// The address of a port on which nobody listens.
pub(crate) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
