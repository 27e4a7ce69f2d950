//! `filter` of REST 3.0: triples of field, operator and value, pairs for equality, and groups of
//! them with `logic`.

use super::super::fail::Fail;
use super::super::filter::{Operator, passes};
use super::super::methods::Call;
use super::super::value::{Array, Value};
use super::{Described, invalid, refused};

/// What a list can be filtered by.
pub(super) struct Filterable {
    /// The object as the portal names it.
    pub(super) dto: &'static str,
    pub(super) known: &'static [Described],
    /// The fields of the known ones that a filter may name; none means all.
    pub(super) only: &'static [&'static str],
}

/// A condition as it was read.
enum Condition {
    All(Vec<Self>),
    Any(Vec<Self>),
    One(String, Operator, Value),
}

/// The rows that pass the filter of the call.
pub(super) fn filtered(
    call: &Call<'_>,
    rows: Vec<Array>,
    what: &Filterable,
) -> Result<Vec<Array>, Fail> {
    let filter = call.param("filter").and_then(Value::as_array).cloned();
    let condition = Condition::All(what.read(&filter.unwrap_or_default())?);
    Ok(rows.into_iter().filter(|row| condition.fits(row)).collect())
}

impl Condition {
    fn fits(&self, row: &Array) -> bool {
        match self {
            Self::All(many) => many.iter().all(|one| one.fits(row)),
            Self::Any(many) => many.iter().any(|one| one.fits(row)),
            Self::One(field, operator, wanted) => {
                let found = row.get(field).cloned().unwrap_or_default();
                passes(*operator, &found, wanted)
            }
        }
    }
}

fn unreadable() -> Fail {
    refused(400, "INVALIDFILTER", "Unable to recognize the filter")
}

impl Filterable {
    fn read(&self, filter: &Array) -> Result<Vec<Condition>, Fail> {
        let read = |one: &Value| {
            let one = one.as_array().ok_or_else(unreadable)?;
            match one.get("conditions").and_then(Value::as_array) {
                Some(conditions) => self.group(one, conditions),
                None => self.condition(one),
            }
        };
        filter.values().map(read).collect()
    }

    fn group(&self, group: &Array, conditions: &Array) -> Result<Condition, Fail> {
        let conditions = self.read(conditions)?;
        let logic = group.get("logic").and_then(Value::to_text);
        match logic.as_deref() {
            Some("or") => Ok(Condition::Any(conditions)),
            Some("and") | None => Ok(Condition::All(conditions)),
            Some(_) => Err(unreadable()),
        }
    }

    fn condition(&self, one: &Array) -> Result<Condition, Fail> {
        let parts: Vec<Value> = one.values().cloned().collect();
        let (field, sign, wanted) = match parts.as_slice() {
            [field, wanted @ Value::Array(_)] => (field, "in".to_owned(), wanted),
            [field, wanted] => (field, "=".to_owned(), wanted),
            [field, sign, wanted] => (field, sign.to_text().unwrap_or_default(), wanted),
            _ => return Err(unreadable()),
        };
        let field = field.to_text().unwrap_or_default();
        self.check(&field, wanted)?;
        if sign == "between" {
            return between(&field, wanted);
        }
        let operator = operator(&sign)?;
        Ok(Condition::One(field, operator, wanted.clone()))
    }

    /// The field is one of the object, may be filtered by, and fits the value.
    fn check(&self, field: &str, wanted: &Value) -> Result<(), Fail> {
        let dto = self.dto;
        let Some((_, kind)) = self.known.iter().find(|one| one.0 == field) else {
            let text = format!("Unknown field `{field}` for entity `{dto}`");
            return Err(refused(400, "UNKNOWNDTOPROPERTY", &text));
        };
        if !self.only.is_empty() && !self.only.contains(&field) {
            let text = format!(
                "In DTO `{dto}`, the `{field}` field requires the `Filterable` attribute for \
                 such a request"
            );
            return Err(invalid(field, &text));
        }
        let fits = |value: &Value| *kind != "int" || matches!(value, Value::Int(_));
        let all_fit = match wanted {
            Value::Array(many) => many.values().all(fits),
            one => fits(one),
        };
        let text = format!("The field `{field}` requires data type `{kind}` for such a request");
        all_fit.then_some(()).ok_or_else(|| invalid(field, &text))
    }
}

fn operator(sign: &str) -> Result<Operator, Fail> {
    Ok(match sign {
        "=" => Operator::Equal,
        "!=" => Operator::NotEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        "in" => Operator::In,
        other => {
            let text = format!("Unknown filter operator `{other}`");
            return Err(refused(400, "UNKNOWNFILTEROPERATOR", &text));
        }
    })
}

fn between(field: &str, wanted: &Value) -> Result<Condition, Fail> {
    let ends: Vec<Value> = match wanted {
        Value::Array(ends) => ends.values().cloned().collect(),
        _ => Vec::new(),
    };
    let [low, high] = ends.as_slice() else {
        return Err(unreadable());
    };
    let end = |operator, value: &Value| Condition::One(field.to_owned(), operator, value.clone());
    Ok(Condition::All(vec![
        end(Operator::GreaterOrEqual, low),
        end(Operator::LessOrEqual, high),
    ]))
}
