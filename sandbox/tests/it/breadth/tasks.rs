//! Tasks of the older methods: who stands in them, and what is refused.

use docflow_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{done, office};
use crate::stage::{app_call, code};

async fn task(sandbox: &Sandbox, fields: Value) -> Value {
    let mut all = json!({ "TITLE": "Позвонить", "RESPONSIBLE_ID": 2 });
    all.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    done(sandbox, "tasks.task.add", json!({ "fields": all })).await["task"].clone()
}

#[tokio::test]
async fn a_task_names_its_people_and_what_may_be_done_with_it() {
    let sandbox = office().await;
    let added = task(&sandbox, json!({ "AUDITORS": [1] })).await;
    assert_eq!(added["creator"]["id"], "1");
    assert_eq!(added["responsible"]["name"], "Анна Сидорова");
    assert_eq!(added["auditorsData"]["1"]["name"], "Иван Петров");
    assert_eq!(added["action"]["start"], true);
    assert_eq!(added["action"]["approve"], false);
    let guid = added["guid"].as_str().unwrap();
    let lengths: Vec<usize> = guid
        .trim_matches(['{', '}'])
        .split('-')
        .map(str::len)
        .collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
    let select = json!({ "taskId": added["id"], "select": ["ID", "TITLE", "RESPONSIBLE_ID"] });
    let found = done(&sandbox, "tasks.task.get", select).await["task"].clone();
    assert_eq!(found["title"], "Позвонить");
    assert_eq!(found["responsible"]["id"], "2");
    assert!(found.get("description").is_none() && found.get("creator").is_none());
    let list = done(&sandbox, "tasks.task.list", json!({})).await;
    assert_eq!(list["tasks"][0]["creator"]["name"], "Иван Петров");
}

#[tokio::test]
async fn a_missing_task_is_an_empty_answer_and_a_wrong_id_is_refused() {
    let sandbox = office().await;
    let missing = done(&sandbox, "tasks.task.get", json!({ "taskId": 999 })).await;
    assert_eq!(missing, json!([]));
    let refused = async |method: &str, params: Value| {
        let refused = code(&app_call(&sandbox, method, params).await);
        (refused.0, refused.1)
    };
    let get = "tasks.task.get";
    assert_eq!(
        refused(get, json!({ "taskId": "x" })).await,
        (400, json!("0"))
    );
    assert_eq!(refused(get, json!({})).await, (400, json!("100")));
    let select = json!({ "taskId": 1, "select": "ID" });
    assert_eq!(refused(get, select).await, (400, json!("100")));
    let order = json!({ "order": { "NOTHING": "asc" } });
    assert_eq!(refused("tasks.task.list", order).await, (400, json!("0")));
    let gone = refused("tasks.task.delete", json!({ "taskId": 999 })).await;
    assert_eq!(gone, (400, json!("1048582")));
    let gone = json!({ "taskId": 999, "fields": { "TITLE": "x" } });
    assert_eq!(refused("tasks.task.update", gone).await, (400, json!("0")));
}

#[tokio::test]
async fn what_a_task_refers_to_has_to_exist() {
    let sandbox = office().await;
    let id = task(&sandbox, json!({})).await["id"].clone();
    let child = task(&sandbox, json!({ "PARENT_ID": id })).await["id"].clone();
    let refused = async |method: &str, params: Value| {
        let refused = code(&app_call(&sandbox, method, params).await);
        assert_eq!((refused.0, refused.1), (400, json!("ERROR_CORE")));
        refused.2
    };
    let untitled = json!({ "fields": { "RESPONSIBLE_ID": 1 } });
    let words = refused("tasks.task.add", untitled).await;
    assert_eq!(words, "Task title is not specified<br>");
    let nobody = json!({ "fields": { "TITLE": "x" } });
    let words = refused("tasks.task.add", nobody).await;
    assert_eq!(words, "Responsible person not specified<br>");
    for (fields, said) in [
        (
            json!({ "RESPONSIBLE_ID": 999 }),
            "\"Responsible\" field was not found",
        ),
        (
            json!({ "PARENT_ID": 999 }),
            "\"Parent Task\" field was not found",
        ),
        (json!({ "PARENT_ID": id }), "to itself"),
        (json!({ "PARENT_ID": child }), "cyclic"),
        (json!({ "STATUS": 9 }), "Invalid status"),
        (
            json!({ "START_DATE_PLAN": "2026-12-02", "END_DATE_PLAN": "2026-12-01" }),
            "earlier than the start",
        ),
    ] {
        let update = json!({ "taskId": id, "fields": fields });
        let words = refused("tasks.task.update", update).await;
        assert!(words.contains(said), "{words}");
    }
}

#[tokio::test]
async fn fields_of_a_task_are_described_with_their_values() {
    let sandbox = office().await;
    let fields = done(&sandbox, "tasks.task.getFields", json!({})).await["fields"].clone();
    assert_eq!(fields["ID"]["primary"], true);
    assert_eq!(fields["TITLE"]["required"], true);
    assert_eq!(fields["STATUS"]["type"], "enum");
    assert_eq!(fields["PRIORITY"]["default"], 1);
    assert_eq!(fields["MARK"]["default"], Value::Null);
    let units = &fields["DURATION_TYPE"]["values"];
    assert_eq!(units.as_array().unwrap().len(), 7);
    assert!(fields.get("CREATOR").is_none() && fields.get("ACTION").is_none());
}
