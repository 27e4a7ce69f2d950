//! Drive: shapes, the tree, versions, the trash and both ways of uploading.

use docflow_sandbox::Sandbox;
use http::Method;
use serde_json::{Value, json};

use crate::client::{get, send};
use crate::official::assert_exact_shape;
use crate::stage::{app_call, call, code, refusal, result, sandbox};

/// The root folder of the caller's own storage.
async fn root(sandbox: &Sandbox) -> Value {
    let own = json!({ "filter": { "ENTITY_TYPE": "user", "ENTITY_ID": 1 } });
    let list = result(sandbox, "disk.storage.getList", own).await;
    assert_exact_shape("disk.storage.get", &list[0]);
    list[0]["ROOT_OBJECT_ID"].clone()
}

async fn folder(sandbox: &Sandbox, parent: &Value, name: &str) -> Value {
    let params = json!({ "id": parent, "data": { "NAME": name } });
    let made = result(sandbox, "disk.folder.addSubFolder", params).await;
    assert_exact_shape("disk.folder.addSubFolder", &made);
    made["ID"].clone()
}

async fn file(sandbox: &Sandbox, folder: &Value, name: &str) -> Value {
    let params =
        json!({ "id": folder, "data": { "NAME": name }, "fileContent": [name, "aGVsbG8="] });
    let made = result(sandbox, "disk.folder.uploadfile", params).await;
    assert_exact_shape("disk.folder.uploadFile", &made);
    made
}

#[tokio::test]
async fn a_file_is_uploaded_found_read_and_downloaded() {
    let sandbox = sandbox().await;
    let root = root(&sandbox).await;
    let made = file(&sandbox, &root, "договор.txt").await;
    let link = made["DOWNLOAD_URL"].as_str().unwrap();
    assert_eq!(&get(link).await.body[..], b"hello");
    let of = json!({ "id": made["ID"] });
    let kept = result(&sandbox, "disk.file.get", of.clone()).await;
    assert_exact_shape("disk.file.get", &kept);
    assert_eq!(
        kept["ID"],
        made["ID"].to_string(),
        "numbers are text once it is there"
    );
    let list = call(&sandbox, "disk.folder.getChildren", json!({ "id": root }))
        .await
        .json();
    assert_eq!(
        (&list["total"], &list["result"][0]["NAME"]),
        (&json!(1), &json!("договор.txt"))
    );
    let found = result(&sandbox, "disk.file.search", json!({ "QUERY": "ДОГОВ" })).await;
    assert_eq!(found[0]["ID"], kept["ID"]);
    let link = result(&sandbox, "disk.file.getExternalLink", of.clone()).await;
    assert!(link.as_str().unwrap().contains("/~"), "{link}");
    assert_eq!(result(&sandbox, "disk.file.delete", of.clone()).await, true);
    assert_eq!(
        code(&call(&sandbox, "disk.file.get", of).await).1,
        "ERROR_NOT_FOUND"
    );
}

/// The form as a browser would post it.
fn form(field: &str, name: &str, content: &[u8]) -> (&'static str, Vec<u8>) {
    let mut body = format!(
        "--b0undary\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend(content);
    body.extend(b"\r\n--b0undary--\r\n");
    ("multipart/form-data; boundary=b0undary", body)
}

#[tokio::test]
async fn an_upload_address_takes_one_form_and_no_second() {
    let sandbox = sandbox().await;
    let root = root(&sandbox).await;
    for (method, id) in [
        ("disk.folder.uploadFile", root.clone()),
        ("disk.storage.uploadFile", json!(1)),
    ] {
        let promise = result(&sandbox, method, json!({ "id": id })).await;
        assert_eq!(promise["field"], "file");
        let url = promise["uploadUrl"].as_str().unwrap();
        let (kind, body) = form("nothing", "a.bin", b"x");
        let refused = send(Method::POST, url, kind, body).await.unwrap();
        assert_eq!(
            code(&refused).1,
            "ERROR_COULD_NOT_SAVE_FILE",
            "a form without the file"
        );
        let content = b"\x00\xff\r\n--b0und\r\n";
        let (kind, body) = form("file", "счёт.bin", content);
        let answer = send(Method::POST, url, kind, body.clone()).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let made = &answer.json()["result"];
        assert_exact_shape("disk.folder.uploadFile", made);
        assert_eq!(
            (&made["NAME"], &made["SIZE"]),
            (&json!("счёт.bin"), &json!("13"))
        );
        let link = made["DOWNLOAD_URL"].as_str().unwrap();
        assert_eq!(&get(link).await.body[..], content);
        let again = send(Method::POST, url, kind, body.clone()).await.unwrap();
        assert_eq!(code(&again).1, "ACCESS_DENIED");
        let bent = url.replace("token=disk", "token=disks");
        let refused = send(Method::POST, &bent, kind, body).await.unwrap();
        assert_ne!(refused.status, 200);
    }
    let late = result(&sandbox, "disk.folder.uploadFile", json!({ "id": root })).await;
    sandbox.clock().advance(3_600_000);
    let (kind, body) = form("file", "late.bin", b"x");
    let url = late["uploadUrl"].as_str().unwrap();
    let refused = send(Method::POST, url, kind, body).await.unwrap();
    assert_eq!(code(&refused).1, "expired_token");
}

#[tokio::test]
async fn a_name_is_taken_or_made_unique() {
    let sandbox = sandbox().await;
    let root = root(&sandbox).await;
    file(&sandbox, &root, "a.txt").await;
    let mut params =
        json!({ "id": root, "data": { "NAME": "a.txt" }, "fileContent": ["a.txt", "IQ=="] });
    let refused = refusal(&sandbox, "disk.folder.uploadFile", params.clone()).await;
    assert_eq!(refused.1, "DISK_OBJ_22000");
    params["generateUniqueName"] = json!(true);
    let made = result(&sandbox, "disk.folder.uploadFile", params.clone()).await;
    assert_eq!(made["NAME"], "a (1).txt");
    params["data"] = json!({});
    let refused = refusal(&sandbox, "disk.folder.uploadFile", params).await;
    assert_eq!(refused.1, "DISK_BASE_SERVICE_22001");
    folder(&sandbox, &root, "Договоры").await;
    let again = json!({ "id": root, "data": { "NAME": "Договоры" } });
    let refused = refusal(&sandbox, "disk.folder.addSubFolder", again).await;
    assert_eq!(refused.1, "DISK_OBJ_22000");
}

#[tokio::test]
async fn folders_are_copied_moved_renamed_thrown_away_and_taken_back() {
    let sandbox = sandbox().await;
    let root = root(&sandbox).await;
    let (a, b) = (
        folder(&sandbox, &root, "А").await,
        folder(&sandbox, &root, "Б").await,
    );
    file(&sandbox, &a, "a.txt").await;
    let go = json!({ "id": a, "targetFolderId": b });
    let copy = result(&sandbox, "disk.folder.copyTo", go.clone()).await;
    assert_exact_shape("disk.folder.copyTo", &copy);
    let inside = result(
        &sandbox,
        "disk.folder.getChildren",
        json!({ "id": copy["ID"] }),
    )
    .await;
    assert_eq!(inside[0]["NAME"], "a.txt");
    let refused = refusal(&sandbox, "disk.folder.moveTo", go).await;
    assert_eq!(refused.1, "DISK_OBJ_22000", "one of that name is there");
    let named = json!({ "id": a, "newName": "В" });
    let row = result(&sandbox, "disk.folder.rename", named).await;
    assert_exact_shape("disk.folder.rename", &row);
    let moved = result(
        &sandbox,
        "disk.folder.moveTo",
        json!({ "id": a, "targetFolderId": b }),
    )
    .await;
    assert_exact_shape("disk.folder.moveTo", &moved);
    assert_eq!(moved["PARENT_ID"], b);
    let of = json!({ "id": b });
    let gone = result(&sandbox, "disk.folder.markDeleted", of.clone()).await;
    assert_exact_shape("disk.folder.markDeleted", &gone);
    let inside = json!({ "id": a });
    assert_eq!(
        result(&sandbox, "disk.folder.get", inside.clone()).await["DELETED_TYPE"],
        "4"
    );
    let list = result(&sandbox, "disk.folder.getChildren", json!({ "id": root })).await;
    assert_eq!(list, json!([]));
    let back = result(&sandbox, "disk.folder.restore", of.clone()).await;
    assert_exact_shape("disk.folder.restore", &back);
    assert_eq!(
        result(&sandbox, "disk.folder.get", inside.clone()).await["DELETED_TYPE"],
        "0"
    );
    let refused = refusal(&sandbox, "disk.folder.deleteTree", json!({ "id": root })).await;
    assert_eq!(refused.2, "Could not delete root folder");
    assert_eq!(result(&sandbox, "disk.folder.deleteTree", of).await, true);
    assert_eq!(
        code(&call(&sandbox, "disk.folder.get", inside).await).1,
        "ERROR_NOT_FOUND"
    );
}

#[tokio::test]
async fn a_file_keeps_its_versions() {
    let sandbox = sandbox().await;
    let root = root(&sandbox).await;
    let made = file(&sandbox, &root, "a.txt").await;
    let id = &made["ID"];
    let new = json!({ "id": id, "fileContent": ["a.txt", "d29ybGQ="] });
    let row = result(&sandbox, "disk.file.uploadVersion", new).await;
    assert_exact_shape("disk.file.uploadVersion", &row);
    assert_eq!(row["GLOBAL_CONTENT_VERSION"], 2);
    let versions = result(&sandbox, "disk.file.getVersions", json!({ "id": id })).await;
    assert_exact_shape("disk.version.get", &versions[1]);
    let first = versions[1]["ID"].clone();
    let one = result(&sandbox, "disk.version.get", json!({ "id": first })).await;
    assert_eq!(
        &get(one["DOWNLOAD_URL"].as_str().unwrap()).await.body[..],
        b"hello"
    );
    let back = json!({ "id": id, "versionId": first });
    let row = result(&sandbox, "disk.file.restoreFromVersion", back.clone()).await;
    assert_exact_shape("disk.file.restoreFromVersion", &row);
    assert_eq!(
        &get(row["DOWNLOAD_URL"].as_str().unwrap()).await.body[..],
        b"hello"
    );
    let other = file(&sandbox, &root, "b.txt").await;
    let foreign = json!({ "id": other["ID"], "versionId": first });
    let refused = refusal(&sandbox, "disk.file.restoreFromVersion", foreign).await;
    assert_eq!(refused.1, "DISK_FILE_22004");
}

#[tokio::test]
async fn files_are_copied_moved_renamed_thrown_away_and_taken_back() {
    let sandbox = sandbox().await;
    let root = root(&sandbox).await;
    let target = folder(&sandbox, &root, "Б").await;
    let made = file(&sandbox, &root, "a.txt").await;
    let go = json!({ "id": made["ID"], "targetFolderId": target });
    let copy = result(&sandbox, "disk.file.copyTo", go.clone()).await;
    assert_exact_shape("disk.file.copyTo", &copy);
    let named = json!({ "id": copy["ID"], "newName": "c.txt" });
    assert_exact_shape(
        "disk.file.rename",
        &result(&sandbox, "disk.file.rename", named).await,
    );
    assert_exact_shape(
        "disk.file.moveTo",
        &result(&sandbox, "disk.file.moveTo", go).await,
    );
    let of = json!({ "id": made["ID"] });
    let gone = result(&sandbox, "disk.file.markDeleted", of.clone()).await;
    assert_exact_shape("disk.file.markDeleted", &gone);
    let list = result(&sandbox, "disk.folder.getChildren", json!({ "id": target })).await;
    assert_eq!(list.as_array().unwrap().len(), 1);
    let back = result(&sandbox, "disk.file.restore", of).await;
    assert_exact_shape("disk.file.restore", &back);
    let list = result(&sandbox, "disk.folder.getChildren", json!({ "id": target })).await;
    assert_eq!(list.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn storages_are_somebodys_everybodys_or_the_applications() {
    let sandbox = sandbox().await;
    let types = result(&sandbox, "disk.storage.getTypes", json!({})).await;
    assert_eq!(types, json!(["user", "common", "group"]));
    let url = |method: &str| format!("{}/rest/2/seller/{method}", sandbox.portal_url());
    let refused = crate::client::post(&url("disk.storage.getList"), &json!({}))
        .await
        .unwrap();
    assert_eq!(code(&refused).1, "insufficient_scope");
    let refused = refusal(&sandbox, "disk.storage.getForApp", json!({})).await;
    assert_eq!((refused.0, refused.1), (400, json!("ACCESS_DENIED")));
    let own = app_call(&sandbox, "disk.storage.getForApp", json!({}))
        .await
        .json();
    assert_exact_shape("disk.storage.getForApp", &own["result"]);
    let same = app_call(&sandbox, "disk.storage.getForApp", json!({}))
        .await
        .json();
    assert_eq!(own["result"], same["result"]);
    let named = json!({ "id": own["result"]["ID"], "newName": "Документы" });
    let renamed = app_call(&sandbox, "disk.storage.rename", named)
        .await
        .json();
    assert_eq!(renamed["result"]["NAME"], "Документы");
    let refused = refusal(
        &sandbox,
        "disk.storage.rename",
        json!({ "id": 1, "newName": "x" }),
    )
    .await;
    assert_eq!(refused.2, "Access denied (invalid type of storage)");
    let made = json!({ "id": 1, "data": { "NAME": "Общее" } });
    let made = result(&sandbox, "disk.storage.addFolder", made).await;
    assert_exact_shape("disk.storage.addFolder", &made);
    let list = call(&sandbox, "disk.storage.getChildren", json!({ "id": 1 }))
        .await
        .json();
    assert_eq!(list["total"], 1);
    for method in [
        "disk.storage.getFields",
        "disk.folder.getFields",
        "disk.file.getFields",
    ] {
        let ours = result(&sandbox, method, json!({})).await;
        assert_eq!(ours, crate::official::official(method), "{method}");
    }
}

#[tokio::test]
async fn refusals_have_the_codes_of_the_documentation() {
    let sandbox = sandbox().await;
    for (method, text) in [
        ("disk.file.get", "Invalid value of parameter {Parameter #0}"),
        (
            "disk.folder.get",
            "Invalid value of parameter {Parameter #1}",
        ),
        (
            "disk.storage.get",
            "Invalid value of parameter {Parameter #0}",
        ),
        ("disk.version.get", "Invalid value of parameter `id`"),
    ] {
        let refused = refusal(&sandbox, method, json!({})).await;
        assert_eq!(
            refused,
            (400, json!("ERROR_ARGUMENT"), text.to_owned()),
            "{method}"
        );
    }
    let refused = refusal(&sandbox, "disk.file.get", json!({ "id": 999 })).await;
    assert_eq!(refused.2, "Could not find entity with id `999`");
    for (params, code) in [
        (json!({}), "ERROR_ARGUMENT"),
        (json!({ "QUERY": "ab" }), "INVALID_QUERY"),
        (json!({ "QUERY": "abc", "TYPE": "x" }), "INVALID_TYPE"),
        (
            json!({ "QUERY": "abc", "FILTER": { "X": 1 } }),
            "INVALID_FILTER",
        ),
        (
            json!({ "QUERY": "abc", "FILTER": { "FOLDER_ID": 999 } }),
            "NOT_FOUND",
        ),
    ] {
        assert_eq!(refusal(&sandbox, "disk.file.search", params).await.1, code);
    }
}

#[tokio::test]
async fn drive_reads_capitals_only_where_the_switch_says_so() {
    let sandbox = sandbox().await;
    let storages = result(&sandbox, "disk.storage.getlist", json!({})).await;
    let params = json!({ "ID": storages[0]["ID"] });
    let refused = refusal(&sandbox, "disk.storage.get", params.clone()).await;
    let words = "Could not find value for parameter {id}";
    assert_eq!(refused, (400, json!("100"), words.to_owned()));
    let on = json!({ "drive_takes_capitals": true });
    sandbox.switch(docflow_sandbox::Side::Portal, &on).unwrap();
    let found = result(&sandbox, "disk.storage.get", params).await;
    assert_eq!(found["ID"], storages[0]["ID"]);
}
