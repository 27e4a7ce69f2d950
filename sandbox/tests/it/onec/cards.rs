//! The counterparty: found, made or left to a person, and never changed.

use docflow_sandbox::{CounterpartyCard, OnecWorld, Side};
use serde_json::{Value, json};

use super::http::issue;
use super::world::{base, change, request, start, with};

fn romashka() -> CounterpartyCard {
    CounterpartyCard {
        reference: "c0000000-5a3b-11f1-9c00-00155d000001".into(),
        kind: "legal_entity".into(),
        name: "РОМАШКА ООО".into(),
        inn: "7707083893".into(),
        kpp: "770701001".into(),
        ..CounterpartyCard::default()
    }
}

fn holding(cards: Vec<CounterpartyCard>) -> OnecWorld {
    OnecWorld {
        counterparties: cards,
        ..base()
    }
}

#[tokio::test]
async fn an_existing_card_is_used_and_stays_as_it_was() {
    let sandbox = start(holding(vec![romashka()])).await;
    let answer = issue(&sandbox, "k", &request()).await;
    let set = answer.json();
    assert_eq!(
        set["counterparty"],
        json!({ "ref": romashka().reference, "created": false })
    );
    let mut card = sandbox.state()["onec"]["counterparties"][&romashka().reference].clone();
    // A new account is an object of its own; everything else is untouched.
    assert_eq!(card["accounts"][0]["account"], "40702810138250123017");
    card["accounts"] = json!([]);
    assert_eq!(card, serde_json::to_value(romashka()).unwrap());
}

#[tokio::test]
async fn differences_that_matter_are_findings_for_the_accountant() {
    let table: Vec<(CounterpartyCard, &str, &str)> = vec![
        (
            CounterpartyCard {
                name: "Лютик ООО".into(),
                ..romashka()
            },
            "counterparty_differs",
            "counterparty.name",
        ),
        (
            CounterpartyCard {
                kpp: "770601001".into(),
                ..romashka()
            },
            "counterparty_differs",
            "counterparty.kpp",
        ),
        (
            CounterpartyCard {
                kpp: String::new(),
                ..romashka()
            },
            "counterparty_differs",
            "counterparty.kpp",
        ),
        (
            CounterpartyCard {
                ogrn: "1037700132194".into(),
                ..romashka()
            },
            "counterparty_differs",
            "counterparty.ogrn",
        ),
        (
            CounterpartyCard {
                kind: "person".into(),
                ..romashka()
            },
            "counterparty_differs",
            "counterparty.kind",
        ),
    ];
    for (card, code, field) in table {
        let sandbox = start(holding(vec![card.clone()])).await;
        let answer = issue(&sandbox, "k", &request()).await;
        assert_eq!(
            (answer.status, answer.code()),
            (422, code.to_owned()),
            "{field}"
        );
        let details = &answer.json()["error"]["details"];
        assert_eq!(details["field"], field);
        assert!(!details["messages"].as_array().unwrap().is_empty());
        let kept = &sandbox.state()["onec"]["counterparties"][&card.reference];
        assert_eq!(*kept, serde_json::to_value(&card).unwrap());
    }
}

#[tokio::test]
async fn doubles_are_ambiguous_until_one_is_marked_for_deletion() {
    let double = CounterpartyCard {
        reference: "c0000000-5a3b-11f1-9c00-00155d000002".into(),
        ..romashka()
    };
    let sandbox = start(holding(vec![romashka(), double.clone()])).await;
    let answer = issue(&sandbox, "k", &request()).await;
    assert_eq!(answer.code(), "counterparty_ambiguous");
    let mark = json!({ "do": "edit_counterparty", "ref": double.reference, "set": { "deletion_mark": true } });
    sandbox.act(Side::Onec, &mark).unwrap();
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 201);
}

#[tokio::test]
async fn a_branch_is_a_card_of_its_own() {
    let branch = CounterpartyCard {
        kpp: "781443001".into(),
        ..romashka()
    };
    let sandbox = start(holding(vec![branch])).await;
    assert_eq!(
        issue(&sandbox, "k", &request()).await.json()["counterparty"]["created"],
        true
    );

    let sandbox = start(holding(vec![romashka()])).await;
    let answer = issue(
        &sandbox,
        "k",
        &with("/counterparty/kpp", "781443001".into()),
    )
    .await;
    assert_eq!(answer.json()["counterparty"]["created"], true);
}

fn person() -> Value {
    let mut request = request();
    let buyer = json!({
        "kind": "person", "name": "Соколова Мария Петровна",
        "person": { "last": "Соколова", "first": "Мария", "middle": "Петровна" },
        "passport": { "series": "4010", "number": "123456" }
    });
    change(&mut request, "/counterparty", buyer);
    request
}

fn known_person(document: &str) -> CounterpartyCard {
    CounterpartyCard {
        reference: "c0000000-5a3b-11f1-9c00-00155d000009".into(),
        kind: "person".into(),
        name: "Соколова Мария Петровна".into(),
        document: document.into(),
        ..CounterpartyCard::default()
    }
}

#[tokio::test]
async fn a_person_without_inn_is_known_by_name_and_passport() {
    let table = [
        ("4010 123456", Some(false)),
        ("4011 000001", Some(true)),
        ("", None),
    ];
    for (document, created) in table {
        let sandbox = start(holding(vec![known_person(document)])).await;
        let answer = issue(&sandbox, "k", &person()).await;
        match created {
            Some(created) => assert_eq!(answer.json()["counterparty"]["created"], created),
            None => assert_eq!(answer.code(), "counterparty_ambiguous"),
        }
    }
    let namesake = CounterpartyCard {
        name: "Орлова Мария Петровна".into(),
        ..known_person("4010 123456")
    };
    let sandbox = start(holding(vec![namesake])).await;
    assert_eq!(
        issue(&sandbox, "k", &person()).await.code(),
        "counterparty_differs"
    );
}

#[tokio::test]
async fn a_person_needs_a_name_and_an_inn_or_a_passport() {
    let sandbox = start(base()).await;
    for (pointer, field) in [
        ("/counterparty/person", "counterparty.person"),
        ("/counterparty/passport", "counterparty.passport"),
    ] {
        let mut request = person();
        change(&mut request, pointer, Value::Null);
        let answer = issue(&sandbox, "k", &request).await;
        assert_eq!(answer.code(), "required_field");
        assert_eq!(answer.json()["error"]["details"]["field"], field);
    }
}
