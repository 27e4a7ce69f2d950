//! Runs end to end against the sandbox: what they cost, what they leave, whose data they read.

mod again;
mod states;

use crate::company::{Company, choices, policy, world};
use docflow::{EngineParts, FolderFileStore, LocalEngine, SqliteJournal};
use docflow_core::*;
use docflow_sandbox::{Fault, FaultKind, Side};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

async fn ordered(company: &Company, deal: u64) -> RunKey {
    let (requester, choices) = choices(deal);
    company.order(deal, requester, choices).await
}

fn codes(ending: &State) -> Vec<String> {
    match ending {
        State::Done(Ending::Refused(codes)) => codes.clone(),
        other => panic!("the run was not refused: {other:?}"),
    }
}

#[tokio::test]
async fn the_happy_path_costs_five_requests() {
    let company = Company::open().await;
    let run = ordered(&company, 1001).await;
    assert_eq!(company.state(&run).await, State::Done(Ending::Completed));
    let upload = "crm.documentgenerator.document.upload";
    assert_eq!(
        company.requests(Side::Portal),
        ["batch", upload, upload, "batch"]
    );
    assert_eq!(company.requests(Side::Onec), ["POST document-sets"]);
}

#[tokio::test]
async fn a_second_invoice_costs_one_request_more() {
    let company = Company::open().await;
    let run = ordered(&company, 1005).await;
    assert_eq!(company.state(&run).await, State::Done(Ending::Completed));
    let documents = company.run(&run).await.attached().count();
    assert_eq!(company.requests(Side::Portal).len(), 2 + documents);
    assert_eq!(company.requests(Side::Onec).len(), 1);
}

#[tokio::test]
async fn a_second_pair_of_files_costs_one_request_more_for_each_document() {
    let company = Company::open().await;
    let run = ordered(&company, 1002).await;
    assert_eq!(company.state(&run).await, State::Done(Ending::Completed));
    let attached = company.run(&run).await.attached().count();
    assert_eq!(
        attached,
        1 + 2 * 2,
        "one pair of the contract, two an invoice"
    );
    assert_eq!(company.requests(Side::Portal).len(), 2 + attached);
    assert_eq!(company.requests(Side::Onec).len(), 1);
    let documents = company.documents(1002);
    let unstamped = documents.iter().filter(|one| {
        one["title"]
            .as_str()
            .is_some_and(|title| title.ends_with("(без печати)"))
    });
    assert_eq!(unstamped.count(), 2, "{documents:?}");
}

#[tokio::test]
async fn a_deal_without_a_requisite_link_costs_one_request_more() {
    let company = Company::open().await;
    let run = ordered(&company, 1008).await;
    assert_eq!(company.state(&run).await, State::Done(Ending::Completed));
    assert_eq!(company.requests(Side::Portal).len(), 5);
    assert_eq!(company.requests(Side::Onec).len(), 1);
}

#[tokio::test]
async fn two_hundred_rows_are_read_in_the_same_batch() {
    let company = Company::open().await;
    let run = ordered(&company, 1012).await;
    assert_eq!(company.state(&run).await, State::Done(Ending::Completed));
    assert_eq!(company.requests(Side::Portal).len(), 4);
}

#[tokio::test]
async fn several_accounts_of_a_client_and_none_chosen_are_a_finding() {
    let mut world = world();
    let cards = &world.portal.requisites;
    let card = cards.iter().find(|card| card.entity_id == 208).unwrap().id;
    let accounts = &mut world.portal.bank_details;
    let own = accounts.iter().find(|one| one.entity_id == card).unwrap();
    let second = docflow_sandbox::BankDetail {
        id: 9_000,
        ..own.clone()
    };
    accounts.push(second);
    let company = Company::with(world, policy()).await;
    let run = ordered(&company, 1008).await;
    let several = vec!["client-bank-several".to_owned()];
    assert_eq!(
        company.state(&run).await,
        State::Done(Ending::Refused(several))
    );
}

/// The facts of a deal as the adapter reads them.
pub(crate) async fn facts(company: &Company, deal: u64) -> DealFacts {
    let (requester, choices) = choices(deal);
    let run = RunKey::new("sever", DealId::new(deal).unwrap(), "documents", 1).unwrap();
    let query = FactsQuery {
        key: run.step("facts"),
        deal: DealId::new(deal).unwrap(),
        order: Order {
            requested_by: UserId::new(requester).unwrap(),
            office: None,
            purpose: Purpose::First,
            choices,
        },
        as_of: None,
        state: DealState::Working,
    };
    match company.engine.parts().crm.load_facts(&query).await {
        Outcome::Done(facts) => facts,
        other => panic!("the deal could not be read: {other:?}"),
    }
}

#[tokio::test]
async fn a_contact_without_requisites_reads_nobody_elses() {
    let company = Company::open().await;
    let facts = facts(&company, 1007).await;
    let client = facts.client.known().unwrap();
    assert!(matches!(client.origin, ClientOrigin::Contact(_)));
    assert_eq!(client.requisite, Fact::Absent);
    assert_eq!(client.bank, Fact::Absent);
}

#[tokio::test]
async fn a_deleted_company_reads_nobody_elses_requisites() {
    let company = Company::open().await;
    let facts = facts(&company, 1009).await;
    assert_eq!(facts.client, Fact::NotChecked("client-unreadable".into()));
    let run = ordered(&company, 1009).await;
    assert!(!codes(&company.state(&run).await).is_empty());
    assert_eq!(company.requests(Side::Onec), Vec::<String>::new());
}

#[tokio::test]
async fn a_person_is_read_from_the_contact() {
    let company = Company::open().await;
    let facts = facts(&company, 1006).await;
    let client = facts.client.known().unwrap();
    assert!(matches!(client.origin, ClientOrigin::Contact(_)));
    assert_eq!(client.requisite.known().unwrap().preset, Preset::Person);
    let run = ordered(&company, 1006).await;
    assert_eq!(company.state(&run).await, State::Done(Ending::Completed));
}

#[tokio::test]
async fn every_mistake_is_in_one_message_and_nothing_reaches_1c() {
    let company = Company::open().await;
    let run = ordered(&company, 1003).await;
    let mut codes = codes(&company.state(&run).await);
    codes.sort();
    codes.dedup();
    assert!(codes.len() >= 6, "{codes:?}");
    assert_eq!(company.requests(Side::Onec), Vec::<String>::new());
    let told = company.seen("/portal/notifications");
    let told = told.as_array().unwrap();
    let people: std::collections::BTreeSet<String> =
        told.iter().map(|one| one["user"].to_string()).collect();
    assert_eq!(told.len(), people.len(), "one message a person");
    for one in told {
        assert!(
            one["message"]
                .as_str()
                .unwrap()
                .contains("/crm/deal/details/1003/")
        );
    }
}

#[tokio::test]
async fn a_lost_answer_at_any_request_leaves_each_thing_once() {
    let names = [
        (Side::Portal, "batch", 1),
        (Side::Onec, "POST document-sets", 1),
        (Side::Portal, "crm.documentgenerator.document.upload", 1),
        (Side::Portal, "crm.documentgenerator.document.upload", 2),
        (Side::Portal, "batch", 2),
    ];
    let faults = [
        FaultKind::DropBefore,
        FaultKind::DropAfter,
        FaultKind::CutAnswer,
        FaultKind::Html { status: 502 },
        FaultKind::HtmlAfter { status: 504 },
        FaultKind::Late {
            after_ms: Some(15_000),
            after_requests: 0,
            status: 504,
        },
    ];
    for (side, name, nth) in names {
        for fault in &faults {
            let company = Company::open().await;
            company
                .sandbox
                .add_fault(Fault::new(side, name, fault.clone()).nth(nth));
            let run = ordered(&company, 1001).await;
            let ending = company.drive_to_the_end(&run).await;
            let story = format!("{fault:?} at {name} {nth}");
            assert_eq!(ending, Ending::Completed, "{story}");
            company.pass(Duration::from_mins(5));
            assert_eq!(faults_met(&company), 1, "{story}");
            assert_each_once(&company, 1001, 2, &story);
        }
    }
}

/// Requests that a scripted fault has hit.
fn faults_met(company: &Company) -> usize {
    let requests = company.sandbox.requests();
    requests.iter().filter(|one| one.fault.is_some()).count()
}

const NOTHING: [serde_json::Value; 0] = [];

/// The deal has so many documents, 1C one set, nobody was told twice, and nothing in 1C is posted or
/// marked.
fn assert_each_once(company: &Company, deal: u64, documents: usize, story: &str) {
    assert_eq!(company.contracts(deal).len(), 1, "contracts: {story}");
    assert_eq!(
        company.documents(deal).len(),
        documents,
        "documents: {story}"
    );
    let comments = company.seen("/portal/comments");
    assert_eq!(comments.as_array().unwrap().len(), 1, "comments: {story}");
    let told = company.seen("/portal/notifications");
    let told = told.as_array().unwrap();
    assert_eq!(company.tellings(), told.len(), "notifications: {story}");
    assert_eq!(company.touched(), NOTHING, "posted or marked: {story}");
    let ready = told
        .iter()
        .filter(|one| one["tag"].to_string().contains("/announce"));
    assert!(ready.count() >= 1, "nobody was told: {story}");
}

#[tokio::test]
async fn an_unreachable_1c_is_named_and_the_run_goes_on_later() {
    let company = Company::open().await;
    company
        .sandbox
        .add_fault(Fault::new(Side::Onec, "*", FaultKind::Refuse).count(0));
    let run = ordered(&company, 1001).await;
    let State::Working {
        step,
        failed,
        not_before,
        away,
    } = company.state(&run).await
    else {
        panic!("the run does not pause");
    };
    assert_eq!(step.name(), "issue");
    assert_eq!(failed, 0, "an outage is not counted");
    assert_eq!(away.unwrap().side, docflow_core::Side::Accounting);
    assert!(not_before.is_some());
    let outcomes = company.engine.parts().journal.outcomes(&run).await.unwrap();
    let last = &outcomes.last().unwrap().line;
    assert_eq!(last.side.as_deref(), Some("accounting"));
    company.sandbox.clear_faults();
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    assert_each_once(&company, 1001, 2, "1C was down");
}

#[tokio::test]
async fn an_unreachable_portal_is_named_and_the_run_goes_on_later() {
    let company = Company::open().await;
    company
        .sandbox
        .add_fault(Fault::new(Side::Portal, "*", FaultKind::Refuse).count(0));
    let run = ordered(&company, 1001).await;
    let outcomes = company.engine.parts().journal.outcomes(&run).await.unwrap();
    let last = &outcomes.last().unwrap().line;
    assert_eq!(
        (last.kind.as_str(), last.side.as_deref()),
        ("transient", Some("crm"))
    );
    company.sandbox.clear_faults();
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
}

#[tokio::test]
async fn a_closed_period_waits_for_the_accountant_and_a_retry_goes_on() {
    let company = Company::open().await;
    let close = json!({"do": "close_period", "until": "2026-11-30"});
    company.sandbox.act(Side::Onec, &close).unwrap();
    let run = ordered(&company, 1001).await;
    let State::Waiting {
        key,
        round,
        problem: Some((step, cause, owner)),
    } = company.state(&run).await
    else {
        panic!("nobody is asked: {:?}", company.state(&run).await);
    };
    assert_eq!(
        (step.name(), cause.code.as_str()),
        ("issue", "closed_period")
    );
    assert_eq!(
        (cause.side, owner),
        (docflow_core::Side::Accounting, Owner::Accountant)
    );
    let open = json!({"do": "close_period", "until": "2026-10-31"});
    company.sandbox.act(Side::Onec, &open).unwrap();
    let by = UserId::new(12).unwrap();
    let id = MessageId::new("again");
    let retry = Signal {
        id,
        key,
        round,
        body: SignalBody::Retry { by, reason: None },
    };
    company.engine.signal(&run, "page", retry).await.unwrap();
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    assert_each_once(&company, 1001, 2, "the period was closed");
}

#[tokio::test]
async fn slow_printing_is_accepted_and_looked_up_by_key() {
    let company = Company::open().await;
    let slow = json!({"printing_ms": 30_000});
    company.sandbox.switch(Side::Onec, &slow).unwrap();
    let run = ordered(&company, 1001).await;
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    let requests = company.requests(Side::Onec);
    let posts = requests
        .iter()
        .filter(|name| *name == "POST document-sets")
        .count();
    assert_eq!(posts, 1, "the work was accepted once: {requests:?}");
    assert!(
        requests.contains(&"GET document-sets".to_owned()),
        "{requests:?}"
    );
}

#[tokio::test]
async fn a_denied_document_generator_falls_back_to_the_timeline_and_says_so() {
    let mut world = world();
    world.portal.docgen.enabled = false;
    let company = Company::with(world, policy()).await;
    let run = ordered(&company, 1001).await;
    assert_eq!(company.state(&run).await, State::Done(Ending::Completed));
    let run = company.run(&run).await;
    let ways: Vec<_> = run.attached().map(|(_, attached)| attached.via).collect();
    assert_eq!(ways, [AttachedVia::TimelineComment; 2]);
    let comments = company.seen("/portal/comments");
    let with_files = comments.as_array().unwrap().iter();
    let with_files = with_files.filter(|one| one["files"].as_array().unwrap().len() == 2);
    assert_eq!(with_files.count(), 2);
}

#[tokio::test]
async fn a_file_field_can_be_the_fallback_and_keeps_what_stands_in_it() {
    let mut world = world();
    world.portal.docgen.enabled = false;
    let mut policy = policy();
    policy.announce.fallback = AttachFallback::FileField("UF_CRM_DOCUMENTS".to_owned());
    let field =
        json!({"entity_type_id": 2, "name": "UF_CRM_DOCUMENTS", "kind": "file", "multiple": true});
    world
        .portal
        .user_fields
        .push(serde_json::from_value(field).unwrap());
    let company = Company::with(world, policy).await;
    let lost = Fault::new(Side::Portal, "crm.item.update", FaultKind::DropAfter);
    company.sandbox.add_fault(lost);
    let run = ordered(&company, 1001).await;
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    let files = company.seen("/portal/deals/1001/UF_CRM_DOCUMENTS");
    assert_eq!(
        files.as_array().map(Vec::len),
        Some(4),
        "two pairs, none twice: {files}"
    );
}

#[tokio::test]
async fn a_number_waits_for_its_approver() {
    let company = Company::open().await;
    let run = ordered(&company, 1010).await;
    let State::Waiting {
        key,
        round,
        problem: None,
    } = company.state(&run).await
    else {
        panic!("nobody is asked: {:?}", company.state(&run).await);
    };
    let by = UserId::new(40).unwrap();
    let yes = Signal {
        id: MessageId::new("yes"),
        key,
        round,
        body: SignalBody::Approve { by },
    };
    company.engine.signal(&run, "page", yes).await.unwrap();
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    assert_eq!(company.contracts(1010).len(), 1);
}

#[tokio::test]
async fn a_double_click_and_a_repeated_event_are_one_run() {
    let company = Company::open().await;
    let (requester, wanted) = choices(1001);
    let first = company.wish(1001, requester, wanted.clone()).await;
    let second = company.wish(1001, requester, wanted.clone()).await;
    company.drive().await;
    let third = company.wish(1001, requester, wanted).await;
    company.drive().await;
    assert_eq!([&first, &first], [&second, &third]);
    assert_each_once(&company, 1001, 2, "ordered three times");
}

#[tokio::test]
async fn two_engines_on_one_journal_do_each_thing_once() {
    let company = Company::open().await;
    let (requester, wanted) = choices(1001);
    let run = company.wish(1001, requester, wanted).await;
    let other = company.engine.clone();
    let (one, two) = tokio::join!(company.engine.drive(&run), other.drive(&run));
    one.unwrap();
    two.unwrap();
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    assert_each_once(&company, 1001, 2, "two engines");
}

#[tokio::test]
async fn a_lost_file_is_fetched_from_1c_again() {
    let company = Company::open().await;
    company.sandbox.add_fault(
        Fault::new(
            Side::Portal,
            "crm.documentgenerator.document.upload",
            FaultKind::Html { status: 502 },
        )
        .count(2),
    );
    let run = ordered(&company, 1001).await;
    let issued = company.run(&run).await.issued().cloned().unwrap();
    for file in issued.documents.iter().flat_map(|document| &document.files) {
        company.files.lose(file.hash);
    }
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    assert!(
        company
            .requests(Side::Onec)
            .iter()
            .any(|name| name.contains("files"))
    );
    assert_each_once(&company, 1001, 2, "files were lost");
}

#[tokio::test]
async fn what_a_run_knows_about_people_and_its_files_can_be_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let mut company = Company::open().await;
    let memory = company.engine.parts().clone();
    let disk = EngineParts {
        journal: Arc::new(SqliteJournal::open(folder.path().join("journal.db")).unwrap()),
        files: Arc::new(FolderFileStore::open(folder.path().join("files")).unwrap()),
        ..memory.clone()
    };
    for (deal, parts) in [(1001, memory), (1004, disk)] {
        company.engine = LocalEngine::new(parts.clone());
        let (requester, wanted) = choices(deal);
        let run = company.wish(deal, requester, wanted).await;
        let early = company.engine.forget(&run).await.unwrap_err();
        assert_eq!(early, JournalError::NoRun(run.clone()).into());
        company.drive().await;
        let issued = company.run(&run).await.issued().cloned().unwrap();
        let files = || issued.documents.iter().flat_map(|document| &document.files);
        for file in files() {
            assert!(parts.files.get(file.hash).await.unwrap().is_some());
        }
        for _ in 0..2 {
            company.engine.forget(&run).await.unwrap();
            assert_eq!(files().count(), 4);
            for file in files() {
                assert_eq!(parts.files.get(file.hash).await.unwrap(), None);
            }
            let row = parts
                .journal
                .list(&RunFilter::default())
                .await
                .unwrap()
                .remove(0);
            assert_eq!(row.snapshot.dossier, None);
            let lines = parts.journal.outcomes(&run).await.unwrap();
            assert!(lines.len() >= 5 && lines.iter().all(|one| one.body.is_none()));
        }
        assert_eq!(company.state(&run).await, State::Done(Ending::Completed));
        let again = company.wish(deal, requester, Choices::default()).await;
        assert_eq!(again, run, "a repeat of the wish opens nothing");
    }
}

#[tokio::test]
async fn sums_of_deal_books_and_journal_agree_to_the_kopeck() {
    for deal in [1001, 1002, 1005, 1006, 1008, 1011, 1012] {
        let company = Company::open().await;
        let run = ordered(&company, deal).await;
        assert_eq!(
            company.state(&run).await,
            State::Done(Ending::Completed),
            "deal {deal}"
        );
        let issued = company.run(&run).await.issued().cloned().unwrap();
        let contract = &company.contracts(deal)[0];
        let kept = issued.document(DocumentSlot::Contract).unwrap();
        assert_eq!(
            contract["total"].as_str(),
            Some(kept.total.to_string().as_str())
        );
        assert_eq!(contract["number"].as_str(), Some(kept.number.as_str()));
        assert_eq!(sum_of_rows(&company, deal), kept.total, "deal {deal}");
    }
}

/// What the rows of the deal make, counted from the world's own texts; VAT is in the prices.
fn sum_of_rows(company: &Company, deal: u64) -> Money {
    let rows = company.seen(&format!("/portal/rows/D{deal}"));
    let text = |row: &serde_json::Value, name: &str| {
        row[name]
            .to_string()
            .trim_matches('"')
            .parse::<Decimal>()
            .unwrap()
    };
    let sums = rows.as_array().unwrap().iter().map(|row| {
        let sum = (text(row, "price") * text(row, "quantity"))
            .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        Money::parse(&format!("{sum:.2}")).unwrap()
    });
    Money::sum(sums).unwrap()
}

#[tokio::test]
async fn an_inactive_requester_is_replaced_by_the_head_of_the_department() {
    let company = Company::open().await;
    let facts = facts(&company, 1003).await;
    let (requester, _) = choices(1003);
    let requester = UserId::new(requester).unwrap();
    let card = facts
        .staff
        .iter()
        .find(|card| card.id == requester)
        .unwrap();
    assert!(!card.active, "the world has an inactive requester");
    let head = card.head.unwrap();
    ordered(&company, 1003).await;
    let told = company.seen("/portal/notifications");
    let told: Vec<u64> = told
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["user"].as_u64())
        .collect();
    assert!(
        told.contains(&head.get()) && !told.contains(&requester.get()),
        "{told:?}"
    );
}
