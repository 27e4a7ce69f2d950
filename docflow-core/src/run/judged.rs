//! What a verdict makes of a run: at the first reading, and when the deal is read once more.

use super::Run;
use super::effect::{DealState, Ending, Notice};
use super::outcome::{Checked, Judged, Verdict};
use super::stage::{Resume, Stage, Then, Tries};
use crate::finding::Report;
use crate::ids::UserId;
use crate::policy::ResultField;
use crate::request::DocumentRequest;

impl Run {
    /// The first verdict.
    pub(super) fn judged(self, judged: Judged) -> Self {
        let Judged { verdict, grounds } = judged;
        let mut run = self;
        run.rounds.reading = run.rounds.reading.saturating_add(1);
        run.dossier.grounds = Some(Box::new(grounds));
        run.decided(verdict)
    }

    /// The verdict of a further reading: when the deal is as it was, the run goes on; when it is
    /// not, the number is given back and everything is decided anew.
    pub(super) fn judged_again(self, judged: Judged, resume: Resume) -> Self {
        let Judged { verdict, grounds } = judged;
        let mut run = self;
        run.rounds.reading = run.rounds.reading.saturating_add(1);
        run.rested = false;
        match verdict {
            Verdict::Ready(checked) if run.stands(&checked.request) => run.same(*checked, resume),
            verdict @ (Verdict::Ready(_) | Verdict::Refused { .. }) => {
                run.dossier.grounds = Some(Box::new(grounds));
                run.changed(verdict)
            }
        }
    }

    fn stands(&self, request: &DocumentRequest) -> bool {
        let known = self.dossier.request.as_ref();
        known.is_some_and(|known| known.makes_the_same(request))
    }

    /// The deal makes the same documents. Who is told may have changed, and so may fields of the
    /// deal that we write: what was seen first counts, so that an edit of a person stays.
    fn same(mut self, checked: Checked, resume: Resume) -> Self {
        let known = self.dossier.request.as_ref();
        let edited = known.is_some_and(|known| edited(known, &checked.request));
        self.rested = edited;
        self.dossier
            .recipients
            .clone_from(&checked.request.parts().recipients);
        self.dossier.warnings = checked.warnings;
        let tries = Tries {
            away: self.tries.away,
            ..Tries::default()
        };
        Self {
            stage: resume.stage(),
            tries,
            ..self
        }
    }

    /// A number that is held goes back to the base that holds it before anything is decided anew.
    fn changed(mut self, verdict: Verdict) -> Self {
        if self.reserved.is_some() {
            self.rounds.number = self.rounds.number.saturating_add(1);
            return self.enter(Stage::Release(Box::new(Stage::LoadFacts)));
        }
        self.decided(verdict)
    }

    fn decided(mut self, verdict: Verdict) -> Self {
        match verdict {
            Verdict::Ready(checked) => self.adopt(*checked),
            Verdict::Refused { report, recipients } => {
                let stage = self.findings(report, recipients);
                self.enter(stage)
            }
        }
    }

    /// Another request never goes out under a key that 1C has seen.
    fn adopt(mut self, checked: Checked) -> Self {
        let Checked { request, warnings } = checked;
        let approval = request.parts().contract.number_approval && request.parts().basis.is_none();
        self.dossier
            .recipients
            .clone_from(&request.parts().recipients);
        self.dossier.request = Some(request);
        self.dossier.warnings = warnings;
        if std::mem::take(&mut self.asked) {
            self.rounds.issue = self.rounds.issue.saturating_add(1);
        }
        self.enter(if approval {
            Stage::Reserve
        } else {
            Stage::Issue
        })
    }

    fn findings(&mut self, report: Report, recipients: Vec<UserId>) -> Stage {
        self.dossier.recipients = recipients;
        let codes = report.codes().into_iter().map(str::to_owned).collect();
        Stage::Tell {
            notice: Notice::Findings(report),
            then: Then::End(Ending::Refused(codes)),
        }
    }
}

/// Whether somebody else has written into a field of the deal that we write. Where the run stands is
/// written by the run itself.
fn edited(known: &DocumentRequest, now: &DocumentRequest) -> bool {
    let (known, now) = (&known.parts().result_fields, &now.parts().result_fields);
    let is_ours =
        |result, seen: &str| result == ResultField::State && DealState::from_code(seen).is_some();
    let mut changed = now
        .iter()
        .filter(|(result, field)| known.get(result) != Some(field));
    known.len() != now.len() || changed.any(|(result, field)| !is_ours(*result, &field.seen))
}
