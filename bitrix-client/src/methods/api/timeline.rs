//! Comments, log messages, notes and blocks in the timeline.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::{FieldInfo, Layout};
use crate::entity_type::EntityType;
use crate::file::FileContent;
use crate::methods::covered::calls;
use crate::params::{Params, Value};
use crate::wire::{Done, Id, record};

record! {
    /// A comment in the timeline of an item.
    ///
    /// Source:
    /// <https://apidocs.bitrix24.com/api-reference/crm/timeline/comments/crm-timeline-comment-list.html>.
    pub struct Comment shown(id, entity_id, author_id) {
        /// Its id.
        id: Id = "ID",
        /// The item.
        entity_id: Option<Id> = "ENTITY_ID",
        /// The item's kind in the timeline's words.
        entity_type: Option<String> = "ENTITY_TYPE",
        /// When it was written.
        created: Option<DateTime<FixedOffset>> = "CREATED",
        /// Who wrote it.
        author_id: Option<Id> = "AUTHOR_ID",
        /// The text.
        text: Option<String> = "COMMENT",
        /// Attached files.
        files: Vec<CommentFile> = "FILES",
    }
}

record! {
    /// A file attached to a comment.
    pub struct CommentFile shown(id, size) {
        /// Its id as an attachment.
        id: Option<Id> = "id",
        /// Its name.
        name: Option<String> = "name",
        /// Its size in bytes.
        size: Option<u64> = "size",
    }
}

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

    /// Writes a comment, with files if wanted. The answer is its id.
    ///
    /// Not repeatable: a repeat is a second comment.
    write AddComment = "crm.timeline.comment.add" -> Id, "comments/crm-timeline-comment-add";
    /// The comments of one item, 50 a page.
    // No windows: the filter takes nothing but the item.
    list ListComments = "crm.timeline.comment.list"
        -> Vec<Comment>, "comments/crm-timeline-comment-list";
    write PinItem = "crm.timeline.item.pin"(
        id = "id", owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId"
    ) -> Done, "actions/crm-timeline-item-pin";
    write UnpinItem = "crm.timeline.item.unpin"(
        id = "id", owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId"
    ) -> Done, "actions/crm-timeline-item-unpin";
    write AddBinding = "crm.timeline.bindings.bind"(fields: Params = "fields")
        -> Done, "bindings/crm-timeline-bindings-bind";
    read DescribeBinding = "crm.timeline.bindings.fields"()
        -> BTreeMap<String, FieldInfo>, "bindings/crm-timeline-bindings-fields";
    // No windows: the rows have no id.
    list ListBindings = "crm.timeline.bindings.list"()
        -> Vec<TimelineBinding>, "bindings/crm-timeline-bindings-list";
    write DeleteBinding = "crm.timeline.bindings.unbind"(fields: Params = "fields")
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
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId",
        timeline_id = "timelineId"
    ) -> Done, "layout-blocks/crm-timeline-layout-blocks-delete";
    read GetLayoutBlocks = "crm.timeline.layout.blocks.get"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId",
        timeline_id = "timelineId"
    ) -> Layout, in "layout", "layout-blocks/crm-timeline-layout-blocks-get";
    write SetLayoutBlocks = "crm.timeline.layout.blocks.set"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId",
        timeline_id = "timelineId", layout: Params = "layout"
    ) -> Done, "layout-blocks/crm-timeline-layout-blocks-set";
    write AddLogMessage = "crm.timeline.logmessage.add"(fields: Params = "fields")
        -> LogMessage, in "logMessage", "logmessage/crm-timeline-logmessage-add";
    write DeleteLogMessage = "crm.timeline.logmessage.delete"(id = "id")
        -> Done, "logmessage/crm-timeline-logmessage-delete";
    read GetLogMessage = "crm.timeline.logmessage.get"(id = "id")
        -> LogMessage, in "logMessage", "logmessage/crm-timeline-logmessage-get";
    read ListLogMessages = "crm.timeline.logmessage.list"(
        entity_type_id: EntityType = "entityTypeId", entity_id = "entityId"
    ) -> Vec<LogMessage>, in "logMessages", "logmessage/crm-timeline-logmessage-list";
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
        owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId", item_type = "itemType",
        item_id = "itemId"
    ) -> Done, "note/crm-timeline-note-delete";
    read GetNote = "crm.timeline.note.get"(
        owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId", item_type = "itemType",
        item_id = "itemId"
    ) -> Note, "note/crm-timeline-note-get";
    write SaveNote = "crm.timeline.note.save"(
        owner_type_id: EntityType = "ownerTypeId", owner_id = "ownerId", item_type = "itemType",
        item_id = "itemId", text = "text"
    ) -> Done, "note/crm-timeline-note-save";
}

impl AddComment {
    /// A comment on this item; the portal refuses an empty text.
    pub fn new(entity_type: EntityType, id: impl Into<Value>, text: impl Into<String>) -> Self {
        let fields = Params::new()
            .with("ENTITY_ID", id)
            .with("ENTITY_TYPE", entity_type.timeline_code())
            .with("COMMENT", text.into());
        Self::bare().with("fields", fields)
    }

    /// Attaches a file.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, content: &FileContent) -> Self {
        let file = Value::file(name, content);
        self.params
            .within("fields", |fields| fields.push("FILES", file));
        self
    }
}

impl ListComments {
    /// The comments of this item.
    pub fn new(entity_type: EntityType, id: impl Into<Value>) -> Self {
        Self::bare()
            .filter("ENTITY_ID", id)
            .filter("ENTITY_TYPE", entity_type.timeline_code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Method as _;
    use crate::wire::RawJson;

    #[test]
    fn a_comment_with_a_file_is_written_as_documented() {
        let call = AddComment::new(EntityType::DEAL, 10, "New comment was added")
            .file("1.gif", &FileContent::new(*b"GIF"));
        assert_eq!(
            call.params().to_json(),
            r#"{"fields":{"ENTITY_ID":10,"ENTITY_TYPE":"deal","COMMENT":"New comment was added","FILES":[["1.gif","R0lG"]]}}"#
        );
        assert_eq!(call.decode(RawJson::new("999")), Ok(Id::new(999).unwrap()));
    }

    #[test]
    fn files_of_comments_are_read_from_a_map_a_list_and_nothing() {
        let wire = r#"[{"ID":"999","ENTITY_ID":"2","ENTITY_TYPE":"deal",
            "CREATED":"2020-03-02T12:00:00+03:00","COMMENT":"New comment","AUTHOR_ID":"1",
            "FILES":{"1":{"id":1,"name":"1.gif","size":43},"2":{"id":2,"name":"2.gif"}}},
            {"ID":"1000","FILES":[]},{"ID":"1001"}]"#;
        let call = ListComments::new(EntityType::DEAL, 2);
        let comments = call.decode(RawJson::new(wire)).unwrap();
        let counts: Vec<_> = comments.iter().map(|comment| comment.files.len()).collect();
        assert_eq!(counts, [2, 0, 0]);
        assert_eq!(comments[0].files[1].name.as_deref(), Some("2.gif"));
    }
}
