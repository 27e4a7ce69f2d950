//! Catalogs, sections, warehouses and stock.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::shared::FieldInfo;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A catalog of products.
    pub struct Catalog shown(id, iblock_id, product_iblock_id) {
        id: Option<Id> = "id",
        iblock_id: Option<Id> = "iblockId",
        iblock_type_id: Option<String> = "iblockTypeId",
        product_iblock_id: Option<Id> = "productIblockId",
        sku_property_id: Option<Id> = "skuPropertyId",
        name: Option<String> = "name",
        lid: Option<String> = "lid",
        subscription: Option<bool> = "subscription",
        vat_id: Option<Id> = "vatId",
    }
}

record! {
    /// A section of a catalog.
    pub struct Section shown(id, iblock_id, iblock_section_id) {
        id: Option<Id> = "id",
        iblock_id: Option<Id> = "iblockId",
        iblock_section_id: Option<Id> = "iblockSectionId",
        name: Option<String> = "name",
        code: Option<String> = "code",
        sort: Option<i64> = "sort",
        active: Option<bool> = "active",
        description: Option<String> = "description",
        xml_id: Option<String> = "xmlId",
    }
}

record! {
    /// A warehouse.
    pub struct Store shown(id, active, sort) {
        id: Option<Id> = "id",
        title: Option<String> = "title",
        address: Option<String> = "address",
        code: Option<String> = "code",
        active: Option<bool> = "active",
        sort: Option<i64> = "sort",
        phone: Option<String> = "phone",
        email: Option<String> = "email",
        issuing_center: Option<bool> = "issuingCenter",
        xml_id: Option<String> = "xmlId",
    }
}

record! {
    /// How much of a product a warehouse has.
    pub struct StoreProduct shown(id, product_id, store_id) {
        id: Option<Id> = "id",
        product_id: Option<Id> = "productId",
        store_id: Option<Id> = "storeId",
        amount: Option<Decimal> = "amount",
        quantity_reserved: Option<Decimal> = "quantityReserved",
    }
}

record! {
    /// A value of an enumeration of the catalog.
    pub struct CatalogEnum shown() {
        id: Option<String> = "id",
        name: Option<String> = "name",
    }
}

calls! {
    "api-reference/catalog/";

    read DescribeCatalog = "catalog.catalog.getFields"()
        -> BTreeMap<String, FieldInfo>, in "catalog", "catalog/catalog-catalog-get-fields";
    read GetCatalog = "catalog.catalog.get"(id = "id")
        -> Catalog, in "catalog", "catalog/catalog-catalog-get";
    read IsOffers = "catalog.catalog.isOffers"(id = "id")
        -> bool, "catalog/catalog-catalog-is-offers";
    list ListCatalogs by "id" = "catalog.catalog.list"()
        -> Vec<Catalog>, in "catalogs", "catalog/catalog-catalog-list";
    read ListRoundTypes = "catalog.enum.getRoundTypes"()
        -> Vec<CatalogEnum>, in "enum", "enum/catalog-enum-get-round-types";
    read ListDocumentTypes = "catalog.enum.getStoreDocumentTypes"()
        -> Vec<CatalogEnum>, in "enum", "enum/catalog-enum-get-store-document-types";
    write AddSection = "catalog.section.add"(fields: Params = "fields")
        -> Section, in "section", "section/catalog-section-add";
    write DeleteSection = "catalog.section.delete"(id = "id")
        -> Done, "section/catalog-section-delete";
    read DescribeSection = "catalog.section.getFields"()
        -> BTreeMap<String, FieldInfo>, in "section", "section/catalog-section-get-fields";
    read GetSection = "catalog.section.get"(id = "id")
        -> Section, in "section", "section/catalog-section-get";
    list ListSections by "id" = "catalog.section.list"()
        -> Vec<Section>, in "sections" | "section", "section/catalog-section-list";
    write UpdateSection = "catalog.section.update"(id = "id", fields: Params = "fields")
        -> Section, in "section", "section/catalog-section-update";
    read DescribeStoreProduct = "catalog.storeproduct.getFields"()
        -> BTreeMap<String, FieldInfo>, in "storeProduct",
        "store-product/catalog-store-product-get-fields";
    read GetStoreProduct = "catalog.storeproduct.get"(id = "id")
        -> StoreProduct, in "storeProduct", "store-product/catalog-store-product-get";
    list ListStoreProducts by "id" = "catalog.storeproduct.list"()
        -> Vec<StoreProduct>, in "storeProducts", "store-product/catalog-store-product-list";
    write AddStore = "catalog.store.add"(fields: Params = "fields")
        -> Store, in "store", "store/catalog-store-add";
    write DeleteStore = "catalog.store.delete"(id = "id") -> Done, "store/catalog-store-delete";
    read DescribeStore = "catalog.store.getFields"()
        -> BTreeMap<String, FieldInfo>, in "store", "store/catalog-store-get-fields";
    read GetStore = "catalog.store.get"(id = "id") -> Store, in "store", "store/catalog-store-get";
    list ListStores by "id" = "catalog.store.list"()
        -> Vec<Store>, in "stores", "store/catalog-store-list";
    write UpdateStore = "catalog.store.update"(id = "id", fields: Params = "fields")
        -> Store, in "store", "store/catalog-store-update";
}
