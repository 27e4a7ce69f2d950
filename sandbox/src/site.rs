//! What a server of the sandbox is: the trait that the portal and the 1C base implement, and the
//! plain request and answer that they see.
//!
//! A site knows nothing of sockets, faults, logs or late work: the frame (`server`, `core`) does
//! all that. It only answers one request from its own state.

use std::fmt;
use std::net::IpAddr;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde::{Deserialize, Serialize};

use crate::post::Post;
use crate::world::World;

/// Which of the two servers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The Bitrix24 portal.
    Portal,
    /// The 1C base.
    Onec,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Portal => "portal",
            Self::Onec => "onec",
        })
    }
}

/// Which of the portal's addresses a request came to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Door {
    /// Its own.
    Own,
    /// That of an authorization server, by its number.
    Auth(usize),
}

/// One HTTP request, read to its end.
#[cfg_attr(
    not(all(feature = "portal", feature = "onec")),
    allow(dead_code, reason = "a build without a server reads less of it")
)]
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) door: Door,
    pub(crate) method: Method,
    /// Percent-encoded, begins with `/`.
    pub(crate) path: String,
    /// Percent-encoded, without the question mark; empty when there is none.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) peer: IpAddr,
    /// Whether it came over TLS.
    pub(crate) tls: bool,
    /// The caller's token expires before the command with this number, counted from 0.
    pub(crate) token_lives: Option<usize>,
}

#[cfg_attr(
    not(all(feature = "portal", feature = "onec")),
    allow(dead_code, reason = "a build without a server reads less of it")
)]
impl Request {
    /// A header's text; empty when it is absent or not text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// One HTTP answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

impl Reply {
    /// An answer with a body of the given content type.
    pub(crate) fn new(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    /// The same answer with one more header.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// A small page of a proxy or web server that is not the application.
    pub(crate) fn html(status: StatusCode) -> Self {
        let reason = status.canonical_reason().unwrap_or("Error");
        let code = status.as_u16();
        let page = format!(
            "<html>\r\n<head><title>{code} {reason}</title></head>\r\n<body>\r\n\
             <center><h1>{code} {reason}</h1></center>\r\n<hr><center>nginx</center>\r\n\
             </body>\r\n</html>\r\n"
        );
        Self::new(status, "text/html", page)
    }
}

/// What a request is called in the log, in the counters and in fault scripts.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallName {
    /// The portal: REST method in lower case, `batch` for a batch. 1C: `POST document-sets`.
    pub(crate) name: String,
    /// The methods inside a batch, in order; empty otherwise.
    pub(crate) inner: Vec<String>,
}

impl CallName {
    /// A call without inner calls.
    pub(crate) fn plain(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            inner: Vec::new(),
        }
    }
}

/// One server of the sandbox. Methods are called on blocking threads, several at a time: a site
/// guards its own state and holds its lock only for short work.
pub(crate) trait Site: Send + Sync {
    /// Names a request without doing anything.
    fn name(&self, request: &Request) -> CallName;

    /// Does the work and answers.
    fn answer(&self, request: &Request) -> Reply;

    /// Replaces the whole state by what the world says of this site.
    ///
    /// # Errors
    /// One line for the author of the world: what was expected where.
    fn load(&self, world: &World) -> Result<(), String>;

    /// The state as JSON, for assertions; sums as text.
    fn state(&self) -> serde_json::Value;

    /// The bytes of a stored file by its SHA-256 (lower-case hex).
    fn file(&self, sha256: &str) -> Option<Bytes>;

    /// Changes the switches that `changes` names, and returns all of them.
    ///
    /// # Errors
    /// One line: which switch is unknown or ill-typed. Nothing is changed then.
    fn switch(&self, changes: &serde_json::Value) -> Result<serde_json::Value, String>;

    /// Does what a person would do by hand in the other system (`{"do": "…", …}`).
    ///
    /// # Errors
    /// One line: which action is unknown or why it is impossible.
    fn act(&self, action: &serde_json::Value) -> Result<serde_json::Value, String>;

    /// What is to be posted to others; each is given out once.
    fn take_posts(&self) -> Vec<Post> {
        Vec::new()
    }

    /// What came of a post: the status of the answer.
    fn posted(&self, _number: usize, _status: Option<u16>) {}
}
