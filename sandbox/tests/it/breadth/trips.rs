//! A round trip of every family: add, get, list by a filter, change, delete.

use docflow_sandbox::Sandbox;
use serde_json::{Map, Value, json};

use super::{done, office};
use crate::stage::app_call;

/// How a family is called.
struct Trip {
    family: &'static str,
    /// Where the fields stand; empty: beside the other parameters.
    place: &'static str,
    /// The parameter that names a record, and the field that holds the same.
    key: (&'static str, &'static str),
    /// Members of `result` that hold a record and a list; empty: the result itself.
    members: (&'static str, &'static str),
    /// Parameters of every call but the first.
    owner: fn() -> Value,
    fields: fn() -> Value,
    /// A field that an update changes, as it is sent and as it is read.
    change: (&'static str, &'static str),
}

const fn trip(
    family: &'static str,
    members: (&'static str, &'static str),
    fields: fn() -> Value,
    change: (&'static str, &'static str),
) -> Trip {
    Trip {
        family,
        place: "fields",
        key: ("id", "id"),
        members,
        owner: || json!({}),
        fields,
        change,
    }
}

const fn old(
    family: &'static str,
    fields: fn() -> Value,
    change: (&'static str, &'static str),
) -> Trip {
    Trip {
        key: ("id", "ID"),
        ..trip(family, ("", ""), fields, change)
    }
}

const fn list_of(
    family: &'static str,
    key: (&'static str, &'static str),
    owner: fn() -> Value,
    fields: fn() -> Value,
) -> Trip {
    Trip {
        family,
        place: "FIELDS",
        key,
        members: ("", ""),
        owner,
        fields,
        change: ("NAME", "Другое"),
    }
}

const TRIPS: &[Trip] = &[
    trip(
        "catalog.measure",
        ("measure", "measures"),
        || json!({ "code": 778, "measureTitle": "Упаковка" }),
        ("measureTitle", "Упаковки"),
    ),
    trip(
        "catalog.price",
        ("price", "prices"),
        || json!({ "catalogGroupId": 1, "currency": "RUB", "price": "12200.50", "productId": 5 }),
        ("currency", "USD"),
    ),
    trip(
        "catalog.priceType",
        ("priceType", "priceTypes"),
        || json!({ "name": "Опт" }),
        ("name", "Розница"),
    ),
    trip(
        "catalog.priceTypeLang",
        ("priceTypeLang", "priceTypeLangs"),
        || json!({ "catalogGroupId": 1, "lang": "en", "name": "Base" }),
        ("name", "Basic"),
    ),
    trip(
        "catalog.product.service",
        ("service", "services"),
        || json!({ "iblockId": 14, "name": "Доставка" }),
        ("name", "Монтаж"),
    ),
    trip(
        "catalog.product.offer",
        ("offer", "offers"),
        || json!({ "iblockId": 16, "name": "Насос, синий" }),
        ("name", "Насос, белый"),
    ),
    trip(
        "catalog.product.sku",
        ("sku", "units"),
        || json!({ "iblockId": 14, "name": "Насос с вариантами" }),
        ("code", "pump"),
    ),
    trip(
        "catalog.productProperty",
        ("productProperty", "productProperties"),
        || json!({ "iblockId": 14, "name": "Цвет", "propertyType": "L" }),
        ("name", "Оттенок"),
    ),
    trip(
        "catalog.productPropertyEnum",
        ("productPropertyEnum", "productPropertyEnums"),
        || json!({ "propertyId": 3, "value": "Синий", "xmlId": "blue" }),
        ("value", "Белый"),
    ),
    trip(
        "catalog.roundingRule",
        ("roundingRule", "roundingRules"),
        || json!({ "catalogGroupId": 1, "price": 100, "roundPrecision": "0.1", "roundType": 1 }),
        ("roundType", "2"),
    ),
    trip(
        "catalog.section",
        ("section", "sections"),
        || json!({ "iblockId": 14, "name": "Насосы" }),
        ("name", "Трубы"),
    ),
    trip(
        "catalog.store",
        ("store", "stores"),
        || json!({ "address": "ул. Ленина, 1", "title": "Дальний" }),
        ("title", "Ближний"),
    ),
    trip(
        "catalog.vat",
        ("vat", "vats"),
        || json!({ "name": "НДС 7%", "rate": 7 }),
        ("name", "НДС 5%"),
    ),
    trip(
        "sale.payment",
        ("payment", "payments"),
        || json!({ "orderId": 1, "paySystemId": 1 }),
        ("comments", "Аванс"),
    ),
    trip(
        "sale.paymentitembasket",
        ("paymentItemBasket", "paymentItemsBasket"),
        || json!({ "basketId": 1, "paymentId": 1, "quantity": 2 }),
        ("xmlId", "row-1"),
    ),
    trip(
        "sale.paymentItemShipment",
        ("paymentItemShipment", "paymentItemsShipment"),
        || json!({ "shipmentId": 1, "paymentId": 1 }),
        ("xmlId", "row-2"),
    ),
    trip(
        "documentgenerator.role",
        ("role", "roles"),
        || json!({ "name": "Юристы" }),
        ("name", "Бухгалтеры"),
    ),
    trip(
        "crm.type",
        ("type", "types"),
        || json!({ "title": "Закупка" }),
        ("title", "Закупки"),
    ),
    Trip {
        place: "field",
        owner: || json!({ "moduleId": "crm" }),
        ..trip(
            "userfieldconfig",
            ("field", "fields"),
            || json!({ "entityId": "CRM_2", "fieldName": "UF_CRM_2_X", "userTypeId": "string" }),
            ("xmlId", "x"),
        )
    },
    old(
        "crm.vat",
        || json!({ "NAME": "НДС 7%", "RATE": 7 }),
        ("NAME", "НДС 5%"),
    ),
    old(
        "crm.activity",
        || {
            json!({ "OWNER_ID": 4512, "OWNER_TYPE_ID": 2, "TYPE_ID": 2, "SUBJECT": "Звонок",
                    "RESPONSIBLE_ID": 1, "COMMUNICATIONS": [{ "VALUE": "+79990000000" }] })
        },
        ("SUBJECT", "Второй звонок"),
    ),
    Trip {
        key: ("id", "CURRENCY"),
        ..old(
            "crm.currency",
            || json!({ "CURRENCY": "CNY", "AMOUNT_CNT": 1, "AMOUNT": "11.5" }),
            ("SORT", "50"),
        )
    },
    list_of(
        "lists",
        ("IBLOCK_ID", "ID"),
        || json!({ "IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "orders" }),
        || json!({ "NAME": "Заявки" }),
    ),
    list_of(
        "lists.element",
        ("ELEMENT_ID", "ID"),
        || json!({ "IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "kept" }),
        || json!({ "NAME": "Заявка", "PROPERTY_9": "5" }),
    ),
    list_of(
        "lists.section",
        ("SECTION_ID", "ID"),
        || json!({ "IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "kept" }),
        || json!({ "NAME": "Раздел" }),
    ),
];

fn with(parts: &[Value]) -> Value {
    let mut all = Map::new();
    for part in parts {
        all.extend(part.as_object().unwrap().clone());
    }
    Value::Object(all)
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

impl Trip {
    fn name(&self, verb: &str) -> String {
        format!("{}.{verb}", self.family)
    }

    fn fields_in(&self, fields: Value) -> Value {
        if self.place.is_empty() {
            fields
        } else {
            json!({ self.place: fields })
        }
    }

    fn one<'a>(&self, result: &'a Value) -> &'a Value {
        match self.members.0 {
            "" => result,
            member => &result[member],
        }
    }

    fn many<'a>(&self, result: &'a Value) -> &'a Vec<Value> {
        let list = match self.members.1 {
            "" => result,
            member => &result[member],
        };
        list.as_array()
            .unwrap_or_else(|| panic!("{}: {result}", self.family))
    }

    /// The records with this id.
    async fn found(&self, sandbox: &Sandbox, id: &Value) -> Vec<Value> {
        let (method, condition) = if self.family.starts_with("lists") {
            (self.name("get"), json!({ self.key.0: id }))
        } else {
            let mut condition = json!({ "filter": { self.key.1: id } });
            if self.family.starts_with("catalog.product.") {
                condition["filter"]["iblockId"] = json!([14, 16]);
                condition["select"] = json!(["id", "iblockId", "*"]);
            }
            (self.name("list"), condition)
        };
        let result = done(sandbox, &method, with(&[(self.owner)(), condition])).await;
        self.many(&result).clone()
    }

    async fn go(&self, sandbox: &Sandbox) {
        let (key, field) = self.key;
        let fields = self.fields_in((self.fields)());
        let added = done(sandbox, &self.name("add"), with(&[(self.owner)(), fields])).await;
        let id = match added.as_object() {
            Some(_) => self.one(&added)[field].clone(),
            None => added,
        };
        let found = self.found(sandbox, &id).await;
        assert_eq!(found.len(), 1, "{} lists its new record", self.family);
        assert_eq!(text(&found[0][field]), text(&id), "{}", self.family);
        let named = with(&[(self.owner)(), json!({ key: id })]);
        let (name, value) = self.change;
        let change = with(&[named.clone(), self.fields_in(json!({ name: value }))]);
        done(sandbox, &self.name("update"), change).await;
        let found = self.found(sandbox, &id).await;
        assert_eq!(
            text(&found[0][name]),
            value,
            "{} keeps a change",
            self.family
        );
        if !self.family.starts_with("lists") {
            let read = done(sandbox, &self.name("get"), named.clone()).await;
            assert_eq!(
                text(&self.one(&read)[name]),
                value,
                "{} reads it",
                self.family
            );
        }
        done(sandbox, &self.name("delete"), named.clone()).await;
        assert_eq!(
            self.found(sandbox, &id).await,
            Vec::<Value>::new(),
            "{}",
            self.family
        );
        let again = app_call(sandbox, &self.name("delete"), named).await;
        assert_eq!(again.status, 400, "{} deletes once", self.family);
    }
}

#[tokio::test]
async fn every_family_of_records_goes_round() {
    let sandbox = office().await;
    let kept = json!({ "IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "kept",
                       "FIELDS": { "NAME": "Реестр" } });
    done(&sandbox, "lists.add", kept).await;
    for trip in TRIPS {
        trip.go(&sandbox).await;
    }
}

#[tokio::test]
async fn a_list_comes_in_pages_of_fifty_with_a_total() {
    let sandbox = office().await;
    for number in 0..60 {
        let fields = json!({ "iblockId": 14, "name": format!("Товар {number:02}") });
        done(&sandbox, "catalog.product.add", json!({ "fields": fields })).await;
    }
    let order = json!({ "order": { "name": "desc" }, "select": ["id", "iblockId", "name"],
                        "filter": { "iblockId": 14 } });
    let first = app_call(&sandbox, "catalog.product.list", order.clone())
        .await
        .json();
    assert_eq!((&first["total"], &first["next"]), (&json!(60), &json!(50)));
    assert_eq!(first["result"]["products"][0]["name"], "Товар 59");
    assert_eq!(first["result"]["products"][0].as_object().unwrap().len(), 3);
    let mut second = order;
    second["start"] = json!(50);
    let second = app_call(&sandbox, "catalog.product.list", second)
        .await
        .json();
    assert_eq!(second["result"]["products"].as_array().unwrap().len(), 10);
    assert_eq!(second.get("next"), None);
}

#[tokio::test]
async fn required_fields_and_unknown_records_are_refused_as_their_generation_does() {
    let sandbox = office().await;
    let cases = [
        ("catalog.vat.add", json!({ "fields": { "name": "x" } }), "0"),
        ("catalog.vat.get", json!({ "id": 999 }), "0"),
        ("catalog.vat.get", json!({}), "100"),
        (
            "catalog.product.list",
            json!({ "filter": { "iblockId": 14 } }),
            "0",
        ),
        (
            "catalog.product.list",
            json!({ "select": ["id", "iblockId"] }),
            "0",
        ),
        ("crm.type.get", json!({ "id": 999 }), "NOT_FOUND"),
        ("crm.type.add", json!({ "fields": {} }), "100"),
        ("crm.vat.add", json!({ "fields": {} }), ""),
        (
            "lists.add",
            json!({ "IBLOCK_TYPE_ID": "lists" }),
            "ERROR_REQUIRED_PARAMETERS_MISSING",
        ),
        (
            "crm.activity.badge.get",
            json!({ "code": "x" }),
            "NOT_FOUND",
        ),
        ("sale.payment.get", json!({ "id": 999 }), "200640400001"),
    ];
    for (method, params, code) in cases {
        let found = super::refused(&sandbox, method, params).await;
        assert_eq!(found, (400, code.to_owned()), "{method}");
    }
}
