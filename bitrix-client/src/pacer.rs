//! The shared pace of requests to one portal from one address.
//!
//! Callers: the sender, before each attempt; hosts, to share one pace between several clients.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::{Bucket, Plan};

/// One portal's request bucket, shared by everything that clones it.
///
/// A portal counts per source address, over all applications and webhooks. So give every client of
/// a portal in this process the same pacer ([`ClientBuilder::pacer`](crate::ClientBuilder::pacer));
/// clones of one client share theirs already.
#[derive(Clone)]
pub struct Pacer(Arc<Mutex<Bucket>>);

impl Pacer {
    /// A pacer with an empty bucket.
    pub fn new(plan: Plan) -> Self {
        Self(Arc::new(Mutex::new(Bucket::new(plan))))
    }

    /// How many requests the bucket holds at `now`, those waiting for their time included.
    pub fn level(&self, now: DateTime<Utc>) -> u64 {
        self.bucket().level(now)
    }

    pub(crate) fn admit(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.bucket().admit(now).at
    }

    pub(crate) fn on_refusal(&self, now: DateTime<Utc>) {
        self.bucket().on_refusal(now);
    }

    fn bucket(&self) -> MutexGuard<'_, Bucket> {
        // The bucket is a plain value: one left by a panicking thread is still a bucket.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Pacer {
    fn default() -> Self {
        Self::new(Plan::STANDARD)
    }
}

impl fmt::Debug for Pacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pacer").field(&*self.bucket()).finish()
    }
}
