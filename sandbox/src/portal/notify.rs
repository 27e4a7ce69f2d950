//! Notifications and the feed.

use super::fail::Fail;
use super::fields::new_file;
use super::methods::{Answer, Call};
use super::params::from_json;
use super::state::Notification;
use super::value::{Array, Value};

pub(crate) fn system_add(call: &mut Call<'_>) -> Answer {
    add(call, false)
}

pub(crate) fn personal_add(call: &mut Call<'_>) -> Answer {
    add(call, true)
}

/// A notification with the tag of an older one takes its place.
fn add(call: &mut Call<'_>, personal: bool) -> Answer {
    let text = |call: &Call<'_>, name| {
        call.old_param(name)
            .and_then(Value::to_text)
            .filter(|text| !text.is_empty())
    };
    // The older spelling of the same parameter.
    let user = call.old_param("USER_ID").or_else(|| call.old_param("TO"));
    let user = user.and_then(Value::to_int).filter(|id| *id > 0);
    let user = user.ok_or_else(|| Fail::new(400, "USER_ID_EMPTY", "User ID can't be empty"))?;
    let message = text(call, "MESSAGE")
        .ok_or_else(|| Fail::new(400, "MESSAGE_EMPTY", "Message can't be empty"))?;
    check_attach(call)?;
    let tag = text(call, "TAG").unwrap_or_default();
    let sub_tag = text(call, "SUB_TAG");
    let client = text(call, "CLIENT_ID");
    let tagged = !tag.is_empty() || sub_tag.is_some();
    let needs_client = call.state.switches.notify_tag_needs_client_id;
    if needs_client && tagged && !call.caller.is_application() && client.is_none() {
        let text = "Access denied! Client ID not specified";
        return Err(Fail::new(403, "ACCESS_DENIED", text));
    }
    let sender = match (&call.caller.application, client) {
        (Some(application), _) => format!("app:{application}"),
        (None, client) => format!("client:{}", client.unwrap_or_default()),
    };
    let fields = Array::new()
        .with("MESSAGE", message)
        .with("MESSAGE_OUT", text(call, "MESSAGE_OUT"))
        .with("SUB_TAG", sub_tag);
    let state = &mut *call.state;
    if !tag.is_empty() {
        let same = |old: &Notification| old.tag == tag && old.user == user && old.sender == sender;
        state.notifications.retain(|old| !same(old));
    }
    let id = state.next_id("notification");
    let created_ms = call.now_ms;
    let notification = Notification {
        id,
        sender,
        user,
        personal,
        fields,
        tag,
        created_ms,
    };
    state.notifications.push(notification);
    Ok(id.into())
}

/// Characters of an attachment that still pass.
const ATTACH_LIMIT: usize = 60_000;

/// An attachment is a list or a map, or JSON text of one.
pub(crate) fn check_attach(call: &Call<'_>) -> Result<(), Fail> {
    let Some(attach) = call.old_param("ATTACH").filter(|attach| !attach.is_blank()) else {
        return Ok(());
    };
    let text = attach.to_text().unwrap_or_else(|| attach.to_json(false));
    if text.chars().count() > ATTACH_LIMIT {
        let text = "You have exceeded the maximum allowable size of attach";
        return Err(Fail::new(400, "ATTACH_OVERSIZE", text));
    }
    let parts = from_json(&text).and_then(|value| value.as_array().map(Array::len));
    match parts {
        Some(1..) => Ok(()),
        _ => Err(Fail::new(400, "ATTACH_ERROR", "Incorrect attach params")),
    }
}

/// No destination means the whole company.
pub(crate) fn blogpost_add(call: &mut Call<'_>) -> Answer {
    let refused = |text: &str| Fail::new(400, "SONET_CONTROLLER_LIVEFEED_BLOGPOST_ADD_ERROR", text);
    let text = |name| {
        call.old_param(name)
            .and_then(Value::to_text)
            .unwrap_or_default()
    };
    let (title, message) = (text("POST_TITLE"), text("POST_MESSAGE"));
    if message.is_empty() {
        return Err(refused("Blog post hasn't been added"));
    }
    let destinations = match call.old_param("DEST") {
        Some(Value::Array(many)) if !many.is_empty() => many.clone(),
        Some(Value::Text(one)) if !one.is_empty() => [one.as_str()].into_iter().collect(),
        _ => ["UA"].into_iter().collect(),
    };
    let important = text("IMPORTANT");
    let files = call
        .old_param("FILES")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let state = &mut *call.state;
    let files = files.values().filter_map(|file| new_file(state, file));
    let files = Value::list(files.map(|file| file.plain()).collect::<Vec<_>>());
    let id = state.next_id("post");
    state.posts.push(
        Array::new()
            .with("id", id)
            .with("author", call.caller.user)
            .with("title", title)
            .with("message", message)
            .with("destinations", destinations)
            .with("important", important == "Y")
            .with("files", files),
    );
    Ok(id.into())
}
