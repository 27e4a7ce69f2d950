//! The world that the tests play in, and short words for calling it.

use docflow_sandbox::{
    Application, BankDetail, Company, Contact, CrmAccess, Deal, Department, FieldKind, Fields,
    ProductRow, Requisite, RequisiteLink, Sandbox, SandboxClock, Token, User, UserField, Webhook,
    World,
};
use serde_json::{Value, json};

use crate::client::{Answer, Lost, post};

/// 24 November 2026, 10:00 in Moscow.
pub(crate) const NOW: i64 = 1_795_503_600_000;

pub(crate) fn fields(value: Value) -> Fields {
    serde_json::from_value(value).unwrap()
}

pub(crate) fn world() -> World {
    let mut world = World::default();
    let portal = &mut world.portal;
    let scopes = ["crm", "user", "department", "im", "log", "disk"];
    portal.webhooks.push(Webhook::new(1, "s3cret", scopes));
    portal.webhooks.push(Webhook::new(2, "narrow", ["user"]));
    portal.webhooks.push(Webhook::new(2, "seller", ["crm"]));
    let scopes = ["crm", "documentgenerator", "im", "placement", "disk"];
    let token = Token::new("t0ken", 1).renewed_by("r3fresh");
    let mut app = Application::new("local.app", scopes, token);
    app.client_secret = "k3y".to_owned();
    app.application_token = "pr00f".to_owned();
    app.redirect_uri = "https://app.example/back?x=1".to_owned();
    portal.applications.push(app);
    let mut chief = User::new(1, "Иван", "Петров");
    chief.admin = true;
    chief.departments = vec![1];
    let mut seller = User::new(2, "Анна", "Сидорова");
    seller.crm = CrmAccess::Own;
    seller.departments = vec![5];
    portal.users.extend([chief, seller]);
    portal.departments.push(Department {
        id: 1,
        name: "Компания".into(),
        ..Default::default()
    });
    portal.departments.push(Department {
        id: 5,
        name: "Урал".into(),
        parent: Some(1),
        head: Some(2),
        sort: None,
    });
    companies(&mut world);
    deals(&mut world);
    world
}

fn companies(world: &mut World) {
    let portal = &mut world.portal;
    let company = |id, title: &str, own| Company {
        id,
        title: title.to_owned(),
        is_my_company: own,
        assigned_by_id: 1,
        fields: Fields::new(),
    };
    portal.companies.push(company(7, "ООО «Ромашка»", false));
    portal.companies.push(company(8, "ООО «Василёк»", false));
    portal.companies.push(company(9, "ООО «Наша фирма»", true));
    portal.contacts.push(Contact {
        id: 3,
        name: "Пётр".into(),
        last_name: "Соколов".into(),
        company_id: 7,
        assigned_by_id: 1,
        fields: fields(json!({ "fm": [{ "typeId": "PHONE", "value": "+79990000000" }] })),
        ..Default::default()
    });
    for (id, company, inn) in [
        (60, 7, "7707083893"),
        (61, 8, "7728168971"),
        (2, 9, "7736050003"),
    ] {
        portal.requisites.push(Requisite {
            id,
            entity_type_id: 4,
            entity_id: company,
            preset_id: 1,
            name: "Организация".into(),
            xml_id: String::new(),
            fields: fields(json!({ "RQ_INN": inn, "RQ_KPP": "770501001" })),
        });
        portal.bank_details.push(BankDetail {
            id: id * 10,
            entity_id: id,
            name: "Основной".into(),
            fields: fields(json!({ "RQ_BIK": "044525225", "RQ_ACC_NUM": "40702810400000000001" })),
        });
    }
    portal.links.push(RequisiteLink {
        entity_type_id: 2,
        entity_id: 4512,
        requisite_id: 60,
        bank_detail_id: 600,
        mc_requisite_id: 2,
        mc_bank_detail_id: 20,
    });
}

fn deals(world: &mut World) {
    let portal = &mut world.portal;
    let field = |name: &str, kind, multiple| UserField {
        entity_type_id: 2,
        name: name.to_owned(),
        kind,
        multiple,
        mandatory: false,
    };
    portal
        .user_fields
        .push(field("UF_CRM_CONTRACT", FieldKind::String, false));
    portal
        .user_fields
        .push(field("UF_CRM_CONTRACT_DATE", FieldKind::Date, false));
    portal
        .user_fields
        .push(field("UF_CRM_SIGNED", FieldKind::Boolean, false));
    portal
        .user_fields
        .push(field("UF_CRM_1747309879", FieldKind::Money, false));
    portal
        .user_fields
        .push(field("UF_CRM_FILES", FieldKind::File, true));
    let mut deal = Deal::new(4512, "Поставка насосов");
    deal.company_id = 7;
    deal.contact_id = 3;
    deal.assigned_by_id = 1;
    deal.fields = fields(json!({ "UF_CRM_1747309879": "100.50|RUB" }));
    portal.deals.push(deal);
    let mut deal = Deal::new(4513, "Частное лицо");
    deal.assigned_by_id = 2;
    portal.deals.push(deal);
    portal.rows.push(ProductRow {
        owner_id: 4512,
        product_id: 9621,
        product_name: "Насос «Гном» 10/10".into(),
        price: "12200.00".parse().unwrap(),
        quantity: 10.into(),
        tax_rate: Some(22.into()),
        ..Default::default()
    });
    portal.rows.push(ProductRow {
        owner_id: 4512,
        product_name: "Доставка".into(),
        price: "0.10".parse().unwrap(),
        quantity: "3".parse().unwrap(),
        ..Default::default()
    });
}

/// A sandbox with that world and a clock that stands at [`NOW`].
pub(crate) async fn sandbox() -> Sandbox {
    sandbox_with(world()).await
}

pub(crate) async fn sandbox_with(world: World) -> Sandbox {
    let clock = SandboxClock::manual(NOW);
    Sandbox::builder()
        .world(world)
        .clock(clock)
        .start()
        .await
        .unwrap()
}

pub(crate) fn hook(sandbox: &Sandbox, method: &str) -> String {
    format!("{}/rest/1/s3cret/{method}", sandbox.portal_url())
}

/// Calls by the webhook of user 1.
pub(crate) async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Answer {
    try_call(sandbox, method, params).await.unwrap()
}

pub(crate) async fn try_call(
    sandbox: &Sandbox,
    method: &str,
    params: Value,
) -> Result<Answer, Lost> {
    post(&hook(sandbox, method), &params).await
}

/// The `result` of a call that has to succeed.
pub(crate) async fn result(sandbox: &Sandbox, method: &str, params: Value) -> Value {
    let answer = call(sandbox, method, params).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["result"].clone()
}

/// Status and code of a call that has to fail.
pub(crate) async fn refusal(
    sandbox: &Sandbox,
    method: &str,
    params: Value,
) -> (u16, Value, String) {
    let answer = call(sandbox, method, params).await;
    code(&answer)
}

pub(crate) fn code(answer: &Answer) -> (u16, Value, String) {
    let body = answer.json();
    let text = body["error_description"].as_str().unwrap().to_owned();
    (answer.status, body["error"].clone(), text)
}

/// Calls as the application with its token in the body.
pub(crate) async fn app_call(sandbox: &Sandbox, method: &str, mut params: Value) -> Answer {
    params["auth"] = json!("t0ken");
    let url = format!("{}/rest/{method}", sandbox.portal_url());
    post(&url, &params).await.unwrap()
}
