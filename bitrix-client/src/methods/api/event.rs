//! Handlers of events and the queue of offline events.

use chrono::{DateTime, FixedOffset};

use super::shared::Unbound;
use crate::methods::covered::calls;
use crate::wire::{Done, Fields, Id, record};

record! {
    /// A handler of an event.
    pub struct EventBinding shown(offline) {
        event: Option<String> = "event",
        handler: Option<String> = "handler",
        auth_type: Option<String> = "auth_type",
        offline: Option<bool> = "offline",
        connector_id: Option<String> = "connector_id",
    }
}

record! {
    /// Events taken out of the queue.
    pub struct OfflineEvents shown() {
        process_id: Option<String> = "process_id",
        events: Vec<OfflineEvent> = "events",
    }
}

record! {
    /// An event in the queue: the last state of an object.
    pub struct OfflineEvent shown(id) {
        id: Option<Id> = "ID",
        timestamp_x: Option<DateTime<FixedOffset>> = "TIMESTAMP_X",
        event_name: Option<String> = "EVENT_NAME",
        event_data: Fields = "EVENT_DATA",
        event_additional: Fields = "EVENT_ADDITIONAL",
        message_id: Option<String> = "MESSAGE_ID",
        process_id: Option<String> = "PROCESS_ID",
        error: Option<String> = "ERROR",
    }
}

calls! {
    "api-reference/events/";

    write BindEvent = "event.bind"(event = "event", handler = "handler") -> Done, "event-bind";
    read GetEventBindings = "event.get"() -> Vec<EventBinding>, "event-get";
    write ClearOfflineEvents = "event.offline.clear"(process_id = "process_id")
        -> Done, "event-offline-clear";
    write FailOfflineEvents = "event.offline.error"(process_id = "process_id")
        -> Done, "event-offline-error";
    /// Takes events out of the queue; with `clear` = 0 they are kept until they are cleared.
    write TakeOfflineEvents = "event.offline.get"() -> OfflineEvents, "event-offline-get";
    list ListOfflineEvents between "ID" = "event.offline.list"()
        -> Vec<OfflineEvent>, "event-offline-list";
    write UnbindEvent = "event.unbind"(event = "event", handler = "handler")
        -> Unbound, "event-unbind";
    read ListEvents = "events"() -> Vec<String>, "events";
}
