//! REST 3.0, `/rest/api/…`: tasks and mail.
//!
//! Answers stand in `item`, `items` or `result`, refusals are objects with a code. A call with an
//! `Idempotency-Key` that was used before is answered as then and not done again. `tasks` shows
//! the tasks of the older methods, `mail` a mail box.

use super::fail::Fail;
use super::methods::{Answer, Answered, Call, Method};
use super::state::State;
use super::value::{Array, Value};

mod mail;
mod tasks;

/// What names of this generation begin with, inside of the portal and in the log.
pub(crate) const PREFIX: &str = "api/";

/// The method of this name in small letters, prefix included.
pub(crate) fn find(name: &str) -> Option<Method> {
    let name = name.strip_prefix(PREFIX)?;
    let (scopes, run) = tasks::find(name).or_else(|| mail::find(name))?;
    Some(Method { scopes, run })
}

type Found = Option<(&'static [&'static str], fn(&mut Call<'_>) -> Answer)>;

const EXCEPTION: &str = "BITRIX_REST_V3_EXCEPTION_";

/// A refusal in the codes of this generation.
pub(crate) fn refused(status: u16, exception: &str, text: &str) -> Fail {
    Fail::new(status, format!("{EXCEPTION}{exception}EXCEPTION"), text)
}

/// A parameter is missing or wrong.
fn invalid(field: &str, text: &str) -> Fail {
    let mut fail = refused(
        400,
        "VALIDATION_REQUESTVALIDATION",
        "Error validating request object",
    );
    fail.field = Some((field.to_owned(), text.to_owned()));
    fail
}

fn missing(field: &str) -> Fail {
    invalid(field, "Mandatory field is missing")
}

fn not_found(id: i64) -> Fail {
    let text = format!("Record with ID `{id}` was not found");
    refused(400, "ENTITYNOTFOUND", &text)
}

fn required_int(call: &Call<'_>, name: &str) -> Result<i64, Fail> {
    let value = call.param(name).and_then(Value::to_int);
    value.ok_or_else(|| missing(name))
}

fn required_text(call: &Call<'_>, name: &str) -> Result<String, Fail> {
    let value = call.param(name).and_then(Value::to_text);
    let value = value.filter(|text| !text.is_empty());
    value.ok_or_else(|| missing(name))
}

fn required_map(call: &Call<'_>, name: &str) -> Result<Array, Fail> {
    let value = call.param(name).and_then(Value::as_array);
    value.cloned().ok_or_else(|| missing(name))
}

fn item(row: Array) -> Answer {
    Ok(Array::new().with("item", row).into())
}

fn items(rows: Vec<Array>) -> Answer {
    Ok(Array::new().with("items", Value::list(rows)).into())
}

fn result() -> Answer {
    Ok(Array::new().with("result", true).into())
}

/// Only the members that `select` names; an unknown one is refused.
fn selected(call: &Call<'_>, row: &Array) -> Result<Array, Fail> {
    let select = call.param("select").and_then(Value::as_array);
    let Some(select) = select.filter(|select| !select.is_empty()) else {
        return Ok(row.clone());
    };
    let mut picked = Array::new();
    for name in select.values().filter_map(Value::to_text) {
        // `responsible.name` selects a member of a member; the whole of it is given.
        let name = name.split('.').next().unwrap_or_default().to_owned();
        let value = row.get(&name).cloned();
        let text = format!("Unknown field `{name}`");
        let value = value.ok_or_else(|| refused(400, "UNKNOWNDTOPROPERTY", &text))?;
        picked.set(&name, value);
    }
    Ok(picked)
}

/// The page that `pagination` asks for; 50 rows without it.
fn page(call: &Call<'_>, rows: Vec<Array>) -> Result<Vec<Array>, Fail> {
    let wanted = call.param("pagination").and_then(Value::as_array).cloned();
    let wanted = wanted.unwrap_or_default();
    let number = |name: &str, default: i64| match wanted.get(name) {
        None => Ok(default),
        Some(value) => value.to_int().ok_or_else(|| {
            let found = Value::from(wanted.clone()).to_json(false);
            let text = format!("Unable to recognize the pagination parameter `{found}`");
            refused(400, "INVALIDPAGINATION", &text)
        }),
    };
    let limit = number("limit", 50)?.clamp(1, 1000);
    let page = number("page", 1)?.max(1);
    let offset = number("offset", (page - 1).saturating_mul(limit))?.max(0);
    let (offset, limit) = (
        usize::try_from(offset).unwrap_or(usize::MAX),
        usize::try_from(limit).unwrap_or(50),
    );
    Ok(rows.into_iter().skip(offset).take(limit).collect())
}

/// Rows that pass `filter`: triples of field, operator and value, or pairs for equality.
fn filtered(call: &Call<'_>, rows: Vec<Array>) -> Result<Vec<Array>, Fail> {
    use super::filter::{Operator, passes};
    let filter = call.param("filter").and_then(Value::as_array).cloned();
    let mut conditions = Vec::new();
    for condition in filter.unwrap_or_default().values() {
        let parts: Vec<Value> = condition
            .as_array()
            .into_iter()
            .flat_map(Array::values)
            .cloned()
            .collect();
        let (field, operator, wanted) = match parts.as_slice() {
            [field, wanted] => (field, Operator::Equal, wanted),
            [field, sign, wanted] => {
                let sign = sign.to_text().unwrap_or_default();
                let operator = match sign.as_str() {
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
                };
                (field, operator, wanted)
            }
            _ => {
                return Err(refused(
                    400,
                    "INVALIDFILTER",
                    "Unable to recognize the filter",
                ));
            }
        };
        conditions.push((
            field.to_text().unwrap_or_default(),
            operator,
            wanted.clone(),
        ));
    }
    let fits = |row: &Array| {
        conditions.iter().all(|(field, operator, wanted)| {
            let found = row.get(field).cloned().unwrap_or_default();
            passes(*operator, &found, wanted)
        })
    };
    Ok(rows.into_iter().filter(fits).collect())
}

/// Name and type of a field.
type Described = (&'static str, &'static str);

/// How much is said of a field; it differs from method to method.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Detail {
    Short,
    Middle,
    Long,
}

fn described(one: &Described, detail: Detail) -> Array {
    let short = Array::new()
        .with("name", one.0)
        .with("type", one.1)
        .with("title", one.0)
        .with("filterable", detail != Detail::Short)
        .with("sortable", detail != Detail::Short);
    if detail == Detail::Short {
        return short;
    }
    let middle = short
        .with("description", Value::Null)
        .with("multiple", one.1 == "array");
    if detail == Detail::Middle {
        return middle;
    }
    middle
        .with("validationRules", Array::new())
        .with("requiredGroups", Value::Null)
        .with("editable", one.0 != "id")
        .with("elementType", Value::Null)
}

fn describe(fields: &[Described], detail: Detail) -> Answer {
    let rows = fields.iter().map(|one| described(one, detail));
    items(rows.collect())
}

fn describe_one(call: &Call<'_>, fields: &[Described], detail: Detail) -> Answer {
    let name = required_text(call, "name")?;
    let found = fields.iter().find(|one| one.0 == name);
    let text = format!("Field `{name}` was not found");
    let code = "BITRIX_REST_V3_REALISATION_EXCEPTION_FIELDNOTFOUNDEXCEPTION";
    let found = found.ok_or_else(|| Fail::new(400, code, text))?;
    item(described(found, detail))
}

/// What was answered to a call with a key.
pub(crate) struct Remembered {
    request: String,
    answer: Value,
}

/// The caller, the key and the call itself, by which a repeat is known.
pub(crate) struct Repeat {
    owner: (String, String),
    request: String,
}

impl Repeat {
    pub(crate) fn new(caller: &str, key: &str, method: &str, params: &Array) -> Option<Self> {
        let request = format!("{method}{}", Value::from(params.clone()).to_json(false));
        (!key.is_empty()).then(|| Self {
            owner: (caller.to_owned(), key.to_owned()),
            request,
        })
    }

    /// The answer of the first call; another call under its key is refused.
    pub(crate) fn known(&self, state: &State) -> Result<Option<Answered>, Fail> {
        let Some(first) = state.remembered.get(&self.owner) else {
            return Ok(None);
        };
        if first.request == self.request {
            return Ok(Some(first.answer.clone().into()));
        }
        let text = "The idempotency key was used for another request";
        Err(refused(409, "IDEMPOTENCYKEYREUSED", text))
    }

    pub(crate) fn remember(self, state: &mut State, answered: &Answered) {
        let remembered = Remembered {
            request: self.request,
            answer: answered.result.clone(),
        };
        state.remembered.insert(self.owner, remembered);
    }
}
