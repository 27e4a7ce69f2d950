//! PDF of a filled docx, made in this process.
//!
//! Here: the backend trait, the default backend, its limits and faces. Not here: filling
//! (`template`). The PDF is made of the very docx that goes to the client, so both say the same
//! words. Called by hosts and the sandbox; feature `pdf`.

mod docxide;
mod faces;

use thiserror::Error;

pub use docxide::Docxide;

/// Makes a PDF of a docx.
///
/// An implementer lays out the document as it is, fetches nothing from a network, and tells by
/// `name` in the result of a run which backend made the file.
pub trait PdfBackend: Send + Sync {
    /// Name and version, for the record of a run.
    fn name(&self) -> &'static str;

    /// The PDF of `docx`.
    ///
    /// # Errors
    /// [`PdfError`].
    fn render(&self, docx: &[u8]) -> Result<Vec<u8>, PdfError>;
}

/// Why there is no PDF; the docx stays usable.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PdfError {
    /// Over the size cap.
    #[error(
        "the document has {bytes} bytes, the limit for a PDF is {limit}; make its pictures smaller"
    )]
    TooLarge {
        /// Bytes found.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Not laid out within the deadline.
    #[error("the PDF was not ready within {seconds} s; simplify the document or take the .docx")]
    Deadline {
        /// The deadline.
        seconds: u64,
    },
    /// Earlier documents that passed their deadline are still being laid out.
    #[error("too many documents are being laid out; repeat later")]
    Busy,
    /// Not a docx.
    #[error("expected a .docx, found something else: {reason}")]
    Document {
        /// What is wrong.
        reason: String,
    },
    /// The layout engine gave up.
    #[error("the layout engine failed: {reason}; simplify the document or take the .docx")]
    Engine {
        /// What it says.
        reason: String,
    },
}

/// The PDF of a docx by the default backend, [`Docxide`] with its default limits.
///
/// # Errors
/// [`PdfError`].
pub fn render(docx: &[u8]) -> Result<Vec<u8>, PdfError> {
    Docxide::default().render(docx)
}
