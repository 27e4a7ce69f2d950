//! `im.chat.*`, `im.user.*` and `im.dialog.users.list`.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::old_list;
use super::super::value::{Array, Value};
use super::{Chat, Run, chat, dialog, ids, int, open, print, refused, say, text};

pub(super) fn find(name: &str) -> Option<Run> {
    Some(match name {
        "im.chat.add" => add,
        "im.chat.get" => get,
        "im.chat.leave" => leave,
        "im.chat.mute" => mute,
        "im.chat.setowner" => set_owner,
        "im.chat.updateavatar" => set_avatar,
        "im.chat.updatecolor" => set_color,
        "im.chat.updatetitle" => set_title,
        "im.chat.user.add" => add_users,
        "im.chat.user.delete" => delete_user,
        "im.chat.user.list" => users,
        "im.dialog.get" => |call| get_dialog(call).map_err(forbidden),
        "im.dialog.users.list" => people,
        "im.user.get" => user,
        "im.user.list.get" => several,
        "im.user.status.get" => status,
        "im.user.status.set" => set_status,
        "im.user.status.idle.start" => idle,
        "im.user.status.idle.end" => back,
        _ => return None,
    })
}

fn done() -> Answer {
    Ok(true.into())
}

fn add(call: &mut Call<'_>) -> Answer {
    let me = call.caller.user;
    let mut users = ids(call, "USERS");
    users.retain(|id| call.state.user(*id).is_some());
    if !users.contains(&me) {
        users.push(me);
    }
    let owner = int(call, "OWNER_ID").unwrap_or(me);
    let title = Some(text(call, "TITLE")).filter(|title| !title.is_empty());
    let new = Chat {
        title: title.unwrap_or_else(|| "Чат".to_owned()),
        description: text(call, "DESCRIPTION"),
        color: Some(text(call, "COLOR"))
            .filter(|c| !c.is_empty())
            .unwrap_or_else(|| "GREEN".to_owned()),
        entity_type: text(call, "ENTITY_TYPE"),
        entity_id: text(call, "ENTITY_ID"),
        owner,
        users,
        ..Chat::default()
    };
    let id = open(call, new);
    let message = text(call, "MESSAGE");
    if !message.is_empty() {
        say(call, id, me, &message);
    }
    Ok(id.into())
}

/// The chat of a thing of another module; null when there is none.
fn get(call: &mut Call<'_>) -> Answer {
    let (kind, id) = (text(call, "ENTITY_TYPE"), text(call, "ENTITY_ID"));
    if kind.is_empty() || id.is_empty() {
        return Err(refused(
            "INVALID_CREDENTIALS",
            "Invalid request credentials",
        ));
    }
    let mut all = call.state.messenger.chats.values();
    let found = all.find(|chat| chat.entity_type == kind && chat.entity_id == id);
    let found = found.map(|chat| Array::new().with("ID", chat.id));
    Ok(Value::from(found).into())
}

/// Changes the chat that `CHAT_ID` names.
fn change(call: &mut Call<'_>, change: impl FnOnce(&mut Chat)) -> Answer {
    let id = chat(call)?;
    if let Some(chat) = call.state.messenger.chats.get_mut(&id) {
        change(chat);
    }
    done()
}

fn leave(call: &mut Call<'_>) -> Answer {
    let me = call.caller.user;
    change(call, |chat| chat.users.retain(|id| *id != me))
}

fn mute(call: &mut Call<'_>) -> Answer {
    let id = chat(call)?;
    let on = text(call, "MUTE") != "N";
    let person = call.state.messenger.person(call.caller.user);
    if on {
        person.muted.insert(id);
    } else {
        person.muted.remove(&id);
    }
    done()
}

fn user_id(call: &Call<'_>) -> Result<i64, Fail> {
    let id = int(call, "USER_ID").filter(|id| *id > 0);
    id.ok_or_else(|| refused("USER_ID_EMPTY", "User ID can't be empty"))
}

fn owner_only(call: &Call<'_>, id: i64) -> Result<(), Fail> {
    let chat = call.state.messenger.chats.get(&id);
    let own = chat.is_some_and(|chat| chat.owner == call.caller.user);
    let no = || refused("ACCESS_ERROR", "You don't have access to this action");
    own.then_some(()).ok_or_else(no)
}

fn set_owner(call: &mut Call<'_>) -> Answer {
    let (id, owner) = (chat(call)?, user_id(call)?);
    owner_only(call, id)?;
    change(call, |chat| chat.owner = owner)
}

fn set_avatar(call: &mut Call<'_>) -> Answer {
    chat(call)?;
    let picture = super::super::fields::from_base64(&text(call, "AVATAR"));
    // PNG, JPEG and GIF begin like this.
    let known = [&b"\x89PNG"[..], &b"\xff\xd8\xff"[..], &b"GIF8"[..]];
    if known.iter().any(|start| picture.starts_with(start)) {
        return done();
    }
    Err(refused("AVATAR_ERROR", "Avatar incorrect type"))
}

const COLORS: [&str; 16] = [
    "RED",
    "GREEN",
    "MINT",
    "LIGHT_BLUE",
    "DARK_BLUE",
    "PURPLE",
    "AQUA",
    "PINK",
    "LIME",
    "BROWN",
    "AZURE",
    "KHAKI",
    "SAND",
    "MARENGO",
    "GRAY",
    "GRAPHITE",
];

fn set_color(call: &mut Call<'_>) -> Answer {
    let color = text(call, "COLOR").to_ascii_uppercase();
    if !COLORS.contains(&color.as_str()) {
        return Err(refused("WRONG_COLOR", "This color currently unavailable"));
    }
    change(call, |chat| chat.color = color)
}

fn set_title(call: &mut Call<'_>) -> Answer {
    let title = text(call, "TITLE");
    if title.is_empty() {
        return Err(refused("TITLE_EMPTY", "Title can't be empty"));
    }
    change(call, |chat| chat.title = title)
}

fn add_users(call: &mut Call<'_>) -> Answer {
    let mut new = ids(call, "USERS");
    new.retain(|id| call.state.user(*id).is_some());
    if new.is_empty() {
        return Err(refused("USERS_EMPTY", "Users can't be empty"));
    }
    change(call, |chat| {
        new.retain(|id| !chat.users.contains(id));
        chat.users.extend(new);
    })
}

fn delete_user(call: &mut Call<'_>) -> Answer {
    let (id, user) = (chat(call)?, user_id(call)?);
    if user != call.caller.user {
        owner_only(call, id)?;
    }
    change(call, |chat| chat.users.retain(|id| *id != user))
}

fn users(call: &mut Call<'_>) -> Answer {
    let id = chat(call)?;
    let chat = call.state.messenger.chats.get(&id);
    let users = chat.map(|chat| chat.users.clone()).unwrap_or_default();
    Ok(Value::list(users).into())
}

fn get_dialog(call: &mut Call<'_>) -> Answer {
    let id = dialog(call)?;
    let chat = call.state.messenger.chats.get(&id);
    let shown = chat.map(|chat| print::dialog(call, chat));
    Ok(Value::from(shown).into())
}

fn people(call: &mut Call<'_>) -> Answer {
    let id = dialog(call)?;
    let chat = call.state.messenger.chats.get(&id);
    let ids = chat.map(|chat| chat.users.clone()).unwrap_or_default();
    let known = ids.iter().filter_map(|id| call.state.user(*id));
    let rows: Vec<Array> = known.map(|one| print::user(call, one)).collect();
    Ok(old_list::page(&rows, call.start(), Array::clone))
}

fn user(call: &mut Call<'_>) -> Answer {
    let id = match call.old_param("ID") {
        None => call.caller.user,
        Some(id) => id.to_int().unwrap_or_default(),
    };
    let one = call.state.user(id);
    let one = one.ok_or_else(|| refused("USER_NOT_EXISTS", "User not found"))?;
    Ok(print::user(call, one).into())
}

/// Employees by number; null for an unknown one.
fn several(call: &mut Call<'_>) -> Answer {
    let wanted = ids(call, "ID");
    if wanted.is_empty() {
        return Err(refused(
            "INVALID_FORMAT",
            "A wrong format for the ID field is passed",
        ));
    }
    let mut all = Array::new();
    for id in wanted {
        let one = call.state.user(id).map(|one| print::user(call, one));
        all.set(&id.to_string(), one);
    }
    Ok(all.into())
}

fn status(call: &mut Call<'_>) -> Answer {
    let person = call.state.messenger.person(call.caller.user);
    let status = person.status.clone();
    Ok(status.unwrap_or_else(|| "online".to_owned()).into())
}

fn set_status(call: &mut Call<'_>) -> Answer {
    let status = text(call, "STATUS");
    if !["online", "dnd", "away", "break"].contains(&status.as_str()) {
        return Err(refused("STATUS_ERROR", "Status is not available"));
    }
    call.state.messenger.person(call.caller.user).status = Some(status);
    done()
}

fn idle(call: &mut Call<'_>) -> Answer {
    let now = call.now();
    call.state.messenger.person(call.caller.user).idle_since = Some(now);
    done()
}

fn back(call: &mut Call<'_>) -> Answer {
    call.state.messenger.person(call.caller.user).idle_since = None;
    done()
}

/// Reading a dialog is refused with 403 where all other methods say 400.
fn forbidden(fail: Fail) -> Fail {
    let status = if fail.code == Value::from("ACCESS_ERROR") {
        403
    } else {
        fail.status
    };
    Fail { status, ..fail }
}
