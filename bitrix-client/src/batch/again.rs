//! Commands of a batch that the portal refused for a reason that passes: their token expired, or
//! their method used up its operating time, while the portal was at the commands before them.
//!
//! What is refused for such a reason did not run, whatever it is, so it is sent once more when the
//! reason is gone. Not where a command uses the result of one that ran: that result lives only inside
//! its request, and the refusal stands. Of a batch that halts the commands behind follow, all of them
//! or none.

use super::Batch;
use super::results::Outcome;
use super::split::Part;
use crate::error::{Error, ErrorKind};

/// Commands that may be sent again, and why they were refused.
pub(super) struct Refused {
    pub(super) part: Part,
    pub(super) why: Error,
}

impl Batch {
    /// The commands that were refused for `reason`; `None` when there are none.
    pub(super) fn refused(
        &self,
        outcomes: &[(usize, Outcome)],
        reason: fn(ErrorKind) -> bool,
    ) -> Option<Refused> {
        let mut commands = Vec::new();
        let mut why = None;
        for (command, outcome) in outcomes {
            let Some(error) = outcome.failure() else {
                continue;
            };
            let behind = error.kind() == ErrorKind::NotRun && !commands.is_empty();
            if (reason(error.kind()) || behind) && self.uses_only(*command, &commands) {
                commands.push(*command);
                why.get_or_insert_with(|| error.clone());
            } else if self.halt {
                return None;
            }
        }
        let alone = false;
        let part = Part { commands, alone };
        why.map(|why| Refused { part, why })
    }

    fn uses_only(&self, command: usize, known: &[usize]) -> bool {
        let command = self.commands.get(command);
        command.is_some_and(|command| command.uses.iter().all(|used| known.contains(used)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;
    use crate::batch::Handle;
    use crate::client::Before;
    use crate::entity_type::EntityType;
    use crate::methods::api::item::GetItem;

    /// A batch of calls that use the results of those named.
    fn batch(uses: &[Option<usize>]) -> Batch {
        let mut batch = Batch::new();
        let mut handles: Vec<Handle<GetItem>> = Vec::new();
        for source in uses {
            let item = match source {
                Some(at) => GetItem::new(EntityType::DEAL, handles[*at].at(["item", "id"])),
                None => GetItem::new(EntityType::DEAL, 1),
            };
            handles.push(batch.add(item).unwrap());
        }
        batch
    }

    /// What is sent again when of these commands each ran (`+`), found the token expired (`x`),
    /// was refused for something else (`-`), or did not run (` `).
    fn again(batch: &Batch, fates: &str) -> Option<Vec<usize>> {
        let (mut ran, mut refused) = (Map::new(), Map::new());
        for (at, fate) in fates.chars().enumerate() {
            let key = format!("c{at}");
            match fate {
                '+' => drop(ran.insert(key, json!({"id": 1}))),
                'x' => drop(refused.insert(key, json!({"error": "expired_token"}))),
                '-' => drop(refused.insert(key, json!({"error": "ACCESS_DENIED"}))),
                _ => {}
            }
        }
        let body = json!({"result": {"result": ran, "result_error": refused}}).to_string();
        let envelope = crate::envelope::open("batch", 200, body.as_bytes(), &[]).unwrap();
        let commands: Vec<usize> = (0..fates.len()).collect();
        let outcomes = batch.read(&commands, &envelope, &Before::NOTHING).unwrap();
        let outcomes: Vec<_> = commands.into_iter().zip(outcomes).collect();
        let refused = batch.refused(&outcomes, ErrorKind::is_expired);
        refused.map(|refused| refused.part.commands)
    }

    #[test]
    fn what_was_refused_for_its_token_alone_is_sent_again() {
        let free = batch(&[None; 4]);
        assert_eq!(again(&free, "++++"), None);
        assert_eq!(again(&free, "+-xx"), Some(vec![2, 3]));
        assert_eq!(again(&free, "xxxx"), Some(vec![0, 1, 2, 3]));
        assert_eq!(again(&free, "x-+x"), Some(vec![0, 3]));
    }

    #[test]
    fn what_uses_a_result_of_before_is_not_and_what_comes_with_its_source_is() {
        let bound = batch(&[None, Some(0), None, Some(2), Some(1)]);
        assert_eq!(again(&bound, "+xxxx"), Some(vec![2, 3]));
        assert_eq!(again(&bound, "xxxxx"), Some(vec![0, 1, 2, 3, 4]));
        assert_eq!(again(&bound, "++++x"), None);
    }

    #[test]
    fn of_a_batch_that_halts_all_that_follows_is_sent_or_nothing() {
        let free = batch(&[None; 4]).halt_on_error();
        assert_eq!(again(&free, "+x  "), Some(vec![1, 2, 3]));
        assert_eq!(again(&free, "+-  "), None);
        let bound = batch(&[None, None, Some(0), None]).halt_on_error();
        assert_eq!(again(&bound, "+x  "), None);
        assert_eq!(again(&bound, "x   "), Some(vec![0, 1, 2, 3]));
    }
}
