//! The document generator.

use docflow_sandbox::{Side, Token};
use serde_json::{Value, json};

use crate::client::{Connection, get};
use crate::stage::{app_call, code, refusal, sandbox, sandbox_with, world};

fn upload(pdf: Option<&str>) -> Value {
    let mut fields = json!({
        "entityTypeId": 2, "entityId": 4512, "fileContent": "aGVsbG8=", "region": "ru",
        "title": "Договор № 15", "number": "15-У/26",
    });
    if let Some(pdf) = pdf {
        fields["pdfContent"] = json!(pdf);
    }
    json!({ "fields": fields })
}

const UPLOAD: &str = "crm.documentgenerator.document.upload";

#[tokio::test]
async fn an_uploaded_pair_is_there_at_once() {
    let sandbox = sandbox().await;
    let answer = app_call(&sandbox, UPLOAD, upload(Some("cGRm")))
        .await
        .json();
    let document = &answer["result"]["document"];
    assert!(document["id"].is_string());
    assert_eq!(document["number"], "15-У/26");
    assert_eq!(document["changeStampsEnabled"], false);
    let docx = get(document["downloadUrlMachine"].as_str().unwrap()).await;
    assert_eq!(&docx.body[..], b"hello");
    let pdf = get(document["pdfUrlMachine"].as_str().unwrap()).await;
    assert_eq!(&pdf.body[..], b"pdf");
    let state = sandbox.state();
    let kept = &state["portal"]["documents"][0];
    assert_eq!(kept["docx"]["size"], 5);
    assert_eq!(kept["pdf_made_by"], "client");
    assert_eq!(kept["created_by"], 1);
}

#[tokio::test]
async fn without_a_pdf_the_portal_makes_one_half_a_minute_later() {
    let sandbox = sandbox().await;
    let answer = app_call(&sandbox, UPLOAD, upload(None)).await.json();
    let document = answer["result"]["document"].clone();
    assert!(document.get("pdfUrlMachine").is_none());
    let id = json!({ "id": document["id"] });
    sandbox.clock().advance(34_000);
    let get = "crm.documentgenerator.document.get";
    let answer = app_call(&sandbox, get, id.clone()).await.json();
    assert!(answer["result"]["document"].get("pdfUrl").is_none());
    sandbox.clock().advance(2_000);
    let answer = app_call(&sandbox, get, id).await.json();
    assert!(answer["result"]["document"]["pdfUrl"].is_string());
}

#[tokio::test]
async fn the_list_finds_a_number_and_has_its_documented_defect() {
    let sandbox = sandbox().await;
    app_call(&sandbox, UPLOAD, upload(Some("cGRm"))).await;
    let list = "crm.documentgenerator.document.list";
    let filter = json!({ "select": ["*"], "filter": { "=number": "15-У/26", "entityId": 4512 } });
    let answer = app_call(&sandbox, list, filter).await.json();
    assert_eq!(answer["total"], 1);
    assert_eq!(answer["result"]["documents"][0]["title"], "Договор № 15");
    assert!(answer["result"]["documents"][0]["pdfId"].is_string());
    let named = json!({ "select": ["id", "entityTypeId"] });
    let answer = app_call(&sandbox, list, named).await;
    assert_eq!(code(&answer).1, "100");
}

#[tokio::test]
async fn a_webhook_and_a_user_without_rights_are_refused() {
    let sandbox = sandbox().await;
    let refused = refusal(&sandbox, UPLOAD, upload(None)).await;
    assert_eq!(
        (refused.0, refused.1, refused.2.as_str()),
        (400, json!("0"), "Application not found")
    );
    sandbox
        .switch(Side::Portal, &json!({ "docgen_needs_application": false }))
        .unwrap();
    let answer = crate::stage::call(&sandbox, UPLOAD, upload(None)).await;
    assert_eq!(answer.status, 200);

    let mut world = world();
    world.portal.docgen.allowed_users = Some(vec![2]);
    let sandbox = sandbox_with(world).await;
    let answer = app_call(&sandbox, UPLOAD, upload(None)).await;
    let denied = "You do not have permissions to view documents";
    assert_eq!(code(&answer), (400, json!(""), denied.to_owned()));
    let answer = app_call(&sandbox, UPLOAD, json!({ "fields": "" })).await;
    assert_eq!(
        code(&answer).2,
        "Invalid value {} to match with parameter {fields}. Should be value of type array."
    );
}

#[tokio::test]
async fn a_signed_link_dies_with_its_token_and_cannot_be_bent() {
    let sandbox = sandbox().await;
    let answer = app_call(&sandbox, UPLOAD, upload(Some("cGRm")))
        .await
        .json();
    let link = answer["result"]["document"]["pdfUrlMachine"]
        .as_str()
        .unwrap()
        .to_owned();
    let bent = link.replace("token=documentgenerator", "token=documentgenerators");
    assert_ne!(get(&bent).await.status, 200);
    let path = link.strip_prefix(sandbox.portal_url()).unwrap();
    let bare = http::Request::get(path)
        .header("host", "x")
        .body(http_body_util::Full::default())
        .unwrap();
    let mut connection = Connection::open(sandbox.portal_url(), None).await.unwrap();
    let answer = connection.raw(bare).await.unwrap();
    assert_eq!(answer.status, 404, "no user agent");
    assert!(answer.content_type.starts_with("text/html"));
    sandbox.clock().advance(3_600_000);
    assert_eq!(get(&link).await.json()["error"], "expired_token");
}

#[tokio::test]
async fn an_upload_says_which_of_its_fields_is_wrong() {
    let sandbox = sandbox().await;
    let refused = async |changes: Value| {
        let mut params = upload(None);
        for (name, value) in changes.as_object().unwrap() {
            params["fields"][name] = value.clone();
        }
        let refused = code(&app_call(&sandbox, UPLOAD, params).await);
        assert_eq!((refused.0, refused.1), (400, json!("0")), "{changes}");
        refused.2
    };
    let without = json!({ "entityTypeId": "", "fileContent": "", "region": "", "entityId": "" });
    let all = "Empty required fields: entityTypeId, fileContent, region, entityId";
    assert_eq!(refused(without).await, all);
    let file = refused(json!({ "fileContent": null })).await;
    assert_eq!(file, "Empty required fields: fileContent");
    let unreadable = refused(json!({ "fileContent": "не base64" })).await;
    assert_eq!(unreadable, "Missing file content");
    for (entity_type, words) in [
        (json!("deal"), "Wrong \"entityTypeId\" field value"),
        (json!(99), "No provider for entityTypeId"),
    ] {
        assert_eq!(refused(json!({ "entityTypeId": entity_type })).await, words);
    }
    for owner in [json!("x"), json!(-1), json!(999_999)] {
        let words = "Wrong \"entityId\" field value";
        assert_eq!(refused(json!({ "entityId": owner })).await, words);
    }
    assert_eq!(sandbox.state()["portal"]["documents"], json!([]));
}

#[tokio::test]
async fn a_document_of_a_hidden_deal_is_denied_by_its_own_code() {
    let mut world = world();
    world.portal.applications[0]
        .tokens
        .push(Token::new("s3ller", 2));
    let sandbox = sandbox_with(world).await;
    app_call(&sandbox, UPLOAD, upload(None)).await;
    let url = format!(
        "{}/rest/crm.documentgenerator.document.get",
        sandbox.portal_url()
    );
    let params = json!({ "auth": "s3ller", "id": 1 });
    let refused = code(&crate::client::post(&url, &params).await.unwrap());
    assert_eq!((refused.0, refused.1), (400, json!("DOCGEN_ACCESS_ERROR")));
}

#[tokio::test]
async fn a_portal_without_the_document_generator_says_so() {
    let mut world = world();
    world.portal.docgen.enabled = false;
    let sandbox = sandbox_with(world).await;
    let refused = code(&app_call(&sandbox, UPLOAD, upload(None)).await);
    assert_eq!(refused.2, "Module documentgenerator is not installed");
}
