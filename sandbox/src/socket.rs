//! A socket that can be reset from above: the fault "connection reset" needs a real RST, and a
//! TLS session must not get the chance to say goodbye.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Shared between a connection's service and its socket.
#[derive(Clone, Default)]
pub(crate) struct Scissors {
    cut: Arc<AtomicBool>,
    /// So many more bytes may be written before the cut; `usize::MAX`: no limit.
    allowance: Arc<AtomicUsize>,
    limited: Arc<AtomicBool>,
}

impl Scissors {
    /// No further byte leaves, and dropping the socket resets the connection.
    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    /// The cut comes after so many further bytes.
    pub(crate) fn cut_after(&self, bytes: usize) {
        self.allowance.store(bytes, Ordering::SeqCst);
        self.limited.store(true, Ordering::SeqCst);
    }

    fn is_cut(&self) -> bool {
        self.cut.load(Ordering::SeqCst)
    }

    /// How many of `wanted` bytes may be written now.
    fn grant(&self, wanted: usize) -> usize {
        if !self.limited.load(Ordering::SeqCst) {
            return wanted;
        }
        let granted = wanted.min(self.allowance.load(Ordering::SeqCst));
        self.allowance.fetch_sub(granted, Ordering::SeqCst);
        if granted == 0 {
            self.cut();
        }
        granted
    }
}

pub(crate) struct Socket {
    stream: TcpStream,
    scissors: Scissors,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, scissors: Scissors) -> Self {
        Self { stream, scissors }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.scissors.is_cut() {
            // Without it the connection only ends politely, which a client also survives.
            let _ = self.stream.set_zero_linger();
        }
    }
}

fn reset() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let granted = self.scissors.grant(bytes.len());
        if self.scissors.is_cut() {
            return Poll::Ready(Err(reset()));
        }
        let part = bytes.get(..granted).unwrap_or(bytes);
        Pin::new(&mut self.stream).poll_write(context, part)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.scissors.is_cut() {
            return Poll::Ready(Err(reset()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
