//! Comments, log messages, notes and blocks in the timeline.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::{FieldInfo, Layout};
use crate::entity_type::EntityType;
use crate::methods::Comment;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A message in the log of an item.
    pub struct LogMessage shown(id, author_id) {
        id: Option<Id> = "id",
        created: Option<DateTime<FixedOffset>> = "created",
        author_id: Option<Id> = "authorId",
        title: Option<String> = "title",
        text: Option<String> = "text",
        icon_code: Option<String> = "iconCode",
    }
}

record! {
    /// A picture for messages of the log.
    pub struct Icon shown(is_system) {
        code: Option<String> = "code",
        is_system: Option<bool> = "isSystem",
        file_uri: Option<String> = "fileUri",
    }
}

record! {
    /// A note beside an entry of the timeline.
    pub struct Note shown(created_by_id, updated_by_id) {
        text: Option<String> = "text",
        created_by_id: Option<Id> = "createdById",
        created_time: Option<DateTime<FixedOffset>> = "createdTime",
        updated_by_id: Option<Id> = "updatedById",
        updated_time: Option<DateTime<FixedOffset>> = "updatedTime",
    }
}

record! {
    /// Which items an entry of the timeline shows in.
    pub struct TimelineBinding shown(owner_id, entity_id) {
        owner_id: Option<Id> = "OWNER_ID",
        entity_id: Option<Id> = "ENTITY_ID",
        entity_type: Option<String> = "ENTITY_TYPE",
    }
}

calls! {
    "api-reference/crm/timeline/";

    write PinItem = "crm.timeline.item.pin"(
        id = "id", owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId"
    ) -> Done,
        "actions/crm-timeline-item-pin";
    write UnpinItem = "crm.timeline.item.unpin"(
        id = "id", owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId"
    ) -> Done,
        "actions/crm-timeline-item-unpin";
    write BindBindings = "crm.timeline.bindings.bind"(fields: Params = "fields")
        -> Done, "bindings/crm-timeline-bindings-bind";
    read DescribeBindings = "crm.timeline.bindings.fields"()
        -> BTreeMap<String, FieldInfo>, "bindings/crm-timeline-bindings-fields";
    list ListBindings = "crm.timeline.bindings.list"()
        -> Vec<TimelineBinding>, "bindings/crm-timeline-bindings-list";
    write UnbindBindings = "crm.timeline.bindings.unbind"(fields: Params = "fields")
        -> Done, "bindings/crm-timeline-bindings-unbind";
    write DeleteComment = "crm.timeline.comment.delete"(id = "id")
        -> Done, "comments/crm-timeline-comment-delete";
    read DescribeComment = "crm.timeline.comment.fields"()
        -> BTreeMap<String, FieldInfo>, "comments/crm-timeline-comment-fields";
    read GetComment = "crm.timeline.comment.get"(id = "id")
        -> Comment, "comments/crm-timeline-comment-get";
    /// `FILES` replaces all files of the comment.
    write UpdateComment = "crm.timeline.comment.update"(id = "id", fields: Params = "fields")
        -> Option<Id>, "comments/crm-timeline-comment-update";
    write DeleteLayoutBlocks = "crm.timeline.layout.blocks.delete"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId", timeline_id = "timelineId"
    ) -> Done,
        "layout-blocks/crm-timeline-layout-blocks-delete";
    read GetLayoutBlocks = "crm.timeline.layout.blocks.get"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId", timeline_id = "timelineId"
    ) -> Layout, in "layout",
        "layout-blocks/crm-timeline-layout-blocks-get";
    write SetLayoutBlocks = "crm.timeline.layout.blocks.set"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId", timeline_id = "timelineId", layout: Params = "layout"
    ) -> Done,
        "layout-blocks/crm-timeline-layout-blocks-set";
    write AddLogMessage = "crm.timeline.logmessage.add"(fields: Params = "fields")
        -> LogMessage, in "logMessage", "logmessage/crm-timeline-logmessage-add";
    write DeleteLogMessage = "crm.timeline.logmessage.delete"(id = "id")
        -> Done, "logmessage/crm-timeline-logmessage-delete";
    read GetLogMessage = "crm.timeline.logmessage.get"(id = "id")
        -> LogMessage, in "logMessage", "logmessage/crm-timeline-logmessage-get";
    read ListLogMessages = "crm.timeline.logmessage.list"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId"
    ) -> Vec<LogMessage>, in "logMessages",
        "logmessage/crm-timeline-logmessage-list";
    write AddIcon = "crm.timeline.icon.add"(code = "code", file_content = "fileContent")
        -> Icon, in "icon", "logmessage/icons/crm-timeline-icon-add";
    write DeleteIcon = "crm.timeline.icon.delete"(code = "code")
        -> Done, "logmessage/icons/crm-timeline-icon-delete";
    read GetIcon = "crm.timeline.icon.get"(code = "code")
        -> Icon, in "icon", "logmessage/icons/crm-timeline-icon-get";
    read ListIcons = "crm.timeline.icon.list"()
        -> Vec<Icon>, in "icons", "logmessage/icons/crm-timeline-icon-list";
    write AddLogo = "crm.timeline.logo.add"(code = "code", file_content = "fileContent")
        -> Icon, in "logo", "logmessage/logo/crm-timeline-logo-add";
    write DeleteLogo = "crm.timeline.logo.delete"(code = "code")
        -> Done, "logmessage/logo/crm-timeline-logo-delete";
    read GetLogo = "crm.timeline.logo.get"(code = "code")
        -> Icon, in "logo", "logmessage/logo/crm-timeline-logo-get";
    read ListLogos = "crm.timeline.logo.list"()
        -> Vec<Icon>, in "logos", "logmessage/logo/crm-timeline-logo-list";
    write DeleteNote = "crm.timeline.note.delete"(
        owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId", item_type = "itemType", item_id = "itemId"
    ) -> Done,
        "note/crm-timeline-note-delete";
    read GetNote = "crm.timeline.note.get"(
        owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId", item_type = "itemType", item_id = "itemId"
    ) -> Note,
        "note/crm-timeline-note-get";
    write SaveNote = "crm.timeline.note.save"(
        owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId", item_type = "itemType", item_id = "itemId", text = "text"
    ) -> Done,
        "note/crm-timeline-note-save";
}
