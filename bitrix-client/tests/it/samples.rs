//! Official answers of the documentation, read whole through their own methods.

use bitrix_client::{
    CallOptions, Client, EntityType, FileContent, GetItem, GetProfile, GetServerTime, Id,
    ListCategories, ListComments, ListItems, ListPresets, ListProductRows, ListRequisiteLinks,
    ListRequisites, ListStatuses, Method, Params, Reply, UpdateItem, UploadDocument,
};
use rust_decimal::Decimal;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{SECRET, client};

const ANSWERS: &[(&str, &str)] = &[
    ("crm.item.get", include_str!("answers/crm.item.get.json")),
    ("crm.item.list", include_str!("answers/crm.item.list.json")),
    (
        "crm.item.update",
        include_str!("answers/crm.item.update.json"),
    ),
    (
        "crm.item.productrow.list",
        include_str!("answers/crm.item.productrow.list.json"),
    ),
    (
        "crm.requisite.list",
        include_str!("answers/crm.requisite.list.json"),
    ),
    (
        "crm.requisite.link.list",
        include_str!("answers/crm.requisite.link.list.json"),
    ),
    (
        "crm.requisite.preset.list",
        include_str!("answers/crm.requisite.preset.list.json"),
    ),
    (
        "crm.status.list",
        include_str!("answers/crm.status.list.json"),
    ),
    (
        "crm.category.list",
        include_str!("answers/crm.category.list.json"),
    ),
    (
        "crm.timeline.comment.list",
        include_str!("answers/crm.timeline.comment.list.json"),
    ),
    (
        "crm.documentgenerator.document.upload",
        include_str!("answers/crm.documentgenerator.document.upload.json"),
    ),
    ("profile", include_str!("answers/profile.json")),
    ("server.time", include_str!("answers/server.time.json")),
];

async fn portal() -> (MockServer, Client) {
    let server = MockServer::start().await;
    for (method, answer) in ANSWERS {
        let answer = ResponseTemplate::new(200).set_body_raw(*answer, "application/json");
        Mock::given(path(format!("/rest/1/{SECRET}/{method}")))
            .respond_with(answer)
            .mount(&server)
            .await;
    }
    let (client, _) = client(&server.uri());
    (server, client)
}

async fn reply<M: Method>(client: &Client, call: M) -> Reply<M::Answer> {
    client
        .call_with(&call, &CallOptions::default())
        .await
        .unwrap()
}

#[tokio::test]
async fn items_and_rows_of_the_documentation_are_read() {
    let (_server, client) = portal().await;
    let lead = reply(&client, GetItem::new(EntityType::LEAD, 250))
        .await
        .answer;
    assert_eq!(lead.opportunity.unwrap().to_string(), "999.9");
    assert_eq!((lead.communications.len(), lead.company_id), (2, None));
    let deal = UpdateItem::new(EntityType::DEAL, 351, Params::new());
    let deal = reply(&client, deal).await.answer;
    assert_eq!(
        (deal.id, deal.category_id),
        (Id::new(351).unwrap(), Some(9))
    );
    assert_eq!(deal.other.get::<Vec<Id>>("observers").unwrap().len(), 3);
    let list = reply(&client, ListItems::new(EntityType::LEAD)).await;
    assert_eq!(
        (list.answer.len(), list.total, list.next),
        (4, Some(4), None)
    );
    let rows = reply(&client, ListProductRows::new(EntityType::DEAL, 13142))
        .await
        .answer;
    assert_eq!(rows[0].price_exclusive, Some(Decimal::new(8_181_818, 2)));
    assert_eq!(
        (rows[1].tax_rate, rows[1].discount_sum),
        (None, Some(Decimal::ZERO))
    );
}

#[tokio::test]
async fn requisites_and_their_links_of_the_documentation_are_read() {
    let (_server, client) = portal().await;
    let requisites = reply(&client, ListRequisites::new()).await;
    assert_eq!((requisites.answer.len(), requisites.total), (3, Some(3)));
    assert_eq!(
        requisites.answer[0].entity_type_id,
        Some(EntityType::COMPANY)
    );
    let links = reply(&client, ListRequisiteLinks::new()).await.answer;
    let last = links.last().unwrap();
    assert_eq!(
        (last.entity_type_id, last.requisite_id),
        (EntityType::SMART_INVOICE, Id::new(60))
    );
    assert_eq!(links[0].requisite_id, None);
    assert_eq!(reply(&client, ListPresets::new()).await.answer.len(), 4);
}

#[tokio::test]
async fn dictionaries_comments_and_documents_of_the_documentation_are_read() {
    let (_server, client) = portal().await;
    let stages = reply(&client, ListStatuses::new()).await.answer;
    assert_eq!(
        stages
            .iter()
            .filter(|it| it.semantics.as_deref() == Some("F"))
            .count(),
        2
    );
    let funnels = reply(&client, ListCategories::new(EntityType::DEAL))
        .await
        .answer;
    assert_eq!(
        funnels.iter().map(|funnel| funnel.id).collect::<Vec<_>>(),
        [9, 10, 11, 0]
    );
    let comments = reply(&client, ListComments::new(EntityType::DEAL, 2))
        .await
        .answer;
    assert_eq!((comments[0].files.len(), comments[1].files.len()), (2, 0));
    let empty = FileContent::new([]);
    let upload = UploadDocument::new(EntityType::DEAL, 101, "t", "n", empty);
    let upload = reply(&client, upload).await;
    assert_eq!(upload.answer.number.as_deref(), Some("2026-001"));
    assert_eq!(
        (upload.answer.pdf_link, upload.answer.public_link),
        (None, None)
    );
    assert_eq!(upload.timing.operating.unwrap().as_micros(), 1_028_401);
    assert!(reply(&client, GetProfile).await.answer.admin);
    assert_eq!(
        reply(&client, GetServerTime).await.answer.timestamp(),
        1_722_848_533
    );
}
