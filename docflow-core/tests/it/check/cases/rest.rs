//! Cases of seller, form, dates, rows and the whole.

use super::{Case, cases};
use crate::support::{SEVER, day, field, number, read, row, user};
use docflow_core::{
    Basis, ClientKind, CompanyId, Fact, FieldKind, FieldSource, Money, ProductId, SellerCard,
    StaffCard, VatRate,
};
use std::collections::BTreeSet;

fn own(inn: &str) -> Fact<SellerCard> {
    read(SellerCard {
        company: CompanyId::new(2).unwrap(),
        inn: inn.to_owned(),
    })
}

fn of_deal(name: &str) -> FieldSource {
    FieldSource::Deal(name.to_owned())
}

pub(super) const CHOICES: &[Case] = cases! {
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

    "deal-currency-empty", "not read", firm, |s| s.facts.deal.currency.clear();
    "deal-currency", "dollars", firm, |s| s.facts.deal.currency = "USD".to_owned();
    "contract-date-old", "two years back", firm, |s| {
        s.order.choices.contract_date = Some(day("2024-11-24"));
        s.order.choices.invoice_date = Some(day("2026-11-24"));
        s.policy.sellers[0].closed_until = None;
    };
    "contract-date-far", "a wrong year", firm, |s| s.order.choices.contract_date = Some(day("2027-11-24"));
    "contract-date-back", "yesterday", firm, |s| s.order.choices.contract_date = Some(day("2026-11-23"));
    "contract-date-ahead", "tomorrow", firm, |s| s.order.choices.contract_date = Some(day("2026-11-25"));
    "contract-date-closed", "the last closed day", firm, |s| {
        s.policy.sellers[0].closed_until = Some(day("2026-11-24"));
    };
    "invoice-date-early", "yesterday", firm, |s| s.order.choices.invoice_date = Some(day("2026-11-23"));
    "invoice-date-far", "a wrong year", firm, |s| s.order.choices.invoice_date = Some(day("2027-11-24"));
    "invoice-due-early", "yesterday", firm, |s| s.order.choices.due = Some(day("2026-11-23"));
    "contract-valid-until-early", "yesterday", firm, |s| s.order.choices.valid_until = Some(day("2026-11-23"));
    "schedule-unknown", "a code of no schedule", firm, |s| s.order.choices.schedule = Some("50/50".to_owned());
    "schedule-zero-part", "a kopeck in two parts", in_two_parts, |s| {
        s.facts.rows = vec![row(101, "Настройка", "0.01", "1")];
        s.facts.rows_total = 1;
        s.facts.deal.opportunity = Some(Money::from_kopecks(1));
    };
    "schedule-rate-changes", "a contract over the year's end", firm, |s| {
        s.standing.now = "2025-12-20T09:00:00Z".parse().unwrap();
        for row in &mut s.facts.rows {
            row.tax_rate = Some(number("20"));
        }
        s.order.choices.valid_until = Some(day("2026-01-01"));
    };

    "deal-closed", "won", firm, |s| s.facts.deal.closed = true;
    "documents-exist", "a second first order", firm, |s| s.standing.prior.issued = true;
    "number-filled", "a number that nobody of ours wrote", firm, |s| {
        s.facts.deal.fields.insert("UF_CRM_NUMBER".to_owned(), "77".to_owned());
    };
    "contract-none", "an invoice alone without a contract", firm, |s| s.order.purpose = docflow_core::Purpose::Invoice;
    "purpose-unavailable", "a correction", firm, |s| s.order.purpose = docflow_core::Purpose::Correction;
    "responsible-missing", "nobody", firm, |s| s.facts.deal.responsible = None;
    "responsible-unread", "no card", firm, |s| s.facts.staff.retain(|card| card.id != user(7));
    "responsible-inactive", "left without a head", firm, |s| {
        let gone = StaffCard { id: user(7), active: false, name: "Орлов".to_owned(), head: None };
        s.facts.staff = vec![gone];
    };
};

pub(super) const ROWS: &[Case] = cases! {
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
