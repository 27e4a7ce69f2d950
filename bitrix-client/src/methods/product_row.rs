use rust_decimal::Decimal;

use super::{Listing, debug_as_call, listing_setters};
use crate::entity_type::EntityType;
use crate::method::Method;
use crate::params::{Params, Value};
use crate::wire::{DecodeError, Id, RawJson, record};

record! {
    /// One product row of an item.
    ///
    /// Prices are for one unit. `price` is what the client pays: after the discount, with tax.
    ///
    /// Source: <https://apidocs.bitrix24.com/api-reference/crm/universal/product-rows/index.html>.
    pub struct ProductRow shown(id, owner_id, product_id, sort) {
        /// Its id.
        id: Id = "id",
        /// The item it belongs to.
        owner_id: Option<Id> = "ownerId",
        /// The short code of the item's kind, `D` for a deal.
        owner_type: Option<String> = "ownerType",
        /// The product; none for a row typed by hand.
        product_id: Option<Id> = "productId",
        /// The product's name in this row.
        product_name: Option<String> = "productName",
        /// After the discount, with tax.
        price: Option<Decimal> = "price",
        /// After the discount, without tax.
        price_exclusive: Option<Decimal> = "priceExclusive",
        /// Before the discount, without tax.
        price_netto: Option<Decimal> = "priceNetto",
        /// Before the discount, with tax.
        price_brutto: Option<Decimal> = "priceBrutto",
        /// How many units.
        quantity: Option<Decimal> = "quantity",
        /// 1 for a sum, 2 for percent.
        discount_type_id: Option<u32> = "discountTypeId",
        /// The discount in percent.
        discount_rate: Option<Decimal> = "discountRate",
        /// The discount as a sum for one unit.
        discount_sum: Option<Decimal> = "discountSum",
        /// The tax in percent; `None` is "no VAT", which is not the rate 0.
        tax_rate: Option<Decimal> = "taxRate",
        /// Whether the tax is in the price.
        tax_included: Option<bool> = "taxIncluded",
        /// The code of the unit (OKEI), 796 for pieces.
        measure_code: Option<u32> = "measureCode",
        /// The name of the unit.
        measure_name: Option<String> = "measureName",
        /// The place in the card.
        sort: Option<i64> = "sort",
        /// The kind of product, 7 for a service.
        product_type: Option<u32> = "type",
        /// A mark of the portal's own.
        xml_id: Option<String> = "xmlId",
    }
}

/// `crm.item.productrow.list`: the rows of one item, 50 a page.
///
/// Source:
/// <https://apidocs.bitrix24.com/api-reference/crm/universal/product-rows/crm-item-productrow-list.html>.
#[derive(Clone, PartialEq, Eq)]
pub struct ListProductRows {
    listing: Listing,
}

impl ListProductRows {
    /// The rows of this item; the id may be a reference to an earlier command.
    pub fn new(owner: EntityType, id: impl Into<Value>) -> Self {
        // The method wants both names with "=" in front.
        Self {
            listing: Listing::default(),
        }
        .filter("=ownerType", owner.short_code())
        .filter("=ownerId", id)
    }

    listing_setters!("id");
}

impl Method for ListProductRows {
    const NAME: &'static str = "crm.item.productrow.list";
    const REPEATABLE: bool = true;
    type Answer = Vec<ProductRow>;

    fn params(&self) -> Params {
        self.listing.append_to(Params::new())
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Vec<ProductRow>, DecodeError> {
        result.member("productRows")
    }
}

debug_as_call!(ListProductRows);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_rows_keep_their_kopecks_and_tell_no_vat_from_zero() {
        let wire = r#"{"productRows":[{"id":17649,"ownerId":13142,"ownerType":"D","productId":9621,
            "productName":"iphone 14","price":90000,"priceExclusive":81818.18,"quantity":3,
            "discountSum":9090.91,"taxRate":0,"taxIncluded":"Y","measureCode":796,"type":4},
            {"id":17650,"productId":0,"price":"5550.10","quantity":0.125,"taxRate":null,
            "taxIncluded":"N"}]}"#;
        let call = ListProductRows::new(EntityType::DEAL, 13142);
        assert_eq!(
            call.params().to_json(),
            r#"{"filter":{"=ownerType":"D","=ownerId":13142}}"#
        );
        let rows = call.decode(RawJson::new(wire)).unwrap();
        assert_eq!(rows[0].price_exclusive, Some(Decimal::new(8_181_818, 2)));
        assert_eq!(rows[0].tax_rate, Some(Decimal::ZERO));
        assert_eq!((rows[1].product_id, rows[1].tax_rate), (None, None));
        assert_eq!(rows[1].price.unwrap().to_string(), "5550.10");
        assert_eq!(rows[1].quantity.unwrap().to_string(), "0.125");
    }
}
