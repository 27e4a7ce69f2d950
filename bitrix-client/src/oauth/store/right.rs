//! The right to renew the tokens of a portal.

use std::any::Any;
use std::fmt;

/// The right to renew a portal's tokens, until it is dropped; see
/// [`TokenStore::try_renewal`](crate::TokenStore::try_renewal).
pub struct RenewalRight(Option<Box<dyn Any + Send + Sync>>);

impl RenewalRight {
    /// A right that ends when `guard` is dropped: a lock, or a connection that holds one.
    ///
    /// ```
    /// use bitrix_client::RenewalRight;
    ///
    /// let lock = std::fs::File::create(std::env::temp_dir().join("bitrix24-renewal"))?;
    /// lock.lock()?;
    /// let right = RenewalRight::held_by(lock);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn held_by(guard: impl Any + Send + Sync) -> Self {
        Self(Some(Box::new(guard)))
    }

    /// A right that others may have at the same time.
    pub const fn of_everybody() -> Self {
        Self(None)
    }

    /// Whether nobody else has it at the same time.
    pub(crate) const fn is_of_one(&self) -> bool {
        self.0.is_some()
    }
}

impl fmt::Debug for RenewalRight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = if self.is_of_one() { "one" } else { "everybody" };
        write!(f, "RenewalRight(of {whose})")
    }
}
