//! Prices, kinds of prices, VAT, measures and rounding.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::shared::FieldInfo;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A price of a product.
    pub struct Price shown(id, product_id, catalog_group_id) {
        id: Option<Id> = "id",
        product_id: Option<Id> = "productId",
        catalog_group_id: Option<Id> = "catalogGroupId",
        price: Option<Decimal> = "price",
        currency: Option<String> = "currency",
        extra_id: Option<Id> = "extraId",
        quantity_from: Option<Decimal> = "quantityFrom",
        quantity_to: Option<Decimal> = "quantityTo",
        timestamp_x: Option<DateTime<FixedOffset>> = "timestampX",
    }
}

record! {
    /// A kind of price.
    pub struct PriceType shown(id, base, sort) {
        id: Option<Id> = "id",
        name: Option<String> = "name",
        base: Option<bool> = "base",
        sort: Option<i64> = "sort",
        xml_id: Option<String> = "xmlId",
        created_by: Option<Id> = "createdBy",
        modified_by: Option<Id> = "modifiedBy",
    }
}

record! {
    /// Which group of buyers a kind of price is for.
    pub struct PriceTypeGroup shown(id, catalog_group_id, group_id) {
        id: Option<Id> = "id",
        catalog_group_id: Option<Id> = "catalogGroupId",
        group_id: Option<Id> = "groupId",
        access: Option<bool> = "access",
    }
}

record! {
    /// The name of a kind of price in a language.
    pub struct PriceTypeName shown(id, catalog_group_id) {
        id: Option<Id> = "id",
        catalog_group_id: Option<Id> = "catalogGroupId",
        lang: Option<String> = "lang",
        name: Option<String> = "name",
    }
}

record! {
    /// A language of the portal.
    pub struct Language shown(active) {
        lid: Option<String> = "lid",
        name: Option<String> = "name",
        active: Option<bool> = "active",
    }
}

record! {
    /// A rule of rounding.
    pub struct RoundingRule shown(id, catalog_group_id, round_type) {
        id: Option<Id> = "id",
        catalog_group_id: Option<Id> = "catalogGroupId",
        price: Option<Decimal> = "price",
        round_type: Option<i64> = "roundType",
        round_precision: Option<Decimal> = "roundPrecision",
    }
}

record! {
    /// A markup.
    pub struct Extra shown(id) {
        id: Option<Id> = "id",
        name: Option<String> = "name",
        percentage: Option<Decimal> = "percentage",
    }
}

record! {
    /// A VAT rate; without one the goods bear no VAT, which is not a rate of 0.
    pub struct Vat shown(id, sort, active) {
        id: Option<Id> = "id",
        name: Option<String> = "name",
        rate: Option<Decimal> = "rate",
        sort: Option<i64> = "sort",
        active: Option<bool> = "active",
        timestamp_x: Option<DateTime<FixedOffset>> = "timestampX",
    }
}

record! {
    /// A unit of measure.
    pub struct Measure shown(id, code, is_default) {
        id: Option<Id> = "id",
        code: Option<i64> = "code",
        measure_title: Option<String> = "measureTitle",
        symbol: Option<String> = "symbol",
        symbol_intl: Option<String> = "symbolIntl",
        symbol_letter_intl: Option<String> = "symbolLetterIntl",
        is_default: Option<bool> = "isDefault",
    }
}

record! {
    /// How a product is counted in its unit.
    pub struct Ratio shown(id, product_id, is_default) {
        id: Option<Id> = "id",
        product_id: Option<Id> = "productId",
        ratio: Option<Decimal> = "ratio",
        is_default: Option<bool> = "isDefault",
    }
}

calls! {
    "api-reference/catalog/";

    read DescribeExtra = "catalog.extra.getFields"()
        -> BTreeMap<String, FieldInfo>, in "extra", "extra/catalog-extra-get-fields";
    read GetExtra = "catalog.extra.get"(id = "id") -> Extra, in "extra", "extra/catalog-extra-get";
    list ListExtras by "id" = "catalog.extra.list"()
        -> Vec<Extra>, in "extras", "extra/catalog-extra-list";
    write AddMeasure = "catalog.measure.add"(fields: Params = "fields")
        -> Measure, in "measure", "measure/catalog-measure-add";
    write DeleteMeasure = "catalog.measure.delete"(id = "id")
        -> Done, "measure/catalog-measure-delete";
    read DescribeMeasure = "catalog.measure.getFields"()
        -> BTreeMap<String, FieldInfo>, in "measure", "measure/catalog-measure-get-fields";
    read GetMeasure = "catalog.measure.get"(id = "id")
        -> Measure, in "measure", "measure/catalog-measure-get";
    list ListMeasures by "id" = "catalog.measure.list"()
        -> Vec<Measure>, in "measures" | "measure", "measure/catalog-measure-list";
    write UpdateMeasure = "catalog.measure.update"(id = "id", fields: Params = "fields")
        -> Measure, in "measure", "measure/catalog-measure-update";
    write AddPriceType = "catalog.priceType.add"(fields: Params = "fields")
        -> PriceType, in "priceType", "price-type/catalog-price-type-add";
    write DeletePriceType = "catalog.priceType.delete"(id = "id")
        -> Done, "price-type/catalog-price-type-delete";
    read DescribePriceType = "catalog.priceType.getFields"()
        -> BTreeMap<String, FieldInfo>, in "priceType", "price-type/catalog-price-type-get-fields";
    read GetPriceType = "catalog.priceType.get"(id = "id")
        -> PriceType, in "priceType", "price-type/catalog-price-type-get";
    list ListPriceTypes by "id" = "catalog.priceType.list"()
        -> Vec<PriceType>, in "priceTypes", "price-type/catalog-price-type-list";
    write UpdatePriceType = "catalog.priceType.update"(id = "id", fields: Params = "fields")
        -> PriceType, in "priceType", "price-type/catalog-price-type-update";
    write AddPriceTypeGroup = "catalog.priceTypeGroup.add"(fields: Params = "fields")
        -> PriceTypeGroup, in "priceTypeGroup",
        "price-type/price-type-group/catalog-price-type-group-add";
    write DeletePriceTypeGroup = "catalog.priceTypeGroup.delete"(id = "id")
        -> Done, "price-type/price-type-group/catalog-price-type-group-delete";
    read DescribePriceTypeGroup = "catalog.priceTypeGroup.getFields"()
        -> BTreeMap<String, FieldInfo>, in "priceTypeGroup",
        "price-type/price-type-group/catalog-price-type-group-get-fields";
    list ListPriceTypeGroups between "id" = "catalog.priceTypeGroup.list"()
        -> Vec<PriceTypeGroup>, in "priceTypeGroups",
        "price-type/price-type-group/catalog-price-type-group-list";
    write AddPriceTypeName = "catalog.priceTypeLang.add"(fields: Params = "fields")
        -> PriceTypeName, in "priceTypeLang",
        "price-type/price-type-lang/catalog-price-type-lang-add";
    write DeletePriceTypeName = "catalog.priceTypeLang.delete"(id = "id")
        -> Done, "price-type/price-type-lang/catalog-price-type-lang-delete";
    read DescribePriceTypeName = "catalog.priceTypeLang.getFields"()
        -> BTreeMap<String, FieldInfo>, in "priceTypeLang",
        "price-type/price-type-lang/catalog-price-type-lang-get-fields";
    read ListPriceLanguages = "catalog.priceTypeLang.getLanguages"()
        -> Vec<Language>, in "languages",
        "price-type/price-type-lang/catalog-price-type-lang-get-languages";
    read GetPriceTypeName = "catalog.priceTypeLang.get"(id = "id")
        -> PriceTypeName, in "priceTypeLang",
        "price-type/price-type-lang/catalog-price-type-lang-get";
    list ListPriceTypeNames by "id" = "catalog.priceTypeLang.list"()
        -> Vec<PriceTypeName>, in "priceTypeLangs",
        "price-type/price-type-lang/catalog-price-type-lang-list";
    write UpdatePriceTypeName = "catalog.priceTypeLang.update"(id = "id", fields: Params = "fields")
        -> PriceTypeName, in "priceTypeLang",
        "price-type/price-type-lang/catalog-price-type-lang-update";
    write AddPrice = "catalog.price.add"(fields: Params = "fields")
        -> Price, in "price", "price/catalog-price-add";
    write DeletePrice = "catalog.price.delete"(id = "id") -> Done, "price/catalog-price-delete";
    read DescribePrice = "catalog.price.getFields"()
        -> BTreeMap<String, FieldInfo>, in "price", "price/catalog-price-get-fields";
    read GetPrice = "catalog.price.get"(id = "id") -> Price, in "price", "price/catalog-price-get";
    list ListPrices by "id" = "catalog.price.list"()
        -> Vec<Price>, in "prices", "price/catalog-price-list";
    /// Replaces all prices of the product; those without an id are made anew.
    write ModifyPrices = "catalog.price.modify"(fields: Params = "fields")
        -> Vec<Price>, in "prices", "price/catalog-price-modify";
    write UpdatePrice = "catalog.price.update"(id = "id", fields: Params = "fields")
        -> Price, in "price", "price/catalog-price-update";
    read DescribeRatio = "catalog.ratio.getFields"()
        -> BTreeMap<String, FieldInfo>, in "ratio", "ratio/catalog-ratio-get-fields";
    read GetRatio = "catalog.ratio.get"(id = "id") -> Ratio, in "ratio", "ratio/catalog-ratio-get";
    list ListRatios by "id" = "catalog.ratio.list"()
        -> Vec<Ratio>, in "ratios", "ratio/catalog-ratio-list";
    write AddRoundingRule = "catalog.roundingRule.add"(fields: Params = "fields")
        -> RoundingRule, in "roundingRule", "rounding-rule/catalog-rounding-rule-add";
    write DeleteRoundingRule = "catalog.roundingRule.delete"(id = "id")
        -> Done, "rounding-rule/catalog-rounding-rule-delete";
    read DescribeRoundingRule = "catalog.roundingRule.getFields"()
        -> BTreeMap<String, FieldInfo>, in "roundingRule",
        "rounding-rule/catalog-rounding-rule-get-fields";
    read GetRoundingRule = "catalog.roundingRule.get"(id = "id")
        -> RoundingRule, in "roundingRule", "rounding-rule/catalog-rounding-rule-get";
    list ListRoundingRules by "id" = "catalog.roundingRule.list"()
        -> Vec<RoundingRule>, in "roundingRules", "rounding-rule/catalog-rounding-rule-list";
    write UpdateRoundingRule = "catalog.roundingRule.update"(id = "id", fields: Params = "fields")
        -> RoundingRule, in "roundingRule", "rounding-rule/catalog-rounding-rule-update";
    write AddVat = "catalog.vat.add"(fields: Params = "fields")
        -> Vat, in "vat", "vat/catalog-vat-add";
    write DeleteVat = "catalog.vat.delete"(id = "id") -> Done, "vat/catalog-vat-delete";
    read DescribeVat = "catalog.vat.getFields"()
        -> BTreeMap<String, FieldInfo>, in "vat", "vat/catalog-vat-get-fields";
    read GetVat = "catalog.vat.get"(id = "id") -> Vat, in "vat", "vat/catalog-vat-get";
    list ListVats by "id" = "catalog.vat.list"()
        -> Vec<Vat>, in "vats" | "vat", "vat/catalog-vat-list";
    write UpdateVat = "catalog.vat.update"(id = "id", fields: Params = "fields")
        -> Vat, in "vat", "vat/catalog-vat-update";
}
