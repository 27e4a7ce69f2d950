//! A deal that changes while a person is waited for, before anything is issued.

use super::with_approval;
use super::{after, checked, done, due, every_stage, fresh, issued, made, refused, signal, told};
use crate::support::{Scene, user};
use docflow_core::*;

fn approved() -> Run {
    let run = every_stage().remove("approval").unwrap();
    let yes = signal(&run, "yes", SignalBody::Approve { by: user(9) });
    run.signal(yes).0
}

fn mended(run: Run) -> Run {
    let told = done(run, 3, told());
    let body = SignalBody::Retry {
        by: user(7),
        reason: Some("исправили карточку".to_owned()),
    };
    let again = signal(&told, "again", body);
    told.signal(again).0
}

fn announcement(run: &Run) -> Announcement {
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    let Effect::Announce(news) = *effect else {
        panic!()
    };
    news
}

fn other_client() -> Scene {
    let mut scene = with_approval();
    scene.typed(RequisiteText::ShortName, "ООО «Василёк»");
    scene
}

#[test]
fn an_approved_number_is_used_when_the_deal_is_as_it_was() {
    let run = done(approved(), 100_000, checked(&with_approval()));
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    assert!(matches!(
        *effect,
        Effect::IssueDocuments {
            reserved: Some(_),
            ..
        }
    ));
}

#[test]
fn the_second_reading_judges_by_the_moment_of_the_first() {
    let Next::Effect { effect, .. } = approved().next() else {
        panic!()
    };
    let Effect::LoadFacts(query) = *effect else {
        panic!()
    };
    assert_eq!(query.as_of, Some(with_approval().standing.now));
}

#[test]
fn a_deal_that_got_another_client_gives_the_number_back_and_is_checked_anew() {
    let run = done(approved(), 100_000, checked(&other_client()));
    assert_eq!(due(&run), "release");
    let run = done(run, 100_001, Answer::Released);
    assert_eq!(due(&run), "facts/3");
    let run = done(run, 100_002, checked(&other_client()));
    assert_eq!(due(&run), "number/2");
    assert!(
        run.request()
            .unwrap()
            .parts()
            .client
            .name()
            .contains("Василёк")
    );
}

#[test]
fn a_reading_that_was_lost_and_then_refused_is_made_after_the_retry() {
    let lost = after(approved(), 100_000, super::lost());
    assert_eq!(due(&lost), "facts/2");
    let run = mended(after(lost, 100_001, refused()));
    assert!(due(&run).starts_with("facts/"), "{}", due(&run));
}

#[test]
fn a_cancel_while_the_number_of_a_changed_deal_goes_back_ends_the_run() {
    let run = done(approved(), 100_000, checked(&other_client()));
    let (run, receipt) = run.cancel(user(7), None);
    assert_eq!(receipt, CancelReceipt::Taken);
    assert_eq!(due(&run), "release", "the number goes back first");
    for outcome in [Outcome::Done(Answer::Released), refused()] {
        let run = after(run.clone(), 100_001, outcome);
        assert_eq!(due(&run), "ended");
        let run = done(run, 100_002, told());
        let before = Ending::Cancelled { after_issue: false };
        assert_eq!(run.ending(), Some(&before));
    }
}

#[test]
fn a_deal_that_was_closed_while_its_number_waited_stops() {
    let mut closed = with_approval();
    closed.facts.deal.closed = true;
    let run = done(approved(), 100_000, checked(&closed));
    assert_eq!(due(&run), "release");
    let run = done(run, 100_001, Answer::Released);
    let run = done(done(run, 100_002, checked(&closed)), 100_003, told());
    assert!(matches!(run.ending(), Some(Ending::Refused(codes)) if codes == &["deal-closed"]));
}

#[test]
fn what_a_person_has_mended_in_the_deal_goes_out_under_another_key() {
    let scene = Scene::firm();
    let run = after(done(fresh(&scene), 1, checked(&scene)), 2, refused());
    let run = mended(run);
    assert_eq!(due(&run), "facts/2", "the deal is read again");
    let same = done(run.clone(), 50, checked(&scene));
    assert_eq!(due(&same), "issue", "the same request keeps its key");
    let mut other = Scene::firm();
    other.typed(RequisiteText::ShortName, "ООО «Василёк»");
    let changed = done(run, 50, checked(&other));
    assert_eq!(due(&changed), "issue/2");
    let attach = done(changed, 51, made(&other));
    let Next::Effect { effect, .. } = attach.next() else {
        panic!()
    };
    let Effect::AttachDocument(job) = *effect else {
        panic!()
    };
    assert!(job.origin.key.as_str().ends_with("/issue/2"));
}

#[test]
fn a_request_that_may_be_on_its_way_is_not_overtaken_by_another() {
    let scene = Scene::firm();
    let lost = after(done(fresh(&scene), 1, checked(&scene)), 2, super::lost());
    let unknown = done(lost, 3, Answer::NotFound);
    let run = mended(after(unknown, 4, refused()));
    assert_eq!(due(&run), "issue");
}

#[test]
fn an_edit_of_a_result_field_is_seen_when_the_deal_is_read_again() {
    let mut edited = with_approval();
    edited
        .facts
        .deal
        .fields
        .insert("UF_CRM_NUMBER".to_owned(), "77".to_owned());
    let run = done(approved(), 10, checked(&edited));
    let run = done(run, 11, made(&with_approval()));
    let run = done(done(run, 12, super::attached()), 13, super::attached());
    let news = announcement(&run);
    assert!(news.reread);
    assert_eq!(news.fields[&ResultField::ContractNumber].field.seen, "");
}

#[test]
fn the_state_that_the_run_wrote_itself_is_no_edit_and_other_words_there_are() {
    for (stands, edited) in [("waiting", false), ("позвоните мне", true)] {
        let mut again = with_approval();
        let fields = &mut again.facts.deal.fields;
        fields.insert("UF_CRM_STATE".to_owned(), stands.to_owned());
        let run = done(approved(), 10, checked(&again));
        let run = done(run, 11, made(&with_approval()));
        let run = done(done(run, 12, super::attached()), 13, super::attached());
        let news = announcement(&run);
        assert_eq!(news.reread, edited, "{stands}");
    }
}

#[test]
fn an_invoice_alone_makes_no_second_contract_and_knows_its_contract() {
    let mut scene = Scene::firm();
    scene.order.purpose = Purpose::Invoice;
    scene.standing.prior = prior();
    let request = scene.request();
    assert_eq!(request.parts().basis.as_ref().unwrap().number, "15");
    let run = done(fresh(&scene), 1, checked(&scene));
    let mut set = issued(&scene);
    set.documents
        .retain(|one| one.slot != DocumentSlot::Contract);
    let run = done(run, 2, Answer::Issued(Box::new(set)));
    assert_eq!(due(&run), "attach/invoice-1");
    let run = done(fresh(&scene), 1, checked(&scene));
    let run = done(run, 2, made(&scene));
    assert_eq!(due(&run), "problem/1", "a contract that nobody asked for");
}

#[test]
fn a_repeat_that_supersedes_names_what_stood_before() {
    let mut scene = Scene::firm();
    scene.order.purpose = Purpose::Supersedes;
    scene.standing.prior = prior();
    let numbers: Vec<String> = scene
        .request()
        .parts()
        .supersedes
        .iter()
        .map(|one| one.number.clone())
        .collect();
    assert_eq!(numbers, ["15", "16"]);
    let run = done(fresh(&scene), 1, checked(&scene));
    let run = done(run, 2, made(&scene));
    let run = done(done(run, 3, super::attached()), 4, super::attached());
    let Next::Effect { effect, .. } = run.next() else {
        panic!()
    };
    let Effect::Announce(news) = *effect else {
        panic!()
    };
    let told: Vec<u64> = news.recipients.iter().map(|user| user.get()).collect();
    assert_eq!(told, [7, 9, 12], "the accountant marks them");
}

fn prior() -> Prior {
    let standing = |slot, number: &str| StandingDocument {
        slot,
        onec_ref: format!("ref-{slot}"),
        number: number.to_owned(),
        date: crate::support::day("2026-11-02"),
    };
    Prior {
        issued: true,
        documents: vec![
            standing(DocumentSlot::Contract, "15"),
            standing(DocumentSlot::Invoice(1), "16"),
        ],
    }
}
