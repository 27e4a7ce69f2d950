//! A call of a method that has no type here, by its name.

use std::borrow::Cow;
use std::fmt;

use crate::error::Error;
use crate::method::Api;
use crate::params::Params;

/// A call by name: for methods that this crate does not know and nobody wants to write a type for.
///
/// Sent with [`Client::call_open`](crate::Client::call_open). `Debug` shows the shape of the
/// parameters, never their values.
///
/// ```
/// use bitrix_client::{OpenCall, Params};
///
/// let call = OpenCall::read("crm.duplicate.findbycomm", Params::new().with("type", "PHONE"));
/// assert_eq!(format!("{call:?}"), "crm.duplicate.findbycomm{type: text(5)}");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct OpenCall {
    pub(super) name: String,
    pub(super) api: Api,
    pub(super) params: Params,
    pub(super) repeatable: bool,
}

impl OpenCall {
    /// A call that changes nothing, so that it may be repeated.
    pub fn read(name: impl Into<String>, params: Params) -> Self {
        Self {
            name: name.into(),
            api: Api::V2,
            params,
            repeatable: true,
        }
    }

    /// A call that changes something; it is never repeated after an unknown outcome.
    pub fn write(name: impl Into<String>, params: Params) -> Self {
        Self {
            repeatable: false,
            ..Self::read(name, params)
        }
    }

    /// The method of that name in REST 3.0.
    #[must_use]
    pub fn v3(mut self) -> Self {
        self.api = Api::V3;
        self
    }

    /// Where it is sent; a name is letters, digits and dots, so it cannot leave its place.
    pub(super) fn address(&self) -> Result<Cow<'_, str>, Error> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
        if self.name.is_empty() || self.name.contains("..") || !self.name.chars().all(is_name) {
            return Err(Error::config("expected the name of a method"));
        }
        if self.params.holds_reference() {
            return Err(Error::config(
                "expected values, found a reference; references work in a batch only",
            ));
        }
        Ok(self.api.address(&self.name))
    }
}

impl fmt::Debug for OpenCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:?}", self.api.address(&self.name), self.params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_of_a_method_is_not_sent() {
        for wrong in ["", "a/b", "../rest", "a..b", "a?b", "a%2fb", "имя"] {
            assert!(
                OpenCall::read(wrong, Params::new()).address().is_err(),
                "{wrong}"
            );
        }
        let call = OpenCall::write("tasks.task.add", Params::new());
        assert_eq!(call.address().unwrap(), "tasks.task.add");
        assert_eq!(call.v3().address().unwrap(), "api/tasks.task.add");
    }
}
