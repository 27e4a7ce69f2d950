//! What a host sees of the client's work: a hook for counters, and the name of each call.
//!
//! Here: [`Observer`] and what it is told. It is told numbers and names only, no parameters and no
//! addresses, so that all of it may go to a metrics system.
//! Callers: the sender, after each exchange and each wait. Not here: payloads (that is `payload`).

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::error::ErrorKind;
use crate::operating::Operating;
use crate::timing::Timing;

/// Is told of every request and every wait of a client; set by
/// [`ClientBuilder::observer`](crate::ClientBuilder::observer).
///
/// It is called in the middle of a call: count and return, do not block and do not panic.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use bitrix_client::{ErrorKind, Observer, RequestSeen};
///
/// #[derive(Default)]
/// struct Counters { requests: AtomicU64, refusals: AtomicU64 }
///
/// impl Observer for Counters {
///     fn request(&self, seen: &RequestSeen<'_>) {
///         self.requests.fetch_add(1, Ordering::Relaxed);
///         if seen.error == Some(ErrorKind::RateLimited) {
///             self.refusals.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Observer: Send + Sync {
    /// One HTTP request has ended, well or not.
    fn request(&self, _seen: &RequestSeen<'_>) {}

    /// A call has waited before a request.
    fn wait(&self, _seen: &WaitSeen<'_>) {}

    /// The portal has reported the operating time of `method`; for a batch, of each command's method
    /// as well.
    fn operating(&self, _method: &str, _operating: Operating) {}
}

/// One HTTP request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RequestSeen<'a> {
    /// The method that was called, `batch`, `upload` or `download`.
    pub method: &'a str,
    /// The name of the call, as in [`Error::request_id`](crate::Error::request_id).
    pub request_id: &'a str,
    /// Counts from 1 within the call.
    pub attempt: u32,
    /// The HTTP status; none when no answer came.
    pub status: Option<u16>,
    /// From sending to the end of the answer, read.
    pub took: Duration,
    /// Bytes of the body that was sent; of a streamed upload as announced.
    pub sent: u64,
    /// Bytes of the body that came: of an answer 0 when it was not read to its end, of a download as
    /// many as were taken, also when it was dropped before its end.
    pub received: u64,
    /// What went wrong.
    pub error: Option<ErrorKind>,
    /// What the portal says about its time.
    pub timing: Timing,
}

/// A wait before a request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct WaitSeen<'a> {
    /// The method that waited.
    pub method: &'a str,
    /// The name of the call.
    pub request_id: &'a str,
    /// What it waited for.
    pub reason: WaitReason,
    /// How long; waits below a millisecond are not told.
    pub time: Duration,
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// A place in the portal's request bucket.
    Pace,
    /// The moment at which the method's operating time is given back.
    Operating,
    /// The pause before a failed call is repeated.
    Repeat,
}

/// The name of a call: what is logged here and sent as `X-Request-Id`, so that one line of a proxy
/// finds the other. Unique in this process and, by chance, among processes.
pub(crate) fn next_request_id() -> String {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0_u8));
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let mut id = String::with_capacity(32);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    // Writing to a text does not fail.
    let _ = write!(id, "{:016x}-{call:x}", *PROCESS);
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_a_name_of_its_own() {
        let (one, two) = (next_request_id(), next_request_id());
        assert_ne!(one, two);
        assert!(
            one.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-'),
            "{one}"
        );
        assert_eq!(one.split('-').next(), two.split('-').next());
    }
}
