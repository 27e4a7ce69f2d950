//! One case of a golden file, which remembers what was asked of it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use docflow_core::{Money, NaiveDate, VatRate};
use serde_json::Value;

pub(super) struct Case<'a> {
    value: &'a Value,
    read: RefCell<BTreeSet<String>>,
}

impl<'a> Case<'a> {
    pub(super) fn new(value: &'a Value) -> Self {
        let read = RefCell::new(BTreeSet::from(["note".to_owned()]));
        Self { value, read }
    }

    /// The field, or nothing when the case has none of this name.
    pub(super) fn get(&self, field: &str) -> Option<&'a Value> {
        self.read.borrow_mut().insert(field.to_owned());
        self.value.get(field)
    }

    /// Fields that no judge has asked for.
    pub(super) fn unread(&self) -> Vec<String> {
        let read = self.read.borrow();
        let fields = self
            .value
            .as_object()
            .into_iter()
            .flat_map(serde_json::Map::keys);
        fields
            .filter(|field| !read.contains(*field))
            .cloned()
            .collect()
    }

    pub(super) fn text(&self, field: &str) -> Result<&'a str, String> {
        self.get(field)
            .and_then(Value::as_str)
            .ok_or(format!("no text in {field}"))
    }

    /// A text, or nothing when it is null or absent.
    pub(super) fn optional(&self, field: &str) -> Option<&'a str> {
        self.get(field).and_then(Value::as_str)
    }

    pub(super) fn integer(&self, field: &str) -> Result<i64, String> {
        self.get(field)
            .and_then(Value::as_i64)
            .ok_or(format!("no integer in {field}"))
    }

    pub(super) fn flag(&self, field: &str) -> Result<bool, String> {
        self.get(field)
            .and_then(Value::as_bool)
            .ok_or(format!("no flag in {field}"))
    }

    pub(super) fn list(&self, field: &str) -> Result<Vec<Self>, String> {
        let items = self
            .get(field)
            .and_then(Value::as_array)
            .ok_or(format!("no list in {field}"))?;
        Ok(items.iter().map(Self::new).collect())
    }

    pub(super) fn money(&self, field: &str) -> Result<Money, String> {
        self.text(field)?
            .parse()
            .map_err(|why| format!("{field}: {why}"))
    }

    /// A sum, or nothing for null.
    pub(super) fn optional_money(&self, field: &str) -> Result<Option<Money>, String> {
        self.optional(field).map(|_| self.money(field)).transpose()
    }

    pub(super) fn date(&self, field: &str) -> Result<NaiveDate, String> {
        self.text(field)?
            .parse()
            .map_err(|why| format!("{field}: {why}"))
    }

    /// A date, or nothing for null or an absent field.
    pub(super) fn optional_date(&self, field: &str) -> Result<Option<NaiveDate>, String> {
        self.optional(field).map(|_| self.date(field)).transpose()
    }

    /// A rate: a number of percents, or null for «Без НДС».
    pub(super) fn rate(&self, field: &str) -> Result<VatRate, String> {
        match self.get(field) {
            Some(Value::Null) => Ok(VatRate::Exempt),
            Some(other) => other
                .to_string()
                .parse()
                .map_err(|why| format!("{field}: {why}")),
            None => Err(format!("no rate in {field}")),
        }
    }
}

/// Compares what the case says with what the crate says.
pub(super) fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    expected: &T,
    found: &T,
) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{what}: expected {expected:?}, found {found:?}"))
    }
}
