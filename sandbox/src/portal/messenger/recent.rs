//! `im.recent.*`, `im.counters.get` and `im.revision.get`.

use super::super::methods::{Answer, Call};
use super::super::value::{Array, Value};
use super::{Chat, Person, Run, dialog, print, text};

pub(super) fn find(name: &str) -> Option<Run> {
    Some(match name {
        "im.recent.get" => get,
        "im.recent.list" => list,
        "im.recent.hide" => hide,
        "im.recent.pin" => pin,
        "im.recent.unread" => mark,
        "im.counters.get" => counters,
        "im.revision.get" => revision,
        _ => return None,
    })
}

/// Dialogs of the caller that he has not hidden: pinned ones first, then by the last message.
fn rows(call: &Call<'_>) -> Vec<Array> {
    let messenger = &call.state.messenger;
    let me = call.caller.user;
    let person = messenger.people.get(&me);
    let is = |set: fn(&Person) -> &std::collections::BTreeSet<i64>, id: i64| {
        person.is_some_and(|person| set(person).contains(&id))
    };
    let mine = messenger.chats.values();
    let mut mine: Vec<&Chat> = mine
        .filter(|chat| chat.users.contains(&me) && !is(|one| &one.hidden, chat.id))
        .collect();
    mine.sort_by_key(|chat| {
        let pinned = is(|one| &one.pinned, chat.id);
        std::cmp::Reverse((pinned, messenger.last(chat.id)))
    });
    mine.into_iter()
        .map(|chat| print::recent(call, chat))
        .collect()
}

fn get(call: &mut Call<'_>) -> Answer {
    Ok(Value::list(rows(call)).into())
}

fn list(call: &mut Call<'_>) -> Answer {
    let answer = Array::new()
        .with("items", Value::list(rows(call)))
        .with("hasMorePages", false)
        .with("hasMore", false);
    Ok(answer.into())
}

fn hide(call: &mut Call<'_>) -> Answer {
    let chat = dialog(call)?;
    let person = call.state.messenger.person(call.caller.user);
    person.hidden.insert(chat);
    Ok(true.into())
}

fn pin(call: &mut Call<'_>) -> Answer {
    let chat = dialog(call)?;
    let on = text(call, "PIN") != "N";
    let pinned = &mut call.state.messenger.person(call.caller.user).pinned;
    if on {
        pinned.insert(chat);
    } else {
        pinned.remove(&chat);
    }
    Ok(true.into())
}

fn mark(call: &mut Call<'_>) -> Answer {
    let chat = dialog(call)?;
    let on = text(call, "ACTION") != "N";
    let unread = &mut call.state.messenger.person(call.caller.user).unread;
    if on {
        unread.insert(chat);
    } else {
        unread.remove(&chat);
    }
    Ok(true.into())
}

/// New messages of chats and dialogs, and new notifications.
fn counters(call: &mut Call<'_>) -> Answer {
    let messenger = &call.state.messenger;
    let me = call.caller.user;
    let (mut chats, mut muted, mut dialogs) = (Array::new(), Array::new(), Array::new());
    let (mut in_chats, mut in_dialogs) = (0_i64, 0_i64);
    let person = messenger.people.get(&me);
    for chat in messenger
        .chats
        .values()
        .filter(|chat| chat.users.contains(&me))
    {
        let count = messenger.unread(me, chat.id);
        let silent = person.is_some_and(|person| person.muted.contains(&chat.id));
        if count == 0 {
            continue;
        }
        let id = chat.id.to_string();
        if silent {
            muted.set(&id, count);
        } else if chat.is_private {
            let other = print::dialog_id(call, chat).to_text().unwrap_or_default();
            dialogs.set(&other, count);
            in_dialogs += 1;
        } else {
            chats.set(&id, count);
            in_chats += 1;
        }
    }
    let notices = call.state.notifications.iter();
    let new = notices.filter(|one| one.user == me && !messenger.read_notices.contains(&one.id));
    let notices = i64::try_from(new.count()).unwrap_or_default();
    let kinds = Array::new()
        .with("ALL", notices + in_chats + in_dialogs)
        .with("NOTIFY", notices)
        .with("CHAT", in_chats)
        .with("LINES", 0_i64)
        .with("DIALOG", in_dialogs)
        .with("MESSENGER", in_chats + in_dialogs);
    let answer = Array::new()
        .with("TYPE", kinds)
        .with("CHAT", chats)
        .with("CHAT_MUTED", muted)
        .with("CHAT_UNREAD", Array::new())
        .with("LINES", Array::new())
        .with("DIALOG", dialogs)
        .with("DIALOG_UNREAD", Array::new());
    Ok(answer.into())
}

fn revision(_call: &mut Call<'_>) -> Answer {
    let revision = Array::new()
        .with("rest", 32_i64)
        .with("web", 130_i64)
        .with("mobile", 22_i64)
        .with("desktop", 6_i64)
        .with("im_revision_mobile", 22_i64);
    Ok(revision.into())
}
