//! One portal's tokens in use: handed to every call, renewed once for everybody.
//!
//! # What a crash can lose
//! The authorization server gives a new pair and takes the old refresh token back. The order here is
//! ask, store, use: a pair that is not stored is never used. So a crash leaves one of three states:
//! 1. before the server saw the question: the old pair is whole;
//! 2. after the new pair was stored: the new pair is whole;
//! 3. in between, the new pair is lost with the answer, and the old refresh token is all there is.
//!
//! In the third state the next start asks with the old refresh token again. Where the server keeps
//! it until the new pair is used, nothing is lost, since that never was. Where it dies at once (the
//! documentation says only that it is replaced), no client can do more, and the renewal answers
//! `invalid_grant`, a [`TokenFault::Revoked`]: then the next event, page or installation that
//! carries a pair brings the session back ([`OAuth::install`](crate::OAuth::install)). The window is kept small: one renewal runs in a
//! task of its own, which outlives the call that wanted it, so that a dropped future loses nothing;
//! and a pair that the store refused stays in memory and is stored before anything else is asked.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;
use reqwest::Url;
use tracing::Instrument as _;

use super::{Installation, OAuth, RenewalRight, Stored, Swap, TOKEN, store_failed};
use crate::error::{Error, ErrorKind, TokenFault};
use crate::member::MemberId;
use crate::secret::Secret;

/// The tokens of one portal; clones share them and their renewal.
///
/// Make a client of it with [`Access::session`](crate::Access::session). Keep one session a portal
/// in a process.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    oauth: OAuth,
    current: Mutex<Stored>,
    /// Held during a renewal.
    gate: tokio::sync::Mutex<Gate>,
    /// How many renewals have ended.
    ended: AtomicU64,
}

#[derive(Default)]
struct Gate {
    /// How the last renewal failed, if it did.
    failure: Option<Error>,
    /// A new pair that the store did not take yet.
    unstored: Option<Installation>,
}

/// A token as it goes into one call; shown again, it tells which one has expired.
#[derive(Clone)]
pub(crate) struct Ticket {
    pub(crate) token: Secret,
}

impl Session {
    pub(super) fn new(oauth: OAuth, stored: Stored) -> Self {
        Self(Arc::new(Inner {
            oauth,
            current: Mutex::new(stored),
            gate: tokio::sync::Mutex::default(),
            ended: AtomicU64::new(0),
        }))
    }

    /// What is in use at present.
    pub fn installation(&self) -> Installation {
        self.current().installation.clone()
    }

    /// The permanent id of the portal.
    pub fn member_id(&self) -> MemberId {
        self.current().installation.member_id().clone()
    }

    pub(crate) fn ticket(&self) -> Ticket {
        let current = self.current();
        Ticket {
            token: current.installation.tokens().access().clone(),
        }
    }

    /// A token that is not `used`, which has expired: somebody else's new one, or one that is asked
    /// for now. Runs to its end even when this future is dropped.
    pub(crate) async fn renew(&self, used: &Ticket) -> Result<Ticket, Error> {
        let (session, used) = (self.clone(), used.clone());
        let before = self.0.ended.load(Ordering::Acquire);
        let work = async move { session.renew_once(&used, before).await };
        let done = tokio::spawn(work.in_current_span()).await;
        done.unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Refresh, TOKEN).described("the renewal was cut off"))
        })
    }

    async fn renew_once(&self, used: &Ticket, before: u64) -> Result<Ticket, Error> {
        let mut gate = self.0.gate.lock().await;
        if !self.is_used(used) {
            return Ok(self.ticket());
        }
        // Somebody renewed while we waited, and failed: that answer is ours as well.
        if self.0.ended.load(Ordering::Acquire) != before
            && let Some(failure) = gate.failure.clone()
        {
            return Err(failure);
        }
        let outcome = self.replace(&mut gate, used).await.map_err(not_renewed);
        gate.failure = outcome.as_ref().err().cloned();
        self.0.ended.fetch_add(1, Ordering::Release);
        outcome.map(|()| self.ticket())
    }

    /// Whether `used` is still the token in use.
    fn is_used(&self, used: &Ticket) -> bool {
        let current = self.current();
        current.installation.tokens().access().same_as(&used.token)
    }

    /// Gets another pair and puts it in use: one of before that is not stored yet, one that
    /// somebody else has stored, or a new one of the server.
    async fn replace(&self, gate: &mut Gate, used: &Ticket) -> Result<(), Error> {
        if let Some(unstored) = gate.unstored.clone() {
            return self.store(gate, unstored, used).await;
        }
        // Held until the end of this function.
        let right = self.take_right(used).await?;
        self.take_stored().await?;
        if !self.is_used(used) {
            return Ok(());
        }
        let old = self.installation();
        let error = match self.0.oauth.refreshed(&old).await {
            Ok(new) => return self.store(gate, new, used).await,
            Err(error) => error,
        };
        // Where others may renew at the same time, another process may have been first with the same
        // refresh token, and be storing its pair.
        let alone = right.as_ref().is_some_and(RenewalRight::is_of_one);
        let looks: &[i64] = if alone { &[0] } else { &[0, 300, 700, 1000] };
        let clock = &self.0.oauth.0.clock;
        for wait_ms in looks.iter().copied() {
            clock
                .sleep_until(clock.now() + TimeDelta::milliseconds(wait_ms))
                .await;
            self.take_stored().await?;
            if !self.is_used(used) {
                tracing::debug!(code = error.code(), "another process renewed the token");
                return Ok(());
            }
            if error.kind() != ErrorKind::Unauthorized(TokenFault::Invalid) {
                break;
            }
        }
        Err(error)
    }

    /// Waits while another process renews, until its pair is there or for half a minute: one that
    /// hangs must not hold up everybody.
    async fn take_right(&self, used: &Ticket) -> Result<Option<RenewalRight>, Error> {
        let oauth = &self.0.oauth.0;
        let member = self.member_id();
        let mut wait = TimeDelta::milliseconds(50);
        let until = oauth.clock.now() + TimeDelta::seconds(30);
        loop {
            let right = oauth.store.try_renewal(&member).await;
            let right = right.map_err(|error| store_failed(&error))?;
            if right.is_some() || oauth.clock.now() >= until {
                return Ok(right);
            }
            oauth.clock.sleep_until(oauth.clock.now() + wait).await;
            wait = (wait * 2).min(TimeDelta::seconds(1));
            self.take_stored().await?;
            if !self.is_used(used) {
                return Ok(None);
            }
        }
    }

    /// The new pair is in use only after it is stored.
    async fn store(&self, gate: &mut Gate, new: Installation, used: &Ticket) -> Result<(), Error> {
        gate.unstored = Some(new.clone());
        loop {
            let seen = self.current().revision;
            let store = &self.0.oauth.0.store;
            let swap = store.compare_and_set(new.member_id(), Some(seen), &new);
            match swap.await.map_err(|error| store_failed(&error))? {
                Swap::Stored(revision) => {
                    gate.unstored = None;
                    *self.current() = Stored {
                        installation: new,
                        revision,
                    };
                    return Ok(());
                }
                Swap::Changed => {
                    let is_new = self.take_stored().await?;
                    // Another pair was put there by whoever proved it. The same pair with another
                    // address is none: ours is tried again.
                    if !is_new || !self.is_used(used) {
                        gate.unstored = None;
                    }
                    if !is_new {
                        return Err(removed());
                    }
                    if !self.is_used(used) {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Puts in use what the store holds; whether it is another pair than ours.
    async fn take_stored(&self) -> Result<bool, Error> {
        let member = self.member_id();
        let found = self.0.oauth.0.store.load(&member).await;
        let Some(found) = found.map_err(|error| store_failed(&error))? else {
            return Ok(false);
        };
        let mut current = self.current();
        let is_new = found.revision != current.revision;
        if is_new {
            *current = found;
        }
        Ok(is_new)
    }

    /// Takes what was stored meanwhile by [`OAuth::install`](crate::OAuth::install) or by another
    /// process; whether there was something. Calls do this by themselves when their token has
    /// expired.
    ///
    /// # Errors
    /// Kind [`Refresh`](ErrorKind::Refresh) when the store fails.
    pub async fn reload(&self) -> Result<bool, Error> {
        let _gate = self.0.gate.lock().await;
        self.take_stored().await
    }

    /// Remembers the portal's new address, here and in the store, whatever pair stands there by now.
    pub(crate) async fn moved_to(&self, portal: &Url) -> Result<(), Error> {
        let _gate = self.0.gate.lock().await;
        loop {
            let Stored {
                installation,
                revision,
            } = self.current().clone();
            let moved = installation.moved_to(portal);
            let store = &self.0.oauth.0.store;
            let swap = store.compare_and_set(moved.member_id(), Some(revision), &moved);
            match swap.await.map_err(|error| store_failed(&error))? {
                Swap::Stored(revision) => {
                    *self.current() = Stored {
                        installation: moved,
                        revision,
                    };
                    return Ok(());
                }
                // Ours is tried again over what another process has stored; nothing is put where
                // the application was removed.
                Swap::Changed => {
                    if !self.take_stored().await? {
                        return Ok(());
                    }
                }
            }
        }
    }

    pub(crate) fn portal(&self) -> String {
        self.current().installation.portal().to_owned()
    }

    fn current(&self) -> MutexGuard<'_, Stored> {
        // Replaced whole, so that a panic elsewhere leaves a whole value.
        self.0
            .current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn removed() -> Error {
    Error::new(ErrorKind::Unauthorized(TokenFault::Revoked), TOKEN)
        .described("the application was removed from this portal; install it again")
}

/// A refresh token that the server refuses stays refused. What the network or the store does to a
/// renewal passes, and says nothing about the call that wanted it: that did not run.
fn not_renewed(error: Error) -> Error {
    if error.code() == "invalid_grant" {
        return error.of_kind(ErrorKind::Unauthorized(TokenFault::Revoked));
    }
    if error.kind() == ErrorKind::Refresh {
        return error;
    }
    if !error.is_retryable() && !error.may_have_happened() {
        return error;
    }
    Error::new(ErrorKind::Refresh, TOKEN)
        .coded(error.code())
        .described(error.to_string())
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session")
            .field(&self.installation())
            .finish()
    }
}
