//! One small base and one good request, which tests change in a place.

use docflow_sandbox::*;
use serde_json::{Value, json};

pub(super) const ORGANIZATION: &str = "8f0c2c1e-5a3b-11f1-9c00-00155d000001";
pub(super) const TRADER: &str = "8f0c2c1e-5a3b-11f1-9c00-00155d000002";
pub(super) const SERVICE: &str = "2b1d6a52-5a3b-11f1-9c00-00155d000001";
pub(super) const GOODS: &str = "2b1d6a52-5a3b-11f1-9c00-00155d000002";
pub(super) const MARKED: &str = "2b1d6a52-5a3b-11f1-9c00-00155d000003";
/// 2026-11-24T09:00:00Z.
pub(super) const NOW_MS: i64 = 1_795_510_800_000;

fn organization() -> OnecOrganization {
    OnecOrganization {
        reference: ORGANIZATION.into(),
        inn: "7705123452".into(),
        kpp: "770501001".into(),
        ogrn: "1027700132195".into(),
        name: "ООО «Сигма Сервис»".into(),
        full_name: "Общество с ограниченной ответственностью «Сигма Сервис»".into(),
        prefix: "СС".into(),
        vat_regime: "osno".into(),
        address: "115035, г. Москва, ул. Садовническая, д. 5".into(),
        accounts: vec![OnecAccount {
            bik: "044525225".into(),
            bank_name: "ПАО Сбербанк, г. Москва".into(),
            account: "40702810138250123017".into(),
            correspondent: "30101810400000000225".into(),
        }],
        director_post: "Генеральный директор".into(),
        director: "Петрова Анна Сергеевна".into(),
        accountant: "Кузнецова Ольга Игоревна".into(),
        ..OnecOrganization::default()
    }
}

fn trader() -> OnecOrganization {
    OnecOrganization {
        reference: TRADER.into(),
        inn: "500100732259".into(),
        ogrn: "304500116000157".into(),
        name: "ИП Сидоров И. П.".into(),
        full_name: "Сидоров Иван Петрович".into(),
        prefix: "ИП".into(),
        vat_regime: "usn_exempt".into(),
        ..OnecOrganization::default()
    }
}

fn item(reference: &str, name: &str) -> Nomenclature {
    Nomenclature {
        reference: reference.into(),
        name: name.into(),
        okei: "796".into(),
        unit: "шт".into(),
        vat_kind: "general".into(),
        ..Nomenclature::default()
    }
}

fn question(code: &str, kind: &str, required: bool) -> FormQuestion {
    FormQuestion {
        code: code.into(),
        title: code.into(),
        kind: kind.into(),
        required,
        choices: if kind == "choice" {
            vec!["3".into(), "5".into()]
        } else {
            Vec::new()
        },
        help: String::new(),
    }
}

/// The base.
pub(super) fn base() -> OnecWorld {
    let services = ContractForm {
        organizations: vec![ORGANIZATION.into(), TRADER.into()],
        fields: vec![
            question("subject", "text", true),
            question("acceptance", "choice", false),
            question("start", "date", false),
            question("limit", "number", false),
            question("urgent", "flag", false),
        ],
        ..ContractForm::default()
    };
    let supply = ContractForm {
        code: "supply".into(),
        kind: "supply".into(),
        title: "Договор поставки".into(),
        organizations: vec![ORGANIZATION.into()],
        client_kinds: vec!["legal_entity".into()],
        number_template: "{ORG}-{YYYY}/{N:04}".into(),
        valid_from: Some("2026-01-01".into()),
        ..ContractForm::default()
    };
    OnecWorld {
        users: vec![
            OnecUser {
                login: "Интеграция".into(),
                password: "пароль".into(),
                may_use_service: true,
            },
            OnecUser {
                login: "guest".into(),
                password: "guest".into(),
                may_use_service: false,
            },
        ],
        organizations: vec![organization(), trader()],
        nomenclature: vec![
            item(SERVICE, "Сопровождение"),
            item(GOODS, "Насос"),
            Nomenclature {
                deletion_mark: true,
                ..item(MARKED, "Старое")
            },
        ],
        forms: vec![services, supply],
        contracts: vec![TypedContract {
            organization: ORGANIZATION.into(),
            number: "14-У/26".into(),
            date: "2026-11-20".into(),
            ..TypedContract::default()
        }],
        closed_until: Some("2026-10-31".into()),
        last_numbers: serde_json::from_value(
            json!({ "invoice": { ORGANIZATION: { "2026": 14 } } }),
        )
        .unwrap(),
        ..OnecWorld::default()
    }
}

/// A sandbox with a base, its clock standing.
pub(super) async fn start(onec: OnecWorld) -> Sandbox {
    let world = World {
        onec: onec.into(),
        ..World::default()
    };
    let clock = SandboxClock::manual(NOW_MS);
    Sandbox::builder()
        .world(world)
        .clock(clock)
        .start()
        .await
        .unwrap()
}

/// A good request: a legal entity, 70 % and 30 %, VAT included, no files.
pub(super) fn request() -> Value {
    json!({
        "schema": 1,
        "deal": "4512",
        "organization": { "ref": ORGANIZATION, "inn": "7705123452" },
        "counterparty": {
            "kind": "legal_entity", "name": "Ромашка ООО",
            "full_name": "Общество с ограниченной ответственностью «Ромашка»",
            "inn": "7707083893", "kpp": "770701001", "ogrn": "1027700132195",
            "address": "119019, г. Москва, ул. Новый Арбат, д. 1",
            "bank": { "bik": "044525225", "bank_name": "ПАО Сбербанк", "account": "40702810138250123017" },
            "signatory": { "post": "Генеральный директор", "name": "Иванов Иван Иванович", "basis": "Устав" }
        },
        "contract": {
            "form": "services", "form_version": "1", "date": "2026-11-24", "city": "Москва",
            "number": { "mode": "auto" }, "valid_until": "2026-12-31", "currency": "RUB",
            "vat_included": true, "fields": { "subject": "Сопровождение программы" }
        },
        "order": true,
        "rows": [
            { "nomenclature": SERVICE, "name": "Сопровождение", "okei": "796", "unit": "шт",
              "quantity": "10", "price": "12200.00", "vat": "22",
              "sum": "122000.00", "vat_sum": "22000.00", "total": "122000.00" }
        ],
        "invoices": [
            { "index": 1, "of": 2, "percent": "70", "date": "2026-11-24", "amount": "85400.00",
              "vat_sum": "15400.00", "due": "2026-12-01" },
            { "index": 2, "of": 2, "percent": "30", "date": "2026-11-24", "amount": "36600.00",
              "vat_sum": "6600.00" }
        ],
        "expect": { "sum": "122000.00", "vat": "22000.00", "total": "122000.00" },
        "files": []
    })
}

/// The good request with a member replaced (`null` removes it), by JSON pointer.
pub(super) fn with(pointer: &str, value: Value) -> Value {
    let mut request = request();
    change(&mut request, pointer, value);
    request
}

pub(super) fn change(request: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = request.pointer_mut(parent).unwrap();
    if let Ok(place) = name.parse::<usize>() {
        parent[place] = value;
    } else if value.is_null() {
        parent.as_object_mut().unwrap().remove(name);
    } else {
        parent[name] = value;
    }
}
