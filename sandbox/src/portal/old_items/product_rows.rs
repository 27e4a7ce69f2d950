//! `crm.deal.productrows.get` and `.set`, and those of leads and estimates: the same rows as
//! `crm.item.productrow` in other names, numbers and texts mixed as the portal mixes them.

use super::super::fail::Fail;
use super::super::items;
use super::super::methods::{Answer, Call};
use super::super::rows;
use super::super::schema::{DEAL, LEAD, QUOTE};
use super::super::value::{Array, Value};
use super::print::money;
use super::{Run, check_access, denied};

pub(super) fn method<const E: i64>(rest: &str) -> Option<Run> {
    let run: Run = match rest {
        _ if letter(E).is_empty() => return None,
        "productrows.get" => get::<E>,
        "productrows.set" => set::<E>,
        _ => return None,
    };
    Some(run)
}

/// The owner type of rows; empty for what has none.
pub(super) fn letter(entity: i64) -> &'static str {
    match entity {
        LEAD => "L",
        DEAL => "D",
        QUOTE => "Q",
        _ => "",
    }
}

fn get<const E: i64>(call: &mut Call<'_>) -> Answer {
    let owner = owner::<E>(call)?;
    let rows = call.state.rows.get(&(letter(E).to_owned(), owner));
    Ok(Value::list(rows.into_iter().flatten().map(printed)).into())
}

fn set<const E: i64>(call: &mut Call<'_>) -> Answer {
    let owner = owner::<E>(call)?;
    let wanted = call.old_param("rows").and_then(Value::as_array).cloned();
    let wanted = wanted.ok_or_else(|| Fail::nameless("The parameter rows must be array."))?;
    let mut rows = Vec::new();
    for row in wanted.values().filter_map(Value::as_array) {
        check_discount(row)?;
        rows.push(kept::<E>(call, owner, row));
    }
    let key = (letter(E).to_owned(), owner);
    call.state.rows.insert(key, rows);
    rows::refresh_sum_of(call.state, letter(E), owner);
    Ok(true.into())
}

fn owner<const E: i64>(call: &Call<'_>) -> Result<i64, Fail> {
    let id = call.old_param("id").and_then(Value::to_int);
    let text = "The parameter id is invalid or not defined.";
    let id = id
        .filter(|id| *id > 0)
        .ok_or_else(|| Fail::nameless(text))?;
    check_access(call)?;
    let item = call.state.items.get(&E).and_then(|all| all.get(&id));
    let item = item.ok_or_else(|| Fail::nameless("Not found."))?;
    items::may(call, E, item).then_some(id).ok_or_else(denied)
}

/// A discount needs the number that its type speaks of.
fn check_discount(row: &Array) -> Result<(), Fail> {
    let number = |name: &str| row.get_any_case(name).and_then(Value::to_decimal);
    let kind = number("DISCOUNT_TYPE_ID").unwrap_or_default();
    let (rate, sum) = (number("DISCOUNT_RATE"), number("DISCOUNT_SUM"));
    let hundred = rust_decimal::Decimal::from(100);
    let text = match (kind == 2.into(), kind == 1.into()) {
        (true, _) if rate.is_none() => {
            "Discount Rate (DISCOUNT_RATE) is required if Percentage Discount Type \
             (DISCOUNT_TYPE_ID) is defined"
        }
        (true, _) if rate == Some(hundred) && sum.is_none() => {
            "Discount Sum (DISCOUNT_SUM) is required if Percentage Discount Type \
             (DISCOUNT_TYPE_ID) is defined and Discount Rate (DISCOUNT_RATE) is 100%"
        }
        (_, true) if sum.is_none() => {
            "Discount Sum (DISCOUNT_SUM) is required if Monetary Discount Type \
             (DISCOUNT_TYPE_ID) is defined"
        }
        _ => return Ok(()),
    };
    Err(Fail::new(400, "ERROR_CORE", format!("{text}<br>")))
}

fn kept<const E: i64>(call: &mut Call<'_>, owner: i64, row: &Array) -> Array {
    let mut renamed = Array::new();
    for (key, value) in row.iter() {
        renamed.set(&camel(&key.text()), value.clone());
    }
    if renamed.get("taxIncluded").is_none() {
        // The old API counts the tax as included when it is not told.
        renamed.set("taxIncluded", "Y");
    }
    let row = rows::read_row(letter(E), owner, &renamed);
    let mut kept = rows::printed(call.state.next_id("row"), &row);
    if let Some(measure) = renamed.get("measureName").filter(|name| !name.is_blank()) {
        kept.set("measureName", measure.to_text());
    }
    if renamed.get("discountTypeId").and_then(Value::to_int) == Some(1) {
        kept.set("discountTypeId", 1_i64);
        let sum = renamed.get("discountSum").and_then(Value::to_decimal);
        kept.set("discountSum", sum);
    }
    kept
}

/// `PRODUCT_NAME` as `productName`.
fn camel(old: &str) -> String {
    let mut words = old.split('_');
    let first = words.next().unwrap_or_default().to_ascii_lowercase();
    words.fold(first, |mut name, word| {
        let (head, tail) = word.split_at_checked(1).unwrap_or((word, ""));
        name.push_str(&head.to_ascii_uppercase());
        name.push_str(&tail.to_ascii_lowercase());
        name
    })
}

fn printed(row: &Array) -> Array {
    let part = |name: &str| row.get(name).cloned().unwrap_or_default();
    let price = row
        .get("price")
        .and_then(Value::to_decimal)
        .unwrap_or_default();
    let numbers = [
        ("PRICE", "price"),
        ("PRICE_EXCLUSIVE", "priceExclusive"),
        ("PRICE_NETTO", "priceNetto"),
        ("PRICE_BRUTTO", "priceBrutto"),
    ];
    let head = Array::new()
        .with("ID", part("id").to_text())
        .with("OWNER_ID", part("ownerId").to_text())
        .with("OWNER_TYPE", part("ownerType"))
        .with("PRODUCT_ID", part("productId"))
        .with("PRODUCT_NAME", part("productName"))
        .with("ORIGINAL_PRODUCT_NAME", part("productName"))
        .with("PRODUCT_DESCRIPTION", Value::Null);
    let priced = numbers
        .into_iter()
        .fold(head, |head, (old, kept)| head.with(old, part(kept)));
    priced
        .with("PRICE_ACCOUNT", money(price))
        .with("QUANTITY", part("quantity"))
        .with("DISCOUNT_TYPE_ID", part("discountTypeId"))
        .with("DISCOUNT_RATE", part("discountRate"))
        .with("DISCOUNT_SUM", part("discountSum"))
        .with("TAX_RATE", part("taxRate"))
        .with("TAX_INCLUDED", part("taxIncluded"))
        .with("CUSTOMIZED", part("customized"))
        .with("MEASURE_CODE", part("measureCode"))
        .with("MEASURE_NAME", part("measureName"))
        .with("SORT", part("sort"))
        .with("XML_ID", part("xmlId"))
        .with("TYPE", part("type"))
        .with("STORE_ID", part("storeId"))
        .with("RESERVE_ID", Value::Null)
        .with("DATE_RESERVE_END", Value::Null)
        .with("RESERVE_QUANTITY", Value::Null)
}
