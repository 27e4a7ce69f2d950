//! The old CRM API and Drive of the sandbox, read with the client's own types: whatever it answers
//! is read and written back without a loss, and no method of these areas is left out.

use std::collections::{BTreeMap, BTreeSet};

use bitrix_client::{CallOptions, Client, OpenCall, Params, Value, covered_methods};
use docflow_sandbox::{Application, Deal, Sandbox, SandboxClock, Side, Token, User, World};
use serde_json::{Value as Parsed, json};

use super::json::Json;
use crate::support::JumpingClock;

/// Areas whose every method is called here.
pub(crate) const AREAS: [&str; 7] = [
    "crm.deal.",
    "crm.contact.",
    "crm.company.",
    "crm.quote.",
    "crm.requisite.",
    "crm.address.",
    "disk.",
];

/// Nothing of the sandbox hangs a file of Drive on a thing.
const WITHOUT_ANSWER: [&str; 1] = ["disk.attachedObject.get"];

/// Calls in their order: method, parameters, the name under which its id is kept. `"$name"` in the
/// parameters stands for such an id.
const CALLS: &str = include_str!("old_api.txt");

async fn portal() -> (Sandbox, Client) {
    let mut world = World::default();
    let portal = &mut world.portal;
    let mut admin = User::new(1, "Иван", "Петров");
    admin.admin = true;
    portal.users.push(admin);
    let token = Token::new("t0ken", 1);
    portal
        .applications
        .push(Application::new("local.app", ["crm", "disk"], token));
    portal.deals.push(Deal::new(4512, "Поставка насосов"));
    let clock = SandboxClock::manual(1_800_000_000_000);
    let builder = Sandbox::builder().world(world).clock(clock);
    let sandbox = builder.start().await.unwrap();
    let off = json!({ "rate_limit": "off" });
    sandbox.switch(Side::Portal, &off).unwrap();
    let access = bitrix_client::Access::token(sandbox.portal_url(), "t0ken").unwrap();
    let client = Client::builder(access).clock(JumpingClock::new());
    (sandbox, client.build().unwrap())
}

fn params(map: &Parsed, ids: &BTreeMap<String, i64>) -> Params {
    let members = map.as_object().unwrap().iter();
    members
        .map(|(name, inner)| (name.clone(), value(inner, ids)))
        .collect()
}

fn value(json: &Parsed, ids: &BTreeMap<String, i64>) -> Value {
    match json {
        Parsed::Null => Value::Null,
        Parsed::Bool(yes) => (*yes).into(),
        Parsed::Number(number) => number.as_i64().unwrap().into(),
        Parsed::String(text) => match text.strip_prefix('$') {
            Some(name) => (*ids.get(name).unwrap_or_else(|| panic!("no id {name}"))).into(),
            None => text.as_str().into(),
        },
        Parsed::Array(items) => {
            let items: Vec<Value> = items.iter().map(|item| value(item, ids)).collect();
            items.into()
        }
        Parsed::Object(_) => params(json, ids).into(),
    }
}

/// The id that an answer tells: the answer itself, its `ID`, or that of its first row.
fn id(answer: &Parsed) -> i64 {
    let row = answer.get(0).unwrap_or(answer);
    let id = row.get("ID").unwrap_or(row);
    let id = id.as_i64().or_else(|| id.as_str()?.parse().ok());
    id.unwrap_or_else(|| panic!("no id in {answer}"))
}

/// Reads the answer with the type of its method; what was lost, if anything.
fn loss(method: &str, answer: &str) -> Option<String> {
    let known = covered_methods().find(|known| known.name() == method);
    let again = match known?.reread(bitrix_client::RawJson::new(answer)) {
        Ok(again) => again,
        Err(error) => return Some(error.to_string()),
    };
    let (sent, again) = (Json::read(answer).unwrap(), Json::read(&again).unwrap());
    sent.lost_in(&again)
}

#[tokio::test]
async fn the_sandbox_answers_the_old_api_and_drive_as_the_types_expect() {
    let (_sandbox, client) = portal().await;
    let (mut ids, mut wrong) = (BTreeMap::new(), Vec::new());
    let mut left: BTreeSet<&str> = covered_methods()
        .map(bitrix_client::MethodInfo::name)
        .filter(|name| AREAS.iter().any(|area| name.starts_with(area)))
        .filter(|name| !WITHOUT_ANSWER.contains(name))
        .collect();
    for line in CALLS.lines().filter(|line| !line.is_empty()) {
        let mut parts = line.splitn(3, '|').map(str::trim);
        let (method, told) = (parts.next().unwrap(), parts.next().unwrap());
        let told: Parsed = serde_json::from_str(told).unwrap_or_else(|e| panic!("{line}: {e}"));
        let call = OpenCall::read(method, params(&told, &ids));
        let answer = client.call_open(&call, &CallOptions::default()).await;
        let answer = answer
            .unwrap_or_else(|error| panic!("{line}: {error}"))
            .answer;
        let answer = answer.raw().as_str();
        left.remove(method);
        wrong.extend(loss(method, answer).map(|why| format!("{method}: {why} of {answer}")));
        if let Some(name) = parts.next().filter(|name| !name.is_empty()) {
            ids.insert(name.to_owned(), id(&serde_json::from_str(answer).unwrap()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(left.is_empty(), "not called: {left:?}");
}
