//! CRM items: what is not used by the product itself; product rows and payments.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::shared::FieldInfo;
use crate::entity_type::EntityType;
use crate::link::SignedLink;
use crate::methods::covered::calls;
use crate::methods::{Item, ProductRow};
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A move of an item from stage to stage.
    pub struct StageMove shown(id, type_id, owner_id) {
        id: Option<Id> = "ID",
        type_id: Option<i64> = "TYPE_ID",
        owner_id: Option<Id> = "OWNER_ID",
        created_time: Option<DateTime<FixedOffset>> = "CREATED_TIME",
        category_id: Option<i64> = "CATEGORY_ID",
        stage_id: Option<String> = "STAGE_ID",
        stage_semantic_id: Option<String> = "STAGE_SEMANTIC_ID",
    }
}

record! {
    /// A payment.
    pub struct Payment shown(id, paid, emp_paid_id) {
        id: Option<Id> = "id",
        account_number: Option<String> = "accountNumber",
        paid: Option<bool> = "paid",
        date_paid: Option<DateTime<FixedOffset>> = "datePaid",
        emp_paid_id: Option<Id> = "empPaidId",
        pay_system_id: Option<Id> = "paySystemId",
        pay_system_name: Option<String> = "paySystemName",
        sum: Option<Decimal> = "sum",
        currency: Option<String> = "currency",
    }
}

record! {
    /// A delivery in a payment.
    pub struct PaymentDelivery shown(id, payment_id, delivery_id) {
        id: Option<Id> = "id",
        payment_id: Option<Id> = "paymentId",
        delivery_id: Option<Id> = "deliveryId",
        quantity: Option<Decimal> = "quantity",
    }
}

record! {
    /// A product in a payment.
    pub struct PaymentProduct shown(id, payment_id, row_id) {
        id: Option<Id> = "id",
        payment_id: Option<Id> = "paymentId",
        row_id: Option<Id> = "rowId",
        quantity: Option<Decimal> = "quantity",
    }
}

record! {
    /// Which item an order belongs to.
    pub struct OrderLink shown(order_id, owner_id, owner_type_id) {
        order_id: Option<Id> = "orderId",
        owner_id: Option<Id> = "ownerId",
        owner_type_id: Option<EntityType> = "ownerTypeId",
    }
}

record! {
    /// A page where the client pays.
    pub struct PublicUrl shown() {
        url: Option<SignedLink> = "url",
        short_url: Option<SignedLink> = "shortUrl",
        qr: Option<String> = "qr",
    }
}

calls! {
    "api-reference/crm/";

    read GetCrmMode = "crm.settings.mode.get"() -> i64, "crm-settings-mode-get";
    list ListStageHistory = "crm.stagehistory.list"()
        -> Vec<StageMove>, in "items", "crm-stage-history-list";
    write AddItem = "crm.item.add"(
        entity_type_id: EntityType = "entityTypeId", fields: Params = "fields"
    ) -> Item, in "item",
        "universal/crm-item-add";
    write DeleteItem = "crm.item.delete"(entity_type_id: EntityType = "entityTypeId", id = "id")
        -> Done, "universal/crm-item-delete";
    read DescribeItem = "crm.item.fields"(entity_type_id: EntityType = "entityTypeId")
        -> BTreeMap<String, FieldInfo>, in "fields", "universal/crm-item-fields";
    write ForceDetailsConfigurationCommonScopeForAll = "crm.item.details.configuration.forceCommonScopeForAll"(
        entity_type_id: EntityType = "entityTypeId"
    ) -> Done,
        "universal/item-details-configuration/crm-item-details-configuration-forceCommonScopeForAll";
    write ResetDetailsConfiguration = "crm.item.details.configuration.reset"(
        entity_type_id: EntityType = "entityTypeId"
    ) -> Done,
        "universal/item-details-configuration/crm-item-details-configuration-reset";
    write SetDetailsConfiguration = "crm.item.details.configuration.set"(
        entity_type_id: EntityType = "entityTypeId", data: Params = "data"
    ) -> Done,
        "universal/item-details-configuration/crm-item-details-configuration-set";
    write AddOrderLink = "crm.orderentity.add"(fields: Params = "fields")
        -> OrderLink, in "dealOrder" | "orderEntity", "universal/order-entity/crm-order-entity-add";
    write DeleteOrderLinks = "crm.orderentity.deleteByFilter"(fields: Params = "fields")
        -> Done, "universal/order-entity/crm-order-entity-delete-by-filter";
    read DescribeOrderLink = "crm.orderentity.getFields"(

    ) -> BTreeMap<String, FieldInfo>, in "orderEntity",
        "universal/order-entity/crm-order-entity-get-fields";
    list ListOrderLinks = "crm.orderentity.list"()
        -> Vec<OrderLink>, in "orderEntity", "universal/order-entity/crm-order-entity-list";
    write AddPayment = "crm.item.payment.add"(
        entity_id = "entityId", entity_type_id: EntityType = "entityTypeId"
    ) -> Id,
        "universal/payment/crm-item-payment-add";
    write DeletePayment = "crm.item.payment.delete"(id = "id")
        -> Done, "universal/payment/crm-item-payment-delete";
    read GetPayment = "crm.item.payment.get"(id = "id")
        -> Payment, "universal/payment/crm-item-payment-get";
    list ListPayments = "crm.item.payment.list"(
        entity_id = "entityId", entity_type_id: EntityType = "entityTypeId"
    ) -> Vec<Payment>,
        "universal/payment/crm-item-payment-list";
    write MarkPaid = "crm.item.payment.pay"(id = "id")
        -> Done, "universal/payment/crm-item-payment-pay";
    write MarkUnpaid = "crm.item.payment.unpay"(id = "id")
        -> Done, "universal/payment/crm-item-payment-unpay";
    write UpdatePayment = "crm.item.payment.update"(id = "id", fields: Params = "fields")
        -> Done, "universal/payment/crm-item-payment-update";
    write AddPaymentDelivery = "crm.item.payment.delivery.add"(
        payment_id = "paymentId", delivery_id = "deliveryId"
    ) -> Id,
        "universal/payment/delivery-in-payment/crm-item-payment-delivery-add";
    write DeletePaymentDelivery = "crm.item.payment.delivery.delete"(id = "id")
        -> Done, "universal/payment/delivery-in-payment/crm-item-payment-delivery-delete";
    list ListPaymentDeliveries = "crm.item.payment.delivery.list"(
        payment_id = "paymentId"
    ) -> Vec<PaymentDelivery>,
        "universal/payment/delivery-in-payment/crm-item-payment-delivery-list";
    write SetPaymentDelivery = "crm.item.payment.delivery.setDelivery"(
        id = "id", delivery_id = "deliveryId"
    ) -> Done,
        "universal/payment/delivery-in-payment/crm-item-payment-delivery-set-delivery";
    write AddPaymentProduct = "crm.item.payment.product.add"(
        payment_id = "paymentId", row_id = "rowId", quantity = "quantity"
    ) -> Id,
        "universal/payment/products-in-payment/crm-item-payment-product-add";
    write DeletePaymentProduct = "crm.item.payment.product.delete"(id = "id")
        -> Done, "universal/payment/products-in-payment/crm-item-payment-product-delete";
    list ListPaymentProducts = "crm.item.payment.product.list"(
        payment_id = "paymentId"
    ) -> Vec<PaymentProduct>,
        "universal/payment/products-in-payment/crm-item-payment-product-list";
    write SetPaymentProductQuantity = "crm.item.payment.product.setQuantity"(
        id = "id", quantity = "quantity"
    ) -> Done,
        "universal/payment/products-in-payment/crm-item-payment-product-set-quantity";
    read GetPaymentUrl = "salescenter.payment.getPublicUrl"(id = "id")
        -> PublicUrl, in "payment", "universal/payment/salescenter-payment-get-public-url";
    write AddProductRow = "crm.item.productrow.add"(fields: Params = "fields")
        -> ProductRow, in "productRow", "universal/product-rows/crm-item-productrow-add";
    write DeleteProductRow = "crm.item.productrow.delete"(id = "id")
        -> Done, "universal/product-rows/crm-item-productrow-delete";
    read DescribeProductRow = "crm.item.productrow.fields"(

    ) -> BTreeMap<String, FieldInfo>, in "fields",
        "universal/product-rows/crm-item-productrow-fields";
    read ListRowsToPay = "crm.item.productrow.getAvailableForPayment"(
        owner_id = "ownerId", owner_type = "ownerType"
    ) -> Vec<ProductRow>, in "productRows",
        "universal/product-rows/crm-item-productrow-get-available-for-payment";
    read GetProductRow = "crm.item.productrow.get"(id = "id")
        -> ProductRow, in "productRow", "universal/product-rows/crm-item-productrow-get";
    /// Replaces all rows.
    write SetProductRow = "crm.item.productrow.set"(
        owner_id = "ownerId", owner_type = "ownerType", product_rows = "productRows"
    ) -> Vec<ProductRow>, in "productRows" | "productRow",
        "universal/product-rows/crm-item-productrow-set";
    write UpdateProductRow = "crm.item.productrow.update"(id = "id", fields: Params = "fields")
        -> ProductRow, in "productRow", "universal/product-rows/crm-item-productrow-update";
}
