//! Long texts as they are stored: deflated, when that makes them shorter.

use super::row::broken;
use super::thread::Refusal;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::types::{Value, ValueRef};
use std::io::{Read as _, Write as _};

/// Bytes below which a text stays readable for whoever opens the file with other tools.
const SHORT: usize = 256;

/// What a column of kind ANY keeps of a text.
pub(super) fn pack(text: &str) -> Value {
    if text.len() < SHORT {
        return Value::Text(text.to_owned());
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let packed = encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish());
    match packed {
        Ok(packed) if packed.len() < text.len() => Value::Blob(packed),
        Ok(_) | Err(_) => Value::Text(text.to_owned()),
    }
}

/// The text that a column keeps.
pub(super) fn unpack(value: ValueRef<'_>) -> Result<Option<String>, Refusal> {
    match value {
        ValueRef::Null => Ok(None),
        ValueRef::Text(text) => String::from_utf8(text.to_vec())
            .map(Some)
            .map_err(|_| broken()),
        ValueRef::Blob(packed) => unpack_bytes(packed).map(Some),
        ValueRef::Integer(_) | ValueRef::Real(_) => Err(broken()),
    }
}

/// The text of deflated bytes.
pub(super) fn unpack_bytes(packed: &[u8]) -> Result<String, Refusal> {
    let mut text = String::new();
    DeflateDecoder::new(packed)
        .read_to_string(&mut text)
        .map_err(|_| broken())?;
    Ok(text)
}
