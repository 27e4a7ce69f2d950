//! Signed download links: made for answers, and opened by a plain GET.

use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::access::{expired, no_auth};
use super::envelope::refusal;
use super::fail::Fail;
use super::methods::Call;
use super::params::from_query;
use super::state::{Document, State, StoredFile};
use super::value::{Array, Value};
use crate::site::{Reply, Request};

const DISK_PATH: &str = "/rest/download.json";
const FIELD_PATH: &str = "/rest/crm.controller.item.getFile.json";
/// What the old API gives for files in fields: a component of the portal's pages.
const COMPONENT_PATH: &str = "/bitrix/components/bitrix/crm.";
const DOCUMENT_PATH: &str = "/rest/crm.documentgenerator.document.";

/// An address of the portal with the caller's own key and a signed token.
pub(crate) fn address(call: &Call<'_>, path: &str, token: &str) -> String {
    let escape = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let auth = escape(&call.caller.link_auth);
    let token = escape(token);
    format!("{}{path}?auth={auth}&token={token}", call.state.base_url)
}

/// The content of a file on Drive.
pub(crate) fn disk_file(call: &Call<'_>, file: i64) -> String {
    signed(call, DISK_PATH, &format!("disk|{file}"))
}

fn signed(call: &Call<'_>, path: &str, what: &str) -> String {
    address(call, path, &call.state.sign(what))
}

/// A file in a custom field, with the address for browsers and the one for programs.
pub(crate) fn field_file(call: &Call<'_>, entity: i64, owner: i64, field: &str, id: i64) -> Array {
    let base = &call.state.base_url;
    let url = format!(
        "{base}/bitrix/services/main/ajax.php?action=crm.controller.item.getFile\
         &SITE_ID=s1&entityTypeId={entity}&id={owner}&fieldName={field}&fileId={id}"
    );
    let machine = signed(call, FIELD_PATH, &format!("crm|{id}"));
    Array::new()
        .with("id", id)
        .with("url", url)
        .with("urlMachine", machine)
}

/// Adds the addresses of a document's files; those of pdf and picture only once they exist.
pub(crate) fn document_links(call: &Call<'_>, document: &Document, mut row: Array) -> Array {
    let base = &call.state.base_url;
    let parts = [
        ("download", "download", Some(&document.docx)),
        ("pdf", "getpdf", document.pdf.as_ref()),
        ("image", "getimage", document.image.as_ref()),
    ];
    for (name, action, file) in parts {
        let Some(file) = file else { continue };
        let id = document.id;
        let url = format!(
            "{base}/bitrix/services/main/ajax.php?action=crm.documentgenerator.document.{action}\
             &SITE_ID=s1&id={id}"
        );
        row.set(&format!("{name}Url"), url);
        let path = format!("{DOCUMENT_PATH}{action}.json");
        let machine = signed(call, &path, &format!("documentgenerator|{}", file.id));
        row.set(&format!("{name}UrlMachine"), machine);
    }
    row
}

fn is_download(path: &str) -> bool {
    let action = path.strip_prefix(DOCUMENT_PATH).unwrap_or_default();
    path == DISK_PATH
        || path == FIELD_PATH
        || matches!(action, "download.json" | "getpdf.json" | "getimage.json")
}

/// Answers a GET of a signed link; `None` when the request is none.
pub(crate) fn answer(state: &mut State, request: &Request, now_ms: i64) -> Option<Reply> {
    let mut params = Array::new();
    from_query(&request.query, &mut params);
    if request.method == Method::GET && request.path.starts_with(COMPONENT_PATH) {
        return Some(match open_component(state, &params, now_ms) {
            Ok(file) => send(state, &file),
            Err(fail) => refusal(state, &fail),
        });
    }
    let signed = params.get("token").is_some();
    if request.method != Method::GET || !is_download(&request.path) || !signed {
        return None;
    }
    if state.switches.downloads_need_user_agent && request.header("user-agent").is_empty() {
        return Some(Reply::html(StatusCode::NOT_FOUND));
    }
    let reply = match open(state, &params, now_ms) {
        Ok(file) => send(state, &file),
        Err(fail) => refusal(state, &fail),
    };
    Some(reply)
}

fn check_auth(state: &State, auth: &str, now_ms: i64) -> Result<(), Fail> {
    let alive = state.link_auth_lives(auth, now_ms).ok_or_else(no_auth)?;
    alive.then_some(()).ok_or_else(expired)
}

/// The file of a field, by the field that holds it.
fn open_component(state: &State, params: &Array, now_ms: i64) -> Result<StoredFile, Fail> {
    let text = |name| {
        params
            .get(name)
            .and_then(Value::to_text)
            .unwrap_or_default()
    };
    check_auth(state, &text("auth"), now_ms)?;
    let int = |name| params.get(name).and_then(Value::to_int).unwrap_or_default();
    let (owner, id) = (int("ownerId"), int("fileId"));
    let field = text("fieldName");
    let holds =
        |value: &Value| value.as_array().and_then(|one| one.get("id")?.to_int()) == Some(id);
    let mut items = state.items.values().filter_map(|all| all.get(&owner));
    let held = items.any(|item| match item.get(&field) {
        Some(Value::Array(many)) if many.get("id").is_none() => many.values().any(holds),
        Some(one) => holds(one),
        None => false,
    });
    let file = state.stored.get(&id).filter(|_| held).cloned();
    file.ok_or_else(Fail::not_found)
}

fn open(state: &State, params: &Array, now_ms: i64) -> Result<StoredFile, Fail> {
    let text = |name| {
        params
            .get(name)
            .and_then(Value::to_text)
            .unwrap_or_default()
    };
    check_auth(state, &text("auth"), now_ms)?;
    let token = text("token");
    let what = state.opened_by(&token).ok_or_else(Fail::access_denied)?;
    let id = what
        .rsplit_once('|')
        .and_then(|(_, id)| id.parse::<i64>().ok());
    let file = id.and_then(|id| state.stored.get(&id)).cloned();
    file.ok_or_else(Fail::not_found)
}

fn send(state: &State, file: &StoredFile) -> Reply {
    let Some(bytes) = state.files.get(&file.sha256) else {
        return Reply::html(StatusCode::NOT_FOUND);
    };
    let name = utf8_percent_encode(&file.name, NON_ALPHANUMERIC);
    Reply::new(StatusCode::OK, "application/octet-stream", bytes.clone()).with_header(
        "content-disposition",
        format!("attachment; filename*=utf-8''{name}"),
    )
}
