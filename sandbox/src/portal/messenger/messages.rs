//! `im.message.*` and `im.dialog.*`.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::notify;
use super::super::value::{Array, Value};
use super::{Run, dialog, int, member, print, refused, say, text};

pub(super) fn find(name: &str) -> Option<Run> {
    Some(match name {
        "im.message.add" => add,
        "im.message.update" => update,
        "im.message.delete" => delete,
        "im.message.like" => like,
        "im.message.share" => share,
        "im.message.command" => command,
        "im.dialog.messages.get" => list,
        "im.dialog.messages.search" => search,
        "im.dialog.read" => read,
        "im.dialog.read.all" => read_all,
        "im.dialog.unread" => unread,
        "im.dialog.writing" => writing,
        _ => return None,
    })
}

fn done() -> Answer {
    Ok(true.into())
}

fn add(call: &mut Call<'_>) -> Answer {
    let chat = dialog(call)?;
    let message = text(call, "MESSAGE");
    if message.is_empty() && call.old_param("ATTACH").is_none() {
        return Err(refused("MESSAGE_EMPTY", "Message can't be empty"));
    }
    notify::check_attach(call)?;
    let author = call.caller.user;
    Ok(say(call, chat, author, &message).into())
}

/// The message that `MESSAGE_ID` names, in a dialog of the caller.
fn wanted(call: &Call<'_>) -> Result<i64, Fail> {
    let error = || refused("MESSAGE_ID_ERROR", "Message ID can't be empty");
    let id = int(call, "MESSAGE_ID")
        .filter(|id| *id > 0)
        .ok_or_else(error)?;
    let message = call.state.messenger.messages.get(&id);
    let chat = message.map(|message| message.chat).ok_or_else(error)?;
    member(call, chat)?;
    Ok(id)
}

/// The caller's own message.
fn own(call: &Call<'_>) -> Result<i64, Fail> {
    let id = wanted(call)?;
    let message = call.state.messenger.messages.get(&id);
    let mine = message.is_some_and(|message| message.author == call.caller.user);
    let no = || {
        refused(
            "CANT_EDIT_MESSAGE",
            "Time has expired for modification or you don't have access",
        )
    };
    mine.then_some(id).ok_or_else(no)
}

/// An empty text deletes the message.
fn update(call: &mut Call<'_>) -> Answer {
    let id = own(call)?;
    notify::check_attach(call)?;
    let new = text(call, "MESSAGE");
    if new.is_empty() {
        call.state.messenger.messages.remove(&id);
    } else if let Some(message) = call.state.messenger.messages.get_mut(&id) {
        message.text = new;
    }
    done()
}

fn delete(call: &mut Call<'_>) -> Answer {
    let id = own(call)?;
    call.state.messenger.messages.remove(&id);
    done()
}

fn like(call: &mut Call<'_>) -> Answer {
    let id = wanted(call)?;
    let (me, action) = (call.caller.user, text(call, "ACTION"));
    let message = call.state.messenger.messages.get_mut(&id);
    let likes = message.map(|message| &mut message.likes);
    let Some(likes) = likes else { return done() };
    let before = likes.contains(&me);
    let wanted = match action.as_str() {
        "plus" => true,
        "minus" => false,
        _ => !before,
    };
    if before == wanted {
        let text = "Action completed without changes";
        return Err(refused("WITHOUT_CHANGES", text));
    }
    if wanted {
        likes.push(me);
    } else {
        likes.retain(|user| *user != me);
    }
    done()
}

/// Makes a chat, task, post or meeting of a message; only the kind is looked at.
fn share(call: &mut Call<'_>) -> Answer {
    wanted(call)?;
    dialog(call)?;
    match text(call, "TYPE").as_str() {
        "CHAT" | "TASK" | "POST" | "CALEND" => done(),
        _ => Err(refused("PARAMS_ERROR", "Incorrect params")),
    }
}

/// No bot lives here, so that no command is found.
fn command(call: &mut Call<'_>) -> Answer {
    wanted(call)?;
    Err(refused("BOT_ID_ERROR", "Bot not found"))
}

fn list(call: &mut Call<'_>) -> Answer {
    let chat = dialog(call)?;
    let (first, last) = (int(call, "FIRST_ID"), int(call, "LAST_ID"));
    let limit = int(call, "LIMIT").unwrap_or(20).clamp(1, 50);
    let limit = usize::try_from(limit).unwrap_or(20);
    let all = call.state.messenger.of(chat);
    let fits = |id: i64| last.is_none_or(|last| id < last) && first.is_none_or(|first| id > first);
    let rows: Vec<Array> = all
        .rev()
        .filter(|one| fits(one.id))
        .take(limit)
        .map(|one| print::message(call, one))
        .collect();
    Ok(page(call, chat, rows).into())
}

fn page(call: &Call<'_>, chat: i64, rows: Vec<Array>) -> Array {
    let known = call.state.messenger.chats.get(&chat);
    let users = known.map(|chat| chat.users.clone()).unwrap_or_default();
    Array::new()
        .with("chat_id", chat)
        .with("messages", Value::list(rows))
        .with("users", print::users(call, &users))
        .with("files", Array::new())
}

/// Messages of a chat whose text holds `SEARCH_MESSAGE`.
fn search(call: &mut Call<'_>) -> Answer {
    let chat = int(call, "CHAT_ID").filter(|id| *id > 0);
    let chat = chat.ok_or_else(|| refused("CHAT_ID_EMPTY", "CHAT_ID can't be empty"))?;
    member(call, chat)?;
    let words = text(call, "SEARCH_MESSAGE").to_lowercase();
    let all = call.state.messenger.of(chat).rev();
    let found = all.filter(|one| one.text.to_lowercase().contains(&words));
    let rows: Vec<Array> = found
        .map(|one| {
            let mut row = print::message(call, one);
            row.remove("replaces");
            row.remove("disappearing_date");
            row.with("forward", Value::Null)
                .with("block", Value::Null)
                .with("viewed", true)
                .with("viewedByOthers", false)
                .with("viewedCount", 0_i64)
                .with("chatId", one.chat)
                .with("authorId", one.author)
                .with("isSystem", one.author == 0)
        })
        .collect();
    let known = call.state.messenger.chats.get(&chat);
    let users = known.map(|chat| chat.users.clone()).unwrap_or_default();
    let users = users.iter().filter_map(|id| call.state.user(*id));
    let users = users.map(|user| print::camel(&print::user(call, user)));
    let limits = Array::new().with("isHistoryLimitExceeded", false);
    let answer = Array::new()
        .with("users", Value::list(users.collect::<Vec<_>>()))
        .with("files", Array::new())
        .with("additionalMessages", Array::new())
        .with("copilot", Value::Null)
        .with("stickers", Array::new())
        .with("reactions", Array::new())
        .with("tariffRestrictions", limits)
        .with("usersShort", Array::new())
        .with("messages", Value::list(rows));
    Ok(answer.into())
}

fn read(call: &mut Call<'_>) -> Answer {
    let chat = dialog(call)?;
    let last = call.state.messenger.last(chat);
    let last = int(call, "MESSAGE_ID")
        .filter(|id| *id <= last)
        .unwrap_or(last);
    let me = call.caller.user;
    let person = call.state.messenger.person(me);
    person.read.insert(chat, last);
    person.unread.remove(&chat);
    let counter = call.state.messenger.unread(me, chat);
    let answer = Array::new()
        .with("dialogId", text(call, "DIALOG_ID"))
        .with("chatId", chat)
        .with("lastId", last)
        .with("counter", counter);
    Ok(answer.into())
}

fn read_all(call: &mut Call<'_>) -> Answer {
    let me = call.caller.user;
    let messenger = &mut call.state.messenger;
    let lasts: Vec<(i64, i64)> = messenger
        .chats
        .values()
        .filter(|chat| chat.users.contains(&me))
        .map(|chat| (chat.id, messenger.last(chat.id)))
        .collect();
    let person = messenger.person(me);
    person.read.extend(lasts);
    person.unread.clear();
    done()
}

/// All from this message on is new again.
fn unread(call: &mut Call<'_>) -> Answer {
    let chat = dialog(call)?;
    let from = int(call, "MESSAGE_ID").unwrap_or_default();
    let person = call.state.messenger.person(call.caller.user);
    person.read.insert(chat, from.saturating_sub(1));
    done()
}

/// Others would see that somebody writes; nothing stays of it.
fn writing(call: &mut Call<'_>) -> Answer {
    dialog(call)?;
    done()
}
