//! The queue of offline events: one row for each thing and event, in its last state.

use serde_json::{Value as Json, json};

use super::super::fail::Fail;
use super::super::methods::{Answer, Answered, Call};
use super::super::state::State;
use super::super::value::{Array, Value};
use super::methods::admin_application;
use super::{Happened, event_form};

pub(crate) struct Row {
    id: i64,
    client: String,
    event: String,
    object: i64,
    data: Vec<(String, String)>,
    user: i64,
    at_ms: i64,
    connector: String,
    /// Who works on it; empty: nobody.
    process: String,
    failed: bool,
}

impl Row {
    pub(crate) fn show(&self) -> Json {
        json!({ "id": self.id, "event": self.event, "object": self.object,
                "reserved": !self.process.is_empty(), "failed": self.failed })
    }

    fn message(&self) -> String {
        format!("{:x}", self.id)
    }

    /// `EVENT_DATA` as a tree: `[FIELDS][ID]` becomes `{"FIELDS": {"ID": …}}`.
    fn tree(&self) -> Value {
        let mut data = Array::new();
        let pairs: Vec<String> = self
            .data
            .iter()
            .map(|(name, value)| format!("d{name}={value}"))
            .collect();
        super::super::params::from_query(&pairs.join("&"), &mut data);
        data.get("d").cloned().unwrap_or(Value::Bool(false))
    }

    fn print(&self, state: &State) -> Array {
        Array::new()
            .with("ID", self.id.to_string())
            .with("TIMESTAMP_X", state.iso(self.at_ms))
            .with("EVENT_NAME", self.event.as_str())
            .with("EVENT_DATA", self.tree())
            .with(
                "EVENT_ADDITIONAL",
                Array::new().with("user_id", self.user.to_string()),
            )
            .with("MESSAGE_ID", self.message())
    }
}

/// Keeps it for whoever bound it, unless their own connector did it.
pub(crate) fn queue(
    state: &mut State,
    binding: i64,
    client: &str,
    what: &Happened<'_>,
    now_ms: i64,
) {
    let bound = state.hooks.bindings.iter().find(|one| one.id == binding);
    let connector = bound.map(|one| one.connector.clone()).unwrap_or_default();
    if !connector.is_empty() && connector == what.connector {
        return;
    }
    let same = state.hooks.queue.iter_mut().find(|row| {
        row.process.is_empty()
            && row.client == client
            && row.event == what.event
            && row.object == what.object
            && row.connector == connector
    });
    if let Some(row) = same {
        row.data.clone_from(&what.data);
        (row.user, row.at_ms) = (what.user, now_ms);
        return;
    }
    let id = state.next_id("offline");
    state.hooks.queue.push(Row {
        id,
        client: client.to_owned(),
        event: what.event.to_owned(),
        object: what.object,
        data: what.data.clone(),
        user: what.user,
        at_ms: now_ms,
        connector,
        process: String::new(),
        failed: false,
    });
    announce(state, client, what.user, now_ms);
}

/// `ONOFFLINEEVENT` to whoever wants to know of new rows.
fn announce(state: &mut State, client: &str, user: i64, now_ms: i64) {
    let bindings = state.hooks.bindings.iter();
    let bound: Vec<(i64, String)> = bindings
        .filter(|one| one.client == client && one.event == "ONOFFLINEEVENT" && !one.offline)
        .map(|one| (one.id, one.handler.clone()))
        .collect();
    for (id, handler) in bound {
        let body = event_form(state, client, Some(id), "ONOFFLINEEVENT", &[], user, now_ms);
        state.hooks.post("ONOFFLINEEVENT", &handler, body);
    }
}

fn text(call: &Call<'_>, name: &str) -> String {
    let text = call.old_param(name).and_then(Value::to_text);
    text.unwrap_or_default()
}

/// What a plan without extended offline events answers.
pub(crate) fn needs_plan(call: &Call<'_>) -> Result<(), Fail> {
    let text = "Extended offline events are not available on your plan";
    let has_it = call.state.switches.offline_extended;
    has_it
        .then_some(())
        .ok_or_else(|| Fail::new(403, "ACCESS_DENIED", text))
}

pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    let client = admin_application(call)?;
    let keep = text(call, "clear") == "0";
    let connector = text(call, "auth_connector");
    if keep || !connector.is_empty() {
        needs_plan(call)?;
    }
    let limit = call.old_param("limit").and_then(Value::to_int);
    let limit = usize::try_from(limit.unwrap_or(50)).unwrap_or(50);
    let process = if keep {
        call.state.secret("process")
    } else {
        String::new()
    };
    let free = |row: &&mut Row| {
        row.client == client && row.process.is_empty() && !row.failed && row.connector == connector
    };
    let rows = call.state.hooks.queue.iter_mut().filter(free).take(limit);
    let taken: Vec<i64> = rows
        .map(|row| {
            row.process.clone_from(&process);
            row.id
        })
        .collect();
    let rows = call.state.hooks.queue.iter();
    let events = rows.filter(|row| taken.contains(&row.id));
    let events = Value::list(events.map(|row| row.print(call.state)));
    if !keep {
        call.state
            .hooks
            .queue
            .retain(|row| !taken.contains(&row.id));
    }
    let process = if keep && !taken.is_empty() {
        Value::from(process)
    } else {
        Value::Null
    };
    Ok(Array::new()
        .with("process_id", process)
        .with("events", events)
        .into())
}

/// The numbers of rows that a call names, in one of two ways; none: all of the process.
fn named(call: &Call<'_>, process: &str) -> Vec<i64> {
    let list = |name: &str| {
        let list = call.old_param(name).and_then(Value::as_array).cloned();
        list.unwrap_or_default()
            .values()
            .filter_map(Value::to_text)
            .collect::<Vec<_>>()
    };
    let (ids, messages) = (list("id"), list("message_id"));
    let rows = call
        .state
        .hooks
        .queue
        .iter()
        .filter(|row| row.process == process);
    let meant = rows.filter(|row| {
        (ids.is_empty() && messages.is_empty())
            || ids.contains(&row.id.to_string())
            || messages.contains(&row.message())
    });
    meant.map(|row| row.id).collect()
}

fn process(call: &Call<'_>) -> Result<String, Fail> {
    let process = text(call, "process_id");
    let missing = || {
        Fail::new(
            400,
            "ERROR_ARGUMENT",
            "Argument 'process_id' is null or empty",
        )
    };
    Some(process)
        .filter(|text| !text.is_empty())
        .ok_or_else(missing)
}

pub(crate) fn clear(call: &mut Call<'_>) -> Answer {
    admin_application(call)?;
    let meant = named(call, &process(call)?);
    call.state
        .hooks
        .queue
        .retain(|row| !meant.contains(&row.id));
    Ok(true.into())
}

pub(crate) fn error(call: &mut Call<'_>) -> Answer {
    admin_application(call)?;
    let meant = named(call, &process(call)?);
    let rows = call.state.hooks.queue.iter_mut();
    for row in rows.filter(|row| meant.contains(&row.id)) {
        row.failed = true;
    }
    Ok(true.into())
}

pub(crate) fn list(call: &mut Call<'_>) -> Answer {
    let client = admin_application(call)?;
    let rows = call
        .state
        .hooks
        .queue
        .iter()
        .filter(|row| row.client == client);
    let printed: Vec<Array> = rows
        .map(|row| {
            row.print(call.state)
                .with("PROCESS_ID", row.process.as_str())
                .with("ERROR", if row.failed { "1" } else { "0" })
        })
        .collect();
    Ok(Answered {
        total: i64::try_from(printed.len()).ok(),
        result: Value::list(printed),
        next: None,
    })
}
