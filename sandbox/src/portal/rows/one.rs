//! Single product rows: `crm.item.productrow.add/get/update/delete/fields`, and those that can be
//! paid.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{check_owner, printed, read_row, refresh_sum_of};

fn no_row() -> Fail {
    Fail::new(400, "NOT_FOUND", "Item not found")
}

fn answer(row: Array) -> Answer {
    Ok(Array::new().with("productRow", row).into())
}

fn owner_of(fields: &Array) -> Result<(String, i64), Fail> {
    let kind = fields.get("ownerType").and_then(Value::to_text);
    let id = fields.get("ownerId").and_then(Value::to_int);
    let id = id.ok_or_else(|| Fail::missing("ownerId"))?;
    Ok((kind.ok_or_else(|| Fail::missing("ownerType"))?, id))
}

pub(crate) fn add(call: &mut Call<'_>) -> Answer {
    let fields = call.required_array("fields")?;
    let (kind, owner) = owner_of(&fields)?;
    check_owner(call, &kind, owner)?;
    let row = printed(call.state.next_id("row"), &read_row(&kind, owner, &fields));
    let rows = call.state.rows.entry((kind.clone(), owner)).or_default();
    rows.push(row.clone());
    refresh_sum_of(call.state, &kind, owner);
    answer(row)
}

/// The owner and the place of the row that the call names.
fn place(call: &Call<'_>) -> Result<((String, i64), usize), Fail> {
    let id = call.required_int("id")?;
    let is_it = |row: &Array| row.get("id").and_then(Value::to_int) == Some(id);
    let found = call.state.rows.iter().find_map(|(owner, rows)| {
        let at = rows.iter().position(is_it)?;
        Some((owner.clone(), at))
    });
    let (owner, at) = found.ok_or_else(no_row)?;
    check_owner(call, &owner.0, owner.1)?;
    Ok((owner, at))
}

pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    let (owner, at) = place(call)?;
    let rows = call.state.rows.get(&owner);
    let row = rows.and_then(|rows| rows.get(at));
    answer(row.cloned().ok_or_else(no_row)?)
}

/// What is not named keeps its value; the prices follow anew.
pub(crate) fn update(call: &mut Call<'_>) -> Answer {
    let ((kind, owner), at) = place(call)?;
    let fields = call.required_array("fields")?;
    let rows = call.state.rows.get_mut(&(kind.clone(), owner));
    let row = rows.and_then(|rows| rows.get_mut(at)).ok_or_else(no_row)?;
    let mut merged = row.clone();
    for (key, value) in fields.iter() {
        merged.set_key(key.clone(), value.clone());
    }
    let id = row.get("id").and_then(Value::to_int).unwrap_or_default();
    *row = printed(id, &read_row(&kind, owner, &merged));
    let row = row.clone();
    refresh_sum_of(call.state, &kind, owner);
    answer(row)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Answer {
    let ((kind, owner), at) = place(call)?;
    if let Some(rows) = call.state.rows.get_mut(&(kind.clone(), owner)) {
        rows.remove(at);
    }
    refresh_sum_of(call.state, &kind, owner);
    Ok(Value::Null.into())
}

/// Rows of a deal that no payment holds yet.
pub(crate) fn payable(call: &mut Call<'_>) -> Answer {
    let (kind, owner) = owner_of(&call.params)?;
    check_owner(call, &kind, owner)?;
    let paid = shelf::rows(call, "crm.item.payment.product");
    let rows = call.state.rows.get(&(kind, owner)).cloned();
    let is_free = |row: &Array| {
        let id = row.get("id");
        !paid.iter().any(|held| held.get("rowId") == id)
    };
    let free = rows.unwrap_or_default().into_iter().filter(is_free);
    Ok(Array::new().with("productRows", Value::list(free)).into())
}

/// Name, type, whether it is set by the portal.
const FIELDS: [(&str, &str, bool); 23] = [
    ("id", "integer", true),
    ("ownerId", "integer", false),
    ("ownerType", "string", false),
    ("productId", "integer", false),
    ("productName", "string", false),
    ("price", "double", false),
    ("priceAccount", "double", true),
    ("priceExclusive", "double", false),
    ("priceNetto", "double", false),
    ("priceBrutto", "double", false),
    ("quantity", "double", false),
    ("discountTypeId", "integer", false),
    ("discountRate", "double", false),
    ("discountSum", "double", false),
    ("taxRate", "double", false),
    ("taxIncluded", "char", false),
    ("customized", "char", false),
    ("measureCode", "integer", false),
    ("measureName", "string", false),
    ("sort", "integer", false),
    ("xmlId", "string", true),
    ("type", "integer", true),
    ("storeId", "integer", true),
];

pub(crate) fn fields(_call: &mut Call<'_>) -> Answer {
    let describe = |all: Array, one: &(&str, &str, bool)| {
        let info = Array::new()
            .with("type", one.1)
            .with("isRequired", false)
            .with("isReadOnly", one.2)
            .with("isImmutable", false)
            .with("isMultiple", false)
            .with("isDynamic", false)
            .with("title", one.0);
        all.with(one.0, info)
    };
    let fields = FIELDS.iter().fold(Array::new(), describe);
    Ok(Array::new().with("fields", fields).into())
}
