//! Methods that stand beside the records of the shelf: those that do more than add, read, list,
//! change and delete one record.
//!
//! Here: the names, and words for reading parameters. Each file beside has one area.

use super::fail::Fail;
use super::methods::{Answer, Call, Method};
use super::shelf;
use super::value::{Array, Value};

mod account;
mod activity;
mod catalog;
mod catalog_document;
mod currency;
mod documents;
mod duplicates;
mod feed;
pub(crate) mod field_config;
mod fields;
pub(crate) mod list_records;
mod lists;
mod payment;
mod sign;
mod status;
pub(crate) mod task_records;
mod tasks;
mod timeline;
mod workflow;

/// The method of this name in small letters.
pub(crate) fn find(name: &str) -> Option<Method> {
    let areas = [
        account::find,
        activity::find,
        catalog::find,
        catalog_document::find,
        currency::find,
        documents::find,
        duplicates::find,
        feed::find,
        fields::find,
        lists::find,
        payment::find,
        sign::find,
        status::find,
        tasks::find,
        timeline::find,
        workflow::find,
    ];
    let (scopes, run) = areas.iter().find_map(|area| area(name))?;
    Some(Method { scopes, run })
}

/// Scopes and function of a method.
type Found = Option<(&'static [&'static str], Run)>;

type Run = fn(&mut Call<'_>) -> Answer;

const CRM: &[&str] = &["crm"];

fn done() -> Answer {
    Ok(true.into())
}

/// A parameter as text, its name in any case.
fn text(call: &Call<'_>, name: &str) -> String {
    let text = call.old_param(name).and_then(Value::to_text);
    text.unwrap_or_default()
}

/// A parameter as a whole number, its name in any case.
fn int(call: &Call<'_>, name: &str) -> Option<i64> {
    call.old_param(name).and_then(Value::to_int)
}

/// A parameter as a map, its name in any case.
fn map(call: &Call<'_>, name: &str) -> Option<Array> {
    call.old_param(name).and_then(Value::as_array).cloned()
}

/// A member of a record as text.
fn text_of(row: &Array, name: &str) -> String {
    row.get(name).and_then(Value::to_text).unwrap_or_default()
}

fn int_of(row: &Array, name: &str) -> i64 {
    row.get(name).and_then(Value::to_int).unwrap_or_default()
}

/// A record as its family prints it.
fn record(call: &mut Call<'_>, family: &str, name: &str, id: i64) -> Option<Array> {
    let rows = shelf::rows(call, family);
    rows.into_iter().find(|row| int_of(row, name) == id)
}

/// The application that calls.
fn application(call: &Call<'_>) -> Result<String, Fail> {
    let client = call.caller.application.clone();
    client.ok_or_else(|| Fail::new(400, "AccessException", "Application context required"))
}
