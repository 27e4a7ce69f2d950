//! What both servers share: the log, the fault script, the clock and the work that is done late.
//! One request goes through [`Core::handle`]: due late work first, then its fault, then the site.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::clock::SandboxClock;
use crate::error::SandboxError;
use crate::fault::{Fault, FaultKind, FaultScript};
use crate::log::RequestLog;
use crate::site::{Reply, Request, Side, Site};
use crate::world::World;

/// What the server does with the connection.
pub(crate) enum Outcome {
    /// Sends this.
    Answer(Reply),
    /// Sends the head and half of the body, then resets.
    Cut(Reply),
    /// Resets without an answer.
    Reset,
    /// Closes without an answer.
    Close,
}

pub(crate) struct Core {
    pub(crate) clock: SandboxClock,
    portal: Arc<dyn Site>,
    onec: Arc<dyn Site>,
    shared: Mutex<Shared>,
    /// Where posts of the sandbox itself are sent from.
    runtime: Handle,
    /// Changes when idle connections have to be closed.
    kick: watch::Sender<u64>,
}

#[derive(Default)]
struct Shared {
    log: RequestLog,
    faults: FaultScript,
    late: Vec<Late>,
}

/// Work that was answered for and is still to be done.
struct Late {
    side: Side,
    due: Due,
    request: Request,
}

enum Due {
    At(i64),
    AfterRequests(u32),
}

impl Core {
    pub(crate) fn new(clock: SandboxClock, portal: Arc<dyn Site>, onec: Arc<dyn Site>) -> Self {
        let (kick, _) = watch::channel(0);
        Self {
            clock,
            portal,
            onec,
            shared: Mutex::default(),
            runtime: Handle::current(),
            kick,
        }
    }

    pub(crate) fn site(&self, side: Side) -> &Arc<dyn Site> {
        match side {
            Side::Portal => &self.portal,
            Side::Onec => &self.onec,
        }
    }

    pub(crate) fn kicks(&self) -> watch::Receiver<u64> {
        self.kick.subscribe()
    }

    pub(crate) fn add_fault(&self, fault: Fault) {
        let kicks = fault.refuses_connections();
        self.with(|shared| shared.faults.add(fault));
        if kicks {
            self.kick
                .send_modify(|count| *count = count.wrapping_add(1));
        }
    }

    pub(crate) fn clear_faults(&self) {
        self.with(|shared| shared.faults.clear());
    }

    pub(crate) fn faults(&self) -> Vec<(Fault, u32)> {
        self.with(|shared| shared.faults.list())
    }

    /// Whether a new connection of this side is to be closed unread.
    pub(crate) fn refuses_connection(&self, side: Side) -> bool {
        self.with(|shared| shared.faults.take_refusal(side))
    }

    pub(crate) fn log<T>(&self, read: impl FnOnce(&mut RequestLog) -> T) -> T {
        self.with(|shared| read(&mut shared.log))
    }

    /// Loads a world into both sites and forgets log, faults and late work.
    pub(crate) fn load(&self, world: &World) -> Result<(), SandboxError> {
        for side in [Side::Portal, Side::Onec] {
            self.site(side).load(world).map_err(SandboxError::World)?;
        }
        self.with(|shared| *shared = Shared::default());
        Ok(())
    }

    fn with<T>(&self, work: impl FnOnce(&mut Shared) -> T) -> T {
        work(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Does one request: late work that is due, the fault, the site's own answer.
    pub(crate) async fn handle(self: &Arc<Self>, side: Side, request: Request) -> Outcome {
        let call = self.site(side).name(&request);
        let now = self.clock.now_ms();
        let (entry, fault) = self.with(|shared| {
            let entry = shared.log.open(now, side, &call, request.body.len());
            let text: [&[u8]; 3] = [
                request.path.as_bytes(),
                request.query.as_bytes(),
                &request.body,
            ];
            let fault = shared.faults.take(side, &call, &text);
            if let Some(kind) = &fault {
                shared.log.fault(entry, fault_name(kind));
            }
            (entry, fault)
        });
        self.do_late_work_before(side).await;
        let outcome = match fault {
            None => Outcome::Answer(self.work(side, request).await),
            Some(kind) => self.fail(side, request, kind).await,
        };
        if let Outcome::Answer(reply) | Outcome::Cut(reply) = &outcome {
            let (status, bytes_out) = (reply.status.as_u16(), reply.body.len());
            self.with(|shared| shared.log.answered(entry, status, bytes_out));
        }
        outcome
    }

    async fn fail(self: &Arc<Self>, side: Side, request: Request, kind: FaultKind) -> Outcome {
        match kind {
            FaultKind::Refuse => Outcome::Close,
            FaultKind::DropBefore => Outcome::Reset,
            FaultKind::DropAfter => {
                self.work(side, request).await;
                Outcome::Reset
            }
            FaultKind::CutAnswer => Outcome::Cut(self.work(side, request).await),
            FaultKind::Late {
                after_ms,
                after_requests,
                status,
            } => {
                self.put_off(side, request, after_ms, after_requests);
                Outcome::Answer(Reply::html(code(status)))
            }
            FaultKind::Slow { ms } => {
                let reply = self.work(side, request).await;
                tokio::time::sleep(Duration::from_millis(ms)).await;
                Outcome::Answer(reply)
            }
            FaultKind::Hang => std::future::pending().await,
            FaultKind::Unavailable {
                retry_after,
                status,
                body,
            } => Outcome::Answer(unavailable(status, body, retry_after)),
            FaultKind::Html { status } => Outcome::Answer(Reply::html(code(status))),
            FaultKind::HtmlAfter { status } => {
                self.work(side, request).await;
                Outcome::Answer(Reply::html(code(status)))
            }
            FaultKind::ExpireToken { after_commands } => {
                let token_lives = Some(after_commands);
                let request = Request {
                    token_lives,
                    ..request
                };
                Outcome::Answer(self.work(side, request).await)
            }
            FaultKind::Moved { location } => {
                let page = Reply::html(StatusCode::FOUND);
                Outcome::Answer(page.with_header("location", location))
            }
            FaultKind::Status {
                status,
                body,
                content_type,
            } => Outcome::Answer(Reply::new(code(status), &content_type, body)),
        }
    }

    fn put_off(&self, side: Side, request: Request, after_ms: Option<i64>, requests: u32) {
        let due = match after_ms {
            Some(ms) => Due::At(self.clock.now_ms().saturating_add(ms)),
            None => Due::AfterRequests(requests),
        };
        self.with(|shared| shared.late.push(Late { side, due, request }));
    }

    /// Does the late work whose hour has come; called before anybody looks at the state.
    pub(crate) fn do_due_work(&self) {
        let now = self.clock.now_ms();
        self.do_late(|late| matches!(late.due, Due::At(at) if at <= now));
    }

    async fn do_late_work_before(self: &Arc<Self>, side: Side) {
        if self.with(|shared| shared.late.is_empty()) {
            return;
        }
        let core = Arc::clone(self);
        let work = move || {
            core.do_due_work();
            core.do_late(|late| late.side == side && matches!(late.due, Due::AfterRequests(0)));
            core.count_down(side);
        };
        // A panic of the site was already reported by the runtime; late work has no answer.
        let _ = tokio::task::spawn_blocking(work).await;
    }

    fn do_late(&self, is_due: impl Fn(&Late) -> bool) {
        let due: Vec<Late> =
            self.with(|shared| shared.late.extract_if(.., |late| is_due(late)).collect());
        for late in due {
            self.site(late.side).answer(&late.request);
            self.send_posts(late.side);
        }
    }

    /// Sends what a side wants posted, each once; nobody waits for it.
    pub(crate) fn send_posts(&self, side: Side) {
        for post in self.site(side).take_posts() {
            let sender = Arc::clone(self.site(side));
            self.runtime.spawn(async move {
                let status = crate::post::send(&post).await;
                sender.posted(post.number, status);
            });
        }
    }

    fn count_down(&self, side: Side) {
        self.with(|shared| {
            for late in shared.late.iter_mut().filter(|late| late.side == side) {
                if let Due::AfterRequests(left) = &mut late.due {
                    *left = left.saturating_sub(1);
                }
            }
        });
    }

    /// The site's own answer, worked out on a blocking thread.
    async fn work(&self, side: Side, request: Request) -> Reply {
        let server = Arc::clone(self.site(side));
        let work = move || server.answer(&request);
        let done = tokio::task::spawn_blocking(work).await;
        self.send_posts(side);
        done.unwrap_or_else(|_| Reply::html(StatusCode::INTERNAL_SERVER_ERROR))
    }
}

/// An answer that asks to come later.
fn unavailable(status: u16, body: String, retry_after: String) -> Reply {
    let reply = if body.is_empty() {
        Reply::html(code(status))
    } else {
        Reply::new(code(status), "application/json; charset=utf-8", body)
    };
    if retry_after.is_empty() {
        return reply;
    }
    reply.with_header("retry-after", retry_after)
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn fault_name(kind: &FaultKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|value| Some(value.get("kind")?.as_str()?.to_owned()))
        .unwrap_or_default()
}
