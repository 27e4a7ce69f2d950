//! The product of a row: known to 1C, sold by the seller, in its own unit.

use super::Line;
use crate::check::case::Case;
use crate::check::format;
use crate::check::notes::{Blocked, Notes, Read};
use crate::check::table::{
    ROW_ARCHIVED, ROW_NAME, ROW_SELLER, ROW_UNIT, ROW_UNIT_MISSING, ROW_UNKNOWN, ROW_UNLINKED,
};
use crate::party::LegalEntity;
use crate::policy::Product;

/// Finds the product and holds the row against it.
pub(super) fn read<'a>(case: &Case<'a>, line: Line<'_>, notes: &mut Notes) -> Read<&'a Product> {
    let product = case.product(line.row).ok_or_else(|| unknown(line, notes))?;
    let mut result = Ok(product);
    if product.archived {
        result = Err(notes.block(ROW_ARCHIVED, line.path("product"), line.named()));
    }
    if let Ok(seller) = case.seller
        && !product.sold_by(&seller.code)
    {
        result = Err(foreign(case, line, product, seller, notes));
    }
    if format::one_line(&line.row.name).to_lowercase()
        != format::one_line(&product.name).to_lowercase()
    {
        let params = line.with([("product", product.name.clone())]);
        notes.warn(ROW_NAME, line.path("name"), params);
    }
    result.and_then(|product| unit(line, product, notes).map(|()| product))
}

fn unknown(line: Line<'_>, notes: &mut Notes) -> Blocked {
    match line.row.product {
        None => notes.block(ROW_UNLINKED, line.path("product"), line.named()),
        Some(id) => {
            let params = line.with([("product", id.to_string())]);
            notes.block(ROW_UNKNOWN, line.path("product"), params)
        }
    }
}

fn foreign(
    case: &Case<'_>,
    line: Line<'_>,
    product: &Product,
    seller: &LegalEntity,
    notes: &mut Notes,
) -> Blocked {
    let sellers = case.policy.sellers.iter();
    let others = sellers.filter(|other| product.sold_by(&other.code));
    let others = format::list(others.map(|other| &other.name));
    let params = line.with([("seller", seller.name.clone()), ("sellers", others)]);
    notes.block(ROW_SELLER, line.path("product"), params)
}

fn unit(line: Line<'_>, product: &Product, notes: &mut Notes) -> Read<()> {
    let path = line.path("unit");
    let expected = ("expected", product.unit.name.clone());
    match line.row.unit_code {
        Some(code) if code == product.unit.code => Ok(()),
        None if line.row.unit_name.trim().is_empty() => {
            notes.warn(ROW_UNIT_MISSING, path, line.with([expected]));
            Ok(())
        }
        None if line.row.unit_name.trim() == product.unit.name => Ok(()),
        None | Some(_) => {
            let name = format::one_line(&line.row.unit_name);
            let code = line.row.unit_code.map(|code| code.to_string());
            let unit = if name.is_empty() {
                code.unwrap_or_default()
            } else {
                name
            };
            Err(notes.block(ROW_UNIT, path, line.with([("unit", unit), expected])))
        }
    }
}
