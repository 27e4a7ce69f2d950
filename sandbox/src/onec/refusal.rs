//! Refusals of the service in the form of its description, and pages of the web server.

use std::fmt::Display;

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::site::Reply;

/// An error body of the service.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    message: String,
    retryable: bool,
    details: Map<String, Value>,
    /// What stands beside `error` in the body.
    beside: Option<(&'static str, Value)>,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            retryable: false,
            details: Map::new(),
            beside: None,
        }
    }

    /// 422: a person has to act.
    pub(super) fn finding(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(422, code, message)
    }

    /// 400: the request does not follow the description.
    pub(super) fn bad_request(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(400, "bad_request", message).field(field)
    }

    /// 404.
    pub(super) fn not_found(code: &'static str, message: &str) -> Self {
        Self::new(404, code, message)
    }

    /// 409.
    pub(super) fn conflict(code: &'static str, message: &str) -> Self {
        Self::new(409, code, message)
    }

    /// 403.
    pub(super) fn forbidden() -> Self {
        Self::new(
            403,
            "forbidden",
            "Пользователь 1С не имеет права на сервис docflow.",
        )
    }

    /// 501.
    #[cfg(not(feature = "print"))]
    pub(super) fn cannot_print() -> Self {
        Self::new(
            501,
            "print_unavailable",
            "Эта база не печатает файлы: запросите без files.",
        )
    }

    /// 503, to be repeated.
    pub(super) fn later(code: &'static str, message: &str) -> Self {
        Self {
            retryable: true,
            ..Self::new(503, code, message)
        }
    }

    /// Names the place in the request.
    pub(super) fn field(self, field: impl Into<String>) -> Self {
        self.detail("field", field.into())
    }

    /// Says what 1C has and what the request said.
    pub(super) fn differs<E: Display, F: Display>(self, expected: E, found: F) -> Self {
        self.detail("expected", format!("{expected}"))
            .detail("found", format!("{found}"))
    }

    /// Lists findings.
    pub(super) fn messages(self, messages: Vec<String>) -> Self {
        self.detail("messages", messages)
    }

    /// Puts a member beside `error`.
    pub(super) fn beside(mut self, name: &'static str, value: Value) -> Self {
        self.beside = Some((name, value));
        self
    }

    fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// The body with its request id.
    pub(super) fn body(&self, request_id: &str) -> Value {
        let mut error = json!({
            "code": self.code,
            "message": self.message,
            "retryable": self.retryable,
            "request_id": request_id,
        });
        if !self.details.is_empty()
            && let Some(map) = error.as_object_mut()
        {
            map.insert("details".to_owned(), Value::Object(self.details.clone()));
        }
        let mut body = json!({ "error": error });
        if let (Some((name, value)), Some(map)) = (&self.beside, body.as_object_mut()) {
            map.insert((*name).to_owned(), value.clone());
        }
        body
    }
}

/// A page of IIS, which stands before the base.
pub(super) fn page(status: StatusCode) -> Reply {
    let reason = status.canonical_reason().unwrap_or("Error");
    Reply::new(status, "text/html", page_text(status, reason)).with_header(SERVER.0, SERVER.1)
}

/// The same with words of the platform.
pub(super) fn page_saying(status: StatusCode, words: &str) -> Reply {
    let page = page_text(status, words);
    Reply::new(status, "text/html; charset=utf-8", page).with_header(SERVER.0, SERVER.1)
}

const SERVER: (&str, &str) = ("server", "Microsoft-IIS/10.0");

fn page_text(status: StatusCode, reason: &str) -> String {
    let code = status.as_u16();
    format!(
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \
         \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\r\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\">\r\n<head>\r\n\
         <title>{code} - {reason}</title>\r\n</head>\r\n<body>\r\n\
         <div id=\"header\"><h1>Server Error</h1></div>\r\n\
         <h2>{code} - {reason}</h2>\r\n</body>\r\n</html>\r\n"
    )
}
