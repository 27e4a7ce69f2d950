//! Notifications, timeline, feed.

use docflow_sandbox::Side;
use serde_json::{Value, json};

use crate::stage::{app_call, call, refusal, result, sandbox};

#[tokio::test]
async fn a_tag_replaces_the_older_notification() {
    let sandbox = sandbox().await;
    let notify = |text: &str| json!({ "USER_ID": 2, "MESSAGE": text, "TAG": "docflow|4512" });
    let first = app_call(&sandbox, "im.notify.personal.add", notify("раз")).await;
    let second = app_call(&sandbox, "im.notify.personal.add", notify("два")).await;
    assert_ne!(first.json()["result"], second.json()["result"]);
    let state = sandbox.state();
    let list = state["portal"]["notifications"].as_array().unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["message"], "два");
}

#[tokio::test]
async fn a_webhook_needs_a_client_id_for_a_tag_where_the_switch_says_so() {
    let sandbox = sandbox().await;
    let mut params = json!({ "USER_ID": 2, "MESSAGE": "раз", "TAG": "t" });
    let alone = result(&sandbox, "im.notify.system.add", params.clone()).await;
    assert!(alone.is_i64());
    let on = json!({ "notify_tag_needs_client_id": true });
    sandbox.switch(Side::Portal, &on).unwrap();
    let refused = refusal(&sandbox, "im.notify.system.add", params.clone()).await;
    assert_eq!((refused.0, refused.1), (403, json!("ACCESS_DENIED")));
    params["CLIENT_ID"] = json!("docflow");
    assert!(
        result(&sandbox, "im.notify.system.add", params)
            .await
            .is_i64()
    );
    let refused = refusal(&sandbox, "im.notify.system.add", json!({ "MESSAGE": "x" })).await;
    assert_eq!(refused.1, "USER_ID_EMPTY");
    let refused = refusal(&sandbox, "im.notify.system.add", json!({ "USER_ID": 2 })).await;
    assert_eq!(refused.1, "MESSAGE_EMPTY");
}

#[tokio::test]
async fn a_comment_keeps_its_files_and_is_listed_as_text() {
    let sandbox = sandbox().await;
    let add = json!({ "fields": {
        "ENTITY_ID": 4512, "ENTITY_TYPE": "deal", "COMMENT": "Договор готов",
        "FILES": [["Договор.docx", "aGVsbG8="], ["Договор.pdf", "aGVsbG8="]],
    }});
    let id = result(&sandbox, "crm.timeline.comment.add", add).await;
    let filter = json!({ "filter": { "ENTITY_ID": 4512, "ENTITY_TYPE": "deal" } });
    let answer = call(&sandbox, "crm.timeline.comment.list", filter)
        .await
        .json();
    assert_eq!(answer["total"], 1);
    let row = &answer["result"][0];
    assert_eq!(row["ID"], id.to_string());
    assert_eq!(row["AUTHOR_ID"], "1");
    assert_eq!(row["FILES"].as_object().unwrap().len(), 2);
    let state = sandbox.state();
    assert_eq!(
        state["portal"]["comments"][0]["files"][0]["name"],
        "Договор.docx"
    );
    let upper = json!({ "FIELDS": { "ENTITY_ID": 4512, "ENTITY_TYPE": "deal", "COMMENT": "x" } });
    assert_eq!(
        refusal(&sandbox, "crm.timeline.comment.add", upper).await.0,
        400
    );
    let empty = json!({ "fields": { "ENTITY_ID": 4512, "ENTITY_TYPE": "deal", "COMMENT": "" } });
    let refused = refusal(&sandbox, "crm.timeline.comment.add", empty).await;
    assert_eq!(refused.1, "INVALID_ARG_VALUE");
}

#[tokio::test]
async fn a_post_without_destination_goes_to_the_whole_company() {
    let sandbox = sandbox().await;
    result(
        &sandbox,
        "log.blogpost.add",
        json!({ "POST_MESSAGE": "раз", "DEST": [] }),
    )
    .await;
    let post = json!({ "POST_MESSAGE": "два", "POST_TITLE": "Урал", "DEST": ["DR5"] });
    result(&sandbox, "log.blogpost.add", post).await;
    let state = sandbox.state();
    assert_eq!(state["portal"]["posts"][0]["destinations"], json!(["UA"]));
    assert_eq!(state["portal"]["posts"][1]["destinations"], json!(["DR5"]));
    let refused = refusal(&sandbox, "log.blogpost.add", json!({})).await;
    assert_eq!(refused.1, "SONET_CONTROLLER_LIVEFEED_BLOGPOST_ADD_ERROR");
}

#[tokio::test]
async fn todos_and_log_messages_stand_on_their_deal() {
    let sandbox = sandbox().await;
    let todo = json!({
        "ownerTypeId": 2, "ownerId": 4512, "deadline": "2026-11-25T10:00:00+03:00",
        "title": "Дополнить реквизиты", "responsibleId": 2,
    });
    assert!(result(&sandbox, "crm.activity.todo.add", todo).await["id"].is_i64());
    let entry = json!({ "fields": {
        "entityTypeId": 2, "entityId": 4512, "title": "1С", "text": "готово", "iconCode": "info",
    }});
    let answer = result(&sandbox, "crm.timeline.logmessage.add", entry).await;
    assert_eq!(answer["logMessage"]["iconCode"], "info");
    let state = sandbox.state();
    assert_eq!(state["portal"]["todos"][0]["responsibleId"], 2);
    assert_eq!(state["portal"]["log_messages"][0]["entityId"], 4512);
}

#[tokio::test]
async fn a_person_can_change_and_delete_things_meanwhile() {
    let sandbox = sandbox().await;
    let change = json!({ "do": "change_item", "entity_type_id": 2, "id": 4512,
        "fields": { "UF_CRM_CONTRACT": "вручную" } });
    sandbox.act(Side::Portal, &change).unwrap();
    let item = json!({ "entityTypeId": 2, "id": 4512, "useOriginalUfNames": "Y" });
    let answer = result(&sandbox, "crm.item.get", item.clone()).await;
    assert_eq!(answer["item"]["UF_CRM_CONTRACT"], "вручную");
    let delete = json!({ "do": "delete_item", "entity_type_id": 2, "id": 4512 });
    sandbox.act(Side::Portal, &delete).unwrap();
    assert_eq!(refusal(&sandbox, "crm.item.get", item).await.1, "NOT_FOUND");
    assert!(
        sandbox
            .act(Side::Portal, &json!({ "do": "dance" }))
            .is_err()
    );
}

#[tokio::test]
async fn an_attachment_of_a_notice_is_checked_for_form_and_size() {
    let sandbox = sandbox().await;
    let notice = |attach: Value| json!({ "USER_ID": 2, "MESSAGE": "раз", "ATTACH": attach });
    for method in ["im.notify.system.add", "im.notify.personal.add"] {
        let wrong = refusal(&sandbox, method, notice(json!("no json"))).await;
        assert_eq!(wrong.1, "ATTACH_ERROR");
        let long = json!([{ "MESSAGE": "я".repeat(60_001) }]);
        assert_eq!(
            refusal(&sandbox, method, notice(long)).await.1,
            "ATTACH_OVERSIZE"
        );
        let text = json!(r#"[{"MESSAGE":"два"}]"#);
        assert!(result(&sandbox, method, notice(text)).await.is_i64());
    }
}

#[tokio::test]
async fn a_comment_is_refused_in_the_codes_of_its_methods() {
    let sandbox = sandbox().await;
    let fields = |id: i64, text: &str| json!({ "fields": { "ENTITY_TYPE": "deal", "ENTITY_ID": id, "COMMENT": text } });
    let add = "crm.timeline.comment.add";
    for (id, wanted) in [(0, "OWNER_NOT_FOUND"), (999, "NOT_FOUND")] {
        let refused = refusal(&sandbox, add, fields(id, "x")).await;
        assert_eq!((refused.0, refused.1), (400, json!(wanted)));
    }
    let url = format!("{}/rest/2/seller/{add}", sandbox.portal_url());
    let denied = crate::client::post(&url, &fields(4512, "x")).await.unwrap();
    assert_eq!(crate::stage::code(&denied).1, "ACCESS_DENIED");
    let id = result(&sandbox, add, fields(4512, "раз")).await;
    let update = "crm.timeline.comment.update";
    let empty = json!({ "id": id, "fields": { "COMMENT": " " } });
    let codes = async |method: &str, params: Value| refusal(&sandbox, method, params).await.1;
    assert_eq!(codes(update, empty).await, "INVALID_ARG_VALUE");
    let gone = json!({ "id": 999, "fields": { "COMMENT": "x" } });
    assert_eq!(codes(update, gone).await, "NOT_FOUND");
    assert_eq!(codes(update, json!({ "id": id })).await, "100");
    assert_eq!(
        codes("crm.timeline.comment.get", json!({ "id": 999 })).await,
        ""
    );
}

#[tokio::test]
async fn a_comment_of_two_things_is_deleted_from_the_named_one() {
    let sandbox = sandbox().await;
    let fields = json!({ "ENTITY_TYPE": "deal", "ENTITY_ID": 4512, "COMMENT": "раз" });
    let id = result(
        &sandbox,
        "crm.timeline.comment.add",
        json!({ "fields": fields }),
    )
    .await;
    let bind = json!({ "OWNER_ID": id, "ENTITY_TYPE": "company", "ENTITY_ID": 7 });
    let bind = json!({ "fields": bind });
    result(&sandbox, "crm.timeline.bindings.bind", bind).await;
    let delete = "crm.timeline.comment.delete";
    let both = refusal(&sandbox, delete, json!({ "id": id })).await;
    assert_eq!(both.1, "MULTIPLE_BINDINGS");
    let other = json!({ "id": id, "ownerTypeId": 4, "ownerId": 8 });
    assert_eq!(refusal(&sandbox, delete, other).await.1, "OWNER_NOT_FOUND");
    let deal = json!({ "id": id, "ownerTypeId": 2, "ownerId": 4512 });
    result(&sandbox, delete, deal).await;
    let kept = result(&sandbox, "crm.timeline.comment.get", json!({ "id": id })).await;
    assert_eq!(kept["ENTITY_TYPE"], "company");
    result(&sandbox, delete, json!({ "id": id })).await;
    assert_eq!(
        refusal(&sandbox, delete, json!({ "id": id })).await.1,
        "NOT_FOUND"
    );
}
