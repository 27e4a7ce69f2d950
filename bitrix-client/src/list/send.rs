//! One request of a list: up to 50 of its commands, and what became of each.
//!
//! Commands that were refused because the token expired while the portal was at those before them
//! are sent once more with another token. Repeats after a failure are the reader's (`list/rows.rs`).

use std::time::Duration;

use super::answer::{self, Answers};
use crate::client::{Call, Client};
use crate::error::Error;
use crate::method::ListMethod;
use crate::params::Params;
use crate::retry::CallOptions;

impl Client {
    /// Runs the commands of one list method; gives what came of them and how long the portal took.
    pub(super) async fn run_lists<M: ListMethod>(
        &self,
        commands: &[String],
        options: &CallOptions,
    ) -> Result<(Answers, Option<Duration>), Error> {
        let used = self.access().ticket();
        let (mut answers, mut took) = self.run_once::<M>(commands, options).await?;
        let refused = refused_for_token(&answers);
        if !refused.is_empty() && self.renew_after(used.as_ref()).await? {
            let again: Vec<String> = refused
                .iter()
                .filter_map(|at| commands.get(*at).cloned())
                .collect();
            let (second, longer) = self.run_once::<M>(&again, options).await?;
            for (at, command) in refused.into_iter().zip(second.commands) {
                if let Some(place) = answers.commands.get_mut(at) {
                    *place = command;
                }
            }
            took = took.zip(longer).map(|(one, other)| one + other);
        }
        Ok((answers, took))
    }

    async fn run_once<M: ListMethod>(
        &self,
        commands: &[String],
        options: &CallOptions,
    ) -> Result<(Answers, Option<Duration>), Error> {
        let numbered = commands.iter().enumerate();
        let cmd: Params = numbered
            .map(|(at, text)| (format!("c{at}"), text.as_str()))
            .collect();
        let call = Call {
            method: "batch",
            params: Params::new().with("halt", 0).with("cmd", cmd),
            // The reader repeats by itself, in smaller parts.
            repeatable: false,
            shrinks: true,
        };
        let read = self
            .send(call, options, |envelope, text, before| {
                let count = commands.len();
                let answers = answer::read::<M>(envelope.result, text, count, before.secrets)?;
                Ok((answers, envelope.timing.duration))
            })
            .await?;
        self.record(M::NAME, &read.0.method);
        Ok(read)
    }
}

/// The places of commands that another token would let run.
fn refused_for_token(answers: &Answers) -> Vec<usize> {
    let numbered = answers.commands.iter().enumerate();
    numbered
        .filter(|(_, command)| command.as_ref().is_err_and(|it| it.kind().is_expired()))
        .map(|(at, _)| at)
        .collect()
}
