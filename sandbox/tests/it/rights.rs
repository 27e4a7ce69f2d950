//! What only administrators may write.

use docflow_sandbox::{Sandbox, Webhook};
use serde_json::{Value, json};

use crate::client::post;
use crate::stage::{call, code, sandbox_with, world};

const SCOPES: [&str; 5] = ["crm", "department", "lists", "userfieldconfig", "catalog"];

async fn portal() -> Sandbox {
    let mut world = world();
    world.portal.webhooks.push(Webhook::new(2, "all", SCOPES));
    world.portal.webhooks.push(Webhook::new(1, "chief", SCOPES));
    sandbox_with(world).await
}

async fn refused(sandbox: &Sandbox, method: &str) -> (u16, Value, String) {
    let url = format!("{}/rest/2/all/{method}", sandbox.portal_url());
    code(&post(&url, &json!({ "id": 1, "fields": {} })).await.unwrap())
}

#[tokio::test]
async fn people_who_are_no_administrators_are_refused_in_the_words_of_each_area() {
    let sandbox = portal().await;
    let cases = [
        ("department.add", json!("ERROR_CORE"), "Access denied"),
        ("department.delete", json!("ERROR_CORE"), "Access denied"),
        ("crm.status.add", json!(""), "Access denied."),
        ("crm.currency.update", json!(""), "Access denied."),
        ("crm.currency.base.set", json!(""), "Access denied."),
        ("crm.type.add", json!("ACCESS_DENIED"), "Access denied"),
        (
            "crm.category.delete",
            json!("ACCESS_DENIED"),
            "Access denied",
        ),
        ("crm.requisite.preset.add", json!(""), "Access denied."),
        ("crm.deal.userfield.add", json!(""), "Access denied."),
        ("lists.add", json!("ACCESS_DENIED"), "Access denied"),
        (
            "lists.field.update",
            json!("ACCESS_DENIED"),
            "Access denied",
        ),
        ("userfieldconfig.add", json!(""), "Access denied"),
        (
            "userfieldconfig.delete",
            json!(""),
            "You cannot delete the user field",
        ),
        (
            "catalog.vat.add",
            json!(200_040_300_020_i64),
            "Access Denied",
        ),
    ];
    for (method, code, words) in cases {
        let found = refused(&sandbox, method).await;
        assert_eq!(found, (400, code, words.to_owned()), "{method}");
    }
}

#[tokio::test]
async fn everybody_reads_what_administrators_write() {
    let sandbox = portal().await;
    for method in ["department.get", "crm.status.list", "crm.currency.list"] {
        let url = format!("{}/rest/2/all/{method}", sandbox.portal_url());
        assert_eq!(
            post(&url, &json!({})).await.unwrap().status,
            200,
            "{method}"
        );
    }
    let status =
        json!({ "fields": { "ENTITY_ID": "SOURCE", "STATUS_ID": "FAIR", "NAME": "Ярмарка" } });
    assert_eq!(call(&sandbox, "crm.status.add", status).await.status, 200);
}

#[tokio::test]
async fn people_from_outside_the_company_do_not_see_the_crm() {
    let mut world = world();
    let outside = json!("extranet");
    world.portal.users[1]
        .fields
        .insert("USER_TYPE".to_owned(), outside);
    let sandbox = sandbox_with(world).await;
    let url = format!("{}/rest/2/seller/crm.item.get", sandbox.portal_url());
    let params = json!({ "entityTypeId": 2, "id": 4513 });
    let refused = code(&post(&url, &params).await.unwrap());
    let denied = (403, json!("allowed_only_intranet_user"));
    assert_eq!((refused.0, refused.1), denied);
}
