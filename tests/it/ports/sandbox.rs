//! The adapters of the root package over HTTP, and the sandbox behind them.

mod base;
mod portal;

pub(crate) use base::SandboxBase;
pub(crate) use portal::SandboxPortal;

use super::Ill;
use crate::company::MORNING;
use async_trait::async_trait;
use docflow_core::Timestamp;
use docflow_sandbox::{FaultKind, Sandbox, SandboxClock, World};
use std::sync::LazyLock;
use std::time::Duration;

pub(super) async fn portal() -> SandboxPortal {
    SandboxPortal::open().await
}

pub(super) async fn base() -> SandboxBase {
    SandboxBase::open().await
}

/// Longer than any answer takes, and short where none comes.
const PATIENCE: [Duration; 2] = [Duration::from_secs(30), Duration::from_millis(150)];

/// The clock of the sandbox, on which nobody waits for real.
struct Hours(SandboxClock);

impl Hours {
    fn of(sandbox: &Sandbox) -> Self {
        Self(sandbox.clock().clone())
    }

    fn present(&self) -> Timestamp {
        Timestamp::from_timestamp_millis(self.0.now_ms()).unwrap()
    }

    fn jump(&self, to: Timestamp) {
        self.0.set(to.timestamp_millis().max(self.0.now_ms()));
    }
}

#[async_trait]
impl docflow_core::Clock for Hours {
    fn now(&self) -> Timestamp {
        self.present()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        self.jump(moment);
    }
}

#[async_trait]
impl bitrix_client::Clock for Hours {
    fn now(&self) -> Timestamp {
        self.present()
    }

    async fn sleep_until(&self, at: Timestamp) {
        // The clock of the sandbox counts whole milliseconds.
        self.jump(at + Duration::from_millis(1));
    }
}

/// A sandbox that stands at the morning of the demo.
async fn started() -> Sandbox {
    let morning: Timestamp = MORNING.parse().unwrap();
    let clock = SandboxClock::manual(morning.timestamp_millis());
    Sandbox::builder().clock(clock).start().await.unwrap()
}

/// Begins anew in the morning.
fn begin(sandbox: &Sandbox, world: &World) {
    let morning: Timestamp = MORNING.parse().unwrap();
    sandbox.clock().set(morning.timestamp_millis());
    sandbox.load(world).unwrap();
}

/// An address at which nobody listens.
fn nobody() -> String {
    static NOBODY: LazyLock<String> = LazyLock::new(|| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    });
    NOBODY.clone()
}

/// The fault that is the same for both servers.
fn plain(ill: Ill) -> Option<FaultKind> {
    Some(match ill {
        Ill::Maintenance => FaultKind::Html { status: 503 },
        Ill::Page => FaultKind::Html { status: 502 },
        Ill::Gone => FaultKind::Html { status: 404 },
        Ill::Welcome => FaultKind::Html { status: 200 },
        Ill::Silent => FaultKind::Hang,
        Ill::LostBefore => FaultKind::DropBefore,
        Ill::LostAfter => FaultKind::DropAfter,
        Ill::CutAnswer => FaultKind::CutAnswer,
        Ill::PageAfter => FaultKind::HtmlAfter { status: 504 },
        Ill::Late => FaultKind::Late {
            after_ms: Some(15_000),
            after_requests: 0,
            status: 504,
        },
        _ => return None,
    })
}

fn status(status: u16, body: &str) -> FaultKind {
    FaultKind::Status {
        status,
        body: body.to_owned(),
        content_type: "application/json; charset=utf-8".to_owned(),
    }
}
