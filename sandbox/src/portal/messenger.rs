//! The messenger: chats, dialogs between two, messages, the list of recent ones, states of people.
//!
//! Here: what it holds and how a dialog is found. `chats`, `messages`, `recent` and `notices` have
//! the methods, `print` their shapes. Names of parameters are read in any case.

use std::collections::{BTreeMap, BTreeSet};

use super::fail::Fail;
use super::methods::{Answer, Call, Method};
use super::value::{Array, Value};

mod chats;
mod messages;
mod notices;
mod print;
mod recent;

/// Everything that is said.
#[derive(Default)]
pub(crate) struct Messenger {
    chats: BTreeMap<i64, Chat>,
    messages: BTreeMap<i64, Message>,
    /// By employee.
    people: BTreeMap<i64, Person>,
    /// Notifications that were read.
    read_notices: BTreeSet<i64>,
}

#[derive(Clone, Default)]
struct Chat {
    id: i64,
    title: String,
    description: String,
    color: String,
    entity_type: String,
    entity_id: String,
    owner: i64,
    users: Vec<i64>,
    /// A dialog between two has no name and no owner.
    is_private: bool,
    created: String,
}

struct Message {
    id: i64,
    chat: i64,
    author: i64,
    date: String,
    text: String,
    uuid: String,
    likes: Vec<i64>,
}

/// What the messenger keeps for one employee.
#[derive(Default)]
struct Person {
    status: Option<String>,
    idle_since: Option<String>,
    /// The last message read, by chat.
    read: BTreeMap<i64, i64>,
    muted: BTreeSet<i64>,
    hidden: BTreeSet<i64>,
    pinned: BTreeSet<i64>,
    unread: BTreeSet<i64>,
}

/// The method of this name in small letters.
pub(crate) fn find(name: &str) -> Option<Method> {
    let areas = [chats::find, messages::find, recent::find, notices::find];
    let run = areas.iter().find_map(|area| area(name))?;
    Some(Method {
        scopes: &["im"],
        run,
    })
}

type Run = fn(&mut Call<'_>) -> Answer;

fn text(call: &Call<'_>, name: &str) -> String {
    let text = call.old_param(name).and_then(Value::to_text);
    text.unwrap_or_default()
}

fn int(call: &Call<'_>, name: &str) -> Option<i64> {
    call.old_param(name).and_then(Value::to_int)
}

/// A parameter that is a list, or one thing in its place.
fn ids(call: &Call<'_>, name: &str) -> Vec<i64> {
    match call.old_param(name) {
        Some(Value::Array(many)) => many.values().filter_map(Value::to_int).collect(),
        Some(one) => one.to_int().into_iter().collect(),
        None => Vec::new(),
    }
}

fn refused(code: &str, text: &str) -> Fail {
    Fail::new(400, code, text)
}

fn no_access() -> Fail {
    refused(
        "ACCESS_ERROR",
        "You do not have access to the specified dialog",
    )
}

/// The chat that `CHAT_ID` names; its members may use it.
fn chat(call: &Call<'_>) -> Result<i64, Fail> {
    let id = int(call, "CHAT_ID").filter(|id| *id > 0);
    let id = id.ok_or_else(|| refused("CHAT_ID_EMPTY", "Chat ID can't be empty"))?;
    member(call, id)?;
    Ok(id)
}

fn member(call: &Call<'_>, id: i64) -> Result<(), Fail> {
    let chat = call.state.messenger.chats.get(&id);
    let inside = chat.is_some_and(|chat| chat.users.contains(&call.caller.user));
    inside.then_some(()).ok_or_else(no_access)
}

/// The chat behind `DIALOG_ID`: `chat5`, or the number of an employee.
fn dialog(call: &mut Call<'_>) -> Result<i64, Fail> {
    let dialog = text(call, "DIALOG_ID");
    if dialog.is_empty() || dialog == "0" {
        return Err(refused("DIALOG_ID_EMPTY", "Dialog ID can't be empty"));
    }
    if let Some(id) = dialog.strip_prefix("chat") {
        let id = id.parse().map_err(|_| no_access())?;
        member(call, id)?;
        return Ok(id);
    }
    let user: i64 = dialog.parse().map_err(|_| no_access())?;
    if call.state.user(user).is_none() {
        return Err(no_access());
    }
    Ok(between(call, user))
}

/// The dialog of the caller and an employee; it begins when somebody asks for it.
fn between(call: &mut Call<'_>, user: i64) -> i64 {
    let me = call.caller.user;
    let of_both = |chat: &&Chat| {
        chat.is_private
            && chat.users.contains(&me)
            && chat.users.contains(&user)
            && (me != user || chat.users.len() == 1)
    };
    if let Some(known) = call.state.messenger.chats.values().find(of_both) {
        return known.id;
    }
    let users = if me == user { vec![me] } else { vec![me, user] };
    let chat = Chat {
        users,
        is_private: true,
        ..Chat::default()
    };
    open(call, chat)
}

/// Gives a chat its number.
fn open(call: &mut Call<'_>, chat: Chat) -> i64 {
    let id = call.state.next_id("chat");
    let created = call.now();
    let chat = Chat {
        id,
        created,
        ..chat
    };
    call.state.messenger.chats.insert(id, chat);
    id
}

/// Writes a message; whoever hid the dialog sees it again.
fn say(call: &mut Call<'_>, chat: i64, author: i64, text: &str) -> i64 {
    let id = call.state.next_id("message");
    let uuid = call.state.secret("message");
    let message = Message {
        id,
        chat,
        author,
        date: call.now(),
        text: text.to_owned(),
        uuid: uuid.chars().take(36).collect(),
        likes: Vec::new(),
    };
    let messenger = &mut call.state.messenger;
    messenger.messages.insert(id, message);
    for person in messenger.people.values_mut() {
        person.hidden.remove(&chat);
    }
    messenger
        .people
        .entry(author)
        .or_default()
        .read
        .insert(chat, id);
    id
}

impl Messenger {
    fn person(&mut self, user: i64) -> &mut Person {
        self.people.entry(user).or_default()
    }

    /// Messages of a chat, the oldest first.
    fn of(&self, chat: i64) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values().filter(move |one| one.chat == chat)
    }

    /// How many messages of others the employee has not read.
    fn unread(&self, user: i64, chat: i64) -> i64 {
        let read = self.people.get(&user).and_then(|one| one.read.get(&chat));
        let read = read.copied().unwrap_or_default();
        let new = self
            .of(chat)
            .filter(|one| one.id > read && one.author != user);
        i64::try_from(new.count()).unwrap_or(i64::MAX)
    }

    fn last(&self, chat: i64) -> i64 {
        self.of(chat).next_back().map_or(0, |one| one.id)
    }
}

/// A chat of the caller for another area of the portal.
pub(crate) fn open_for(call: &mut Call<'_>, title: &str) -> i64 {
    let me = call.caller.user;
    let chat = Chat {
        title: title.to_owned(),
        owner: me,
        users: vec![me],
        ..Chat::default()
    };
    open(call, chat)
}

/// Says something in the chat of a thing of another area; the chat opens when it is needed.
pub(crate) fn say_in_chat_of(call: &mut Call<'_>, kind: &str, id: i64, text: &str) {
    let entity = id.to_string();
    let mut all = call.state.messenger.chats.values();
    let known = all.find(|chat| chat.entity_type == kind && chat.entity_id == entity);
    let chat = match known.map(|chat| chat.id) {
        Some(chat) => chat,
        None => open_for(call, &entity),
    };
    if let Some(chat) = call.state.messenger.chats.get_mut(&chat) {
        kind.clone_into(&mut chat.entity_type);
        chat.entity_id = entity;
    }
    let author = call.caller.user;
    say(call, chat, author, text);
}

/// The state as tests read it.
pub(crate) fn show(messenger: &Messenger) -> Value {
    let chats = messenger.chats.values().map(|chat| {
        Array::new()
            .with("id", chat.id)
            .with("title", chat.title.as_str())
            .with("users", Value::list(chat.users.iter().copied()))
    });
    let messages = messenger.messages.values().map(|one| {
        Array::new()
            .with("id", one.id)
            .with("chat", one.chat)
            .with("author", one.author)
            .with("text", one.text.as_str())
    });
    let shown = Array::new()
        .with("chats", Value::list(chats.collect::<Vec<_>>()))
        .with("messages", Value::list(messages.collect::<Vec<_>>()));
    shown.into()
}
