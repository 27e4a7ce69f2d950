//! Pictures that go into a document.

use std::collections::BTreeMap;

use thiserror::Error;

/// More than a scanned stamp at 600 dots needs.
const MAX_BYTES: usize = 4 << 20;

/// The two formats that Word, `LibreOffice` and our PDF show alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
}

/// A PNG or JPEG picture of at most 4 MiB: a stamp, a signature, a logo.
///
/// A stamp should be a PNG with transparency, about 600 pixels wide.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    format: Format,
    bytes: Vec<u8>,
}

/// Why bytes are not taken as a picture.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PictureError {
    /// Neither PNG nor JPEG by its first bytes.
    #[error("expected a PNG or JPEG picture, found another kind of file; save the stamp as PNG")]
    Format,
    /// Over 4 MiB.
    #[error("expected at most 4 MiB, found {bytes} bytes; 600 pixels are enough for a stamp")]
    TooLarge {
        /// Size found.
        bytes: usize,
    },
}

impl Picture {
    /// Takes the bytes of a PNG or JPEG file.
    ///
    /// # Errors
    /// [`PictureError::Format`] by the first bytes, [`PictureError::TooLarge`] over 4 MiB.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, PictureError> {
        if bytes.len() > MAX_BYTES {
            return Err(PictureError::TooLarge { bytes: bytes.len() });
        }
        let format = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Format::Png
        } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Format::Jpeg
        } else {
            return Err(PictureError::Format);
        };
        Ok(Self { format, bytes })
    }

    /// PNG bytes that this crate wrote itself.
    pub(crate) fn own_png(bytes: Vec<u8>) -> Self {
        Self {
            format: Format::Png,
            bytes,
        }
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }
}

/// Names the format and the size only: a facsimile has no place in a log.
impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({:?}, {} bytes)", self.format, self.bytes.len())
    }
}

/// Pictures by the name that a template uses: `seller.stamp`.
pub type Pictures = BTreeMap<String, Picture>;

#[cfg(test)]
mod tests {
    use super::{Picture, PictureError};

    #[test]
    fn only_png_and_jpeg_of_a_sensible_size_are_taken() {
        assert!(Picture::parse(b"\x89PNG\r\n\x1a\n....".to_vec()).is_ok());
        assert!(Picture::parse(vec![0xff, 0xd8, 0xff, 0xe0]).is_ok());
        assert_eq!(
            Picture::parse(b"<svg/>".to_vec()),
            Err(PictureError::Format)
        );
        let large = Picture::parse(vec![0; (4 << 20) + 1]);
        assert_eq!(
            large,
            Err(PictureError::TooLarge {
                bytes: (4 << 20) + 1
            })
        );
    }
}
