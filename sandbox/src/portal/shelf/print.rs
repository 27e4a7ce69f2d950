//! Records, lists and descriptions of fields in the shapes of the portal.

use super::super::methods::Answered;
use super::super::value::{Array, Value};
use super::family::{Family, Field, Manner, Seen, Shape, upper};

impl Family {
    /// A record with its fields, unset ones included.
    pub(crate) fn print(&self, row: &Array) -> Array {
        self.print_if(row, |field| {
            matches!(field.seen, Seen::Everywhere | Seen::InRecord)
        })
    }

    /// A record with the fields that are to be seen.
    pub(crate) fn print_if(&self, row: &Array, seen: impl Fn(&Field) -> bool) -> Array {
        let mut printed = Array::new();
        for field in self.fields.iter().filter(|field| seen(field)) {
            printed = printed.with(field.name, field.print(row));
        }
        for (key, value) in row.iter() {
            let name = key.text();
            if self.is_free(&name) {
                printed.set(&name, value.clone());
            }
        }
        printed
    }

    /// Whether a name outside the table is kept.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        self.free.iter().any(|start| name.starts_with(start))
            && !self.fields.iter().any(|field| field.name == name)
    }

    /// What a method answers about one record.
    pub(crate) fn about(&self, shape: Shape, row: &Array) -> Value {
        let record = self.print(row);
        let id = record.get(self.id).cloned().unwrap_or_default();
        let number = id.to_int().map_or_else(|| id.clone(), Value::Int);
        match shape {
            Shape::One | Shape::In(_) | Shape::FieldList => {
                Array::new().with(self.one, record).into()
            }
            Shape::OneNumber => {
                let mut record = record;
                record.set(self.id, number);
                Array::new().with(self.one, record).into()
            }
            Shape::Bare => record.into(),
            Shape::Many | Shape::Map => Array::new().with(self.many, Value::list([record])).into(),
            Shape::List | Shape::BareMap => Value::list([record]),
            Shape::Ids => Value::list([id]),
            Shape::Id => number,
            Shape::IdIn(member) => Array::new().with(member, number).into(),
            Shape::OneId => {
                let inner = Array::new().with(self.id, number);
                Array::new().with(self.one, inner).into()
            }
            Shape::True => Value::Bool(true),
            Shape::Null => Value::Null,
            Shape::Empty => Array::new().into(),
            Shape::Success => Array::new().with("success", true).into(),
            Shape::Result => Array::new().with("result", true).into(),
        }
    }

    /// A page of a list.
    pub(crate) fn listed(&self, shape: Shape, counted: bool, page: Answered) -> Answered {
        let by_id = |list: &Value| {
            let mut map = Array::new();
            for record in list.as_array().into_iter().flat_map(Array::values) {
                let record = record.as_array().cloned().unwrap_or_default();
                let id = record.get(self.id).and_then(Value::to_text);
                map.set(&id.unwrap_or_default(), record);
            }
            map
        };
        let result = match shape {
            Shape::Many => Array::new().with(self.many, page.result).into(),
            Shape::Map => Array::new().with(self.many, by_id(&page.result)).into(),
            Shape::BareMap => by_id(&page.result).into(),
            Shape::Ids => {
                let records = page.result.as_array().into_iter().flat_map(Array::values);
                let ids = records.filter_map(|one| one.as_array()?.get(self.id).cloned());
                Value::list(ids.collect::<Vec<_>>())
            }
            _ => page.result,
        };
        Answered {
            result,
            total: page.total.filter(|_| counted),
            next: page.next.filter(|_| counted),
        }
    }

    /// The description of the fields.
    pub(crate) fn described(&self, shape: Shape) -> Value {
        // The older descriptions of the catalogue are those of the CRM.
        let manner = match shape {
            Shape::FieldList => Manner::Old,
            _ => self.manner,
        };
        let mut fields = Array::new();
        for field in &self.fields {
            let name = if self.upper {
                upper(field.name)
            } else {
                field.name.to_owned()
            };
            let described = if self.brief {
                field.describe_briefly()
            } else {
                field.describe(manner)
            };
            let described = if self.named {
                described.with("name", field.name)
            } else {
                described
            };
            fields = fields.with(&name, described);
        }
        match shape {
            Shape::In(member) => Array::new().with(member, fields).into(),
            Shape::FieldList => Value::list([fields]),
            _ => fields.into(),
        }
    }
}

impl Field {
    fn print(&self, row: &Array) -> Value {
        match row.get(self.stored) {
            Some(value) if *value != Value::Null => self.form.print(value),
            _ if self.nullable => Value::Null,
            _ => self.form.unset(),
        }
    }

    fn describe(&self, manner: Manner) -> Array {
        if manner == Manner::Shop {
            return Array::new()
                .with("isImmutable", self.immutable)
                .with("isReadOnly", self.read_only)
                .with("isRequired", self.required)
                .with("type", self.kind);
        }
        let described = Array::new()
            .with("type", self.kind)
            .with("isRequired", self.required)
            .with("isReadOnly", self.read_only)
            .with("isImmutable", self.immutable)
            .with("isMultiple", false)
            .with("isDynamic", false)
            .with("title", self.name);
        match manner {
            Manner::Crm => described.with("upperName", upper(self.name)),
            Manner::Shop | Manner::Old | Manner::Lists => described,
        }
    }

    fn describe_briefly(&self) -> Array {
        let mut described = Array::new()
            .with("type", self.kind)
            .with("title", self.name);
        if self.read_only {
            described.set("isReadOnly", true);
        }
        if self.immutable {
            described.set("isImmutable", true);
        }
        described
    }
}
