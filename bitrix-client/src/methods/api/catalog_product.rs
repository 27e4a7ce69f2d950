//! Products, variations, services and their pictures.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::shared::FieldInfo;
use crate::link::SignedLink;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, OpenValue, record};

record! {
    /// A product, a variation or a service.
    pub struct Product shown(id, iblock_id, iblock_section_id) {
        id: Option<Id> = "id",
        iblock_id: Option<Id> = "iblockId",
        iblock_section_id: Option<Id> = "iblockSectionId",
        name: Option<String> = "name",
        code: Option<String> = "code",
        xml_id: Option<String> = "xmlId",
        active: Option<bool> = "active",
        available: Option<bool> = "available",
        kind: Option<i64> = "type",
        sort: Option<i64> = "sort",
        measure: Option<Id> = "measure",
        vat_id: Option<Id> = "vatId",
        vat_included: Option<String> = "vatIncluded",
        purchasing_price: Option<Decimal> = "purchasingPrice",
        purchasing_currency: Option<String> = "purchasingCurrency",
        quantity: Option<Decimal> = "quantity",
        quantity_reserved: Option<Decimal> = "quantityReserved",
        weight: Option<Decimal> = "weight",
        width: Option<Decimal> = "width",
        height: Option<Decimal> = "height",
        length: Option<Decimal> = "length",
        created_by: Option<Id> = "createdBy",
        modified_by: Option<Id> = "modifiedBy",
        date_create: Option<DateTime<FixedOffset>> = "dateCreate",
        timestamp_x: Option<DateTime<FixedOffset>> = "timestampX",
    }
}

record! {
    /// A picture of a product.
    pub struct ProductImage shown(id, product_id) {
        id: Option<Id> = "id",
        product_id: Option<Id> = "productId",
        name: Option<String> = "name",
        kind: Option<String> = "type",
        create_time: Option<DateTime<FixedOffset>> = "createTime",
        download_url: Option<SignedLink> = "downloadUrl",
        detail_url: Option<String> = "detailUrl",
    }
}

calls! {
    "api-reference/catalog/";

    write AddImage = "catalog.productImage.add"(
        fields: Params = "fields", file_content = "fileContent"
    ) -> ProductImage, in "productImage", "product-image/catalog-product-image-add";
    write DeleteImage = "catalog.productImage.delete"(product_id = "productId", id = "id")
        -> Done, "product-image/catalog-product-image-delete";
    read DescribeImage = "catalog.productImage.getFields"()
        -> BTreeMap<String, FieldInfo>, in "productImage",
        "product-image/catalog-product-image-get-fields";
    read GetImage = "catalog.productImage.get"(product_id = "productId", id = "id")
        -> ProductImage, in "productImage", "product-image/catalog-product-image-get";
    // No windows: the page names neither filter nor order.
    list ListImages = "catalog.productImage.list"(product_id = "productId")
        -> Vec<ProductImage>, in "productImages", "product-image/catalog-product-image-list";
    write AddProduct = "catalog.product.add"(fields: Params = "fields")
        -> Product, in "element", "product/catalog-product-add";
    write DeleteProduct = "catalog.product.delete"(id = "id")
        -> Done, "product/catalog-product-delete";
    read DownloadProductFile = "catalog.product.download"(fields: Params = "fields")
        -> OpenValue, "product/catalog-product-download";
    read DescribeProduct = "catalog.product.getFieldsByFilter"(filter: Params = "filter")
        -> BTreeMap<String, FieldInfo>, in "product",
        "product/catalog-product-get-fields-by-filter";
    read GetProduct = "catalog.product.get"(id = "id")
        -> Product, in "product", "product/catalog-product-get";
    list ListProducts between "id" = "catalog.product.list"()
        -> Vec<Product>, in "products", "product/catalog-product-list";
    write UpdateProduct = "catalog.product.update"(id = "id", fields: Params = "fields")
        -> Product, in "element", "product/catalog-product-update";
    write AddOffer = "catalog.product.offer.add"(fields: Params = "fields")
        -> Product, in "offer", "product/offer/catalog-product-offer-add";
    write DeleteOffer = "catalog.product.offer.delete"(id = "id")
        -> Done, "product/offer/catalog-product-offer-delete";
    read DownloadOfferFile = "catalog.product.offer.download"(fields: Params = "fields")
        -> OpenValue, "product/offer/catalog-product-offer-download";
    read DescribeOffer = "catalog.product.offer.getFieldsByFilter"(filter: Params = "filter")
        -> BTreeMap<String, FieldInfo>, in "offer",
        "product/offer/catalog-product-offer-get-fields-by-filter";
    read GetOffer = "catalog.product.offer.get"(id = "id")
        -> Product, in "offer", "product/offer/catalog-product-offer-get";
    list ListOffers between "id" = "catalog.product.offer.list"()
        -> Vec<Product>, in "offers", "product/offer/catalog-product-offer-list";
    write UpdateOffer = "catalog.product.offer.update"(id = "id", fields: Params = "fields")
        -> Product, in "offer", "product/offer/catalog-product-offer-update";
    write AddService = "catalog.product.service.add"(fields: Params = "fields")
        -> Product, in "service", "product/service/catalog-product-service-add";
    write DeleteService = "catalog.product.service.delete"(id = "id")
        -> Done, "product/service/catalog-product-service-delete";
    read DownloadServiceFile = "catalog.product.service.download"(fields: Params = "fields")
        -> OpenValue, "product/service/catalog-product-service-download";
    read DescribeService = "catalog.product.service.getFieldsByFilter"(filter: Params = "filter")
        -> BTreeMap<String, FieldInfo>, in "service",
        "product/service/catalog-product-service-get-fields-by-filter";
    read GetService = "catalog.product.service.get"(id = "id")
        -> Product, in "service", "product/service/catalog-product-service-get";
    list ListServices between "id" = "catalog.product.service.list"()
        -> Vec<Product>, in "services", "product/service/catalog-product-service-list";
    write UpdateService = "catalog.product.service.update"(id = "id", fields: Params = "fields")
        -> Product, in "service", "product/service/catalog-product-service-update";
    write AddSku = "catalog.product.sku.add"(fields: Params = "fields")
        -> Product, in "sku", "product/sku/catalog-product-sku-add";
    write DeleteSku = "catalog.product.sku.delete"(id = "id")
        -> Done, "product/sku/catalog-product-sku-delete";
    read DownloadSkuFile = "catalog.product.sku.download"(fields: Params = "fields")
        -> OpenValue, "product/sku/catalog-product-sku-download";
    read DescribeSku = "catalog.product.sku.getFieldsByFilter"(filter: Params = "filter")
        -> BTreeMap<String, FieldInfo>, in "sku",
        "product/sku/catalog-product-sku-get-fields-by-filter";
    read GetSku = "catalog.product.sku.get"(id = "id")
        -> Product, in "sku", "product/sku/catalog-product-sku-get";
    list ListSkus between "id" = "catalog.product.sku.list"()
        -> Vec<Product>, in "units", "product/sku/catalog-product-sku-list";
    write UpdateSku = "catalog.product.sku.update"(id = "id", fields: Params = "fields")
        -> Product, in "sku", "product/sku/catalog-product-sku-update";
}
