//! Posts and comments in the feed.

use chrono::{DateTime, FixedOffset};

use crate::file::FileContent;
use crate::method::Method;
use crate::methods::covered::calls;
use crate::methods::debug_as_call;
use crate::params::{Params, Value};
use crate::wire::{DecodeError, Done, Fields, Id, RawJson, record};

/// Who sees a post in the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Destination {
    /// The whole company.
    Everyone,
    /// One user.
    User(Id),
    /// A department with all departments below it.
    Department(Id),
    /// A workgroup.
    Workgroup(Id),
}

impl From<Destination> for Value {
    fn from(destination: Destination) -> Self {
        Self::Text(match destination {
            Destination::Everyone => "UA".to_owned(),
            Destination::User(id) => format!("U{id}"),
            Destination::Department(id) => format!("DR{id}"),
            Destination::Workgroup(id) => format!("SG{id}"),
        })
    }
}

record! {
    /// A post in the feed.
    pub struct Post shown(id, blog_id, author_id) {
        id: Option<Id> = "ID",
        blog_id: Option<Id> = "BLOG_ID",
        title: Option<String> = "TITLE",
        author_id: Option<Id> = "AUTHOR_ID",
        publish_status: Option<String> = "PUBLISH_STATUS",
        detail_text: Option<String> = "DETAIL_TEXT",
        date_publish: Option<DateTime<FixedOffset>> = "DATE_PUBLISH",
        enable_comments: Option<bool> = "ENABLE_COMMENTS",
        num_comments: Option<i64> = "NUM_COMMENTS",
    }
}

record! {
    /// A comment on a post.
    pub struct PostComment shown(id, comment_id, log_id) {
        id: Option<Id> = "id",
        comment_id: Option<Id> = "comment_id",
        log_id: Option<Id> = "log_id",
        date: Option<DateTime<FixedOffset>> = "date",
        text: Option<String> = "text",
    }
}

record! {
    /// The comments of a user, with what is known of their files.
    pub struct UserComments shown() {
        comments: Vec<PostComment> = "comments",
        files: Fields = "files",
    }
}

calls! {
    "api-reference/log/";

    hand AddBlogPost -> Id, "log-blogpost-add";
    write AddPostComment = "log.blogcomment.add"(post_id = "POST_ID", text = "TEXT")
        -> Id, "blogcomment/log-blogcomment-add";
    write DeletePostComment = "log.blogcomment.delete"(comment_id = "COMMENT_ID")
        -> Done, "blogcomment/log-blogcomment-delete";
    read GetUserComments = "log.blogcomment.user.get"()
        -> UserComments, "blogcomment/log-blogcomment-user-get";
    write DeletePost = "log.blogpost.delete"(post_id = "POST_ID") -> Done, "log-blogpost-delete";
    read GetPosts = "log.blogpost.get"() -> Vec<Post>, "log-blogpost-get";
    read GetImportantReaders = "log.blogpost.getusers.important"(post_id = "POST_ID")
        -> Vec<Id>, "log-blogpost-getusers-important";
    write SharePost = "log.blogpost.share"(post_id = "POST_ID", dest = "DEST")
        -> Done, "log-blogpost-share";
    /// `DEST` replaces who sees the post.
    write UpdatePost = "log.blogpost.update"(post_id = "POST_ID")
        -> Option<Id>, "log-blogpost-update";
}

/// `log.blogpost.add`: a post in the feed. The answer is its id.
///
/// The portal publishes a post without a destination to the whole company; so here the first one is
/// part of `new`. Not repeatable: a repeat is a second post.
///
/// Source: <https://apidocs.bitrix24.com/api-reference/log/log-blogpost-add.html>.
#[derive(Clone, PartialEq, Eq)]
pub struct AddBlogPost {
    message: String,
    title: Option<String>,
    destinations: Vec<Destination>,
    files: Vec<Value>,
    important: bool,
}

impl AddBlogPost {
    /// A post with this text for `destination`.
    pub fn new(message: impl Into<String>, destination: Destination) -> Self {
        Self {
            message: message.into(),
            title: None,
            destinations: vec![destination],
            files: Vec::new(),
            important: false,
        }
    }

    /// Shows it to these as well.
    #[must_use]
    pub fn to(mut self, destination: Destination) -> Self {
        self.destinations.push(destination);
        self
    }

    /// The title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Attaches a file.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, content: &FileContent) -> Self {
        self.files.push(Value::file(name, content));
        self
    }

    /// Marks it as important.
    #[must_use]
    pub fn important(mut self) -> Self {
        self.important = true;
        self
    }
}

impl Method for AddBlogPost {
    const NAME: &'static str = "log.blogpost.add";
    const REPEATABLE: bool = false;
    type Answer = Id;

    fn params(&self) -> Params {
        Params::new()
            .with_some("POST_TITLE", self.title.as_deref())
            .with("POST_MESSAGE", self.message.as_str())
            .with("DEST", self.destinations.clone())
            .with_some("IMPORTANT", self.important.then(|| Value::flag(true)))
            .with_some(
                "FILES",
                (!self.files.is_empty()).then(|| self.files.clone()),
            )
    }

    fn decode(&self, result: RawJson<'_>) -> Result<Id, DecodeError> {
        result.parse()
    }
}

debug_as_call!(AddBlogPost);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_always_names_who_sees_it() {
        let department = Destination::Department(Id::new(15).unwrap());
        let call = AddBlogPost::new("Text", department)
            .to(Destination::User(Id::new(7).unwrap()))
            .title("Title")
            .important();
        assert_eq!(
            call.params().to_json(),
            r#"{"POST_TITLE":"Title","POST_MESSAGE":"Text","DEST":["DR15","U7"],"IMPORTANT":"Y"}"#
        );
        assert_eq!(Value::from(Destination::Everyone), Value::from("UA"));
    }
}
