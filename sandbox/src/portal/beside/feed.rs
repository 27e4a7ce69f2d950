//! The feed beside new posts: reading, changing, sharing and deleting them, and comments.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::old_list;
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{Found, done, int, int_of, text, text_of};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "log.blogpost.get" => posts,
        "log.blogpost.update" => update,
        "log.blogpost.share" => share,
        "log.blogpost.delete" => delete,
        "log.blogpost.getusers.important" => readers,
        "log.blogcomment.add" => comment,
        "log.blogcomment.delete" => delete_comment,
        "log.blogcomment.user.get" => comments,
        _ => return None,
    };
    Some((&["log"], run))
}

const COMMENTS: &str = "log.blogcomment";

fn refused(text: &str) -> Fail {
    Fail::nameless(text)
}

/// The post that `POST_ID` names.
fn post<'a>(call: &'a mut Call<'_>) -> Result<&'a mut Array, Fail> {
    let id = int(call, "POST_ID").unwrap_or_default();
    let mut all = call.state.posts.iter_mut();
    let found = all.find(|row| int_of(row, "id") == id);
    found.ok_or_else(|| Fail::new(400, "100", "Wrong post ID"))
}

fn print(call: &Call<'_>, row: &Array, comments: usize) -> Array {
    let destinations = row.get("destinations").and_then(Value::as_array);
    let files = row.get("files").and_then(Value::as_array);
    let files = files.into_iter().flat_map(Array::values);
    let files = files.filter_map(|file| file.as_array()?.get("id").and_then(Value::to_text));
    let to_all = destinations.is_some_and(|all| all.values().any(|one| *one == Value::from("UA")));
    Array::new()
        .with("ID", int_of(row, "id").to_string())
        .with("BLOG_ID", "1")
        .with("PUBLISH_STATUS", "P")
        .with("TITLE", text_of(row, "title"))
        .with("AUTHOR_ID", int_of(row, "author").to_string())
        .with("ENABLE_COMMENTS", "Y")
        .with("NUM_COMMENTS", comments.to_string())
        .with("CODE", Value::Null)
        .with("MICRO", Value::yes_no(text_of(row, "title").is_empty()))
        .with("DETAIL_TEXT", text_of(row, "message"))
        .with("DATE_PUBLISH", call.now())
        .with("CATEGORY_ID", "")
        .with("HAS_SOCNET_ALL", Value::yes_no(to_all))
        .with("HAS_TAGS", "N")
        .with("HAS_IMAGES", "N")
        .with("HAS_PROPS", "N")
        .with("HAS_COMMENT_IMAGES", Value::Null)
        .with("FILES", Value::list(files.collect::<Vec<_>>()))
}

/// All posts, the newest first, or the one that `POST_ID` names.
fn posts(call: &mut Call<'_>) -> Answer {
    let wanted = int(call, "POST_ID");
    let comments = shelf::rows(call, COMMENTS);
    let all = call.state.posts.iter().rev();
    let of = all.filter(|row| wanted.is_none_or(|id| int_of(row, "id") == id));
    let count = |row: &Array| {
        let id = int_of(row, "id");
        let own = comments.iter().filter(|one| int_of(one, "postId") == id);
        own.count()
    };
    let rows: Vec<Array> = of.map(|row| print(call, row, count(row))).collect();
    Ok(old_list::page(&rows, call.start(), Array::clone))
}

fn update(call: &mut Call<'_>) -> Answer {
    let (title, message) = (text(call, "POST_TITLE"), text(call, "POST_MESSAGE"));
    let user = call.caller.user;
    let row = post(call)?;
    if int_of(row, "author") != user {
        return Err(Fail::access_denied());
    }
    if !title.is_empty() {
        row.set("title", title);
    }
    if !message.is_empty() {
        row.set("message", message);
    }
    Ok(int_of(row, "id").into())
}

/// Adds readers.
fn share(call: &mut Call<'_>) -> Answer {
    let new: Vec<String> = match call.old_param("DEST") {
        Some(Value::Array(many)) => many.values().filter_map(Value::to_text).collect(),
        Some(one) => one
            .to_text()
            .into_iter()
            .filter(|one| !one.is_empty())
            .collect(),
        None => Vec::new(),
    };
    if new.is_empty() {
        return Err(refused("Wrong destinations"));
    }
    let row = post(call)?;
    if let Some(Value::Array(all)) = row.get_mut("destinations") {
        for one in new {
            if !all
                .values()
                .any(|known| *known == Value::from(one.as_str()))
            {
                all.push(one);
            }
        }
    }
    done()
}

fn delete(call: &mut Call<'_>) -> Answer {
    let id = int_of(post(call)?, "id");
    call.state.posts.retain(|row| int_of(row, "id") != id);
    shelf::remove(call, COMMENTS, |row| int_of(row, "postId") == id);
    done()
}

/// Nobody has confirmed that he read an important post.
fn readers(call: &mut Call<'_>) -> Answer {
    post(call)?;
    Ok(Array::new().into())
}

fn comment(call: &mut Call<'_>) -> Answer {
    let words = text(call, "TEXT");
    let id = int_of(post(call)?, "id");
    if words.is_empty() {
        return Err(refused("Empty comment text"));
    }
    let row = Array::new()
        .with("postId", id)
        .with("userId", call.caller.user)
        .with("date", call.now())
        .with("text", words);
    Ok(shelf::add(call, COMMENTS, row).into())
}

fn delete_comment(call: &mut Call<'_>) -> Answer {
    let id = int(call, "COMMENT_ID").unwrap_or_default();
    match shelf::remove(call, COMMENTS, |row| int_of(row, "id") == id) {
        0 => Err(refused("Wrong comment ID")),
        _ => done(),
    }
}

/// Comments of an employee, the caller's without `USER_ID`.
fn comments(call: &mut Call<'_>) -> Answer {
    let user = int(call, "USER_ID").unwrap_or(call.caller.user);
    let all = shelf::rows(call, COMMENTS).into_iter();
    let of_user = all.filter(|row| int_of(row, "userId") == user);
    let print = |row: Array| {
        Array::new()
            .with("id", int_of(&row, "id"))
            .with("comment_id", int_of(&row, "id"))
            .with("log_id", int_of(&row, "postId"))
            .with("date", text_of(&row, "date"))
            .with("text", text_of(&row, "text"))
            .with("attach", Array::new())
    };
    let comments = Value::list(of_user.map(print));
    let answer = Array::new()
        .with("comments", comments)
        .with("files", Value::EmptyObject);
    Ok(answer.into())
}
