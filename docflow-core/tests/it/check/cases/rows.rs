//! Cases of the rows and their sum.

use super::{Case, cases};
use crate::support::number;
use docflow_core::{Money, ProductId, VatRate};
use std::collections::BTreeSet;

pub(super) const CASES: &[Case] = cases! {
    "rows-missing", "none", firm, |s| {
        s.facts.rows.clear();
        s.facts.rows_total = 0;
        s.order.choices.form = Some("services".to_owned());
    };
    "rows-many", "201", firm, |s| s.facts.rows_total = 201;
    "rows-unread", "a page is missing", firm, |s| s.facts.rows_total = 3;
    "rows-unread", "more than there are", firm, |s| s.facts.rows_total = 1;
    "row-product-missing", "typed by hand", firm, |s| s.row().product = None;
    "row-product-unknown", "not linked", firm, |s| s.row().product = ProductId::new(999);
    "row-product-archived", "for old documents", firm, |s| s.product().archived = true;
    "row-product-seller", "of another firm", firm, |s| s.product().sellers = BTreeSet::from(["yug".to_owned()]);
    "row-name-differs", "renamed in the deal", firm, |s| s.row().name = "Настройка за ноябрь".to_owned();
    "row-unit-differs", "hours for pieces", firm, |s| {
        s.row().unit_code = Some(356);
        s.row().unit_name = "ч".to_owned();
    };
    "row-unit-differs", "a name without a code", firm, |s| {
        s.row().unit_code = None;
        s.row().unit_name = "упак".to_owned();
    };
    "row-unit-missing", "not read", firm, |s| {
        s.row().unit_code = None;
        s.row().unit_name.clear();
    };
    "row-quantity-small", "zero", firm, |s| s.row().quantity = number("0");
    "row-quantity-small", "less than nothing", firm, |s| s.row().quantity = number("-1");
    "row-quantity-places", "four places", firm, |s| s.row().quantity = number("1.0001");
    "row-quantity-large", "sixteen digits", firm, |s| s.row().quantity = number("1000000000000");
    "row-price-negative", "a discount as a row", firm, |s| s.row().price = number("-100");
    "row-price-zero", "for nothing", firm, |s| {
        s.row().price = number("0");
        s.facts.deal.opportunity = Some(Money::from_kopecks(300_000));
    };
    "row-price-places", "three places", firm, |s| s.row().price = number("33.333");
    "row-price-large", "sixteen digits", firm, |s| s.row().price = number("10000000000000");
    "row-price-net", "no net price of whole kopecks", firm, |s| {
        for row in &mut s.facts.rows {
            row.tax_included = false;
        }
        s.facts.rows[1].price = number("3660.00");
        s.row().price = number("0.03");
    };
    "row-vat-unknown", "never in force", firm, |s| s.row().tax_rate = Some(number("21"));
    "row-vat-unknown", "a fraction", firm, |s| s.row().tax_rate = Some(number("22.5"));
    "row-vat-expired", "20 % in 2026", firm, |s| s.row().tax_rate = Some(number("20"));
    "row-vat-early", "22 % in 2025", firm, |s| {
        s.standing.now = "2025-12-20T09:00:00Z".parse().unwrap();
        s.facts.rows.truncate(1);
        s.facts.rows_total = 1;
    };
    "row-vat-regime", "22 % of a firm that pays none", firm, |s| {
        s.sold_by_yug();
        s.row().tax_rate = Some(number("22"));
    };
    "row-vat-regime", "5 % of a firm of the general system", firm, |s| s.row().tax_rate = Some(number("5"));
    "row-vat-zero", "of a firm that pays none", firm, |s| {
        s.sold_by_yug();
        s.row().tax_rate = Some(number("0"));
    };
    "row-vat-zero", "no ground for it", firm, |s| s.row().tax_rate = Some(number("0"));
    "row-vat-product", "10 % of a plain service", firm, |s| s.row().tax_rate = Some(number("10"));
    "row-vat-product", "22 % of a listed good", firm, |s| s.product().reduced = Some(VatRate::Vat10);
    "row-vat-none", "a payer of VAT sells without", firm, |s| s.row().tax_rate = None;
    "rows-vat-mixed", "one row on top", firm, |s| s.row().tax_included = false;
    "rows-sum-overflow", "greater than can be counted", firm, |s| {
        s.row().price = number("9999999999999");
        s.row().quantity = number("999999999999");
    };
    "rows-total-zero", "all for a rounded nothing", firm, |s| {
        for row in &mut s.facts.rows {
            row.price = number("0.01");
            row.quantity = number("0.001");
        }
    };
    "deal-sum-typed", "typed by hand", firm, |s| {
        s.facts.deal.manual_opportunity = true;
        s.facts.deal.opportunity = Some(Money::from_kopecks(12_000_000));
    };
    "deal-sum-differs", "counted by the portal", firm, |s| {
        s.facts.deal.opportunity = Some(Money::from_kopecks(12_500_001));
    };
};
