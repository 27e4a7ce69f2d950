//! Up to 50 commands in one request, with typed results.
//!
//! Here: [`Batch`] (what is asked) and [`Handle`] (the claim to a result). Beside it:
//! `batch/results.rs` (what came back), `batch/split.rs` (which commands of a longer batch go into
//! one request), `batch/send.rs` (one request), `batch/parts.rs` (the requests of a longer batch),
//! `batch/again.rs` (which refused commands are sent once more).
//! Source: <https://apidocs.bitrix24.com/settings/how-to-call-rest-api/batch.html>.

mod again;
mod parts;
mod results;
mod send;
mod split;

pub use results::BatchResults;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::client::Call;
use crate::method::{Api, Method};
use crate::params::{Params, Reference};

/// The most commands a portal takes in one batch.
pub(crate) const MOST: usize = 50;

/// How long the commands of one request should take together; the portal cuts at 60 s.
pub(crate) const BUDGET: Duration = Duration::from_secs(30);

/// Tells batches apart, so that a handle cannot take another batch's result.
static NEXT_SERIAL: AtomicU64 = AtomicU64::new(0);

/// Several calls in one request, run by the portal in their order.
///
/// A later command can use the result of an earlier one. The portal answers HTTP 200 even when
/// every command failed: each result is judged alone.
///
/// ```
/// use bitrix_client::{Batch, EntityType, GetItem, Id};
///
/// let mut batch = Batch::new();
/// let deal = batch.add(GetItem::new(EntityType::DEAL, Id::new(351).unwrap()))?;
/// let company = GetItem::new(EntityType::COMPANY, deal.at(["item", "companyId"]));
/// let company = batch.add(company)?;
/// assert_eq!(
///     batch.commands().last(),
///     Some("crm.item.get?entityTypeId=4&id=$result[c0][item][companyId]&useOriginalUfNames=Y"),
/// );
/// # let _ = company;
/// # Ok::<(), bitrix_client::BatchError>(())
/// ```
#[derive(Clone)]
pub struct Batch {
    serial: u64,
    halt: bool,
    /// How many requests may fly at once, when there may be more than one.
    any_size: Option<usize>,
    commands: Vec<Command>,
}

#[derive(Clone, PartialEq, Eq)]
struct Command {
    method: &'static str,
    repeatable: bool,
    text: String,
    /// The commands whose results it uses.
    uses: Vec<usize>,
    /// The parameters of a command that is sent as a call of its own.
    alone: Option<Params>,
}

/// The claim to one command's result, and the way to refer to it from later commands.
#[derive(Clone, PartialEq, Eq)]
pub struct Handle<M> {
    serial: u64,
    index: usize,
    method: M,
}

/// Why a call cannot go into a batch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// A portal takes 50 commands in one batch.
    #[error("expected at most 50 commands in a batch, found one more; start another batch")]
    Full,
    /// The portal would read this text as a reference and put another command's result in.
    #[error(
        "expected no text with \"$result[\" in {method}, found one; send this call outside a batch"
    )]
    TextLikeReference {
        /// The method of the call.
        method: &'static str,
    },
    /// A reference was made from a handle of another batch.
    #[error("expected references to this batch in {method}, found one to another batch")]
    ForeignReference {
        /// The method of the call.
        method: &'static str,
    },
    /// A command that must be sent as a call of its own cannot be bound to others by references.
    #[error(
        "expected no null, empty list or empty map in commands that are bound by references, found \
         one at {method}; leave it out or call it alone"
    )]
    BoundAlone {
        /// The method of the call.
        method: &'static str,
    },
    /// Methods that cannot run inside a batch: `batch` itself and those of REST 3.0.
    #[error("expected a method that may run inside a batch, found {method}; call it alone")]
    NotAllowed {
        /// The method of the call.
        method: &'static str,
    },
}

impl Batch {
    /// An empty batch that runs all its commands, whether or not one fails.
    pub fn new() -> Self {
        let serial = NEXT_SERIAL.fetch_add(1, Ordering::Relaxed);
        Self {
            serial,
            halt: false,
            any_size: None,
            commands: Vec::new(),
        }
    }

    /// An empty batch that takes any number of commands and is sent as several requests.
    ///
    /// Each request has up to 50 commands, fewer where they took long before, since a portal cuts a
    /// request at 60 s. Commands that are bound by references stay together, and all keep their
    /// order. Requests go one after another: see [`in_parallel`](Self::in_parallel). A command with
    /// `null`, an empty list or an empty map in it is sent as a call of its own, because the form of
    /// commands cannot say these.
    ///
    /// A request that a portal cut is sent again as smaller ones, where all its commands may be
    /// repeated, up to [`CallOptions::attempts`](crate::CallOptions::attempts) times each. When a
    /// request fails as a whole, its commands have its error, and those that were not sent yet are
    /// [`NotRun`](crate::ErrorKind::NotRun). With commands that are not repeatable, a
    /// request whose outcome is unknown is never sent again; see
    /// [`Error::may_have_happened`](crate::Error::may_have_happened) of each result.
    ///
    /// ```
    /// use bitrix_client::{Batch, EntityType, Params, UpdateItem};
    ///
    /// let mut batch = Batch::of_any_size();
    /// for deal in 1..=1000 {
    ///     let fields = Params::new().with("opened", "Y");
    ///     batch.add(UpdateItem::new(EntityType::DEAL, deal, fields))?;
    /// }
    /// assert_eq!(batch.len(), 1000); // twenty requests
    /// # Ok::<(), bitrix_client::BatchError>(())
    /// ```
    pub fn of_any_size() -> Self {
        Self {
            any_size: Some(1),
            ..Self::new()
        }
    }

    /// Sends up to `requests` requests of a batch of any size at once (1 to 8), where the order of
    /// commands does not matter. A batch that halts is sent one request after another.
    #[must_use]
    pub fn in_parallel(mut self, requests: usize) -> Self {
        self.any_size = self.any_size.map(|_| requests.clamp(1, 8));
        self
    }

    /// Stops at the first command that fails; those after it are not run.
    #[must_use]
    pub fn halt_on_error(mut self) -> Self {
        self.halt = true;
        self
    }

    /// Adds a call as the next command.
    ///
    /// # Errors
    /// [`BatchError`]; the batch stays as it was.
    pub fn add<M: Method>(&mut self, method: M) -> Result<Handle<M>, BatchError> {
        if self.any_size.is_none() && self.commands.len() >= MOST {
            return Err(BatchError::Full);
        }
        if M::NAME == "batch" || M::API != Api::V2 {
            return Err(BatchError::NotAllowed { method: M::NAME });
        }
        let command = self.command(&method)?;
        self.commands.push(command);
        let index = self.commands.len().saturating_sub(1);
        if self.any_size.is_some()
            && let Err(error) = self.check_chain(index)
        {
            let _ = self.commands.pop();
            return Err(error);
        }
        Ok(Handle {
            serial: self.serial,
            index,
            method,
        })
    }

    fn command<M: Method>(&self, method: &M) -> Result<Command, BatchError> {
        let params = method.params();
        if params.holds_text_like_reference() {
            return Err(BatchError::TextLikeReference { method: M::NAME });
        }
        if params.holds_reference_outside(self.serial) {
            return Err(BatchError::ForeignReference { method: M::NAME });
        }
        let text = format!("{}?{}", M::NAME, params.to_php_query());
        let is_alone = self.any_size.is_some() && params.holds_what_queries_lose();
        Ok(Command {
            method: M::NAME,
            repeatable: method.repeatable(),
            uses: used_in(&text),
            text,
            alone: is_alone.then_some(params),
        })
    }

    /// How many commands there are.
    pub fn len(&self) -> usize {
        self.commands.len()
    }

    /// Whether there is no command; such a batch is answered without a request.
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// The commands as they are sent. They hold parameters: not for logs.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.commands.iter().map(|command| command.text.as_str())
    }

    /// Whether every command may be repeated, and so the whole batch.
    pub fn repeatable(&self) -> bool {
        self.commands.iter().all(|command| command.repeatable)
    }

    /// The request with these commands; each is known by its number in the whole batch, so that
    /// references hold.
    fn as_call(&self, commands: &[usize], shrinks: bool) -> Call<'static> {
        let mut cmd = Vec::with_capacity(commands.len());
        let mut repeatable = true;
        for index in commands {
            if let Some(command) = self.commands.get(*index) {
                repeatable &= command.repeatable;
                cmd.push((key(*index), command.text.as_str()));
            }
        }
        let params = Params::new()
            .with("halt", i32::from(self.halt))
            .with("cmd", cmd.into_iter().collect::<Params>());
        Call {
            method: "batch",
            params,
            repeatable,
            shrinks,
        }
    }
}

/// The numbers of the commands that a command refers to.
fn used_in(text: &str) -> Vec<usize> {
    let places = text.split("$result[c").skip(1);
    places
        .filter_map(|place| place.split(']').next()?.parse().ok())
        .collect()
}

/// The name of a command: a letter first, so that the answer's maps stay objects.
fn key(index: usize) -> String {
    format!("c{index}")
}

impl<M> Handle<M> {
    /// A place in the result, for a parameter of a later command of the same batch.
    ///
    /// Steps are names of the JSON answer or numbers in a list; a place that does not exist
    /// becomes an empty value.
    pub fn at<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Reference {
        Reference::new(self.serial, &key(self.index), path)
    }

    /// The call that was added.
    pub fn method(&self) -> &M {
        &self.method
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

/// Equal when they ask the same; handles stay bound to their own batch all the same.
impl PartialEq for Batch {
    fn eq(&self, other: &Self) -> bool {
        self.halt == other.halt && self.commands == other.commands
    }
}

impl Eq for Batch {}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let methods: Vec<_> = self.commands.iter().map(|command| command.method).collect();
        f.debug_struct("Batch")
            .field("halt", &self.halt)
            .field("commands", &methods)
            .finish_non_exhaustive()
    }
}

impl<M: Method> fmt::Debug for Handle<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({} {})", key(self.index), M::NAME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity_type::EntityType;
    use crate::methods::api::item::{GetItem, UpdateItem};
    use crate::methods::api::system::GetServerTime;
    use crate::wire::Id;

    #[test]
    fn the_51st_command_is_refused_and_the_batch_stays_usable() {
        let mut batch = Batch::new();
        for _ in 0..50 {
            batch.add(GetServerTime).unwrap();
        }
        assert_eq!(batch.add(GetServerTime).unwrap_err(), BatchError::Full);
        assert_eq!(batch.len(), 50);
    }

    #[test]
    fn one_command_that_is_not_repeatable_makes_the_batch_so() {
        let mut batch = Batch::new();
        batch.add(GetServerTime).unwrap();
        assert!(batch.repeatable());
        let id = Id::new(7).unwrap();
        batch
            .add(UpdateItem::new(EntityType::DEAL, id, Params::new()))
            .unwrap();
        assert!(!batch.repeatable());
    }

    #[test]
    fn a_text_that_reads_as_a_reference_is_refused() {
        let fields = Params::new().with("TITLE", "x $result[c0][ID]");
        let call = UpdateItem::new(EntityType::DEAL, Id::new(7).unwrap(), fields);
        assert!(matches!(
            Batch::new().add(call),
            Err(BatchError::TextLikeReference { .. })
        ));
    }

    #[test]
    fn a_reference_to_another_batch_is_refused() {
        let mut first = Batch::new();
        let time = first.add(GetServerTime).unwrap();
        let call = GetItem::new(EntityType::DEAL, time.at([]));
        assert!(first.add(call.clone()).is_ok());
        assert!(matches!(
            Batch::new().add(call),
            Err(BatchError::ForeignReference { .. })
        ));
    }

    #[test]
    fn commands_are_sent_in_order_under_names_with_a_letter() {
        let mut batch = Batch::new().halt_on_error();
        let deal = batch
            .add(GetItem::new(EntityType::DEAL, Id::new(7).unwrap()))
            .unwrap();
        batch
            .add(GetItem::new(
                EntityType::COMPANY,
                deal.at(["item", "companyId"]),
            ))
            .unwrap();
        assert_eq!(
            batch.as_call(&[0, 1], false).params.to_json(),
            "{\"halt\":1,\"cmd\":{\"c0\":\"crm.item.get?entityTypeId=2&id=7&useOriginalUfNames=Y\",\
             \"c1\":\"crm.item.get?entityTypeId=4&id=$result[c0][item][companyId]\
             &useOriginalUfNames=Y\"}}"
        );
    }
}
