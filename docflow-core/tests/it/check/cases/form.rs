//! Cases of the contract form and its fields.

use super::{Case, cases};
use crate::support::{day, field};
use docflow_core::{ClientKind, FieldKind, FieldSource};
use std::collections::BTreeSet;

fn of_deal(name: &str) -> FieldSource {
    FieldSource::Deal(name.to_owned())
}

pub(super) const CASES: &[Case] = cases! {
    "form-missing", "two fit", firm, |s| {
        let mut other = s.form().clone();
        other.code = "services-2".to_owned();
        s.policy.forms.push(other);
    };
    "form-none", "none fits", firm, |s| s.form().client_kinds = BTreeSet::from([ClientKind::Person]);
    "form-unknown", "a code of no form", firm, |s| s.order.choices.form = Some("lease".to_owned());
    "form-seller", "of another firm", firm, |s| {
        s.order.choices.form = Some("services".to_owned());
        s.form().sellers = BTreeSet::from(["yug".to_owned()]);
    };
    "form-region", "of another office", firm, |s| {
        s.order.choices.form = Some("services".to_owned());
        s.form().regions = BTreeSet::from(["vvo".to_owned()]);
    };
    "form-client", "for people", firm, |s| {
        s.order.choices.form = Some("services".to_owned());
        s.form().client_kinds = BTreeSet::from([ClientKind::Person]);
    };
    "form-product", "for goods", firm, |s| s.order.choices.form = Some("supply".to_owned());
    "form-early", "from tomorrow", firm, |s| {
        s.order.choices.form = Some("services".to_owned());
        s.form().valid_from = Some(day("2026-11-25"));
    };
    "form-withdrawn", "until yesterday", firm, |s| {
        s.order.choices.form = Some("services".to_owned());
        s.form().valid_to = Some(day("2026-11-23"));
    };
    "field-missing", "not answered", firm, |s| s.order.choices.answers.clear();
    "field-missing", "an empty field of the deal", firm, |s| {
        s.form().fields = vec![field("term", FieldKind::Date, true, of_deal("UF_CRM_TERM"))];
    };
    "field-date", "no date", firm, |s| {
        s.form().fields = vec![field("place", FieldKind::Date, true, FieldSource::Asked)];
    };
    "field-number", "no number", firm, |s| {
        s.form().fields = vec![field("place", FieldKind::Number, false, FieldSource::Asked)];
    };
    "field-number", "a fraction of the deal", firm, |s| {
        s.facts.deal.fields.insert("UF_CRM_DAYS".to_owned(), "1.5".to_owned());
        s.form().fields = vec![field("days", FieldKind::Number, true, of_deal("UF_CRM_DAYS"))];
    };
    "field-choice", "not in the list", firm, |s| {
        let choices = FieldKind::Choice(vec!["склад".to_owned(), "офис".to_owned()]);
        s.form().fields = vec![field("place", choices, true, FieldSource::Asked)];
    };
    "approver-missing", "nobody to ask", firm, |s| {
        s.form().number_approval = true;
        s.policy.approval.approver = None;
    };
};
