//! Pure domain and workflow of docflow: requisites, money, checks, and the run as a value.

#![warn(clippy::arithmetic_side_effects)] // money and lengths

mod dates;
mod money;
mod requisites;
mod schedule;
mod totals;
mod vat;

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
pub use totals::{LineAmounts, Totals, VatGroup};
pub use vat::{Supply, VatError, VatMode, VatRate, VatRegime, VatWarning, check_rate};
