//! The docx container: a zip of XML parts, read with limits and written the same way every time.
//!
//! Here: the zip, the XML tree, relationships and content types. Not here: what the tags of a
//! template mean (`template`), what a form looks like (`builtin`). Called by both, and by `pdf`.

mod package;
mod relations;
mod tree;

pub(crate) use package::Package;
pub use package::{Limits, PackageError};
pub(crate) use relations::{Relations, add_png_and_jpeg_types, main_part, resolve};
pub use tree::TreeError;
pub(crate) use tree::{Element, Node, escape_into, parse, serialise};
