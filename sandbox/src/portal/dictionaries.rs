//! Funnels and dictionaries.

use super::fail::Fail;
use super::methods::{Answer, Answered, Call};
use super::old_list;
use super::schema::DEAL;
use super::value::{Array, Value};

pub(crate) fn category_list(call: &mut Call<'_>) -> Answer {
    let entity = call.required_int("entityTypeId")?;
    if entity != DEAL {
        return Err(Fail::new(
            400,
            "ENTITY_TYPE_NOT_SUPPORTED",
            "Entity type is not supported",
        ));
    }
    let row = |id, name: &str, sort, default| {
        Array::new()
            .with("id", id)
            .with("name", name)
            .with("sort", sort)
            .with("entityTypeId", entity)
            .with("isDefault", Value::yes_no(default))
    };
    let named = call.state.categories.iter();
    let mut rows: Vec<Array> = named
        .map(|one| {
            let row = row(one.id, &one.name, one.sort, one.id == 0);
            row.with("originId", "").with("originatorId", "")
        })
        .collect();
    if !call.state.categories.iter().any(|one| one.id == 0) {
        rows.push(row(0, "Общая", 300, true));
    }
    let total = i64::try_from(rows.len()).ok();
    let result = Array::new().with("categories", Value::list(rows)).into();
    Ok(Answered {
        result,
        total,
        next: None,
    })
}

pub(crate) fn status_list(call: &mut Call<'_>) -> Answer {
    Ok(old_list::list(call, &call.state.statuses, "SORT"))
}
