//! Printed files of documents: which are wanted, and which there are.
//!
//! Bytes of files are never here: they stand in a [`crate::FileStore`] under their hash.

use std::fmt;
use std::str::FromStr;

/// Which files a document is attached with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePolicy {
    /// Pairs for contracts; the first is the main one.
    pub contract: Vec<FilePair>,
    /// Pairs for invoices.
    pub invoice: Vec<FilePair>,
}

impl Default for FilePolicy {
    fn default() -> Self {
        Self {
            contract: vec![FilePair::default()],
            invoice: vec![FilePair::default()],
        }
    }
}

/// One upload: a docx and the pdf beside it. By default the docx goes without stamp, the pdf with.
///
/// A stamped docx hands out the facsimile, so it is made only where the policy names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePair {
    /// Whether the docx carries the stamp.
    pub docx_stamped: bool,
    /// Whether the pdf carries the stamp.
    pub pdf_stamped: bool,
}

impl Default for FilePair {
    fn default() -> Self {
        Self {
            docx_stamped: false,
            pdf_stamped: true,
        }
    }
}

/// SHA-256 of a file's bytes, printed as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileHash([u8; 32]);

impl FileHash {
    /// Wraps the digest.
    pub fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileHash({self})")
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a SHA-256 of 64 hexadecimal digits, found {found} characters or another digit")]
pub struct FileHashError {
    /// How many characters there were.
    found: usize,
}

impl FromStr for FileHash {
    type Err = FileHashError;

    fn from_str(text: &str) -> Result<Self, FileHashError> {
        let wrong = || FileHashError {
            found: text.chars().count(),
        };
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut digest = [0_u8; 32];
        for (at, byte) in digest.iter_mut().enumerate() {
            let start = at.saturating_mul(2);
            let pair = text.get(start..start.saturating_add(2)).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
        }
        Ok(Self(digest))
    }
}

/// Format of a printed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileFormat {
    /// Word.
    Docx,
    /// PDF.
    Pdf,
}

impl FileFormat {
    /// The file name's extension, also its code on wires.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }

    /// Reads [`Self::extension`] back.
    pub fn from_extension(text: &str) -> Option<Self> {
        [Self::Docx, Self::Pdf]
            .into_iter()
            .find(|format| format.extension() == text)
    }
}

/// A printed file of an issued document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRef {
    /// Format.
    pub format: FileFormat,
    /// Whether it carries stamp and signature pictures.
    pub stamped: bool,
    /// Name for people, with extension.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Hash of the bytes.
    pub hash: FileHash,
    /// The docx from which a pdf was made, when 1C says so.
    pub derived_from: Option<FileHash>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_from_its_text() {
        let hash = FileHash::new([0xab; 32]);
        assert_eq!(hash.to_string().parse::<FileHash>(), Ok(hash));
        assert!("ab".parse::<FileHash>().is_err());
        assert!("zz".repeat(32).parse::<FileHash>().is_err());
    }
}
