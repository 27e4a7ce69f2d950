//! Cases of currency, dates and payment.

use super::{Case, cases};
use crate::support::{day, number, row};
use docflow_core::Money;

pub(super) const CASES: &[Case] = cases! {
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
};
