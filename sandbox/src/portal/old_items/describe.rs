//! `fields`: what a method says about the fields of its things.

use super::super::methods::{Answer, Call};
use super::super::state::State;
use super::super::value::{Array, Value};
use super::check_access;
use super::names::{self, Access, COMMUNICATIONS};
use super::print::custom_fields;
use super::userfields::kind_name;

/// A field as `fields` tells it.
#[expect(clippy::struct_excessive_bools, reason = "the portal tells five flags")]
pub(crate) struct Described<'a> {
    name: &'a str,
    kind: &'a str,
    is_required: bool,
    is_read_only: bool,
    is_immutable: bool,
    is_multiple: bool,
    is_dynamic: bool,
}

impl<'a> Described<'a> {
    pub(crate) fn new(name: &'a str, kind: &'a str) -> Self {
        Self {
            name,
            kind,
            is_required: false,
            is_read_only: false,
            is_immutable: false,
            is_multiple: false,
            is_dynamic: false,
        }
    }

    pub(crate) fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    fn multiple(mut self, yes: bool) -> Self {
        self.is_multiple = yes;
        self
    }

    fn row(&self) -> Array {
        Array::new()
            .with("type", self.kind)
            .with("isRequired", self.is_required)
            .with("isReadOnly", self.is_read_only)
            .with("isImmutable", self.is_immutable)
            .with("isMultiple", self.is_multiple)
            .with("isDynamic", self.is_dynamic)
            .with("title", self.name)
    }
}

/// All of them by name.
pub(crate) fn describe<'a>(all: impl IntoIterator<Item = Described<'a>>) -> Array {
    let all = all.into_iter();
    all.fold(Array::new(), |rows, one| rows.with(one.name, one.row()))
}

/// Fields from a list of `NAME type` words; `*` before a name: required, `!`: read only, `.`: cannot
/// be changed later.
pub(crate) fn listed(words: &str) -> Array {
    let pairs = words
        .split(',')
        .filter_map(|pair| pair.trim().split_once(' '));
    describe(pairs.map(|(marked, kind)| {
        let name = marked.trim_start_matches(['*', '!', '.']);
        let mut one = Described::new(name, kind.trim());
        one.is_required = marked.contains('*');
        one.is_read_only = marked.contains('!');
        one.is_immutable = marked.contains('.');
        one
    }))
}

/// The custom fields of a type, as `fields` shows them.
pub(crate) fn described(state: &State, entity: i64) -> Array {
    let mut rows = Array::new();
    for field in custom_fields(state, entity) {
        let mut one = Described::new(&field.name, kind_name(field.kind)).multiple(field.multiple);
        one.is_dynamic = true;
        one.is_required = field.mandatory;
        let row = one.row();
        let labels = ["listLabel", "formLabel", "filterLabel"];
        let row = labels
            .into_iter()
            .fold(row, |row, label| row.with(label, field.name.as_str()));
        rows = rows.with(&field.name, row);
    }
    rows
}

pub(super) fn fields<const E: i64>(call: &mut Call<'_>) -> Answer {
    check_access(call)?;
    let mut rows = Array::new();
    for name in names::names(E) {
        let mut one = Described::new(name.old, name.kind).multiple(name.access == Access::Many);
        one.is_read_only = name.access == Access::ReadOnly;
        one.is_immutable = name.access == Access::Once;
        let mut row = one.row();
        if let Some(dictionary) = names::dictionary(E, name.old) {
            row.set("statusType", dictionary);
        }
        if let Some(parent) = names::parent(E, name.old) {
            let settings = Array::new().with("parentEntityTypeId", parent);
            row.set("settings", settings);
        }
        if names::is_deprecated(E, name.old) {
            row.set("isDeprecated", true);
        }
        rows = rows.with(name.old, row);
    }
    if names::has_communications(E) {
        for kind in COMMUNICATIONS {
            let one = Described::new(kind, "crm_multifield").multiple(true);
            rows = rows.with(kind, one.row());
        }
    }
    for (name, row) in described(call.state, E).iter() {
        rows.set_key(name.clone(), row.clone());
    }
    Ok(Value::from(rows).into())
}
