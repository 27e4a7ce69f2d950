//! The wrapping of every answer: `result` or `error`, totals and times. Pure.
//!
//! The error is looked for first: a portal sends errors with HTTP status 200 as well.
//! Not here: what a `result` means (each method reads its own) and what to do about an error.

use crate::error::{Error, ErrorKind, clean, clean_code, kind_of};
use crate::timing::{Timing, time_of};
use crate::wire::{DecodeError, FromWire, RawJson, members};

/// An answer with what came around it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply<T> {
    /// What the method answered.
    pub answer: T,
    /// How many rows there are in all; lists only, and only when they were counted.
    pub total: Option<u64>,
    /// The offset of the next page; lists only, absent on the last page and when not counted.
    pub next: Option<u64>,
    /// What the portal says about its time.
    pub timing: Timing,
}

/// A good answer, its `result` still text.
#[derive(Clone, Copy)]
pub(crate) struct Envelope<'a> {
    pub(crate) result: RawJson<'a>,
    pub(crate) total: Option<u64>,
    pub(crate) next: Option<u64>,
    pub(crate) timing: Timing,
}

/// Reads the body of an answer of `method` as the client does, without sending anything.
///
/// For answers that came another way: from a log, a queue, a transport of one's own.
///
/// ```
/// use bitrix_client::{ErrorKind, OpenValue, read_answer};
///
/// let good = read_answer::<u64>("crm.deal.add", 200, br#"{"result":"394"}"#)?;
/// assert_eq!(good.answer, 394);
/// let body = br#"{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}"#;
/// let refused = read_answer::<OpenValue>("crm.deal.add", 503, body).unwrap_err();
/// assert_eq!(refused.kind(), ErrorKind::RateLimited);
/// # Ok::<(), bitrix_client::Error>(())
/// ```
///
/// # Errors
/// The portal's refusal; [`NotJson`](ErrorKind::NotJson) for what is no answer,
/// [`Decode`](ErrorKind::Decode) for a result of another shape.
pub fn read_answer<T: FromWire>(method: &str, status: u16, body: &[u8]) -> Result<Reply<T>, Error> {
    let envelope = open(method, status, body, &[])?;
    let answer = envelope.result.parse();
    let answer = answer.map_err(|error: DecodeError| Error::decode(method, &error))?;
    Ok(Reply::new(answer, &envelope))
}

/// The text of an answer, which is always UTF-8.
pub(crate) fn text_of(method: &str, status: u16, body: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(body).map_err(|_| Error::new(ErrorKind::NotJson { status }, method))
}

/// Reads a whole answer of `method`.
pub(crate) fn open<'a>(
    method: &str,
    status: u16,
    body: &'a [u8],
    secrets: &[&str],
) -> Result<Envelope<'a>, Error> {
    let text = std::str::from_utf8(body);
    let text = text.map_err(|_| Error::new(ErrorKind::NotJson { status }, method))?;
    open_text(method, status, text, secrets)
}

/// Reads a whole answer of `method` that is text already.
pub(crate) fn open_text<'a>(
    method: &str,
    status: u16,
    text: &'a str,
    secrets: &[&str],
) -> Result<Envelope<'a>, Error> {
    let not_json = || Error::new(ErrorKind::NotJson { status }, method);
    let text = text.trim_start_matches('\u{feff}').trim();
    let members = members(RawJson::new(text)).map_err(|_| not_json())?;
    let find = |name: &str| {
        members
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, raw)| *raw)
    };
    if let Some(error) = find("error").filter(|error| *error != RawJson::NULL) {
        let words = find("error_description").unwrap_or(RawJson::NULL);
        let timing = find("time")
            .map(|time| time_of(Some(time)))
            .unwrap_or_default();
        return Err(refusal(method, status, error, words, secrets, timing));
    }
    let Some(result) = find("result") else {
        return Err(not_json());
    };
    if !(200..300).contains(&status) {
        return Err(Error::new(kind_of(status, "", ""), method));
    }
    Ok(Envelope {
        result,
        total: count(find("total")),
        next: count(find("next")),
        timing: time_of(find("time")),
    })
}

/// The error in an answer or in one command of a batch.
pub(crate) fn refusal(
    method: &str,
    status: u16,
    error: RawJson<'_>,
    description: RawJson<'_>,
    secrets: &[&str],
    timing: Timing,
) -> Error {
    let (code, words) = if let Ok(code) = error.parse::<String>() {
        (code, description.parse::<Option<String>>().ok().flatten())
    } else {
        // The shape of REST 3.0.
        let member = |name| error.member::<Option<String>>(name).ok().flatten();
        (member("code").unwrap_or_default(), member("message"))
    };
    let words = words.unwrap_or_default();
    let mut kind = kind_of(status, &code, &words);
    if let ErrorKind::OperatingLimit { until } = &mut kind {
        *until = timing.operating_reset_at;
    }
    Error::new(kind, method)
        .coded(clean_code(&code, secrets))
        .quoting(clean(&words, secrets))
}

fn count(raw: Option<RawJson<'_>>) -> Option<u64> {
    raw?.parse::<Option<u64>>().ok().flatten()
}

impl<T> Reply<T> {
    pub(crate) fn new(answer: T, envelope: &Envelope<'_>) -> Self {
        let Envelope {
            total,
            next,
            timing,
            ..
        } = *envelope;
        Self {
            answer,
            total,
            next,
            timing,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::DateTime;

    use super::*;

    fn kind(status: u16, body: &str) -> ErrorKind {
        open("m", status, body.as_bytes(), &[])
            .err()
            .map(|e| e.kind())
            .unwrap()
    }

    #[test]
    fn a_good_answer_gives_result_total_next_and_times() {
        let body = r#"{"result":[{"ID":"1"}],"total":"51","next":50,"time":{"start":1721660468.93,
            "duration":0.4846680164337158,"processing":5.888938903808594e-5,
            "operating_reset_at":1721661068,"operating":3.1893470287323}}"#;
        let open = open("m", 200, body.as_bytes(), &[]).unwrap();
        assert_eq!(open.result.as_str(), r#"[{"ID":"1"}]"#);
        assert_eq!((open.total, open.next), (Some(51), Some(50)));
        assert_eq!(
            open.timing.operating,
            Some(Duration::from_micros(3_189_348))
        );
        assert_eq!(open.timing.duration, Some(Duration::from_micros(484_669)));
        assert_eq!(
            open.timing.operating_reset_at,
            DateTime::from_timestamp(1_721_661_068, 0)
        );
    }

    #[test]
    fn a_null_result_is_an_answer_and_odd_times_do_no_harm() {
        for body in [
            r#"{"result":null}"#,
            r#"{"result":null,"time":[]}"#,
            "\u{feff}{\"result\":null}",
        ] {
            let open = open("m", 200, body.as_bytes(), &[]).unwrap();
            assert_eq!(
                (open.result, open.timing),
                (RawJson::NULL, Timing::default())
            );
        }
    }

    #[test]
    fn errors_are_found_in_every_shape_and_at_every_status() {
        let cases = [
            (
                200,
                r#"{"error":"ERROR_ARGUMENT","argument":"x","error_description":"d"}"#,
            ),
            (400, r#"{"error":100,"error_description":"d"}"#),
            (
                400,
                r#"{"error":"","error_description":"ID is not defined or invalid"}"#,
            ),
            (
                400,
                r#"{"error":{"code":"INVALID_ARG_VALUE","message":"d"}}"#,
            ),
        ];
        for (status, body) in cases {
            assert_eq!(kind(status, body), ErrorKind::InvalidArgument, "{body}");
        }
        assert_eq!(
            kind(400, r#"{"error":{"code":"NEW","message":"m"}}"#),
            ErrorKind::Rejected
        );
        assert_eq!(kind(500, r#"{"error":[]}"#), ErrorKind::ServerFault);
    }

    #[test]
    fn what_is_no_envelope_is_no_json_answer() {
        for body in [
            "<html></html>",
            "",
            "[]",
            "{}",
            "\"text\"",
            "{\"result\":",
            "\u{7f}",
        ] {
            assert_eq!(
                kind(502, body),
                ErrorKind::NotJson { status: 502 },
                "{body}"
            );
        }
        assert_eq!(
            open("m", 200, b"\xff{}", &[]).err().unwrap().kind(),
            ErrorKind::NotJson { status: 200 }
        );
    }

    #[test]
    fn the_operating_limit_says_until_when() {
        let body = r#"{"error":"OPERATION_TIME_LIMIT","time":{"operating_reset_at":1721661068}}"#;
        let until = DateTime::from_timestamp(1_721_661_068, 0);
        assert_eq!(kind(429, body), ErrorKind::OperatingLimit { until });
    }

    #[test]
    fn a_secret_in_the_servers_words_is_taken_out() {
        let body = r#"{"error":"X","error_description":"bad key s3cr3tc0de in call"}"#;
        let error = open("m", 400, body.as_bytes(), &["s3cr3tc0de"])
            .err()
            .unwrap();
        assert_eq!(error.description(), "bad key [redacted] in call");
    }
}
