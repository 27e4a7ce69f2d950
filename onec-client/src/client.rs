//! The client: one method a call of the service.

use std::fmt;
use std::sync::Arc;

use crate::answer::{Issue, LookUp, NumberReservation, VoidKey};
use crate::call::Call;
use crate::error::{Error, ErrorKind, Operation};
use crate::exchange::Exchange;
use crate::key::{IdempotencyKey, Sha256};
use crate::reference::{About, Form};
use crate::request::{DocumentSetRequest, NumberReservationRequest};
use crate::{decode, offer, set};

/// A client of the docflow extension in one 1C base; clones share the connections.
#[derive(Clone)]
pub struct Client {
    exchange: Arc<Exchange>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("timeout", &self.exchange.timeout)
            .finish_non_exhaustive()
    }
}

impl Client {
    pub(crate) fn new(exchange: Exchange) -> Self {
        Self {
            exchange: Arc::new(exchange),
        }
    }

    /// What answers at the address: `GET /about`.
    ///
    /// # Errors
    /// Any kind but those of writes; [`ErrorKind::Decode`] when the service speaks another
    /// contract than `v1`.
    pub async fn about(&self) -> Result<About, Error> {
        let reply = self.exchange.send(&Call::about()).await?;
        offer::about(&reply)
    }

    /// The contract forms of the base: `GET /forms`.
    ///
    /// # Errors
    /// Any kind but those of writes.
    pub async fn forms(&self) -> Result<Vec<Form>, Error> {
        let reply = self.exchange.send(&Call::forms()).await?;
        offer::forms(&reply)
    }

    /// Makes the documents of a deal under a key: `POST /document-sets`; sent once.
    ///
    /// The same key and request again give the first answer, with `made_before`. After an error
    /// that [may have happened](Error::may_have_happened) settle the key with
    /// [`Client::look_up`], or call this again with the same key and request; to give up for
    /// good, [`Client::void_key`].
    ///
    /// # Errors
    /// [`ErrorKind::ClosedPeriod`], [`ErrorKind::TotalsDiffer`], [`ErrorKind::Rejected`]: nothing
    /// was made, a person has to act. [`ErrorKind::KeyReused`]: the key stands for another
    /// request. [`ErrorKind::KeyVoided`]: it was voided. [`ErrorKind::Locked`], [`ErrorKind::Busy`]: try later. [`ErrorKind::Timeout`],
    /// [`ErrorKind::Reset`], [`ErrorKind::Internal`], [`ErrorKind::NotJson`],
    /// [`ErrorKind::Decode`]: the outcome is unknown.
    pub async fn issue(
        &self,
        key: &IdempotencyKey,
        request: &DocumentSetRequest,
    ) -> Result<Issue, Error> {
        let reply = self.exchange.send(&Call::issue(key, request)?).await?;
        set::issued(key, &reply)
    }

    /// What became of a key: `GET /document-sets?key=…`.
    ///
    /// [`LookUp::Unknown`] says that nothing was made, unless the first request is still running:
    /// after a time-out do not ask before 1C must have finished (65 seconds), or ask with
    /// [`Client::void_key`], which settles it for ever.
    ///
    /// # Errors
    /// Any kind but those of writes.
    pub async fn look_up(&self, key: &IdempotencyKey) -> Result<LookUp, Error> {
        match self.exchange.send(&Call::look_up(key)).await {
            Ok(reply) => set::looked_up(key, &reply),
            Err(error) if error.code() == Some("unknown_key") => Ok(LookUp::Unknown),
            Err(error) if error.kind() == ErrorKind::KeyVoided => Ok(LookUp::Voided),
            Err(error) => Err(error),
        }
    }

    /// Says that a key must never make anything any more: `POST /voided-keys`.
    ///
    /// Voiding twice is voiding once, so it is repeated like a read, and may be repeated by the
    /// caller. Ask [`About::can`] for [`Capability::Void`](crate::Capability::Void) first: an
    /// older extension answers [`ErrorKind::NotPublished`].
    ///
    /// # Errors
    /// Any kind but those of refused requests. After an error the key may be voided or not: void
    /// it again.
    pub async fn void_key(&self, key: &IdempotencyKey) -> Result<VoidKey, Error> {
        let reply = self.exchange.send(&Call::void_key(key)).await?;
        set::voided(key, &reply)
    }

    /// The bytes of one file of a set, checked against its hash: `GET /files/{sha256}?key=…`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`]: no such key or file. [`ErrorKind::Decode`]: other bytes than the
    /// hash says.
    pub async fn file(&self, key: &IdempotencyKey, sha256: &Sha256) -> Result<Vec<u8>, Error> {
        let reply = self.exchange.send(&Call::file(key, sha256)).await?;
        if Sha256::of(&reply.body) == *sha256 {
            return Ok(reply.body);
        }
        let note = "expected bytes that have the named SHA-256";
        Err(decode::unusable(
            Operation::File,
            &reply,
            ErrorKind::Decode,
            note,
        ))
    }

    /// Holds the next contract number: `POST /number-reservations`; sent once.
    ///
    /// # Errors
    /// [`ErrorKind::Rejected`] with `reservation_expired`: the hold of this key has ended and the
    /// number is gone. Otherwise as [`Client::issue`].
    pub async fn reserve_number(
        &self,
        key: &IdempotencyKey,
        request: &NumberReservationRequest,
    ) -> Result<NumberReservation, Error> {
        let reply = self
            .exchange
            .send(&Call::reserve_number(key, request)?)
            .await?;
        set::reservation(Operation::ReserveNumber, key, &reply)
    }

    /// Lets a held number go: `DELETE /number-reservations?key=…`; repeating it is harmless.
    ///
    /// # Errors
    /// [`ErrorKind::Rejected`] with `number_used`: an issued contract has the number.
    pub async fn release_number(&self, key: &IdempotencyKey) -> Result<(), Error> {
        let reply = self.exchange.send(&Call::release_number(key)).await?;
        match reply.status {
            204 => Ok(()),
            _ => Err(decode::unusable(
                Operation::ReleaseNumber,
                &reply,
                ErrorKind::NotJson,
                "expected the status 204",
            )),
        }
    }
}
