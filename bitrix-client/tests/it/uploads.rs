//! Files on their way to a portal, posted to the address that the disk names.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix_client::api::disk::{DiskObject, UploadToFolder};
use bitrix_client::{Client, Error, ErrorKind, Id, Params, Upload};
use bytes::Bytes;
use futures_util::stream;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{SECRET, client};

const STORED: &str =
    r#"{"result":{"ID":9011,"NAME":"Договор № 7.pdf","FILE_ID":32877,"SIZE":"5"}}"#;

/// A disk that names this address; the post is answered by `answer`.
async fn disk(address: &str, answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    let link = address.replace("HERE", &server.uri());
    let place = format!(r#"{{"result":{{"field":"file","uploadUrl":"{link}"}}}}"#);
    Mock::given(path(format!("/rest/1/{SECRET}/disk.folder.uploadFile")))
        .respond_with(ResponseTemplate::new(200).set_body_raw(place, "application/json"))
        .mount(&server)
        .await;
    Mock::given(path("/rest/upload.json"))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

const HERE: &str = "HERE/rest/upload.json?auth=aaa&token=disk%7Cbbb";

fn stored() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(STORED, "application/json")
}

async fn put(client: &Client, file: Upload) -> Result<DiskObject, Error> {
    let folder = UploadToFolder::new(Id::new(8930).unwrap(), Params::new());
    client.upload(&folder, file).await
}

async fn posts(server: &MockServer) -> Vec<Request> {
    let all = server.received_requests().await.unwrap();
    let posts = all.into_iter();
    posts
        .filter(|request| request.url.path() == "/rest/upload.json")
        .collect()
}

#[tokio::test]
async fn a_file_is_posted_once_under_its_name_and_progress_is_told() {
    let server = disk(HERE, stored()).await;
    let (client, _) = client(&server.uri());
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    let content = vec![b'x'; 150_000];
    let file = Upload::bytes("Договор № 7.pdf", content.clone())
        .on_progress(move |sent, whole| notes.lock().unwrap().push((sent, whole)));
    let object = put(&client, file).await.unwrap();
    assert_eq!(object.file_id, Id::new(32877));

    let posts = posts(&server).await;
    let [post] = posts.as_slice() else {
        panic!("{} posts", posts.len());
    };
    let body = String::from_utf8_lossy(&post.body);
    assert!(
        body.contains(r#"name="file"; filename="Договор № 7.pdf""#),
        "{}",
        &body[..300]
    );
    assert!(body.contains(&String::from_utf8(content).unwrap()));
    let length: usize = post.headers["content-length"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(length, post.body.len());
    assert_eq!(
        *told.lock().unwrap(),
        [(65_536, 150_000), (131_072, 150_000), (150_000, 150_000)]
    );
}

#[tokio::test]
async fn a_file_of_this_machine_is_read_while_it_is_sent() {
    let server = disk(HERE, stored()).await;
    let (client, _) = client(&server.uri());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Счёт.pdf");
    std::fs::write(&path, "bytes of the invoice").unwrap();
    let file = Upload::file(&path).await.unwrap();
    assert_eq!((file.name(), file.length()), ("Счёт.pdf", 20));
    put(&client, file).await.unwrap();
    let body = posts(&server).await.remove(0).body;
    assert!(String::from_utf8_lossy(&body).contains("bytes of the invoice"));
    assert!(Upload::file(folder.path().join("none")).await.is_err());
}

#[tokio::test]
async fn a_post_whose_outcome_is_unknown_is_not_repeated() {
    let server = disk(HERE, ResponseTemplate::new(502).set_body_string("<html>")).await;
    let (client, _) = client(&server.uri());
    let error = put(&client, Upload::bytes("a", "x")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotJson { status: 502 });
    assert!(error.may_have_happened() && !error.request_id().is_empty());
    assert_eq!(posts(&server).await.len(), 1);
}

#[tokio::test]
async fn a_file_that_breaks_off_is_an_error() {
    let server = disk(HERE, stored()).await;
    let (client, _) = client(&server.uri());
    let broken = stream::iter([
        Ok(Bytes::from("half")),
        Err(io::Error::other("the disk is gone")),
    ]);
    let file = Upload::stream("a", 8, broken);
    let error = put(&client, file).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reset);
    assert!(posts(&server).await.is_empty());
}

#[tokio::test]
async fn an_address_elsewhere_gets_no_file() {
    let server = disk("http://127.0.0.1:9/rest/upload.json", stored()).await;
    let (client, _) = client(&server.uri());
    let error = put(&client, Upload::bytes("a", "x")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(!error.may_have_happened());
}

#[tokio::test]
async fn a_call_that_carries_a_content_is_refused_before_anything_is_sent() {
    let server = disk(HERE, stored()).await;
    let (client, _) = client(&server.uri());
    let folder = UploadToFolder::new(Id::new(1).unwrap(), Params::new());
    let folder = folder.with("fileContent", ["a", "eA=="]);
    let sent = client.upload(&folder, Upload::bytes("a", "x")).await;
    assert_eq!(sent.unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_portal_that_names_no_address_is_not_understood() {
    let server = MockServer::start().await;
    Mock::given(path(format!("/rest/1/{SECRET}/disk.folder.uploadFile")))
        .respond_with(stored())
        .mount(&server)
        .await;
    let (client, _) = client(&server.uri());
    let sent = tokio::time::timeout(
        Duration::from_secs(5),
        put(&client, Upload::bytes("a", "x")),
    );
    assert_eq!(sent.await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
}
