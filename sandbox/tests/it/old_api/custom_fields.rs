//! `userfield.*`.

use super::*;

#[tokio::test]
async fn a_custom_field_is_added_used_changed_and_deleted() {
    let sandbox = sandbox().await;
    for (name, entity) in [
        ("deal", "CRM_DEAL"),
        ("lead", "CRM_LEAD"),
        ("contact", "CRM_CONTACT"),
        ("company", "CRM_COMPANY"),
        ("quote", "CRM_QUOTE"),
    ] {
        let method = |action: &str| format!("crm.{name}.userfield.{action}");
        let field = json!({ "fields": {
            "FIELD_NAME": "NOTE", "USER_TYPE_ID": "string", "LABEL": "Заметка", "SETTINGS": { "ROWS": 10 },
        }});
        let id = result(&sandbox, &method("add"), field.clone()).await;
        assert!(id.is_i64(), "{id}");
        let refused = refusal(&sandbox, &method("add"), field).await;
        assert_eq!(refused.1, "ERROR_CORE", "a second one of that name");
        let card = result(&sandbox, &method("get"), json!({ "id": id })).await;
        assert_exact_shape(&method("get"), &card);
        assert_eq!(
            (&card["FIELD_NAME"], &card["ENTITY_ID"]),
            (&json!("UF_CRM_NOTE"), &json!(entity))
        );
        assert_eq!(
            (&card["SETTINGS"]["ROWS"], &card["SETTINGS"]["SIZE"]),
            (&json!(10), &json!(20))
        );
        let fields =
            json!({ "fields": { "TITLE": "Вещь", "NAME": "Вещь", "UF_CRM_NOTE": "важно" } });
        let thing = result(&sandbox, &format!("crm.{name}.add"), fields).await;
        let found = json!({ "filter": { "UF_CRM_NOTE": "важно" }, "select": ["UF_CRM_NOTE"] });
        let found = result(&sandbox, &format!("crm.{name}.list"), found).await;
        assert_eq!(found[0]["UF_CRM_NOTE"], "важно");
        let change = json!({ "id": id, "fields": { "MANDATORY": "Y", "SORT": 7 } });
        assert_eq!(result(&sandbox, &method("update"), change).await, true);
        let of = json!({ "filter": { "FIELD_NAME": "UF_CRM_NOTE" } });
        let list = result(&sandbox, &method("list"), of).await;
        assert_shape(&method("list"), &list);
        assert_eq!(
            (&list[0]["MANDATORY"], &list[0]["SORT"]),
            (&json!("Y"), &json!("7"))
        );
        assert_eq!(list[0]["EDIT_FORM_LABEL"], "Заметка");
        assert_eq!(
            result(&sandbox, &method("delete"), json!({ "id": id })).await,
            true
        );
        let row = result(&sandbox, &format!("crm.{name}.get"), json!({ "id": thing })).await;
        assert!(row.get("UF_CRM_NOTE").is_none());
        let refused = refusal(&sandbox, &method("get"), json!({ "id": id })).await;
        assert_eq!(refused.1, "ERROR_NOT_FOUND");
    }
}

#[tokio::test]
async fn options_of_a_list_have_ids_and_external_ids_of_their_own() {
    let sandbox = sandbox().await;
    let field = json!({ "fields": { "FIELD_NAME": "UF_CRM_REGION", "USER_TYPE_ID": "enumeration", "LIST": [
        { "VALUE": "Урал", "XML_ID": "ural" }, { "VALUE": "Сибирь", "DEF": "Y" },
    ]}});
    let id = result(&sandbox, "crm.deal.userfield.add", field).await;
    let of = json!({ "id": id });
    let card = result(&sandbox, "crm.deal.userfield.get", of.clone()).await;
    let first = card["LIST"][0]["ID"].clone();
    assert_eq!(card["LIST"][1]["DEF"], "Y");
    let value: i64 = first.as_str().unwrap().parse().unwrap();
    let fields = json!({ "id": 4512, "fields": { "UF_CRM_REGION": value } });
    result(&sandbox, "crm.deal.update", fields).await;
    let deal = result(&sandbox, "crm.deal.get", json!({ "id": 4512 })).await;
    assert_eq!(deal["UF_CRM_REGION"], first);
    let change = json!({ "id": id, "fields": { "LIST": [
        { "ID": first, "DEL": "Y" }, { "VALUE": "Восток" },
    ]}});
    result(&sandbox, "crm.deal.userfield.update", change).await;
    let card = result(&sandbox, "crm.deal.userfield.get", of.clone()).await;
    let names: Vec<&str> = card["LIST"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["VALUE"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Сибирь", "Восток"]);
    let twice = json!({ "id": id, "fields": { "LIST": [{ "VALUE": "А", "XML_ID": "x" }, { "VALUE": "Б", "XML_ID": "x" }] } });
    let refused = refusal(&sandbox, "crm.deal.userfield.update", twice).await;
    assert_eq!(refused.1, "ERROR_CORE");
}

#[tokio::test]
async fn a_custom_field_needs_a_type_a_name_and_an_administrator() {
    let sandbox = sandbox().await;
    let add = async |fields: Value| {
        refusal(
            &sandbox,
            "crm.deal.userfield.add",
            json!({ "fields": fields }),
        )
        .await
    };
    let text = "The 'USER_TYPE_ID' field is not found.";
    assert_eq!(
        add(json!({ "FIELD_NAME": "X" })).await,
        (400, json!(""), text.to_owned())
    );
    assert_eq!(
        add(json!({ "FIELD_NAME": "x", "USER_TYPE_ID": "string" }))
            .await
            .1,
        "ERROR_CORE"
    );
    assert_eq!(
        add(json!({ "FIELD_NAME": "X", "USER_TYPE_ID": "wish" }))
            .await
            .2,
        "Incorrect custom type specified."
    );
    let long = "X".repeat(44);
    assert_eq!(
        add(json!({ "FIELD_NAME": long, "USER_TYPE_ID": "string" }))
            .await
            .1,
        "ERROR_CORE"
    );
    let url = format!(
        "{}/rest/2/seller/crm.deal.userfield.add",
        sandbox.portal_url()
    );
    let field = json!({ "fields": { "FIELD_NAME": "X", "USER_TYPE_ID": "string" } });
    let answer = crate::client::post(&url, &field).await.unwrap();
    assert_eq!(code(&answer).2, "Access denied.");
    let list = result(&sandbox, "crm.deal.userfield.list", json!({})).await;
    let id = &list[0]["ID"];
    let refused = refusal(&sandbox, "crm.lead.userfield.get", json!({ "id": id })).await;
    assert_eq!(refused.2, "Access denied.", "the field of another thing");
}
