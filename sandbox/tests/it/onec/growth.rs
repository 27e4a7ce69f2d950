//! Requests of other shapes: no order, no invoices, invoices under a contract that stands, and
//! what the accountant is told.

use docflow_sandbox::{Sandbox, Side};
use serde_json::{Value, json};

use super::http::{Answer, issue};
use super::world::{ORGANIZATION, TRADER, base, change, request, start, with};

/// An invoice of 122.00 under a contract.
fn invoice_under(contract: Value) -> Value {
    let mut asked = request();
    let row = json!({ "nomenclature": super::world::SERVICE, "name": "Сопровождение",
                      "quantity": "1", "price": "122.00", "vat": "22", "sum": "122.00",
                      "vat_sum": "22.00", "total": "122.00" });
    let invoice = json!({ "index": 1, "of": 1, "percent": "100", "date": "2026-12-01",
                          "amount": "122.00", "vat_sum": "22.00" });
    change(&mut asked, "/contract", contract);
    change(&mut asked, "/order", false.into());
    change(&mut asked, "/rows", json!([row]));
    change(&mut asked, "/invoices", json!([invoice]));
    let expect = json!({ "sum": "122.00", "vat": "22.00", "total": "122.00" });
    change(&mut asked, "/expect", expect);
    asked
}

fn by_ref(reference: &Value) -> Value {
    json!({ "ref": reference, "vat_included": true })
}

fn by_number(number: &str) -> Value {
    json!({ "number": number, "date": "2026-11-24", "vat_included": true })
}

/// Makes the good request and gives the reference of its contract.
async fn contract(sandbox: &Sandbox) -> Value {
    let made = issue(sandbox, "first", &request()).await;
    made.json()["contract"]["ref"].clone()
}

fn refusal(answer: &Answer) -> (u16, String, Value) {
    let field = answer.json()["error"]["details"]["field"].clone();
    (answer.status, answer.code(), field)
}

#[tokio::test]
async fn a_contract_comes_without_order_and_invoices_when_none_are_asked_for() {
    let mut asked = with("/invoices", json!([]));
    change(&mut asked, "/order", false.into());
    let sandbox = start(base()).await;
    let answer = issue(&sandbox, "k", &asked).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let set = answer.json();
    assert!(set.get("order").is_none());
    assert_eq!(set["invoices"], json!([]));
    assert_eq!(set["contract"]["total"], "122000.00");
    let state = sandbox.state();
    assert_eq!(state["onec"]["invoices"], json!({}));
    assert_eq!(state["onec"]["orders"], json!({}));
    // Its sums are compared all the same.
    change(&mut asked, "/expect/total", "1.00".into());
    assert_eq!(issue(&sandbox, "k2", &asked).await.code(), "totals_differ");
}

#[tokio::test]
async fn an_invoice_is_made_under_a_contract_that_stands_and_the_contract_stays() {
    let sandbox = start(base()).await;
    let reference = contract(&sandbox).await;
    let before = sandbox.state()["onec"]["contracts"].clone();
    for (key, name) in [("a", by_ref(&reference)), ("b", by_number("№ 015-у/26"))] {
        let answer = issue(&sandbox, key, &invoice_under(name)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let set = answer.json();
        assert_eq!(set["contract"]["ref"], reference);
        assert_eq!(set["contract"]["number"], "15-У/26");
        // The contract's own sum, not that of the invoice.
        assert_eq!(set["contract"]["total"], "122000.00");
        assert_eq!(set["contract"]["files"], json!([]));
        assert_eq!(set["counterparty"]["created"], false);
        assert!(set.get("order").is_none());
        let invoice = set["invoices"][0]["ref"].as_str().unwrap();
        let invoice = sandbox.state()["onec"]["invoices"][invoice].clone();
        assert_eq!(
            (&invoice["contract"], &invoice["amount"], &invoice["key"]),
            (&reference, &json!("122.00"), &json!(key))
        );
    }
    assert_eq!(sandbox.state()["onec"]["contracts"], before);
}

#[tokio::test]
async fn parts_and_an_order_under_a_contract_that_stands_name_it_and_have_their_own_sums() {
    let sandbox = start(base()).await;
    let reference = contract(&sandbox).await;
    let mut asked = invoice_under(by_ref(&reference));
    let part = |index: u32, percent: &str, date: &str, amount: &str, vat: &str| {
        json!({ "index": index, "of": 2, "percent": percent, "date": date, "amount": amount,
                "vat_sum": vat })
    };
    let parts = json!([
        part(1, "50", "2026-12-02", "61.00", "11.00"),
        part(2, "50", "2026-12-01", "61.00", "11.00")
    ]);
    change(&mut asked, "/invoices", parts);
    change(&mut asked, "/order", true.into());
    let set = issue(&sandbox, "k", &asked).await.json();
    assert_eq!(set["order"]["date"], "2026-12-01");
    let state = sandbox.state();
    let order = &state["onec"]["orders"][set["order"]["ref"].as_str().unwrap()];
    assert_eq!(order["total"], "122.00");
    let invoice = &state["onec"]["invoices"][set["invoices"][0]["ref"].as_str().unwrap()];
    assert_eq!(
        invoice["rows"][0]["name"],
        "Предоплата 50\u{a0}% по договору №\u{a0}15-У/26 от 24.11.2026"
    );
}

#[tokio::test]
async fn a_contract_that_is_not_there_or_is_marked_or_of_others_is_refused() {
    let sandbox = start(base()).await;
    let reference = contract(&sandbox).await;
    let nobody = json!("00000000-0000-0000-0000-000000000000");
    for (name, field) in [
        (by_ref(&nobody), "contract.ref"),
        (by_number("99-У/26"), "contract.number"),
    ] {
        let answer = issue(&sandbox, "k", &invoice_under(name)).await;
        let due = (422, "unknown_contract".to_owned(), json!(field));
        assert_eq!(refusal(&answer), due);
    }
    let mut asked = invoice_under(by_ref(&reference));
    let other = json!({ "kind": "sole_trader", "name": "ИП Сидоров", "inn": "500100732259" });
    change(&mut asked, "/counterparty", other);
    let answer = issue(&sandbox, "k", &asked).await;
    let due = (422, "contract_differs".to_owned(), json!("counterparty"));
    assert_eq!(refusal(&answer), due);
    // Nor was the stranger's card made.
    let cards = sandbox.state()["onec"]["counterparties"].clone();
    assert_eq!(cards.as_object().unwrap().len(), 1);

    let mut asked = invoice_under(by_ref(&reference));
    let trader = json!({ "ref": TRADER, "inn": "500100732259" });
    change(&mut asked, "/organization", trader);
    for pointer in ["/rows/0/vat_sum", "/expect/vat", "/invoices/0/vat_sum"] {
        change(&mut asked, pointer, "0.00".into());
    }
    change(&mut asked, "/rows/0/vat", "none".into());
    let answer = issue(&sandbox, "k", &asked).await;
    let due = (422, "contract_differs".to_owned(), json!("organization"));
    assert_eq!(refusal(&answer), due);

    let mark = json!({ "do": "mark", "ref": reference });
    sandbox.act(Side::Onec, &mark).unwrap();
    for name in [by_ref(&reference), by_number("15-У/26")] {
        let answer = issue(&sandbox, "k", &invoice_under(name)).await;
        assert_eq!(answer.code(), "unknown_contract");
    }
}

#[tokio::test]
async fn two_contracts_of_one_number_and_date_are_told_by_their_references() {
    let sandbox = start(base()).await;
    let reference = contract(&sandbox).await;
    let off = json!({ "typed_numbers_are_checked": false });
    sandbox.switch(Side::Onec, &off).unwrap();
    let card =
        sandbox.state()["onec"]["contracts"][reference.as_str().unwrap()]["counterparty"].clone();
    let twin = |of: &Value| {
        json!({ "do": "add_contract", "organization": ORGANIZATION, "number": "15-у/26",
                "date": "2026-11-24", "counterparty": of })
    };
    // Another buyer's contract is no twin.
    sandbox.act(Side::Onec, &twin(&json!("other"))).unwrap();
    let asked = invoice_under(by_number("15-У/26"));
    assert_eq!(issue(&sandbox, "a", &asked).await.status, 201);
    sandbox.act(Side::Onec, &twin(&card)).unwrap();
    let answer = issue(&sandbox, "b", &asked).await;
    let due = (
        422,
        "contract_ambiguous".to_owned(),
        json!("contract.number"),
    );
    assert_eq!(refusal(&answer), due);
    let told = answer.json()["error"]["details"]["messages"].clone();
    assert_eq!(told.as_array().unwrap().len(), 2);
    let asked = invoice_under(by_ref(&reference));
    assert_eq!(issue(&sandbox, "b", &asked).await.status, 201);
}

#[tokio::test]
async fn what_does_not_fit_a_contract_that_stands_is_refused_with_its_place() {
    let sandbox = start(base()).await;
    let reference = contract(&sandbox).await;
    let file = json!([{ "document": "contract", "format": "pdf", "stamped": true }]);
    let table = [
        ("/invoices", json!([]), 400, "bad_request", "invoices"),
        ("/files", file, 400, "bad_request", "files[0].document"),
        (
            "/contract/form",
            json!("services"),
            400,
            "bad_request",
            "contract.form",
        ),
        (
            "/contract/number",
            json!("15-У/26"),
            400,
            "bad_request",
            "contract.number",
        ),
        (
            "/contract/vat_included",
            Value::Null,
            400,
            "bad_request",
            "contract.vat_included",
        ),
        (
            "/invoices/0/date",
            json!("2026-11-23"),
            422,
            "wrong_date",
            "invoices[0].date",
        ),
        (
            "/invoices/0/date",
            json!("2026-10-31"),
            422,
            "closed_period",
            "invoices[0].date",
        ),
        (
            "/rows/0/vat",
            json!("5"),
            422,
            "vat_not_allowed",
            "rows[0].vat",
        ),
    ];
    for (pointer, value, status, code, field) in table {
        let mut asked = invoice_under(by_ref(&reference));
        change(&mut asked, pointer, value);
        let answer = issue(&sandbox, "k", &asked).await;
        let due = (status, code.to_owned(), json!(field));
        assert_eq!(refusal(&answer), due, "{pointer}");
    }
    assert_eq!(
        sandbox.state()["onec"]["sets"].as_object().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_contract_of_a_closed_period_takes_invoices_of_an_open_one() {
    let sandbox = start(base()).await;
    let reference = contract(&sandbox).await;
    let close = json!({ "do": "close_period", "until": "2026-11-30" });
    sandbox.act(Side::Onec, &close).unwrap();
    let answer = issue(&sandbox, "k", &invoice_under(by_ref(&reference))).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

#[tokio::test]
async fn the_accountant_is_shown_who_asked_a_word_and_what_is_replaced() {
    let sandbox = start(base()).await;
    let first = issue(&sandbox, "first", &request()).await.json();
    let mut asked = request();
    change(&mut asked, "/requested_by", "user:17".into());
    change(&mut asked, "/note", "Прежний договор не подписан.".into());
    let old = json!([
        { "kind": "contract", "ref": first["contract"]["ref"] },
        { "kind": "invoice", "number": "15", "date": "2026-11-24" },
        { "kind": "order", "number": first["order"]["number"], "date": "2026-11-24" },
        { "kind": "invoice", "ref": "00000000-0000-0000-0000-000000000000", "number": "3", "date": "2026-01-02" }
    ]);
    change(&mut asked, "/supersedes", old);
    let second = issue(&sandbox, "second", &asked).await.json();
    let mark = json!({ "do": "mark", "ref": first["contract"]["ref"] });
    sandbox.act(Side::Onec, &mark).unwrap();
    let invoice = &first["invoices"][0]["ref"];
    let post = json!({ "do": "post", "ref": invoice });
    sandbox.act(Side::Onec, &post).unwrap();

    let state = sandbox.state();
    let set = &state["onec"]["sets"]["second"];
    assert_eq!(set["requested_by"], "user:17");
    assert_eq!(set["note"], "Прежний договор не подписан.");
    let shown = &set["supersedes"];
    let standing = |at: usize| {
        let one = &shown[at];
        (
            one["found"] == true,
            one["deletion_mark"] == true,
            one["posted"] == true,
        )
    };
    assert_eq!(standing(0), (true, true, false));
    assert_eq!(standing(1), (true, false, true));
    assert_eq!(shown[1]["ref"], *invoice);
    assert_eq!(standing(2), (true, false, false));
    // What is gone is kept as it was told.
    assert_eq!(standing(3), (false, false, false));
    assert_eq!(shown[3]["number"], "3");
    let order = &state["onec"]["orders"][second["order"]["ref"].as_str().unwrap()];
    for member in ["requested_by", "note", "supersedes"] {
        assert_eq!(order[member], set[member], "{member}");
    }
    assert_eq!(state["onec"]["sets"]["first"]["supersedes"], json!([]));
}

#[tokio::test]
async fn words_and_lists_to_the_accountant_have_their_limits() {
    let sandbox = start(base()).await;
    let one = json!({ "kind": "invoice", "number": "15", "date": "2026-11-24" });
    let many = Value::from(vec![one.clone(); 51]);
    let nameless = json!([{ "kind": "invoice", "number": "15" }]);
    let long = Value::from("я".repeat(1001));
    let table = [
        ("/note", long, 422, "required_field", "note"),
        ("/note", " ".into(), 400, "bad_request", "note"),
        ("/supersedes", json!([]), 400, "bad_request", "supersedes"),
        ("/supersedes", many, 400, "bad_request", "supersedes"),
        (
            "/supersedes",
            nameless,
            400,
            "bad_request",
            "supersedes[0].ref",
        ),
        (
            "/supersedes",
            json!([{ "kind": "act", "number": "1", "date": "2026-11-24" }]),
            400,
            "bad_request",
            "supersedes[0].kind",
        ),
    ];
    for (pointer, value, status, code, field) in table {
        let answer = issue(&sandbox, "k", &with(pointer, value)).await;
        let due = (status, code.to_owned(), json!(field));
        assert_eq!(refusal(&answer), due, "{pointer}");
    }
    let fits = with("/note", Value::from("я".repeat(1000)));
    assert_eq!(issue(&sandbox, "k", &fits).await.status, 201);
}

#[tokio::test]
async fn an_older_extension_refuses_what_it_does_not_know() {
    let sandbox = start(base()).await;
    let reference = contract(&sandbox).await;
    let older = json!({ "older_extension": true });
    sandbox.switch(Side::Onec, &older).unwrap();
    let asked = invoice_under(by_ref(&reference));
    assert_eq!(issue(&sandbox, "k", &asked).await.code(), "bad_request");
    let noted = with("/note", "Слово".into());
    let answer = issue(&sandbox, "k", &noted).await;
    let due = (400, "bad_request".to_owned(), json!("note"));
    assert_eq!(refusal(&answer), due);
    let unknown = super::http::void(&sandbox, "k").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("<html"));
    let about = super::http::call(&sandbox, "GET", "about").await.json();
    assert_eq!(about["extension"], "0.1.0");
    assert!(about.get("capabilities").is_none());
    assert_eq!(issue(&sandbox, "k", &request()).await.status, 201);
}
