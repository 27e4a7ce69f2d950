//! Notifications to one person.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::ChatUser;
use crate::method::Method;
use crate::methods::covered::calls;
use crate::methods::debug_as_call;
use crate::params::{Params, Value};
use crate::wire::{DecodeError, Done, Id, RawJson, record};

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

    hand NotifySystem -> Option<Id>, "im-notify-system-add";
    hand NotifyPersonal -> Option<Id>, "im-notify-personal-add";
    write AnswerNotice = "im.notify.answer"(notify_id = "NOTIFY_ID", answer_text = "ANSWER_TEXT")
        -> NoticeAnswer, "im-notify-answer";
    write ConfirmNotice = "im.notify.confirm"(
        notify_id = "NOTIFY_ID", notify_value = "NOTIFY_VALUE"
    ) -> NoticeAnswer, "im-notify-confirm";
    write DeleteNotice = "im.notify.delete"() -> Done, "im-notify-delete";
    read GetNotices = "im.notify.get"() -> Notices, "im-notify-get";
    read SearchHistory = "im.notify.history.search"() -> Notices, "im-notify-history-search";
    write MarkAllRead = "im.notify.read.all"() -> NoticeRead, "im-notify-read-all";
    read MarkManyRead = "im.notify.read.list"(ids = "IDS") -> Done, "im-notify-read-list";
    write MarkRead = "im.notify.read"(id = "ID") -> Done, "im-notify-read";
    read GetSchema = "im.notify.schema.get"()
        -> BTreeMap<String, NoticeModule>, "im-notify-schema-get";
    write Notify = "im.notify"(user_id = "USER_ID", message = "MESSAGE") -> Option<Id>, "im-notify";
}

/// What both notifications take.
#[derive(Clone, PartialEq, Eq)]
struct Notification {
    user: Value,
    message: String,
    tag: Option<String>,
    sub_tag: Option<String>,
    client_id: Option<String>,
}

impl Notification {
    fn params(&self) -> Params {
        Params::new()
            .with("USER_ID", self.user.clone())
            .with("MESSAGE", self.message.as_str())
            .with_some("TAG", self.tag.as_deref())
            .with_some("SUB_TAG", self.sub_tag.as_deref())
            .with_some("CLIENT_ID", self.client_id.as_deref())
    }
}

macro_rules! notification {
    ($(#[$meta:meta])* pub struct $name:ident = $method:literal) => {
        $(#[$meta])*
        ///
        /// With a tag it is repeatable: a later one with the same tag replaces the earlier. Without
        /// a tag a repeat is a second message. BB codes such as `[B]…[/B]` and
        /// `[URL=…]…[/URL]` work in the text. The answer is the notification's id.
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Notification);

        impl $name {
            /// To this user, with this text.
            pub fn new(user: impl Into<Value>, message: impl Into<String>) -> Self {
                let (user, message) = (user.into(), message.into());
                Self(Notification { user, message, tag: None, sub_tag: None, client_id: None })
            }

            /// Replaces an earlier notification with the same tag.
            #[must_use]
            pub fn tag(mut self, tag: impl Into<String>) -> Self {
                self.0.tag = Some(tag.into());
                self
            }

            /// A second tag, without a check that it is the only one.
            #[must_use]
            pub fn sub_tag(mut self, tag: impl Into<String>) -> Self {
                self.0.sub_tag = Some(tag.into());
                self
            }

            /// Any constant text of yours: a webhook needs it beside a tag.
            #[must_use]
            pub fn client_id(mut self, id: impl Into<String>) -> Self {
                self.0.client_id = Some(id.into());
                self
            }
        }

        impl Method for $name {
            const NAME: &'static str = $method;
            const REPEATABLE: bool = false;
            type Answer = Option<Id>;

            fn params(&self) -> Params {
                self.0.params()
            }

            fn decode(&self, result: RawJson<'_>) -> Result<Option<Id>, DecodeError> {
                result.parse()
            }

            fn repeatable(&self) -> bool {
                self.0.tag.is_some()
            }
        }
    };
}

notification! {
    /// `im.notify.system.add`: a message from the system to one person.
    ///
    /// Source:
    /// <https://apidocs.bitrix24.com/api-reference/chats/notifications/im-notify-system-add.html>.
    pub struct NotifySystem = "im.notify.system.add"
}

notification! {
    /// `im.notify.personal.add`: a message from the caller to one person.
    ///
    /// Source:
    /// <https://apidocs.bitrix24.com/api-reference/chats/notifications/im-notify-personal-add.html>.
    pub struct NotifyPersonal = "im.notify.personal.add"
}

debug_as_call!(NotifySystem, NotifyPersonal);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_makes_a_notification_repeatable() {
        let plain = NotifySystem::new(5, "Text");
        assert!(!plain.repeatable());
        let tagged = plain.tag("docs|deal|42").sub_tag("docs").client_id("docs");
        assert!(tagged.repeatable());
        assert_eq!(
            tagged.params().to_json(),
            r#"{"USER_ID":5,"MESSAGE":"Text","TAG":"docs|deal|42","SUB_TAG":"docs","CLIENT_ID":"docs"}"#
        );
        assert_eq!(tagged.decode(RawJson::new("12345")), Ok(Id::new(12_345)));
    }
}
