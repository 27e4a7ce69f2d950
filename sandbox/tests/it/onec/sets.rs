//! What one keyed call makes, and that a key is one set for ever.

use docflow_sandbox::{Fault, FaultKind, Side};
use serde_json::{Value, json};

use super::http::{call, issue, look_up};
use super::world::{GOODS, base, change, request, start, with};

fn only(state: &Value, of: &str) -> Value {
    let all: Vec<&Value> = state["onec"][of].as_object().unwrap().values().collect();
    assert_eq!(all.len(), 1, "{of}");
    all[0].clone()
}

#[tokio::test]
async fn one_call_makes_the_whole_graph_with_the_numbers_of_1c() {
    let sandbox = start(base()).await;
    let answer = issue(&sandbox, "main/4512/sale/1/issue", &request()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let set = answer.json();
    assert_eq!(set["contract"]["number"], "15-У/26");
    assert_eq!(set["contract"]["total"], "122000.00");
    assert_eq!(set["order"]["number"], "СС00-000001");
    assert_eq!(set["invoices"][0]["number"], "СС00-000015");
    assert_eq!(set["invoices"][1]["print_number"], "16");
    assert_eq!(set["invoices"][1]["vat"], "6600.00");
    assert_eq!(set["counterparty"]["created"], true);

    let state = sandbox.state();
    let card = only(&state, "counterparties");
    assert_eq!(
        (&card["inn"], &card["accounts"][0]["bik"]),
        (&json!("7707083893"), &json!("044525225"))
    );
    let order = only(&state, "orders");
    assert_eq!(order["contract"], set["contract"]["ref"]);
    let invoice = &state["onec"]["invoices"][set["invoices"][0]["ref"].as_str().unwrap()];
    assert_eq!(invoice["order"], order["ref"]);
    assert_eq!(invoice["counterparty"], card["ref"]);
    assert_eq!(
        invoice["rows"][0]["name"],
        "Предоплата 70\u{a0}% по договору №\u{a0}15-У/26 от 24.11.2026"
    );
    assert_eq!(invoice["rows"][0]["sum"], "85400.00");
    assert_eq!(
        state["onec"]["requests"]["POST document-sets"]["requests"],
        1
    );
}

#[tokio::test]
async fn a_repeated_key_answers_the_first_set_and_makes_nothing() {
    let sandbox = start(base()).await;
    let first = issue(&sandbox, "k", &request()).await;
    // Order of members does not count.
    let text = serde_json::to_string_pretty(&request()).unwrap();
    let again = issue(&sandbox, "k", &serde_json::from_str(&text).unwrap()).await;
    assert_eq!((again.status, again.json()), (200, first.json()));
    assert_eq!(look_up(&sandbox, "k").await.json(), first.json());
    assert_eq!(
        sandbox.state()["onec"]["orders"].as_object().unwrap().len(),
        1
    );

    let other = issue(&sandbox, "k", &with("/deal", "4513".into())).await;
    assert_eq!((other.status, other.code()), (409, "key_reused".into()));
    let unknown = look_up(&sandbox, "other/key").await;
    assert_eq!(
        (unknown.status, unknown.code()),
        (404, "unknown_key".into())
    );
}

#[tokio::test]
async fn equal_requests_at_once_make_one_set() {
    let sandbox = start(base()).await;
    let request = request();
    let calls = (0..6).map(|_| issue(&sandbox, "k", &request));
    let mut made = 0;
    for answer in join(calls).await {
        assert!(matches!(answer.status, 200..=202), "{}", answer.text());
        made += usize::from(answer.status == 201);
    }
    assert_eq!(made, 1);
    assert_eq!(
        sandbox.state()["onec"]["contracts"]
            .as_object()
            .unwrap()
            .len(),
        2
    );
}

async fn join<F: Future>(calls: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = calls.map(|call| Some(Box::pin(call))).collect();
    let mut done: Vec<Option<F::Output>> = pending.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (slot, out) in pending.iter_mut().zip(&mut done) {
            if let Some(call) = slot
                && let std::task::Poll::Ready(output) = call.as_mut().poll(context)
            {
                *out = Some(output);
                *slot = None;
            }
        }
        if pending.iter().all(Option::is_none) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn a_refusal_leaves_nothing_and_does_not_use_the_key_up() {
    let sandbox = start(base()).await;
    let bad = with("/expect/vat", "22000.01".into());
    assert_eq!(issue(&sandbox, "k", &bad).await.code(), "totals_differ");
    let state = sandbox.state();
    assert!(
        state["onec"]["counterparties"]
            .as_object()
            .unwrap()
            .is_empty()
    );
    assert_eq!(look_up(&sandbox, "k").await.status, 404);
    let good = issue(&sandbox, "k", &request()).await;
    assert_eq!(good.json()["contract"]["number"], "15-У/26");
    assert_eq!(good.json()["invoices"][0]["print_number"], "15");
}

#[tokio::test]
async fn a_lost_answer_is_found_by_its_key() {
    let sandbox = start(base()).await;
    sandbox.add_fault(Fault::new(
        Side::Onec,
        "POST document-sets",
        FaultKind::DropAfter,
    ));
    let login = Some(super::http::LOGIN);
    let body = request().to_string();
    let path = "POST /bp/hs/docflow/v1/document-sets";
    let lost = super::http::send(&sandbox, path, Some("k"), login, body.as_bytes()).await;
    assert!(lost.is_none());
    let found = look_up(&sandbox, "k").await;
    assert_eq!(
        (found.status, &found.json()["contract"]["number"]),
        (200, &json!("15-У/26"))
    );
}

#[tokio::test]
async fn slow_printing_is_answered_later_by_the_clock() {
    let sandbox = start(base()).await;
    sandbox
        .switch(Side::Onec, &json!({ "printing_ms": 40_000 }))
        .unwrap();
    let first = issue(&sandbox, "k", &request()).await;
    assert_eq!(first.status, 202);
    assert_eq!(
        first.json(),
        json!({ "key": "k", "state": "working", "poll_after_ms": 5000, "made_before": false })
    );
    let again = issue(&sandbox, "k", &request()).await;
    assert_eq!(again.json()["made_before"], true);
    sandbox.clock().advance(38_000);
    let second = look_up(&sandbox, "k").await;
    assert_eq!(
        (second.status, &second.json()["poll_after_ms"]),
        (202, &json!(2000))
    );
    assert_eq!(sandbox.state()["onec"]["sets"]["k"]["state"], "working");
    sandbox.clock().advance(2_000);
    assert_eq!(look_up(&sandbox, "k").await.status, 200);
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 200);
}

#[tokio::test]
async fn failed_printing_leaves_the_documents_and_is_repeated_by_the_same_key() {
    let sandbox = start(base()).await;
    sandbox
        .switch(Side::Onec, &json!({ "print_failures": 2 }))
        .unwrap();
    for _ in 0..2 {
        let failed = issue(&sandbox, "k", &request()).await;
        assert_eq!((failed.status, failed.code()), (503, "print_failed".into()));
    }
    assert_eq!(
        sandbox.state()["onec"]["invoices"]
            .as_object()
            .unwrap()
            .len(),
        2
    );
    // The documents had been made before: no second 201.
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 200);
    assert_eq!(look_up(&sandbox, "k").await.status, 200);
    assert_eq!(
        sandbox.state()["onec"]["invoices"]
            .as_object()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn several_rates_are_split_group_by_group_and_the_balance_takes_the_rest() {
    // 100.01 at 22 % and 50.01 at 10 %: 70 % is 105.01 = 70.01 + 35.00.
    let mut request = request();
    let row = |item: &str, sum: &str, rate: &str, vat: &str| {
        json!({ "nomenclature": item, "name": "Строка", "quantity": "1", "price": sum, "vat": rate,
                "sum": sum, "vat_sum": vat, "total": sum })
    };
    let rows = json!([
        row(super::world::SERVICE, "100.01", "22", "18.03"),
        row(GOODS, "50.01", "10", "4.55")
    ]);
    change(&mut request, "/rows", rows);
    change(
        &mut request,
        "/expect",
        json!({ "sum": "150.02", "vat": "22.58", "total": "150.02" }),
    );
    let part = |index: u32, percent: &str, amount: &str, vat: &str| {
        json!({ "index": index, "of": 2, "percent": percent, "date": "2026-11-24",
                "amount": amount, "vat_sum": vat })
    };
    // VAT: 70.01·22/122 = 12.62, 35.00·10/110 = 3.18; the balance has 5.41 + 1.37.
    let parts = json!([
        part(1, "70", "105.01", "15.80"),
        part(2, "30", "45.01", "6.78")
    ]);
    change(&mut request, "/invoices", parts);
    let sandbox = start(base()).await;
    let answer = issue(&sandbox, "k", &request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let reference = answer.json()["invoices"][1]["ref"]
        .as_str()
        .unwrap()
        .to_owned();
    let rows = sandbox.state()["onec"]["invoices"][&reference]["rows"].clone();
    assert_eq!(
        rows[0]["name"],
        "Окончательный расчёт 30\u{a0}% по договору №\u{a0}15-У/26 от 24.11.2026"
    );
    assert_eq!(
        (&rows[0]["sum"], &rows[0]["vat_sum"]),
        (&json!("30.00"), &json!("5.41"))
    );
    assert_eq!(
        (&rows[1]["sum"], &rows[1]["vat_sum"]),
        (&json!("15.01"), &json!("1.37"))
    );
}

#[tokio::test]
async fn an_invoice_of_the_whole_sum_carries_all_rows_and_vat_on_top_is_added() {
    let mut request = request();
    let row = json!({ "nomenclature": GOODS, "name": "Насос", "quantity": "3", "price": "33.33",
                      "vat": "22", "sum": "99.99", "vat_sum": "22.00", "total": "121.99" });
    change(&mut request, "/rows", json!([row]));
    change(&mut request, "/contract/vat_included", false.into());
    change(
        &mut request,
        "/expect",
        json!({ "sum": "99.99", "vat": "22.00", "total": "121.99" }),
    );
    let whole = json!({ "index": 1, "of": 1, "percent": "100", "date": "2026-11-24",
                        "amount": "121.99", "vat_sum": "22.00" });
    change(&mut request, "/invoices", json!([whole]));
    change(&mut request, "/order", false.into());
    let sandbox = start(base()).await;
    let answer = issue(&sandbox, "k", &request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert!(answer.json().get("order").is_none());
    let state = sandbox.state();
    let invoice = only(&state, "invoices");
    assert_eq!(
        (&invoice["rows"][0]["name"], &invoice["order"]),
        (&json!("Насос"), &json!(""))
    );
    assert!(call(&sandbox, "GET", "about").await.status == 200);
}
