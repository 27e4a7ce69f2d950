//! Leads, deals, contacts, companies, estimates, and what hangs on them.

use super::*;

async fn added(sandbox: &docflow_sandbox::Sandbox, method: &str, fields: Value) -> i64 {
    let id = result(sandbox, method, json!({ "fields": fields })).await;
    id.as_i64()
        .unwrap_or_else(|| panic!("{method} answered {id}"))
}

#[tokio::test]
async fn every_thing_is_added_read_changed_and_deleted_in_the_official_shape() {
    let sandbox = sandbox().await;
    for (name, state, more) in [
        (
            "lead",
            "leads",
            json!({ "TITLE": "Заявка", "PHONE": [{ "VALUE": "+7495" }] }),
        ),
        (
            "deal",
            "deals",
            json!({ "TITLE": "Сделка", "COMPANY_ID": 7 }),
        ),
        (
            "contact",
            "contacts",
            json!({ "NAME": "Анна", "EMAIL": [{ "VALUE": "a@b.ru", "VALUE_TYPE": "HOME" }] }),
        ),
        (
            "company",
            "companies",
            json!({ "TITLE": "ООО «Лютик»", "COMPANY_TYPE": "CUSTOMER" }),
        ),
        (
            "quote",
            "quotes",
            json!({ "TITLE": "Предложение", "COMPANY_ID": 7, "OPPORTUNITY": "10.5" }),
        ),
    ] {
        let method = |action: &str| format!("crm.{name}.{action}");
        let id = added(&sandbox, &method("add"), more).await;
        let row = result(&sandbox, &method("get"), json!({ "id": id })).await;
        assert_shape(&method("get"), &row);
        assert_eq!(row["ID"], id.to_string());
        let change = json!({ "id": id, "fields": { "COMMENTS": "проверено" } });
        sandbox.clock().advance(5_000);
        assert_eq!(result(&sandbox, &method("update"), change).await, true);
        let of = json!({ "filter": { "ID": id }, "select": ["*", "UF_*"] });
        let list = result(&sandbox, &method("list"), of).await;
        assert_eq!(list[0]["COMMENTS"], "проверено");
        assert_ne!(list[0]["DATE_MODIFY"], list[0]["DATE_CREATE"]);
        let of = json!({ "id": id });
        let kept = || {
            sandbox.state()["portal"][state]
                .get(id.to_string())
                .cloned()
        };
        assert!(kept().is_some(), "{state} {id}");
        assert_eq!(result(&sandbox, &method("delete"), of.clone()).await, true);
        assert_eq!(kept(), None, "{state} {id}");
        refusal(&sandbox, &method("get"), of).await;
    }
}

#[tokio::test]
async fn deals_and_companies_have_no_member_that_their_pages_do_not_have() {
    let sandbox = sandbox().await;
    let deal = result(&sandbox, "crm.deal.get", json!({ "id": 4512 })).await;
    assert_exact_shape("crm.deal.get", &deal);
    let company = result(&sandbox, "crm.company.get", json!({ "id": 7 })).await;
    assert_exact_shape("crm.company.get", &company);
    let contact = result(&sandbox, "crm.contact.get", json!({ "id": 3 })).await;
    assert_shape("crm.contact.get", &contact);
    assert_eq!(contact["PHONE"][0]["VALUE"], "+79990000000");
    assert!(contact.get("WEB").is_none(), "an empty list is left out");
    let list = json!({ "select": ["ID", "PHONE"], "filter": { "PHONE": "+79990000000" } });
    let found = result(&sandbox, "crm.contact.list", list).await;
    assert_eq!(found[0]["PHONE"][0]["TYPE_ID"], "PHONE");
}

#[tokio::test]
async fn phones_are_changed_added_and_taken_away_by_their_id() {
    let sandbox = sandbox().await;
    let contact = result(&sandbox, "crm.contact.get", json!({ "id": 3 })).await;
    let first = contact["PHONE"][0]["ID"].clone();
    let change = json!({ "id": 3, "fields": { "PHONE": [
        { "ID": first, "VALUE": "+7111" }, { "VALUE": "+7222", "VALUE_TYPE": "MOBILE" },
    ]}});
    result(&sandbox, "crm.contact.update", change).await;
    let contact = result(&sandbox, "crm.contact.get", json!({ "id": 3 })).await;
    assert_eq!(contact["PHONE"][0]["VALUE"], "+7111");
    assert_eq!(contact["PHONE"][1]["VALUE_TYPE"], "MOBILE");
    let change = json!({ "id": 3, "fields": { "PHONE": [{ "ID": first, "DELETE": "Y" }] } });
    result(&sandbox, "crm.contact.update", change).await;
    let of = json!({ "entityTypeId": 3, "id": 3 });
    let item = result(&sandbox, "crm.item.get", of).await;
    assert_eq!(item["item"]["phone"], "+7222");
    assert_eq!(item["item"]["fm"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn rows_of_deals_leads_and_estimates_are_set_and_read() {
    let sandbox = sandbox().await;
    let lead = added(&sandbox, "crm.lead.add", json!({ "TITLE": "Заявка" })).await;
    let quote = added(&sandbox, "crm.quote.add", json!({ "TITLE": "Предложение" })).await;
    for (name, id, letter) in [
        ("deal", 4513, "D"),
        ("lead", lead, "L"),
        ("quote", quote, "Q"),
    ] {
        let rows = json!({ "id": id, "rows": [
            { "PRODUCT_NAME": "Насос", "PRICE": "100.50", "QUANTITY": 2, "TAX_RATE": 22, "TAX_INCLUDED": "Y", "MEASURE_NAME": "компл" },
            { "PRODUCT_NAME": "Доставка", "PRICE": 10 },
        ]});
        let method = |action: &str| format!("crm.{name}.{action}");
        assert_eq!(
            result(&sandbox, &method("productrows.set"), rows).await,
            true
        );
        let rows = result(&sandbox, &method("productrows.get"), json!({ "id": id })).await;
        assert_shape(
            &format!(
                "crm.{}.productrows.get",
                if name == "lead" { "lead" } else { name }
            ),
            &rows,
        );
        assert_eq!(rows[0]["OWNER_TYPE"], letter);
        assert_eq!(rows[0]["PRICE_ACCOUNT"], "100.50");
        assert_eq!(rows[0]["MEASURE_NAME"], "компл");
        assert_eq!(rows[1]["TAX_RATE"], json!(null));
        let thing = result(&sandbox, &method("get"), json!({ "id": id })).await;
        assert_eq!(
            thing["OPPORTUNITY"], "211.00",
            "{name} carries the sum of its rows"
        );
        let of = json!({ "filter": { "=ownerType": letter, "=ownerId": id } });
        let same = result(&sandbox, "crm.item.productrow.list", of).await;
        assert_eq!(same["productRows"][0]["price"], 100.5);
    }
    let bad = json!({ "id": 4513, "rows": [{ "PRICE": 1, "DISCOUNT_TYPE_ID": 2 }] });
    let refused = refusal(&sandbox, "crm.deal.productrows.set", bad).await;
    assert_eq!(refused.1, "ERROR_CORE");
    assert!(refused.2.ends_with("is defined<br>"), "{}", refused.2);
    let rows = result(&sandbox, "crm.deal.productrows.get", json!({ "id": 4513 })).await;
    assert_eq!(
        rows.as_array().unwrap().len(),
        2,
        "a refused set changes nothing"
    );
}

#[tokio::test]
async fn contacts_of_a_deal_are_bound_in_their_order_with_one_primary() {
    let sandbox = sandbox().await;
    let second = added(&sandbox, "crm.contact.add", json!({ "NAME": "Анна" })).await;
    let bind = json!({ "id": 4512, "fields": { "CONTACT_ID": second, "SORT": 5 } });
    result(&sandbox, "crm.deal.contact.add", bind).await;
    let of = json!({ "id": 4512 });
    let bound = result(&sandbox, "crm.deal.contact.items.get", of.clone()).await;
    assert_shape("crm.deal.contact.items.get", &bound);
    assert_eq!(bound[0]["CONTACT_ID"], second);
    assert_eq!(
        bound[1]["IS_PRIMARY"], "Y",
        "the old primary contact stays it"
    );
    let set = json!({ "id": 4512, "items": [
        { "CONTACT_ID": 3, "SORT": 20 }, { "CONTACT_ID": second, "SORT": 10, "IS_PRIMARY": "Y" },
    ]});
    result(&sandbox, "crm.deal.contact.items.set", set).await;
    let deal = result(&sandbox, "crm.deal.get", of.clone()).await;
    assert_eq!(deal["CONTACT_ID"], second.to_string());
    let item = json!({ "entityTypeId": 2, "id": 4512 });
    let item = result(&sandbox, "crm.item.get", item).await;
    assert_eq!(item["item"]["contactIds"], json!([second, 3]));
    let gone = json!({ "id": 4512, "fields": { "CONTACT_ID": second } });
    result(&sandbox, "crm.deal.contact.delete", gone).await;
    let bound = result(&sandbox, "crm.deal.contact.items.get", of.clone()).await;
    assert_eq!(bound.as_array().unwrap().len(), 1);
    assert_eq!(bound[0]["IS_PRIMARY"], "Y");
    result(&sandbox, "crm.deal.contact.items.delete", of.clone()).await;
    let deal = result(&sandbox, "crm.deal.get", of).await;
    assert_eq!(deal["CONTACT_ID"], json!(null));
    let all = json!({ "id": 4512, "fields": { "CONTACT_IDS": [second, 3] } });
    result(&sandbox, "crm.deal.update", all).await;
    let deal = result(&sandbox, "crm.deal.get", json!({ "id": 4512 })).await;
    assert_eq!(deal["CONTACT_ID"], second.to_string());
}

#[tokio::test]
async fn a_contact_and_its_companies_know_each_other() {
    let sandbox = sandbox().await;
    let of_company = json!({ "id": 8 });
    let bound = result(
        &sandbox,
        "crm.company.contact.items.get",
        of_company.clone(),
    )
    .await;
    assert_eq!(bound, json!([]));
    let set = json!({ "id": 3, "items": [{ "COMPANY_ID": 7 }, { "COMPANY_ID": 8 }] });
    result(&sandbox, "crm.contact.company.items.set", set).await;
    let bound = result(
        &sandbox,
        "crm.contact.company.items.get",
        json!({ "id": 3 }),
    )
    .await;
    assert_shape("crm.contact.company.items.get", &bound);
    assert_eq!(bound[1]["COMPANY_ID"], 8);
    let bound = result(
        &sandbox,
        "crm.company.contact.items.get",
        of_company.clone(),
    )
    .await;
    assert_eq!(bound[0]["CONTACT_ID"], 3);
    result(&sandbox, "crm.company.contact.items.delete", of_company).await;
    let bound = result(
        &sandbox,
        "crm.contact.company.items.get",
        json!({ "id": 3 }),
    )
    .await;
    assert_eq!(bound.as_array().unwrap().len(), 1);
    let contact = result(&sandbox, "crm.contact.get", json!({ "id": 3 })).await;
    assert_eq!(contact["COMPANY_ID"], "7");
    let own = json!({ "fields": { "TITLE": "ООО «Лютик»", "CONTACT_ID": [3] } });
    let id = result(&sandbox, "crm.company.add", own).await;
    let bound = result(
        &sandbox,
        "crm.contact.company.items.get",
        json!({ "id": 3 }),
    )
    .await;
    assert_eq!(bound[1]["COMPANY_ID"], id);
}

#[tokio::test]
async fn a_card_is_laid_out_for_one_or_for_all() {
    let sandbox = sandbox().await;
    let method = |action: &str| format!("crm.deal.details.configuration.{action}");
    let mine = json!({ "scope": "P" });
    assert_eq!(
        result(&sandbox, &method("get"), mine.clone()).await,
        json!(null)
    );
    let data = official(&method("get"));
    for scope in ["P", "C"] {
        let mut data = data.clone();
        data[0]["title"] = json!("О сделке");
        let set = json!({ "scope": scope, "data": data });
        assert_eq!(result(&sandbox, &method("set"), set).await, true);
    }
    assert_shape(
        &method("get"),
        &result(&sandbox, &method("get"), mine.clone()).await,
    );
    let mut nameless = data;
    nameless[0]["title"] = json!("О сделке");
    nameless[0]["elements"] = json!([{ "optionFlags": 1 }]);
    let refused = refusal(&sandbox, &method("set"), json!({ "data": nameless })).await;
    assert_eq!(
        refused.2,
        "Element at index 0 in section at index 0 does not have name."
    );
    result(&sandbox, &method("forceCommonScopeForAll"), json!({})).await;
    assert_eq!(result(&sandbox, &method("get"), mine).await, json!(null));
    let all = json!({ "scope": "C" });
    assert_eq!(
        result(&sandbox, &method("get"), all.clone()).await[0]["title"],
        "О сделке"
    );
    result(&sandbox, &method("reset"), all.clone()).await;
    assert_eq!(result(&sandbox, &method("get"), all).await, json!(null));
}

#[tokio::test]
async fn a_template_makes_deals_and_goes_only_when_its_own_deal_is_gone() {
    let sandbox = sandbox().await;
    let method = |action: &str| format!("crm.deal.recurring.{action}");
    let fields = json!({ "fields": {
        "DEAL_ID": 4512, "START_DATE": "2026-12-05", "IS_LIMIT": "D", "LIMIT_DATE": "2027-03-05",
        "PARAMS": { "MODE": "multiple", "MULTIPLE_TYPE": "month", "MULTIPLE_INTERVAL": 1 },
    }});
    let id = result(&sandbox, &method("add"), fields.clone()).await;
    let refused = refusal(&sandbox, &method("add"), fields).await;
    assert_eq!(refused.2, "Deal already has recurring settings.");
    let of = json!({ "id": id });
    let row = result(&sandbox, &method("get"), of.clone()).await;
    assert_shape(&method("get"), &row);
    assert_eq!(row["NEXT_EXECUTION"], "2027-01-05T03:00:00+03:00");
    let made = result(&sandbox, &method("expose"), of.clone()).await;
    let deal = result(&sandbox, "crm.deal.get", json!({ "id": made["DEAL_ID"] })).await;
    assert_eq!(deal["TITLE"], "Поставка насосов");
    assert_eq!(deal["OPPORTUNITY"], "122000.30");
    let change = json!({ "id": id, "fields": { "ACTIVE": "N" } });
    result(&sandbox, &method("update"), change).await;
    let list = json!({ "filter": { "BASED_ID": 4512 } });
    let list = result(&sandbox, &method("list"), list).await;
    assert_eq!(
        (&list[0]["ACTIVE"], &list[0]["COUNTER_REPEAT"]),
        (&json!("N"), &json!("1"))
    );
    let refused = refusal(&sandbox, &method("delete"), of.clone()).await;
    assert!(
        refused.2.starts_with("Deleting is impossible."),
        "{}",
        refused.2
    );
    let template = json!({ "id": row["DEAL_ID"] });
    result(&sandbox, "crm.deal.delete", template).await;
    assert_eq!(result(&sandbox, &method("delete"), of.clone()).await, true);
    let refused = refusal(&sandbox, &method("get"), of).await;
    assert_eq!(refused.2, "Recurring deal is not found.");
}

#[tokio::test]
async fn a_file_in_a_field_is_downloaded_by_its_old_address_and_by_the_new_one() {
    let sandbox = sandbox().await;
    let fields = json!({ "id": 4512, "fields": { "UF_CRM_FILES": [
        { "fileData": ["a.txt", "aGVsbG8="] }, { "fileData": ["b.txt", "d29ybGQ="] },
    ]}});
    assert_eq!(result(&sandbox, "crm.deal.update", fields).await, true);
    let deal = result(&sandbox, "crm.deal.get", json!({ "id": 4512 })).await;
    let path = deal["UF_CRM_FILES"][1]["downloadUrl"].as_str().unwrap();
    assert!(path.starts_with("/bitrix/"), "{path}");
    let file = get(&format!("{}{path}", sandbox.portal_url())).await;
    assert_eq!(&file.body[..], b"world");
    let bent = path.replace("ownerId=4512", "ownerId=4513");
    let refused = get(&format!("{}{bent}", sandbox.portal_url())).await;
    assert_eq!(code(&refused).1, "NOT_FOUND");
    let of = json!({ "entityTypeId": 2, "id": 4512, "useOriginalUfNames": "Y" });
    let item = result(&sandbox, "crm.item.get", of.clone()).await;
    let files = &item["item"]["UF_CRM_FILES"];
    let link = files[0]["urlMachine"].as_str().unwrap();
    assert_eq!(&get(link).await.body[..], b"hello");
    let keep = json!({ "entityTypeId": 2, "id": 4512, "useOriginalUfNames": "Y", "fields": {
        "UF_CRM_FILES": [{ "id": files[1]["id"] }, ["c.txt", "IQ=="]],
    }});
    result(&sandbox, "crm.item.update", keep).await;
    let kept = &sandbox.state()["portal"]["deals"]["4512"]["UF_CRM_FILES"];
    assert_eq!(
        (&kept[0]["name"], &kept[1]["name"]),
        (&json!("b.txt"), &json!("c.txt"))
    );
}

#[tokio::test]
async fn a_change_by_the_old_api_is_an_event() {
    let sandbox = sandbox().await;
    let bind = json!({ "event": "ONCRMDEALUPDATE", "event_type": "offline" });
    let answer = crate::stage::app_call(&sandbox, "event.bind", bind).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let change = json!({ "id": 4512, "fields": { "TITLE": "Иначе" } });
    result(&sandbox, "crm.deal.update", change.clone()).await;
    result(&sandbox, "crm.deal.update", change).await;
    let queue = crate::stage::app_call(&sandbox, "event.offline.list", json!({})).await;
    let queue = queue.json();
    assert_eq!(queue["total"], 1, "{queue}");
    assert_eq!(queue["result"][0]["EVENT_DATA"]["FIELDS"]["ID"], "4512");
}
