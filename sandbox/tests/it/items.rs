//! Shapes and behaviour of `crm.item` and product rows.

use serde_json::{Value, json};

use crate::client::post;
use crate::stage::{app_call, call, code, hook, refusal, result, sandbox};

#[tokio::test]
async fn a_deal_is_printed_with_numbers_nulls_and_its_custom_fields() {
    let sandbox = sandbox().await;
    let answer = call(
        &sandbox,
        "crm.item.get",
        json!({
            "entityTypeId": 2, "id": 4512, "useOriginalUfNames": "Y",
        }),
    )
    .await;
    assert_eq!(answer.content_type, "application/json; charset=utf-8");
    assert!(answer.text().is_ascii(), "letters are escaped");
    let body = answer.json();
    let item = &body["result"]["item"];
    assert_eq!(item["id"], 4512);
    assert_eq!(item["companyId"], 7);
    assert_eq!(item["contactIds"], json!([3]));
    assert_eq!(item["stageId"], "NEW");
    assert_eq!(item["stageSemanticId"], "P");
    assert_eq!(item["quoteId"], json!(null));
    assert_eq!(item["observers"], json!([]));
    assert_eq!(item["UF_CRM_1747309879"], "100.50|RUB");
    assert_eq!(item["UF_CRM_FILES"], json!([]));
    assert_eq!(item["entityTypeId"], 2);
    assert!(
        answer.text().contains(r#""opportunity":122000.3,"#),
        "{}",
        answer.text()
    );
    let time = &body["time"];
    assert_eq!(time["date_start"], "2026-11-24T10:00:00+03:00");
    assert_eq!(time["operating"], 0);
    assert!(time["operating_reset_at"].is_i64());
}

#[tokio::test]
async fn custom_fields_have_irregular_names_unless_the_original_ones_are_asked_for() {
    let sandbox = sandbox().await;
    let answer = result(
        &sandbox,
        "crm.item.get",
        json!({ "entityTypeId": 2, "id": 4512 }),
    )
    .await;
    let item = &answer["item"];
    assert_eq!(item["ufCrm_1747309879"], "100.50|RUB");
    assert!(item.get("ufCrmContractDate").is_some());
    assert!(item.get("UF_CRM_CONTRACT_DATE").is_none());
}

#[tokio::test]
async fn an_update_ignores_unknown_fields_and_answers_the_whole_item() {
    let sandbox = sandbox().await;
    let params = json!({
        "entityTypeId": 2, "id": 4512, "useOriginalUfNames": "Y",
        "fields": {
            "UF_CRM_CONTRACT": "15/26", "UF_CRM_CONTRACT_DATE": "2026-11-24",
            "UF_CRM_CONTRAKT": "typo", "TITLE": "wrong case", "id": 1,
        },
    });
    let answer = result(&sandbox, "crm.item.update", params).await;
    assert_eq!(answer["item"]["UF_CRM_CONTRACT"], "15/26");
    assert_eq!(
        answer["item"]["UF_CRM_CONTRACT_DATE"],
        "2026-11-24T03:00:00+03:00"
    );
    let deal = &sandbox.state()["portal"]["deals"]["4512"];
    assert_eq!(deal["title"], "Поставка насосов");
    assert!(deal.get("UF_CRM_CONTRAKT").is_none());
}

#[tokio::test]
async fn a_stage_has_to_exist() {
    let sandbox = sandbox().await;
    let update =
        |stage: &str| json!({ "entityTypeId": 2, "id": 4512, "fields": { "stageId": stage } });
    let (status, code, _) = refusal(&sandbox, "crm.item.update", update("NOWHERE")).await;
    assert_eq!(
        (status, code),
        (400, json!("CRM_FIELD_ERROR_VALUE_NOT_VALID"))
    );
    let answer = result(&sandbox, "crm.item.update", update("WON")).await;
    assert_eq!(answer["item"]["closed"], "Y");
    assert_eq!(answer["item"]["stageSemanticId"], "S");
}

#[tokio::test]
async fn a_file_field_takes_pairs_keeps_ids_and_gives_signed_links() {
    let sandbox = sandbox().await;
    let update =
        |files: Value| json!({ "entityTypeId": 2, "id": 4512, "fields": { "ufCrmFiles": files } });
    let answer = result(
        &sandbox,
        "crm.item.update",
        update(json!([["a.pdf", "aGVsbG8="]])),
    )
    .await;
    let file = answer["item"]["ufCrmFiles"][0].clone();
    let link = file["urlMachine"].as_str().unwrap();
    assert_eq!(&crate::client::get(link).await.body[..], b"hello");

    let more = json!([{ "id": file["id"] }, ["b.pdf", "aGVsbG8="]]);
    let answer = result(&sandbox, "crm.item.update", update(more)).await;
    assert_eq!(answer["item"]["ufCrmFiles"].as_array().unwrap().len(), 2);
    let state = sandbox.state();
    let files = &state["portal"]["deals"]["4512"]["UF_CRM_FILES"];
    assert_eq!(files[0]["name"], "a.pdf");
    let hash = files[0]["sha256"].as_str().unwrap();
    assert_eq!(sandbox.file(hash).unwrap(), "hello");

    result(
        &sandbox,
        "crm.item.update",
        update(json!([["only.pdf", "aGVsbG8="]])),
    )
    .await;
    let state = sandbox.state();
    assert_eq!(
        state["portal"]["deals"]["4512"]["UF_CRM_FILES"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_list_filters_selects_and_pages() {
    let sandbox = sandbox().await;
    let add = |title: String| json!({ "entityTypeId": 2, "fields": { "title": title } });
    for number in 0..120 {
        sandbox.clock().advance(1000);
        result(&sandbox, "crm.item.add", add(format!("Сделка {number}"))).await;
    }
    let list = |start: i64| {
        json!({ "entityTypeId": 2, "select": ["id", "title"], "filter": { ">id": 4513 },
            "order": { "id": "DESC" }, "start": start })
    };
    let answer = call(&sandbox, "crm.item.list", list(0)).await.json();
    assert_eq!(answer["total"], 120);
    assert_eq!(answer["next"], 50);
    let items = answer["result"]["items"].as_array().unwrap();
    assert_eq!(items.len(), 50);
    assert_eq!(items[0], json!({ "id": 4633, "title": "Сделка 119" }));
    let answer = call(&sandbox, "crm.item.list", list(100)).await.json();
    assert_eq!(answer["result"]["items"].as_array().unwrap().len(), 20);
    assert!(answer.get("next").is_none());
    let answer = call(&sandbox, "crm.item.list", list(-1)).await.json();
    assert_eq!(answer["result"]["items"].as_array().unwrap().len(), 50);
    assert!(answer.get("total").is_none() && answer.get("next").is_none());
}

#[tokio::test]
async fn a_filter_names_known_fields_and_nests() {
    let sandbox = sandbox().await;
    let list = |filter| json!({ "entityTypeId": 2, "select": ["id"], "filter": filter });
    let (status, code, text) =
        refusal(&sandbox, "crm.item.list", list(json!({ "FIELD": 1 }))).await;
    assert_eq!((status, code), (400, json!("INVALID_ARG_VALUE")));
    assert_eq!(
        text,
        "Invalid filter: field 'FIELD' is not allowed in filter"
    );
    let any = json!({ "0": { "logic": "OR", "0": { "companyId": 7 }, "1": { "%title": "част" } } });
    let answer = result(&sandbox, "crm.item.list", list(any)).await;
    assert_eq!(answer["items"], json!([{ "id": 4512 }, { "id": 4513 }]));
    let own = json!({ "entityTypeId": 4, "select": ["id"], "filter": { "isMyCompany": "Y" } });
    let answer = result(&sandbox, "crm.item.list", own).await;
    assert_eq!(answer["items"], json!([{ "id": 9 }]));
    let flag = |value| json!({ "entityTypeId": 2, "filter": { "ufCrmSigned": value } });
    let fields = json!({ "entityTypeId": 2, "id": 4512, "fields": { "ufCrmSigned": "Y" } });
    result(&sandbox, "crm.item.update", fields).await;
    let found = result(&sandbox, "crm.item.list", flag(json!(1))).await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let found = result(&sandbox, "crm.item.list", flag(json!("Y"))).await;
    assert_eq!(found["items"], json!([]));
}

#[tokio::test]
async fn what_is_missing_or_ill_typed_is_refused_as_by_the_portal() {
    let sandbox = sandbox().await;
    let get = |params| refusal(&sandbox, "crm.item.get", params);
    assert_eq!(
        get(json!({ "entityTypeId": 2, "id": 1 })).await.1,
        "NOT_FOUND"
    );
    assert_eq!(
        get(json!({ "entityTypeId": 777, "id": 1 })).await.1,
        "NOT_FOUND"
    );
    let (status, code, text) = get(json!({ "entityTypeId": 2 })).await;
    assert_eq!((status, code), (400, json!("100")));
    assert_eq!(text, "Could not find value for parameter {id}");
    assert_eq!(get(json!({ "ENTITYTYPEID": 2, "id": 1 })).await.1, "100");
    let (status, code, _) = refusal(&sandbox, "crm.deal.fly", json!({})).await;
    assert_eq!((status, code), (404, json!("ERROR_METHOD_NOT_FOUND")));
}

#[tokio::test]
async fn rows_have_their_four_prices_and_need_both_owner_keys() {
    let sandbox = sandbox().await;
    let filter = json!({ "filter": { "=ownerType": "D", "=ownerId": 4512 } });
    let answer = call(&sandbox, "crm.item.productrow.list", filter).await;
    let body = answer.json();
    assert_eq!(body["total"], 2);
    let rows = &body["result"]["productRows"];
    assert_eq!(rows[0]["price"], 12200);
    assert_eq!(rows[0]["priceExclusive"], 10000);
    assert_eq!(rows[0]["taxRate"], 22);
    assert_eq!(rows[1]["taxRate"], json!(null));
    assert!(answer.text().contains(r#""price":0.1,"#));
    let unkeyed = json!({ "filter": { "ownerType": "D", "ownerId": 4512 } });
    assert_eq!(
        refusal(&sandbox, "crm.item.productrow.list", unkeyed)
            .await
            .0,
        400
    );
    let other = json!({ "filter": { "=ownerType": "D", "=ownerId": 1 } });
    assert_eq!(
        refusal(&sandbox, "crm.item.productrow.list", other).await.1,
        "OWNER_NOT_FOUND"
    );
}

#[tokio::test]
async fn setting_rows_replaces_all_of_them_and_moves_the_amount() {
    let sandbox = sandbox().await;
    let rows = json!({ "ownerType": "D", "ownerId": 4512, "productRows": [
        { "productName": "Труба", "price": 99999.99, "quantity": 2, "taxRate": 22,
          "taxIncluded": "Y" },
    ]});
    let answer = result(&sandbox, "crm.item.productrow.set", rows).await;
    assert_eq!(answer["productRows"].as_array().unwrap().len(), 1);
    let state = sandbox.state();
    assert_eq!(state["portal"]["rows"]["D4512"][0]["price"], "99999.99");
    assert_eq!(state["portal"]["deals"]["4512"]["opportunity"], "199999.98");
}

#[tokio::test]
async fn forms_and_queries_are_read_with_brackets() {
    let sandbox = sandbox().await;
    let form = "entityTypeId=2&id=4512&useOriginalUfNames=Y&fields%5BUF_CRM_CONTRACT%5D=15%2F26";
    let url = hook(&sandbox, "crm.item.update.json");
    let kind = "application/x-www-form-urlencoded";
    let answer = crate::client::send(http::Method::POST, &url, kind, form)
        .await
        .unwrap();
    assert_eq!(answer.json()["result"]["item"]["UF_CRM_CONTRACT"], "15/26");
    let query = format!("{}?entityTypeId=2&id=4512", hook(&sandbox, "crm.item.get"));
    assert_eq!(
        crate::client::get(&query).await.json()["result"]["item"]["id"],
        4512
    );
}

#[tokio::test]
async fn a_json_body_without_its_content_type_is_lost() {
    let sandbox = sandbox().await;
    let url = hook(&sandbox, "crm.item.get");
    let body = json!({ "entityTypeId": 2, "id": 4512 }).to_string();
    let answer = crate::client::send(http::Method::POST, &url, "text/plain", body)
        .await
        .unwrap();
    assert_eq!(answer.json()["error"], "100");
    assert_eq!(
        post(&url, &json!({ "entityTypeId": 2, "id": 4512 }))
            .await
            .unwrap()
            .status,
        200
    );
}

#[tokio::test]
async fn people_see_the_deals_that_they_may_see() {
    let sandbox = sandbox().await;
    let url = format!("{}/rest/2/seller/crm.item.get", sandbox.portal_url());
    let of = |id: i64| json!({ "entityTypeId": 2, "id": id });
    assert_eq!(post(&url, &of(4513)).await.unwrap().status, 200);
    let refused = code(&post(&url, &of(4512)).await.unwrap());
    assert_eq!((refused.0, refused.1), (400, json!("ACCESS_DENIED")));
    let url = format!("{}/rest/2/seller/crm.item.list", sandbox.portal_url());
    let answer = post(&url, &json!({ "entityTypeId": 2 }))
        .await
        .unwrap()
        .json();
    assert_eq!(answer["total"], 1);
    assert_eq!(
        app_call(&sandbox, "crm.item.get", of(4512)).await.status,
        200
    );
}

#[tokio::test]
async fn a_walk_by_id_without_counting_meets_every_item_once() {
    let mut world = crate::stage::world();
    let deals = (5000..5130).map(|id| docflow_sandbox::Deal::new(id, "Сделка"));
    world.portal.deals.extend(deals);
    let sandbox = crate::stage::sandbox_with(world).await;
    let (mut last, mut met) = (4999, Vec::<i64>::new());
    loop {
        let page = json!({ "entityTypeId": 2, "select": ["id"], "start": -1,
            "filter": { ">id": last, "<=id": 5129 }, "order": { "id": "ASC" } });
        let answer = result(&sandbox, "crm.item.list", page).await;
        let ids = answer["items"].as_array().unwrap().iter();
        let ids: Vec<i64> = ids.map(|item| item["id"].as_i64().unwrap()).collect();
        met.extend(&ids);
        if ids.len() < 50 {
            break;
        }
        last = *ids.last().unwrap();
    }
    assert_eq!(met, (5000..5130).collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_list_takes_the_order_by_id_in_capitals_as_widely_used_clients_send_it() {
    let sandbox = sandbox().await;
    let ids = async |order: Value| {
        let params = json!({ "entityTypeId": 2, "select": ["id"], "order": order });
        let answer = result(&sandbox, "crm.item.list", params).await;
        let items = answer["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["id"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(json!({ "ID": "ASC" })).await, [4512, 4513]);
    assert_eq!(ids(json!({ "ID": "DESC" })).await, [4513, 4512]);
    let other = json!({ "entityTypeId": 2, "order": { "TITLE": "ASC" } });
    assert_eq!(
        refusal(&sandbox, "crm.item.list", other).await.1,
        "INVALID_ARG_VALUE"
    );
}

#[tokio::test]
async fn what_is_added_without_a_title_is_called_by_its_number() {
    let sandbox = sandbox().await;
    for (entity, word) in [(1, "Lead"), (2, "Deal"), (4, "Company"), (7, "Estimate")] {
        let add = json!({ "entityTypeId": entity, "fields": { "opened": "Y", "title": "" } });
        let item = result(&sandbox, "crm.item.add", add).await["item"].clone();
        assert_eq!(item["title"], format!("{word} #{}", item["id"]));
    }
    let id = result(
        &sandbox,
        "crm.deal.add",
        json!({ "fields": { "OPENED": "Y" } }),
    )
    .await;
    let deal = result(&sandbox, "crm.deal.get", json!({ "id": id })).await;
    assert_eq!(deal["TITLE"], format!("Deal #{id}"));
}

#[tokio::test]
async fn a_list_refuses_directions_and_values_that_it_cannot_read() {
    let sandbox = sandbox().await;
    for (params, words) in [
        (
            json!({ "entityTypeId": 2, "order": { "id": "up" } }),
            "allowed sort directions are `ASC, DESC`",
        ),
        (
            json!({ "entityTypeId": 2, "filter": { "companyId": "Ромашка" } }),
            "field 'companyId' has invalid value",
        ),
    ] {
        let refused = refusal(&sandbox, "crm.item.list", params).await;
        assert_eq!((refused.0, refused.1), (400, json!("INVALID_ARG_VALUE")));
        assert!(refused.2.contains(words), "{}", refused.2);
    }
    let empty = json!({ "entityTypeId": 2, "filter": { "companyId": "" } });
    assert_eq!(call(&sandbox, "crm.item.list", empty).await.status, 200);
}

#[tokio::test]
async fn a_field_of_several_values_takes_a_list_and_nothing_else() {
    let sandbox = sandbox().await;
    let write = |name: &str, value: Value| json!({ "entityTypeId": 2, "id": 4512, "useOriginalUfNames": "Y", "fields": { name: value } });
    for (name, value, kind) in [
        ("UF_CRM_FILES", json!("a"), "string"),
        ("contactIds", json!(3), "integer"),
    ] {
        let refused = refusal(&sandbox, "crm.item.update", write(name, value)).await;
        let words = format!("Expected iterable value for multiple field, but got `{kind}` instead");
        assert_eq!(refused, (400, json!("100"), words));
    }
    result(&sandbox, "crm.item.update", write("contactIds", json!([3]))).await;
    result(
        &sandbox,
        "crm.item.update",
        write("UF_CRM_FILES", json!("")),
    )
    .await;
}

#[tokio::test]
async fn a_deal_is_added_in_a_stage_and_a_currency_that_exist() {
    let sandbox = sandbox().await;
    let add = |name: &str, value: &str| json!({ "entityTypeId": 2, "fields": { name: value } });
    for (name, value) in [("stageId", "NOWHERE"), ("currencyId", "ZZZ")] {
        let refused = refusal(&sandbox, "crm.item.add", add(name, value)).await;
        let wanted = (400, json!("CRM_FIELD_ERROR_VALUE_NOT_VALID"));
        assert_eq!((refused.0, refused.1), wanted, "{name}");
    }
    for (name, value) in [("stageId", "WON"), ("currencyId", "EUR")] {
        let added = result(&sandbox, "crm.item.add", add(name, value)).await;
        assert_eq!(added["item"][name], value);
    }
}
