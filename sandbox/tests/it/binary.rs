//! The program: one line of JSON, and a clean end.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::client::{Connection, get, post};
use crate::stage::world;

async fn start(options: &[&str]) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_docflow-sandbox"))
        .args(options)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.as_mut().unwrap());
    out.read_line(&mut line).await.unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

#[tokio::test]
async fn it_prints_one_line_with_all_that_a_test_needs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.json");
    std::fs::write(&file, serde_json::to_string(&world()).unwrap()).unwrap();
    let (mut child, line) = start(&["--world", file.to_str().unwrap()]).await;
    let hook = line["portal"]["webhooks"][0]["url"].as_str().unwrap();
    let answer = post(&format!("{hook}profile"), &json!({})).await.unwrap();
    assert_eq!(answer.json()["result"]["LAST_NAME"], "Петров");
    assert_eq!(
        line["portal"]["applications"][0]["tokens"][0]["access_token"],
        "t0ken"
    );
    assert_eq!(line["ca_pem"], json!(null));
    assert!(
        line["onec"]["url"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    let state = get(&format!("{}/state", line["control"].as_str().unwrap())).await;
    assert_eq!(state.status, 200);

    let pid = child.id().unwrap().to_string();
    let killed = Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .await
        .unwrap();
    assert!(killed.success());
    assert!(
        child.wait().await.unwrap().success(),
        "SIGINT ends it cleanly"
    );
    let mut rest = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut rest)
        .await
        .unwrap();
    assert_eq!(rest, "");
}

#[tokio::test]
async fn with_tls_it_names_the_file_of_its_authority() {
    let (_child, line) = start(&["--tls"]).await;
    let pem = std::fs::read_to_string(line["ca_pem"].as_str().unwrap()).unwrap();
    let url = line["portal"]["url"].as_str().unwrap();
    let mut connection = Connection::open(url, Some(&pem)).await.unwrap();
    let kind = "application/json";
    let answer = connection
        .send(http::Method::POST, "/rest/profile", kind, "{}")
        .await
        .unwrap();
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_wrong_option_is_named() {
    let out = Command::new(env!("CARGO_BIN_EXE_docflow-sandbox"))
        .args(["--wurld", "x"])
        .output()
        .await
        .unwrap();
    assert!(!out.status.success());
    assert!(String::from_utf8_lossy(&out.stderr).contains("unknown option --wurld"));
}
