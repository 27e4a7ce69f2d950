//! The old CRM API: official shapes, one state with `crm.item`, writes that can be read back.

use serde_json::{Value, json};

use crate::client::get;
use crate::official::{assert_exact_shape, assert_shape, official};
use crate::stage::{call, code, refusal, result, sandbox};

mod custom_fields;
mod requisites;
mod things;

/// Every word of the list of methods that begins like this.
fn listed(prefixes: &[&str]) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/methods.md");
    let text = std::fs::read_to_string(path).unwrap();
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'));
    let mut names: Vec<String> = words
        .map(|word| word.trim_end_matches('.').to_owned())
        .filter(|word| prefixes.iter().any(|prefix| word.starts_with(prefix)))
        .collect();
    names.sort();
    names.dedup();
    names
}

#[tokio::test]
async fn every_listed_method_of_the_old_api_and_of_drive_is_answered() {
    let sandbox = sandbox().await;
    let off = json!({ "rate_limit": "off" });
    sandbox.switch(docflow_sandbox::Side::Portal, &off).unwrap();
    let things = [
        "crm.deal.",
        "crm.lead.",
        "crm.contact.",
        "crm.company.",
        "crm.quote.",
        "crm.requisite.",
        "crm.address.",
        "disk.",
    ];
    let names = listed(&things);
    assert!(names.len() > 190, "{}", names.len());
    let mut unknown = Vec::new();
    for name in names {
        let answer = call(&sandbox, &name, json!({})).await.json();
        if answer["error"] == "ERROR_METHOD_NOT_FOUND" {
            unknown.push(name);
        }
    }
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// What the portal says of a method's fields is what the page says: type and flags.
#[tokio::test]
async fn fields_are_described_as_on_their_pages() {
    let sandbox = sandbox().await;
    for method in [
        "crm.deal.fields",
        "crm.lead.fields",
        "crm.contact.fields",
        "crm.company.fields",
        "crm.quote.fields",
        "crm.deal.contact.fields",
        "crm.contact.company.fields",
        "crm.address.fields",
        "crm.requisite.bankdetail.fields",
        "crm.requisite.link.fields",
        "crm.requisite.preset.fields",
        "crm.requisite.preset.field.fields",
        "crm.deal.recurring.fields",
    ] {
        let ours = result(&sandbox, method, json!({})).await;
        assert_shape(method, &ours);
        for (name, page) in official(method).as_object().unwrap() {
            assert_eq!(ours[name]["type"], page["type"], "{method} {name}");
            assert_eq!(
                ours[name]["isReadOnly"], page["isReadOnly"],
                "{method} {name}"
            );
            assert_eq!(
                ours[name]["isMultiple"], page["isMultiple"],
                "{method} {name}"
            );
        }
    }
}

#[tokio::test]
async fn what_crm_item_writes_the_old_api_reads_and_the_other_way_round() {
    let sandbox = sandbox().await;
    let new = json!({ "entityTypeId": 2, "id": 4512, "fields": { "title": "Насосы и шланги" } });
    result(&sandbox, "crm.item.update", new).await;
    let deal = result(&sandbox, "crm.deal.get", json!({ "ID": 4512 })).await;
    assert_eq!(deal["TITLE"], "Насосы и шланги");
    assert_eq!(deal["OPPORTUNITY"], "122000.30");
    assert_eq!(deal["COMPANY_ID"], "7");
    let fields = json!({ "id": 4512, "fields": {
        "TITLE": "Шланги", "CLOSEDATE": "2026-12-01", "UF_CRM_SIGNED": 1, "ID": 5,
    }});
    assert_eq!(result(&sandbox, "crm.deal.update", fields).await, true);
    let of = json!({ "entityTypeId": 2, "id": 4512, "useOriginalUfNames": "Y" });
    let item = &result(&sandbox, "crm.item.get", of).await["item"];
    assert_eq!(item["title"], "Шланги");
    assert_eq!(item["closedate"], "2026-12-01T03:00:00+03:00");
    assert_eq!(item["UF_CRM_SIGNED"], "Y");
    let deal = result(&sandbox, "crm.deal.get", json!({ "id": "4512" })).await;
    assert_eq!(deal["UF_CRM_SIGNED"], "1", "flags are numbers in text here");
    assert_eq!(deal["ID"], "4512");
}

#[tokio::test]
async fn a_list_has_pages_a_total_and_a_walk_by_id() {
    let sandbox = sandbox().await;
    for number in 0..120 {
        let fields =
            json!({ "fields": { "TITLE": format!("Сделка {number}"), "OPPORTUNITY": number } });
        let cmd = json!({ "halt": 0, "cmd": { "a": format!("crm.deal.add?{}", query(&fields)) } });
        if number % 40 == 0 {
            sandbox.clock().advance(60_000);
        }
        call(&sandbox, "batch", cmd).await;
    }
    sandbox.clock().advance(60_000);
    let page = call(&sandbox, "crm.deal.list", json!({ "start": 100 }))
        .await
        .json();
    assert_eq!(page["total"], 122);
    assert_eq!(page["result"].as_array().unwrap().len(), 22);
    assert!(page.get("next").is_none());
    let page = call(&sandbox, "crm.deal.list", json!({ "select": ["TITLE"] }))
        .await
        .json();
    assert_eq!(page["next"], 50);
    assert_eq!(
        page["result"][0],
        json!({ "TITLE": "Поставка насосов", "ID": "4512" })
    );
    let walk = json!({
        "filter": { ">ID": 4513 }, "order": { "ID": "ASC" }, "select": ["ID"], "start": -1,
    });
    let page = call(&sandbox, "crm.deal.list", walk).await.json();
    assert_eq!(page["result"][0], json!({ "ID": "4514" }));
    assert!(page.get("total").is_none());
    let some = json!({ "filter": { ">=OPPORTUNITY": 118, "<OPPORTUNITY": "1000", "NOPE": 1, "STAGE_ID": "" } });
    let page = call(&sandbox, "crm.deal.list", some).await.json();
    assert_eq!(
        page["total"], 2,
        "unknown names and empty values are no conditions"
    );
}

/// The fields of one call as PHP reads them.
fn query(fields: &Value) -> String {
    let fields = fields["fields"].as_object().unwrap();
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| {
            let text = value.as_str().map_or(value.to_string(), str::to_owned);
            format!("fields[{name}]={}", text.replace(' ', "+"))
        })
        .collect();
    pairs.join("&")
}

#[tokio::test]
async fn refusals_have_the_texts_of_the_documentation() {
    let sandbox = sandbox().await;
    let old = async |method: &str, params: Value| {
        let (status, code, text) = refusal(&sandbox, method, params).await;
        assert_eq!(status, 400, "{method}");
        (code, text)
    };
    let nameless = |text: &str| (json!(""), text.to_owned());
    let none = json!({ "id": 99 });
    assert_eq!(
        old("crm.deal.get", json!({})).await,
        nameless("ID is not defined or invalid.")
    );
    assert_eq!(
        old("crm.deal.get", none.clone()).await,
        nameless("Not found")
    );
    assert_eq!(
        old("crm.deal.add", json!({ "fields": "x" })).await,
        nameless("Parameter 'fields' must be array.")
    );
    assert_eq!(
        old("crm.deal.list", json!({ "filter": "x" })).await,
        nameless("Parameter 'filter' must be array.")
    );
    let change = json!({ "id": 99, "fields": {} });
    assert_eq!(
        old("crm.contact.update", change.clone()).await,
        nameless("Contact is not found")
    );
    assert_eq!(
        old("crm.company.update", change).await,
        nameless("Company is not found")
    );
    assert_eq!(
        old("crm.company.delete", none.clone()).await,
        nameless("Company is not found")
    );
    assert_eq!(
        old("crm.quote.delete", none.clone()).await,
        (json!("ERROR_CORE"), "Element not found".to_owned())
    );
    assert_eq!(
        old("crm.deal.contact.items.get", json!({})).await,
        nameless("The parameter ownerEntityID is invalid or not defined.")
    );
    assert_eq!(
        old("crm.deal.productrows.get", json!({})).await,
        nameless("The parameter id is invalid or not defined.")
    );
    let seller = format!("{}/rest/2/seller/crm.deal.get", sandbox.portal_url());
    let answer = crate::client::post(&seller, &json!({ "id": 4512 }))
        .await
        .unwrap();
    assert_eq!(code(&answer).2, "Access denied.", "a deal of somebody else");
}
