//! One HTTP exchange: a POST of JSON, and what came back as bytes.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, Url};

use super::Client;
use crate::{Api, CallOptions, Error, ErrorKind};

/// The status and the whole body.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Vec<u8>,
}

impl Client {
    pub(super) async fn exchange(
        &self,
        method: &str,
        body: &Bytes,
        options: &CallOptions,
    ) -> Result<Answer, Error> {
        let mut request = self
            .shared
            .http
            .post(self.access.url_of(method))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .timeout(options.timeout.unwrap_or(self.shared.timeout))
            .body(body.clone());
        if let Some(key) = options
            .idempotency_key
            .as_ref()
            .filter(|_| Api::is_v3(method))
        {
            request = request.header("idempotency-key", key);
        }
        let response = request
            .send()
            .await
            .map_err(|error| fault(method, &error))?;
        let status = response.status().as_u16();
        tracing::debug!(status, "answered");
        self.refuse_moved(method, &response)?;
        let retry_after = retry_after(response.headers());
        let body = read_capped(method, response, self.shared.largest_answer).await?;
        Ok(Answer {
            status,
            retry_after,
            body,
        })
    }

    /// A redirect, followed or not, is an address that has changed.
    pub(super) fn refuse_moved(&self, method: &str, response: &Response) -> Result<(), Error> {
        let followed = !self.access.is_home_of(response.url());
        if !followed && !response.status().is_redirection() {
            return Ok(());
        }
        let target = response
            .headers()
            .get(LOCATION)
            .and_then(|target| target.to_str().ok());
        let target = target.and_then(|target| self.access.portal().join(target).ok());
        let host = target
            .as_ref()
            .and_then(Url::host_str)
            .filter(|host| *host != self.access.host());
        let description = match host {
            Some(host) => format!("the redirect names host {host}"),
            None => "the redirect names no other host; check the address in a browser".to_owned(),
        };
        Err(Error::new(ErrorKind::Moved, method).described(description))
    }
}

/// Reads a body up to `cap` bytes.
pub(super) async fn read_capped(
    method: &str,
    mut response: Response,
    cap: usize,
) -> Result<Vec<u8>, Error> {
    let too_large = || {
        Error::new(ErrorKind::TooLarge, method)
            .described(format!("expected at most {cap} bytes, found more"))
    };
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > cap) {
        return Err(too_large());
    }
    let mut body = Vec::with_capacity(announced.unwrap_or(0));
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| fault(method, &error))?
    {
        if body.len().saturating_add(chunk.len()) > cap {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A fault of the network by what the portal may have seen. The fault's own text holds the address
/// and is left out.
pub(super) fn fault(method: &str, error: &reqwest::Error) -> Error {
    let kind = if error.is_connect() {
        ErrorKind::Connect
    } else if error.is_timeout() {
        ErrorKind::Timeout
    } else if error.is_builder() {
        ErrorKind::Config
    } else {
        ErrorKind::Reset
    };
    Error::new(kind, method)
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}
