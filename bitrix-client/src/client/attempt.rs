//! One HTTP exchange: a POST of JSON, and what came back as bytes.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, Url};

use super::Client;
use super::course::Course;
use crate::address::bare;
use crate::error::{Error, ErrorKind};
use crate::http::{fault, read_capped};
use crate::method::Api;
use crate::retry::CallOptions;

/// The header that carries the name of a call.
pub(super) const REQUEST_ID: &str = "x-request-id";

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
        course: &mut Course,
        options: &CallOptions,
    ) -> Result<Answer, Error> {
        let mut request = self
            .shared
            .http
            .post(self.access.url_of(&course.portal, method))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .header(REQUEST_ID, &course.request_id)
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
        tracing::Span::current().record("status", status);
        course.brought.status = Some(status);
        course.offer = self.offered(&course.portal, &response);
        refuse_moved(method, &course.portal, &response)?;
        let retry_after = retry_after(response.headers());
        let body = read_capped(method, response, self.shared.largest_answer).await?;
        course.brought.received = length(body.len());
        Ok(Answer {
            status,
            retry_after,
            body,
        })
    }

    /// The new address that a redirect names, when it is believed. One that the HTTP client has
    /// followed is none: the call may have been sent as something else.
    fn offered(&self, portal: &Url, response: &Response) -> Option<Url> {
        if !response.status().is_redirection() || response.url().origin() != portal.origin() {
            return None;
        }
        let target = target_of(portal, response)?;
        let is_new = target.origin() != portal.origin();
        (is_new && self.shared.hosts.allows_url(&target)).then(|| bare(&target))
    }
}

pub(super) fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn target_of(portal: &Url, response: &Response) -> Option<Url> {
    let target = response.headers().get(LOCATION)?.to_str().ok()?;
    portal.join(target).ok()
}

/// A redirect, followed or not, is an address that has changed.
pub(super) fn refuse_moved(method: &str, portal: &Url, response: &Response) -> Result<(), Error> {
    let followed = response.url().origin() != portal.origin();
    if !followed && !response.status().is_redirection() {
        return Ok(());
    }
    let target = target_of(portal, response);
    let host = target
        .as_ref()
        .and_then(Url::host_str)
        .filter(|host| portal.host_str() != Some(*host));
    let description = match host {
        Some(host) => format!("the redirect names host {host}"),
        None => "the redirect names no other host; check the address in a browser".to_owned(),
    };
    Err(Error::new(ErrorKind::Moved, method).described(description))
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
