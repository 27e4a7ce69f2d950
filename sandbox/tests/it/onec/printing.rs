//! Printed files: what is asked for, its hashes, and that the paper says what the base holds.

use std::io::Read as _;

use base64::Engine as _;
use serde_json::{Value, json};

use super::http::{call, issue};
use super::world::{base, change, request, start};

fn file(document: &str, format: &str, stamped: bool) -> Value {
    json!({ "document": document, "format": format, "stamped": stamped })
}

fn bytes(file: &Value) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD
        .decode(file["content"].as_str().unwrap())
        .unwrap()
}

/// The words of a docx and whether it holds a picture.
fn words(docx: &[u8]) -> (String, bool) {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let has_picture = archive.file_names().any(|name| name.contains("/media/"));
    let mut xml = String::new();
    archive
        .by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    let mut text = String::new();
    for part in xml.split('<').skip(1) {
        let (tag, words) = part.split_once('>').unwrap();
        if tag.starts_with("w:t") {
            text += words;
        } else if tag.starts_with("/w:p") {
            text.push('\n');
        }
    }
    (
        text.replace("&quot;", "\"").replace("&amp;", "&"),
        has_picture,
    )
}

#[tokio::test]
async fn vat_on_top_missing_units_and_a_missing_city_are_worded_on_paper() {
    let mut request = request();
    let row = json!({ "nomenclature": super::world::GOODS, "name": "Насос", "quantity": "1.5",
                      "price": "1000.00", "vat": "22", "sum": "1500.00", "vat_sum": "330.00",
                      "total": "1830.00" });
    change(&mut request, "/rows", json!([row]));
    change(&mut request, "/contract/vat_included", false.into());
    change(&mut request, "/contract/city", Value::Null);
    change(
        &mut request,
        "/expect",
        json!({ "sum": "1500.00", "vat": "330.00", "total": "1830.00" }),
    );
    let whole = json!({ "index": 1, "of": 1, "percent": "100", "date": "2026-11-24",
                        "amount": "1830.00", "vat_sum": "330.00" });
    change(&mut request, "/invoices", json!([whole]));
    change(
        &mut request,
        "/files",
        json!([
            file("contract", "docx", false),
            file("invoice", "docx", false)
        ]),
    );
    let sandbox = start(base()).await;
    let set = issue(&sandbox, "k", &request).await.json();
    let (contract, _) = words(&bytes(&set["contract"]["files"][0]));
    assert!(contract.contains("Москва"), "{contract}");
    let (invoice, _) = words(&bytes(&set["invoices"][0]["files"][0]));
    for words in [
        "1,5",
        "шт",
        "1\u{a0}500,00",
        "НДС (22%):",
        "1\u{a0}830,00",
        "Кузнецова\u{a0}О.\u{a0}И.",
    ] {
        assert!(invoice.contains(words), "{words}\n{invoice}");
    }
    assert!(!invoice.contains("В том числе"), "{invoice}");
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one set is printed once and looked at from all sides"
)]
async fn the_files_asked_for_are_made_and_say_what_the_base_holds() {
    let mut request = request();
    let wanted = json!([
        file("contract", "docx", false),
        file("contract", "pdf", true),
        file("invoice", "docx", false),
        file("invoice", "docx", true),
        file("invoice", "pdf", true),
    ]);
    change(&mut request, "/files", wanted);
    let sandbox = start(base()).await;
    let answer = issue(&sandbox, "k", &request).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let set = answer.json();

    let [docx, pdf] = set["contract"]["files"].as_array().unwrap().as_slice() else {
        panic!()
    };
    assert_eq!(docx["name"], "Договор № 15-У_26 от 24.11.2026.docx");
    assert_eq!(pdf["derived_from"], docx["sha256"]);
    assert!(bytes(pdf).starts_with(b"%PDF"));
    let (text, has_picture) = words(&bytes(docx));
    assert!(!has_picture);
    for words in [
        "15-У/26",
        "122\u{a0}000,00",
        "22\u{a0}000,00",
        "85\u{a0}400,00",
        "7707083893",
        "Сопровождение программы",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }

    let second = set["invoices"][1]["files"].as_array().unwrap();
    assert_eq!(second.len(), 3);
    assert_eq!(
        second[1]["name"],
        "Счёт на оплату № 16 от 24.11.2026 (с печатью).docx"
    );
    let (plain, has_picture) = words(&bytes(&second[0]));
    assert!(!has_picture && plain.contains("36\u{a0}600,00"), "{plain}");
    assert!(plain.contains("6\u{a0}600,00"), "{plain}");
    let (_, has_picture) = words(&bytes(&second[1]));
    assert!(has_picture);

    let hash = pdf["sha256"].as_str().unwrap();
    let stored = call(&sandbox, "GET", &format!("files/{hash}?key=k")).await;
    assert_eq!((stored.status, stored.bytes), (200, bytes(pdf)));
    assert_eq!(
        call(&sandbox, "GET", &format!("files/{hash}?key=other"))
            .await
            .code(),
        "unknown_key"
    );
    let none = "0".repeat(64);
    assert_eq!(
        call(&sandbox, "GET", &format!("files/{none}?key=k"))
            .await
            .code(),
        "unknown_file"
    );
    assert_eq!(sandbox.file(hash).unwrap(), bytes(pdf));
    assert_eq!(
        sandbox.state()["onec"]["sets"]["k"]["files"]
            .as_array()
            .unwrap()
            .len(),
        8
    );
}

#[tokio::test]
async fn an_invoice_under_a_contract_that_stands_names_it_on_paper() {
    let sandbox = start(base()).await;
    let first = issue(&sandbox, "first", &request()).await.json();
    let mut asked = request();
    let contract = json!({ "ref": first["contract"]["ref"], "vat_included": true });
    change(&mut asked, "/contract", contract);
    change(
        &mut asked,
        "/files",
        json!([file("invoice", "docx", false)]),
    );
    let answer = issue(&sandbox, "second", &asked).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let set = answer.json();
    assert_eq!(set["contract"]["files"], json!([]));
    let (invoice, _) = words(&bytes(&set["invoices"][0]["files"][0]));
    for words in [
        "Договор № 15-У/26 от 24.11.2026",
        "85\u{a0}400,00",
        "Петрова",
    ] {
        assert!(invoice.contains(words), "{words}\n{invoice}");
    }
}
