//! Requisites and their traps, dictionaries.

use docflow_sandbox::CrmAccess;
use serde_json::{Value, json};

use crate::client::post;
use crate::stage::{call, code, refusal, result, sandbox, sandbox_with};

#[tokio::test]
async fn requisites_are_text_and_null() {
    let sandbox = sandbox().await;
    let filter = json!({ "filter": { "ENTITY_TYPE_ID": 4, "ENTITY_ID": 7 } });
    let answer = call(&sandbox, "crm.requisite.list", filter).await.json();
    assert_eq!(answer["total"], 1);
    let row = &answer["result"][0];
    assert_eq!(row["ID"], "60");
    assert_eq!(row["ENTITY_TYPE_ID"], "4");
    assert_eq!(row["RQ_KPP"], "770501001");
    assert_eq!(row["RQ_OGRN"], json!(null));
    assert_eq!(row["DATE_MODIFY"], "");
    let select = json!({ "select": ["ID", "RQ_INN", "NOPE"], "filter": { "ID": "2" } });
    let answer = result(&sandbox, "crm.requisite.list", select).await;
    assert_eq!(answer, json!([{ "ID": "2", "RQ_INN": "7736050003" }]));
}

#[tokio::test]
async fn an_old_list_drops_unknown_and_empty_conditions() {
    let sandbox = sandbox().await;
    let total = async |filter| {
        let answer = call(&sandbox, "crm.requisite.list", json!({ "filter": filter })).await;
        answer.json()["total"].clone()
    };
    assert_eq!(total(json!({ "ENTITY_ID": "" })).await, 3);
    assert_eq!(total(json!({ "ENTITY_IDD": 7 })).await, 3);
    assert_eq!(total(json!({ "@ENTITY_ID": [7, 8] })).await, 2);
    assert_eq!(total(json!({ "ENTITY_ID": 0 })).await, 0);
    let change = json!({ "old_lists_ignore_empty_filters": false });
    sandbox
        .switch(docflow_sandbox::Side::Portal, &change)
        .unwrap();
    assert_eq!(total(json!({ "ENTITY_ID": "" })).await, 0);
}

#[tokio::test]
async fn a_link_mixes_numbers_and_text_and_checks_its_owners() {
    let sandbox = sandbox().await;
    let of = json!({ "entityTypeId": 2, "entityId": 4512 });
    assert_eq!(
        result(&sandbox, "crm.requisite.link.get", of).await,
        json!({
            "ENTITY_TYPE_ID": 2, "ENTITY_ID": 4512, "REQUISITE_ID": "60", "BANK_DETAIL_ID": "600",
            "MC_REQUISITE_ID": "2", "MC_BANK_DETAIL_ID": "20",
        })
    );
    let none = json!({ "entityTypeId": 2, "entityId": 4513 });
    let (status, code, text) = refusal(&sandbox, "crm.requisite.link.get", none).await;
    assert_eq!((status, code, text.as_str()), (400, json!(""), "Not found"));
    let register = |requisite: i64, own: i64| {
        json!({ "fields": {
            "ENTITY_TYPE_ID": 2, "ENTITY_ID": 4512, "REQUISITE_ID": requisite, "BANK_DETAIL_ID": 0,
            "MC_REQUISITE_ID": own, "MC_BANK_DETAIL_ID": 0,
        }})
    };
    let refused = refusal(&sandbox, "crm.requisite.link.register", register(61, 2)).await;
    assert_eq!(
        refused.2,
        "The Requisite with ID '61' is not assigned to Company with ID '7'"
    );
    let refused = refusal(&sandbox, "crm.requisite.link.register", register(60, 61)).await;
    assert!(refused.2.contains("your company"), "{}", refused.2);
    let done = result(&sandbox, "crm.requisite.link.register", register(60, 2)).await;
    assert_eq!(done, true);
    let links = &sandbox.state()["portal"]["links"];
    assert_eq!(links[0]["BANK_DETAIL_ID"], "0");
}

#[tokio::test]
async fn a_requisite_by_id_is_there_or_is_not_found() {
    let sandbox = sandbox().await;
    let row = result(&sandbox, "crm.requisite.get", json!({ "ID": 60 })).await;
    assert_eq!(row["RQ_INN"], "7707083893");
    let refused = refusal(&sandbox, "crm.requisite.get", json!({ "id": 5 })).await;
    assert_eq!(refused.2, "The Requisite with ID '5' is not found");
}

#[tokio::test]
async fn presets_stages_and_funnels_have_their_standard_ones() {
    let sandbox = sandbox().await;
    let presets = result(&sandbox, "crm.requisite.preset.list", json!({})).await;
    assert_eq!(
        presets[0]["XML_ID"],
        "#CRM_REQUISITE_PRESET_DEF_RU_COMPANY#"
    );
    let filter = json!({ "filter": { "ENTITY_ID": "DEAL_STAGE" }, "order": { "SORT": "ASC" } });
    let stages = result(&sandbox, "crm.status.list", filter).await;
    assert_eq!(stages[0]["STATUS_ID"], "NEW");
    assert_eq!(stages[0]["SORT"], "10");
    assert_eq!(stages[5]["SEMANTICS"], "S");
    let funnels = result(&sandbox, "crm.category.list", json!({ "entityTypeId": 2 })).await;
    assert_eq!(funnels["categories"][0]["isDefault"], "Y");
    assert_eq!(funnels["categories"][0]["id"], 0);
}

#[tokio::test]
async fn a_refusal_of_requisites_has_the_code_of_its_method() {
    let mut world = crate::stage::world();
    world.portal.users[1].crm = CrmAccess::None;
    let sandbox = sandbox_with(world).await;
    let refused = async |method: &str| {
        let url = format!("{}/rest/2/seller/{method}", sandbox.portal_url());
        let params = json!({ "id": 60, "entityTypeId": 2, "entityId": 4512 });
        code(&post(&url, &params).await.unwrap())
    };
    let denied = |code: Value| (400, code, "Access denied.".to_owned());
    for list in [
        "crm.requisite.list",
        "crm.requisite.link.list",
        "crm.address.list",
    ] {
        assert_eq!(refused(list).await, denied(json!(0)), "{list}");
    }
    for other in [
        "crm.requisite.get",
        "crm.requisite.delete",
        "crm.requisite.bankdetail.list",
        "crm.requisite.link.get",
    ] {
        assert_eq!(refused(other).await, denied(json!("")), "{other}");
    }
}

#[tokio::test]
async fn a_link_is_asked_for_by_type_and_id() {
    let sandbox = sandbox().await;
    for (params, missing) in [
        (json!({ "entityId": 4512 }), "entityTypeId"),
        (json!({ "entityTypeId": 2 }), "entityId"),
    ] {
        let refused = refusal(&sandbox, "crm.requisite.link.get", params).await;
        assert_eq!((refused.0, refused.1), (400, json!("")));
        assert_eq!(refused.2, format!("{missing} is not defined or invalid"));
    }
}
