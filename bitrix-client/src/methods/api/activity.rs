//! Activities: to-dos, e-mail, calls and those of an application.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::{FieldInfo, Layout};
use crate::entity_type::EntityType;
use crate::methods::covered::calls;
use crate::params::{Params, Value};
use crate::wire::{Done, Fields, Id, record};

record! {
    /// An activity.
    pub struct Activity shown(id, owner_id, owner_type_id) {
        id: Option<Id> = "ID",
        owner_id: Option<Id> = "OWNER_ID",
        owner_type_id: Option<EntityType> = "OWNER_TYPE_ID",
        type_id: Option<i64> = "TYPE_ID",
        provider_id: Option<String> = "PROVIDER_ID",
        provider_type_id: Option<String> = "PROVIDER_TYPE_ID",
        subject: Option<String> = "SUBJECT",
        completed: Option<bool> = "COMPLETED",
        status: Option<i64> = "STATUS",
        responsible_id: Option<Id> = "RESPONSIBLE_ID",
        priority: Option<i64> = "PRIORITY",
        direction: Option<i64> = "DIRECTION",
        description: Option<String> = "DESCRIPTION",
        description_type: Option<i64> = "DESCRIPTION_TYPE",
        author_id: Option<Id> = "AUTHOR_ID",
        editor_id: Option<Id> = "EDITOR_ID",
        created: Option<DateTime<FixedOffset>> = "CREATED",
        last_updated: Option<DateTime<FixedOffset>> = "LAST_UPDATED",
        start_time: Option<DateTime<FixedOffset>> = "START_TIME",
        end_time: Option<DateTime<FixedOffset>> = "END_TIME",
        deadline: Option<DateTime<FixedOffset>> = "DEADLINE",
        origin_id: Option<String> = "ORIGIN_ID",
    }
}

record! {
    /// An item that an activity is bound to.
    pub struct ActivityOwner shown(entity_type_id, entity_id) {
        entity_type_id: Option<EntityType> = "entityTypeId",
        entity_id: Option<Id> = "entityId",
    }
}

record! {
    /// A badge on a card.
    pub struct Badge shown() {
        code: Option<String> = "code",
        title: Option<String> = "title",
        value: Option<String> = "value",
        kind: Option<String> = "type",
    }
}

record! {
    /// What was said in a call.
    pub struct Transcript shown() {
        transcription: Option<String> = "transcription",
    }
}

record! {
    /// An activity of an application.
    pub struct ConfigurableActivity shown(id, owner_type_id, owner_id) {
        id: Option<Id> = "id",
        owner_type_id: Option<EntityType> = "ownerTypeId",
        owner_id: Option<Id> = "ownerId",
        fields: Fields = "fields",
        layout: Fields = "layout",
    }
}

record! {
    /// A type of activities of an application.
    pub struct ActivityType shown(icon_id, is_configurable_type) {
        type_id: Option<String> = "TYPE_ID",
        name: Option<String> = "NAME",
        icon_id: Option<Id> = "ICON_ID",
        is_configurable_type: Option<bool> = "IS_CONFIGURABLE_TYPE",
    }
}

calls! {
    "api-reference/crm/timeline/activities/";

    /// A to-do in the timeline of an item. The answer is its id.
    ///
    /// Not repeatable: a repeat is a second to-do.
    write AddTodo = "crm.activity.todo.add" -> Id, in "id", "todo/crm-activity-todo-add";
    /// The one way to send e-mail from the CRM; other kinds have methods of their own.
    write AddActivity = "crm.activity.add"(fields: Params = "fields")
        -> Id, "activity-base/crm-activity-add";
    read GetCallTranscript = "crm.activity.call.getTranscript"(activity_id = "activityId")
        -> Transcript, "activity-base/crm-activity-call-get-transcript";
    read DescribeCommunication = "crm.activity.communication.fields"()
        -> BTreeMap<String, FieldInfo>, "activity-base/crm-activity-communication-fields";
    write DeleteActivity = "crm.activity.delete"(id = "id")
        -> Done, "activity-base/crm-activity-delete";
    read DescribeActivity = "crm.activity.fields"()
        -> BTreeMap<String, FieldInfo>, "activity-base/crm-activity-fields";
    read GetActivity = "crm.activity.get"(id = "id") -> Activity, "activity-base/crm-activity-get";
    list ListActivities by "ID" = "crm.activity.list"()
        -> Vec<Activity>, "activity-base/crm-activity-list";
    write UpdateActivity = "crm.activity.update"(id = "id", fields: Params = "fields")
        -> Done, "activity-base/crm-activity-update";
    write AddBinding = "crm.activity.binding.add"(
        activity_id = "activityId", entity_type_id: EntityType = "entityTypeId",
        entity_id = "entityId"
    ) -> Done, "binding/crm-activity-binding-add";
    write DeleteBinding = "crm.activity.binding.delete"(
        activity_id = "activityId", entity_type_id: EntityType = "entityTypeId",
        entity_id = "entityId"
    ) -> Done, "binding/crm-activity-binding-delete";
    read ListBindings = "crm.activity.binding.list"(activity_id = "activityId")
        -> Vec<ActivityOwner>, "binding/crm-activity-binding-list";
    write MoveBinding = "crm.activity.binding.move"(
        activity_id = "activityId", source_entity_type_id = "sourceEntityTypeId",
        source_entity_id = "sourceEntityId", target_entity_type_id = "targetEntityTypeId",
        target_entity_id = "targetEntityId"
    ) -> Done, "binding/crm-activity-binding-move";
    write AddBadge = "crm.activity.badge.add"(
        code = "code", title = "title", value = "value", kind = "type"
    ) -> Badge, in "badge", "configurable/badges/crm-activity-badge-add";
    write DeleteBadge = "crm.activity.badge.delete"(code = "code")
        -> Done, "configurable/badges/crm-activity-badge-delete";
    read GetBadge = "crm.activity.badge.get"(code = "code")
        -> Badge, in "badge", "configurable/badges/crm-activity-badge-get";
    read ListBadges = "crm.activity.badge.list"()
        -> Vec<Badge>, in "badges", "configurable/badges/crm-activity-badge-list";
    write AddConfigurable = "crm.activity.configurable.add"(
        owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId", fields: Params = "fields",
        layout: Params = "layout"
    ) -> ConfigurableActivity, in "activity", "configurable/crm-activity-configurable-add";
    read GetConfigurable = "crm.activity.configurable.get"(id = "id")
        -> ConfigurableActivity, in "activity", "configurable/crm-activity-configurable-get";
    write UpdateConfigurable = "crm.activity.configurable.update"(
        id = "id", fields: Params = "fields", layout: Params = "layout"
    ) -> ConfigurableActivity, in "activity", "configurable/crm-activity-configurable-update";
    write DeleteLayoutBlocks = "crm.activity.layout.blocks.delete"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId",
        activity_id = "activityId"
    ) -> Done, "layout-blocks/crm-activity-layout-blocks-delete";
    read GetLayoutBlocks = "crm.activity.layout.blocks.get"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId",
        activity_id = "activityId"
    ) -> Layout, in "layout", "layout-blocks/crm-activity-layout-blocks-get";
    write SetLayoutBlocks = "crm.activity.layout.blocks.set"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId",
        activity_id = "activityId", layout: Params = "layout"
    ) -> Done, "layout-blocks/crm-activity-layout-blocks-set";
    write UpdateTodoColor = "crm.activity.todo.updateColor"(
        id = "id", owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId",
        color_id = "colorId"
    ) -> Id, in "id", "todo/crm-activity-todo-update-color";
    write UpdateTodoDeadline = "crm.activity.todo.updateDeadline"(
        id = "id", owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId", value = "value"
    ) -> Id, in "id", "todo/crm-activity-todo-update-deadline";
    write UpdateTodoDescription = "crm.activity.todo.updateDescription"(
        id = "id", owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId", value = "value"
    ) -> Id, in "id", "todo/crm-activity-todo-update-description";
    write SetTodoResponsible = "crm.activity.todo.updateResponsibleUser"(
        id = "id", owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId",
        responsible_id = "responsibleId"
    ) -> Id, in "id", "todo/crm-activity-todo-update-responsible-user";
    write UpdateTodo = "crm.activity.todo.update"(
        id = "id", owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId",
        deadline = "deadline"
    ) -> Id, in "id", "todo/crm-activity-todo-update";
    write AddType = "crm.activity.type.add"(fields: Params = "fields")
        -> Done, "types/crm-activity-type-add";
    write DeleteType = "crm.activity.type.delete"(type_id = "TYPE_ID")
        -> Done, "types/crm-activity-type-delete";
    read ListTypes = "crm.activity.type.list"()
        -> Vec<ActivityType>, "types/crm-activity-type-list";
}

impl AddTodo {
    /// A to-do on this item, due at `deadline`.
    pub fn new(owner: EntityType, id: impl Into<Value>, deadline: DateTime<FixedOffset>) -> Self {
        Self::bare()
            .with("ownerTypeId", owner)
            .with("ownerId", id)
            .with("deadline", deadline)
    }

    /// The line that is read first.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        self.with("title", title.into())
    }

    /// What there is to do.
    #[must_use]
    pub fn description(self, text: impl Into<String>) -> Self {
        self.with("description", text.into())
    }

    /// Who has to do it; by default the caller.
    #[must_use]
    pub fn responsible(self, user: impl Into<Value>) -> Self {
        self.with("responsibleId", user)
    }

    /// Reminders, in minutes before the deadline.
    #[must_use]
    pub fn remind(self, minutes: impl IntoIterator<Item = u32>) -> Self {
        self.with("pingOffsets", minutes.into_iter().collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Method as _;
    use crate::wire::RawJson;

    #[test]
    fn a_todo_is_written_and_its_id_is_read() {
        let at = DateTime::parse_from_rfc3339("2026-12-01T18:00:00+03:00").unwrap();
        let call = AddTodo::new(EntityType::DEAL, 1, at)
            .title("Activity Title")
            .responsible(5)
            .remind([0, 15]);
        assert_eq!(
            call.params().to_json(),
            r#"{"ownerTypeId":2,"ownerId":1,"deadline":"2026-12-01T18:00:00+03:00","title":"Activity Title","responsibleId":5,"pingOffsets":[0,15]}"#
        );
        assert_eq!(
            call.decode(RawJson::new(r#"{"id":999}"#)),
            Ok(Id::new(999).unwrap())
        );
    }
}
