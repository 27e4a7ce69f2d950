//! Records that others depend on: lists, custom fields, templates, dictionaries, stages.

use docflow_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{done, office, refused};
use crate::stage::{app_call, code};

async fn list(sandbox: &Sandbox, list_code: &str) -> Value {
    let params = json!({ "IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": list_code,
                         "FIELDS": { "NAME": "Заявки" } });
    done(sandbox, "lists.add", params).await
}

#[tokio::test]
async fn a_list_is_found_by_its_code_and_has_to_exist() {
    let sandbox = office().await;
    let id = list(&sandbox, "orders").await;
    let by_code = json!({ "IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "orders" });
    let mut element = by_code.clone();
    element["FIELDS"] = json!({ "NAME": "Первая" });
    done(&sandbox, "lists.element.add", element.clone()).await;
    let by_id = json!({ "IBLOCK_TYPE_ID": "lists", "IBLOCK_ID": id });
    let found = done(&sandbox, "lists.element.get", by_id).await;
    assert_eq!(found[0]["NAME"], "Первая");
    let lists = done(&sandbox, "lists.get", by_code).await;
    assert_eq!(lists[0]["ID"], id.to_string());
    element["IBLOCK_CODE"] = json!("nothing");
    let gone = refused(&sandbox, "lists.element.add", element.clone()).await;
    assert_eq!(gone, (400, "ERROR_IBLOCK_NOT_FOUND".to_owned()));
    element.as_object_mut().unwrap().remove("IBLOCK_CODE");
    let unnamed = refused(&sandbox, "lists.element.add", element).await;
    assert_eq!(unnamed.1, "ERROR_REQUIRED_PARAMETERS_MISSING");
    let twice = json!({ "IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "orders",
                        "FIELDS": { "NAME": "Заявки" } });
    let twice = refused(&sandbox, "lists.add", twice).await;
    assert_eq!(twice.1, "ERROR_IBLOCK_ALREADY_EXISTS");
}

#[tokio::test]
async fn one_field_of_a_list_stands_under_its_type() {
    let sandbox = office().await;
    let id = list(&sandbox, "orders").await;
    let own = json!({ "IBLOCK_TYPE_ID": "lists", "IBLOCK_ID": id });
    let mut add = own.clone();
    add["FIELDS"] = json!({ "NAME": "Состояние", "TYPE": "L", "CODE": "STATE" });
    let field = done(&sandbox, "lists.field.add", add).await;
    let all = done(&sandbox, "lists.field.get", own.clone()).await;
    let name = all.as_object().unwrap().keys().next().unwrap().clone();
    assert!(name.starts_with("PROPERTY_"), "{field}");
    let mut one = own;
    one["FIELD_ID"] = json!(name);
    let one = done(&sandbox, "lists.field.get", one).await;
    assert_eq!(one["L"]["FIELD_ID"], name);
}

#[tokio::test]
async fn a_custom_field_has_a_name_of_its_thing_and_labels_in_each_language() {
    let sandbox = office().await;
    let add = |name: &str| {
        json!({ "moduleId": "crm", "field": { "entityId": "CRM_7", "fieldName": name,
                "userTypeId": "string", "editFormLabel": "Номер" } })
    };
    let made = done(&sandbox, "userfieldconfig.add", add("UF_CRM_7_NUMBER")).await;
    let labels = json!({ "ru": "Номер", "en": "Номер", "de": "Номер" });
    assert_eq!(made["field"]["editFormLabel"], labels);
    let words = async |method: &str, params: Value| {
        let refused = code(&app_call(&sandbox, method, params).await);
        assert_eq!((refused.0, refused.1), (400, json!("")));
        refused.2
    };
    let wrong = words("userfieldconfig.add", add("NUMBER")).await;
    assert_eq!(wrong, "You cannot create custom fields");
    let none = words("userfieldconfig.add", add("")).await;
    assert_eq!(none, "The 'FIELD_NAME' field is not found.");
    let twice = words("userfieldconfig.add", add("UF_CRM_7_NUMBER")).await;
    assert!(twice.ends_with("already exists."), "{twice}");
    let missing = json!({ "moduleId": "crm", "id": 999 });
    let unseen = words("userfieldconfig.get", missing).await;
    assert_eq!(
        unseen,
        "You do not have permission to view user field settings"
    );
    let elsewhere = json!({ "moduleId": "blog" });
    let elsewhere = words("userfieldconfig.list", elsewhere).await;
    assert_eq!(elsewhere, "No settings for UserFieldAccess");
}

#[tokio::test]
async fn a_label_of_the_old_api_is_the_label_of_every_language() {
    let sandbox = office().await;
    let fields = json!({ "FIELD_NAME": "NUMBER", "USER_TYPE_ID": "string", "LABEL": "Номер",
                         "EDIT_FORM_LABEL": { "en": "Number" } });
    let add = json!({ "fields": fields });
    let id = done(&sandbox, "crm.deal.userfield.add", add).await;
    let field = done(&sandbox, "crm.deal.userfield.get", json!({ "id": id })).await;
    let all = json!({ "ru": "Номер", "en": "Номер", "de": "Номер" });
    assert_eq!(field["LIST_COLUMN_LABEL"], all);
    let edited = json!({ "ru": "Номер", "en": "Number", "de": "Номер" });
    assert_eq!(field["EDIT_FORM_LABEL"], edited);
}

#[tokio::test]
async fn templates_of_a_new_portal_have_links() {
    let sandbox = office().await;
    for method in [
        "documentgenerator.template.list",
        "crm.documentgenerator.template.list",
    ] {
        let list = done(&sandbox, method, json!({})).await;
        let templates = list["templates"].as_object().unwrap().clone();
        let first = templates.values().next().unwrap();
        let link = first["download"].as_str().unwrap();
        assert!(link.starts_with(sandbox.portal_url()), "{method}: {link}");
    }
}

#[tokio::test]
async fn dictionaries_of_a_new_portal_are_filled() {
    let sandbox = office().await;
    for (dictionary, member) in [
        ("SOURCE", "CALL"),
        ("STATUS", "NEW"),
        ("CONTACT_TYPE", "CLIENT"),
        ("COMPANY_TYPE", "CUSTOMER"),
        ("DEAL_TYPE", "SALE"),
        ("INDUSTRY", "IT"),
    ] {
        let filter = json!({ "filter": { "ENTITY_ID": dictionary }, "order": { "SORT": "ASC" } });
        let rows = done(&sandbox, "crm.status.list", filter).await;
        assert_eq!(rows[0]["STATUS_ID"], member, "{dictionary}");
    }
}

#[tokio::test]
async fn the_statuses_of_a_lead_are_remembered_like_the_stages_of_a_deal() {
    let sandbox = office().await;
    let add = json!({ "entityTypeId": 1, "fields": { "title": "Заявка" } });
    let id = done(&sandbox, "crm.item.add", add).await["item"]["id"].clone();
    let move_on = json!({ "entityTypeId": 1, "id": id, "fields": { "stageId": "CONVERTED" } });
    done(&sandbox, "crm.item.update", move_on).await;
    let ask = json!({ "entityTypeId": 1, "order": { "ID": "DESC" }, "filter": { "OWNER_ID": id } });
    let passed = done(&sandbox, "crm.stagehistory.list", ask).await;
    let items = passed["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["STATUS_ID"], "CONVERTED");
    assert_eq!(items[0]["STATUS_SEMANTIC_ID"], "S");
    let history = async |params: Value| refused(&sandbox, "crm.stagehistory.list", params).await.1;
    let other = history(json!({ "entityTypeId": 99 })).await;
    assert_eq!(other, "ENTITY_TYPE_NOT_SUPPORTED");
    for wrong in [
        json!({ "entityTypeId": 2, "filter": { "NOTHING": 1 } }),
        json!({ "entityTypeId": 2, "order": { "NOTHING": "ASC" } }),
        json!({ "entityTypeId": 2, "order": { "ID": "UP" } }),
    ] {
        assert_eq!(history(wrong).await, "INVALID_ARG_VALUE");
    }
}

#[tokio::test]
async fn events_scopes_and_methods_are_told_by_scope() {
    let sandbox = office().await;
    let crm = done(&sandbox, "events", json!({ "SCOPE": "crm" })).await;
    let crm = crm.as_array().unwrap().clone();
    assert!(crm.contains(&json!("ONCRMDEALADD")));
    assert!(!crm.contains(&json!("ONAPPINSTALL")));
    let none = done(&sandbox, "events", json!({ "SCOPE": "landing" })).await;
    assert_eq!(none, json!([]));
    let scopes = done(&sandbox, "scope", json!({ "full": true })).await;
    for scope in ["telephony", "landing", "crm"] {
        assert!(
            scopes.as_array().unwrap().contains(&json!(scope)),
            "{scope}"
        );
    }
    let methods = done(&sandbox, "methods", json!({ "scope": "crm" })).await;
    for method in ["crm.lead.add", "crm.deal.list", "crm.item.get"] {
        assert!(
            methods.as_array().unwrap().contains(&json!(method)),
            "{method}"
        );
    }
}

#[tokio::test]
async fn people_are_found_by_their_phone_however_it_is_written() {
    let sandbox = office().await;
    let find = "crm.duplicate.findbycomm";
    let phone = json!({ "type": "PHONE", "values": ["8 (999) 000-00-00"] });
    assert_eq!(done(&sandbox, find, phone).await, json!({ "CONTACT": [3] }));
    let lead = json!({ "type": "PHONE", "values": ["+79990000000"], "entity_type": "LEAD" });
    assert_eq!(done(&sandbox, find, lead).await, json!([]));
    for (params, wanted) in [
        (json!({}), "Communication type is not defined"),
        (
            json!({ "type": "PHONE" }),
            "Communication values is not defined",
        ),
    ] {
        assert_eq!(
            refused(&sandbox, find, params).await,
            (400, wanted.to_owned())
        );
    }
}
