//! Product rows: `crm.item.productrow.list` and `.set`. Rounding is half away from zero, to
//! kopecks.

use rust_decimal::{Decimal, RoundingStrategy};

use super::fail::Fail;
use super::filter::{directions, passes, sort, split_key};
use super::items;
use super::methods::{Answer, Answered, Call};
use super::old_list::page;
use super::schema::{DEAL, LEAD, QUOTE};
use super::state::State;
use super::value::{Array, Value};
use crate::world::{PortalWorld, ProductRow};

pub(crate) mod one;

/// Puts the rows of the world into the state, and the sums into their deals.
pub(crate) fn load(state: &mut State, world: &PortalWorld) -> Result<(), String> {
    for row in &world.rows {
        if row.owner_type == "D" && !deal_exists(state, row.owner_id) {
            return Err(format!(
                "a product row belongs to deal {}, which is unknown",
                row.owner_id
            ));
        }
        let id = state.next_id("row");
        let owner = (row.owner_type.clone(), row.owner_id);
        state.rows.entry(owner).or_default().push(printed(id, row));
    }
    let deals: Vec<i64> = state
        .items
        .get(&DEAL)
        .into_iter()
        .flatten()
        .map(|(id, _)| *id)
        .collect();
    for deal in deals {
        refresh_sum(state, deal);
    }
    Ok(())
}

fn deal_exists(state: &State, id: i64) -> bool {
    state
        .items
        .get(&DEAL)
        .is_some_and(|deals| deals.contains_key(&id))
}

fn kopecks(sum: Decimal) -> Decimal {
    sum.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

fn share(sum: Decimal, part: Decimal, whole: Decimal) -> Decimal {
    kopecks(
        sum.checked_mul(part)
            .and_then(|x| x.checked_div(whole))
            .unwrap_or(sum),
    )
}

/// A row as the portal prints it. `price` is what the client pays for one, after discount.
pub(crate) fn printed(id: i64, row: &ProductRow) -> Array {
    let hundred = Decimal::from(100);
    let rate = row.tax_rate.map(|rate| rate.0);
    let tax = rate.unwrap_or_default();
    let price = row.price.0;
    let (with_tax, without_tax) = if row.tax_included {
        (price, share(price, hundred, hundred + tax))
    } else {
        (share(price, hundred + tax, hundred), price)
    };
    let off = row.discount_rate.0;
    let before = |sum: Decimal| {
        if off < hundred {
            share(sum, hundred, hundred - off)
        } else {
            sum
        }
    };
    let (netto, brutto) = (before(without_tax), before(with_tax));
    Array::new()
        .with("id", id)
        .with("ownerId", row.owner_id)
        .with("ownerType", row.owner_type.as_str())
        .with("productId", row.product_id)
        .with("productName", row.product_name.as_str())
        .with("price", price)
        .with("priceAccount", price)
        .with("priceExclusive", without_tax)
        .with("priceNetto", netto)
        .with("priceBrutto", brutto)
        .with("quantity", row.quantity.0)
        .with("discountTypeId", 2_i64)
        .with("discountRate", off)
        .with("discountSum", netto - without_tax)
        .with("taxRate", rate)
        .with("taxIncluded", Value::yes_no(row.tax_included))
        .with("customized", "Y")
        .with("measureCode", row.measure_code)
        .with("measureName", row.measure_name.as_str())
        .with("sort", row.sort)
        .with("xmlId", row.xml_id.as_str())
        .with("type", row.kind)
        .with("storeId", Value::Null)
}

/// A deal whose amount is not fixed by hand carries the sum of its rows.
pub(crate) fn refresh_sum(state: &mut State, deal: i64) {
    refresh_sum_of(state, "D", deal);
}

/// The same for leads and estimates.
pub(crate) fn refresh_sum_of(state: &mut State, letter: &str, owner: i64) {
    let Ok(entity) = entity_of(letter) else {
        return;
    };
    let rows = state.rows.get(&(letter.to_owned(), owner));
    let number = |row: &Array, name| {
        row.get(name)
            .and_then(Value::to_decimal)
            .unwrap_or_default()
    };
    let total = |row: &Array| {
        let tax = number(row, "taxRate");
        let sum = kopecks(number(row, "price").saturating_mul(number(row, "quantity")));
        if row.get("taxIncluded") == Some(&Value::from("N")) {
            sum + share(sum, tax, Decimal::from(100))
        } else {
            sum
        }
    };
    let Some(sum) = rows.map(|rows| rows.iter().map(total).sum::<Decimal>()) else {
        return;
    };
    let item = state
        .items
        .get_mut(&entity)
        .and_then(|items| items.get_mut(&owner));
    if let Some(item) = item
        && item.get("isManualOpportunity") != Some(&Value::from("Y"))
    {
        item.set("opportunity", sum);
    }
}

pub(crate) fn list(call: &mut Call<'_>) -> Answer {
    let filter = call.required_array("filter")?;
    let owner_type = filter
        .get("=ownerType")
        .and_then(Value::to_text)
        .unwrap_or_default();
    let owner_id = filter.get("=ownerId").and_then(Value::to_int);
    let (Some(owner_id), false) = (owner_id, owner_type.is_empty()) else {
        let text = "Required filter fields: =ownerType, =ownerId";
        return Err(Fail::new(400, "INVALID_ARG_VALUE", text));
    };
    check_owner(call, &owner_type, owner_id)?;
    let rows = call
        .state
        .rows
        .get(&(owner_type, owner_id))
        .cloned()
        .unwrap_or_default();
    let row_passes = |row: &&Array| {
        filter.iter().all(|(key, wanted)| {
            let name = key.text();
            let (operator, field) = split_key(&name);
            row.get(field)
                .is_none_or(|found| passes(operator, found, wanted))
        })
    };
    let mut found: Vec<&Array> = rows.iter().filter(row_passes).collect();
    let order = directions(&call.optional_array("order")?);
    sort(&mut found, &order, |row, field| {
        row.get(field).cloned().unwrap_or_default()
    });
    let Answered {
        result,
        total,
        next,
    } = page(&found, call.start(), |row| (*row).clone());
    Ok(Answered {
        result: Array::new().with("productRows", result).into(),
        total,
        next,
    })
}

fn check_owner(call: &Call<'_>, owner_type: &str, owner_id: i64) -> Result<(), Fail> {
    let entity = entity_of(owner_type)?;
    let owners = call.state.items.get(&entity);
    if !owners.is_some_and(|all| all.contains_key(&owner_id)) {
        return Err(Fail::new(400, "OWNER_NOT_FOUND", "Owner was not found"));
    }
    items::check_owner(call, entity, owner_id)
}

fn entity_of(owner_type: &str) -> Result<i64, Fail> {
    match owner_type {
        "L" => Ok(LEAD),
        "D" => Ok(DEAL),
        "Q" => Ok(QUOTE),
        _ => {
            let text = "Entity type is not supported";
            Err(Fail::new(400, "ENTITY_TYPE_NOT_SUPPORTED", text))
        }
    }
}

/// Replaces all rows.
pub(crate) fn set(call: &mut Call<'_>) -> Answer {
    let owner_id = call.required_int("ownerId")?;
    let owner_type = call.param("ownerType").and_then(Value::to_text);
    let owner_type = owner_type.ok_or_else(|| Fail::missing("ownerType"))?;
    let wanted = call.required_array("productRows")?;
    check_owner(call, &owner_type, owner_id)?;
    let mut rows = Vec::new();
    for row in wanted.values() {
        let row = row
            .as_array()
            .ok_or_else(|| Fail::not_an_array("productRows"))?;
        let row = read_row(&owner_type, owner_id, row);
        rows.push(printed(call.state.next_id("row"), &row));
    }
    let key = (owner_type.clone(), owner_id);
    call.state.rows.insert(key, rows.clone());
    refresh_sum_of(call.state, &owner_type, owner_id);
    Ok(Array::new().with("productRows", Value::list(rows)).into())
}

pub(crate) fn read_row(owner_type: &str, owner_id: i64, row: &Array) -> ProductRow {
    let text = |name| row.get(name).and_then(Value::to_text);
    let int = |name| row.get(name).and_then(Value::to_int);
    let number = |name| {
        row.get(name)
            .and_then(Value::to_decimal)
            .map(crate::amount::Amount)
    };
    let plain = ProductRow::default();
    ProductRow {
        owner_type: owner_type.to_owned(),
        owner_id,
        product_id: int("productId").unwrap_or_default(),
        product_name: text("productName").unwrap_or_default(),
        price: number("price").unwrap_or_default(),
        quantity: number("quantity").unwrap_or(plain.quantity),
        tax_rate: number("taxRate"),
        tax_included: text("taxIncluded").as_deref() == Some("Y"),
        discount_rate: number("discountRate").unwrap_or_default(),
        measure_code: int("measureCode").unwrap_or(plain.measure_code),
        measure_name: plain.measure_name,
        sort: int("sort").unwrap_or(plain.sort),
        xml_id: String::new(),
        kind: 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_prices_follow_from_price_discount_and_tax() {
        let row = ProductRow {
            price: "90000".parse().unwrap(),
            tax_rate: Some(10.into()),
            discount_rate: 10.into(),
            ..ProductRow::default()
        };
        let row = printed(1, &row);
        let shown = |name| row.get(name).unwrap().to_text().unwrap();
        assert_eq!(shown("priceExclusive"), "81818.18");
        assert_eq!(shown("priceNetto"), "90909.09");
        assert_eq!(shown("priceBrutto"), "100000");
        assert_eq!(shown("discountSum"), "9090.91");
    }
}
