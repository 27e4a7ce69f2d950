//! REST 3.0, `/rest/api/…`: tasks and mail.
//!
//! Answers stand in `item`, `items` or `result`, refusals are objects with a code. A call with an
//! `Idempotency-Key` that was used before is answered as then and not done again. `tasks` shows
//! the tasks of the older methods, `mail` a mail box.

use super::access::Caller;
use super::fail::Fail;
use super::methods::{Answer, Answered, Call, Method};
use super::params::{from_json, from_query};
use super::state::State;
use super::value::{Array, Value};
use crate::site::Request;

mod about;
pub(crate) mod batch;
mod filter;
mod mail;
mod tasks;

pub(crate) use about::is_bare;
use filter::{Filterable, filtered};

/// What names of this generation begin with, inside of the portal and in the log.
pub(crate) const PREFIX: &str = "api/";

/// The method of this name in small letters, prefix included.
pub(crate) fn find(name: &str) -> Option<Method> {
    let name = name.strip_prefix(PREFIX)?;
    let (scopes, run) = tasks::find(name)
        .or_else(|| mail::find(name))
        .or_else(|| about::find(name))?;
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
    invalid(field, &format!("Required field `{field}` is missing"))
}

/// The parameters: a body of JSON and nothing else; a token may stand in the query.
pub(crate) fn params(request: &Request) -> Result<Array, Fail> {
    let mut query = Array::new();
    from_query(&request.query, &mut query);
    let body = if request.body.is_empty() {
        Some(Array::new())
    } else {
        let is_json = request
            .header("content-type")
            .starts_with("application/json");
        let text = std::str::from_utf8(&request.body).ok();
        match text.filter(|_| is_json).and_then(from_json) {
            Some(Value::Array(body)) => Some(body),
            _ => None,
        }
    };
    let wrong = || refused(400, "INVALIDJSON", "The request body is not valid JSON");
    let mut params = body.ok_or_else(wrong)?;
    if let (None, Some(auth)) = (params.get("auth"), query.get("auth")) {
        params.set("auth", auth.clone());
    }
    Ok(params)
}

/// Refusals that stand before a method, in the codes of this generation; those of the token and of
/// the pace are the same in both.
pub(crate) fn translated(fail: Fail) -> Fail {
    let exception = match fail.code.to_text().as_deref() {
        Some("insufficient_scope") => "INSUFFICIENTSCOPE",
        Some("ERROR_METHOD_NOT_FOUND") => "METHODNOTFOUND",
        Some("ACCESS_DENIED") => "ACCESSDENIED",
        Some("NOT_FOUND") => "ENTITYNOTFOUND",
        _ => return fail,
    };
    Fail {
        code: format!("{EXCEPTION}{exception}EXCEPTION").into(),
        ..fail
    }
}

fn not_found(id: i64) -> Fail {
    let text = format!("Record with ID `{id}` was not found");
    refused(400, "ENTITYNOTFOUND", &text)
}

fn required_int(call: &Call<'_>, name: &str) -> Result<i64, Fail> {
    match call.param(name) {
        Some(Value::Int(id)) => Ok(*id),
        None | Some(Value::Null) => Err(missing(name)),
        Some(_) => {
            let text = format!("Field `{name}` requires data type `int` for this request");
            Err(invalid(name, &text))
        }
    }
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

/// Only the members that `select` names. An unknown one is left out, but one of a related object is
/// refused.
fn selected(call: &Call<'_>, row: &Array) -> Result<Array, Fail> {
    let select = call.param("select").and_then(Value::as_array);
    let Some(select) = select.filter(|select| !select.is_empty()) else {
        return Ok(row.clone());
    };
    let mut picked = Array::new();
    for name in select.values().filter_map(Value::to_text) {
        let (name, member) = name.split_once('.').unwrap_or((&name, ""));
        let Some(value) = row.get(name) else {
            continue;
        };
        let Some(related) = value.as_array().filter(|_| !member.is_empty()) else {
            picked.set(name, value.clone());
            continue;
        };
        let text = format!("Unknown field `{member}` for entity `UserDto`");
        let found = related.get(member).cloned();
        let found = found.ok_or_else(|| refused(400, "UNKNOWNDTOPROPERTY", &text))?;
        let known = picked.get(name).and_then(Value::as_array).cloned();
        picked.set(name, known.unwrap_or_default().with(member, found));
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
    at_ms: i64,
}

/// The caller, the key and the call itself, by which a repeat is known.
pub(crate) struct Repeat {
    owner: (String, String),
    request: String,
    at_ms: i64,
}

/// How long an answer is remembered.
const DAY_MS: i64 = 86_400_000;

/// The key of a call, if it has one: up to 255 printable characters.
pub(crate) fn key(request: &Request) -> Result<Option<String>, Fail> {
    let Some(key) = request.headers.get("idempotency-key") else {
        return Ok(None);
    };
    let fits = |key: &&str| {
        (1..=255).contains(&key.len()) && key.chars().all(|c| c == ' ' || c.is_ascii_graphic())
    };
    let key = key.to_str().ok().filter(fits).map(str::to_owned);
    let wrong = || {
        refused(
            400,
            "INVALIDIDEMPOTENCYKEY",
            "The idempotency key is invalid",
        )
    };
    key.ok_or_else(wrong).map(Some)
}

impl Repeat {
    pub(crate) fn new(
        caller: &Caller,
        key: Option<String>,
        method: &str,
        params: &Array,
        at_ms: i64,
    ) -> Option<Self> {
        let owner = format!("{}|{}|{method}", caller.key, caller.user);
        Some(Self {
            owner: (owner, key?),
            request: Value::from(params.clone()).to_json(false),
            at_ms,
        })
    }

    pub(crate) fn key(&self) -> &str {
        &self.owner.1
    }

    /// The answer of the first call; another call under its key is refused.
    pub(crate) fn known(&self, state: &State) -> Result<Option<Answered>, Fail> {
        let first = state.remembered.get(&self.owner);
        let Some(first) = first.filter(|one| self.at_ms < one.at_ms.saturating_add(DAY_MS)) else {
            return Ok(None);
        };
        if first.request == self.request {
            return Ok(Some(first.answer.clone().into()));
        }
        let text = "The idempotency key was used for another request";
        Err(refused(422, "IDEMPOTENCYKEYREUSED", text))
    }

    pub(crate) fn remember(&self, state: &mut State, answered: &Answered) {
        let remembered = Remembered {
            request: self.request.clone(),
            answer: answered.result.clone(),
            at_ms: self.at_ms,
        };
        state.remembered.insert(self.owner.clone(), remembered);
    }
}
