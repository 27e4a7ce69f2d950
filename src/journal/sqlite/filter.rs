//! A filter as conditions of a query.

use super::row::{column, micros, state_number};
use docflow_core::{Column, RunFilter};
use rusqlite::types::Value;

/// Conditions with their values in order.
///
/// Only what a filter names is asked, so that the planner sees which index serves.
#[derive(Default)]
pub(super) struct Conditions {
    texts: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Conditions {
    /// All conditions but the cursor.
    pub(super) fn of(filter: &RunFilter) -> Self {
        let mut all = Self::default();
        all.add(
            "deal =",
            filter.deal.map(|deal| Value::Text(deal.to_string())),
        );
        // A number in the text lets the planner use the index of open runs.
        all.texts.extend(
            filter
                .state
                .map(|state| format!("state = {}", state_number(state))),
        );
        let codes = [
            ("seller =", &filter.seller),
            ("region =", &filter.region),
            ("office =", &filter.office),
            ("form =", &filter.form),
            ("ending =", &filter.ending),
        ];
        for (condition, code) in codes {
            all.add(condition, code.clone().map(Value::Text));
        }
        let requester = filter.requested_by;
        all.add(
            "requested_by =",
            requester.map(|user| Value::Text(user.to_string())),
        );
        let times = [
            ("ordered >=", filter.ordered_from),
            ("ordered <", filter.ordered_to),
            ("finished >=", filter.finished_from),
            ("finished <", filter.finished_to),
        ];
        for (condition, moment) in times {
            all.add(
                condition,
                moment.map(|moment| Value::Integer(micros(moment))),
            );
        }
        all.add("(touches > 0) =", filter.touched.map(Value::from));
        all
    }

    /// All conditions of a page.
    pub(super) fn of_page(filter: &RunFilter) -> Self {
        let mut all = Self::of(filter);
        let after = filter.after;
        all.add(
            "id <",
            after.map(|after| Value::Integer(column(after.get()))),
        );
        all
    }

    fn add(&mut self, condition: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.values.push(value);
            self.texts
                .push(format!("{condition} ?{}", self.values.len()));
        }
    }

    /// The clause; empty when nothing is asked.
    pub(super) fn clause(&self) -> String {
        if self.texts.is_empty() {
            return String::new();
        }
        format!("WHERE {}", self.texts.join(" AND "))
    }
}

/// The name of a column in the table of runs.
pub(super) fn name(column: Column) -> &'static str {
    match column {
        Column::State => "state",
        Column::Seller => "seller",
        Column::Region => "region",
        Column::Office => "office",
        Column::Form => "form",
        Column::Requester => "requested_by",
        Column::Ending => "ending",
    }
}
