//! Downloading a file by a signed link of the portal, whole or piece by piece.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::{self, Stream};
use reqwest::Url;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, REFERER};

use super::Client;
use super::attempt::{REQUEST_ID, length, refuse_moved};
use super::seen::{Brought, Sent};
use crate::error::{Error, ErrorKind};
use crate::http::{fault, read_capped};
use crate::link::SignedLink;
use crate::observe::next_request_id;
use crate::retry::CallOptions;

/// The name under which downloads appear in errors.
const DOWNLOAD: &str = "download";

/// The largest refusal that is read.
const LARGEST_REFUSAL: usize = 1 << 20;

/// A downloaded file.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Download {
    /// The bytes.
    pub content: Vec<u8>,
    /// The content type that the portal named.
    pub content_type: Option<String>,
}

/// A file that is being downloaded, piece by piece; made by [`Client::open_download`].
///
/// Dropping it ends the download. It is a [`Stream`] of pieces as well.
pub struct Downloading {
    client: Client,
    pieces: Pieces,
    left: u64,
    content_type: Option<String>,
    length: Option<u64>,
    report: Report,
}

type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

/// What an observer is told at the end.
struct Report {
    request_id: String,
    begun: DateTime<Utc>,
    brought: Brought,
    error: Option<ErrorKind>,
}

impl Client {
    /// Downloads the file behind `link` into memory, at most `cap` bytes of it.
    ///
    /// The link must be on this client's portal. One request is made, at the portal's pace, and
    /// none is repeated.
    ///
    /// # Errors
    /// As [`open_download`](Self::open_download) and [`Downloading::piece`].
    pub async fn download(&self, link: &SignedLink, cap: usize) -> Result<Download, Error> {
        let mut file = self.open_download(link, length(cap)).await?;
        let announced = file.length.and_then(|length| usize::try_from(length).ok());
        let mut content = Vec::with_capacity(announced.unwrap_or(0));
        while let Some(piece) = file.piece().await? {
            content.extend_from_slice(&piece);
        }
        Ok(Download {
            content,
            content_type: file.content_type.take(),
        })
    }

    /// Begins to download the file behind `link`, at most `cap` bytes of it, in constant memory.
    ///
    /// The link must be on this client's portal. One request is made, at the portal's pace, and
    /// none is repeated. The answer must begin within the client's time limit, and each piece must
    /// come within it.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) for a link to another host, [`TooLarge`](ErrorKind::TooLarge)
    /// for a file that is announced as larger than `cap`,
    /// [`Unauthorized`](ErrorKind::Unauthorized) for a link that has expired,
    /// [`NotFound`](ErrorKind::NotFound) and the others by status.
    pub async fn open_download(&self, link: &SignedLink, cap: u64) -> Result<Downloading, Error> {
        let url = self.own_url(link)?;
        let request_id = next_request_id();
        let options = CallOptions::default();
        self.wait_for_place(DOWNLOAD, &request_id, &options).await;
        let mut report = Report::new(request_id, self.clock().now());
        let opened = self.request_file(url, cap, &mut report).await;
        let (pieces, content_type, length) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                report.error = Some(error.kind());
                self.slow_down(&error).await;
                self.tell(&report);
                let error = error.attempted(1, false).named(&report.request_id);
                return Err(error.without_effect());
            }
        };
        Ok(Downloading {
            client: self.clone(),
            pieces,
            left: cap,
            content_type,
            length,
            report,
        })
    }

    async fn request_file(
        &self,
        url: Url,
        cap: u64,
        report: &mut Report,
    ) -> Result<(Pieces, Option<String>, Option<u64>), Error> {
        let portal = self.portal();
        let request = self
            .shared
            .http
            .get(url)
            .header(ACCEPT, "*/*")
            .header(ACCEPT_LANGUAGE, "ru,en;q=0.8")
            .header(REFERER, portal.as_str())
            .header(REQUEST_ID, &report.request_id);
        let patience = self.shared.timeout;
        let response = within(patience, request.send()).await?;
        let status = response.status().as_u16();
        report.brought.status = Some(status);
        refuse_moved(DOWNLOAD, &portal, &response)?;
        if !(200..300).contains(&status) {
            let body = within_all(patience, read_capped(DOWNLOAD, response, LARGEST_REFUSAL));
            return Err(self.refused(status, &body.await?));
        }
        let announced = response.content_length();
        if announced.is_some_and(|announced| announced > cap) {
            return Err(too_large(cap));
        }
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|name| name.to_str().ok());
        let content_type = content_type.map(str::to_owned);
        let pieces = stream::try_unfold(response, move |mut response| async move {
            let piece = within(patience, response.chunk()).await?;
            Ok(piece.map(|piece| (piece, response)))
        });
        Ok((Box::pin(pieces), content_type, announced))
    }

    /// A signed link as an address on this client's portal.
    pub(super) fn own_url(&self, link: &SignedLink) -> Result<Url, Error> {
        let portal = self.portal();
        let url = Url::parse(link.expose()).ok();
        url.filter(|url| url.origin() == portal.origin())
            .ok_or_else(|| Error::config("expected a link on this portal, found another address"))
    }

    /// The portal's own error where it sent one, else a kind by the status.
    fn refused(&self, status: u16, body: &[u8]) -> Error {
        let secret = self.access.secret();
        let secrets = [secret.expose()];
        let refusal = crate::envelope::open(DOWNLOAD, status, body, &secrets).err();
        let refusal = refusal.filter(|error| !matches!(error.kind(), ErrorKind::NotJson { .. }));
        refusal.unwrap_or_else(|| Error::new(crate::error::kind_of(status, "", ""), DOWNLOAD))
    }

    fn tell(&self, report: &Report) {
        let request = Sent {
            method: DOWNLOAD,
            request_id: &report.request_id,
            attempt: 1,
            begun: report.begun,
            bytes: 0,
        };
        self.saw_request(&request, &report.brought, report.error);
    }
}

impl Downloading {
    /// The next piece; `None` after the last one.
    ///
    /// Dropping the future loses nothing: the next call goes on.
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) when more comes than the cap allows,
    /// [`Timeout`](ErrorKind::Timeout) and [`Reset`](ErrorKind::Reset) when the rest does not come.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.poll_piece(context))
            .await
            .transpose()
    }

    /// The content type that the portal named.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many bytes the portal has announced.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let piece = match ready!(self.pieces.as_mut().poll_next(context)) {
            Some(Ok(piece)) => piece,
            Some(Err(error)) => return Poll::Ready(Some(Err(self.failed(error)))),
            None => return Poll::Ready(None),
        };
        let more = length(piece.len());
        if more > self.left {
            self.pieces = Box::pin(stream::empty());
            let cap = self.left.saturating_add(self.report.brought.received);
            return Poll::Ready(Some(Err(self.failed(too_large(cap)))));
        }
        self.left -= more;
        self.report.brought.received += more;
        Poll::Ready(Some(Ok(piece)))
    }

    fn failed(&mut self, error: Error) -> Error {
        self.report.error = Some(error.kind());
        let error = error.attempted(1, false).named(&self.report.request_id);
        error.without_effect()
    }
}

impl Stream for Downloading {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(context)
    }
}

impl Drop for Downloading {
    fn drop(&mut self) {
        self.client.tell(&self.report);
    }
}

impl Report {
    fn new(request_id: String, begun: DateTime<Utc>) -> Self {
        Self {
            request_id,
            begun,
            brought: Brought::default(),
            error: None,
        }
    }
}

/// What takes longer than `patience` is a time-out.
async fn within<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, reqwest::Error>>,
) -> Result<T, Error> {
    within_all(patience, async {
        work.await.map_err(|error| fault(DOWNLOAD, &error))
    })
    .await
}

async fn within_all<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let late = |_| Error::new(ErrorKind::Timeout, DOWNLOAD);
    tokio::time::timeout(patience, work).await.map_err(late)?
}

fn too_large(cap: u64) -> Error {
    Error::new(ErrorKind::TooLarge, DOWNLOAD)
        .described(format!("expected at most {cap} bytes, found more"))
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Download({} bytes, {:?})",
            self.content.len(),
            self.content_type
        )
    }
}

impl fmt::Debug for Downloading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Downloading")
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .field("received", &self.report.brought.received)
            .finish_non_exhaustive()
    }
}
