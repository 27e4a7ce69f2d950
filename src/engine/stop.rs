//! Telling an engine to stop.

#[cfg(unix)]
use futures_util::future::select;
use std::io;
#[cfg(unix)]
use std::pin::pin;
use std::sync::Arc;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// A switch that stops [`serve`](crate::LocalEngine::serve); its clones are the same switch.
///
/// Told once, no effect is begun any more, what is under way comes to its end, and claims are given
/// back. Told twice, the engine returns at once: what is under way keeps its start mark, and the
/// next process finds out what became of it.
///
/// ```
/// let stop = docflow::Stop::new();
/// stop.tell();
/// assert!(stop.is_told() && !stop.is_told_twice());
/// ```
#[derive(Clone, Debug)]
pub struct Stop {
    told: Arc<watch::Sender<u8>>,
}

impl Stop {
    /// A switch that was not told yet.
    pub fn new() -> Self {
        Self {
            told: Arc::new(watch::Sender::new(0)),
        }
    }

    /// A switch that the system tells: an interrupt, on Unix a terminate too, and a second of them
    /// tells it twice. Call it within a Tokio runtime.
    ///
    /// # Errors
    /// When the system does not hand its signals over.
    pub fn on_signals() -> io::Result<Self> {
        let stop = Self::new();
        let told = stop.clone();
        #[cfg(unix)]
        let mut signals = [
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        ];
        #[cfg(not(unix))]
        let mut signals = ();
        tokio::spawn(async move {
            while heard(&mut signals).await {
                told.tell();
            }
        });
        Ok(stop)
    }

    /// Tells it, once more if it was told before.
    pub fn tell(&self) {
        self.told
            .send_modify(|times| *times = times.saturating_add(1));
    }

    /// Whether nothing new shall be begun.
    pub fn is_told(&self) -> bool {
        *self.told.borrow() > 0
    }

    /// Whether everything shall be left as it is.
    pub fn is_told_twice(&self) -> bool {
        *self.told.borrow() > 1
    }

    /// Returns once it has been told so often; a host closes its own doors then.
    pub async fn told(&self, times: u8) {
        // The sender lives as long as this call, so waiting can not fail.
        let _ = self
            .told
            .subscribe()
            .wait_for(|told| *told >= times)
            .await
            .is_ok();
    }
}

/// Waits for a signal; whether one came.
#[cfg(unix)]
async fn heard([interrupt, terminate]: &mut [Signal; 2]) -> bool {
    let (interrupt, terminate) = (pin!(interrupt.recv()), pin!(terminate.recv()));
    let (told, _) = select(interrupt, terminate).await.factor_first();
    told.is_some()
}

/// Waits for a signal; whether one came.
#[cfg(not(unix))]
async fn heard(_: &mut ()) -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}
