//! Client and sandbox read the documentation each by itself; here every answer of the sandbox is
//! read as the client's type and written back without loss.
//!
//! `agreement/calls.txt` has one call a line: `method {parameters} -> path as name`. What stands at
//! the path in `result` is kept under the name, and `$name` in later parameters is it; without a
//! name it is `$`, and the path `.` is the whole result.

mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use bitrix_client::{Api, MethodInfo, OpenValue, RawJson, covered_methods, read_answer};
use docflow_sandbox::{
    Application, Company, Deal, Department, RateLimit, Sandbox, SandboxClock, Token, User, World,
};
use serde_json::{Value, json};

use crate::conformance::json::Json;
use crate::conformance::old_api;
use crate::support::client;

const SCOPES: [&str; 18] = [
    "crm",
    "documentgenerator",
    "im",
    "placement",
    "user",
    "department",
    "log",
    "catalog",
    "bizproc",
    "lists",
    "task",
    "tasks",
    "sale",
    "salescenter",
    "sign.b2e",
    "mail",
    "userfieldconfig",
    "disk",
];

/// Methods that refuse every call here: there is nothing that they could answer.
const REFUSED: [&str; 9] = [
    "bizproc.task.complete",
    "bizproc.task.delegate",
    "catalog.product.download",
    "catalog.product.offer.download",
    "catalog.product.service.download",
    "catalog.product.sku.download",
    "crm.activity.call.getTranscript",
    "im.message.command",
    "sign.b2e.hcmlink.document.get",
];

fn world() -> World {
    let mut world = World::default();
    let portal = &mut world.portal;
    let mut admin = User::new(1, "Иван", "Петров");
    admin.admin = true;
    portal
        .users
        .extend([admin, User::new(2, "Анна", "Сидорова")]);
    portal.departments.push(Department {
        id: 1,
        name: "Компания".to_owned(),
        ..Department::default()
    });
    let token = Token::new("t0ken", 1);
    let app = Application::new("local.app", SCOPES, token);
    portal.applications.push(app);
    portal.companies.push(Company {
        id: 7,
        title: "ООО «Ромашка»".to_owned(),
        ..Company::default()
    });
    portal.deals.push(Deal::new(4512, "Поставка насосов"));
    portal.deals.push(Deal::new(4513, "Поставка труб"));
    portal.switches.rate_limit = RateLimit::Off;
    world
}

/// A line of the file.
struct Line {
    method: &'static str,
    params: Value,
    /// Path and name of what is kept.
    kept: Option<(&'static str, String)>,
}

fn lines() -> Vec<Line> {
    let text = include_str!("agreement/calls.txt");
    text.lines().map(line).collect()
}

fn line(line: &'static str) -> Line {
    let (method, rest) = line.split_once(' ').unwrap();
    let (params, kept) = match rest.rsplit_once("} -> ") {
        None => (rest.to_owned(), None),
        Some((params, kept)) => {
            let (path, name) = kept.split_once(" as ").unwrap_or((kept, ""));
            (format!("{params}}}"), Some((path, format!("${name}"))))
        }
    };
    Line {
        method,
        params: serde_json::from_str(&params).unwrap_or_else(|error| panic!("{line}: {error}")),
        kept,
    }
}

/// Puts what was kept in the place of its name.
fn fill(params: &mut Value, kept: &BTreeMap<String, Value>) {
    if let Some(known) = params.as_str().and_then(|name| kept.get(name)) {
        *params = known.clone();
    } else if let Some(items) = params.as_array_mut() {
        for item in items {
            fill(item, kept);
        }
    } else if let Some(members) = params.as_object_mut() {
        for member in members.values_mut() {
            fill(member, kept);
        }
    }
}

fn at<'a>(result: &'a Value, path: &str) -> &'a Value {
    let names = path.split('.').filter(|name| !name.is_empty());
    names.fold(result, |value, name| &value[name])
}

fn method(name: &str) -> &'static MethodInfo {
    let (api, name) = match name.strip_prefix("api/") {
        Some(name) => (Api::V3, name),
        None => (Api::V2, name),
    };
    let mut all = covered_methods();
    let found = all.find(|known| known.api() == api && known.name() == name);
    found.unwrap_or_else(|| panic!("{name} has no type"))
}

/// Why the answer does not read as the method's type, if it does not.
fn disagreement(method: &MethodInfo, body: &str) -> Option<String> {
    let reply = match read_answer::<OpenValue>(method.name(), 200, body.as_bytes()) {
        Ok(reply) => reply,
        Err(error) => return Some(error.to_string()),
    };
    let result: RawJson<'_> = reply.answer.raw();
    match method.reread(result) {
        Err(error) => Some(error.to_string()),
        Ok(again) => {
            let sent = Json::read(result.as_str()).unwrap();
            sent.lost_in(&Json::read(&again).unwrap())
        }
    }
}

async fn portal() -> Sandbox {
    let clock = SandboxClock::manual(1_795_503_600_000);
    let builder = Sandbox::builder().world(world()).clock(clock);
    builder.start().await.unwrap()
}

/// Makes all calls; method and body of each, in order.
async fn answers() -> Vec<(&'static str, String)> {
    let sandbox = portal().await;
    // Ours is built first: it says whose cryptography the process takes.
    drop(client(sandbox.portal_url()));
    let http = reqwest::Client::new();
    let mut kept = BTreeMap::new();
    let mut answers = Vec::new();
    for line in lines() {
        let (name, mut params) = (line.method, line.params);
        fill(&mut params, &kept);
        params["auth"] = json!("t0ken");
        let url = format!("{}/rest/{name}", sandbox.portal_url());
        let request = http.post(url).header("content-type", "application/json");
        let answer = request.body(params.to_string()).send().await.unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert!(status.is_success(), "{name} {params}: {status} {body}");
        if let Some((path, name)) = line.kept {
            let body: Value = serde_json::from_str(&body).unwrap();
            kept.insert(name, at(&body["result"], path).clone());
        }
        answers.push((name, body));
    }
    answers
}

#[tokio::test]
async fn every_answer_of_the_sandbox_is_read_as_its_type_without_loss() {
    let mut wrong = Vec::new();
    for (name, body) in answers().await {
        if let Some(why) = disagreement(method(name), &body) {
            wrong.push(format!("{name}: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_answer_of_the_sandbox_has_the_members_of_the_official_sample() {
    let samples = shapes::samples();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (name, body) in answers().await {
        let Some(sample) = samples.get(&name.to_lowercase()) else {
            continue;
        };
        compared += 1;
        let body: Value = serde_json::from_str(&body).unwrap();
        for difference in shapes::differences(name, &sample["result"], &body["result"]) {
            wrong.push(format!("{name}: {difference}"));
        }
    }
    assert!(compared > 0, "no sample is of a method that is called here");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_method_with_a_type_is_called_here_or_in_tests_of_its_area() {
    let called: BTreeSet<&str> = lines().iter().map(|line| line.method).collect();
    let mut left = Vec::new();
    for known in covered_methods() {
        let name = match known.api() {
            Api::V3 => format!("api/{}", known.name()),
            _ => known.name().to_owned(),
        };
        let elsewhere = old_api::AREAS.iter().any(|area| name.starts_with(area));
        if !elsewhere && !called.contains(name.as_str()) {
            left.push(name);
        }
    }
    left.sort();
    let mut refused = REFUSED.to_vec();
    refused.sort_unstable();
    assert_eq!(left, refused);
}
