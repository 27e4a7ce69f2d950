//! Chats and messages.

use chrono::{DateTime, FixedOffset};

use super::shared::ChatUser;
use crate::methods::covered::calls;
use crate::wire::{Done, Fields, Id, record};

record! {
    /// A message in a chat.
    pub struct Message shown(id, chat_id, author_id) {
        id: Option<Id> = "id",
        chat_id: Option<Id> = "chat_id",
        author_id: Option<Id> = "author_id",
        date: Option<DateTime<FixedOffset>> = "date",
        text: Option<String> = "text",
    }
}

record! {
    /// Messages with those who wrote them.
    pub struct Messages shown(chat_id) {
        chat_id: Option<Id> = "chat_id",
        messages: Vec<Message> = "messages",
        users: Vec<ChatUser> = "users",
    }
}

record! {
    /// A chat.
    pub struct Chat shown(owner) {
        id: Option<String> = "id",
        title: Option<String> = "name",
        owner: Option<Id> = "owner",
        kind: Option<String> = "type",
        entity_type: Option<String> = "entity_type",
        entity_id: Option<String> = "entity_id",
    }
}

record! {
    /// A chat in the list of the recent ones.
    pub struct RecentChat shown(chat_id, pinned, unread) {
        id: Option<String> = "id",
        chat_id: Option<Id> = "chat_id",
        kind: Option<String> = "type",
        title: Option<String> = "title",
        pinned: Option<bool> = "pinned",
        unread: Option<bool> = "unread",
        counter: Option<i64> = "counter",
    }
}

record! {
    /// A page of the recent chats.
    pub struct RecentChats shown(has_more) {
        items: Vec<RecentChat> = "items",
        has_more: Option<bool> = "hasMore",
    }
}

record! {
    /// The revisions of the messenger's API.
    pub struct Revision shown(rest, web, mobile) {
        rest: Option<i64> = "rest",
        web: Option<i64> = "web",
        mobile: Option<i64> = "mobile",
    }
}

record! {
    /// How far a chat is read.
    pub struct ReadState shown(chat_id, last_id, counter) {
        dialog_id: Option<String> = "dialogId",
        chat_id: Option<Id> = "chatId",
        last_id: Option<Id> = "lastId",
        counter: Option<i64> = "counter",
    }
}

record! {
    /// A chat found by its object.
    pub struct ChatFound shown(id) {
        id: Option<Id> = "ID",
    }
}

record! {
    /// Unread messages.
    pub struct ChatCounters shown() {
        by_type: Fields = "TYPE",
    }
}

calls! {
    "api-reference/chats/";

    write SetChatOwner = "im.chat.setOwner"(chat_id = "CHAT_ID", user_id = "USER_ID")
        -> Done, "chat-update/im-chat-set-owner";
    write UpdateChatAvatar = "im.chat.updateAvatar"(chat_id = "CHAT_ID", avatar = "AVATAR")
        -> Done, "chat-update/im-chat-update-avatar";
    write UpdateChatColor = "im.chat.updateColor"(chat_id = "CHAT_ID", color = "COLOR")
        -> Done, "chat-update/im-chat-update-color";
    write UpdateChatTitle = "im.chat.updateTitle"(chat_id = "CHAT_ID", title = "TITLE")
        -> Done, "chat-update/im-chat-update-title";
    write LeaveChat = "im.chat.leave"(chat_id = "CHAT_ID") -> Done, "chat-users/im-chat-leave";
    write AddChatUser = "im.chat.user.add"(chat_id = "CHAT_ID", users = "USERS")
        -> Done, "chat-users/im-chat-user-add";
    write DeleteChatUser = "im.chat.user.delete"(chat_id = "CHAT_ID", user_id = "USER_ID")
        -> Done, "chat-users/im-chat-user-delete";
    read ListChatUsers = "im.chat.user.list"(chat_id = "CHAT_ID")
        -> Vec<Id>, "chat-users/im-chat-user-list";
    read ListDialogUsers = "im.dialog.users.list"(dialog_id = "DIALOG_ID")
        -> Vec<ChatUser>, "chat-users/im-dialog-users-list";
    write AddChat = "im.chat.add"() -> Id, "im-chat-add";
    read GetChat = "im.chat.get"(entity_type = "ENTITY_TYPE", entity_id = "ENTITY_ID")
        -> Option<ChatFound>, "im-chat-get";
    read GetCounters = "im.counters.get"() -> ChatCounters, "im-counters-get";
    read GetDialog = "im.dialog.get"(dialog_id = "DIALOG_ID") -> Chat, "im-dialog-get";
    read GetRecentChats = "im.recent.get"() -> Vec<RecentChat>, "im-recent-get";
    read ListRecentChats = "im.recent.list"() -> RecentChats, "im-recent-list";
    read GetRevision = "im.revision.get"() -> Revision, "im-revision-get";
    read GetDialogMessages = "im.dialog.messages.get"(dialog_id = "DIALOG_ID")
        -> Messages, "messages/im-dialog-messages-get";
    read SearchDialogMessages = "im.dialog.messages.search"()
        -> Messages, "messages/im-dialog-messages-search";
    /// No answer means that the chat is not for this user.
    write ReadDialog = "im.dialog.read"(dialog_id = "DIALOG_ID")
        -> Option<ReadState>, "messages/im-dialog-read";
    write UnreadDialog = "im.dialog.unread"(dialog_id = "DIALOG_ID", message_id = "MESSAGE_ID")
        -> Done, "messages/im-dialog-unread";
    write ShowWriting = "im.dialog.writing"(dialog_id = "DIALOG_ID")
        -> Done, "messages/im-dialog-writing";
    /// The author is the user behind the token; a keyboard works without a bot for links alone.
    write AddMessage = "im.message.add"(dialog_id = "DIALOG_ID", message = "MESSAGE")
        -> Option<Id>, "messages/im-message-add";
    write RunChatCommand = "im.message.command"(
        message_id = "MESSAGE_ID", bot_id = "BOT_ID", command = "COMMAND"
    ) -> Done, "messages/im-message-command";
    write DeleteMessage = "im.message.delete"(message_id = "MESSAGE_ID")
        -> Done, "messages/im-message-delete";
    write LikeMessage = "im.message.like"(message_id = "MESSAGE_ID")
        -> Done, "messages/im-message-like";
    write ShareMessage = "im.message.share"(
        message_id = "MESSAGE_ID", dialog_id = "DIALOG_ID", kind = "TYPE"
    ) -> Done, "messages/im-message-share";
    write UpdateMessage = "im.message.update"(message_id = "MESSAGE_ID")
        -> Done, "messages/im-message-update";
    write MuteChat = "im.chat.mute"(chat_id = "CHAT_ID", mute = "MUTE")
        -> Done, "special-operations/im-chat-mute";
    write ReadAllDialogs = "im.dialog.read.all"() -> Done, "special-operations/im-dialog-read-all";
    write HideRecentChat = "im.recent.hide"(dialog_id = "DIALOG_ID")
        -> Done, "special-operations/im-recent-hide";
    write PinRecentChat = "im.recent.pin"(dialog_id = "DIALOG_ID")
        -> Done, "special-operations/im-recent-pin";
    write MarkRecentUnread = "im.recent.unread"(dialog_id = "DIALOG_ID")
        -> Done, "special-operations/im-recent-unread";
}
