//! No secret leaves the process: not in an error, a `Debug`, a log line, the journal or a file.
//!
//! Engines with the real clients are driven against dead addresses, refused logins and broken
//! answers. Everything that they say and leave is searched for every secret, plain and as it travels.

use crate::company::{LOGIN, MORNING, PASSWORD, ShiftedClock, TOKEN, choices, policy, world};
use async_trait::async_trait;
use base64::Engine as _;
use docflow::*;
use docflow_core::*;
use docflow_sandbox::{Fault, FaultKind, Sandbox, SandboxClock, Side};
use std::cell::RefCell;
use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

const WEBHOOK_CODE: &str = "demo-webhook-secret-2026";
const APPLICATION_TOKEN: &str = "demo-application-token-2026";

/// Every secret of the demo's world, and the forms in which a login travels.
fn secrets() -> Vec<String> {
    let header = base64::engine::general_purpose::STANDARD.encode(format!("{LOGIN}:{PASSWORD}"));
    let encoded = LOGIN
        .bytes()
        .fold(String::new(), |text, byte| format!("{text}%{byte:02X}"));
    let plain = [WEBHOOK_CODE, TOKEN, APPLICATION_TOKEN, LOGIN, PASSWORD];
    let mut all = plain.map(str::to_owned).to_vec();
    all.extend([header, encoded]);
    all
}

pub(crate) fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// Every text of a journal: what is packed in its file is unpacked here.
pub(crate) async fn texts_of(journal: &Path) -> Vec<u8> {
    let journal = SqliteJournal::open(journal).unwrap();
    let mut all = Vec::new();
    for row in journal.list(&RunFilter::default()).await.unwrap() {
        let texts = [
            Some(row.snapshot.run),
            row.snapshot.dossier,
            row.snapshot.papers,
        ];
        let outcomes = journal.outcomes(&row.key).await.unwrap();
        let bodies = outcomes.into_iter().map(|outcome| outcome.body);
        for text in texts.into_iter().chain(bodies).flatten() {
            all.extend(text.into_bytes());
        }
    }
    all
}

/// Fails when a secret stands in these bytes.
pub(crate) fn assert_none(place: &str, bytes: &[u8]) {
    for secret in secrets() {
        assert!(
            !holds(bytes, secret.as_bytes()),
            "«{secret}» stands in {place}"
        );
    }
}

thread_local! {
    /// What this thread's code has logged; only the test below listens.
    static HEARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn hear(line: std::fmt::Arguments<'_>) {
    HEARD.with_borrow_mut(|heard| {
        if let Some(heard) = heard {
            writeln!(heard, "{line}").unwrap();
        }
    });
}

/// Hears every field of every span and event of `tracing`, and every record of `log`.
struct Ear;

impl Visit for Ear {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        hear(format_args!("{}={value:?}", field.name()));
    }
}

impl Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        hear(format_args!("span {}", span.metadata().name()));
        span.record(&mut Self);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Self);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        hear(format_args!("event of {}", event.metadata().target()));
        event.record(&mut Self);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Ear {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        hear(format_args!(
            "log of {}: {}",
            record.target(),
            record.args()
        ));
    }

    fn flush(&self) {}
}

/// How portal and 1C are asked, and what goes wrong there.
struct Trouble {
    name: &'static str,
    portal: bitrix_client::Access,
    onec: String,
    password: String,
    fault: Option<Fault>,
}

/// Nobody listens here.
fn dead() -> String {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", socket.local_addr().unwrap())
}

fn troubles(sandbox: &Sandbox) -> Vec<Trouble> {
    use bitrix_client::Access;
    let webhook =
        |address: &str, code: &str| Access::webhook(&format!("{address}/rest/90/{code}/")).unwrap();
    let token = |address: &str, token: &str| Access::token(address, token).unwrap();
    let (portal, onec) = (sandbox.portal_url(), format!("{}/bp", sandbox.onec_url()));
    let trouble = |name, access: Access| Trouble {
        name,
        portal: access,
        onec: onec.clone(),
        password: PASSWORD.to_owned(),
        fault: None,
    };
    let good = || webhook(portal, WEBHOOK_CODE);
    let html = || FaultKind::Html { status: 502 };
    let moved = || FaultKind::Moved {
        location: format!("{portal}/rest/90/{WEBHOOK_CODE}/x?auth={TOKEN}"),
    };
    let always = |side, kind| Some(Fault::new(side, "*", kind).count(0));
    vec![
        trouble("a dead portal by webhook", webhook(&dead(), WEBHOOK_CODE)),
        trouble("a dead portal by token", token(&dead(), TOKEN)),
        trouble(
            "a revoked webhook",
            webhook(portal, &format!("{WEBHOOK_CODE}-old")),
        ),
        trouble("an old token", token(portal, &format!("{TOKEN}-old"))),
        Trouble {
            fault: always(Side::Portal, html()),
            ..trouble("a portal of HTML", good())
        },
        Trouble {
            fault: always(Side::Portal, moved()),
            ..trouble("a moved portal", good())
        },
        Trouble {
            onec: format!("{}/bp", dead()),
            ..trouble("a dead 1C", good())
        },
        Trouble {
            password: format!("{PASSWORD}-old"),
            ..trouble("a wrong password", good())
        },
        Trouble {
            onec: format!("{}/none", sandbox.onec_url()),
            ..trouble("a wrong publication", good())
        },
        Trouble {
            fault: always(Side::Onec, html()),
            ..trouble("a 1C of HTML", good())
        },
        Trouble {
            fault: always(Side::Onec, FaultKind::DropAfter),
            ..trouble("a 1C that hangs up", good())
        },
    ]
}

/// The client's pauses are passed over too.
struct Unslept(Arc<ShiftedClock>);

#[async_trait]
impl bitrix_client::Clock for Unslept {
    fn now(&self) -> Timestamp {
        Clock::now(&*self.0)
    }

    async fn sleep_until(&self, moment: Timestamp) {
        Clock::sleep_until(&*self.0, moment).await;
    }
}

/// Both forms of an error and of everything below it.
fn tell(said: &mut String, error: &dyn StdError) {
    writeln!(said, "{error}\n{error:?}\n{error:#?}").unwrap();
    if let Some(source) = error.source() {
        tell(said, source);
    }
}

impl Trouble {
    /// What errors, `Debug` and states say when a deal is ordered in this trouble.
    async fn suffer(&self, sandbox: &Sandbox, home: &Path, clock: Arc<ShiftedClock>) -> String {
        sandbox.clear_faults();
        if let Some(fault) = &self.fault {
            sandbox.add_fault(fault.clone());
        }
        let mut said = String::new();
        let portal = bitrix_client::Client::builder(self.portal.clone())
            .clock(Arc::new(Unslept(clock.clone())))
            .build()
            .unwrap();
        let base = onec_client::Client::builder(&self.onec)
            .login(LOGIN, &self.password)
            .read_pauses(&[Duration::ZERO])
            .build()
            .unwrap();
        writeln!(said, "{:?} {portal:?} {base:?}", self.portal).unwrap();
        if let Err(error) = portal.call(&bitrix_client::GetProfile).await {
            tell(&mut said, &error);
        }
        if let Err(error) = base.about().await {
            tell(&mut said, &error);
        }
        let policy = Arc::new(policy());
        let crm = BitrixCrm::new(portal, clock.clone(), Arc::new(Texts::new()), &policy);
        let sellers = policy.sellers.iter();
        let books = sellers.fold(ExtensionAccounting::new(), |books, seller| {
            books.with_base(&seller.code, base.clone())
        });
        writeln!(said, "{crm:?} {books:?}").unwrap();
        let engine = LocalEngine::new(EngineParts {
            policy,
            crm: Arc::new(crm),
            accounting: Arc::new(books),
            journal: Arc::new(SqliteJournal::open(home.join("journal.sqlite3")).unwrap()),
            files: Arc::new(FolderFileStore::open(home.join("files")).unwrap()),
            clock: clock.clone(),
        });
        order(&engine, &clock, &mut said).await;
        said
    }
}

/// Orders documents of deal 1001 and drives until a person must act, or a side was away for hours.
async fn order(engine: &LocalEngine, clock: &ShiftedClock, said: &mut String) {
    let (requester, choices) = choices(1001);
    let wish = Submit {
        deal: DealId::new(1001).unwrap(),
        generation: 1,
        source: "test".to_owned(),
        message: MessageId::new("once"),
        order: Order {
            requested_by: UserId::new(requester).unwrap(),
            office: None,
            purpose: Purpose::First,
            choices,
        },
    };
    let run = engine.start(wish).await.unwrap().run;
    let mut away = false;
    for _ in 0..12 {
        if let Err(error) = engine.run_due(clock.now()).await {
            tell(said, &error);
        }
        let status = engine.status(&run).await.unwrap();
        let texts = [Lang::Ru, Lang::En].map(|lang| Texts::new().state(&status.state, lang));
        writeln!(said, "{status:?} {texts:?} {engine:?}").unwrap();
        if !matches!(status.state, State::Working { .. }) {
            return;
        }
        away |= matches!(status.state, State::Working { away: Some(_), .. });
        clock.shift(Duration::from_secs(700));
    }
    assert!(away, "nothing went wrong: {said}");
}

#[test]
fn no_secret_is_in_errors_logs_or_journal_when_portal_and_1c_fail() {
    // One thread for clients, engine and sandbox: the ear hears its own thread alone.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let _ear = tracing::subscriber::set_default(Ear);
    let _ = log::set_boxed_logger(Box::new(Ear));
    log::set_max_level(log::LevelFilter::Trace);
    runtime.block_on(async {
        let sandbox_clock = SandboxClock::real();
        let clock = Arc::new(ShiftedClock::new(MORNING, sandbox_clock.clone()));
        let sandbox = Sandbox::builder()
            .world(world())
            .clock(sandbox_clock)
            .start()
            .await
            .unwrap();
        for trouble in troubles(&sandbox) {
            let name = trouble.name;
            let home = tempfile::tempdir().unwrap();
            HEARD.set(Some(String::new()));
            let said = trouble.suffer(&sandbox, home.path(), clock.clone()).await;
            let heard = HEARD.take().unwrap();
            for what in ["span bitrix24", "event of docflow", "log of "] {
                assert!(heard.contains(what), "{name}: {what} is not heard: {heard}");
            }
            assert_none(&format!("errors of {name}"), said.as_bytes());
            assert_none(&format!("logs of {name}"), heard.as_bytes());
            for entry in std::fs::read_dir(home.path()).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let bytes = std::fs::read(&path).unwrap();
                    assert_none(&format!("{} of {name}", path.display()), &bytes);
                }
            }
            let texts = texts_of(&home.path().join("journal.sqlite3")).await;
            assert!(holds(&texts, b"sever/1001/documents/1"), "{name}: no run");
            assert_none(&format!("texts of the journal of {name}"), &texts);
        }
    });
}
