//! Departments and employees as they are changed and looked for.

use serde_json::{Value, json};

use crate::stage::{refusal, result, sandbox};

#[tokio::test]
async fn a_department_keeps_its_place_and_is_deleted_by_its_short_name() {
    let sandbox = sandbox().await;
    let add = json!({ "NAME": "Склад", "PARENT": 1, "SORT": 100 });
    let id = result(&sandbox, "department.add", add).await;
    let found = result(&sandbox, "department.get", json!({ "ID": id })).await;
    assert_eq!(found[0]["SORT"], 100);
    result(
        &sandbox,
        "department.update",
        json!({ "ID": id, "SORT": 900 }),
    )
    .await;
    let names = async |params: Value| {
        let found = result(&sandbox, "department.get", params).await;
        let rows = found.as_array().unwrap().clone();
        rows.iter()
            .map(|row| row["NAME"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let by_place = json!({ "sort": "SORT", "order": "DESC" });
    assert_eq!(names(by_place).await[0], "Склад");
    let by_name = json!({ "sort": "NAME", "order": "ASC" });
    assert_eq!(names(by_name).await, ["Компания", "Склад", "Урал"]);
    assert_eq!(names(json!({ "SORT": 900 })).await, ["Склад"]);
    result(&sandbox, "department.delete", json!({ "ID": id })).await;
    let gone = refusal(&sandbox, "department.delete", json!({ "ID": id })).await;
    assert_eq!(
        (gone.1, gone.2.as_str()),
        (json!("ERROR_CORE"), "Department not found")
    );
}

#[tokio::test]
async fn a_company_has_one_department_at_its_top() {
    let sandbox = sandbox().await;
    let second = refusal(&sandbox, "department.add", json!({ "NAME": "Вторая" })).await;
    let words = "There can only be one top-level department in the company structure";
    assert_eq!(second, (400, json!("ERROR_CORE"), words.to_owned()));
}

#[tokio::test]
async fn employees_are_looked_for_by_parts_of_their_names() {
    let sandbox = sandbox().await;
    let ids = async |params: Value| {
        let found = result(&sandbox, "user.search", params).await;
        let rows = found.as_array().unwrap().clone();
        rows.iter()
            .map(|row| row["ID"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(json!({ "FILTER": { "FIND": "сидор" } })).await, ["2"]);
    assert_eq!(ids(json!({ "FIND": "анна урал" })).await, ["2"]);
    assert_eq!(ids(json!({ "FILTER": { "NAME": "Ива" } })).await, ["1"]);
    assert_eq!(ids(json!({ "FILTER": { "FIND": "никто" } })).await, [""; 0]);
    assert_eq!(ids(json!({})).await, ["1", "2"]);
}

#[tokio::test]
async fn a_wrong_or_taken_address_invites_nobody() {
    let sandbox = sandbox().await;
    let invite = async |email: &str| {
        let params = json!({ "EMAIL": email, "UF_DEPARTMENT": [1] });
        crate::stage::call(&sandbox, "user.add", params).await
    };
    for email in ["", "nobody", "@example.com"] {
        let refused = crate::stage::code(&invite(email).await);
        let wrong = (400, json!("ERROR_ARGUMENT"), "wrong_email".to_owned());
        assert_eq!(refused, wrong, "{email}");
    }
    assert_eq!(invite("new@example.com").await.status, 200);
    let refused = crate::stage::code(&invite("new@example.com").await);
    assert_eq!(refused.2, "A user with this email already exists");
}
