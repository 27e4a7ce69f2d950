//! The default backend: `docxide-pdf` 0.20.1 behind a thread, a size cap and a deadline.
//!
//! The engine is young and recursive, so it gets a stack of its own, and a panic in it is an
//! error here. A thread cannot be stopped: past its deadline it is left alone, and only so many
//! may be left.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use crate::docx::{Limits, Package};

use super::{PdfBackend, PdfError, faces};

/// Layouts at one time in the process, those past their deadline included.
const MAX_RUNNING: usize = 8;
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// Lays out a docx in this process.
///
/// Liberation Serif and Sans stand in for Times New Roman and Arial (their metrics are the same)
/// and for every other family, so that pages do not depend on the fonts of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Docxide {
    /// Bytes of the docx.
    pub max_bytes: usize,
    /// Time for one document.
    pub deadline: Duration,
    /// Stack of the layout thread, bytes.
    pub stack: usize,
}

impl Default for Docxide {
    /// 16 MiB, 20 s, 32 MiB of stack.
    fn default() -> Self {
        Self {
            max_bytes: 16 << 20,
            deadline: Duration::from_secs(20),
            stack: 32 << 20,
        }
    }
}

impl PdfBackend for Docxide {
    fn name(&self) -> &'static str {
        "docxide-pdf 0.20.1"
    }

    fn render(&self, docx: &[u8]) -> Result<Vec<u8>, PdfError> {
        if docx.len() > self.max_bytes {
            return Err(PdfError::TooLarge {
                bytes: docx.len(),
                limit: self.max_bytes,
            });
        }
        let document = |reason: String| PdfError::Document { reason };
        let mut package =
            Package::read(docx, Limits::default()).map_err(|e| document(e.to_string()))?;
        faces::substitute(&mut package).map_err(|e| document(e.to_string()))?;
        let copy = package
            .write_stored()
            .map_err(|e| document(e.to_string()))?;
        self.on_own_thread(move || convert(&copy))
    }
}

impl Docxide {
    fn on_own_thread(
        &self,
        work: impl FnOnce() -> Result<Vec<u8>, PdfError> + Send + 'static,
    ) -> Result<Vec<u8>, PdfError> {
        let slot = Slot::take().ok_or(PdfError::Busy)?;
        let (sender, receiver) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("docflow-pdf".to_owned())
            .stack_size(self.stack);
        let started = thread.spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
                Err(PdfError::Engine {
                    reason: "it panicked on this document".to_owned(),
                })
            });
            drop(slot);
            // Nobody listens when the deadline has passed.
            let _ = sender.send(result);
        });
        started.map_err(|e| PdfError::Engine {
            reason: e.to_string(),
        })?;
        receiver
            .recv_timeout(self.deadline)
            .unwrap_or(Err(PdfError::Deadline {
                seconds: self.deadline.as_secs(),
            }))
    }
}

fn convert(docx: &[u8]) -> Result<Vec<u8>, PdfError> {
    docxide_pdf::convert_docx_bytes_to_pdf_bytes(docx).map_err(|e| PdfError::Engine {
        reason: e.to_string(),
    })
}

/// One of the places for a running layout; free again when dropped.
struct Slot;

impl Slot {
    fn take() -> Option<Self> {
        let more = |running| (running < MAX_RUNNING).then_some(running + 1);
        RUNNING
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, more)
            .ok()
            .map(|_| Self)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::{Docxide, PdfBackend, PdfError};
    use std::{sync::mpsc, time::Duration};

    #[test]
    fn a_panic_is_an_error() {
        let result = Docxide::default().on_own_thread(|| panic!("a panic of the layout engine"));
        assert!(matches!(result, Err(PdfError::Engine { .. })));
    }

    #[test]
    fn a_layout_that_does_not_end_is_left_alone() {
        let (release, held) = mpsc::channel::<()>();
        let hasty = Docxide {
            deadline: Duration::from_millis(1),
            ..Docxide::default()
        };
        let result = hasty.on_own_thread(move || {
            let _ = held.recv();
            Ok(Vec::new())
        });
        assert_eq!(result, Err(PdfError::Deadline { seconds: 0 }));
        drop(release);
    }

    #[test]
    fn what_is_too_large_or_no_docx_is_refused_before_the_engine_sees_it() {
        let small = Docxide {
            max_bytes: 3,
            ..Docxide::default()
        };
        assert_eq!(
            small.render(b"PK..").unwrap_err(),
            PdfError::TooLarge { bytes: 4, limit: 3 }
        );
        assert!(matches!(
            Docxide::default().render(b"PK"),
            Err(PdfError::Document { .. })
        ));
    }
}
