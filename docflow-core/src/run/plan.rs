//! From a stage to the effect or wait that is due.

use super::Run;
use super::effect::{
    Announcement, ApprovalQuestion, AskLevel, AttachJob, Attachment, DealState, Effect, FactsQuery,
    FieldWrite, Next, Origin, Wait, WaitReason,
};
use super::stage::{AttachmentState, Stage};
use crate::facts::Timestamp;
use crate::files::{FileFormat, FilePair};
use crate::ids::{StepKey, UserId};
use crate::issued::{IssuedDocument, IssuedSet};
use crate::policy::ResultField;
use crate::request::DocumentRequest;
use crate::standing::DocumentSlot;
use std::collections::BTreeMap;

impl Run {
    /// What the run wants next; calling it twice changes nothing.
    pub fn next(&self) -> Next {
        match &self.stage {
            Stage::Done(ending) => Next::Done(ending.clone()),
            Stage::AwaitApproval { deadline, .. } => Next::Wait(Wait {
                key: self.approval_key(),
                round: self.rounds.number,
                deadline: *deadline,
                reason: WaitReason::Approval,
            }),
            Stage::AwaitPerson {
                problem, deadline, ..
            } => Next::Wait(Wait {
                key: self.person_key(),
                round: problem.round,
                deadline: *deadline,
                reason: WaitReason::Problem {
                    step: problem.step.clone(),
                    cause: problem.rejection.cause.clone(),
                    owner: problem.rejection.owner,
                },
            }),
            Stage::LoadFacts
            | Stage::Tell { .. }
            | Stage::Reserve
            | Stage::Ask(_)
            | Stage::Issue
            | Stage::LookUp
            | Stage::Void
            | Stage::Reread(_)
            | Stage::Attach
            | Stage::Announce
            | Stage::Release(_) => match self.due_effect() {
                Some(effect) => Next::Effect {
                    effect: Box::new(effect),
                    not_before: self.tries.not_before,
                },
                // A stage is only entered with what it needs, so this is a broken snapshot.
                None => Next::Wait(self.broken_wait()),
            },
        }
    }

    fn due_effect(&self) -> Option<Effect> {
        let request = || self.dossier.request.clone().map(Box::new);
        Some(match &self.stage {
            Stage::LoadFacts => Effect::LoadFacts(self.facts_query(None)),
            Stage::Reread(_) => Effect::LoadFacts(self.facts_query(self.judged_at())),
            Stage::Tell { notice, then } => Effect::Tell(self.message(notice, then)),
            Stage::Reserve => Effect::ReserveNumber {
                key: self.reservation_key(),
                request: request()?,
            },
            Stage::Ask(level) => Effect::AskApproval(self.question(*level)?),
            Stage::Issue => Effect::IssueDocuments {
                key: self.issue_key(),
                request: request()?,
                reserved: self.reserved.clone(),
            },
            Stage::LookUp => Effect::LookUpDocuments {
                key: self.issue_key(),
                seller: self.own_firm()?,
            },
            Stage::Void => Effect::VoidKey {
                key: self.key.step("void"),
                issue: self.issue_key(),
                seller: self.own_firm()?,
            },
            Stage::Attach => Effect::AttachDocument(self.attach_job()?),
            Stage::Announce => Effect::Announce(self.announcement()?),
            Stage::Release(_) => Effect::ReleaseNumber {
                key: self.key.step("release"),
                reservation: self.held_key(),
                seller: self.own_firm()?,
            },
            Stage::AwaitApproval { .. } | Stage::AwaitPerson { .. } | Stage::Done(_) => {
                return None;
            }
        })
    }

    fn broken_wait(&self) -> Wait {
        Wait {
            key: self.person_key(),
            round: self.rounds.person,
            deadline: Timestamp::MAX_UTC,
            reason: WaitReason::Problem {
                step: self.key.step("restore"),
                cause: super::Cause::new(super::Side::Host, "broken-snapshot"),
                owner: super::Owner::Administrator,
            },
        }
    }

    fn facts_query(&self, as_of: Option<Timestamp>) -> FactsQuery {
        let step = match self.rounds.reading {
            0 => "facts".to_owned(),
            more => format!("facts/{}", more.saturating_add(1)),
        };
        FactsQuery {
            key: self.key.step(&step),
            deal: self.key.deal(),
            order: self.order.clone(),
            as_of,
            state: DealState::Working,
        }
    }

    /// The moment of the check that the run stands on.
    fn judged_at(&self) -> Option<Timestamp> {
        self.dossier.grounds.as_ref().map(|grounds| grounds.now)
    }

    fn question(&self, level: AskLevel) -> Option<ApprovalQuestion> {
        let approval = &self.settings.approval;
        let approver = match level {
            AskLevel::First | AskLevel::Reminder => approval.approver,
            AskLevel::Escalation => approval.deputy.or(approval.approver),
        };
        Some(ApprovalQuestion {
            key: self.approval_key(),
            round: self.rounds.number,
            level,
            approver: approver?,
            deal: self.key.deal(),
            number: self.reserved.as_ref()?.number.clone(),
            client: self.dossier.request.as_ref()?.parts().client.name(),
            state: DealState::Waiting,
        })
    }

    fn attach_job(&self) -> Option<AttachJob> {
        let due = self.attachments.iter().find(|state| state.done.is_none())?;
        Some(AttachJob {
            key: self.attach_key(&due.attachment),
            probe: self.must_probe(),
            deal: self.key.deal(),
            attachment: due.attachment.clone(),
            origin: Origin {
                seller: self.own_firm()?,
                key: self.issue_key(),
            },
        })
    }

    /// Whether what is due may have been done already.
    fn must_probe(&self) -> bool {
        self.doubtful || self.tries.uncertain_since.is_some()
    }

    fn announcement(&self) -> Option<Announcement> {
        let issued = self.issued.clone()?;
        let request = self.dossier.request.as_ref()?;
        let probe = self.must_probe();
        Some(Announcement {
            key: self.key.step("announce"),
            probe,
            // While the run waited, a person may have edited the deal.
            reread: probe || self.rested,
            deal: self.key.deal(),
            fields: field_writes(request, &issued),
            attached: self
                .attached()
                .map(|(attachment, attached)| (attachment.slot, attached.clone()))
                .collect(),
            issued,
            recipients: self.told_of_result(request),
            warnings: self.dossier.warnings.clone(),
            deal_seen: request.parts().deal_seen.clone(),
            superseded: request.parts().supersedes.clone(),
        })
    }

    /// Where documents take the place of others, the accountant who marks those is told too.
    fn told_of_result(&self, request: &DocumentRequest) -> Vec<UserId> {
        let mut told = self.recipients();
        let parts = request.parts();
        let accountant = parts.seller.accountants.first().map(|one| one.id);
        let accountant = accountant.filter(|_| !parts.supersedes.is_empty());
        told.extend(accountant.filter(|id| !told.contains(id)));
        told
    }

    fn own_firm(&self) -> Option<String> {
        Some(self.dossier.request.as_ref()?.parts().seller.code.clone())
    }

    /// The key of the request to 1C: another one for each request that differs.
    pub(super) fn issue_key(&self) -> StepKey {
        match self.rounds.issue {
            0 | 1 => self.key.step("issue"),
            more => self.key.step(&format!("issue/{more}")),
        }
    }

    pub(super) fn reservation_key(&self) -> StepKey {
        self.key.step(&format!("number/{}", self.rounds.number))
    }

    /// The key of the number that is held, else of the one that may be.
    fn held_key(&self) -> StepKey {
        let held = self.reserved.as_ref();
        held.and_then(|held| held.key.parse().ok())
            .unwrap_or_else(|| self.reservation_key())
    }

    pub(super) fn approval_key(&self) -> StepKey {
        self.key.step("approval")
    }

    pub(super) fn person_key(&self) -> StepKey {
        self.key.step("person")
    }

    fn attach_key(&self, attachment: &Attachment) -> StepKey {
        self.key.step(&format!("attach/{}", attachment.item))
    }
}

/// Every pair of files that the request names, in the order in which they are attached.
pub(super) fn attachments(request: &DocumentRequest, issued: &IssuedSet) -> Vec<AttachmentState> {
    let parts = request.parts();
    let mut planned = Vec::new();
    for document in &issued.documents {
        let pairs = match document.slot {
            DocumentSlot::Contract => &parts.contract_files,
            DocumentSlot::Invoice(_) => &parts.invoice_files,
        };
        for (at, pair) in pairs.iter().enumerate() {
            if let Some(attachment) = attachment(document, at, *pair) {
                planned.push(AttachmentState {
                    attachment,
                    done: None,
                });
            }
        }
    }
    planned
}

fn attachment(document: &IssuedDocument, at: usize, pair: FilePair) -> Option<Attachment> {
    let item = match at {
        0 => document.slot.to_string(),
        more => format!("{}-v{}", document.slot, more.saturating_add(1)),
    };
    Some(Attachment {
        item,
        slot: document.slot,
        number: document.number.clone(),
        pair,
        docx: document.file(FileFormat::Docx, pair.docx_stamped)?.clone(),
        pdf: document.file(FileFormat::Pdf, pair.pdf_stamped)?.clone(),
    })
}

fn field_writes(
    request: &DocumentRequest,
    issued: &IssuedSet,
) -> BTreeMap<ResultField, FieldWrite> {
    let contract = issued.document(DocumentSlot::Contract);
    let invoices = issued
        .documents
        .iter()
        .filter(|d| matches!(d.slot, DocumentSlot::Invoice(_)));
    let numbers: Vec<&str> = invoices.map(|invoice| invoice.number.as_str()).collect();
    request
        .parts()
        .result_fields
        .iter()
        .filter_map(|(result, field)| {
            let value = match result {
                ResultField::ContractNumber => contract?.number.clone(),
                ResultField::ContractDate => contract?.date.to_string(),
                ResultField::InvoiceNumbers => numbers.join(", "),
                ResultField::State => DealState::Ready.code().to_owned(),
            };
            Some((
                *result,
                FieldWrite {
                    field: field.clone(),
                    value,
                },
            ))
        })
        .collect()
}
