//! Further generations of a deal over real HTTP: new documents in place of old ones, an invoice alone.

use super::{NOTHING, ordered};
use crate::company::Company;
use crate::papers::{Docx, PdfFile};
use docflow_core::*;
use docflow_sandbox::{Fault, FaultKind, Side};
use serde_json::{Value, json};
use std::time::Duration;

/// What 1C keeps of a kind, by the key of the run that made it.
fn made(company: &Company, kind: &str, run: &RunKey) -> Vec<Value> {
    let all = company.seen(&format!("/onec/{kind}"));
    let own = format!("{run}/");
    let all = all.as_object().unwrap().values();
    all.filter(|one| one["key"].as_str().unwrap_or_default().starts_with(&own))
        .cloned()
        .collect()
}

async fn completed(company: &Company, purpose: Purpose, deal: u64) -> RunKey {
    let run = company.wish_again(purpose, deal).await;
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
    run
}

#[tokio::test]
async fn documents_in_place_of_others_name_them_in_1c_and_touch_none() {
    let company = Company::open().await;
    let first = ordered(&company, 1001).await;
    let second = completed(&company, Purpose::Supersedes, 1001).await;
    assert_eq!(second.generation(), 2);
    let old: Vec<String> = company
        .run(&first)
        .await
        .issued()
        .unwrap()
        .documents
        .iter()
        .map(|one| one.onec_ref.clone())
        .collect();
    assert_eq!(old.len(), 2, "a contract and an invoice");
    let set = company.seen(&format!(
        "/onec/sets/{}",
        format!("{second}/issue").replace('/', "~1")
    ));
    let named = set["supersedes"]
        .as_array()
        .unwrap_or_else(|| panic!("{set}"));
    let named: Vec<&str> = named
        .iter()
        .map(|one| one["ref"].as_str().unwrap())
        .collect();
    assert_eq!(named, old);
    assert_eq!(made(&company, "contracts", &second).len(), 1);
    assert_eq!(
        company.documents(1001).len(),
        4,
        "old files stay in the deal"
    );
    assert_eq!(company.touched(), NOTHING);
}

/// The words of the files of a kind, without the marks of line breaks.
async fn printed(company: &Company, run: &RunKey, slot: DocumentSlot) -> Vec<String> {
    let issued = company.run(run).await.issued().unwrap().clone();
    let mut texts = Vec::new();
    for file in &issued.document(slot).unwrap().files {
        let bytes = company.engine.parts().files.get(file.hash).await;
        let bytes = bytes.unwrap().unwrap();
        let text = match file.format {
            FileFormat::Docx => Docx::open(&bytes).body(),
            FileFormat::Pdf => PdfFile::of(&bytes).pages().concat(),
        };
        texts.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    texts
}

#[tokio::test]
async fn the_files_of_new_documents_say_what_they_are_in_place_of() {
    let company = Company::open().await;
    let first = ordered(&company, 1001).await;
    let second = completed(&company, Purpose::Supersedes, 1001).await;
    let old = company.run(&first).await.issued().unwrap().clone();
    for (slot, words) in [
        (DocumentSlot::Contract, "взамен договора"),
        (DocumentSlot::Invoice(1), "Взамен счёта"),
    ] {
        let old = old.document(slot).unwrap();
        let (number, date) = (&old.number, old.date.format("%d.%m.%Y"));
        let line = format!("{words} № {number} от {date}");
        let texts = printed(&company, &second, slot).await;
        assert!(texts.len() >= 2, "docx and pdf");
        for text in texts {
            assert!(text.contains(&line), "{line}: {text}");
        }
        for text in printed(&company, &first, slot).await {
            assert!(!text.to_lowercase().contains("взамен"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_third_generation_replaces_the_second_and_not_the_first() {
    let company = Company::open().await;
    ordered(&company, 1001).await;
    let second = completed(&company, Purpose::Supersedes, 1001).await;
    let third = completed(&company, Purpose::Supersedes, 1001).await;
    let set = company.seen(&format!(
        "/onec/sets/{}",
        format!("{third}/issue").replace('/', "~1")
    ));
    let named = set["supersedes"].as_array().unwrap();
    let of_second = company
        .run(&second)
        .await
        .issued()
        .unwrap()
        .documents
        .clone();
    assert_eq!(named.len(), of_second.len());
    assert!(named.iter().all(|one| {
        of_second
            .iter()
            .any(|old| one["ref"] == old.onec_ref.as_str())
    }));
}

#[tokio::test]
async fn an_invoice_alone_stands_under_the_contract_that_is_there() {
    let company = Company::open().await;
    let first = ordered(&company, 1001).await;
    let run = completed(&company, Purpose::Invoice, 1001).await;
    let contract = made(&company, "contracts", &first).remove(0);
    let invoices = made(&company, "invoices", &run);
    assert_eq!(invoices.len(), 1);
    assert_eq!(invoices[0]["contract"], contract["ref"]);
    assert_eq!(company.contracts(1001).len(), 1, "no second contract");
    assert_eq!(company.documents(1001).len(), 3);
    let upload = "crm.documentgenerator.document.upload";
    let uploads = company.requests(Side::Portal);
    assert_eq!(uploads.iter().filter(|name| *name == upload).count(), 3);
    assert_eq!(company.touched(), NOTHING);
}

#[tokio::test]
async fn a_base_that_posts_or_marks_by_mistake_is_seen() {
    for switch in ["posts_by_mistake", "marks_by_mistake"] {
        let company = Company::open().await;
        let on = json!({ switch: true });
        company.sandbox.switch(Side::Onec, &on).unwrap();
        ordered(&company, 1001).await;
        completed(&company, Purpose::Supersedes, 1001).await;
        assert_ne!(company.touched(), NOTHING, "{switch}");
    }
}

#[tokio::test]
async fn a_base_that_answers_and_takes_no_documents_is_asked_more_and_more_seldom() {
    let company = Company::open().await;
    let refuse = Fault::new(Side::Onec, "POST document-sets", FaultKind::Refuse);
    company.sandbox.add_fault(refuse.count(0));
    let run = ordered(&company, 1001).await;
    for _ in 0..180 {
        company.pass(Duration::from_secs(20));
        company.drive().await;
    }
    let asked = company.requests(Side::Onec).len();
    assert!((10..50).contains(&asked), "{asked} requests in an hour");
    company.sandbox.clear_faults();
    assert_eq!(company.drive_to_the_end(&run).await, Ending::Completed);
}
