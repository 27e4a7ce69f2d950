//! Posts and comments in the feed.

use chrono::{DateTime, FixedOffset};

use crate::methods::covered::calls;
use crate::wire::{Done, Fields, Id, record};

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

    write AddComment = "log.blogcomment.add"(post_id = "POST_ID", text = "TEXT")
        -> Id, "blogcomment/log-blogcomment-add";
    write DeleteComment = "log.blogcomment.delete"(comment_id = "COMMENT_ID")
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
    write UpdatePost = "log.blogpost.update"(post_id = "POST_ID", uf_ = "UF_")
        -> Option<Id>, "log-blogpost-update";
}
