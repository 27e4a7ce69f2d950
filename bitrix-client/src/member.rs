//! The permanent id of a portal. Pure.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// The permanent id of a portal; it stays when the address changes, so everything is keyed by it.
///
/// Up to 64 letters and digits, 32 hex digits in practice: safe as the name of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MemberId(String);

impl MemberId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MemberId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_one = (1..=64).contains(&text.len())
            && text.bytes().all(|letter| letter.is_ascii_alphanumeric());
        is_one.then(|| Self(text.to_owned())).ok_or_else(|| {
            Error::config("expected up to 64 letters and digits as the id of a portal")
        })
    }
}

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
