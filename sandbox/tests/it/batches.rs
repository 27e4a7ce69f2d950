//! `batch`: references, five maps, limits.

use serde_json::{Value, json};

use crate::stage::{call, result, sandbox};

#[tokio::test]
async fn one_batch_reads_a_deal_and_all_that_hangs_on_it() {
    let sandbox = sandbox().await;
    let body = json!({ "halt": 0, "cmd": {
        "c0_deal": "crm.item.get?entityTypeId=2&id=4512",
        "c1_rows": "crm.item.productrow.list?filter[%3DownerType]=D&filter[%3DownerId]=4512",
        "c2_company": "crm.item.get?entityTypeId=4&id=$result[c0_deal][item][companyId]",
        "c3_link": "crm.requisite.link.list?filter[ENTITY_TYPE_ID]=2&filter[ENTITY_ID]=4512",
        "c4_requisite": "crm.requisite.list?filter[ID]=$result[c3_link][0][REQUISITE_ID]",
        "c5_bank": "crm.requisite.bankdetail.list?filter%5BENTITY_ID%5D=%24result%5Bc3_link%5D%5B0%5D%5BREQUISITE_ID%5D",
    }});
    let answer = result(&sandbox, "batch", body).await;
    assert_eq!(answer["result_error"], json!([]));
    assert_eq!(answer["result_next"], json!([]));
    let results = &answer["result"];
    assert_eq!(results["c2_company"]["item"]["title"], "ООО «Ромашка»");
    assert_eq!(results["c4_requisite"][0]["RQ_INN"], "7707083893");
    assert_eq!(results["c5_bank"][0]["ID"], "600");
    assert_eq!(answer["result_total"]["c4_requisite"], 1);
    assert_eq!(answer["result_total"].get("c0_deal"), None);
    assert!(answer["result_time"]["c0_deal"]["start"].is_number());
    let counts = sandbox.counts(docflow_sandbox::Side::Portal);
    assert_eq!(counts["batch"].requests, 1);
    assert_eq!(counts["crm.item.get"].commands, 2);
    assert_eq!(counts["crm.item.get"].requests, 0);
}

#[tokio::test]
async fn an_empty_reference_brings_other_peoples_requisites() {
    let sandbox = sandbox().await;
    let body = json!({ "cmd": {
        "deal": "crm.item.get?entityTypeId=2&id=4513",
        "lead": "crm.requisite.list?filter[ENTITY_ID]=$result[deal][item][leadId]",
        "gone": "crm.requisite.list?filter[ENTITY_ID]=$result[nobody][item][companyId]",
        "zero": "crm.requisite.list?filter[ENTITY_ID]=$result[deal][item][companyId]",
    }});
    let answer = result(&sandbox, "batch", body).await;
    assert_eq!(answer["result_total"]["lead"], 3);
    assert_eq!(answer["result_total"]["gone"], 3);
    assert_eq!(answer["result_total"]["zero"], 0);
}

#[tokio::test]
async fn the_maps_are_lists_when_the_keys_are_numbers_without_holes() {
    let sandbox = sandbox().await;
    let body = json!({ "cmd": ["server.time", "nothing.here", "profile"] });
    let answer = result(&sandbox, "batch", body).await;
    assert_eq!(
        answer["result"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["0", "2"]
    );
    assert_eq!(
        answer["result_error"]["1"]["error"],
        "ERROR_METHOD_NOT_FOUND"
    );
    let answer = result(
        &sandbox,
        "batch",
        json!({ "cmd": ["server.time", "profile"] }),
    )
    .await;
    assert_eq!(answer["result"].as_array().unwrap().len(), 2);
    assert_eq!(answer["result_error"], json!([]));
    let answer = result(&sandbox, "batch", json!({ "cmd": { "c0": "no.method" } })).await;
    assert_eq!(answer["result"], json!([]));
    assert_eq!(answer["result_time"], json!([]));
}

#[tokio::test]
async fn halt_stops_at_the_first_error_and_leaves_the_rest_out() {
    let sandbox = sandbox().await;
    let cmd = json!({
        "a": "server.time", "b": "no.method",
        "c": "crm.item.update?entityTypeId=2&id=4512&fields[title]=X",
    });
    let answer = result(&sandbox, "batch", json!({ "halt": 1, "cmd": cmd.clone() })).await;
    assert!(answer["result"].get("c").is_none() && answer["result_error"].get("c").is_none());
    assert_eq!(
        sandbox.state()["portal"]["deals"]["4512"]["title"],
        "Поставка насосов"
    );
    let answer = result(&sandbox, "batch", json!({ "halt": 0, "cmd": cmd })).await;
    assert_eq!(answer["result"]["c"]["item"]["title"], "X");
}

#[tokio::test]
async fn a_batch_in_a_batch_is_refused_and_so_are_commands_behind_the_fiftieth() {
    let sandbox = sandbox().await;
    let answer = result(
        &sandbox,
        "batch",
        json!({ "cmd": { "c": "batch?cmd[a]=profile" } }),
    )
    .await;
    assert_eq!(
        answer["result_error"]["c"]["error"],
        "ERROR_BATCH_METHOD_NOT_ALLOWED"
    );
    let many = |n: usize| -> Value {
        (0..n)
            .map(|i| (format!("c{i:02}"), json!("server.time")))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let answer = call(&sandbox, "batch", json!({ "cmd": many(50) })).await;
    assert_eq!(answer.status, 200);
    let answer = result(&sandbox, "batch", json!({ "cmd": many(51) })).await;
    assert_eq!(answer["result"].as_object().unwrap().len(), 50);
    assert_eq!(
        answer["result_error"]["c50"]["error"],
        "ERROR_BATCH_LENGTH_EXCEEDED"
    );
    let change = json!({ "batch_over_50": "refuse" });
    sandbox
        .switch(docflow_sandbox::Side::Portal, &change)
        .unwrap();
    let answer = call(&sandbox, "batch", json!({ "cmd": many(51) })).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["error"], "ERROR_BATCH_LENGTH_EXCEEDED");
}
