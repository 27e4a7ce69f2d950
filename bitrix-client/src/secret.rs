//! Texts that must never be shown.

use std::fmt;
use std::hint::black_box;

/// A token or another text that gives access. `Debug` is redacted; there is no `Display`.
///
/// Deliberately without `PartialEq`: compare secrets in constant time where it matters.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; keep it out of logs and errors.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    ///
    /// The time tells the length; tokens of Bitrix24 all have the same.
    pub fn same_as(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.0.as_bytes(), other.0.as_bytes());
        let pairs = ours.iter().zip(theirs);
        let differ = pairs.fold(0_u8, |differ, (a, b)| black_box(differ | (a ^ b)));
        ours.len() == theirs.len() && differ == 0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_text_is_the_same() {
        let secret = Secret::new("51856f");
        assert!(secret.same_as(&Secret::new("51856f")));
        for other in ["", "51856", "51856e", "41856f", "51856f0"] {
            assert!(!secret.same_as(&Secret::new(other)), "{other}");
        }
    }
}
