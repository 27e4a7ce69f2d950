//! Employees, chats and messages in the shapes of the messenger.

use super::super::methods::Call;
use super::super::value::{Array, Value};
use super::{Chat, Message};
use crate::world::User;

/// An employee; false stands for what is not known.
pub(super) fn user(call: &Call<'_>, one: &User) -> Array {
    let person = call.state.messenger.people.get(&one.id);
    let status = person.and_then(|person| person.status.as_deref());
    let idle = person.and_then(|person| person.idle_since.clone());
    Array::new()
        .with("id", one.id)
        .with("active", one.active)
        .with("name", format!("{} {}", one.name, one.last_name))
        .with("first_name", one.name.as_str())
        .with("last_name", one.last_name.as_str())
        .with("work_position", one.work_position.as_str())
        .with("color", "#4ba984")
        .with("avatar", "")
        .with("avatar_hr", "")
        .with("gender", "M")
        .with("birthday", "")
        .with("extranet", false)
        .with("network", false)
        .with("bot", false)
        .with("connector", false)
        .with("external_auth_id", "socservices")
        .with("status", status.unwrap_or("online"))
        .with("idle", idle.map_or(Value::Bool(false), Value::from))
        .with("last_activity_date", call.now())
        .with("mobile_last_date", false)
        .with("desktop_last_date", false)
        .with("absent", false)
        .with("departments", Value::list(one.departments.iter().copied()))
        .with("phones", false)
        .with("bot_data", Value::Null)
        .with("type", "user")
        .with("website", "")
        .with("email", one.email.as_str())
}

/// The same with the names in camel case, as the search spells them.
pub(super) fn camel(row: &Array) -> Array {
    let mut spelled = Array::new();
    for (key, value) in row.iter() {
        let mut name = String::new();
        for (number, word) in key.text().split('_').enumerate() {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            if number == 0 {
                name.push_str(first);
            } else {
                name.push_str(&first.to_ascii_uppercase());
            }
            name.push_str(rest);
        }
        spelled.set(&name, value.clone());
    }
    spelled
}

/// The employees of these numbers.
pub(super) fn users(call: &Call<'_>, ids: &[i64]) -> Value {
    let known = ids.iter().filter_map(|id| call.state.user(*id));
    Value::list(known.map(|one| user(call, one)).collect::<Vec<_>>())
}

pub(super) fn message(call: &Call<'_>, one: &Message) -> Array {
    let params = if one.likes.is_empty() {
        Array::new()
    } else {
        Array::new().with("LIKE", Value::list(one.likes.iter().copied()))
    };
    let person = call.state.messenger.people.get(&call.caller.user);
    let read = person.and_then(|person| person.read.get(&one.chat));
    let unread = one.author != call.caller.user && read.is_none_or(|read| *read < one.id);
    Array::new()
        .with("id", one.id)
        .with("chat_id", one.chat)
        .with("author_id", one.author)
        .with("date", one.date.as_str())
        .with("text", one.text.as_str())
        .with("unread", unread)
        .with("uuid", one.uuid.as_str())
        .with("replaces", Array::new())
        .with("params", params)
        .with("disappearing_date", Value::Null)
}

/// The number under which the caller knows a chat.
pub(super) fn dialog_id(call: &Call<'_>, chat: &Chat) -> Value {
    if !chat.is_private {
        return format!("chat{}", chat.id).into();
    }
    let me = call.caller.user;
    let other = chat.users.iter().find(|id| **id != me);
    other.copied().unwrap_or(me).into()
}

fn restrictions() -> Array {
    let all = ["avatar", "rename", "extend", "call", "mute", "leave"];
    let allowed = all
        .iter()
        .fold(Array::new(), |all, name| all.with(name, true));
    allowed
        .with("leave_owner", true)
        .with("send", true)
        .with("user_list", true)
        .with("path", "")
        .with("path_title", "")
}

fn permissions() -> Array {
    Array::new()
        .with("manage_users_add", "member")
        .with("manage_users_delete", "manager")
        .with("manage_ui", "member")
        .with("manage_settings", "owner")
        .with("manage_messages", "member")
        .with("can_post", "member")
}

fn role(call: &Call<'_>, chat: &Chat) -> &'static str {
    if chat.owner == call.caller.user {
        "owner"
    } else {
        "member"
    }
}

/// What the chat is about.
fn entity_link(chat: &Chat) -> Array {
    let kind = chat.entity_id.split('|').next().unwrap_or_default();
    Array::new()
        .with("type", kind)
        .with("url", "")
        .with("id", chat.entity_id.as_str())
}

/// A chat as the list of recent ones and a dialog show it.
pub(super) fn chat(call: &Call<'_>, chat: &Chat) -> Array {
    let people = &call.state.messenger.people;
    let mut muted = Array::new();
    for (user, _) in people
        .iter()
        .filter(|(_, one)| one.muted.contains(&chat.id))
    {
        muted.set(&user.to_string(), true);
    }
    let count = i64::try_from(chat.users.len()).unwrap_or_default();
    Array::new()
        .with("id", chat.id)
        .with("parent_chat_id", 0_i64)
        .with("parent_message_id", 0_i64)
        .with("name", chat.title.as_str())
        .with("description", chat.description.as_str())
        .with("owner", chat.owner)
        .with("extranet", false)
        .with("avatar", "")
        .with("color", chat.color.as_str())
        .with("type", if chat.is_private { "private" } else { "chat" })
        .with("user_counter", count)
        .with("restrictions", restrictions())
        .with("entity_type", chat.entity_type.as_str())
        .with("entity_id", chat.entity_id.as_str())
        .with("entity_data_1", "")
        .with("entity_data_2", "")
        .with("entity_data_3", "")
        .with("mute_list", muted)
        .with("manager_list", Value::list([chat.owner]))
        .with("date_create", chat.created.as_str())
        .with("message_type", if chat.is_private { "P" } else { "C" })
        .with("public", "")
        .with("role", role(call, chat))
        .with("entity_link", entity_link(chat))
        .with("contains_collaber", false)
        .with("text_field_enabled", true)
        .with("background_id", Value::Null)
        .with("permissions", permissions())
}

/// A dialog with its counters.
pub(super) fn dialog(call: &Call<'_>, one: &Chat) -> Array {
    let messenger = &call.state.messenger;
    let me = call.caller.user;
    let last = messenger.last(one.id);
    let read = messenger
        .people
        .get(&me)
        .and_then(|person| person.read.get(&one.id));
    let count = i64::try_from(messenger.of(one.id).count()).unwrap_or_default();
    let views = Array::new()
        .with("message_id", last)
        .with("first_viewers", Array::new())
        .with("count_of_viewers", 0_i64);
    chat(call, one)
        .with("counter", messenger.unread(me, one.id))
        .with("message_count", count)
        .with("unread_id", 0_i64)
        .with("last_message_id", last)
        .with("last_id", read.copied().unwrap_or_default())
        .with("marked_id", 0_i64)
        .with("disk_folder_id", 0_i64)
        .with("is_new", false)
        .with("readed_list", Array::new())
        .with("last_message_views", views)
        .with("dialog_id", dialog_id(call, one).to_text())
}

/// A dialog in the list of recent ones.
pub(super) fn recent(call: &Call<'_>, one: &Chat) -> Array {
    let messenger = &call.state.messenger;
    let me = call.caller.user;
    let person = messenger.people.get(&me);
    let last = messenger.of(one.id).next_back();
    let said = last.map(|last| {
        Array::new()
            .with("id", last.id)
            .with("text", last.text.as_str())
            .with("file", false)
            .with("author_id", last.author)
            .with("attach", false)
            .with("sticker", Value::Null)
            .with("date", last.date.as_str())
            .with("status", "received")
            .with("uuid", last.uuid.as_str())
    });
    let date = last.map_or(one.created.as_str(), |last| last.date.as_str());
    let has = |set: fn(&super::Person) -> &std::collections::BTreeSet<i64>| {
        person.is_some_and(|person| set(person).contains(&one.id))
    };
    let id = dialog_id(call, one);
    let other = id.to_int().and_then(|id| call.state.user(id));
    let title = other.map_or_else(
        || one.title.clone(),
        |user| format!("{} {}", user.name, user.last_name),
    );
    let avatar = Array::new()
        .with("url", "")
        .with("color", one.color.as_str());
    let row = Array::new()
        .with("id", id)
        .with("chat_id", one.id)
        .with("type", if one.is_private { "user" } else { "chat" })
        .with("avatar", avatar)
        .with("title", title)
        .with("message", said)
        .with("counter", messenger.unread(me, one.id))
        .with("last_id", messenger.last(one.id))
        .with("pinned", has(|person| &person.pinned))
        .with("unread", has(|person| &person.unread))
        .with("has_reminder", false)
        .with("date_update", date)
        .with("date_last_activity", date)
        .with("chat", chat(call, one))
        .with("options", Array::new());
    match other {
        Some(other) => row.with("user", user(call, other)),
        None => row,
    }
}
