//! Where a run stands and how it ended, for status pages and commands.

use super::{Lang, Texts};
use docflow_core::{Ending, State};

impl Texts {
    /// How a run ended.
    pub fn ending(&self, ending: &Ending, lang: Lang) -> String {
        let catalogue = self.of(lang);
        match ending {
            Ending::Completed => catalogue.text("ending-completed", &[]),
            Ending::Refused(codes) => {
                let count = codes.len().to_string();
                catalogue.text("ending-refused", &[("count", &count)])
            }
            Ending::NumberRejected => catalogue.text("ending-number-rejected", &[]),
            Ending::Cancelled { after_issue: false } => {
                catalogue.text("ending-cancelled-before", &[])
            }
            Ending::Cancelled { after_issue: true } => {
                catalogue.text("ending-cancelled-after", &[])
            }
            Ending::Closed { after_issue: false } => catalogue.text("ending-closed-before", &[]),
            Ending::Closed { after_issue: true } => catalogue.text("ending-closed-after", &[]),
        }
    }

    /// Where a run stands.
    pub fn state(&self, state: &State, lang: Lang) -> String {
        let catalogue = self.of(lang);
        match state {
            State::Working {
                away: Some(away), ..
            } => {
                let side = self.side(away.side, lang);
                catalogue.text("state-away", &[("side", &side)])
            }
            State::Working { step, failed, .. } => {
                let name = step.name().split('/').next().unwrap_or_default();
                let text = catalogue
                    .find(&format!("state-{name}"), &[])
                    .unwrap_or_else(|| catalogue.text("state-other", &[]));
                if *failed == 0 {
                    return text;
                }
                let args = [("step", text.as_str()), ("count", &failed.to_string())];
                catalogue.text("state-failed", &args)
            }
            State::Waiting { problem: None, .. } => catalogue.text("state-waiting-approval", &[]),
            State::Waiting {
                problem: Some((_, cause, owner)),
                ..
            } => {
                let (cause, owner) = (self.cause(cause, lang), self.owner_acts(*owner, lang));
                let args = [("cause", cause.as_str()), ("owner", owner.as_str())];
                catalogue.text("state-waiting-person", &args)
            }
            State::Done(ending) => self.ending(ending, lang),
            State::Unreadable { code } => catalogue.text("state-unreadable", &[("code", code)]),
        }
    }
}
