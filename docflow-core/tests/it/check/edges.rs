//! Deals at the very edge of a rule: still good.

use super::cases::{Case, cases};
use crate::support::{SEVER, day, number, read, row};
use docflow_core::{
    AddressKind, Basis, CompanyId, Counterparty, Fact, Money, ProductId, RequisiteText, SellerCard,
    VatRate, VatRegime,
};
use std::collections::{BTreeMap, BTreeSet};

/// Each breaks no rule; the code names the one that it comes nearest to.
const PASSING: &[Case] = cases! {
    "client-name-long", "100 characters", firm, |s| s.typed(RequisiteText::ShortName, &"Я".repeat(100));
    "client-name-long", "no short name and a full one that fits", firm, |s| s.typed(RequisiteText::ShortName, "");
    "client-full-name-long", "550 characters", firm, |s| s.typed(RequisiteText::FullName, &"Я".repeat(550));
    "client-address-long", "500 characters", firm, |s| {
        let address = format!("125009 {}", "я".repeat(493));
        s.requisite().addresses = BTreeMap::from([(AddressKind::Legal, address)]);
    };
    "client-address-actual", "the registered one of the other kind", firm, |s| {
        s.requisite().addresses = BTreeMap::from([(AddressKind::Registered, "125009, Москва".to_owned())]);
    };
    "client-inn-empty", "a person need not", person, |s| s.typed(RequisiteText::Inn, "");
    "client-inn-checksum", "a person may", person, |s| s.typed(RequisiteText::Inn, "500100732259");
    "client-person-name-missing", "one field", trader, |s| {
        s.typed(RequisiteText::LastName, "");
        s.typed(RequisiteText::WholeName, "Петрова Анна Сергеевна");
    };
    "client-person-name-missing", "the name of the business", trader, |s| {
        s.typed(RequisiteText::LastName, "");
        s.typed(RequisiteText::ShortName, "ИП Петрова Анна Сергеевна");
    };
    "client-kpp-format", "capital Latin letters", firm, |s| s.typed(RequisiteText::Kpp, "7701AB001");
    "client-branch-charter", "one of the largest taxpayers", firm, |s| s.typed(RequisiteText::Kpp, "997750001");
    "client-branch-charter", "a branch by power of attorney", firm, |s| {
        s.typed(RequisiteText::Kpp, "773643001");
        s.typed(RequisiteText::Basis, "Доверенность № 5 от 01.02.2026 до 01.02.2027");
    };
    "client-signatory-two", "the same name twice", firm, |s| s.typed(RequisiteText::Director, "ИВАНОВ Иван Иванович");
    "client-signatory-name", "the other field", firm, |s| {
        s.typed(RequisiteText::Chief, "");
        s.typed(RequisiteText::Director, "Иванов Иван Иванович");
    };
    "client-attorney-early", "given today", firm, |s| {
        s.typed(RequisiteText::Basis, "Доверенность № 5 от 24.11.2026 до 24.11.2027");
    };
    "client-attorney-expired", "ends today", firm, |s| {
        s.typed(RequisiteText::Basis, "Доверенность № 5 от 01.02.2026 до 24.11.2026");
    };
    "client-attorney-form", "for one day", firm, |s| {
        s.typed(RequisiteText::Basis, "Доверенность № 5 от 24.11.2026 до 24.11.2026");
    };
    "client-passport-date", "given today", person, |s| s.typed(RequisiteText::IdentityDate, "24.11.2026");
    "client-bank-unread", "a person's is not asked for", person, |s| s.client().bank = Fact::NotChecked("timeout".into());
    "client-bank-several", "a person's is not asked for", person, |s| {
        s.client().bank = Fact::NotChecked("several-bank-details".into());
    };
    "client-requisites-several", "two sets and a link", firm, |s| s.client().requisites_found = Some(2);
    "client-phone-missing", "a firm need not", firm, |s| s.client().phone = None;
    "seller-missing", "a policy of one firm", firm, |s| {
        s.facts.seller = Fact::Absent;
        s.policy.sellers.truncate(1);
    };
    "seller-unknown", "the ИНН with blanks around", firm, |s| {
        let company = CompanyId::new(2).unwrap();
        s.facts.seller = read(SellerCard { company, inn: format!(" {SEVER}\u{feff}") });
    };
    "seller-attorney-expired", "ours ends today", firm, |s| {
        s.policy.sellers[0].signatory.basis = Basis::PowerOfAttorney {
            number: "1".to_owned(),
            issued: day("2026-01-01"),
            expires: Some(day("2026-11-24")),
        };
    };
    "seller-regime-unknown", "the first day of a regime", firm, |s| {
        s.policy.sellers[0].regimes = vec![(day("2026-11-24"), VatRegime::Osno)];
    };
    "seller-not-in-region", "a region of everyone", firm, |s| {
        s.sold_by_yug();
        s.order.choices.region = Some("vvo".to_owned());
        s.policy.regions[1].sellers = BTreeSet::new();
    };
    "region-missing", "a policy of one office", firm, |s| {
        s.order.choices.region = None;
        s.policy.regions.truncate(1);
    };
    "form-early", "the first day", firm, |s| s.form().valid_from = Some(day("2026-11-24"));
    "form-withdrawn", "the last day", firm, |s| s.form().valid_to = Some(day("2026-11-24"));
    "form-missing", "a blank choice is none", firm, |s| s.order.choices.form = Some(" ".to_owned());
    "contract-date-closed", "the first open day", firm, |s| {
        s.policy.sellers[0].closed_until = Some(day("2026-11-23"));
    };
    "invoice-date-far", "the last day allowed", firm, |s| s.order.choices.invoice_date = Some(day("2027-01-23"));
    "invoice-due-early", "the invoice's own day", firm, |s| s.order.choices.due = Some(day("2026-11-24"));
    "contract-valid-until-early", "the contract's own day", firm, |s| {
        s.order.choices.valid_until = Some(day("2026-11-24"));
    };
    "schedule-rate-changes", "the last day of the old rate", firm, |s| {
        s.standing.now = "2025-12-20T09:00:00Z".parse().unwrap();
        for row in &mut s.facts.rows {
            row.tax_rate = Some(number("20"));
        }
        s.order.choices.valid_until = Some(day("2025-12-31"));
    };
    "schedule-zero-part", "two kopecks in two parts", in_two_parts, |s| {
        s.facts.rows = vec![row(101, "Настройка", "0.02", "1")];
        s.facts.rows_total = 1;
        s.facts.deal.opportunity = Some(Money::from_kopecks(2));
    };
    "rows-many", "200", firm, |s| {
        s.facts.rows = vec![row(101, "Настройка", "625.00", "1"); 200];
        s.facts.rows_total = 200;
    };
    "row-name-differs", "other blanks and capitals", firm, |s| s.row().name = " НАСТРОЙКА\u{a0}".to_owned();
    "row-unit-missing", "the name without its code", firm, |s| s.row().unit_code = None;
    "row-product-seller", "sold by this firm", firm, |s| s.product().sellers = BTreeSet::from(["sever".to_owned()]);
    "row-quantity-places", "three places", firm, |s| {
        s.row().quantity = number("0.001000");
        s.facts.deal.opportunity = Some(Money::from_kopecks(301_220));
    };
    "row-vat-product", "10 % of a listed good", firm, |s| {
        s.product().reduced = Some(VatRate::Vat10);
        s.row().tax_rate = Some(number("10.00"));
    };
    "row-vat-zero", "a ground for it", firm, |s| {
        s.product().reduced = Some(VatRate::Vat0);
        s.row().tax_rate = Some(number("0"));
    };
    "row-vat-none", "an exempt operation", firm, |s| {
        s.product().reduced = Some(VatRate::Exempt);
        s.row().tax_rate = None;
    };
    "rows-vat-mixed", "on top in a row without VAT", firm, |s| {
        s.product().reduced = Some(VatRate::Vat0);
        s.row().tax_rate = Some(number("0"));
        s.row().tax_included = false;
    };
    "deal-sum-differs", "not known", firm, |s| s.facts.deal.opportunity = None;
    "responsible-inactive", "the head stands in", firm, |s| s.facts.staff[0].active = false;
};

#[test]
fn a_deal_at_the_edge_of_a_rule_is_still_good() {
    let mut failures = Vec::new();
    for case in PASSING {
        let codes = case.scene().codes();
        if !codes.is_empty() {
            failures.push(format!("{} ({}): found {codes:?}", case.code, case.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_post_goes_with_the_name_that_stands_beside_it() {
    let mut scene = crate::support::Scene::firm();
    scene.typed(RequisiteText::Director, "Петров Пётр Петрович");
    let request = scene.request();
    let Counterparty::LegalEntity(firm) = &request.parts().client else {
        panic!("a firm");
    };
    assert_eq!(firm.signatory.name.last, "Иванов");
}

#[test]
fn a_date_is_that_of_the_first_office_while_the_region_is_not_known() {
    let mut scene = crate::support::Scene::firm();
    scene.order.choices.region = None;
    scene.standing.now = "2026-11-24T20:30:00Z".parse().unwrap();
    scene.order.choices.contract_date = Some(day("2026-11-24"));
    assert_eq!(scene.codes(), ["region-missing"]);
}

#[test]
fn every_row_of_a_wrong_product_is_named() {
    let mut scene = crate::support::Scene::firm();
    scene.order.choices.form = Some("services".to_owned());
    for row in &mut scene.facts.rows {
        row.product = ProductId::new(999);
    }
    assert_eq!(scene.codes(), ["row-product-unknown"; 2]);
}
