//! The catalogue: offers, prices of a product at once, pictures and files.

use super::super::fail::Fail;
use super::super::fields::new_file;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{Found, int_of, record, text_of};

const CATALOG: &[&str] = &["catalog"];

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "catalog.catalog.isoffers" => is_offers,
        "catalog.price.modify" => modify_prices,
        "catalog.productimage.add" => add_picture,
        "catalog.product.download"
        | "catalog.product.offer.download"
        | "catalog.product.service.download"
        | "catalog.product.sku.download" => download,
        _ => return None,
    };
    Some((CATALOG, run))
}

fn incomplete(missing: &[&str]) -> Fail {
    let text = format!("Required fields: {}", missing.join(", "));
    Fail::new(400, Value::Int(0), text)
}

/// Whether the catalogue holds offers of the products of another one.
fn is_offers(call: &mut Call<'_>) -> Answer {
    let id = call.required_int("id")?;
    let catalog = record(call, "catalog.catalog", "id", id);
    let catalog = catalog.ok_or_else(|| Fail::new(400, "0", "catalog does not exist."))?;
    Ok((int_of(&catalog, "productIblockId") > 0).into())
}

/// Replaces all prices of a product by those that the call names.
fn modify_prices(call: &mut Call<'_>) -> Answer {
    let fields = call.required_array("fields")?;
    let product = fields.get("product").and_then(Value::as_array).cloned();
    let product = product.ok_or_else(|| incomplete(&["product"]))?;
    let id = int_of(&product, "id");
    let prices = product.get("prices").and_then(Value::as_array).cloned();
    let prices = prices.ok_or_else(|| incomplete(&["prices"]))?;
    let prices: Vec<Array> = prices
        .values()
        .filter_map(Value::as_array)
        .cloned()
        .collect();
    let whole = |price: &Array| price.get("price").is_some() && price.get("currency").is_some();
    if !prices.iter().all(whole) {
        return Err(incomplete(&["price", "currency"]));
    }
    shelf::remove(call, "catalog.price", |row| int_of(row, "productId") == id);
    let mut added = Vec::new();
    for price in prices {
        let sum = price.get("price").and_then(Value::to_decimal);
        let row = Array::new()
            .with("catalogGroupId", int_of(&price, "catalogGroupId"))
            .with("currency", text_of(&price, "currency"))
            .with("price", sum)
            .with("productId", id)
            .with("timestampX", call.now());
        let number = shelf::add(call, "catalog.price", row);
        if let Some(mut row) = record(call, "catalog.price", "id", number) {
            row.set("priceScale", sum);
            added.push(row);
        }
    }
    Ok(Array::new().with("prices", Value::list(added)).into())
}

fn add_picture(call: &mut Call<'_>) -> Answer {
    let fields = call.required_array("fields")?;
    let product = fields.get("productId").and_then(Value::to_int);
    let product = product.ok_or_else(|| incomplete(&["productId"]))?;
    let content = call.param("fileContent").cloned();
    let content = content.ok_or_else(|| Fail::missing("fileContent"))?;
    let file = new_file(call.state, &content).ok_or_else(|| Fail::not_an_array("fileContent"))?;
    let kind = Some(text_of(&fields, "type")).filter(|kind| !kind.is_empty());
    let link = format!(
        "{}/upload/iblock/{}/{}",
        call.state.base_url, file.id, file.name
    );
    let row = Array::new()
        .with("createTime", call.now())
        .with("detailUrl", link.as_str())
        .with("downloadUrl", link)
        .with("name", file.name)
        .with("productId", product)
        .with("type", kind.unwrap_or_else(|| "MORE_PHOTO".to_owned()));
    let id = shelf::add(call, "catalog.productImage", row);
    let printed = record(call, "catalog.productImage", "id", id);
    Ok(Array::new().with("productImage", printed).into())
}

/// The products of this portal hold no files in their properties, so that none is ever found.
fn download(call: &mut Call<'_>) -> Answer {
    let fields = call.required_array("fields")?;
    let missing = ["fileId", "productId", "fieldName"]
        .into_iter()
        .filter(|name| fields.get(name).is_none_or(Value::is_blank))
        .collect::<Vec<_>>();
    if !missing.is_empty() {
        return Err(incomplete(&missing));
    }
    Err(Fail::new(400, "0", "File not found"))
}
