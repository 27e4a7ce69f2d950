//! Single calls that succeed, and every refusal of the service.

use onec_client::*;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::samples::{key, prepayment};

const SET: &str = include_str!("../fixtures/set.json");

pub(crate) fn client(server: &MockServer) -> Client {
    Client::builder(&format!("{}/bp", server.uri()))
        .login("docflow", "secret")
        .read_pauses(&[std::time::Duration::ZERO; 2])
        .build()
        .unwrap()
}

pub(crate) async fn answering(verb: &str, at: &str, response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method(verb))
        .and(path(format!("/bp/hs/docflow/v1/{at}")))
        .respond_with(response)
        .mount(&server)
        .await;
    server
}

pub(crate) fn text(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body, "application/json; charset=utf-8")
}

pub(crate) async fn issue(response: ResponseTemplate) -> Result<Issue, Error> {
    let server = answering("POST", "document-sets", response).await;
    client(&server).issue(&key(), &prepayment()).await
}

pub(crate) async fn look_up(
    response: ResponseTemplate,
    key: &IdempotencyKey,
) -> Result<LookUp, Error> {
    let server = answering("GET", "document-sets", response).await;
    client(&server).look_up(key).await
}

pub(crate) async fn void(
    response: ResponseTemplate,
    key: &IdempotencyKey,
) -> Result<VoidKey, Error> {
    let server = answering("POST", "voided-keys", response).await;
    client(&server).void_key(key).await
}

#[tokio::test]
async fn a_set_is_decoded_with_exact_sums_and_checked_files_with_or_without_a_mark() {
    for (status, body) in [(201, SET.to_owned()), (200, format!("\u{feff}{SET}"))] {
        let Ok(Issue::Done { set, made_before }) = issue(text(status, &body)).await else {
            panic!("no set")
        };
        assert_eq!(made_before, status == 200);
        assert_eq!(set.contract.number, "15-У/26");
        assert_eq!(set.contract.total.to_string(), "122000.00");
        assert_eq!(set.invoices[1].print_number, "16");
        assert!(set.counterparty.created);
        let file = set.files().next().unwrap();
        assert_eq!(file.content, b"hello");
        assert_eq!(file.sha256, Sha256::of(b"hello"));
        assert_eq!(file.derived_from, None);
    }
}

#[tokio::test]
async fn work_that_goes_on_says_when_to_ask() {
    let mut body = json!({"key": key().as_str(), "state": "working", "poll_after_ms": 5000});
    let poll_after = std::time::Duration::from_secs(5);
    // An older extension does not say who began the work.
    for (said, made_before) in [
        (json!(true), true),
        (json!(false), false),
        (json!(null), false),
    ] {
        body["made_before"] = said;
        if body["made_before"].is_null() {
            body.as_object_mut().unwrap().remove("made_before");
        }
        let due = Issue::Working {
            poll_after,
            made_before,
        };
        assert_eq!(issue(text(202, &body.to_string())).await.unwrap(), due);
    }
}

#[tokio::test]
async fn a_pause_of_a_year_is_cut_to_minutes() {
    let year = 365 * 24 * 3600 * 1000_u64;
    let body = json!({"key": key().as_str(), "state": "working", "poll_after_ms": year});
    let Ok(LookUp::Working { poll_after }) = look_up(text(202, &body.to_string()), &key()).await
    else {
        panic!("not working")
    };
    assert_eq!(poll_after.as_secs(), 600);
}

#[tokio::test]
async fn a_look_up_tells_done_working_unknown_and_voided_apart() {
    let key = key();
    let look = async |response| look_up(response, &key).await;
    assert!(matches!(look(text(200, SET)).await, Ok(LookUp::Done(_))));
    let working = json!({"key": key.as_str(), "state": "working", "poll_after_ms": 1});
    assert!(matches!(
        look(text(202, &working.to_string())).await,
        Ok(LookUp::Working { .. })
    ));
    let unknown = json!({"error": {"code": "unknown_key", "message": "…", "retryable": false}});
    assert!(matches!(
        look(text(404, &unknown.to_string())).await,
        Ok(LookUp::Unknown)
    ));
    let voided = json!({"error": {"code": "key_voided", "message": "…", "retryable": false}});
    assert_eq!(
        look(text(409, &voided.to_string())).await.unwrap(),
        LookUp::Voided
    );
    let not_published = look(text(404, "<html>404</html>")).await.unwrap_err();
    assert_eq!(not_published.kind(), ErrorKind::NotPublished);
}

#[tokio::test]
async fn about_and_forms_are_decoded() {
    let server = answering(
        "GET",
        "about",
        text(200, include_str!("../fixtures/about.json")),
    )
    .await;
    let about = client(&server).about().await.unwrap();
    assert_eq!(
        (about.contract.as_str(), about.extension.as_str()),
        ("v1", "0.1.0")
    );
    assert_eq!(about.organizations[0].prefix.as_deref(), Some("СС"));
    // The first extension names no capabilities.
    assert!(about.capabilities.is_empty() && !about.can(&Capability::Void));
    assert_eq!(about.closed_until, "2026-10-31".parse().ok());

    let server = answering(
        "GET",
        "forms",
        text(200, include_str!("../fixtures/forms.json")),
    )
    .await;
    let forms = client(&server).forms().await.unwrap();
    assert_eq!(forms[0].code, "services");
    assert!(forms[0].fields[0].required);
    let choices = FieldKind::Choice(vec!["3".into(), "5".into(), "10".into()]);
    assert_eq!(forms[0].fields[1].kind, choices);
    assert_eq!(forms[0].client_kinds.len(), 3);
}

#[tokio::test]
async fn a_service_of_another_contract_is_not_spoken_to() {
    let mut about: Value = serde_json::from_str(include_str!("../fixtures/about.json")).unwrap();
    about["contract"] = "v2".into();
    let server = answering("GET", "about", text(200, &about.to_string())).await;
    assert_eq!(
        client(&server).about().await.unwrap_err().kind(),
        ErrorKind::Decode
    );
}

#[tokio::test]
async fn a_file_is_taken_only_with_the_bytes_of_its_hash() {
    let hash = Sha256::of(b"hello");
    for (body, kind) in [("hello", None), ("hullo", Some(ErrorKind::Decode))] {
        let server = answering("GET", &format!("files/{hash}"), text(200, body)).await;
        let got = client(&server).file(&key(), &hash).await;
        assert_eq!(got.as_ref().err().map(Error::kind), kind);
        assert!(got.is_err() || got.unwrap() == b"hello");
    }
}

#[tokio::test]
async fn a_number_is_held_and_let_go() {
    let held =
        json!({"key": key().as_str(), "number": "15-У/26", "until": "2026-11-24T13:30:00+03:00"});
    let server = answering("POST", "number-reservations", text(201, &held.to_string())).await;
    Mock::given(method("DELETE"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;
    let request = NumberReservationRequest {
        organization: "8f0c2c1e-5a3b-11f1-9c00-00155d000001".parse().unwrap(),
        form: "services".into(),
        date: "2026-11-24".parse().unwrap(),
        deal: "4512".into(),
        hold_minutes: Some(60),
    };
    let reservation = client(&server)
        .reserve_number(&key(), &request)
        .await
        .unwrap();
    assert_eq!(reservation.number, "15-У/26");
    assert_eq!(reservation.until.to_rfc3339(), "2026-11-24T13:30:00+03:00");
    client(&server).release_number(&key()).await.unwrap();
}

#[tokio::test]
async fn every_refusal_of_the_service_has_its_kind() {
    use ErrorKind::*;
    // code, status, kind, retryable as the service says, may have happened
    let table = [
        ("bad_request", 400, BadRequest, false, false),
        ("unauthorized", 401, Unauthorized, false, false),
        ("forbidden", 403, Forbidden, false, false),
        ("unknown_key", 404, NotFound, false, false),
        ("method_not_allowed", 405, BadRequest, false, false),
        ("key_reused", 409, KeyReused, false, false),
        ("key_voided", 409, KeyVoided, false, false),
        ("key_made", 409, Rejected, false, false),
        ("number_used", 409, Rejected, false, false),
        ("lock_conflict", 409, Locked, true, false),
        ("closed_period", 422, ClosedPeriod, false, false),
        ("totals_differ", 422, TotalsDiffer, false, false),
        ("unknown_organization", 422, Rejected, false, false),
        ("unknown_nomenclature", 422, Rejected, false, false),
        ("unknown_form", 422, Rejected, false, false),
        ("form_not_for_organization", 422, Rejected, false, false),
        ("vat_not_allowed", 422, Rejected, false, false),
        ("counterparty_ambiguous", 422, Rejected, false, false),
        ("counterparty_differs", 422, Rejected, false, false),
        ("unknown_contract", 422, Rejected, false, false),
        ("contract_ambiguous", 422, Rejected, false, false),
        ("contract_differs", 422, Rejected, false, false),
        ("number_taken", 422, Rejected, false, false),
        ("reservation_expired", 422, Rejected, false, false),
        ("required_field", 422, Rejected, false, false),
        ("a_code_of_later", 422, Rejected, false, false),
        ("locked", 423, Locked, true, false),
        ("internal", 500, Internal, false, true),
        ("print_unavailable", 501, Rejected, false, false),
        ("busy", 503, Busy, true, false),
        ("maintenance", 503, Busy, true, false),
        ("print_failed", 503, Busy, true, true),
    ];
    for (code, status, kind, retryable, happened) in table {
        let details = json!({"messages": ["ОГРН иной"], "field": "rows[0].sum", "expected": "1.00", "found": "2.00"});
        let body = json!({"error": {"code": code, "message": "Нельзя.", "retryable": retryable, "details": details, "request_id": "a1-b2"}});
        let error = issue(text(status, &body.to_string())).await.unwrap_err();
        assert_eq!(
            (
                error.kind(),
                error.is_retryable(),
                error.may_have_happened()
            ),
            (kind, retryable, happened),
            "{code}"
        );
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)));
        assert_eq!(error.request_id(), Some("a1-b2"));
        assert_eq!(error.details().message, "Нельзя.");
        assert_eq!(error.details().messages, ["ОГРН иной"]);
        assert_eq!(error.details().expected.as_deref(), Some("1.00"));
        assert_eq!(error.attempts(), 1);
    }
}
