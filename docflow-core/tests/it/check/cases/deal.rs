//! Cases of the deal as a whole and of its people.

use super::{Case, cases};
use crate::support::user;
use docflow_core::{Purpose, StaffCard};

pub(super) const CASES: &[Case] = cases! {
    "deal-closed", "won", firm, |s| s.facts.deal.closed = true;
    "documents-exist", "a second first order", firm, |s| s.standing.prior.issued = true;
    "number-filled", "a number that nobody of ours wrote", firm, |s| {
        s.facts.deal.fields.insert("UF_CRM_NUMBER".to_owned(), "77".to_owned());
    };
    "contract-none", "an invoice alone without a contract", firm, |s| s.order.purpose = Purpose::Invoice;
    "purpose-unavailable", "a correction", firm, |s| s.order.purpose = Purpose::Correction;
    "responsible-missing", "nobody", firm, |s| s.facts.deal.responsible = None;
    "responsible-unread", "no card", firm, |s| s.facts.staff.retain(|card| card.id != user(7));
    "responsible-inactive", "left without a head", firm, |s| {
        let gone = StaffCard { id: user(7), active: false, name: "Орлов".to_owned(), head: None };
        s.facts.staff = vec![gone];
    };
};
