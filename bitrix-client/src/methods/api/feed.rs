//! Posts and comments in the feed.

use chrono::{DateTime, FixedOffset};

use crate::file::FileContent;
use crate::methods::covered::calls;
use crate::params::Value;
use crate::wire::{Done, Fields, Id, record};

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

    /// A post in the feed. The answer is its id.
    ///
    /// The portal publishes a post without a destination to the whole company; so here the first one
    /// is part of `new`. Not repeatable: a repeat is a second post.
    write AddBlogPost = "log.blogpost.add" -> Id, "log-blogpost-add";
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

impl AddBlogPost {
    /// A post with this text for `destination`.
    pub fn new(message: impl Into<String>, destination: Destination) -> Self {
        Self::bare()
            .with("POST_MESSAGE", message.into())
            .to(destination)
    }

    /// Shows it to these as well.
    #[must_use]
    pub fn to(mut self, destination: Destination) -> Self {
        self.params.push("DEST", destination);
        self
    }

    /// The title.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        self.with("POST_TITLE", title.into())
    }

    /// Attaches a file.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, content: &FileContent) -> Self {
        self.params.push("FILES", Value::file(name, content));
        self
    }

    /// Marks it as important.
    #[must_use]
    pub fn important(self) -> Self {
        self.with("IMPORTANT", Value::flag(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::Method as _;

    #[test]
    fn a_post_always_names_who_sees_it() {
        let department = Destination::Department(Id::new(15).unwrap());
        let call = AddBlogPost::new("Text", department)
            .to(Destination::User(Id::new(7).unwrap()))
            .title("Title")
            .important();
        assert_eq!(
            call.params().to_json(),
            r#"{"POST_MESSAGE":"Text","DEST":["DR15","U7"],"POST_TITLE":"Title","IMPORTANT":"Y"}"#
        );
        assert_eq!(Value::from(Destination::Everyone), Value::from("UA"));
    }
}
