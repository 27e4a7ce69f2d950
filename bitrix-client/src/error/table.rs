//! Which kind of error an HTTP status and the server's code are.
//!
//! The code decides before the status, because a portal sends errors with status 200 as well.
//! Source: <https://apidocs.bitrix24.com/error-codes.html> and the pages of the methods.

use super::{ErrorKind, TokenFault};

/// The kind of an error that a portal sent as JSON.
pub(crate) fn kind_of(status: u16, code: &str, description: &str) -> ErrorKind {
    by_code(code, description)
        .or_else(|| by_words(status, code, description))
        .unwrap_or_else(|| by_status(status))
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
        | "DOCGEN_ACCESS_ERROR"
        | "PAYMENT_REQUIRED" => ErrorKind::Forbidden,
        "PORTAL_DELETED" => ErrorKind::PortalGone,
        "ERROR_METHOD_NOT_FOUND" => ErrorKind::UnknownMethod,
        "NOT_FOUND" | "ERROR_NOT_FOUND" | "OWNER_NOT_FOUND" => ErrorKind::NotFound,
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
        | "ERROR_BATCH_LENGTH_EXCEEDED"
        | "ERROR_BATCH_METHOD_NOT_ALLOWED"
        | "USER_ID_EMPTY"
        | "MESSAGE_EMPTY"
        | "ATTACH_ERROR"
        | "ATTACH_OVERSIZE" => ErrorKind::InvalidArgument,
        _ => return None,
    })
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
    } else if words.ends_with("access denied") {
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

    #[test]
    fn status_and_code_give_the_kind_of_the_documentation() {
        use ErrorKind as K;
        let cases = [
            (
                503,
                "QUERY_LIMIT_EXCEEDED",
                "Too many requests",
                K::RateLimited,
            ),
            (503, "OVERLOAD_LIMIT", "", K::Overload),
            (
                429,
                "OPERATION_TIME_LIMIT",
                "",
                K::OperatingLimit { until: None },
            ),
            (
                401,
                "expired_token",
                "",
                K::Unauthorized(TokenFault::Expired),
            ),
            (
                401,
                "NO_AUTH_FOUND",
                "",
                K::Unauthorized(TokenFault::Invalid),
            ),
            (
                401,
                "something new",
                "",
                K::Unauthorized(TokenFault::Invalid),
            ),
            (403, "insufficient_scope", "", K::Scope),
            (
                403,
                "ACCESS_DENIED",
                "Access denied! Application context required",
                K::WrongAuthType,
            ),
            (400, "ACCESS_DENIED", "Access denied.", K::Forbidden),
            (403, "WRONG_AUTH_TYPE", "", K::WrongAuthType),
            (
                404,
                "ERROR_METHOD_NOT_FOUND",
                "Method not found!",
                K::UnknownMethod,
            ),
            (400, "NOT_FOUND", "", K::NotFound),
            (400, "", "Not found", K::NotFound),
            (400, "", "Access denied.", K::Forbidden),
            (
                400,
                "0",
                "The Requisite with ID '27' is not found",
                K::NotFound,
            ),
            (400, "", "ID is not defined or invalid", K::InvalidArgument),
            (
                400,
                "100",
                "Could not find value for parameter {id}",
                K::InvalidArgument,
            ),
            (200, "ERROR_ARGUMENT", "", K::InvalidArgument),
            (500, "INTERNAL_SERVER_ERROR", "", K::ServerFault),
            (500, "PORTAL_DELETED", "", K::PortalGone),
            (500, "", "Not found", K::ServerFault),
            (
                400,
                "SONET_CONTROLLER_LIVEFEED_BLOGPOST_ADD_ERROR",
                "",
                K::Rejected,
            ),
            (400, "0", "Application not found", K::WrongAuthType),
        ];
        for (status, code, words, kind) in cases {
            assert_eq!(
                kind_of(status, code, words),
                kind,
                "{status} {code} {words}"
            );
        }
    }
}
