//! `crm.deal.recurring.*`: deals that are made again and again from a template.
//!
//! Nothing here makes a deal by itself; `expose` does.

use chrono::{Days, Months, NaiveDate};

use super::super::fail::Fail;
use super::super::filter::{directions, passes, sort, split_key};
use super::super::methods::{Answer, Call};
use super::super::old_list::page;
use super::super::schema::DEAL;
use super::super::value::{Array, Key, Value};
use super::{Run, check_access, existing, fields, items, listed, map};

pub(super) fn method(rest: &str) -> Option<Run> {
    let run: Run = match rest.strip_prefix("recurring.")? {
        "fields" => described,
        "add" => add,
        "get" => get,
        "list" => list,
        "update" => update,
        "delete" => delete,
        "expose" => expose,
        _ => return None,
    };
    Some(run)
}

fn described(call: &mut Call<'_>) -> Answer {
    check_access(call)?;
    let mut rows = listed(
        "!ID integer, *.DEAL_ID integer, !BASED_ID integer, ACTIVE char, \
         !NEXT_EXECUTION datetime, !LAST_EXECUTION datetime, !COUNTER_REPEAT integer, \
         START_DATE date, CATEGORY_ID char, IS_LIMIT char, LIMIT_REPEAT integer, \
         LIMIT_DATE date, PARAMS recurring_params",
    );
    let parts = listed(
        "MODE string, MULTIPLE_TYPE string, MULTIPLE_INTERVAL integer, \
         SINGLE_BEFORE_START_DATE_TYPE string, SINGLE_BEFORE_START_DATE_VALUE integer, \
         OFFSET_BEGINDATE_TYPE string, OFFSET_BEGINDATE_VALUE integer, \
         OFFSET_CLOSEDATE_TYPE string, OFFSET_CLOSEDATE_VALUE integer",
    );
    if let Some(Value::Array(params)) = rows.get_mut("PARAMS") {
        params.set("definition", parts);
    }
    Ok(rows.into())
}

/// The template is a copy of the deal, and the settings hang on the copy.
fn add(call: &mut Call<'_>) -> Answer {
    let wanted = fields(call)?;
    map(call, "params")?;
    let deal = wanted.get_any_case("DEAL_ID").and_then(Value::to_int);
    let deal = deal.filter(|id| *id > 0);
    let deal = deal.ok_or_else(|| Fail::nameless("Deal id is empty."))?;
    let based = deal.to_string();
    existing(call, DEAL, deal, "Not found")?;
    let is_it = |row: &Array| {
        ["DEAL_ID", "BASED_ID"]
            .into_iter()
            .any(|name| row.get(name).and_then(Value::to_text).as_deref() == Some(&based))
    };
    if call.state.recurring.iter().any(is_it) {
        return Err(Fail::nameless("Deal already has recurring settings."));
    }
    let template = copy(call, deal, true)?;
    let id = call.state.next_id("recurring deal");
    let mut row = Array::new()
        .with("ID", id.to_string())
        .with("DEAL_ID", template.to_string())
        .with("BASED_ID", based)
        .with("ACTIVE", "Y")
        .with("CATEGORY_ID", "0")
        .with("IS_LIMIT", "N")
        .with("COUNTER_REPEAT", Value::Null)
        .with("LIMIT_REPEAT", Value::Null)
        .with("LIMIT_DATE", "")
        .with("START_DATE", "")
        .with("NEXT_EXECUTION", "")
        .with("LAST_EXECUTION", "")
        .with("PARAMS", params(&Array::new()));
    write(call, &mut row, &wanted);
    call.state.recurring.push(row);
    Ok(id.into())
}

/// A copy of the deal with its rows.
fn copy(call: &mut Call<'_>, deal: i64, is_template: bool) -> Result<i64, Fail> {
    let mut item = existing(call, DEAL, deal, "Recurring deal is not found")?.clone();
    let fresh = items::fresh(call, DEAL);
    for name in ["id", "createdTime", "updatedTime", "createdBy", "updatedBy"] {
        item.set(name, fresh.get(name).cloned());
    }
    item.set("isRecurring", Value::yes_no(is_template));
    let id = item.get("id").and_then(Value::to_int).unwrap_or_default();
    call.state.items.entry(DEAL).or_default().insert(id, item);
    let rows = call.state.rows.get(&("D".to_owned(), deal)).cloned();
    if let Some(mut rows) = rows {
        for row in &mut rows {
            row.set("id", call.state.next_id("row"));
            row.set("ownerId", id);
        }
        call.state.rows.insert(("D".to_owned(), id), rows);
    }
    Ok(id)
}

fn write(call: &Call<'_>, row: &mut Array, wanted: &Array) {
    let part = |name: &str| wanted.get_any_case(name);
    for name in ["ACTIVE", "CATEGORY_ID", "LIMIT_REPEAT"] {
        if let Some(value) = part(name) {
            row.set(name, value.to_text());
        }
    }
    if let Some(limit) = part("IS_LIMIT").and_then(Value::to_text) {
        let known = ["N", "D", "T"].contains(&limit.as_str());
        row.set("IS_LIMIT", if known { limit } else { "N".to_owned() });
    }
    for name in ["LIMIT_DATE", "START_DATE"] {
        if let Some(value) = part(name) {
            let date = super::super::fields::date(call.state, value);
            row.set(name, date.unwrap_or_else(|| "".into()));
        }
    }
    if let Some(wanted) = part("PARAMS").and_then(Value::as_array) {
        row.set("PARAMS", params(wanted));
    }
    let next = next_execution(call, row);
    row.set("NEXT_EXECUTION", next.unwrap_or_default());
}

fn params(wanted: &Array) -> Array {
    let text = |name: &str| Value::from(wanted.get_any_case(name).and_then(Value::to_text));
    let int = |name: &str| {
        wanted
            .get_any_case(name)
            .and_then(Value::to_int)
            .unwrap_or_default()
    };
    let kinds = [
        (
            "SINGLE_BEFORE_START_DATE_TYPE",
            "SINGLE_BEFORE_START_DATE_VALUE",
        ),
        ("MULTIPLE_TYPE", "MULTIPLE_INTERVAL"),
        ("OFFSET_BEGINDATE_TYPE", "OFFSET_BEGINDATE_VALUE"),
        ("OFFSET_CLOSEDATE_TYPE", "OFFSET_CLOSEDATE_VALUE"),
    ];
    let head = Array::new().with("MODE", text("MODE"));
    kinds.into_iter().fold(head, |row, (kind, number)| {
        row.with(kind, text(kind)).with(number, int(number))
    })
}

/// One interval after the start, or after today.
fn next_execution(call: &Call<'_>, row: &Array) -> Option<String> {
    let params = row.get("PARAMS")?.as_array()?;
    let kind = params
        .get("MULTIPLE_TYPE")?
        .to_text()
        .filter(|kind| !kind.is_empty())?;
    let interval = u32::try_from(params.get("MULTIPLE_INTERVAL")?.to_int()?)
        .ok()?
        .max(1);
    let start = row.get("START_DATE")?.to_text()?;
    let day = start
        .get(..10)
        .and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    let today = crate::clock::local(call.now_ms, call.state.utc_offset_minutes).date_naive();
    let next = match kind.as_str() {
        "day" => day
            .unwrap_or(today)
            .checked_add_days(Days::new(interval.into())),
        "week" => {
            let days = u64::from(interval).saturating_mul(7);
            day.unwrap_or(today).checked_add_days(Days::new(days))
        }
        "month" => day
            .unwrap_or(today)
            .checked_add_months(Months::new(interval)),
        "year" => {
            let months = interval.saturating_mul(12);
            day.unwrap_or(today).checked_add_months(Months::new(months))
        }
        _ => None,
    }?;
    let text = Value::from(next.format("%Y-%m-%d").to_string());
    super::super::fields::date(call.state, &text)?.to_text()
}

fn id(call: &Call<'_>) -> Result<i64, Fail> {
    let id = call.old_param("id").and_then(Value::to_int);
    id.filter(|id| *id > 0)
        .ok_or_else(|| Fail::nameless("id is not defined or invalid."))
}

/// Where the settings of this id stand.
fn place(call: &Call<'_>) -> Result<usize, Fail> {
    let id = id(call)?;
    check_access(call)?;
    let is_it = |row: &Array| row.get("ID").and_then(Value::to_int) == Some(id);
    let found = call.state.recurring.iter().position(is_it);
    found.ok_or_else(|| Fail::nameless("Recurring deal is not found."))
}

fn row(call: &Call<'_>) -> Result<Array, Fail> {
    let place = place(call)?;
    Ok(call.state.recurring.get(place).cloned().unwrap_or_default())
}

fn get(call: &mut Call<'_>) -> Answer {
    Ok(row(call)?.into())
}

fn list(call: &mut Call<'_>) -> Answer {
    check_access(call)?;
    let filter = map(call, "filter")?;
    let order = directions(&map(call, "order")?);
    let row_passes = |row: &&Array| {
        filter.iter().all(|(key, wanted)| {
            let Key::Text(key) = key else { return true };
            let (operator, field) = split_key(key);
            let found = row.get_any_case(field);
            wanted.is_blank() || found.is_none_or(|found| passes(operator, found, wanted))
        })
    };
    let mut found: Vec<&Array> = call.state.recurring.iter().filter(row_passes).collect();
    sort(&mut found, &order, |row, field| {
        row.get_any_case(field).cloned().unwrap_or_default()
    });
    Ok(page(&found, call.start(), |row| (*row).clone()))
}

fn update(call: &mut Call<'_>) -> Answer {
    let place = place(call)?;
    let wanted = fields(call)?;
    let mut row = row(call)?;
    write(call, &mut row, &wanted);
    if let Some(kept) = call.state.recurring.get_mut(place) {
        *kept = row;
    }
    Ok(true.into())
}

/// Only when the template itself is gone.
fn delete(call: &mut Call<'_>) -> Answer {
    let place = place(call)?;
    let template = row(call)?.get("DEAL_ID").and_then(Value::to_int);
    let deals = call.state.items.get(&DEAL);
    if template.is_some_and(|id| deals.is_some_and(|deals| deals.contains_key(&id))) {
        let text = "Deleting is impossible. Connected recurring deal exists.";
        return Err(Fail::nameless(text));
    }
    call.state.recurring.remove(place);
    Ok(true.into())
}

/// Makes a deal from the template.
fn expose(call: &mut Call<'_>) -> Answer {
    let place = place(call)?;
    let mut row = row(call)?;
    let template = row
        .get("DEAL_ID")
        .and_then(Value::to_int)
        .unwrap_or_default();
    let made = copy(call, template, false)?;
    let count = row
        .get("COUNTER_REPEAT")
        .and_then(Value::to_int)
        .unwrap_or_default();
    row.set("COUNTER_REPEAT", count.saturating_add(1).to_string());
    row.set("LAST_EXECUTION", call.now());
    if let Some(kept) = call.state.recurring.get_mut(place) {
        *kept = row;
    }
    Ok(Array::new().with("DEAL_ID", made).into())
}
