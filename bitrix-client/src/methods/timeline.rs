use chrono::{DateTime, FixedOffset};

use super::{Listing, debug_as_call, listing_setters};
use crate::entity_type::EntityType;
use crate::file::FileContent;
use crate::method::Method;
use crate::params::{Params, Value};
use crate::wire::{DecodeError, Id, RawJson, record};

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

/// `crm.timeline.comment.add`: writes a comment, with files if wanted. The answer is its id.
///
/// Not repeatable: a repeat is a second comment.
///
/// Source:
/// <https://apidocs.bitrix24.com/api-reference/crm/timeline/comments/crm-timeline-comment-add.html>.
#[derive(Clone, PartialEq, Eq)]
pub struct AddComment {
    entity_type: EntityType,
    id: Value,
    text: String,
    files: Vec<Value>,
}

impl AddComment {
    /// A comment on this item; the portal refuses an empty text.
    pub fn new(entity_type: EntityType, id: impl Into<Value>, text: impl Into<String>) -> Self {
        Self {
            entity_type,
            id: id.into(),
            text: text.into(),
            files: Vec::new(),
        }
    }

    /// Attaches a file.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, content: &FileContent) -> Self {
        self.files.push(Value::file(name, content));
        self
    }
}

impl Method for AddComment {
    const NAME: &'static str = "crm.timeline.comment.add";
    const REPEATABLE: bool = false;
    type Answer = Id;

    fn params(&self) -> Params {
        let fields = Params::new()
            .with("ENTITY_ID", self.id.clone())
            .with("ENTITY_TYPE", self.entity_type.timeline_code())
            .with("COMMENT", self.text.as_str())
            .with_some(
                "FILES",
                (!self.files.is_empty()).then(|| self.files.clone()),
            );
        Params::new().with("fields", fields)
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Id, DecodeError> {
        result.parse()
    }
}

/// `crm.timeline.comment.list`: the comments of one item, 50 a page.
///
/// Source:
/// <https://apidocs.bitrix24.com/api-reference/crm/timeline/comments/crm-timeline-comment-list.html>.
#[derive(Clone, PartialEq, Eq)]
pub struct ListComments {
    listing: Listing,
}

impl ListComments {
    /// The comments of this item.
    pub fn new(entity_type: EntityType, id: impl Into<Value>) -> Self {
        Self {
            listing: Listing::default(),
        }
        .filter("ENTITY_ID", id)
        .filter("ENTITY_TYPE", entity_type.timeline_code())
    }

    listing_setters!("ID");
}

impl Method for ListComments {
    const NAME: &'static str = "crm.timeline.comment.list";
    const REPEATABLE: bool = true;
    type Answer = Vec<Comment>;

    fn params(&self) -> Params {
        self.listing.append_to(Params::new())
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Vec<Comment>, DecodeError> {
        result.parse()
    }
}

debug_as_call!(AddComment, ListComments);

#[cfg(test)]
mod tests {
    use super::*;

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
