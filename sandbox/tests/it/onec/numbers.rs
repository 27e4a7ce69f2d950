//! Numbers: given by 1C, shared with people who type them, held for a while.

use docflow_sandbox::{Sandbox, Side};
use serde_json::{Value, json};

use super::http::{Answer, call, issue, post};
use super::world::{ORGANIZATION, base, change, request, start, with};

async fn reserve(sandbox: &Sandbox, key: &str) -> Answer {
    post(sandbox, "number-reservations", key, &wish()).await
}

fn wish() -> Value {
    json!({ "organization": ORGANIZATION, "form": "services", "date": "2026-11-24", "deal": "4512" })
}

fn reserved(key: &str, value: &str) -> Value {
    let number = json!({ "mode": "reserved", "reservation": key, "value": value });
    with("/contract/number", number)
}

async fn release(sandbox: &Sandbox, key: &str) -> Answer {
    call(sandbox, "DELETE", &format!("number-reservations?key={key}")).await
}

#[tokio::test]
async fn a_form_numbers_by_its_template_past_what_people_typed() {
    let sandbox = start(base()).await;
    let typed = json!({ "do": "add_contract", "organization": ORGANIZATION, "number": "№ 015-у/26", "date": "2026-11-24" });
    sandbox.act(Side::Onec, &typed).unwrap();
    assert_eq!(
        issue(&sandbox, "a", &request()).await.json()["contract"]["number"],
        "16-У/26"
    );

    let mut supply = with("/contract/form", "supply".into());
    change(&mut supply, "/contract/fields", Value::Null);
    assert_eq!(
        issue(&sandbox, "b", &supply).await.json()["contract"]["number"],
        "СС-2026/0001"
    );
    let skip = json!({ "do": "skip_numbers", "document": "invoice", "organization": ORGANIZATION, "year": 2026, "count": 3 });
    sandbox.act(Side::Onec, &skip).unwrap();
    assert_eq!(
        issue(&sandbox, "c", &request()).await.json()["invoices"][0]["print_number"],
        "22"
    );
}

#[tokio::test]
async fn another_year_counts_anew() {
    let sandbox = start(base()).await;
    let mut next = request();
    for pointer in [
        "/contract/date",
        "/invoices/0/date",
        "/invoices/1/date",
        "/invoices/0/due",
    ] {
        change(&mut next, pointer, "2027-01-11".into());
    }
    change(&mut next, "/contract/valid_until", Value::Null);
    let set = issue(&sandbox, "k", &next).await.json();
    assert_eq!(set["contract"]["number"], "1-У/27");
    assert_eq!(set["invoices"][0]["number"], "СС00-000001");
}

#[tokio::test]
async fn a_held_number_belongs_to_its_key_alone() {
    let sandbox = start(base()).await;
    let held = reserve(&sandbox, "r1").await;
    assert_eq!(held.status, 201);
    assert_eq!(
        held.json(),
        json!({ "key": "r1", "number": "15-У/26", "until": "2026-11-24T12:30:00+03:00" })
    );
    assert_eq!(reserve(&sandbox, "r1").await.status, 200);
    assert_eq!(reserve(&sandbox, "r2").await.json()["number"], "16-У/26");
    assert_eq!(
        issue(&sandbox, "auto", &request()).await.json()["contract"]["number"],
        "17-У/26"
    );
    let typed = json!({ "do": "add_contract", "organization": ORGANIZATION, "number": "15-У/26", "date": "2026-11-24" });
    assert!(sandbox.act(Side::Onec, &typed).is_err());

    let set = issue(&sandbox, "k", &reserved("r1", "15-У/26")).await;
    assert_eq!(
        set.json()["contract"]["number"],
        "15-У/26",
        "{}",
        set.text()
    );
    assert_eq!(
        sandbox.state()["onec"]["reservations"]["r1"]["state"],
        "used"
    );
    assert_eq!(release(&sandbox, "r1").await.code(), "number_used");
    let twice = issue(&sandbox, "other", &reserved("r1", "15-У/26")).await;
    assert_eq!(twice.code(), "reservation_expired");
}

#[tokio::test]
async fn a_hold_runs_out_and_is_renewed_while_the_number_is_free() {
    let sandbox = start(base()).await;
    reserve(&sandbox, "r1").await;
    sandbox.clock().advance(30 * 60_000);
    let late = issue(&sandbox, "k", &reserved("r1", "15-У/26")).await;
    assert_eq!(
        (late.status, late.code()),
        (422, "reservation_expired".into())
    );
    let renewed = reserve(&sandbox, "r1").await;
    assert_eq!(
        (renewed.status, &renewed.json()["until"]),
        (200, &json!("2026-11-24T13:00:00+03:00"))
    );
    sandbox.clock().advance(30 * 60_000);
    assert_eq!(reserve(&sandbox, "r2").await.json()["number"], "15-У/26");
    assert_eq!(reserve(&sandbox, "r1").await.code(), "reservation_expired");
}

#[tokio::test]
async fn a_release_is_idempotent_and_frees_the_number() {
    let sandbox = start(base()).await;
    reserve(&sandbox, "r1").await;
    for key in ["r1", "r1", "never-seen"] {
        assert_eq!(release(&sandbox, key).await.status, 204);
    }
    assert_eq!(reserve(&sandbox, "r1").await.code(), "reservation_expired");
    assert_eq!(reserve(&sandbox, "r2").await.json()["number"], "15-У/26");
    let wrong = issue(&sandbox, "k", &reserved("r1", "15-У/26")).await;
    assert_eq!(wrong.code(), "reservation_expired");
}

#[tokio::test]
async fn a_number_typed_in_spite_of_a_hold_is_taken() {
    let sandbox = start(base()).await;
    sandbox
        .switch(Side::Onec, &json!({ "typed_numbers_are_checked": false }))
        .unwrap();
    reserve(&sandbox, "r1").await;
    let typed = json!({ "do": "add_contract", "organization": ORGANIZATION, "number": "15-у/26", "date": "2026-11-24" });
    sandbox.act(Side::Onec, &typed).unwrap();
    let answer = issue(&sandbox, "k", &reserved("r1", "15-У/26")).await;
    assert_eq!((answer.status, answer.code()), (422, "number_taken".into()));
}

#[tokio::test]
async fn a_reservation_is_checked_like_a_contract() {
    let sandbox = start(base()).await;
    let table = [
        (
            "/organization",
            json!("00000000-0000-0000-0000-000000000000"),
            "unknown_organization",
        ),
        ("/form", json!("lease"), "unknown_form"),
        ("/date", json!("2026-10-01"), "closed_period"),
        ("/hold_minutes", json!(0), "bad_request"),
        ("/surprise", json!(1), "bad_request"),
    ];
    for (pointer, value, code) in table {
        let mut wish = wish();
        change(&mut wish, pointer, value);
        assert_eq!(
            post(&sandbox, "number-reservations", "r", &wish)
                .await
                .code(),
            code
        );
    }
    reserve(&sandbox, "r1").await;
    let mut other = wish();
    change(&mut other, "/deal", "1".into());
    assert_eq!(
        post(&sandbox, "number-reservations", "r1", &other)
            .await
            .code(),
        "key_reused"
    );
}
