//! The description of the service, read by its own words: its examples follow its schemas, and
//! the client reads the answers that stand there.

mod schema;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use onec_client::*;
use serde_json::Value;

use crate::service::{client, issue, look_up, text, void};

static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../onec-extension/openapi.yaml"
    );
    yaml::read(&std::fs::read_to_string(path).unwrap())
});

/// The value of an example of the components.
pub(crate) fn example(name: &str) -> Value {
    DESCRIPTION["components"]["examples"][name]["value"].clone()
}

/// The only example of an answer.
pub(crate) fn answer(path: &str, verb: &str, status: &str) -> Value {
    DESCRIPTION["paths"][path][verb]["responses"][status]["content"]["application/json"]["example"]
        .clone()
}

/// What a value refers to, if it is a reference.
fn followed(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        Some(path) => followed(DESCRIPTION.pointer(path.trim_start_matches('#')).unwrap()),
        None => value,
    }
}

/// Every example of a JSON body: where it stands, its schema, itself.
fn examples() -> Vec<(String, &'static Value, Value)> {
    let mut all = Vec::new();
    for (path, verbs) in DESCRIPTION["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            let answers = operation["responses"].as_object().unwrap().iter();
            let bodies = answers.map(|(status, body)| (status.as_str(), body));
            for (what, body) in bodies.chain([("request", &operation["requestBody"])]) {
                let json = &followed(body)["content"]["application/json"];
                let named = json["examples"].as_object().into_iter().flatten();
                let named = named.map(|(_, example)| followed(example)["value"].clone());
                for value in named.chain(json.get("example").cloned()) {
                    all.push((format!("{verb} {path} {what}"), &json["schema"], value));
                }
            }
        }
    }
    all
}

/// The codes of refusals with their statuses.
fn codes() -> BTreeMap<String, u16> {
    let text = DESCRIPTION["info"]["description"].as_str().unwrap();
    let code = |line: &str| {
        let (code, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        Some((code.to_owned(), rest.split(' ').next()?.parse().ok()?))
    };
    text.lines().filter_map(code).collect()
}

#[test]
fn every_example_follows_its_schema() {
    let examples = examples();
    assert!(examples.len() > 50, "{}", examples.len());
    for (at, schema, value) in examples {
        let faults = schema::faults(&DESCRIPTION, schema, &value);
        assert!(faults.is_empty(), "{at}: {faults:#?}");
    }
}

#[test]
fn every_json_answer_has_an_example() {
    let with_example: BTreeSet<String> = examples().into_iter().map(|(at, ..)| at).collect();
    for (path, verbs) in DESCRIPTION["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            for (status, body) in operation["responses"].as_object().unwrap() {
                let is_json = followed(body)["content"].get("application/json").is_some();
                let at = format!("{verb} {path} {status}");
                assert!(!is_json || with_example.contains(&at), "{at}");
            }
        }
    }
}

#[test]
fn an_example_of_a_refusal_has_a_code_of_the_table_under_its_status() {
    let codes = codes();
    assert!(codes.len() >= 33, "{codes:?}");
    for (at, _, value) in examples() {
        let Some(code) = value["error"]["code"].as_str() else {
            continue;
        };
        let status = codes.get(code).unwrap_or_else(|| panic!("{at}: {code}"));
        let stands = at.rsplit(' ').next().unwrap();
        // One general answer stands for all refusals that are not told apart.
        let is_general = code == "locked";
        assert!(is_general || stands == status.to_string(), "{at}: {code}");
    }
}

#[tokio::test]
async fn every_set_of_the_description_is_read() {
    for name in ["PrepaymentSet", "ContractOnlySet", "InvoiceOnlySet"] {
        let set = example(name);
        let key: IdempotencyKey = set["key"].as_str().unwrap().parse().unwrap();
        let answer = look_up(text(200, &set.to_string()), &key).await;
        let Ok(LookUp::Done(read)) = answer else {
            panic!("{name}: {answer:?}")
        };
        assert_eq!(read.contract.number, set["contract"]["number"]);
        assert_eq!(read.order.is_some(), set.get("order").is_some());
        assert_eq!(
            read.invoices.len(),
            set["invoices"].as_array().unwrap().len()
        );
    }
}

#[tokio::test]
async fn every_refusal_of_the_description_is_read_as_one() {
    for (at, _, value) in examples() {
        let Some(code) = value["error"]["code"].as_str() else {
            continue;
        };
        let status = codes()[code];
        let error = issue(text(status, &value.to_string())).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{at}");
        let said = value["error"]["retryable"].as_bool().unwrap();
        assert_eq!(error.is_retryable(), said, "{at}");
    }
}

#[tokio::test]
async fn answers_to_a_voiding_are_read_as_the_description_has_them() {
    let key = |value: &Value| value["key"].as_str().unwrap().parse().unwrap();
    let voided = answer("/voided-keys", "post", "200");
    let told = void(text(200, &voided.to_string()), &key(&voided)).await;
    assert_eq!(told.unwrap(), VoidKey::Voided);

    let made = example("KeyMade");
    let told = void(text(409, &made.to_string()), &key(&made["set"])).await;
    let Ok(VoidKey::Made(set)) = told else {
        panic!("{told:?}")
    };
    assert_eq!(set.contract.number, "16-У/26");
}

#[tokio::test]
async fn the_base_of_the_description_says_what_it_can_do() {
    let about = answer("/about", "get", "200");
    let server = crate::service::answering("GET", "about", text(200, &about.to_string())).await;
    let about = client(&server).about().await.unwrap();
    let words = [
        Capability::Void,
        Capability::NoOrder,
        Capability::NoInvoices,
        Capability::InvoiceOnly,
        Capability::Supersedes,
        Capability::Note,
        Capability::Files,
    ];
    assert_eq!(about.capabilities, BTreeSet::from(words));
    assert!(about.can(&Capability::Void));
}
