//! The check: raw facts and a person's choices become a request, or everything that is wrong.
//!
//! Here: [`check`], the table of its rules ([`RULES`]), and the pure functions behind the wizard's
//! lists, which use the very same decisions ([`available_sellers`], [`available_regions`],
//! [`available_forms`]). Not here: reading facts (an adapter of [`crate::Crm`]), texts of findings
//! (made at the edge), declension of names (made where a document is printed). The engine calls
//! [`check`] once for a run, after its facts were read; the wizard calls it as often as it likes.
//!
//! Every part reads what it can and reports all that it meets: a value is missing only together
//! with a finding that says why (the type [`notes::Blocked`] stands for that proof).

mod case;
mod client;
mod form;
mod format;
mod notes;
mod options;
mod recipients;
mod requisite;
mod rows;
mod rules;
mod seller;
mod table;
mod terms;

pub use options::{
    RegionMisfit, SellerMisfit, available_forms, available_regions, available_sellers,
};
pub use recipients::recipients;
pub use rules::Rule;
pub use table::RULES;

use crate::choices::{Order, Purpose};
use crate::facts::{DealFacts, Timestamp};
use crate::policy::{Policy, ResultField};
use crate::request::{DealSeen, DocumentRequest, RequestParts, SeenField};
use crate::run::{Checked, Verdict};
use crate::standing::{Prior, StandingDocument};
use case::Case;
use notes::{Notes, Read};
use std::collections::BTreeMap;

/// What the check has to know besides facts, order and policy.
///
/// Time is an argument: the date of a document is the date in the region at this moment, so a run
/// started at 23:30 in Moscow is dated a day earlier than the same run in Vladivostok.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The moment of the check.
    pub now: Timestamp,
    /// What was made for the deal before.
    pub prior: Prior,
}

/// Holds facts, order and policy against every rule.
///
/// Pure: the same arguments give the same verdict, whatever the clock says. It never stops at the
/// first mistake. A refusal carries errors and warnings, errors first, then in the wizard's order;
/// a success carries the warnings alone.
///
/// # Examples
/// A deal about which nothing could be read is refused for everything that is missing:
///
/// ```
/// use docflow_core::{
///     AnnouncePolicy, ApprovalPolicy, Choices, DateLimits, DealCard, DealFacts, DealId, Fact,
///     FilePolicy, Order, Patience, Policy, Prior, Purpose, Standing, UserId, Verdict, check,
/// };
/// let facts = DealFacts {
///     deal: DealCard {
///         id: DealId::new(4512).ok_or("deal")?,
///         title: "Обслуживание".to_owned(),
///         closed: false,
///         currency: "RUB".to_owned(),
///         opportunity: None,
///         manual_opportunity: false,
///         responsible: UserId::new(7),
///         company: None,
///         contact: None,
///         fields: Default::default(),
///     },
///     client: Fact::Absent,
///     seller: Fact::NotChecked("timeout".into()),
///     rows: vec![],
///     rows_total: 0,
///     staff: vec![],
/// };
/// let order = Order {
///     requested_by: UserId::new(7).ok_or("user")?,
///     office: None,
///     purpose: Purpose::First,
///     choices: Choices::default(),
/// };
/// # let policy = Policy {
/// #     portal: "sever".to_owned(), hash: String::new(), sellers: vec![], regions: vec![],
/// #     forms: vec![], products: vec![], schedules: Default::default(),
/// #     files: FilePolicy::default(), announce: AnnouncePolicy::default(),
/// #     dates: DateLimits { past_days: 400, future_days: 30 },
/// #     approval: ApprovalPolicy::default(), patience: Patience::default(),
/// #     people: Default::default(), documents: Default::default(), keep_days: None,
/// # };
/// let standing = Standing {
///     now: "2026-11-24T09:00:00Z".parse()?,
///     prior: Prior::default(),
/// };
/// let Verdict::Refused { report, .. } = check(&facts, &order, &policy, &standing) else {
///     return Err("nothing was missing".into());
/// };
/// let codes = report.codes();
/// assert!(codes.starts_with(&["client-missing", "seller-unread"]));
/// assert!(codes.contains(&"rows-missing"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(facts: &DealFacts, order: &Order, policy: &Policy, standing: &Standing) -> Verdict {
    let case = Case::new(facts, &order.choices, policy, standing.now);
    let mut notes = Notes::default();
    let request = request(&case, order, standing, &mut notes);
    let recipients = recipients::read(&case, order.requested_by, &mut notes);
    let report = notes.report();
    match request {
        Ok(mut parts) if !report.blocks() => {
            parts.recipients = recipients;
            Verdict::Ready(Box::new(Checked {
                request: DocumentRequest { parts },
                warnings: report.findings,
            }))
        }
        Ok(_) | Err(_) => Verdict::Refused { report, recipients },
    }
}

/// Reads every part, and only then asks which of them are missing.
fn request(
    case: &Case<'_>,
    order: &Order,
    standing: &Standing,
    notes: &mut Notes,
) -> Read<RequestParts> {
    let client = client::read(case, notes);
    let seller = seller::read(case, notes);
    let region = seller::region(case, notes);
    let form = form::read(case, notes);
    let dates = terms::dates(case, notes);
    let schedule = terms::schedule(case, notes);
    let currency = terms::currency(case, notes);
    let rows = rows::read(case, notes);
    let whole = whole(case, order, standing, notes);
    let (rows, schedule) = (rows?, schedule?);
    terms::rate_changes(case, &rows, &schedule, notes);
    let invoices = if policy_invoices(case, order) {
        terms::invoices(case, &rows, &schedule, notes)
    } else {
        Ok(Vec::new())
    };
    let (form, region) = (form?, region?);
    currency.and(dates).and(whole)?;
    let files = form.files(case.policy).clone();
    Ok(RequestParts {
        deal: case.facts.deal.id,
        deal_title: case.facts.deal.title.clone(),
        seller: seller?.clone(),
        client: client?,
        contract: form.terms(case, region),
        rows: rows.lines,
        vat_mode: rows.mode,
        totals: rows.totals,
        invoices: invoices?,
        contract_files: files.contract,
        invoice_files: files.invoice,
        result_fields: result_fields(case),
        recipients: Vec::new(),
        requested_by: order.requested_by,
        purpose: order.purpose,
        supersedes: superseded(order, standing),
        basis: basis(order, standing),
        note: note(order),
        deal_seen: DealSeen {
            company: case.facts.deal.company,
            contact: case.facts.deal.contact,
            opportunity: case.facts.deal.opportunity,
        },
        order: case.policy.documents.order,
        today: case.today,
        policy_hash: case.policy.hash.clone(),
    })
}

/// An order of invoices alone is about invoices, whatever the policy makes otherwise.
fn policy_invoices(case: &Case<'_>, order: &Order) -> bool {
    case.policy.documents.invoices || order.purpose == Purpose::Invoice
}

fn superseded(order: &Order, standing: &Standing) -> Vec<StandingDocument> {
    match order.purpose {
        Purpose::Supersedes => standing.prior.documents.clone(),
        Purpose::First | Purpose::Invoice | Purpose::Correction | Purpose::Void => Vec::new(),
    }
}

/// The contract under which an invoice alone is made.
fn basis(order: &Order, standing: &Standing) -> Option<StandingDocument> {
    (order.purpose == Purpose::Invoice)
        .then(|| standing.prior.contract().cloned())
        .flatten()
}

fn note(order: &Order) -> Option<String> {
    let note = order.choices.note.as_deref().map(str::trim);
    note.filter(|note| !note.is_empty()).map(str::to_owned)
}

fn whole(case: &Case<'_>, order: &Order, standing: &Standing, notes: &mut Notes) -> Read<()> {
    let mut result = Ok(());
    if case.facts.deal.closed {
        result = Err(notes.block(table::DEAL_CLOSED, "deal", []));
    }
    if standing.prior.issued && order.purpose == Purpose::First {
        result = Err(notes.block(table::DOCUMENTS_EXIST, "purpose", []));
    }
    if let Some(number) = foreign_number(case, order, standing) {
        notes.warn(
            table::NUMBER_FILLED,
            "deal.contract_number",
            [("number", number)],
        );
    }
    if order.purpose == Purpose::Invoice && standing.prior.contract().is_none() {
        result = Err(notes.block(table::CONTRACT_NONE, "purpose", []));
    }
    if matches!(order.purpose, Purpose::Correction | Purpose::Void) {
        let params = [("purpose", order.purpose.code().to_owned())];
        result = Err(notes.block(table::PURPOSE_UNAVAILABLE, "purpose", params));
    }
    result
}

/// A number in the deal that no run of ours has written.
fn foreign_number(case: &Case<'_>, order: &Order, standing: &Standing) -> Option<String> {
    let fields = &case.policy.announce.fields;
    let field = fields.get(&ResultField::ContractNumber)?;
    let number = format::one_line(case.facts.deal.fields.get(field)?);
    let ours = standing.prior.issued || order.purpose != Purpose::First;
    (!ours && !number.is_empty()).then_some(number)
}

fn result_fields(case: &Case<'_>) -> BTreeMap<ResultField, SeenField> {
    let seen = |field: &String| SeenField {
        field: field.clone(),
        seen: case
            .facts
            .deal
            .fields
            .get(field)
            .cloned()
            .unwrap_or_default(),
    };
    let fields = case.policy.announce.fields.iter();
    fields
        .map(|(result, field)| (*result, seen(field)))
        .collect()
}
