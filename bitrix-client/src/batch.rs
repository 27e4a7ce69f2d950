//! Up to 50 commands in one request, with typed results.
//!
//! Here: [`Batch`] (what is asked) and [`Handle`] (the claim to a result). Beside it:
//! `batch/results.rs` (what came back).
//! Not here: splitting longer lists of calls over several batches (a later landing).
//! Source: <https://apidocs.bitrix24.com/settings/how-to-call-rest-api/batch.html>.

mod results;

pub use results::BatchResults;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::client::Call;
use crate::params::Reference;
use crate::{Api, Method, Params};

/// The most commands a portal takes in one batch.
const MOST: usize = 50;

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
    commands: Vec<Command>,
}

#[derive(Clone, PartialEq, Eq)]
struct Command {
    method: &'static str,
    repeatable: bool,
    text: String,
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
            commands: Vec::new(),
        }
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
        if self.commands.len() >= MOST {
            return Err(BatchError::Full);
        }
        if M::NAME == "batch" || M::API != Api::V2 {
            return Err(BatchError::NotAllowed { method: M::NAME });
        }
        let params = method.params();
        if params.holds_text_like_reference() {
            return Err(BatchError::TextLikeReference { method: M::NAME });
        }
        if params.holds_reference_outside(self.serial) {
            return Err(BatchError::ForeignReference { method: M::NAME });
        }
        let text = format!("{}?{}", M::NAME, params.to_php_query());
        let repeatable = method.repeatable();
        let index = self.commands.len();
        self.commands.push(Command {
            method: M::NAME,
            repeatable,
            text,
        });
        Ok(Handle {
            serial: self.serial,
            index,
            method,
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

    pub(crate) fn as_call(&self) -> Call<'static> {
        let commands = self.commands.iter().enumerate();
        let cmd: Params = commands
            .map(|(index, command)| (key(index), command.text.as_str()))
            .collect();
        let params = Params::new()
            .with("halt", i32::from(self.halt))
            .with("cmd", cmd);
        Call {
            method: "batch",
            params,
            repeatable: self.repeatable(),
        }
    }
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
    use crate::{EntityType, GetItem, GetServerTime, Id, UpdateItem};

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
            batch.as_call().params.to_json(),
            "{\"halt\":1,\"cmd\":{\"c0\":\"crm.item.get?entityTypeId=2&id=7&useOriginalUfNames=Y\",\
             \"c1\":\"crm.item.get?entityTypeId=4&id=$result[c0][item][companyId]\
             &useOriginalUfNames=Y\"}}"
        );
    }
}
