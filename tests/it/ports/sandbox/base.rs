//! The sandbox 1C behind `ExtensionAccounting`: two bases.

use super::super::{Base, Carrier, Entry, Ill, Ledger, Quirk, Words};
use super::{PATIENCE, begin, nobody, plain, started, status};
use crate::company::{LOGIN, PASSWORD};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use docflow::ExtensionAccounting;
use docflow_core::*;
use docflow_sandbox::{Fault, FaultKind, Sandbox, Side, World};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) struct SandboxBase {
    here: Sandbox,
    elsewhere: Sandbox,
    /// The next ports lead to an address at which nobody listens.
    is_gone: AtomicBool,
    is_silent: AtomicBool,
    has_begun: AtomicBool,
    /// Clients by address and patience: making one takes a while, and it keeps nothing of a base.
    clients: Mutex<BTreeMap<(String, bool), onec_client::Client>>,
}

fn refusal(ill: Ill) -> FaultKind {
    let page = || FaultKind::Html { status: 401 };
    match ill {
        Ill::Busy => status(
            503,
            r#"{"error":{"code":"busy","message":"Занято.","retryable":true}}"#,
        ),
        Ill::Overloaded => FaultKind::Html { status: 429 },
        Ill::Broken => status(500, "{}"),
        Ill::Expired | Ill::Revoked => page(),
        other => plain(other).unwrap(),
    }
}

impl SandboxBase {
    pub(crate) async fn open() -> Self {
        Self {
            here: started().await,
            elsewhere: started().await,
            is_gone: AtomicBool::new(false),
            is_silent: AtomicBool::new(false),
            has_begun: AtomicBool::new(false),
            clients: Mutex::default(),
        }
    }

    fn fault(&self, on: &str, kind: FaultKind, nth: u32, count: u32) {
        let fault = Fault::new(Side::Onec, on, kind);
        self.here.add_fault(fault.nth(nth).count(count));
    }

    fn switch(&self, changes: &Value) {
        self.here.switch(Side::Onec, changes).unwrap();
    }

    fn client(&self, address: &str) -> onec_client::Client {
        let is_silent = self.is_silent.load(Ordering::SeqCst);
        let mut clients = self.clients.lock().unwrap();
        let client = clients.entry((address.to_owned(), is_silent));
        let made = || {
            onec_client::Client::builder(&format!("{address}/bp"))
                .login(LOGIN, PASSWORD)
                .timeout(PATIENCE[usize::from(is_silent)])
                .read_pauses(&[Duration::ZERO])
                .build()
                .unwrap()
        };
        client.or_insert_with(made).clone()
    }

    /// The answer of a set that exists, with whatever is changed in it.
    fn answer(&self, key: &StepKey, content: impl Fn(Vec<u8>) -> Vec<u8>) -> Value {
        let state = self.here.state();
        let onec = &state["onec"];
        let set = &onec["sets"][key.as_str()];
        let files = |of: &str| {
            let all = set["files"].as_array().unwrap().iter();
            let own = all.filter(|file| file["of"] == of).map(|file| {
                let mut file = file.as_object().unwrap().clone();
                let bytes = self.here.file(file["sha256"].as_str().unwrap()).unwrap();
                let content = BASE64.encode(content(bytes.to_vec()));
                file.remove("of");
                file.insert("content".to_owned(), content.into());
                Value::Object(file)
            });
            own.collect::<Vec<_>>()
        };
        let shown = |kind: &str, reference: &str, names: &[&str]| {
            let one = &onec[kind][reference];
            let members = names
                .iter()
                .map(|name| ((*name).to_owned(), one[*name].clone()));
            let mut shown: Map<String, Value> = members.collect();
            shown.insert("files".to_owned(), files(reference).into());
            Value::Object(shown)
        };
        let names = [
            "index",
            "ref",
            "number",
            "print_number",
            "date",
            "amount",
            "vat",
        ];
        let invoices = set["invoices"].as_array().unwrap().iter();
        let invoices = invoices.map(|one| shown("invoices", one.as_str().unwrap(), &names));
        let contract = set["contract"].as_str().unwrap();
        json!({
            "key": key.as_str(),
            "state": "done",
            "counterparty": { "ref": set["counterparty"], "created": set["counterparty_created"] },
            "contract": shown("contracts", contract, &["ref", "number", "date", "total", "vat"]),
            "invoices": invoices.collect::<Vec<_>>(),
        })
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn entry(kind: &'static str, one: &Value) -> Entry {
    let ours = |name: &str, how| (one[name] == "extension").then_some(how);
    let total = if kind == "invoice" { "amount" } else { "total" };
    Entry {
        kind,
        number: text(&one["number"]),
        total: text(&one[total]),
        vat: text(&one["vat"]),
        key: text(&one["key"]),
        contract: text(&one["contract"]),
        touched: [ours("posted_by", "posted"), ours("marked_by", "marked")]
            .into_iter()
            .flatten()
            .collect(),
    }
}

fn words(set: &Value) -> Words {
    let replaced = set["supersedes"].as_array().cloned().unwrap_or_default();
    Words {
        requested_by: text(&set["requested_by"]),
        note: text(&set["note"]),
        supersedes: replaced.iter().map(|one| text(&one["ref"])).collect(),
    }
}

impl Base for SandboxBase {
    fn begin(&self, world: World) {
        let world = World {
            onec: world.onec,
            ..World::default()
        };
        begin(&self.here, &world);
        let is_used = !self.elsewhere.requests().is_empty();
        if is_used || !self.has_begun.swap(true, Ordering::SeqCst) {
            begin(&self.elsewhere, &world);
        }
        self.recovers();
    }

    fn accounting(&self) -> Arc<dyn Accounting> {
        let address = if self.is_gone.load(Ordering::SeqCst) {
            nobody()
        } else {
            self.here.onec_url().to_owned()
        };
        let here = self.client(&address);
        let elsewhere = self.client(self.elsewhere.onec_url());
        let books = ExtensionAccounting::new()
            .with_named_base("sever-service", "main", here.clone())
            .with_named_base("sever-torg", "main", here)
            .with_named_base("sever-project", "project", elsewhere);
        Arc::new(books)
    }

    fn falls_ill(&self, ill: Ill, nth: u32, count: u32) {
        self.here.clear_requests();
        match ill {
            Ill::Unreachable => self.is_gone.store(nth == 1, Ordering::SeqCst),
            ill => {
                self.is_silent.store(ill == Ill::Silent, Ordering::SeqCst);
                self.fault("*", refusal(ill), nth, count);
            }
        }
    }

    fn was_ill(&self) -> bool {
        let struck = self.here.requests().iter().any(|one| one.fault.is_some());
        struck || self.is_gone.load(Ordering::SeqCst)
    }

    fn recovers(&self) {
        self.here.clear_faults();
        self.is_gone.store(false, Ordering::SeqCst);
        self.is_silent.store(false, Ordering::SeqCst);
    }

    fn pass(&self, time: Duration) {
        self.here
            .clock()
            .advance(i64::try_from(time.as_millis()).unwrap());
        // What was late is done before anything else that is asked for.
        let same = json!({ "do": "close_period", "until": "2026-10-31" });
        self.here.act(Side::Onec, &same).unwrap();
    }

    fn seen(&self) -> Ledger {
        let state = self.here.state();
        let part = |name: &str| state["onec"][name].as_object().cloned().unwrap_or_default();
        let mut ledger = Ledger::default();
        for (list, kind) in [
            ("contracts", "contract"),
            ("orders", "order"),
            ("invoices", "invoice"),
        ] {
            let entries = part(list).into_iter();
            let entries = entries.map(|(reference, one)| (reference, entry(kind, &one)));
            ledger.documents.extend(entries);
        }
        for (reference, mut card) in part("counterparties") {
            card.as_object_mut().unwrap().remove("accounts");
            ledger.cards.insert(reference, card.to_string());
        }
        for (key, one) in part("reservations") {
            ledger
                .numbers
                .insert(key, (text(&one["number"]), text(&one["state"])));
        }
        ledger.voided = part("voided").keys().cloned().collect();
        ledger.words = part("sets")
            .iter()
            .map(|(key, set)| (key.clone(), words(set)))
            .collect();
        let files = state["onec"]["files"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        ledger.files = files.iter().map(|file| text(&file["sha256"])).collect();
        ledger
    }

    fn requests(&self) -> usize {
        self.here.requests().len()
    }

    fn is(&self, quirk: Quirk) {
        let named = r#"{"error":{"code":"internal","message":"Ошибка в 1С.","retryable":false}}"#;
        match quirk {
            Quirk::PrintsSlowly => self.switch(&json!({ "printing_ms": 60_000 })),
            Quirk::PrintFails => self.switch(&json!({ "print_failures": 1 })),
            Quirk::Older => self.switch(&json!({ "older_extension": true })),
            Quirk::Posts => self.switch(&json!({ "posts_by_mistake": true })),
            Quirk::Marks => self.switch(&json!({ "marks_by_mistake": true })),
            Quirk::NamesItsError => self.fault("*", status(500, named), 1, 0),
            Quirk::AsksToWait(seconds) => {
                let wait = json!({ "maintenance": true, "retry_after_seconds": seconds });
                self.switch(&wait);
            }
        }
    }

    fn differs(&self, inn: &str, ogrn: &str) {
        let state = self.here.state();
        let cards = state["onec"]["counterparties"].as_object().unwrap().clone();
        let (reference, _) = cards
            .into_iter()
            .find(|(_, card)| card["inn"] == inn)
            .unwrap();
        let edit = json!({ "do": "edit_counterparty", "ref": reference, "set": { "ogrn": ogrn } });
        self.here.act(Side::Onec, &edit).unwrap();
    }

    fn counts_otherwise(&self, key: &StepKey, total: Money) {
        let mut answer = self.answer(key, |bytes| bytes);
        answer["contract"]["total"] = total.to_string().into();
        let answer = status(200, &answer.to_string());
        self.fault("POST document-sets", answer, 1, 1);
    }

    fn damages(&self, key: &StepKey, carrier: Carrier) {
        let damage = |mut bytes: Vec<u8>| {
            bytes[0] ^= 1;
            bytes
        };
        let set = || self.answer(key, damage).to_string();
        let (on, answer) = match carrier {
            Carrier::Issue => ("POST document-sets", status(201, &set())),
            Carrier::LookUp => ("GET document-sets", status(200, &set())),
            Carrier::File => {
                let file = FaultKind::Status {
                    status: 200,
                    body: "other bytes".to_owned(),
                    content_type: "application/octet-stream".to_owned(),
                };
                ("GET files", file)
            }
        };
        self.fault(on, answer, 1, 1);
    }
}
