//! Cases of the seller and the region.

use super::{Case, cases};
use crate::support::{SEVER, day, read};
use docflow_core::{Basis, CompanyId, Fact, SellerCard};

fn own(inn: &str) -> Fact<SellerCard> {
    read(SellerCard {
        company: CompanyId::new(2).unwrap(),
        inn: inn.to_owned(),
    })
}

pub(super) const CASES: &[Case] = cases! {
    "seller-missing", "two in the region", firm, |s| s.facts.seller = Fact::Absent;
    "seller-unknown", "a code of no firm", firm, |s| s.order.choices.seller = Some("zapad".to_owned());
    "seller-unknown", "an own company that the policy does not name", firm, |s| s.facts.seller = own("5402123450");
    "seller-unread", "a time-out", firm, |s| s.facts.seller = Fact::NotChecked("timeout".into());
    "seller-differs", "another than the deal's", firm, |s| {
        s.sold_by_yug();
        s.facts.seller = own(SEVER);
        s.order.choices.seller = Some("yug".to_owned());
    };
    "seller-not-in-region", "a firm of another office", firm, |s| {
        s.sold_by_yug();
        s.order.choices.region = Some("vvo".to_owned());
    };
    "seller-regime-unknown", "before the first known one", firm, |s| {
        s.policy.sellers[0].regimes[0].0 = day("2027-01-01");
    };
    "seller-attorney-expired", "our own signatory", firm, |s| {
        s.policy.sellers[0].signatory.basis = Basis::PowerOfAttorney {
            number: "1".to_owned(),
            issued: day("2025-01-01"),
            expires: Some(day("2026-11-23")),
        };
    };
    "region-missing", "a seller of two offices", firm, |s| s.order.choices.region = None;
    "region-unknown", "a code of no office", firm, |s| s.order.choices.region = Some("spb".to_owned());
};
