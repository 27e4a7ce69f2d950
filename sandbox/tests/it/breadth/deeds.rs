//! Methods that do more than keep a record.

use serde_json::json;

use super::{by_webhook, done, office, refused};

#[tokio::test]
async fn a_conducted_document_is_not_deleted_until_it_is_cancelled() {
    let sandbox = office().await;
    let fields = json!({ "docType": "S", "currency": "RUB", "responsibleId": 1 });
    let added = done(
        &sandbox,
        "catalog.document.add",
        json!({ "fields": fields }),
    )
    .await;
    let id = json!({ "id": added["document"]["id"] });
    done(&sandbox, "catalog.document.conduct", id.clone()).await;
    let kept = refused(&sandbox, "catalog.document.delete", id.clone()).await;
    assert_eq!(kept, (400, "ERROR_DOCUMENT_STATUS".to_owned()));
    done(&sandbox, "catalog.document.cancel", id.clone()).await;
    done(&sandbox, "catalog.document.delete", id.clone()).await;
    let gone = refused(&sandbox, "catalog.document.conduct", id).await;
    assert_eq!(gone, (400, "0".to_owned()));
}

#[tokio::test]
async fn modified_prices_take_the_place_of_all_prices_of_the_product() {
    let sandbox = office().await;
    let price = |sum: &str| json!({ "catalogGroupId": 1, "currency": "RUB", "price": sum });
    for sums in [vec!["1.00", "2.00"], vec!["12200.50"]] {
        let prices: Vec<_> = sums.iter().map(|sum| price(sum)).collect();
        let fields = json!({ "product": { "id": 5, "prices": prices } });
        done(
            &sandbox,
            "catalog.price.modify",
            json!({ "fields": fields }),
        )
        .await;
        let filter = json!({ "filter": { "productId": 5 } });
        let list = done(&sandbox, "catalog.price.list", filter).await;
        assert_eq!(list["prices"].as_array().unwrap().len(), sums.len());
    }
}

#[tokio::test]
async fn rates_of_the_crm_are_those_of_the_catalogue() {
    let sandbox = office().await;
    let fields = json!({ "NAME": "НДС 7%", "RATE": "7" });
    let id = done(&sandbox, "crm.vat.add", json!({ "fields": fields })).await;
    let read = done(&sandbox, "catalog.vat.get", json!({ "id": id })).await;
    assert_eq!(read["vat"]["name"], "НДС 7%");
    assert_eq!(read["vat"]["rate"], 7);
    let read = done(&sandbox, "crm.vat.get", json!({ "ID": id })).await;
    assert_eq!(read["RATE"], "7");
}

#[tokio::test]
async fn a_deal_leaves_its_stages_in_the_history_and_goes() {
    let sandbox = office().await;
    let of = |fields| json!({ "entityTypeId": 2, "id": 4512, "fields": fields });
    done(&sandbox, "crm.item.update", of(json!({ "stageId": "WON" }))).await;
    let filter = json!({ "entityTypeId": 2, "filter": { "OWNER_ID": 4512 } });
    let history = done(&sandbox, "crm.stagehistory.list", filter).await;
    let last = &history["items"][0];
    assert_eq!(
        (&last["STAGE_ID"], &last["TYPE_ID"]),
        (&json!("WON"), &json!(3))
    );
    done(&sandbox, "crm.item.delete", of(json!({}))).await;
    let gone = refused(&sandbox, "crm.item.get", of(json!({}))).await;
    assert_eq!(gone, (400, "NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn an_import_goes_on_after_a_wrong_item() {
    let sandbox = office().await;
    let data = json!([{ "title": "Первая" }, { "title": "Вторая", "opportunity": "много" }]);
    let import = json!({ "entityTypeId": 2, "data": data });
    let made = done(&sandbox, "crm.item.batchImport", import).await;
    assert!(made["items"][0]["item"]["id"].is_number());
    assert_eq!(made["items"][1]["error"], "CRM_FIELD_ERROR_VALUE_NOT_VALID");
    let many = json!({ "entityTypeId": 2, "data": vec![json!({ "title": "x" }); 21] });
    assert_eq!(refused(&sandbox, "crm.item.batchImport", many).await.0, 400);
}

#[tokio::test]
async fn a_single_row_changes_the_sum_of_its_deal() {
    let sandbox = office().await;
    let fields = json!({ "ownerId": 4513, "ownerType": "D", "productName": "Насос",
                         "price": "100.10", "quantity": 2 });
    let added = done(
        &sandbox,
        "crm.item.productrow.add",
        json!({ "fields": fields }),
    )
    .await;
    let id = &added["productRow"]["id"];
    let sum = async || {
        let deal = json!({ "entityTypeId": 2, "id": 4513 });
        done(&sandbox, "crm.item.get", deal).await["item"]["opportunity"].to_string()
    };
    assert_eq!(sum().await, "200.2");
    let change = json!({ "id": id, "fields": { "quantity": 3 } });
    let row = done(&sandbox, "crm.item.productrow.update", change).await;
    assert_eq!(row["productRow"]["productName"], "Насос");
    assert_eq!(sum().await, "300.3");
    done(&sandbox, "crm.item.productrow.delete", json!({ "id": id })).await;
    assert_eq!(sum().await, "0");
}

#[tokio::test]
async fn a_new_stage_can_be_entered_and_a_deleted_one_cannot() {
    let sandbox = office().await;
    let fields = json!({ "ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "DRAWING", "NAME": "Чертёж" });
    let id = done(&sandbox, "crm.status.add", json!({ "fields": fields })).await;
    let enter = json!({ "entityTypeId": 2, "id": 4512, "fields": { "stageId": "DRAWING" } });
    done(&sandbox, "crm.item.update", enter.clone()).await;
    let back = json!({ "entityTypeId": 2, "id": 4512, "fields": { "stageId": "NEW" } });
    done(&sandbox, "crm.item.update", back).await;
    done(&sandbox, "crm.status.delete", json!({ "id": id })).await;
    let refusal = refused(&sandbox, "crm.item.update", enter).await;
    assert_eq!(refusal.1, "CRM_FIELD_ERROR_VALUE_NOT_VALID");
}

#[tokio::test]
async fn a_robot_is_installed_once_and_by_an_application_only() {
    let sandbox = office().await;
    let robot =
        json!({ "CODE": "docs", "HANDLER": "https://app.example/robot", "NAME": "Документы" });
    done(&sandbox, "bizproc.robot.add", robot.clone()).await;
    assert_eq!(
        done(&sandbox, "bizproc.robot.list", json!({})).await,
        json!(["docs"])
    );
    let twice = refused(&sandbox, "bizproc.robot.add", robot).await;
    assert_eq!(twice.1, "ERROR_ACTIVITY_ALREADY_INSTALLED");
    done(&sandbox, "bizproc.robot.delete", json!({ "CODE": "docs" })).await;
    assert_eq!(
        done(&sandbox, "bizproc.robot.list", json!({})).await,
        json!([])
    );
    assert_eq!(by_webhook(&sandbox, "userfieldtype.list").await.status, 400);
}

#[tokio::test]
async fn what_a_robot_reports_is_in_the_state() {
    let sandbox = office().await;
    let event = json!({ "EVENT_TOKEN": "55c1|A1|sign", "RETURN_VALUES": { "number": "7" } });
    done(&sandbox, "bizproc.event.send", event).await;
    let reported = sandbox.state()["portal"]["robot_events"][0].clone();
    assert_eq!(reported["RETURN_VALUES"], json!({ "number": "7" }));
    let forged = json!({ "EVENT_TOKEN": "x" });
    let forged = refused(&sandbox, "bizproc.event.send", forged).await;
    assert_eq!(forged, (403, "ACCESS_DENIED".to_owned()));
}

#[tokio::test]
async fn a_task_goes_through_its_states_and_remembers_them() {
    let sandbox = office().await;
    let fields = json!({ "TITLE": "Позвонить", "RESPONSIBLE_ID": 1 });
    let added = done(&sandbox, "tasks.task.add", json!({ "fields": fields })).await;
    let id = json!({ "taskId": added["task"]["id"] });
    assert_eq!(added["task"]["title"], "Позвонить");
    let started = done(&sandbox, "tasks.task.start", id.clone()).await;
    assert_eq!(started["task"]["status"], "3");
    let twice = refused(&sandbox, "tasks.task.start", id.clone()).await;
    assert_eq!(twice, (400, "0".to_owned()));
    let ended = done(&sandbox, "tasks.task.complete", id.clone()).await;
    assert_eq!(ended["task"]["status"], "5");
    let history = done(&sandbox, "tasks.task.history.list", id.clone()).await;
    assert_eq!(history["list"].as_array().unwrap().len(), 2);
    done(&sandbox, "tasks.task.delete", id.clone()).await;
    assert_eq!(done(&sandbox, "tasks.task.get", id).await, json!([]));
}

#[tokio::test]
async fn a_document_made_of_a_template_is_numbered_published_and_deleted() {
    let sandbox = office().await;
    let of_deal = json!({ "templateId": 55, "entityTypeId": 2, "entityId": 4512,
                          "values": { "DocumentNumber": "7-Н" } });
    let added = done(&sandbox, "crm.documentgenerator.document.add", of_deal).await;
    assert_eq!(added["document"]["number"], "7-Н");
    let id = json!({ "id": added["document"]["id"], "status": 1 });
    let link = done(
        &sandbox,
        "crm.documentgenerator.document.enablepublicurl",
        id.clone(),
    )
    .await;
    assert!(link["publicUrl"].is_string());
    done(
        &sandbox,
        "crm.documentgenerator.document.delete",
        id.clone(),
    )
    .await;
    let gone = refused(&sandbox, "crm.documentgenerator.document.get", id).await;
    assert_eq!(gone.0, 400);
}

#[tokio::test]
async fn a_note_belongs_to_its_entry_and_is_replaced() {
    let sandbox = office().await;
    let entry = json!({ "ownerTypeId": 2, "ownerId": 4512, "itemType": 1, "itemId": 5 });
    for text in ["Проверить", "Проверено"] {
        let mut note = entry.clone();
        note["text"] = json!(text);
        done(&sandbox, "crm.timeline.note.save", note).await;
        let read = done(&sandbox, "crm.timeline.note.get", entry.clone()).await;
        assert_eq!(read["text"], text);
    }
    done(&sandbox, "crm.timeline.note.delete", entry.clone()).await;
    let gone = refused(&sandbox, "crm.timeline.note.get", entry).await;
    assert_eq!(gone, (400, "NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn options_belong_to_the_application_and_to_its_user() {
    let sandbox = office().await;
    done(
        &sandbox,
        "app.option.set",
        json!({ "options": { "a": "1" } }),
    )
    .await;
    done(
        &sandbox,
        "user.option.set",
        json!({ "options": { "a": "2" } }),
    )
    .await;
    let of_app = done(&sandbox, "app.option.get", json!({ "option": "a" })).await;
    let of_user = done(&sandbox, "user.option.get", json!({ "option": "a" })).await;
    assert_eq!((of_app, of_user), (json!("1"), json!("2")));
}

#[tokio::test]
async fn flags_of_a_configurable_activity_are_true_or_false() {
    let sandbox = crate::stage::sandbox().await;
    let add = json!({ "ownerTypeId": 2, "ownerId": 4512,
        "fields": { "completed": "N", "isIncomingChannel": "Y" }, "layout": { "header": {} } });
    let added = crate::stage::app_call(&sandbox, "crm.activity.configurable.add", add).await;
    let id = added.json()["result"]["activity"]["id"].clone();
    let get = "crm.activity.configurable.get";
    let found = crate::stage::app_call(&sandbox, get, json!({ "id": id }))
        .await
        .json();
    let fields = &found["result"]["activity"]["fields"];
    assert_eq!(fields["completed"], false);
    assert_eq!(fields["isIncomingChannel"], true);
}
