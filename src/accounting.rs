//! The books over the extension of 1C: port `Accounting` on `onec-client`.
//!
//! This module only translates. Which 1C base keeps the books of a firm is a table; what a failure
//! means for the run is decided in one place, by «did it happen» and «who can act».

mod answer;
mod ask;

use async_trait::async_trait;
use docflow_core::{
    Accounting, BaseAbout, Blob, Cause, DocumentRequest, FileHash, IssuedFiles, Outcome, Owner,
    Rejection, ReservedNumber, Scope, Side, StepKey, VOID_UNAVAILABLE, Voided,
};
use onec_client::{Client, Error, ErrorKind, IdempotencyKey, Issue, LookUp, VoidKey};
use std::collections::BTreeMap;

/// The 1C bases of our firms, each behind the HTTP service of the extension.
#[derive(Clone, Debug, Default)]
pub struct ExtensionAccounting {
    bases: BTreeMap<String, Client>,
    /// Name of the base of each firm.
    names: BTreeMap<String, String>,
}

impl ExtensionAccounting {
    /// No base yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with the base that keeps the books of a firm, named by its code in the policy.
    #[must_use]
    pub fn with_base(self, seller: &str, client: Client) -> Self {
        self.with_named_base(seller, seller, client)
    }

    /// The same for one of several firms whose books stand in one base: what hangs in it holds the
    /// slots of its name alone.
    #[must_use]
    pub fn with_named_base(mut self, seller: &str, base: &str, client: Client) -> Self {
        self.bases.insert(seller.to_owned(), client);
        self.names.insert(seller.to_owned(), base.to_owned());
        self
    }

    fn base<T>(&self, seller: &str) -> Result<&Client, Outcome<T>> {
        self.bases
            .get(seller)
            .ok_or_else(|| refused("no-base", Owner::Administrator, None))
    }
}

#[async_trait]
impl Accounting for ExtensionAccounting {
    async fn issue(
        &self,
        key: &StepKey,
        request: &DocumentRequest,
        reserved: Option<&ReservedNumber>,
    ) -> Outcome<IssuedFiles> {
        let client = match self.base(&request.parts().seller.code) {
            Ok(client) => client,
            Err(outcome) => return outcome,
        };
        let (Some(key), Some(body)) = (idempotency(key), ask::document_set(request, reserved))
        else {
            return refused("request-form", Owner::Administrator, None);
        };
        match client.issue(&key, &body).await {
            Ok(Issue::Done { set, made_before }) => {
                let stood = request.parts().basis.is_some();
                answer::issued(*set, made_before, Some(stood))
            }
            Ok(Issue::Working { poll_after, .. }) => Outcome::Accepted { poll_after },
            Err(error) => failure(&error),
        }
    }

    async fn look_up(&self, seller: &str, key: &StepKey) -> Outcome<Option<IssuedFiles>> {
        let client = match self.base(seller) {
            Ok(client) => client,
            Err(outcome) => return outcome,
        };
        let Some(key) = idempotency(key) else {
            return refused("request-form", Owner::Administrator, None);
        };
        match client.look_up(&key).await {
            Ok(LookUp::Done(set)) => answer::issued(*set, true, None).map(Some),
            Ok(LookUp::Working { poll_after }) => Outcome::Accepted { poll_after },
            Ok(LookUp::Unknown | LookUp::Voided) => Outcome::Done(None),
            Err(error) => of_read(&error),
        }
    }

    async fn file(&self, seller: &str, key: &StepKey, hash: FileHash) -> Outcome<Blob> {
        let client = match self.base(seller) {
            Ok(client) => client,
            Err(outcome) => return outcome,
        };
        let (Some(key), Ok(sha256)) = (idempotency(key), hash.to_string().parse()) else {
            return refused("request-form", Owner::Administrator, None);
        };
        match client.file(&key, &sha256).await {
            Ok(bytes) => Outcome::Done(Blob { hash, bytes }),
            Err(error) => of_read(&error),
        }
    }

    async fn reserve(&self, key: &StepKey, request: &DocumentRequest) -> Outcome<ReservedNumber> {
        let client = match self.base(&request.parts().seller.code) {
            Ok(client) => client,
            Err(outcome) => return outcome,
        };
        let (Some(id), Some(body)) = (idempotency(key), ask::reservation(request)) else {
            return refused("request-form", Owner::Administrator, None);
        };
        match client.reserve_number(&id, &body).await {
            Ok(reservation) => Outcome::Done(ReservedNumber {
                key: key.to_string(),
                number: reservation.number,
                until: Some(reservation.until.to_utc()),
            }),
            Err(error) => failure(&error),
        }
    }

    async fn void(&self, seller: &str, key: &StepKey) -> Outcome<Voided> {
        let client = match self.base(seller) {
            Ok(client) => client,
            Err(outcome) => return outcome,
        };
        let Some(key) = idempotency(key) else {
            return refused("request-form", Owner::Administrator, None);
        };
        match client.void_key(&key).await {
            Ok(VoidKey::Voided) => Outcome::Done(Voided::Void),
            Ok(VoidKey::Made(set)) => answer::issued(*set, true, None).map(Voided::Made),
            Ok(VoidKey::Working { poll_after }) => Outcome::Accepted { poll_after },
            // An older extension does not know the address; a base that is not there knows none.
            Err(error) if error.kind() == ErrorKind::NotPublished => match client.about().await {
                Ok(_) => refused(VOID_UNAVAILABLE, Owner::Administrator, None),
                Err(error) => of_read(&error),
            },
            Err(error) => failure(&error),
        }
    }

    async fn about(&self, seller: &str) -> Outcome<BaseAbout> {
        let client = match self.base(seller) {
            Ok(client) => client,
            Err(outcome) => return outcome,
        };
        match client.about().await {
            Ok(about) => Outcome::Done(answer::about(about)),
            Err(error) => of_read(&error),
        }
    }

    fn base_of(&self, seller: &str) -> String {
        self.names.get(seller).cloned().unwrap_or_default()
    }

    async fn release(&self, seller: &str, reservation: &StepKey) -> Outcome<()> {
        let client = match self.base(seller) {
            Ok(client) => client,
            Err(outcome) => return outcome,
        };
        let Some(key) = idempotency(reservation) else {
            return refused("request-form", Owner::Administrator, None);
        };
        match client.release_number(&key).await {
            Ok(()) => Outcome::Done(()),
            Err(error) => failure(&error),
        }
    }
}

fn idempotency(key: &StepKey) -> Option<IdempotencyKey> {
    key.as_str().parse().ok()
}

/// What a failure means for the run: did it happen, will waiting help, who can act.
fn failure<T>(error: &Error) -> Outcome<T> {
    let cause = cause(error);
    if error.may_have_happened() {
        return Outcome::Unknown(cause);
    }
    if error.is_retryable() || cause.scope == Scope::Side {
        return Outcome::Transient {
            after: error.retry_after(),
            cause,
        };
    }
    refused(&cause.code, owner(error.kind()), words(error))
}

/// The service's own code, else what kind of failure it is; and whether it speaks of the whole base.
fn cause(error: &Error) -> Cause {
    let code = error.code().unwrap_or_else(|| kind_code(error.kind()));
    if is_outage(error) {
        Cause::away(Side::Accounting, code)
    } else {
        Cause::new(Side::Accounting, code)
    }
}

/// The base is unreachable, busy, in maintenance, or something before it answers in its place: a
/// wrong login, a redirect or a page of a base that is not published meets every run, and all go on
/// by themselves once an administrator has mended it. What our service has caught and named is about
/// this request alone.
fn is_outage(error: &Error) -> bool {
    let kind = error.kind();
    let by_kind = matches!(
        kind,
        ErrorKind::Transport
            | ErrorKind::Timeout
            | ErrorKind::Reset
            | ErrorKind::Busy
            | ErrorKind::NotJson
    );
    let in_its_place = matches!(
        kind,
        ErrorKind::Internal
            | ErrorKind::Unauthorized
            | ErrorKind::Forbidden
            | ErrorKind::NotPublished
            | ErrorKind::Moved
    );
    by_kind || (in_its_place && error.code().is_none())
}

/// The same for a read: a broken answer says nothing about the books, so it is asked for again.
fn of_read<T>(error: &Error) -> Outcome<T> {
    let broken = [ErrorKind::Internal, ErrorKind::NotJson, ErrorKind::Decode];
    if broken.contains(&error.kind()) {
        return Outcome::Transient {
            after: error.retry_after(),
            cause: cause(error),
        };
    }
    failure(error)
}

fn refused<T>(code: &str, owner: Owner, detail: Option<String>) -> Outcome<T> {
    let cause = Cause::new(Side::Accounting, code);
    Outcome::Rejected(Rejection {
        cause,
        owner,
        detail,
    })
}

/// The words of 1C for a person: its messages, else its one message.
fn words(error: &Error) -> Option<String> {
    let details = error.details();
    let words = match details.messages.as_slice() {
        [] => details.message.clone(),
        messages => messages.join("; "),
    };
    (!words.is_empty()).then_some(words)
}

fn owner(kind: ErrorKind) -> Owner {
    let refused_by_books = matches!(
        kind,
        ErrorKind::ClosedPeriod | ErrorKind::TotalsDiffer | ErrorKind::Rejected
    );
    if refused_by_books {
        Owner::Accountant
    } else {
        Owner::Administrator
    }
}

/// Codes for failures in which the service itself said nothing.
fn kind_code(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Config => "config",
        ErrorKind::Transport => "unreachable",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Reset => "reset",
        ErrorKind::Moved => "moved",
        ErrorKind::Unauthorized => "unauthorized",
        ErrorKind::Forbidden => "forbidden",
        ErrorKind::NotPublished => "not-published",
        ErrorKind::NotFound => "not-found",
        ErrorKind::Busy => "busy",
        ErrorKind::Locked => "locked",
        ErrorKind::ClosedPeriod => "closed_period",
        ErrorKind::TotalsDiffer => "totals_differ",
        ErrorKind::Rejected => "rejected",
        ErrorKind::KeyReused => "key_reused",
        ErrorKind::KeyVoided => "key_voided",
        ErrorKind::BadRequest => "bad_request",
        ErrorKind::Internal => "internal",
        ErrorKind::NotJson => "not-json",
        ErrorKind::Decode => "decode",
        _ => "other",
    }
}
