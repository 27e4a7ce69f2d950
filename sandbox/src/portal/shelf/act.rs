//! The work of the methods on records.

use super::super::fail::Fail;
use super::super::filter::{directions, passes, sort, split_key};
use super::super::methods::{Answer, Answered, Call};
use super::super::old_list::page;
use super::super::value::{Array, Value};
use super::family::{Doing, Family, Field, Form, Manner, Seen, Shape, Verb, Who};
use super::{store, table};

/// Answers the method that the call names.
pub(crate) fn answer(call: &mut Call<'_>) -> Answer {
    let (family, doing) = table::find(&call.name).ok_or_else(Fail::not_found)?;
    family.allow(call)?;
    match doing.verb {
        Verb::Add => family.add(call, doing),
        Verb::Get => family.get(call, doing),
        Verb::List | Verb::Pick => family.list(call, doing),
        Verb::Update => family.update(call, doing),
        Verb::Delete => family.delete(call, doing),
        Verb::Fields => Ok(family.described(doing.shape).into()),
        Verb::Set => family.set(call, doing),
        Verb::Owned => family.owned(call, doing),
        Verb::Drop => family.drop_owned(call, doing),
    }
}

/// A page of a family's records, in its member of `result`.
pub(super) fn list(call: &mut Call<'_>, family: &'static Family) -> Answer {
    let doing = Doing {
        verb: Verb::List,
        shape: Shape::Many,
        counted: true,
    };
    family.list(call, doing)
}

impl Family {
    fn allow(&self, call: &Call<'_>) -> Result<(), Fail> {
        let denied = |text: &str| Err(Fail::new(400, "ACCESS_DENIED", text));
        let admin = call
            .state
            .user(call.caller.user)
            .is_some_and(|user| user.admin);
        match self.who {
            Who::Everybody => Ok(()),
            _ if !call.caller.is_application() => {
                denied("Access denied! Application context required")
            }
            Who::Administrator if !admin => denied("Access denied! Admin permissions required"),
            Who::Application | Who::Administrator => Ok(()),
        }
    }

    /// The fields that the call carries.
    fn sent(&self, call: &Call<'_>, place: &'static str) -> Result<Array, Fail> {
        if place.is_empty() {
            return Ok(call.params.clone());
        }
        if !self.any_case() {
            return call.required_array(place);
        }
        let fields = call.old_param(place).and_then(Value::as_array);
        let text = format!("Parameter '{place}' must be array.");
        fields.cloned().ok_or_else(|| match self.manner {
            Manner::Lists => self.incomplete(&[place]),
            Manner::Old | Manner::Shop | Manner::Crm => Fail::nameless(text),
        })
    }

    /// The id that the call names.
    fn wanted(&self, call: &Call<'_>) -> Result<Value, Fail> {
        let id = self.pick(&call.params, self.key).cloned();
        let missing = || self.no_parameter(self.key);
        let id = id.filter(|id| !id.is_blank()).ok_or_else(missing)?;
        let textual = self
            .id_field()
            .is_some_and(|field| field.form == Form::Text);
        if textual || id.to_int().is_some() {
            return Ok(id);
        }
        if self.any_case() {
            return Err(missing());
        }
        call.required_int(self.key).map(Value::from)
    }

    /// The owner that the parameters name.
    fn owner(&self, call: &Call<'_>) -> Result<Vec<(&'static str, Value)>, Fail> {
        let named = self.by.iter().map(|name| {
            let value = self.pick(&call.params, name).cloned();
            let value = value.filter(|value| !value.is_blank());
            let missing = || self.no_parameter(name);
            let stored = self.stored_name(name);
            Ok((stored, value.ok_or_else(missing)?))
        });
        named.collect()
    }

    fn stored_name(&self, name: &'static str) -> &'static str {
        let field = self.fields.iter().find(|field| field.name == name);
        field.map_or(name, |field| field.stored)
    }

    /// Whether a record belongs to this family and owner.
    fn belongs(&self, row: &Array, owner: &[(&'static str, Value)]) -> bool {
        let has = |name: &str, wanted: &Value| {
            let found = row.get(name).and_then(Value::to_text);
            found.is_some() && found == wanted.to_text()
        };
        let fixed = self.fixed;
        fixed.is_none_or(|(name, value)| has(name, &Value::from(value)))
            && owner.iter().all(|(name, wanted)| has(name, wanted))
    }

    /// A new record of the fields sent, not yet stored.
    fn new_row(&self, call: &mut Call<'_>, sent: &Array) -> Result<Array, Fail> {
        let blank =
            |field: &&Field| field.required && self.said(sent, field).is_none_or(Value::is_blank);
        let missing: Vec<&str> = self.fields.iter().filter(blank).map(|f| f.name).collect();
        if !missing.is_empty() {
            return Err(self.incomplete(&missing));
        }
        let mut row = Array::new();
        for field in &self.fields {
            let given = self.said(sent, field).filter(|_| !field.read_only);
            if let Some(value) = given.map(|value| field.form.read(value)) {
                row.set(field.stored, value);
            } else if let Some(default) = field.default {
                row.set(field.stored, default_of(call, field, default));
            }
        }
        self.keep_free(&mut row, sent);
        for (name, value) in self.owner(call)? {
            row.set(name, value);
        }
        if let Some((name, value)) = self.fixed {
            row.set(name, Form::Int.read(&Value::from(value)));
        }
        Ok(row)
    }

    fn keep_free(&self, row: &mut Array, sent: &Array) {
        for (key, value) in sent.iter() {
            let name = key.text();
            if self.is_free(&name) {
                row.set(&name, value.clone());
            }
        }
    }

    fn add(&'static self, call: &mut Call<'_>, doing: Doing) -> Answer {
        let sent = self.sent(call, self.place)?;
        let mut row = self.new_row(call, &sent)?;
        if let Some(id) = self.id_field() {
            if self.named_by_caller() {
                self.check_twice(call, row.get(id.stored))?;
            } else {
                let number = store(call, self).next_id();
                match id.default {
                    Some("@property") => row.set(id.stored, format!("PROPERTY_{number}")),
                    _ => row.set(id.stored, number),
                }
            }
        }
        let answer = self.about(doing.shape, &row);
        store(call, self).rows.push(row);
        Ok(answer.into())
    }

    /// A second record of the same name is refused, or takes the place of the first.
    fn check_twice(&'static self, call: &mut Call<'_>, id: Option<&Value>) -> Result<(), Fail> {
        let id = id.cloned().unwrap_or_default();
        if id.is_blank() {
            return Err(self.incomplete(&[self.id]));
        }
        let rows = &mut store(call, self).rows;
        if let (Some((code, text)), true) = (self.twice, rows.iter().any(|row| self.is(row, &id))) {
            return Err(Fail::new(400, code, text));
        }
        rows.retain(|row| !self.is(row, &id));
        Ok(())
    }

    fn get(&'static self, call: &mut Call<'_>, doing: Doing) -> Answer {
        let (id, owner) = (self.wanted(call)?, self.owner(call)?);
        let rows = &store(call, self).rows;
        let mut mine = rows.iter().filter(|row| self.belongs(row, &owner));
        let found = mine.find(|row| self.is(row, &id));
        let row = found.ok_or_else(|| self.no_record())?;
        Ok(self.about(doing.shape, row).into())
    }

    fn update(&'static self, call: &mut Call<'_>, doing: Doing) -> Answer {
        let (id, owner) = (self.wanted(call)?, self.owner(call)?);
        let sent = self.sent(call, self.place_of_update.unwrap_or(self.place))?;
        let touched = self.touched(call, &sent);
        let rows = &mut store(call, self).rows;
        let mut mine = rows.iter_mut().filter(|row| self.belongs(row, &owner));
        let found = mine.find(|row| self.is(row, &id));
        let row = found.ok_or_else(|| self.no_record())?;
        for (field, value) in touched {
            row.set(field.stored, value);
        }
        self.keep_free(row, &sent);
        Ok(self.about(doing.shape, row).into())
    }

    /// The fields that an update changes, with their new values.
    fn touched(&self, call: &mut Call<'_>, sent: &Array) -> Vec<(&Field, Value)> {
        let mut changes = Vec::new();
        for field in &self.fields {
            if let Some(mark @ ("@touch" | "@toucher")) = field.default {
                changes.push((field, default_of(call, field, mark)));
                continue;
            }
            let fixed = field.read_only || field.immutable || field.name == self.id;
            if let Some(value) = self.said(sent, field).filter(|_| !fixed) {
                changes.push((field, field.form.read(value)));
            }
        }
        changes
    }

    fn delete(&'static self, call: &mut Call<'_>, doing: Doing) -> Answer {
        let (id, owner) = (self.wanted(call)?, self.owner(call)?);
        let rows = &mut store(call, self).rows;
        let at = rows
            .iter()
            .position(|row| self.is(row, &id) && self.belongs(row, &owner))
            .ok_or_else(|| self.no_record())?;
        let row = rows.remove(at);
        Ok(self.about(doing.shape, &row).into())
    }

    fn list(&'static self, call: &mut Call<'_>, doing: Doing) -> Answer {
        let owner = self.owner(call)?;
        let id = self.pick(&call.params, self.key).cloned();
        let id = id.filter(|id| doing.verb == Verb::Pick && !id.is_blank());
        let rows = &store(call, self).rows;
        let mine = |row: &&Array| {
            self.belongs(row, &owner) && id.as_ref().is_none_or(|id| self.is(row, id))
        };
        let rows: Vec<Array> = rows.iter().filter(mine).cloned().collect();
        let page = self.page(call, &rows)?;
        Ok(self.listed(doing.shape, doing.counted, page))
    }

    /// Filters, sorts, pages and selects as the parameters of the call say.
    fn page(&self, call: &Call<'_>, rows: &[Array]) -> Result<Answered, Fail> {
        let part = |name: &str| {
            if !self.any_case() {
                return call.optional_array(name);
            }
            let sent = call.old_param(name).and_then(Value::as_array);
            Ok(sent.cloned().unwrap_or_default())
        };
        let (filter, select) = (part("filter")?, part("select")?);
        self.check_needs(&select, &filter)?;
        let (order, start) = (directions(&part("order")?), call.start());
        let ignore = self.any_case() && call.state.switches.old_lists_ignore_empty_filters;
        let passing = |row: &&Array| {
            filter.iter().all(|(key, wanted)| {
                let name = key.text();
                let (operator, name) = split_key(&name);
                let found = self.value(row, name);
                let ignored = ignore && wanted.is_blank();
                ignored || found.is_none_or(|found| passes(operator, &found, wanted))
            })
        };
        let mut found: Vec<&Array> = rows.iter().filter(passing).collect();
        let by_id = [(self.id.to_owned(), false)];
        let order = if order.is_empty() { &by_id[..] } else { &order };
        sort(&mut found, order, |row, name| {
            self.value(row, name).unwrap_or_default()
        });
        let select: Vec<String> = select.values().filter_map(Value::to_text).collect();
        Ok(page(&found, start, |row| self.selected(row, &select)))
    }

    /// Lists of products want some fields to be named.
    fn check_needs(&self, select: &Array, filter: &Array) -> Result<(), Fail> {
        let refuse = |part: &str, names: &[&str]| {
            let text = format!("Required {part} fields: {}", names.join(", "));
            Err(Fail::new(400, Value::Int(0), text))
        };
        let selected = |name: &&&str| select.values().any(|one| *one == Value::from(**name));
        if self.selects.iter().filter(selected).count() < self.selects.len() {
            return refuse("select", &self.selects);
        }
        let filtered = |name: &&&str| {
            let mut keys = filter.iter().map(|(key, _)| key.text());
            keys.any(|key| split_key(&key).1 == **name)
        };
        if self.filters.iter().filter(filtered).count() < self.filters.len() {
            return refuse("filter", &self.filters);
        }
        Ok(())
    }

    /// What a filter or an order compares; none for a name that the family does not know.
    fn value(&self, row: &Array, name: &str) -> Option<Value> {
        if self.is_free(name) {
            return row.get(name).cloned();
        }
        let field = self.field(name)?;
        Some(row.get(field.stored).cloned().unwrap_or_default())
    }

    /// No selection and `*` mean all fields that lists show.
    fn selected(&self, row: &Array, select: &[String]) -> Array {
        if select.is_empty() || select.iter().any(|name| name == "*") {
            return self.print_if(row, |field| {
                matches!(field.seen, Seen::Everywhere | Seen::InList)
            });
        }
        let named = |name: &str| {
            let wanted = self.field(name).map_or("", |field| field.name);
            let same = |one: &&String| self.field(one).map(|field| field.name) == Some(wanted);
            select.iter().any(|one| one == name) || select.iter().any(|one| same(&one))
        };
        let mut printed = self.print_if(row, |field| named(field.name));
        let given: Vec<String> = printed.iter().map(|(key, _)| key.text()).collect();
        for name in given.iter().filter(|name| !named(name)) {
            printed.remove(name);
        }
        printed
    }

    fn set(&'static self, call: &mut Call<'_>, doing: Doing) -> Answer {
        let owner = self.owner(call)?;
        let sent = self.sent(call, self.place)?;
        let mut row = self.new_row(call, &sent)?;
        let kept = {
            let rows = &mut store(call, self).rows;
            let at = rows.iter().position(|row| self.belongs(row, &owner));
            at.map(|at| rows.remove(at))
        };
        if let Some(old) = &kept {
            let set_once = |field: &&Field| matches!(field.default, Some("@now" | "@user"));
            for field in self.fields.iter().filter(set_once) {
                row.set(
                    field.stored,
                    old.get(field.stored).cloned().unwrap_or_default(),
                );
            }
        }
        let answer = self.about(doing.shape, &row);
        store(call, self).rows.push(row);
        Ok(answer.into())
    }

    fn owned(&'static self, call: &mut Call<'_>, doing: Doing) -> Answer {
        let owner = self.owner(call)?;
        let rows = &store(call, self).rows;
        let found = rows.iter().find(|row| self.belongs(row, &owner));
        let row = found.ok_or_else(|| self.no_record())?;
        Ok(self.about(doing.shape, row).into())
    }

    fn drop_owned(&'static self, call: &mut Call<'_>, doing: Doing) -> Answer {
        let owner = self.owner(call)?;
        let rows = &mut store(call, self).rows;
        let at = rows.iter().position(|row| self.belongs(row, &owner));
        let row = at
            .map(|at| rows.remove(at))
            .ok_or_else(|| self.no_record())?;
        Ok(self.about(doing.shape, &row).into())
    }
}

fn default_of(call: &mut Call<'_>, field: &Field, default: &str) -> Value {
    match default {
        "@now" | "@touch" => call.now().into(),
        "@user" | "@toucher" => call.caller.user.into(),
        // Numbers of smart processes are even and begin here.
        "@type" => (1030 + 2 * call.state.next_id("smart type")).into(),
        "@link" => format!("{}/upload/{}", call.state.base_url, field.name).into(),
        "@guid" => call.state.guid(field.name).into(),
        "@uuid" => call.state.secret(field.name).into(),
        text => field.form.read(&Value::from(text)),
    }
}
