//! Posts of the sandbox itself: events to handlers and frames to pages. To loopback only, once.

use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Nobody is waited for longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A form that is to be posted.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    /// Its number in the list of deliveries.
    pub(crate) number: usize,
    /// The whole address.
    pub(crate) address: String,
    pub(crate) body: String,
}

/// Posts it; the status of the answer. Whatever is not plain HTTP on loopback is not called.
pub(crate) async fn send(post: &Post) -> Option<u16> {
    let (host, path) = loopback(&post.address)?;
    let exchange = exchange(host, path, &post.body);
    tokio::time::timeout(PATIENCE, exchange).await.ok()?
}

async fn exchange(host: &str, path: &str, body: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(host).await.ok()?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Bitrix24 Webhook Engine\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(body.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    let mut chunk = [0_u8; 512];
    while !answer.contains(&b'\n') {
        let read = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        answer.extend_from_slice(chunk.get(..read)?);
    }
    let line = String::from_utf8_lossy(&answer);
    line.split(' ').nth(1)?.parse().ok()
}

/// `host:port` and path of an address of plain HTTP on loopback.
pub(crate) fn loopback(address: &str) -> Option<(&str, &str)> {
    let rest = address.strip_prefix("http://")?;
    let slash = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(slash)?;
    let (name, port) = host.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    let ip = name
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    let is_loopback = name == "localhost" || ip.is_ok_and(|ip| ip.is_loopback());
    let path = if path.is_empty() { "/" } else { path };
    is_loopback.then_some((host, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_called() {
        assert_eq!(
            loopback("http://127.0.0.1:80/a?b=c"),
            Some(("127.0.0.1:80", "/a?b=c"))
        );
        assert_eq!(loopback("http://localhost:1"), Some(("localhost:1", "/")));
        for foreign in [
            "https://127.0.0.1:80/",
            "http://example.com:80/",
            "http://127.0.0.1.example.com:80/",
            "http://10.0.0.1:80/",
            "http://x@127.0.0.1:80/",
        ] {
            assert_eq!(loopback(foreign), None, "{foreign}");
        }
    }
}
