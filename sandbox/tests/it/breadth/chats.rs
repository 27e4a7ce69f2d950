//! The messenger: what one method says another one shows.

use serde_json::json;

use super::{done, office, refused};

#[tokio::test]
async fn a_message_is_read_searched_liked_and_deleted() {
    let sandbox = office().await;
    let chat = done(
        &sandbox,
        "im.chat.add",
        json!({ "TITLE": "Насосы", "USERS": [2] }),
    )
    .await;
    let dialog = format!("chat{chat}");
    let said = json!({ "DIALOG_ID": dialog, "MESSAGE": "Счёт готов" });
    let id = done(&sandbox, "im.message.add", said).await;
    let page = done(
        &sandbox,
        "im.dialog.messages.get",
        json!({ "DIALOG_ID": dialog }),
    )
    .await;
    assert_eq!(page["messages"][0]["text"], "Счёт готов");
    assert_eq!(page["users"].as_array().unwrap().len(), 2);
    let search = json!({ "CHAT_ID": chat, "SEARCH_MESSAGE": "счёт" });
    let found = done(&sandbox, "im.dialog.messages.search", search).await;
    assert_eq!(found["messages"][0]["id"], id);
    let like = json!({ "MESSAGE_ID": id, "ACTION": "plus" });
    done(&sandbox, "im.message.like", like.clone()).await;
    let again = refused(&sandbox, "im.message.like", like).await;
    assert_eq!(again, (400, "WITHOUT_CHANGES".to_owned()));
    done(&sandbox, "im.message.delete", json!({ "MESSAGE_ID": id })).await;
    let page = done(
        &sandbox,
        "im.dialog.messages.get",
        json!({ "DIALOG_ID": dialog }),
    )
    .await;
    assert_eq!(page["messages"], json!([]));
}

#[tokio::test]
async fn a_hidden_dialog_comes_back_with_the_next_message() {
    let sandbox = office().await;
    let titles = async || {
        let recent = done(&sandbox, "im.recent.list", json!({})).await;
        recent["items"].as_array().unwrap().len()
    };
    let said = json!({ "DIALOG_ID": 2, "MESSAGE": "Добрый день" });
    done(&sandbox, "im.message.add", said.clone()).await;
    assert_eq!(titles().await, 1);
    done(&sandbox, "im.recent.hide", json!({ "DIALOG_ID": 2 })).await;
    assert_eq!(titles().await, 0);
    done(&sandbox, "im.message.add", said).await;
    assert_eq!(titles().await, 1);
}

#[tokio::test]
async fn a_chat_of_others_is_closed_to_the_caller() {
    let sandbox = office().await;
    let chat = done(&sandbox, "im.chat.add", json!({ "USERS": [2] })).await;
    done(&sandbox, "im.chat.leave", json!({ "CHAT_ID": chat })).await;
    let left = refused(&sandbox, "im.chat.user.list", json!({ "CHAT_ID": chat })).await;
    assert_eq!(left, (400, "ACCESS_ERROR".to_owned()));
    let empty = refused(&sandbox, "im.chat.user.list", json!({})).await;
    assert_eq!(empty, (400, "CHAT_ID_EMPTY".to_owned()));
}

#[tokio::test]
async fn a_notification_counts_until_it_is_read() {
    let sandbox = office().await;
    let note = json!({ "USER_ID": 1, "MESSAGE": "Договор подписан" });
    let id = done(&sandbox, "im.notify", note).await;
    let before = done(&sandbox, "im.notify.get", json!({})).await;
    assert_eq!(before["total_unread_count"], 1);
    assert_eq!(before["notifications"][0]["notify_read"], "N");
    done(&sandbox, "im.notify.read", json!({ "ID": id })).await;
    let after = done(&sandbox, "im.notify.get", json!({})).await;
    assert_eq!(after["total_unread_count"], 0);
    assert_eq!(after["notifications"][0]["notify_read"], "Y");
    done(&sandbox, "im.notify.delete", json!({ "ID": id })).await;
    let gone = done(&sandbox, "im.notify.get", json!({})).await;
    assert_eq!(gone["notifications"], json!([]));
}

#[tokio::test]
async fn a_dialog_of_others_is_refused_with_403() {
    let sandbox = crate::stage::sandbox().await;
    let params = json!({ "DIALOG_ID": "chat999" });
    let refused = crate::stage::refusal(&sandbox, "im.dialog.get", params).await;
    assert_eq!((refused.0, refused.1), (403, json!("ACCESS_ERROR")));
}
