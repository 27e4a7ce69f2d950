//! Notifications to one person.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::ChatUser;
use crate::methods::covered::calls;
use crate::wire::{Done, Id, record};

record! {
    /// A notification.
    pub struct Notice shown(id, chat_id, author_id) {
        id: Option<Id> = "id",
        chat_id: Option<Id> = "chat_id",
        author_id: Option<Id> = "author_id",
        date: Option<DateTime<FixedOffset>> = "date",
        notify_type: Option<i64> = "notify_type",
        notify_module: Option<String> = "notify_module",
        notify_event: Option<String> = "notify_event",
        notify_tag: Option<String> = "notify_tag",
        notify_sub_tag: Option<String> = "notify_sub_tag",
        text: Option<String> = "text",
        notify_read: Option<bool> = "notify_read",
    }
}

record! {
    /// Notifications with those who sent them.
    pub struct Notices shown(total_count, total_unread_count, total_results) {
        total_count: Option<i64> = "total_count",
        total_unread_count: Option<i64> = "total_unread_count",
        total_results: Option<i64> = "total_results",
        chat_id: Option<Id> = "chat_id",
        notifications: Vec<Notice> = "notifications",
        users: Vec<ChatUser> = "users",
    }
}

record! {
    /// What the portal says to an answer.
    pub struct NoticeAnswer shown() {
        result_message: Vec<String> = "result_message",
    }
}

record! {
    /// What is left unread.
    pub struct NoticeRead shown(result, new_counter) {
        result: Option<bool> = "result",
        new_counter: Option<i64> = "newCounter",
    }
}

record! {
    /// The kinds of notifications of a module.
    pub struct NoticeModule shown() {
        module_id: Option<String> = "MODULE_ID",
        name: Option<String> = "NAME",
    }
}

calls! {
    "api-reference/chats/notifications/";

    write AnswerNotice = "im.notify.answer"(notify_id = "NOTIFY_ID", answer_text = "ANSWER_TEXT")
        -> NoticeAnswer, "im-notify-answer";
    write ConfirmNotice = "im.notify.confirm"(
        notify_id = "NOTIFY_ID", notify_value = "NOTIFY_VALUE"
    ) -> NoticeAnswer,
        "im-notify-confirm";
    write DeleteNotice = "im.notify.delete"() -> Done, "im-notify-delete";
    read GetNotices = "im.notify.get"() -> Notices, "im-notify-get";
    read SearchHistory = "im.notify.history.search"() -> Notices, "im-notify-history-search";
    write MarkAllRead = "im.notify.read.all"() -> NoticeRead, "im-notify-read-all";
    read MarkListRead = "im.notify.read.list"(ids = "IDS") -> Done, "im-notify-read-list";
    write MarkRead = "im.notify.read"(id = "ID") -> Done, "im-notify-read";
    read GetSchema = "im.notify.schema.get"()
        -> BTreeMap<String, NoticeModule>, "im-notify-schema-get";
    write Notify = "im.notify"(user_id = "USER_ID", message = "MESSAGE") -> Option<Id>, "im-notify";
}
