//! Signed download links: made for answers, and opened by a plain GET.

use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::access::expired;
use super::envelope::refusal;
use super::fail::Fail;
use super::methods::Call;
use super::params::from_query;
use super::state::{Document, State, StoredFile};
use super::value::{Array, Value};
use crate::site::{Reply, Request};

const FIELD_PATH: &str = "/rest/crm.controller.item.getFile.json";
const DOCUMENT_PATH: &str = "/rest/crm.documentgenerator.document.";

fn signed(call: &Call<'_>, path: &str, what: &str) -> String {
    let escape = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (auth, token) = (
        escape(&call.caller.link_auth),
        escape(&call.state.sign(what)),
    );
    format!("{}{path}?auth={auth}&token={token}", call.state.base_url)
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
    path == "/rest/download.json"
        || path == FIELD_PATH
        || matches!(action, "download.json" | "getpdf.json" | "getimage.json")
}

/// Answers a GET of a signed link; `None` when the request is none.
pub(crate) fn answer(state: &mut State, request: &Request, now_ms: i64) -> Option<Reply> {
    let mut params = Array::new();
    from_query(&request.query, &mut params);
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

fn open(state: &State, params: &Array, now_ms: i64) -> Result<StoredFile, Fail> {
    let text = |name| {
        params
            .get(name)
            .and_then(Value::to_text)
            .unwrap_or_default()
    };
    let unknown = || Fail::new(401, "NO_AUTH_FOUND", "Wrong authorization data");
    let alive = state
        .link_auth_lives(&text("auth"), now_ms)
        .ok_or_else(unknown)?;
    if !alive {
        return Err(expired());
    }
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
