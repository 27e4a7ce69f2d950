//! A file on its way to the address that a portal gave for it.
//!
//! A call with base64 holds the whole file in memory, a third larger; a file posted by address is
//! streamed as it is.
//! Here: [`Upload`], the file, and [`UploadMethod`], who gives addresses. Callers:
//! `Client::upload`.
//! Source: <https://apidocs.bitrix24.com/api-reference/disk/folder/disk-folder-upload-file.html>.

use std::fmt;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};
use reqwest::Body;
use tokio::io::AsyncReadExt as _;

use crate::method::Method;
use crate::methods::api::disk::{DiskObject, UploadToFolder, UploadToStorage};

/// A method of the disk that, called without `fileContent`, answers where to post the file.
pub trait UploadMethod: Method<Answer = DiskObject> {}

impl UploadMethod for UploadToFolder {}
impl UploadMethod for UploadToStorage {}

/// A file to post: its name, its length and its bytes.
///
/// ```
/// use bitrix_client::Upload;
///
/// let file = Upload::bytes("Договор № 7.pdf", vec![0_u8; 1024])
///     .on_progress(|sent, whole| println!("{sent} of {whole} bytes"));
/// assert_eq!(file.length(), 1024);
/// ```
pub struct Upload {
    name: String,
    length: u64,
    content: Content,
    progress: Option<Progress>,
}

type Content = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;
type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// How much is read and told at once.
const PIECE: usize = 64 << 10;

impl Upload {
    /// A file that is in memory.
    pub fn bytes(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        let content = content.into();
        let length = u64::try_from(content.len()).unwrap_or(u64::MAX);
        let pieces = stream::unfold(content, |mut left| async move {
            let piece = left.split_to(PIECE.min(left.len()));
            (!piece.is_empty()).then_some((Ok(piece), left))
        });
        Self::stream(name, length, pieces)
    }

    /// A file that is read from somewhere; it must have exactly `length` bytes, or the request
    /// breaks.
    pub fn stream(
        name: impl Into<String>,
        length: u64,
        content: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            length,
            content: Box::pin(content),
            progress: None,
        }
    }

    /// A file of this machine, under its own name; it is read while it is sent.
    ///
    /// # Errors
    /// The file's own, when it cannot be opened.
    pub async fn file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let file = tokio::fs::File::open(path).await?;
        let length = file.metadata().await?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let pieces = stream::try_unfold(file, |mut file| async move {
            let mut piece = Vec::with_capacity(PIECE);
            let read = file.read_buf(&mut piece).await?;
            Ok((read > 0).then(|| (Bytes::from(piece), file)))
        });
        Ok(Self::stream(name, length, pieces))
    }

    /// Is told how many bytes of how many have been handed to the connection, after each piece.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(tell));
        self
    }

    /// The name that the file gets.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The form that is posted, with the file in `field`.
    pub(crate) fn into_form(self, field: String) -> reqwest::multipart::Form {
        let (progress, length) = (self.progress, self.length);
        let mut sent = 0_u64;
        let told = self.content.inspect(move |piece| {
            let (Some(progress), Ok(piece)) = (&progress, piece) else {
                return;
            };
            sent = sent.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            progress(sent, length);
        });
        let body = Body::wrap_stream(told);
        let part = reqwest::multipart::Part::stream_with_length(body, length);
        // PHP reads `filename` alone, as plain UTF-8; the form of RFC 5987 would be lost.
        let form = reqwest::multipart::Form::new().percent_encode_noop();
        form.part(field, part.file_name(self.name))
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({} bytes)", self.length)
    }
}
