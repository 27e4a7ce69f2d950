//! Every refusal of the description, with its place, and that nothing was made.

use docflow_sandbox::Side;
use serde_json::{Value, json};

use super::http::issue;
use super::world::{MARKED, TRADER, base, start, with};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table")]
async fn every_wrong_member_is_refused_with_its_code_and_place() {
    let long = |length: usize| Value::from("я".repeat(length));
    let table: Vec<(&str, Value, u16, &str, &str)> = vec![
        // The form of the request.
        ("/schema", 2.into(), 400, "bad_request", "schema"),
        ("/surprise", 1.into(), 400, "bad_request", "surprise"),
        ("/deal", Value::Null, 400, "bad_request", "deal"),
        ("/deal", "  ".into(), 400, "bad_request", "deal"),
        (
            "/counterparty/phone",
            "".into(),
            400,
            "bad_request",
            "counterparty.phone",
        ),
        (
            "/counterparty/kpp",
            "7707".into(),
            400,
            "bad_request",
            "counterparty.kpp",
        ),
        (
            "/counterparty/inn",
            "77070838931".into(),
            400,
            "bad_request",
            "counterparty.inn",
        ),
        (
            "/rows/0/sum",
            json!(122_000),
            400,
            "bad_request",
            "rows[0].sum",
        ),
        (
            "/rows/0/sum",
            "122000".into(),
            400,
            "bad_request",
            "rows[0].sum",
        ),
        (
            "/rows/0/price",
            "-1.00".into(),
            400,
            "bad_request",
            "rows[0].price",
        ),
        (
            "/rows/0/quantity",
            "0".into(),
            400,
            "bad_request",
            "rows[0].quantity",
        ),
        (
            "/rows/0/vat",
            "21".into(),
            400,
            "bad_request",
            "rows[0].vat",
        ),
        ("/rows", json!([]), 400, "bad_request", "rows"),
        (
            "/contract/date",
            "24.11.2026".into(),
            400,
            "bad_request",
            "contract.date",
        ),
        (
            "/contract/currency",
            "USD".into(),
            400,
            "bad_request",
            "contract.currency",
        ),
        (
            "/contract/number",
            json!({ "mode": "auto", "value": "15" }),
            400,
            "bad_request",
            "contract.number.mode",
        ),
        (
            "/contract/fields/odd",
            "x".into(),
            400,
            "bad_request",
            "contract.fields.odd",
        ),
        (
            "/invoices/0/index",
            2.into(),
            400,
            "bad_request",
            "invoices[1].index",
        ),
        (
            "/invoices/0/percent",
            "60".into(),
            400,
            "bad_request",
            "invoices[0].percent",
        ),
        (
            "/files",
            json!([{ "document": "act", "format": "pdf", "stamped": true }]),
            400,
            "bad_request",
            "files[0].document",
        ),
        // What is missing or too long for 1C.
        (
            "/counterparty/name",
            long(101),
            422,
            "required_field",
            "counterparty.name",
        ),
        (
            "/counterparty/full_name",
            long(551),
            422,
            "required_field",
            "counterparty.full_name",
        ),
        (
            "/counterparty/kpp",
            Value::Null,
            422,
            "required_field",
            "counterparty.kpp",
        ),
        (
            "/counterparty/signatory",
            Value::Null,
            422,
            "required_field",
            "counterparty.signatory",
        ),
        (
            "/contract/fields/subject",
            Value::Null,
            422,
            "required_field",
            "contract.fields.subject",
        ),
        (
            "/contract/fields/acceptance",
            "4".into(),
            422,
            "required_field",
            "contract.fields.acceptance",
        ),
        (
            "/contract/fields/start",
            "1.1.26".into(),
            422,
            "required_field",
            "contract.fields.start",
        ),
        (
            "/contract/fields/limit",
            "много".into(),
            422,
            "required_field",
            "contract.fields.limit",
        ),
        (
            "/contract/fields/urgent",
            "да".into(),
            422,
            "required_field",
            "contract.fields.urgent",
        ),
        // What the base does not have or does not allow.
        (
            "/organization/ref",
            "00000000-0000-0000-0000-000000000000".into(),
            422,
            "unknown_organization",
            "organization",
        ),
        (
            "/organization/inn",
            "7707083893".into(),
            422,
            "unknown_organization",
            "organization",
        ),
        (
            "/rows/0/nomenclature",
            MARKED.into(),
            422,
            "unknown_nomenclature",
            "rows[0].nomenclature",
        ),
        (
            "/rows/0/okei",
            "006".into(),
            422,
            "unit_differs",
            "rows[0].okei",
        ),
        (
            "/contract/form",
            "lease".into(),
            422,
            "unknown_form",
            "contract.form",
        ),
        (
            "/contract/form_version",
            "2".into(),
            422,
            "unknown_form",
            "contract.form_version",
        ),
        // Dates.
        (
            "/contract/date",
            "2026-10-31".into(),
            422,
            "closed_period",
            "contract.date",
        ),
        (
            "/contract/valid_until",
            "2026-11-23".into(),
            422,
            "wrong_date",
            "contract.valid_until",
        ),
        (
            "/invoices/0/date",
            "2026-11-23".into(),
            422,
            "wrong_date",
            "invoices[0].date",
        ),
        (
            "/invoices/0/due",
            "2026-11-23".into(),
            422,
            "wrong_date",
            "invoices[0].due",
        ),
        // Check digits.
        (
            "/counterparty/inn",
            "7707083894".into(),
            422,
            "wrong_requisite",
            "counterparty.inn",
        ),
        (
            "/counterparty/ogrn",
            "1027700132196".into(),
            422,
            "wrong_requisite",
            "counterparty.ogrn",
        ),
        (
            "/counterparty/bank/account",
            "40702810138250123018".into(),
            422,
            "wrong_requisite",
            "counterparty.bank.account",
        ),
        // VAT and sums.
        (
            "/rows/0/vat",
            "20".into(),
            422,
            "vat_not_allowed",
            "rows[0].vat",
        ),
        (
            "/rows/0/vat",
            "5".into(),
            422,
            "vat_not_allowed",
            "rows[0].vat",
        ),
        (
            "/rows/0/sum",
            "122000.01".into(),
            422,
            "totals_differ",
            "rows[0].sum",
        ),
        (
            "/rows/0/vat_sum",
            "22000.01".into(),
            422,
            "totals_differ",
            "rows[0].vat_sum",
        ),
        (
            "/rows/0/total",
            "144000.00".into(),
            422,
            "totals_differ",
            "rows[0].total",
        ),
        (
            "/expect/sum",
            "121999.99".into(),
            422,
            "totals_differ",
            "expect.sum",
        ),
        (
            "/expect/total",
            "121999.99".into(),
            422,
            "totals_differ",
            "expect.total",
        ),
        (
            "/invoices/0/amount",
            "85400.01".into(),
            422,
            "totals_differ",
            "invoices[0].amount",
        ),
        (
            "/invoices/1/vat_sum",
            "6600.01".into(),
            422,
            "totals_differ",
            "invoices[1].vat_sum",
        ),
    ];
    let sandbox = start(base()).await;
    for (pointer, value, status, code, field) in table {
        let answer = issue(&sandbox, "k", &with(pointer, value.clone())).await;
        let body = answer.json();
        let found = (
            answer.status,
            answer.code(),
            body["error"]["details"]["field"].clone(),
        );
        assert_eq!(
            found,
            (status, code.to_owned(), json!(field)),
            "{pointer} = {value}"
        );
        assert_eq!(body["error"]["retryable"], false);
        assert!(body["error"]["request_id"].is_string());
    }
    let state = sandbox.state();
    assert!(state["onec"]["sets"].as_object().unwrap().is_empty());
    assert!(
        state["onec"]["counterparties"]
            .as_object()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_form_is_refused_to_another_organization_and_to_another_kind_of_buyer() {
    let sandbox = start(base()).await;
    let mut request = with("/contract/form", "supply".into());
    super::world::change(&mut request, "/contract/fields", Value::Null);
    super::world::change(
        &mut request,
        "/organization",
        json!({ "ref": TRADER, "inn": "500100732259" }),
    );
    assert_eq!(
        issue(&sandbox, "k", &request).await.code(),
        "form_not_for_organization"
    );

    let mut request = with("/contract/form", "supply".into());
    super::world::change(&mut request, "/contract/fields", Value::Null);
    let person = json!({ "kind": "sole_trader", "name": "ИП Сидоров", "inn": "500100732259" });
    super::world::change(&mut request, "/counterparty", person);
    assert_eq!(
        issue(&sandbox, "k", &request).await.code(),
        "form_not_for_organization"
    );
}

#[tokio::test]
async fn an_exempt_organization_sells_without_vat_alone() {
    let sandbox = start(base()).await;
    let mut request = with(
        "/organization",
        json!({ "ref": TRADER, "inn": "500100732259" }),
    );
    assert_eq!(
        issue(&sandbox, "k", &request).await.code(),
        "vat_not_allowed"
    );
    super::world::change(&mut request, "/rows/0/vat", "none".into());
    super::world::change(&mut request, "/rows/0/vat_sum", "0.00".into());
    super::world::change(&mut request, "/expect/vat", "0.00".into());
    super::world::change(&mut request, "/invoices/0/vat_sum", "0.00".into());
    super::world::change(&mut request, "/invoices/1/vat_sum", "0.00".into());
    let answer = issue(&sandbox, "k", &request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["invoices"][0]["number"], "ИП00-000001");
}

#[tokio::test]
async fn a_period_is_closed_by_hand_and_the_tolerance_of_vat_is_a_switch() {
    let sandbox = start(base()).await;
    sandbox
        .act(
            Side::Onec,
            &json!({ "do": "close_period", "until": "2026-11-30" }),
        )
        .unwrap();
    let closed = issue(&sandbox, "k", &super::world::request()).await;
    assert_eq!(closed.code(), "closed_period");
    sandbox
        .act(Side::Onec, &json!({ "do": "close_period", "until": null }))
        .unwrap();

    let one_off = with("/invoices/1/vat_sum", "6600.01".into());
    assert_eq!(issue(&sandbox, "k", &one_off).await.code(), "totals_differ");
    sandbox
        .switch(Side::Onec, &json!({ "invoice_vat_tolerance": 1 }))
        .unwrap();
    let taken = issue(&sandbox, "k", &one_off).await;
    assert_eq!(taken.json()["invoices"][1]["vat"], "6600.00");
}
