//! Small parsed values that name things: the key of a write, a reference of 1C, a file's hash.
//!
//! Parsed once at the edge, so that no other module checks them again.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use sha2::Digest;

/// The key of one write: graphic ASCII, 1 to 100 bytes, chosen by the caller.
///
/// The same key with the same body is the same write, however often it is sent.
///
/// ```
/// use onec_client::IdempotencyKey;
/// let key: IdempotencyKey = "main/4512/sale/1/issue".parse()?;
/// assert_eq!(key.as_str(), "main/4512/sale/1/issue");
/// assert!("ключ".parse::<IdempotencyKey>().is_err());
/// # Ok::<(), onec_client::IdempotencyKeyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The longest key in bytes.
    pub const MAX_LENGTH: usize = 100;

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is not an [`IdempotencyKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdempotencyKeyError {
    /// The text is empty.
    Empty,
    /// The text is longer than 100 bytes.
    TooLong {
        /// Its length in bytes.
        found: usize,
    },
    /// A byte is not graphic ASCII (`!` to `~`).
    NotGraphicAscii {
        /// Its place, from 0.
        at: usize,
    },
}

impl fmt::Display for IdempotencyKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("expected a key of 1 to 100 bytes, found an empty text"),
            Self::TooLong { found } => {
                write!(f, "expected a key of at most 100 bytes, found {found}")
            }
            Self::NotGraphicAscii { at } => write!(
                f,
                "expected graphic ASCII without spaces in a key, found something else at byte {at}"
            ),
        }
    }
}

impl std::error::Error for IdempotencyKeyError {}

impl FromStr for IdempotencyKey {
    type Err = IdempotencyKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(IdempotencyKeyError::Empty);
        }
        if text.len() > Self::MAX_LENGTH {
            return Err(IdempotencyKeyError::TooLong { found: text.len() });
        }
        match text.bytes().position(|byte| !byte.is_ascii_graphic()) {
            Some(at) => Err(IdempotencyKeyError::NotGraphicAscii { at }),
            None => Ok(Self(text.to_owned())),
        }
    }
}

/// A reference of 1C: the GUID of an object, as OData and the extension write it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref(String);

impl Ref {
    /// The GUID in lower case with hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text is not a GUID like `8f0c2c1e-5a3b-11f1-9c00-00155d000001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefError;

impl fmt::Display for RefError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a GUID like 8f0c2c1e-5a3b-11f1-9c00-00155d000001")
    }
}

impl std::error::Error for RefError {}

impl FromStr for Ref {
    type Err = RefError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_guid = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if is_guid {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(RefError)
        }
    }
}

/// The SHA-256 of a file, 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(String);

impl Sha256 {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut text = String::with_capacity(64);
        for byte in sha2::Sha256::digest(bytes) {
            let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
            text.push(digit(byte >> 4));
            text.push(digit(byte & 15));
        }
        Self(text)
    }

    /// The hash as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sha256Error;

impl fmt::Display for Sha256Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected 64 hexadecimal digits")
    }
}

impl std::error::Error for Sha256Error {}

impl FromStr for Sha256 {
    type Err = Sha256Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(Sha256Error)
        }
    }
}

/// The three texts are written and shown alike.
macro_rules! text_value {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )*};
}

text_value!(IdempotencyKey, Ref, Sha256);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_to_a_hundred_graphic_ascii_bytes() {
        assert!("a".repeat(100).parse::<IdempotencyKey>().is_ok());
        assert_eq!(
            "".parse::<IdempotencyKey>(),
            Err(IdempotencyKeyError::Empty)
        );
        assert_eq!(
            "a".repeat(101).parse::<IdempotencyKey>(),
            Err(IdempotencyKeyError::TooLong { found: 101 })
        );
        for (text, at) in [("a b", 1), ("\na", 0), ("ab\u{416}", 2), ("a\x7f", 1)] {
            assert_eq!(
                text.parse::<IdempotencyKey>(),
                Err(IdempotencyKeyError::NotGraphicAscii { at }),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_reference_is_a_guid_and_is_kept_in_lower_case() {
        let upper = "8F0C2C1E-5A3B-11F1-9C00-00155D000001"
            .parse::<Ref>()
            .unwrap();
        assert_eq!(upper.as_str(), "8f0c2c1e-5a3b-11f1-9c00-00155d000001");
        for wrong in [
            "",
            "8f0c2c1e",
            "8f0c2c1e-5a3b-11f1-9c00-00155d00000g",
            "8f0c2c1e5a3b11f19c0000155d000001",
        ] {
            assert_eq!(wrong.parse::<Ref>(), Err(RefError), "{wrong:?}");
        }
    }

    #[test]
    fn the_hash_of_a_text_is_the_published_one() {
        let hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        assert_eq!(Sha256::of(b"hello").as_str(), hello);
        assert_eq!(
            hello.to_uppercase().parse::<Sha256>().unwrap().as_str(),
            hello
        );
        assert_eq!("2cf2".parse::<Sha256>(), Err(Sha256Error));
    }
}
