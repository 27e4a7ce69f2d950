//! Mail, REST 3.0.

use super::shared::FieldV3;
use crate::methods::covered::calls;
use crate::wire::{Done, Id, OpenValue, record};

record! {
    /// What became of a message.
    pub struct MailDone shown(success, event_id, chat_id) {
        success: Option<bool> = "success",
        event_id: Option<Id> = "eventId",
        chat_id: Option<Id> = "chatId",
        post_id: Option<Id> = "postId",
        task_id: Option<Id> = "taskId",
        moved_count: Option<i64> = "movedCount",
        to: OpenValue = "to",
    }
}

record! {
    /// A message.
    pub struct MailMessage shown(id, mailbox_id) {
        id: Option<Id> = "id",
        mailbox_id: Option<Id> = "mailboxId",
        subject: Option<String> = "subject",
    }
}

calls! {
    "api-reference/mail/message/";

    write3 CreateEventFromMessage = "mail.message.createcalendarevent"(
        message_id = "messageId", date_from = "dateFrom", date_to = "dateTo"
    ) -> MailDone, "mail-message-createcalendarevent";
    write3 CreateChatFromMessage = "mail.message.createchat"(message_id = "messageId")
        -> MailDone, "mail-message-createchat";
    write3 CreateActivityFromMessage = "mail.message.createcrmactivity"(message_id = "messageId")
        -> Done, in "result", "mail-message-createcrmactivity";
    write3 CreatePostFromMessage = "mail.message.createfeedpost"(message_id = "messageId")
        -> MailDone, "mail-message-createfeedpost";
    write3 CreateTaskFromMessage = "mail.message.createtask"(message_id = "messageId")
        -> MailDone, "mail-message-createtask";
    read3 GetMessageField = "mail.message.field.get"(name = "name")
        -> FieldV3, in "item", "mail-message-field-get";
    read3 ListMessageFields = "mail.message.field.list"()
        -> Vec<FieldV3>, in "items", "mail-message-field-list";
    write3 ForwardMessage = "mail.message.forward"(
        forward_message_id = "forwardMessageId", from = "from", to = "to", subject = "subject",
        body = "body"
    ) -> MailDone, "mail-message-forward";
    read3 GetMessage = "mail.message.get"(id = "id") -> MailMessage, in "item", "mail-message-get";
    read3 ListMessages = "mail.message.list"() -> Vec<MailMessage>, in "items", "mail-message-list";
    write3 MoveMessages = "mail.message.movetofolder"(message_ids = "messageIds", action = "action")
        -> MailDone, "mail-message-movetofolder";
    write3 RemoveMessageActivity = "mail.message.removecrmactivity"(message_id = "messageId")
        -> Done, in "result", "mail-message-removecrmactivity";
    write3 ReplyMessage = "mail.message.reply"(
        reply_to_message_id = "replyToMessageId", from = "from", to = "to", subject = "subject",
        body = "body"
    ) -> MailDone, "mail-message-reply";
    write3 SendMessage = "mail.message.send"(
        from = "from", to = "to", subject = "subject", body = "body"
    ) -> MailDone, "mail-message-send";
    read3 GetThread = "mail.message.thread"(id = "id")
        -> Vec<MailMessage>, in "items", "mail-message-thread";
}
