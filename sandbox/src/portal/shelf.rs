//! Records of the portal that are added, read, listed, changed and deleted all in one way.
//!
//! A family of methods is a paragraph in one of the `tables`: its names, its fields, the shape of
//! its answers, and what a new portal already holds. `table` reads the paragraphs, `family` says
//! what stands in one, `act` does the work, `print` shows it. What is no record has functions of
//! its own in the other files of the portal.

use std::collections::BTreeMap;

use super::fail::Fail;
use super::methods::{Answer, Call, Method};
use super::value::{Array, Value};

mod act;
mod family;
mod print;
mod table;

pub(crate) use family::upper;
use family::{Family, Form};

/// The records of all families, by the name of their store.
#[derive(Default)]
pub(crate) struct Shelf {
    stores: BTreeMap<&'static str, Store>,
}

/// Records that one or several families show.
#[derive(Default)]
pub(crate) struct Store {
    last_id: i64,
    rows: Vec<Array>,
}

impl Store {
    fn next_id(&mut self) -> i64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }
}

/// The method of this name in small letters, if it works on records.
pub(crate) fn find(name: &str) -> Option<Method> {
    let (family, _) = table::find(name)?;
    Some(Method {
        scopes: &family.scopes,
        run: act::answer,
    })
}

/// The records of a family as its methods print them: for the methods beside the table.
pub(crate) fn rows(call: &mut Call<'_>, family: &str) -> Vec<Array> {
    let Some(family) = table::family(family) else {
        return Vec::new();
    };
    let store = store(call, family);
    store.rows.iter().map(|row| family.print(row)).collect()
}

/// Answers a method on records: for those that check or complete it.
pub(crate) fn answer(call: &mut Call<'_>) -> Answer {
    act::answer(call)
}

/// Whether a family has a field of this name, in any spelling.
pub(crate) fn knows(family: &str, name: &str) -> bool {
    let family = table::family(family);
    family.is_some_and(|family| family.field(name).is_some() || family.is_free(name))
}

/// Changes the record with this id; false when there is none.
pub(crate) fn change(
    call: &mut Call<'_>,
    family: &str,
    id: &Value,
    change: impl FnOnce(&mut Array),
) -> bool {
    let Some(family) = table::family(family) else {
        return false;
    };
    let found = store(call, family)
        .rows
        .iter_mut()
        .find(|row| family.is(row, id));
    found.map(change).is_some()
}

/// Adds a record; its number.
pub(crate) fn add(call: &mut Call<'_>, family: &str, row: Array) -> i64 {
    let Some(family) = table::family(family) else {
        return 0;
    };
    let name = family.id_field().map_or("id", |field| field.stored);
    let store = store(call, family);
    let id = store.next_id();
    let mut row = row;
    row.set(name, id);
    store.rows.push(row);
    id
}

/// A page of the records of a family that has no list of its own by name.
pub(crate) fn list(call: &mut Call<'_>, family: &str) -> Answer {
    let family = table::family(family).ok_or_else(Fail::not_found)?;
    act::list(call, family)
}

/// Keeps a record that has no number.
pub(crate) fn keep(call: &mut Call<'_>, family: &str, row: Array) {
    if let Some(family) = table::family(family) {
        store(call, family).rows.push(row);
    }
}

/// Puts a record in the place of the one with its id.
pub(crate) fn put(call: &mut Call<'_>, family: &str, row: Array) {
    let Some(family) = table::family(family) else {
        return;
    };
    let id = family.id_field().and_then(|field| row.get(field.stored));
    let id = id.cloned().unwrap_or_default();
    let rows = &mut store(call, family).rows;
    rows.retain(|old| !family.is(old, &id));
    rows.push(row);
}

/// Takes the records away that `is_it` finds; how many.
pub(crate) fn remove(call: &mut Call<'_>, family: &str, is_it: impl Fn(&Array) -> bool) -> usize {
    let Some(family) = table::family(family) else {
        return 0;
    };
    let rows = &mut store(call, family).rows;
    let before = rows.len();
    rows.retain(|row| !is_it(&family.print(row)));
    before.saturating_sub(rows.len())
}

/// The store of a family, with the seeds of a new portal when nobody has opened it yet.
fn store<'a>(call: &'a mut Call<'_>, family: &'static Family) -> &'a mut Store {
    if !call.state.shelf.stores.contains_key(family.store) {
        let now = call.now();
        let base = call.state.base_url.clone();
        let mut store = Store::default();
        for owner in table::sharing(family.store) {
            for seed in &owner.seeds {
                let row = owner.seeded(seed, &now, &base);
                store.last_id = owner.number(&row).max(store.last_id);
                store.rows.push(row);
            }
        }
        call.state.shelf.stores.insert(family.store, store);
    }
    call.state.shelf.stores.entry(family.store).or_default()
}

impl Family {
    /// A record of a new portal.
    fn seeded(&self, seed: &[(&'static str, String)], now: &str, base: &str) -> Array {
        let mut row = Array::new();
        for field in &self.fields {
            let given = seed.iter().find(|(name, _)| *name == field.name);
            let value = match (given, field.default) {
                (Some((_, text)), _) => field.form.read(&Value::from(text.as_str())),
                (None, Some("@now" | "@touch")) => Value::from(now),
                (None, Some("@user" | "@toucher")) => Value::Int(1),
                (None, Some("@link")) => format!("{base}/upload/{}", field.name).into(),
                (None, Some(text)) => field.form.read(&Value::from(text)),
                (None, None) => continue,
            };
            row.set(field.stored, value);
        }
        if let Some((name, value)) = self.fixed {
            row.set(name, Form::Int.read(&Value::from(value)));
        }
        row
    }

    /// The number of a record; 0 when it is known by a text.
    fn number(&self, row: &Array) -> i64 {
        let id = self.id_field().and_then(|field| row.get(field.stored));
        id.and_then(Value::to_int).unwrap_or_default()
    }

    /// Whether the record has this id.
    fn is(&self, row: &Array, id: &Value) -> bool {
        let found = self.id_field().and_then(|field| row.get(field.stored));
        found.is_some_and(|found| found.to_text() == id.to_text() && !id.is_blank())
    }
}
