//! What can be wrong with a template or with its filling.

use thiserror::Error;

use crate::docx::{PackageError, TreeError};

/// Why a file is not a template; the text is for its author.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// Not a docx, or over the limits.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// A part that cannot be read.
    #[error("part {part}: {source}")]
    Part {
        /// Name in the archive.
        part: String,
        /// The fault.
        source: TreeError,
    },
    /// A document with macros.
    #[error(
        "expected a .docx without macros, found macros; save the template as an ordinary .docx"
    )]
    Macros,
    /// A tag that does not read.
    #[error("tag {tag}: {reason}; correct the tag in Word")]
    Syntax {
        /// The tag.
        tag: String,
        /// What was expected.
        reason: String,
    },
    /// `{{` or `{%` without its end in the same paragraph.
    #[error("a tag is not closed in its paragraph: {text}; close it with }}}} or %}}")]
    Unclosed {
        /// The text from the opening on, at most 60 characters.
        text: String,
    },
    /// A loop or condition whose end is missing or stands in another kind of place.
    #[error(
        "{tag} and its end have to stand both alone in a paragraph, both alone in a row, or in one paragraph; found {found}"
    )]
    Structure {
        /// The tag.
        tag: String,
        /// What is there instead.
        found: String,
    },
}

/// Why a template was not filled.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FillError {
    /// Strict mode: fields that the data does not have.
    #[error("fields that the data does not have: {}; correct the template or the data", names.join(", "))]
    Unresolved {
        /// Their names as in [`Filled::unresolved`](crate::Filled::unresolved).
        names: Vec<String>,
    },
    /// A row that names two lists.
    #[error(
        "a row of a table names two lists, {first} and {second}; leave one, or write the loop with for and endfor"
    )]
    TwoLists {
        /// One list.
        first: String,
        /// The other.
        second: String,
    },
    /// An expression that cannot be computed.
    #[error("part {part}: {reason}; correct the template or the data")]
    Render {
        /// Name in the archive.
        part: String,
        /// What the engine says.
        reason: String,
    },
    /// The filled document is larger than the limit, or the template loops without end.
    #[error(
        "part {part}: the filled text is larger than the limit or takes too many steps; shorten the loops"
    )]
    TooLarge {
        /// Name in the archive.
        part: String,
    },
    /// A picture stayed in a document that must have none.
    #[error(
        "the picture {part} cannot be taken out of the unstamped document; remove it from the template or mark it with {{{{ keep }}}} in its alternative text"
    )]
    PictureLeft {
        /// Name in the archive.
        part: String,
    },
    /// A payload that fits into no QR symbol.
    #[error("the text of the QR code is too long: {bytes} bytes; shorten the purpose")]
    Qr {
        /// Length of the payload.
        bytes: usize,
    },
    /// The container.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// A part that does not read.
    #[error("part {part}: {source}")]
    Part {
        /// Name in the archive.
        part: String,
        /// The fault.
        source: TreeError,
    },
}
