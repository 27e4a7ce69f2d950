//! Payments of the online shop.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::shared::FieldInfo;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A payment of an order.
    pub struct OrderPayment shown(id, order_id, paid) {
        id: Option<Id> = "id",
        order_id: Option<Id> = "orderId",
        account_number: Option<String> = "accountNumber",
        paid: Option<bool> = "paid",
        date_paid: Option<DateTime<FixedOffset>> = "datePaid",
        emp_paid_id: Option<Id> = "empPaidId",
        pay_system_id: Option<Id> = "paySystemId",
        pay_system_name: Option<String> = "paySystemName",
        sum: Option<Decimal> = "sum",
        currency: Option<String> = "currency",
        xml_id: Option<String> = "xmlId",
        comments: Option<String> = "comments",
    }
}

record! {
    /// A position in a payment.
    pub struct BasketItem shown(id, payment_id, basket_id) {
        id: Option<Id> = "id",
        payment_id: Option<Id> = "paymentId",
        basket_id: Option<Id> = "basketId",
        quantity: Option<Decimal> = "quantity",
        xml_id: Option<String> = "xmlId",
    }
}

record! {
    /// A shipment in a payment.
    pub struct ShipmentItem shown(id, payment_id, shipment_id) {
        id: Option<Id> = "id",
        payment_id: Option<Id> = "paymentId",
        shipment_id: Option<Id> = "shipmentId",
        xml_id: Option<String> = "xmlId",
    }
}

calls! {
    "api-reference/sale/";

    write AddBasketItem = "sale.paymentitembasket.add"(fields: Params = "fields")
        -> BasketItem, in "paymentItemBasket", "payment-item-basket/sale-payment-item-basket-add";
    write DeleteBasketItem = "sale.paymentitembasket.delete"(id = "id")
        -> Done, "payment-item-basket/sale-payment-item-basket-delete";
    read DescribeBasketItem = "sale.paymentitembasket.getfields"()
        -> BTreeMap<String, FieldInfo>, in "paymentItemBasket",
        "payment-item-basket/sale-payment-item-basket-get-fields";
    read GetBasketItem = "sale.paymentitembasket.get"(id = "id")
        -> BasketItem, in "paymentItemBasket", "payment-item-basket/sale-payment-item-basket-get";
    list ListBasketItems between "id" = "sale.paymentitembasket.list"()
        -> Vec<BasketItem>, in "paymentItemsBasket" | "paymentItemBasket",
        "payment-item-basket/sale-payment-item-basket-list";
    write UpdateBasketItem = "sale.paymentitembasket.update"(id = "id", fields: Params = "fields")
        -> BasketItem, in "paymentItemBasket",
        "payment-item-basket/sale-payment-item-basket-update";
    write AddShipmentItem = "sale.paymentItemShipment.add"(fields: Params = "fields")
        -> ShipmentItem, in "paymentItemShipment",
        "payment-item-shipment/sale-payment-item-shipment-add";
    write DeleteShipmentItem = "sale.paymentItemShipment.delete"(id = "id")
        -> Done, "payment-item-shipment/sale-payment-item-shipment-delete";
    read DescribeShipmentItem = "sale.paymentItemShipment.getFields"()
        -> BTreeMap<String, FieldInfo>, in "paymentItemShipment",
        "payment-item-shipment/sale-payment-item-shipment-get-fields";
    read GetShipmentItem = "sale.paymentItemShipment.get"(id = "id")
        -> ShipmentItem, in "paymentItemShipment",
        "payment-item-shipment/sale-payment-item-shipment-get";
    list ListShipmentItems between "id" = "sale.paymentItemShipment.list"()
        -> Vec<ShipmentItem>, in "paymentItemsShipment",
        "payment-item-shipment/sale-payment-item-shipment-list";
    write UpdateShipmentItem = "sale.paymentItemShipment.update"(
        id = "id", fields: Params = "fields"
    ) -> ShipmentItem, in "paymentItemShipment",
        "payment-item-shipment/sale-payment-item-shipment-update";
    write AddPayment = "sale.payment.add"(fields: Params = "fields")
        -> OrderPayment, in "payment", "payment/sale-payment-add";
    write DeletePayment = "sale.payment.delete"(id = "id") -> Done, "payment/sale-payment-delete";
    read DescribePayment = "sale.payment.getFields"()
        -> BTreeMap<String, FieldInfo>, in "payment", "payment/sale-payment-get-fields";
    read GetPayment = "sale.payment.get"(id = "id")
        -> OrderPayment, in "payment", "payment/sale-payment-get";
    list ListPayments between "id" = "sale.payment.list"()
        -> Vec<OrderPayment>, in "payments", "payment/sale-payment-list";
    write UpdatePayment = "sale.payment.update"(id = "id", fields: Params = "fields")
        -> OrderPayment, in "payment", "payment/sale-payment-update";
}
