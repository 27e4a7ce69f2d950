//! The sandbox portal behind `BitrixCrm`.

use super::super::scene::FILES_FIELD;
use super::super::{Edit, Hidden, Ill, Portal, Seen};
use super::{Hours, PATIENCE, begin, nobody, plain, started, status};
use crate::company::TOKEN;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use docflow::{BitrixCrm, Texts};
use docflow_core::*;
use docflow_sandbox::{Fault, FaultKind, Sandbox, Side, World};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

/// The catalogue takes a while to read.
static TEXTS: LazyLock<Arc<Texts>> = LazyLock::new(|| Arc::new(Texts::new()));

pub(crate) struct SandboxPortal {
    sandbox: Sandbox,
    world: Mutex<World>,
    /// The next ports lead to an address at which nobody listens.
    is_gone: AtomicBool,
    is_silent: AtomicBool,
    /// Our first token has ended; the next ports have the second one.
    has_ended: AtomicBool,
}

/// A token beside the one of the demo.
const SECOND: &str = "another-access-token-2026";

impl SandboxPortal {
    pub(crate) async fn open() -> Self {
        Self {
            sandbox: started().await,
            world: Mutex::default(),
            is_gone: AtomicBool::new(false),
            is_silent: AtomicBool::new(false),
            has_ended: AtomicBool::new(false),
        }
    }

    fn fault(&self, kind: FaultKind, nth: u32, count: u32) {
        let fault = Fault::new(Side::Portal, "*", kind);
        self.sandbox.add_fault(fault.nth(nth).count(count));
    }

    fn switch(&self, changes: &Value) {
        self.sandbox.switch(Side::Portal, changes).unwrap();
    }
}

fn refusal(ill: Ill) -> FaultKind {
    match ill {
        Ill::Busy => status(
            503,
            r#"{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}"#,
        ),
        Ill::Overloaded => status(
            503,
            r#"{"error":"OVERLOAD_LIMIT","error_description":"REST API is blocked due to overload."}"#,
        ),
        Ill::Broken => status(
            500,
            r#"{"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"}"#,
        ),
        Ill::Expired => FaultKind::ExpireToken { after_commands: 0 },
        Ill::Revoked => status(
            401,
            r#"{"error":"invalid_token","error_description":"Unable to get application by token"}"#,
        ),
        other => plain(other).unwrap(),
    }
}

impl Portal for SandboxPortal {
    fn begin(&self, mut world: World) {
        world.portal.switches.rate_limit = docflow_sandbox::RateLimit::Off;
        world.onec = Value::Null;
        let second = docflow_sandbox::Token {
            access_token: SECOND.to_owned(),
            ..world.portal.applications[0].tokens[0].clone()
        };
        world.portal.applications[0].tokens.truncate(1);
        world.portal.applications[0].tokens.push(second);
        begin(&self.sandbox, &world);
        self.has_ended.store(false, Ordering::SeqCst);
        *self.world.lock().unwrap() = world;
        self.recovers();
    }

    fn crm(&self, policy: &Policy) -> Arc<dyn Crm> {
        let is_gone = self.is_gone.load(Ordering::SeqCst);
        let address = if is_gone {
            nobody()
        } else {
            self.sandbox.portal_url().to_owned()
        };
        let patience = PATIENCE[usize::from(self.is_silent.load(Ordering::SeqCst))];
        let has_ended = self.has_ended.load(Ordering::SeqCst);
        let token = if has_ended { SECOND } else { TOKEN };
        let access = bitrix_client::Access::token(&address, token).unwrap();
        let client = bitrix_client::Client::builder(access)
            .clock(Arc::new(Hours::of(&self.sandbox)))
            .timeout(patience)
            .build()
            .unwrap();
        let clock = Arc::new(Hours::of(&self.sandbox));
        Arc::new(BitrixCrm::new(client, clock, TEXTS.clone(), policy))
    }

    fn falls_ill(&self, ill: Ill, nth: u32, count: u32) {
        match ill {
            Ill::Unreachable => self.is_gone.store(nth == 1, Ordering::SeqCst),
            ill => {
                self.is_silent.store(ill == Ill::Silent, Ordering::SeqCst);
                self.fault(refusal(ill), nth, count);
            }
        }
    }

    fn was_ill(&self) -> bool {
        let struck = self
            .sandbox
            .requests()
            .iter()
            .any(|one| one.fault.is_some());
        struck || self.is_gone.load(Ordering::SeqCst)
    }

    fn recovers(&self) {
        self.sandbox.clear_faults();
        self.is_gone.store(false, Ordering::SeqCst);
        self.is_silent.store(false, Ordering::SeqCst);
    }

    fn pass(&self, time: Duration) {
        self.sandbox
            .clock()
            .advance(i64::try_from(time.as_millis()).unwrap());
        // What was late is done before anything else that is asked for.
        let active = json!({ "do": "set_active", "user": 1, "active": true });
        self.sandbox.act(Side::Portal, &active).unwrap();
    }

    fn seen(&self, deal: u64) -> Seen {
        let of = |name: &'static str| {
            move |one: &Value| one[name].to_string().trim_matches('"') == deal.to_string()
        };
        let hash = |file: &Value| file["sha256"].as_str().map(str::to_owned);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let state = self.sandbox.state();
        let part = |name: &str| {
            state["portal"][name]
                .as_array()
                .cloned()
                .unwrap_or_default()
        };
        let mut seen = Seen::default();
        for document in part("documents").iter().filter(|one| of("entity_id")(one)) {
            let files = [&document["docx"], &document["pdf"]]
                .into_iter()
                .filter_map(hash);
            seen.files
                .extend(files.map(|one| (AttachedVia::DocumentGenerator, one)));
        }
        for comment in part("comments").iter().filter(|one| of("entity_id")(one)) {
            let files = comment["files"].as_array().unwrap();
            if files.is_empty() {
                seen.entries.push(text(&comment["text"]));
            }
            let files = files.iter().filter_map(hash);
            seen.files
                .extend(files.map(|one| (AttachedVia::TimelineComment, one)));
        }
        for entry in part("log_messages")
            .iter()
            .filter(|one| of("entityId")(one))
        {
            seen.entries.push(text(&entry["text"]));
        }
        for message in part("notifications") {
            seen.messages
                .push((message["user"].as_u64().unwrap(), text(&message["message"])));
        }
        let card = state.pointer(&format!("/portal/deals/{deal}"));
        let card = card.and_then(Value::as_object).cloned().unwrap_or_default();
        for (name, value) in card.iter().filter(|(name, _)| name.starts_with("UF_")) {
            let many = value
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![value.clone()]);
            let files = many.iter().filter_map(hash);
            seen.files
                .extend(files.map(|one| (AttachedVia::FileField, one)));
            if let Some(text) = value.as_str().filter(|text| !text.is_empty()) {
                seen.fields.insert(name.clone(), text.to_owned());
            }
        }
        seen.files.sort();
        seen.messages.sort();
        seen
    }

    fn requests(&self) -> usize {
        let requests = self.sandbox.requests();
        requests
            .iter()
            .filter(|one| one.side == Side::Portal)
            .count()
    }

    fn sent(&self) -> usize {
        let requests = self.sandbox.requests();
        let names = requests
            .iter()
            .flat_map(|one| std::iter::once(&one.name).chain(&one.inner));
        names.filter(|name| name.starts_with("im.notify")).count()
    }

    fn edit(&self, deal: u64, edit: Edit) {
        let fields = match edit {
            Edit::Field(name, value) => json!({ name: value }),
            Edit::Client(id) => json!({ "companyId": id }),
            Edit::Sum(kopecks) => {
                let sum = format!("{:.2}", Decimal::new(kopecks, 2));
                json!({ "opportunity": sum, "isManualOpportunity": "Y" })
            }
            Edit::Won => json!({ "stageId": "WON" }),
            Edit::Files(name, files) => {
                let pair = |(name, bytes): &(&str, &[u8])| json!([name, BASE64.encode(bytes)]);
                let pairs: Vec<Value> = files.iter().map(pair).collect();
                let world = self.world.lock().unwrap();
                let field = world
                    .portal
                    .user_fields
                    .iter()
                    .find(|one| one.name == name)
                    .unwrap();
                json!({ name: if field.multiple { json!(pairs) } else { pairs[0].clone() } })
            }
        };
        let change =
            json!({ "do": "change_item", "entity_type_id": 2, "id": deal, "fields": fields });
        self.sandbox.act(Side::Portal, &change).unwrap();
    }

    fn takes_messages(&self, most: usize) {
        let each = 480_usize.div_ceil(most).to_string();
        let costs = json!({ "im.notify.personal.add": each, "im.notify.system.add": each });
        self.switch(&json!({ "operating_costs": costs, "request_seconds": 0 }));
    }

    fn breaks_off_after(&self, commands: usize) {
        let kind = FaultKind::ExpireToken {
            after_commands: commands,
        };
        self.has_ended.store(true, Ordering::SeqCst);
        let mut fault = Fault::new(Side::Portal, "batch", kind);
        fault.text = Some("im.notify".to_owned());
        self.sandbox.add_fault(fault);
    }

    fn asks_to_wait(&self, seconds: u64) {
        let kind = FaultKind::Unavailable {
            retry_after: seconds.to_string(),
            status: 503,
            body: String::new(),
        };
        self.fault(kind, 1, 0);
    }

    fn denies_generator(&self) {
        let mut world = self.world.lock().unwrap().clone();
        world.portal.docgen.enabled = false;
        self.begin(world);
    }

    fn hides_files(&self, deal: u64, hidden: Hidden) {
        let mut item = json!({ "id": deal });
        if hidden == Hidden::Ids {
            item[FILES_FIELD] = json!([{ "url": "/file" }, { "url": "/file" }]);
        }
        let info = json!({ "type": "file", "isMultiple": true, "upperName": FILES_FIELD });
        // Both commands of the batch, in whatever order they were sent.
        let answer = json!({ "item": item, "fields": { "ufCrmDocflowFiles": info } });
        let maps = json!({
            "result": { "c0": answer, "c1": answer },
            "result_error": [], "result_total": [], "result_next": [], "result_time": [],
        });
        let body = json!({ "result": maps, "time": {} }).to_string();
        let fault = Fault::new(Side::Portal, "batch", status(200, &body));
        let fault = fault.containing("crm.item.fields");
        self.sandbox.add_fault(fault.count(0));
    }

    fn changes(&self) -> usize {
        let requests = self.sandbox.requests();
        let names = requests
            .iter()
            .flat_map(|one| std::iter::once(&one.name).chain(&one.inner));
        names.filter(|name| *name == "crm.item.update").count()
    }
}
