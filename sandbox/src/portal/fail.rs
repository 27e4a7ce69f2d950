//! Refusals in the portal's own shapes.

use super::value::{Array, Value};

/// A refusal: HTTP status, the portal's code (text or integer, both occur) and its text.
#[derive(Clone, Debug)]
pub(crate) struct Fail {
    pub(crate) status: u16,
    pub(crate) code: Value,
    pub(crate) description: String,
    /// Not the portal speaks but what stands before it: a page instead of JSON.
    pub(crate) is_page: bool,
    /// REST 3.0: the field that is wrong, and why.
    pub(crate) field: Option<(String, String)>,
}

impl Fail {
    pub(crate) fn new(status: u16, code: impl Into<Value>, description: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            description: description.into(),
            is_page: false,
            field: None,
        }
    }

    /// The request worked too long and was cut off.
    pub(crate) fn cut_off() -> Self {
        Self {
            is_page: true,
            ..Self::new(504, "", "Gateway Timeout")
        }
    }

    pub(crate) fn access_denied() -> Self {
        Self::new(403, "ACCESS_DENIED", "Access denied.")
    }

    /// The same of the CRM's controllers.
    pub(crate) fn crm_access_denied() -> Self {
        Self::new(400, "ACCESS_DENIED", "Access denied")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(400, "NOT_FOUND", "Element not found")
    }

    /// New controllers: a parameter is missing.
    pub(crate) fn missing(parameter: &str) -> Self {
        let text = format!("Could not find value for parameter {{{parameter}}}");
        Self::new(400, "100", text)
    }

    /// New controllers: a parameter has the wrong type.
    pub(crate) fn not_an_array(parameter: &str) -> Self {
        let text = format!(
            "Invalid value {{}} to match with parameter {{{parameter}}}. \
             Should be value of type array."
        );
        Self::new(400, "100", text)
    }

    pub(crate) fn invalid_filter(field: &str) -> Self {
        let text = format!("Invalid filter: field '{field}' is not allowed in filter");
        Self::new(400, "INVALID_ARG_VALUE", text)
    }

    /// Old methods: no code, only a text.
    pub(crate) fn nameless(description: impl Into<String>) -> Self {
        Self::new(400, "", description)
    }

    /// As it stands in the body or in `result_error`.
    pub(crate) fn to_value(&self) -> Array {
        Array::new()
            .with("error", self.code.clone())
            .with("error_description", self.description.as_str())
    }

    /// As REST 3.0 prints it: an object.
    pub(crate) fn to_object(&self) -> Array {
        let mut error = Array::new()
            .with("code", self.code.clone())
            .with("message", self.description.as_str());
        if let Some((field, text)) = &self.field {
            let one = Array::new()
                .with("message", text.as_str())
                .with("field", field.as_str());
            error.set("validation", Value::list([one]));
        }
        Array::new().with("error", error)
    }
}
