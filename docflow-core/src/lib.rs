//! Pure domain and workflow of docflow: requisites, money, checks, and the run as a value.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))] // money and lengths

mod check;
mod choices;
mod dates;
mod debug;
mod facts;
mod files;
mod finding;
mod form;
mod ids;
mod issued;
mod money;
mod party;
mod people;
mod policy;
mod ports;
mod request;
mod requisites;
mod run;
mod schedule;
mod standing;
mod totals;
mod vat;
pub mod wire;

pub use check::{
    RULES, RegionMisfit, Rule, SellerMisfit, Standing, available_forms, available_regions,
    available_sellers, check, recipients,
};
pub use choices::{Choices, Confirmation, Order, Purpose};
pub use facts::{
    AddressKind, BankCard, ClientCard, ClientOrigin, DealCard, DealFacts, Fact, Preset, ProductRow,
    RequisiteCard, RequisiteText, SellerCard, StaffCard, Timestamp,
};
pub use files::{FileFormat, FileHash, FileHashError, FilePair, FilePolicy, FileRef};
pub use finding::{FieldPath, Finding, Report, Severity, WizardStep};
pub use form::{ContractForm, FieldKind, FieldSource, FormContext, FormField, Misfit, ProductKind};
pub use ids::{
    CompanyId, ContactId, DealId, KeyError, ProductId, RequisiteId, RunKey, StepKey, UserId,
};
pub use issued::{Disagreement, IssuedDocument, IssuedSet};
pub use party::{
    BankAccount, Basis, ClientKind, Counterparty, ForeignClient, IdentityKind, LegalClient,
    LegalEntity, Passport, PersonClient, PersonName, Reach, Signatory, TraderClient,
};
pub use people::{Colleague, OfficeHours, People};
pub use policy::{
    AnnouncePolicy, ApprovalPolicy, AttachFallback, DocumentPolicy, Patience, Policy, PolicyError,
    Product, Region, ResultField, Unit,
};
pub use ports::{
    Accounting, BaseAbout, Blob, Claim, Clock, Column, Commit, Crm, Cursor, DueQuery, Engine,
    EngineError, Epoch, FileStore, Inbound, InboundBody, IssuedFiles, Journal, JournalError, Lane,
    Listed, Mail, NewRun, Opened, Outage, OutageNews, Pair, Parked, Posted, Recording, RunDue,
    RunFilter, RunRow, RunState, SetAside, Snapshot, StartMark, Started, State, Status, StepLine,
    StoreError, Submit, Urgency, Voided,
};
pub use request::{
    ContractTerms, DealSeen, DocumentRequest, InvoiceTerms, RequestParts, RequestRow, SeenField,
};
pub use run::{
    Announced, Announcement, Answer, ApplyError, ApprovalQuestion, AskLevel, AttachJob, Attached,
    AttachedVia, Attachment, Awaited, Away, CancelReceipt, Cause, Checked, DealState, Delivery,
    Effect, EffectClass, Ending, FactsQuery, FieldWrite, Grounds, Judged, Message, MessageId, Next,
    Notice, Origin, Outcome, Owner, Problem, Receipt, Recorded, Rejection, ReservedNumber, Run,
    RunSummary, Scope, Settings, Side, Signal, SignalBody, Undelivered, VOID_UNAVAILABLE, Verdict,
    Wait, WaitReason,
};

pub use chrono::NaiveDate;
pub use dates::{
    AttorneyTerm, ContractState, DateError, DateLimits, DateWarning, Prolongation, Validity,
    add_months, check_invoice_date,
};
pub use money::{Money, MoneyError, Price, Quantity};
pub use requisites::{
    Bik, Component, CorrespondentAccount, Fault, Inn, Kpp, Ogrn, Ogrnip, Repair, Requisite,
    RequisiteError, SettlementAccount, Suggestion, clean,
};
pub use rust_decimal::Decimal;
pub use schedule::{
    DayCount, Due, PartTerms, PaymentSchedule, Percent, ScheduleError, SchedulePart, Trigger,
};
pub use standing::{DocumentSlot, Prior, StandingDocument};
pub use totals::{LineAmounts, Totals, VatGroup};
pub use vat::{Supply, VatError, VatMode, VatRate, VatRegime, VatWarning, check_rate};
