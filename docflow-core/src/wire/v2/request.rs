//! Wire forms of a request, of what 1C made, and of findings.

use super::super::WireError;
use super::form::{Wire, wire_enum, wire_struct};
use crate::choices::Purpose;
use crate::files::{FileFormat, FileHash, FilePair, FileRef};
use crate::finding::{FieldPath, Finding, Report, Severity, WizardStep};
use crate::ids::{CompanyId, ContactId, DealId, UserId};
use crate::issued::{IssuedDocument, IssuedSet};
use crate::money::{Money, Price, Quantity};
use crate::party::{
    BankAccount, Basis, Counterparty, ForeignClient, IdentityKind, LegalClient, LegalEntity,
    Passport, PersonClient, PersonName, Reach, Signatory, TraderClient,
};
use crate::people::Colleague;
use crate::policy::{ResultField, Unit};
use crate::request::{
    ContractTerms, DealSeen, DocumentRequest, InvoiceTerms, RequestParts, RequestRow, SeenField,
};
use crate::requisites::{Inn, Kpp, Ogrn, Ogrnip};
use crate::schedule::{Percent, SchedulePart};
use crate::standing::{DocumentSlot, StandingDocument};
use crate::totals::{LineAmounts, Totals, VatGroup};
use crate::vat::{VatMode, VatRate, VatRegime};
use chrono::NaiveDate;
use std::collections::BTreeMap;

wire_struct!(Finding => FindingForm {
    code: String,
    severity: Severity,
    step: WizardStep,
    path: FieldPath,
    params: BTreeMap<String, String>,
    fix: Option<String>,
});
wire_struct!(Report => ReportForm { findings: Vec<Finding> });

wire_struct!(Signatory => SignatoryForm {
    post: String,
    name: PersonName,
    basis: Basis,
    genitive: Option<String>,
});
wire_struct!(LegalEntity => LegalEntityForm {
    code: String,
    onec_ref: String,
    name: String,
    inn: Inn,
    kpp: Option<Kpp>,
    regimes: Vec<(NaiveDate, VatRegime)>,
    signatory: Signatory,
    closed_until: Option<NaiveDate>,
    accountants: Vec<Colleague>,
});
wire_struct!(LegalClient => LegalClientForm {
    name: String,
    full_name: String,
    inn: Inn,
    kpp: Kpp,
    ogrn: Ogrn,
    address: String,
    bank: Option<BankAccount>,
    signatory: Signatory,
    reach: Reach,
});
wire_struct!(TraderClient => TraderClientForm {
    person: PersonName,
    inn: Inn,
    ogrnip: Ogrnip,
    address: String,
    bank: Option<BankAccount>,
    reach: Reach,
});
wire_struct!(ForeignClient => ForeignClientForm {
    name: String,
    full_name: String,
    inn: Inn,
    kpp: Kpp,
    accreditation: String,
    address: String,
    bank: Option<BankAccount>,
    signatory: Signatory,
    reach: Reach,
});
wire_struct!(Passport => PassportForm {
    kind: IdentityKind,
    series: String,
    number: String,
    issued_by: String,
    issued_on: NaiveDate,
});
wire_struct!(PersonClient => PersonClientForm {
    person: PersonName,
    inn: Option<Inn>,
    passport: Passport,
    address: String,
    reach: Reach,
});
wire_enum!(Counterparty => CounterpartyForm {
    one LegalEntity(LegalClient);
    one SoleTrader(TraderClient);
    one Person(PersonClient);
    one ForeignFirm(ForeignClient);
});

wire_struct!(Unit => UnitForm { code: u32, name: String });
wire_struct!(LineAmounts => LineAmountsForm {
    rate: VatRate,
    sum: Money,
    vat: Option<Money>,
    total: Money,
});
wire_struct!(VatGroup => VatGroupForm { rate: VatRate, total: Money, vat: Option<Money> });
wire_struct!(Totals => TotalsForm {
    sum: Money,
    vat: Option<Money>,
    total: Money,
    groups: Vec<VatGroup>,
});
wire_struct!(SchedulePart => SchedulePartForm {
    percent: Percent,
    amount: Money,
    vat: Option<Money>,
    groups: Vec<VatGroup>,
});
wire_struct!(RequestRow => RequestRowForm {
    onec_ref: String,
    name: String,
    unit: Unit,
    quantity: Quantity,
    price: Price,
    vat: VatRate,
    amounts: LineAmounts,
});
wire_struct!(InvoiceTerms => InvoiceTermsForm {
    index: u32,
    of: u32,
    date: NaiveDate,
    due: Option<NaiveDate>,
    part: SchedulePart,
});
wire_struct!(ContractTerms => ContractTermsForm {
    form: String,
    form_version: String,
    form_title: String,
    date: NaiveDate,
    city: String,
    region: String,
    valid_until: Option<NaiveDate>,
    fields: BTreeMap<String, String>,
    number_approval: bool,
});
wire_struct!(FilePair => FilePairForm { docx_stamped: bool, pdf_stamped: bool });
wire_struct!(SeenField => SeenFieldForm { field: String, seen: String });
wire_struct!(StandingDocument => StandingDocumentForm {
    slot: DocumentSlot,
    onec_ref: String,
    number: String,
    date: NaiveDate,
});
wire_struct!(DealSeen => DealSeenForm {
    company: Option<CompanyId>,
    contact: Option<ContactId>,
    opportunity: Option<Money>,
});
wire_struct!(RequestParts => RequestPartsForm {
    deal: DealId,
    deal_title: String,
    seller: LegalEntity,
    client: Counterparty,
    contract: ContractTerms,
    rows: Vec<RequestRow>,
    vat_mode: VatMode,
    totals: Totals,
    order: bool,
    invoices: Vec<InvoiceTerms>,
    contract_files: Vec<FilePair>,
    invoice_files: Vec<FilePair>,
    result_fields: BTreeMap<ResultField, SeenField>,
    recipients: Vec<UserId>,
    requested_by: UserId,
    purpose: Purpose,
    supersedes: Vec<StandingDocument>,
    basis: Option<StandingDocument>,
    note: Option<String>,
    deal_seen: DealSeen,
    today: NaiveDate,
    policy_hash: String,
});
wire_struct!(DocumentRequest => DocumentRequestForm { parts: RequestParts });

wire_struct!(FileRef => FileRefForm {
    format: FileFormat,
    stamped: bool,
    name: String,
    size: u64,
    hash: FileHash,
    derived_from: Option<FileHash>,
});
wire_struct!(IssuedDocument => IssuedDocumentForm {
    slot: DocumentSlot,
    onec_ref: String,
    number: String,
    date: NaiveDate,
    total: Money,
    vat: Option<Money>,
    files: Vec<FileRef>,
});
wire_struct!(IssuedSet => IssuedSetForm {
    counterparty_ref: String,
    counterparty_created: bool,
    order: Option<(String, String)>,
    documents: Vec<IssuedDocument>,
});
