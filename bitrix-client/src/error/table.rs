//! Which kind of error an HTTP status and the server's code are.
//!
//! The code decides before the status, because a portal sends errors with status 200 as well.
//! Source: <https://apidocs.bitrix24.com/error-codes.html> and the pages of the methods.

use super::{ErrorKind, TokenFault};

/// The kind of an error that a portal sent as JSON.
pub(crate) fn kind_of(status: u16, code: &str, description: &str) -> ErrorKind {
    by_access(status, code)
        .or_else(|| by_code(code, description))
        .or_else(|| by_family(status, code))
        .or_else(|| by_words(status, code, description))
        .unwrap_or_else(|| by_status(status))
}

/// One code has two meanings: a webhook that is not known (401), and a user without the right (403).
fn by_access(status: u16, code: &str) -> Option<ErrorKind> {
    let is_unknown = status == 401 && code == "INVALID_CREDENTIALS";
    is_unknown.then_some(ErrorKind::Unauthorized(TokenFault::Invalid))
}

fn by_code(code: &str, description: &str) -> Option<ErrorKind> {
    Some(match code {
        "QUERY_LIMIT_EXCEEDED" => ErrorKind::RateLimited,
        "OPERATION_TIME_LIMIT" => ErrorKind::OperatingLimit { until: None },
        "OVERLOAD_LIMIT" => ErrorKind::Overload,
        "expired_token" => ErrorKind::Unauthorized(TokenFault::Expired),
        "invalid_token" | "NO_AUTH_FOUND" | "invalid_client" | "invalid_grant" => {
            ErrorKind::Unauthorized(TokenFault::Invalid)
        }
        "WRONG_AUTH_TYPE" | "ERROR_WRONG_CONTEXT" => ErrorKind::WrongAuthType,
        "insufficient_scope" | "invalid_scope" => ErrorKind::Scope,
        "ACCESS_DENIED" if description.contains("pplication context") => ErrorKind::WrongAuthType,
        "ACCESS_DENIED"
        | "INVALID_CREDENTIALS"
        | "user_access_error"
        | "allowed_only_intranet_user"
        | "LICENSE_EXPIRED"
        | "METHOD_CONFIRM_DENIED"
        | "METHOD_CONFIRM_WAITING"
        | "PAYMENT_REQUIRED" => ErrorKind::Forbidden,
        "PORTAL_DELETED" => ErrorKind::PortalGone,
        "ERROR_METHOD_NOT_FOUND" => ErrorKind::UnknownMethod,
        "NOT_FOUND" => ErrorKind::NotFound,
        "INTERNAL_SERVER_ERROR" | "ERROR_UNEXPECTED_ANSWER" => ErrorKind::ServerFault,
        "100"
        | "INVALID_ARG_VALUE"
        | "INVALID_REQUEST"
        | "ERROR_ARGUMENT"
        | "ENTITY_TYPE_NOT_SUPPORTED"
        | "CRM_FIELD_ERROR_VALUE_NOT_VALID"
        | "CRM_FIELD_ERROR_REQUIRED"
        | "WRONG_FIELD_VALUE"
        | "FIELD_IS_REQUIRED"
        | "BAD_REQUEST"
        | "INVALID_FORMAT"
        | "MISSING_PARAMS"
        | "WRONG_REQUEST"
        | "ERROR_BATCH_LENGTH_EXCEEDED"
        | "ERROR_BATCH_METHOD_NOT_ALLOWED"
        | "ATTACH_ERROR" => ErrorKind::InvalidArgument,
        _ => return None,
    })
}

/// The codes of one module say the same thing in one way; what failed inside is told by its status
/// alone, because it may have run.
fn by_family(status: u16, code: &str) -> Option<ErrorKind> {
    if status >= 500 || matches!(status, 401 | 429) {
        return None;
    }
    let ends = |words: &[&str]| words.iter().any(|word| code.ends_with(word));
    if let Some(exception) = code.strip_prefix("BITRIX_REST_V3_EXCEPTION_") {
        return Some(match exception {
            "ACCESSDENIEDEXCEPTION" => ErrorKind::Forbidden,
            "ENTITYNOTFOUNDEXCEPTION" => ErrorKind::NotFound,
            "INSUFFICIENTSCOPEEXCEPTION" => ErrorKind::Scope,
            _ => ErrorKind::InvalidArgument,
        });
    }
    if code.len() == 12 && code.starts_with("20") && code.bytes().all(|b| b.is_ascii_digit()) {
        // The catalogue and the shop write an HTTP status into their numbers: 200040300010.
        return match code.get(4..7) {
            Some("403") => Some(ErrorKind::Forbidden),
            Some("404") => Some(ErrorKind::NotFound),
            _ => None,
        };
    }
    if ends(&["_NOT_FOUND", "_NOT_EXIST", "_NOT_EXISTS"]) {
        Some(ErrorKind::NotFound)
    } else if ends(&["ACCESS_ERROR", "_ACCESS_DENIED"]) {
        Some(ErrorKind::Forbidden)
    } else if code.starts_with("VALIDATION_")
        || ends(&["_EMPTY", "_REQUIRED", "_NOT_SPECIFIED", "_OVERSIZE"])
    {
        Some(ErrorKind::InvalidArgument)
    } else {
        None
    }
}

/// Old methods send an empty code, newer ones `0` for everything: their words must do.
fn by_words(status: u16, code: &str, description: &str) -> Option<ErrorKind> {
    if status >= 500 || !matches!(code, "" | "0" | "ERROR_CORE") {
        return None;
    }
    let words = description.trim_end_matches('.').to_ascii_lowercase();
    if words == "application not found" {
        // The document generator's way to say that it wants an application's token.
        Some(ErrorKind::WrongAuthType)
    } else if words.ends_with("not found") {
        Some(ErrorKind::NotFound)
    } else if words.ends_with("access denied")
        || words.contains("do not have permission")
        || words.ends_with("is not installed")
    {
        Some(ErrorKind::Forbidden)
    } else if words.contains("is not defined or invalid") {
        Some(ErrorKind::InvalidArgument)
    } else {
        None
    }
}

fn by_status(status: u16) -> ErrorKind {
    match status {
        401 => ErrorKind::Unauthorized(TokenFault::Invalid),
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        429 => ErrorKind::RateLimited,
        500.. => ErrorKind::ServerFault,
        _ => ErrorKind::Rejected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use ErrorKind as K;

    #[test]
    fn known_codes_give_the_kind_of_the_documentation() {
        let cases = [
            (503, "QUERY_LIMIT_EXCEEDED", K::RateLimited),
            (503, "OVERLOAD_LIMIT", K::Overload),
            (
                429,
                "OPERATION_TIME_LIMIT",
                K::OperatingLimit { until: None },
            ),
            (401, "expired_token", K::Unauthorized(TokenFault::Expired)),
            (401, "NO_AUTH_FOUND", K::Unauthorized(TokenFault::Invalid)),
            (403, "insufficient_scope", K::Scope),
            (403, "WRONG_AUTH_TYPE", K::WrongAuthType),
            (403, "INVALID_CREDENTIALS", K::Forbidden),
            (
                401,
                "INVALID_CREDENTIALS",
                K::Unauthorized(TokenFault::Invalid),
            ),
            (404, "ERROR_METHOD_NOT_FOUND", K::UnknownMethod),
            (400, "NOT_FOUND", K::NotFound),
            (200, "ERROR_ARGUMENT", K::InvalidArgument),
            (405, "ERROR_BATCH_METHOD_NOT_ALLOWED", K::InvalidArgument),
            (500, "INTERNAL_SERVER_ERROR", K::ServerFault),
            (500, "PORTAL_DELETED", K::PortalGone),
        ];
        for (status, code, kind) in cases {
            assert_eq!(kind_of(status, code, ""), kind, "{status} {code}");
        }
    }

    #[test]
    fn families_of_codes_give_one_kind() {
        let cases = [
            ("200040300010", K::Forbidden),
            ("200140400001", K::NotFound),
            ("200850000009", K::Rejected),
            ("BLOCK_NOT_FOUND", K::NotFound),
            ("FILE_ACCESS_ERROR", K::Forbidden),
            ("CHAT_ID_EMPTY", K::InvalidArgument),
            ("VALIDATION_FILTER_TYPE", K::InvalidArgument),
            (
                "BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION",
                K::Forbidden,
            ),
            (
                "BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION",
                K::InvalidArgument,
            ),
        ];
        for (code, kind) in cases {
            assert_eq!(kind_of(400, code, ""), kind, "{code}");
        }
        let internal = "BITRIX_REST_V3_EXCEPTION_INTERNAL_INTERNALEXCEPTION";
        assert_eq!(kind_of(500, internal, ""), K::ServerFault);
        assert_eq!(kind_of(429, internal, ""), K::RateLimited);
    }

    #[test]
    fn words_decide_where_the_code_says_nothing() {
        let context = "Access denied! Application context required";
        let cases = [
            ("ACCESS_DENIED", context, K::WrongAuthType),
            ("ACCESS_DENIED", "Access denied.", K::Forbidden),
            ("", "Not found", K::NotFound),
            ("", "Access denied.", K::Forbidden),
            (
                "",
                "You do not have permissions to view documents",
                K::Forbidden,
            ),
            (
                "",
                "Module documentgenerator is not installed",
                K::Forbidden,
            ),
            ("0", "The Requisite with ID '27' is not found", K::NotFound),
            ("0", "Application not found", K::WrongAuthType),
            ("", "ID is not defined or invalid", K::InvalidArgument),
            (
                "100",
                "Could not find value for parameter {id}",
                K::InvalidArgument,
            ),
            (
                "SONET_CONTROLLER_LIVEFEED_BLOGPOST_ADD_ERROR",
                "",
                K::Rejected,
            ),
        ];
        for (code, words, kind) in cases {
            assert_eq!(kind_of(400, code, words), kind, "{code} {words}");
        }
    }

    #[test]
    fn the_status_decides_about_unknown_codes() {
        let cases = [
            (401, K::Unauthorized(TokenFault::Invalid)),
            (403, K::Forbidden),
            (404, K::NotFound),
            (429, K::RateLimited),
            (500, K::ServerFault),
            (504, K::ServerFault),
            (400, K::Rejected),
            (200, K::Rejected),
        ];
        for (status, kind) in cases {
            assert_eq!(kind_of(status, "NEW_CODE", "Not found"), kind, "{status}");
        }
        assert_eq!(kind_of(500, "", "Not found"), K::ServerFault);
    }
}
