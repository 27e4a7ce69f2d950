//! What the suites send: the company of the demo, its deals, and the effects of a run.

use crate::company;
use docflow_core::*;
use docflow_sandbox::World;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A deal with company, contact, requisites, bank and four rows.
pub(crate) const DEAL: u64 = 1001;
/// Another one, of another client.
pub(crate) const OTHER: u64 = 1004;
/// What its rows make in kopecks: 58 560 + 106 254,38 + 17 385 + 29 280 roubles.
pub(crate) const SUM: i64 = 21_147_938;
pub(crate) const MANAGER: u64 = 12;
pub(crate) const HEAD: u64 = 11;
pub(crate) const APPROVER: u64 = 40;
pub(crate) const SELLER: &str = "sever-service";
pub(crate) const NUMBER_FIELD: &str = "UF_CRM_CONTRACT_NUMBER";
pub(crate) const INVOICES_FIELD: &str = "UF_CRM_INVOICE_NUMBERS";
pub(crate) const STATE_FIELD: &str = "UF_CRM_DOCFLOW_STATE";
pub(crate) const FILES_FIELD: &str = "UF_CRM_DOCFLOW_FILES";
pub(crate) const ONE_FILE_FIELD: &str = "UF_CRM_SIGNED_SCAN";

pub(crate) const DOCX: &[u8] = b"docx of the contract";
pub(crate) const PDF: &[u8] = b"pdf of the contract";
pub(crate) const BYTES: Pair<'static> = Pair {
    docx: DOCX,
    pdf: PDF,
};

pub(crate) fn world() -> World {
    static WORLD: LazyLock<World> = LazyLock::new(made);
    WORLD.clone()
}

fn made() -> World {
    let mut world = company::world();
    let one_file = docflow_sandbox::UserField {
        entity_type_id: 2,
        name: ONE_FILE_FIELD.to_owned(),
        kind: docflow_sandbox::FieldKind::File,
        ..docflow_sandbox::UserField::default()
    };
    world.portal.user_fields.push(one_file);
    world
}

pub(crate) fn policy() -> Policy {
    static POLICY: LazyLock<Policy> = LazyLock::new(company::policy);
    POLICY.clone()
}

/// The policy that names no field for the state.
pub(crate) fn stateless() -> Policy {
    let mut policy = policy();
    policy.announce.fields.remove(&ResultField::State);
    policy
}

pub(crate) fn falling_back(fallback: AttachFallback) -> Policy {
    let mut policy = policy();
    policy.announce.fallback = fallback;
    policy
}

pub(crate) fn deal(id: u64) -> DealId {
    DealId::new(id).unwrap()
}

pub(crate) fn user(id: u64) -> UserId {
    UserId::new(id).unwrap()
}

pub(crate) fn run(deal_id: u64, generation: u32) -> RunKey {
    RunKey::new("sever", deal(deal_id), "documents", generation).unwrap()
}

/// A step of the first run of the scene's deal.
pub(crate) fn step(name: &str) -> StepKey {
    run(DEAL, 1).step(name)
}

pub(crate) fn query(deal_id: u64, state: DealState) -> FactsQuery {
    FactsQuery {
        key: run(deal_id, 1).step("facts"),
        deal: deal(deal_id),
        order: Order {
            requested_by: user(MANAGER),
            office: None,
            purpose: Purpose::First,
            choices: Choices::default(),
        },
        as_of: None,
        state,
    }
}

fn file(format: FileFormat, stamped: bool, bytes: &[u8]) -> FileRef {
    FileRef {
        format,
        stamped,
        name: format!("Договор № 15-У_26.{}", format.extension()),
        size: u64::try_from(bytes.len()).unwrap(),
        hash: file_hash(bytes),
        derived_from: None,
    }
}

/// The pair of a document of the scene's deal.
pub(crate) fn attach(item: &str, slot: DocumentSlot, number: &str) -> AttachJob {
    let pair = FilePair {
        docx_stamped: false,
        pdf_stamped: !item.ends_with("-2"),
    };
    AttachJob {
        key: run(DEAL, 1).step(&format!("attach/{item}")),
        probe: false,
        deal: deal(DEAL),
        attachment: Attachment {
            item: item.to_owned(),
            slot,
            number: number.to_owned(),
            pair,
            docx: file(FileFormat::Docx, pair.docx_stamped, DOCX),
            pdf: file(FileFormat::Pdf, pair.pdf_stamped, PDF),
        },
        origin: Origin {
            seller: SELLER.to_owned(),
            key: step("issue"),
        },
    }
}

pub(crate) fn contract() -> AttachJob {
    attach("contract", DocumentSlot::Contract, "15-У/26")
}

pub(crate) fn issued() -> IssuedSet {
    let document = |slot, number: &str| IssuedDocument {
        slot,
        onec_ref: format!("3c7e4a12-5a3b-11f1-9c00-0000000000{:02}", number.len()),
        number: number.to_owned(),
        date: "2026-11-24".parse().unwrap(),
        total: Money::from_kopecks(12_200_000),
        vat: Some(Money::from_kopecks(2_200_000)),
        files: Vec::new(),
    };
    IssuedSet {
        counterparty_ref: "3c7e4a10-5a3b-11f1-9c00-00155d000001".to_owned(),
        counterparty_created: true,
        order: None,
        documents: vec![
            document(DocumentSlot::Contract, "15-У/26"),
            document(DocumentSlot::Invoice(1), "1319"),
        ],
    }
}

/// A field with what was seen in it, and what shall stand there.
pub(crate) fn write(field: &str, seen: &str, value: &str) -> FieldWrite {
    FieldWrite {
        field: SeenField {
            field: field.to_owned(),
            seen: seen.to_owned(),
        },
        value: value.to_owned(),
    }
}

/// The last words of a run that has read the deal as it stands in the world.
pub(crate) fn announcement() -> Announcement {
    let via = AttachedVia::DocumentGenerator;
    let attached = |id: &str| Attached {
        id: id.to_owned(),
        via,
    };
    Announcement {
        key: step("announce"),
        probe: false,
        reread: false,
        deal: deal(DEAL),
        issued: issued(),
        attached: vec![
            (DocumentSlot::Contract, attached("1")),
            (DocumentSlot::Invoice(1), attached("2")),
        ],
        fields: BTreeMap::from([
            (
                ResultField::ContractNumber,
                write(NUMBER_FIELD, "", "15-У/26"),
            ),
            (
                ResultField::InvoiceNumbers,
                write(INVOICES_FIELD, "", "1319"),
            ),
            (ResultField::State, write(STATE_FIELD, "", "ready")),
        ]),
        recipients: vec![user(MANAGER), user(HEAD)],
        warnings: Vec::new(),
        deal_seen: DealSeen {
            company: CompanyId::new(201),
            contact: ContactId::new(401),
            opportunity: Some(Money::from_kopecks(SUM)),
        },
        superseded: Vec::new(),
    }
}

/// What a step that somebody has to mend tells those who can, and who only waits.
pub(crate) fn message() -> Message {
    Message {
        key: step("tell/issue-1"),
        deal: deal(DEAL),
        recipients: vec![user(APPROVER)],
        watchers: vec![user(MANAGER)],
        waits_for: Some(Awaited {
            role: Owner::Accountant,
            name: "Татьяна Михайловна".to_owned(),
        }),
        notice: Notice::Problem(Problem {
            step: step("issue"),
            round: 1,
            rejection: Rejection {
                cause: Cause::new(Side::Accounting, "closed_period"),
                owner: Owner::Accountant,
                detail: None,
            },
            reminders: 0,
        }),
        state: DealState::Waiting,
    }
}

pub(crate) fn question() -> ApprovalQuestion {
    ApprovalQuestion {
        key: step("approval"),
        round: 1,
        level: AskLevel::First,
        approver: user(APPROVER),
        deal: deal(DEAL),
        number: "0042-Г/2026".to_owned(),
        client: "БЦ «Полюс»".to_owned(),
        state: DealState::Waiting,
    }
}

pub(crate) fn outage(over: bool) -> OutageNews {
    OutageNews {
        tag: "sever/outage/accounting/1".to_owned(),
        side: Side::Accounting,
        since: "2026-11-24T06:00:00Z".parse().unwrap(),
        over,
        recipients: vec![user(MANAGER), user(HEAD)],
    }
}

pub(crate) fn file_hash(bytes: &[u8]) -> FileHash {
    use sha2::Digest as _;
    FileHash::new(sha2::Sha256::digest(bytes).into())
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    file_hash(bytes).to_string()
}

/// The request that the check makes of a deal of the demo, changed as told.
fn checked(
    deal_id: u64,
    change: impl FnOnce(&mut Order, &mut Policy, &mut Prior),
) -> DocumentRequest {
    let mut order = crate::demo_data::order(deal_id);
    let (mut policy, mut prior) = (policy(), Prior::default());
    policy.files = FilePolicy {
        contract: Vec::new(),
        invoice: Vec::new(),
    };
    policy.forms.iter_mut().for_each(|form| form.files = None);
    change(&mut order, &mut policy, &mut prior);
    let facts = super::model::facts(&world().portal, deal(deal_id), order.requested_by);
    let standing = Standing {
        now: company::MORNING.parse().unwrap(),
        prior,
    };
    match check(&facts.unwrap(), &order, &policy, &standing) {
        Verdict::Ready(checked) => checked.request,
        Verdict::Refused { report, .. } => panic!("deal {deal_id}: {:?}", report.codes()),
    }
}

/// The request for the documents of a deal with their files, which take long to print.
pub(crate) fn printed(deal_id: u64) -> DocumentRequest {
    checked(deal_id, |_, policy, _| policy.files = FilePolicy::default())
}

/// The same without files.
pub(crate) fn request(deal_id: u64) -> DocumentRequest {
    static USUAL: LazyLock<DocumentRequest> = LazyLock::new(|| checked(DEAL, |_, _, _| {}));
    if deal_id == DEAL {
        return USUAL.clone();
    }
    checked(deal_id, |_, _, _| {})
}

/// One whose contract is dated in October, which 1C has closed and the policy does not know.
pub(crate) fn early_request() -> DocumentRequest {
    checked(DEAL, |order, policy, _| {
        for seller in &mut policy.sellers {
            seller.closed_until = None;
        }
        order.choices.contract_date = Some("2026-10-30".parse().unwrap());
    })
}

/// One of a firm whose books no base keeps.
pub(crate) fn request_of_nobody() -> DocumentRequest {
    checked(DEAL, |order, policy, _| {
        let code = "nobody".to_owned();
        policy.sellers[0].code.clone_from(&code);
        policy.regions[0].sellers.clear();
        policy
            .forms
            .iter_mut()
            .for_each(|form| form.sellers.clear());
        policy
            .products
            .iter_mut()
            .for_each(|one| one.sellers.clear());
        order.choices.seller = Some(code);
    })
}

pub(crate) fn with_note(note: &str) -> DocumentRequest {
    checked(DEAL, |order, _, _| {
        order.choices.note = Some(note.to_owned());
    })
}

/// What a set has left for the next generation.
fn left(set: &IssuedSet) -> Prior {
    let standing = |one: &IssuedDocument| StandingDocument {
        slot: one.slot,
        onec_ref: one.onec_ref.clone(),
        number: one.number.clone(),
        date: one.date,
    };
    Prior {
        issued: true,
        documents: set.documents.iter().map(standing).collect(),
    }
}

/// New documents in place of these.
pub(crate) fn replacing(set: &IssuedSet) -> DocumentRequest {
    checked(DEAL, |order, _, prior| {
        order.purpose = Purpose::Supersedes;
        *prior = left(set);
    })
}

/// A further invoice under the contract of this set.
pub(crate) fn invoice_under(set: &IssuedSet) -> DocumentRequest {
    checked(DEAL, |order, _, prior| {
        order.purpose = Purpose::Invoice;
        *prior = left(set);
    })
}
