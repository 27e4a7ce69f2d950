//! Writing requisites, bank accounts, addresses, links and templates.

use super::*;

fn requisite(owner: i64) -> Value {
    json!({ "fields": {
        "ENTITY_TYPE_ID": 4, "ENTITY_ID": owner, "PRESET_ID": 1, "NAME": "Основной", "RQ_INN": "7707083893",
        "XML_ID": "1c-guid", "SORT": 100, "RQ_NOPE": "x",
    }})
}

#[tokio::test]
async fn a_requisite_with_bank_account_and_address_is_written_chosen_and_deleted() {
    let sandbox = sandbox().await;
    let id = result(&sandbox, "crm.requisite.add", requisite(7)).await;
    let of = json!({ "id": id });
    let row = result(&sandbox, "crm.requisite.get", of.clone()).await;
    assert_eq!(
        (&row["RQ_INN"], &row["SORT"], &row["XML_ID"]),
        (&json!("7707083893"), &json!("100"), &json!("1c-guid"))
    );
    assert_eq!(row["RQ_OGRN"], json!(null));
    assert!(row.get("RQ_NOPE").is_none());
    let change = json!({ "id": id, "fields": { "RQ_KPP": 770_501_001, "ENTITY_ID": 8 } });
    result(&sandbox, "crm.requisite.update", change).await;
    let filter = json!({ "filter": { "ENTITY_TYPE_ID": 4, "ENTITY_ID": 7, "XML_ID": "1c-guid" } });
    let list = result(&sandbox, "crm.requisite.list", filter).await;
    assert_eq!(list[0]["RQ_KPP"], "770501001");
    assert_ne!(list[0]["DATE_MODIFY"], "", "it was changed");

    let bank = json!({ "fields": { "ENTITY_ID": id, "NAME": "Счёт", "RQ_BIK": "044525225" } });
    let bank = result(&sandbox, "crm.requisite.bankdetail.add", bank).await;
    let row = result(
        &sandbox,
        "crm.requisite.bankdetail.get",
        json!({ "id": bank }),
    )
    .await;
    assert_exact_shape("crm.requisite.bankdetail.get", &row);
    let change = json!({ "id": bank, "fields": { "RQ_ACC_NUM": "40702810400000000001" } });
    result(&sandbox, "crm.requisite.bankdetail.update", change).await;

    let link = json!({ "fields": {
        "ENTITY_TYPE_ID": 2, "ENTITY_ID": 4512, "REQUISITE_ID": id, "BANK_DETAIL_ID": bank,
        "MC_REQUISITE_ID": 2, "MC_BANK_DETAIL_ID": 20,
    }});
    result(&sandbox, "crm.requisite.link.register", link).await;
    let deal = json!({ "entityTypeId": 2, "entityId": 4512 });
    let link = result(&sandbox, "crm.requisite.link.get", deal.clone()).await;
    assert_exact_shape("crm.requisite.link.get", &link);
    assert_eq!(link["BANK_DETAIL_ID"], bank.to_string());

    assert_eq!(
        result(&sandbox, "crm.requisite.delete", of.clone()).await,
        true
    );
    let link = result(&sandbox, "crm.requisite.link.get", deal.clone()).await;
    assert_eq!(
        (&link["REQUISITE_ID"], &link["BANK_DETAIL_ID"]),
        (&json!("0"), &json!("0"))
    );
    let refused = refusal(
        &sandbox,
        "crm.requisite.bankdetail.get",
        json!({ "id": bank }),
    )
    .await;
    assert_eq!(
        refused.2,
        format!("The RequisiteBankDetail with ID '{bank}' is not found")
    );
    result(&sandbox, "crm.requisite.link.unregister", deal.clone()).await;
    let refused = refusal(&sandbox, "crm.requisite.link.get", deal).await;
    assert_eq!(refused.2, "Not found");
}

#[tokio::test]
async fn an_address_has_no_id_and_one_of_its_type() {
    let sandbox = sandbox().await;
    let key = json!({ "TYPE_ID": 6, "ENTITY_TYPE_ID": 8, "ENTITY_ID": 60 });
    let mut fields = key.clone();
    fields["CITY"] = json!("Москва");
    let call = async |method: &str, fields: Value| {
        result(&sandbox, method, json!({ "fields": fields })).await
    };
    assert_eq!(call("crm.address.add", fields.clone()).await, true);
    let twice = refusal(&sandbox, "crm.address.add", json!({ "fields": fields })).await;
    assert_eq!(twice.2, "TypeAddress exists.");
    let mut change = key.clone();
    change["POSTAL_CODE"] = json!("101000");
    assert_eq!(call("crm.address.update", change).await, true);
    let of = json!({ "filter": { "ENTITY_TYPE_ID": 8, "ENTITY_ID": 60 } });
    let list = result(&sandbox, "crm.address.list", of).await;
    assert_shape("crm.address.list", &list);
    assert_eq!(
        (&list[0]["CITY"], &list[0]["POSTAL_CODE"]),
        (&json!("Москва"), &json!("101000"))
    );
    assert_eq!(
        (&list[0]["ANCHOR_TYPE_ID"], &list[0]["ANCHOR_ID"]),
        (&json!("4"), &json!("7"))
    );
    assert_eq!(call("crm.address.delete", key.clone()).await, true);
    let gone = refusal(&sandbox, "crm.address.delete", json!({ "fields": key })).await;
    assert_eq!(gone.2, "TypeAddress not found.");
}

#[tokio::test]
async fn a_template_with_its_fields_lives_as_long_as_no_requisite_uses_it() {
    let sandbox = sandbox().await;
    let method = |action: &str| format!("crm.requisite.preset.{action}");
    let fields = json!({ "fields": { "ENTITY_TYPE_ID": 8, "COUNTRY_ID": 1, "NAME": "Филиал", "SORT": 520 } });
    let id = result(&sandbox, &method("add"), fields).await;
    let row = result(&sandbox, &method("get"), json!({ "id": id })).await;
    assert_exact_shape(&method("get"), &row);
    result(
        &sandbox,
        &method("update"),
        json!({ "id": id, "fields": { "NAME": "Отделение" } }),
    )
    .await;
    let of = json!({ "preset": { "ID": id }, "fields": { "FIELD_NAME": "RQ_INN", "IN_SHORT_LIST": "Y" } });
    let field = result(&sandbox, &method("field.add"), of.clone()).await;
    let refused = refusal(&sandbox, &method("field.add"), of).await;
    assert_eq!(refused.2, "The field 'RQ_INN' can not be added.");
    let one = json!({ "id": field, "preset": { "ID": id } });
    let row = result(&sandbox, &method("field.get"), one.clone()).await;
    assert_exact_shape(&method("field.get"), &row);
    let preset = json!({ "preset": { "ID": id } });
    let list = result(&sandbox, &method("field.list"), preset.clone()).await;
    assert_eq!(list[0]["IN_SHORT_LIST"], "Y");
    let free = result(&sandbox, &method("field.availabletoadd"), preset).await;
    let free = free.as_array().unwrap();
    let is_free = |name: &str| free.contains(&json!(name));
    assert!(is_free("RQ_KPP") && !is_free("RQ_INN"), "{free:?}");
    assert_eq!(
        result(&sandbox, &method("field.delete"), one.clone()).await,
        true
    );
    let refused = refusal(&sandbox, &method("field.get"), one).await;
    assert_eq!(
        refused.2,
        format!("The PresetField with ID '{field}' is not found")
    );
    assert_eq!(
        result(&sandbox, &method("delete"), json!({ "id": id })).await,
        true
    );
    let refused = refusal(&sandbox, &method("delete"), json!({ "id": 1 })).await;
    assert!(
        refused.2.starts_with("You cannot delete the template"),
        "{}",
        refused.2
    );
    let countries = result(&sandbox, &method("countries"), json!({})).await;
    assert_shape(&method("countries"), &countries);
}

#[tokio::test]
async fn a_write_without_its_owner_is_refused_in_the_words_of_the_documentation() {
    let sandbox = sandbox().await;
    let text = async |method: &str, params: Value| refusal(&sandbox, method, params).await.2;
    assert_eq!(
        text("crm.requisite.add", json!({})).await,
        "ENTITY_TYPE_ID is not defined or invalid."
    );
    assert_eq!(
        text("crm.requisite.add", requisite(99)).await,
        "Entity not found."
    );
    assert_eq!(
        text("crm.requisite.bankdetail.add", json!({ "fields": {} })).await,
        "ENTITY_ID is not defined or invalid."
    );
    assert_eq!(
        text("crm.requisite.update", json!({ "id": 57 })).await,
        "The Requisite with ID '57' is not found"
    );
    assert_eq!(
        text(
            "crm.requisite.link.unregister",
            json!({ "entityTypeId": 2 })
        )
        .await,
        "entityId is not defined or invalid."
    );
    let link = json!({ "fields": {
        "ENTITY_TYPE_ID": 2, "ENTITY_ID": 99, "REQUISITE_ID": 0, "BANK_DETAIL_ID": 0,
        "MC_REQUISITE_ID": 0, "MC_BANK_DETAIL_ID": 0,
    }});
    assert_eq!(
        text("crm.requisite.link.register", link).await,
        "Entity is not found"
    );
}

#[tokio::test]
async fn requisites_take_custom_fields_that_were_added() {
    let sandbox = sandbox().await;
    let field = json!({ "fields": { "FIELD_NAME": "BRANCH", "USER_TYPE_ID": "string" } });
    let id = result(&sandbox, "crm.requisite.userfield.add", field).await;
    let card = result(&sandbox, "crm.requisite.userfield.get", json!({ "id": id })).await;
    assert_exact_shape("crm.requisite.userfield.get", &card);
    let change = json!({ "id": 60, "fields": { "UF_CRM_BRANCH": "Урал" } });
    result(&sandbox, "crm.requisite.update", change).await;
    let row = result(&sandbox, "crm.requisite.get", json!({ "id": 60 })).await;
    assert_eq!(row["UF_CRM_BRANCH"], "Урал");
    let fields = result(&sandbox, "crm.requisite.fields", json!({})).await;
    assert_eq!(fields["UF_CRM_BRANCH"]["isDynamic"], true);
}
