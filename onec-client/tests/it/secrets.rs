//! No address, credential or personal datum stands in `Display` or `Debug` of a public type.

use onec_client::*;
use proptest::prelude::*;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::samples::{contract_only, key, person, prepayment};

const PERSONAL: [&str; 14] = [
    "Соколова",
    "Мария",
    "Петровна",
    "4010",
    "123456",
    "Иванов",
    "Ромашка",
    "7707083893",
    "40702810138000000001",
    "info@example.org",
    "+78120000000",
    "Новый Арбат",
    "Сидоров",
    "не подписан",
];

#[test]
fn requests_show_no_personal_data() {
    let shown = format!("{:?} {:#?} {:?}", prepayment(), person(), contract_only());
    let texts =
        [prepayment(), person(), contract_only()].map(|one| serde_json::to_string(&one).unwrap());
    let written = texts.concat();
    for datum in PERSONAL {
        assert!(written.contains(datum), "no request holds {datum}");
        assert!(!shown.contains(datum), "{datum} in {shown}");
    }
    assert!(shown.contains("4512") && shown.contains("LegalEntity"));
}

#[tokio::test]
async fn an_error_shows_nothing_of_what_the_server_said() {
    let said = json!({"error": {
        "code": "counterparty_differs", "message": "Соколова Мария", "retryable": false,
        "details": {"messages": ["паспорт 4010 123456"], "field": "counterparty.name",
                    "expected": "Иванов", "found": "Ромашка"},
        "request_id": "Петровна"
    }})
    .to_string();
    let odd_code = said.replace("counterparty_differs", "Соколова");
    let html = "<html>Соколова Мария 4010</html>".to_owned();
    let broken = r#"{"key": "Соколова", "state": 123456}"#.to_owned();
    for (status, body) in [
        (422, said),
        (422, odd_code),
        (200, html.clone()),
        (500, html),
        (201, broken),
    ] {
        let server = MockServer::start().await;
        let response = ResponseTemplate::new(status).set_body_string(body);
        Mock::given(any())
            .respond_with(response)
            .mount(&server)
            .await;
        let client = Client::builder(&format!("{}/base-secret", server.uri()))
            .login("login-secret", "password-secret")
            .build()
            .unwrap();
        let error = client.issue(&key(), &prepayment()).await.unwrap_err();
        let shown = format!("{error} {error:?} {error:#?} {client:?}");
        let port = server.address().port().to_string();
        for secret in PERSONAL.iter().copied().chain([
            "base-secret",
            "login-secret",
            "password-secret",
            "127.0.0.1",
            &port,
        ]) {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}

#[tokio::test]
async fn an_error_without_an_answer_shows_no_address() {
    let address = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let client = Client::builder(&format!("http://{address}/base-secret"))
        .login("login-secret", "password-secret")
        .read_pauses(&[])
        .build()
        .unwrap();
    let error = client.about().await.unwrap_err();
    let shown = format!("{error} {error:?} {client:?}");
    let port = address.port().to_string();
    for secret in [
        "127.0.0.1",
        &port,
        "base-secret",
        "login-secret",
        "password-secret",
    ] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

proptest! {
    #[test]
    fn no_password_is_shown_by_a_builder_or_its_errors(
        login in "[a-zа-я:]{0,12}", password in "[A-ZЁ0-9!-/]{8,20}", host in "[a-z]{3,10}",
    ) {
        let address = format!("https://{host}.Q7Z/base");
        let builder = Client::builder(&address).login(&login, &password);
        let shown = format!("{builder:?}");
        let built = builder.build();
        let shown = match &built {
            Ok(client) => format!("{shown}{client:?}"),
            Err(error) => format!("{shown}{error}{error:?}"),
        };
        prop_assert!(!shown.contains(&password) && !shown.contains("Q7Z"), "{}", shown);
    }
}
