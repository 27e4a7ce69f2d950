//! The field of the deal that says where a run stands, and that it costs no request.

use super::ordered;
use crate::company::{Company, POLICY, policy, world};
use docflow::Configuration;
use docflow_core::*;
use docflow_sandbox::{Fault, FaultKind, Side};
use serde_json::json;
use std::time::Duration;

const FIELD: &str = "UF_CRM_DOCFLOW_STATE";

fn stands(company: &Company, deal: u64) -> String {
    let field = company.seen(&format!("/portal/deals/{deal}/{FIELD}"));
    field.as_str().unwrap_or_default().to_owned()
}

/// A person, a robot or a form writes into the field.
fn write(company: &Company, deal: u64, text: &str) {
    let fields = json!({ FIELD: text });
    let act = json!({ "do": "change_item", "entity_type_id": 2, "id": deal, "fields": fields });
    company.sandbox.act(Side::Portal, &act).unwrap();
}

async fn answer(company: &Company, run: &RunKey, body: SignalBody) {
    let State::Waiting { key, round, .. } = company.state(run).await else {
        panic!("nobody is asked");
    };
    let id = MessageId::new("answer");
    let signal = Signal {
        id,
        key,
        round,
        body,
    };
    company.engine.signal(run, "page", signal).await.unwrap();
    company.drive().await;
}

fn approver() -> UserId {
    UserId::new(40).unwrap()
}

async fn cancel(company: &Company, run: &RunKey) {
    let (id, by) = (MessageId::new("cancel"), UserId::new(12).unwrap());
    let posted = company.engine.cancel(run, "page", id, by, None);
    posted.await.unwrap();
    company.drive().await;
}

#[tokio::test]
async fn a_wish_is_requested_then_working_then_ready() {
    let company = Company::open().await;
    write(&company, 1001, "requested");
    let away = Fault::new(Side::Onec, "*", FaultKind::Refuse).count(0);
    company.sandbox.add_fault(away);
    let run = ordered(&company, 1001).await;
    assert_eq!(company.requests(Side::Portal), ["batch"]);
    assert_eq!(stands(&company, 1001), "working", "the facts were read");
    company.sandbox.clear_faults();
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    assert_eq!(stands(&company, 1001), "ready");
}

#[tokio::test]
async fn while_an_approver_is_waited_for_the_deal_is_waiting() {
    for (yes, last) in [(true, "ready"), (false, "refused")] {
        let company = Company::open().await;
        let run = ordered(&company, 1010).await;
        assert_eq!(stands(&company, 1010), "waiting");
        let (by, reason) = (approver(), "номер занят".to_owned());
        let body = if yes {
            SignalBody::Approve { by }
        } else {
            SignalBody::Reject { by, reason }
        };
        answer(&company, &run, body).await;
        assert!(matches!(company.state(&run).await, State::Done(_)));
        assert_eq!(stands(&company, 1010), last);
    }
}

#[tokio::test]
async fn while_a_person_is_waited_for_the_deal_is_waiting_and_cancelled_it_is_failed() {
    let company = Company::open().await;
    let close = json!({"do": "close_period", "until": "2026-11-30"});
    company.sandbox.act(Side::Onec, &close).unwrap();
    let run = ordered(&company, 1001).await;
    assert_eq!(stands(&company, 1001), "waiting");
    cancel(&company, &run).await;
    let ending = company.state(&run).await;
    assert!(
        matches!(ending, State::Done(Ending::Cancelled { .. })),
        "{ending:?}"
    );
    assert_eq!(stands(&company, 1001), "failed");
}

#[tokio::test]
async fn a_deal_with_mistakes_is_refused() {
    let company = Company::open().await;
    ordered(&company, 1003).await;
    assert_eq!(stands(&company, 1003), "refused");
}

#[tokio::test]
async fn the_field_costs_no_request() {
    let mut without = Configuration::parse("policy.toml", POLICY).unwrap().policy;
    without.announce.fields.remove(&ResultField::State);
    let mut counts = Vec::new();
    for policy in [policy(), without] {
        let mut asked = Vec::new();
        for deal in [1001, 1003, 1010] {
            let company = Company::with(world(), policy.clone()).await;
            // No time passes in which somebody could have edited the deal.
            let blank = json!({ "blank_files": true });
            company.sandbox.switch(Side::Onec, &blank).unwrap();
            let run = ordered(&company, deal).await;
            if deal == 1010 {
                answer(&company, &run, SignalBody::Approve { by: approver() }).await;
            }
            assert!(!matches!(company.state(&run).await, State::Waiting { .. }));
            asked.push((company.requests(Side::Portal), company.requests(Side::Onec)));
            let known = policy.announce.fields.contains_key(&ResultField::State);
            assert_eq!(stands(&company, deal).is_empty(), !known);
        }
        assert_eq!(asked[0].0.len() + asked[0].1.len(), 5, "{asked:?}");
        counts.push(asked);
    }
    assert_eq!(counts[0], counts[1]);
}

#[tokio::test]
async fn words_of_a_person_before_the_end_stay_and_the_result_says_so() {
    for (text, last) in [("звонил клиенту", "звонил клиенту"), ("requested", "ready")]
    {
        let company = Company::open().await;
        let upload = "crm.documentgenerator.document.upload";
        let away = Fault::new(Side::Portal, upload, FaultKind::Refuse).count(0);
        company.sandbox.add_fault(away);
        let run = ordered(&company, 1001).await;
        write(&company, 1001, text);
        company.sandbox.clear_faults();
        company.pass(Duration::from_mins(30));
        assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
        assert_eq!(stands(&company, 1001), last);
        let announced = company.run(&run).await.announced().cloned().unwrap();
        let left: &[&str] = if text == last { &[FIELD] } else { &[] };
        assert_eq!(announced.left_alone, left);
    }
}

#[tokio::test]
async fn a_run_that_reads_the_deal_again_takes_the_field_back() {
    let company = Company::open().await;
    let run = ordered(&company, 1010).await;
    write(&company, 1010, "звонил клиенту");
    answer(&company, &run, SignalBody::Approve { by: approver() }).await;
    assert_eq!(company.state(&run).await, State::Done(Ending::Completed));
    assert_eq!(stands(&company, 1010), "ready");
}
