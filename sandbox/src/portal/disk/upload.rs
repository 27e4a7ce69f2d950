//! Uploads: base64 in the call, or a form posted to an address that was asked for first. Such an
//! address works once and as long as the token in it.

use http::Method;

use super::super::access::{expired, no_auth};
use super::super::envelope;
use super::super::fail::Fail;
use super::super::fields::from_base64;
use super::super::methods::{Answer, Answered, Call};
use super::super::multipart;
use super::super::params::from_query;
use super::super::state::State;
use super::super::value::{Array, Value};
use super::folders::{fresh, shown_new};
use super::tree::{Content, Life, Node, Promise};
use super::{check_free, name_in_data, not_found};
use crate::site::{Reply, Request};

const PATH: &str = "/rest/upload.json";
const FIELD: &str = "file";

pub(super) fn could_not_save(code: &str) -> Fail {
    Fail::new(400, code, "Could not save file")
}

/// Name and bytes of `fileContent`.
pub(super) fn content(call: &Call<'_>) -> Option<(String, Vec<u8>)> {
    match call.old_param("fileContent")? {
        Value::Array(pair) => {
            let name = pair.get("0")?.to_text()?;
            Some((name, from_base64(&pair.get("1")?.to_text()?)))
        }
        Value::Text(text) if !text.is_empty() => Some((String::new(), from_base64(text))),
        _ => None,
    }
}

/// Stores the file that the call brings, or tells where to post it.
pub(super) fn upload(call: &mut Call<'_>, folder: i64) -> Answer {
    let unique = call
        .old_param("generateUniqueName")
        .is_some_and(|yes| !yes.is_empty() && yes.to_text().as_deref() != Some("false"));
    let Some((_, bytes)) = content(call) else {
        return Ok(promise(call, folder, unique).into());
    };
    let name = name_in_data(call).ok_or_else(|| {
        let text = "Error: required parameter NAME (DISK_BASE_SERVICE_22001)";
        Fail::new(400, "DISK_BASE_SERVICE_22001", text)
    })?;
    keep(call, folder, &name, bytes, unique)
}

fn promise(call: &mut Call<'_>, folder: i64, unique: bool) -> Array {
    let nonce = call.state.secret("upload");
    let token = call.state.sign(&format!("disk|{nonce}"));
    let user = call.caller.user;
    let promise = Promise {
        folder,
        user,
        unique,
    };
    call.state.disk.promises.insert(nonce, promise);
    let url = super::super::downloads::address(call, PATH, &token);
    Array::new().with("field", FIELD).with("uploadUrl", url)
}

fn keep(call: &mut Call<'_>, folder: i64, name: &str, bytes: Vec<u8>, unique: bool) -> Answer {
    if bytes.is_empty() {
        return Err(could_not_save("ERROR_COULD_NOT_SAVE_FILE"));
    }
    let name = if unique {
        call.state.disk.free_name(folder, name)
    } else {
        check_free(call, folder, name, false)?;
        name.to_owned()
    };
    let stored = call.state.store(&name, bytes);
    let like = call.state.disk.node(folder).cloned();
    let like = like.ok_or_else(|| not_found(folder))?;
    let id = call.state.disk.add(Node {
        name,
        parent: folder,
        content: Some(Content {
            file: stored,
            version: 1,
        }),
        life: Life::Alive,
        ..fresh(call, like)
    });
    shown_new(call, id)
}

/// Answers a form that is posted to an upload address; `None` when the request is none.
pub(crate) fn answer(state: &mut State, request: &Request, now_ms: i64) -> Option<Reply> {
    if request.method != Method::POST || request.path != PATH {
        return None;
    }
    let reply = match receive(state, request, now_ms) {
        Ok(answered) => {
            let time = envelope::time(state, now_ms, None, rust_decimal::Decimal::ZERO);
            envelope::success(state, answered, time)
        }
        Err(fail) => envelope::refusal(state, &fail),
    };
    Some(reply)
}

fn receive(state: &mut State, request: &Request, now_ms: i64) -> Result<Answered, Fail> {
    let mut params = Array::new();
    from_query(&request.query, &mut params);
    let text = |name| {
        params
            .get(name)
            .and_then(Value::to_text)
            .unwrap_or_default()
    };
    let (auth, token) = (text("auth"), text("token"));
    let alive = state.link_auth_lives(&auth, now_ms);
    let alive = alive.ok_or_else(no_auth)?;
    if !alive {
        return Err(expired());
    }
    let opened = state
        .opened_by(&token)
        .and_then(|what| what.strip_prefix("disk|"));
    let nonce = opened.ok_or_else(Fail::access_denied)?.to_owned();
    let parts = multipart::parts(request.header("content-type"), &request.body);
    let part = parts.into_iter().find(|part| part.name == FIELD);
    // The address is used up by a form with a file, not by one that forgot it.
    let part = part.ok_or_else(|| could_not_save("ERROR_COULD_NOT_SAVE_FILE"))?;
    let promise = state.disk.promises.remove(&nonce);
    let promise = promise.ok_or_else(Fail::access_denied)?;
    let caller = super::super::access::Caller {
        user: promise.user,
        scopes: vec!["disk".to_owned()],
        application: None,
        key: String::new(),
        link_auth: auth,
    };
    let mut call = Call {
        state,
        caller: &caller,
        params: Array::new(),
        name: "upload".to_owned(),
        now_ms,
    };
    let name = part.file_name.unwrap_or_else(|| part.name.clone());
    keep(
        &mut call,
        promise.folder,
        &name,
        part.bytes.to_vec(),
        promise.unique,
    )
}
