//! The host's process: from inside what it does, from outside how it is started and ends.

use super::watched::{Death, Watch, Watched};
use crate::company::{Place, ShiftedClock, policy};
use async_trait::async_trait;
use docflow::*;
use docflow_core::*;
use docflow_sandbox::SandboxClock;
use serde::{Deserialize, Serialize};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

/// Holds the task; a process without it has none.
const VARIABLE: &str = "DOCFLOW_KILL_TASK";
/// The line of a process that waits to be let go, or serves.
const READY: &str = "ready";
/// The line of a process that was told to stop.
pub(crate) const TOLD: &str = "told";
/// No process takes nearly as long.
const TOO_LONG: Duration = Duration::from_mins(5);

/// What a process does with the runs in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Work {
    /// Drives all until none can go on without a person; its clock runs over pauses.
    ToTheEnd,
    /// Waits to be let go and drives each once, the oldest first.
    Pass,
    /// The same, the newest first.
    PassBackwards,
    /// Serves at the real pace until SIGTERM tells it to stop.
    Serve,
}

/// All that a process knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) portal: String,
    pub(crate) onec: String,
    pub(crate) home: PathBuf,
    pub(crate) now: String,
    pub(crate) work: Work,
    pub(crate) death: Option<Death>,
}

/// The task of this process, if it was started with one.
pub(crate) fn task() -> Option<Task> {
    let task = std::env::var(VARIABLE).ok()?;
    Some(serde_json::from_str(&task).unwrap())
}

/// An engine on the journal and the files in a folder.
pub(crate) fn engine(
    place: &Place,
    home: &Path,
    clock: Arc<dyn Clock>,
    death: Option<Death>,
) -> LocalEngine {
    let watch = Arc::new(Watch::new(death));
    let policy = Arc::new(policy());
    let crm: Arc<dyn Crm> = Arc::new(place.crm(clock.clone(), &policy));
    let books: Arc<dyn Accounting> = Arc::new(place.books(&policy));
    let files: Arc<dyn FileStore> = Arc::new(FolderFileStore::open(home.join("files")).unwrap());
    LocalEngine::new(EngineParts {
        policy,
        crm: Arc::new(Watched {
            watch: watch.clone(),
            port: crm,
        }),
        accounting: Arc::new(Watched {
            watch: watch.clone(),
            port: books,
        }),
        journal: Arc::new(SqliteJournal::open(home.join("journal.sqlite3")).unwrap()),
        files: Arc::new(Watched { watch, port: files }),
        clock,
    })
}

impl Task {
    pub(crate) fn dying(self, death: Death) -> Self {
        Self {
            death: Some(death),
            ..self
        }
    }

    pub(crate) async fn perform(self) {
        let place = Place {
            portal: self.portal,
            onec: self.onec,
        };
        let clock = Arc::new(ShiftedClock::new(&self.now, SandboxClock::real()));
        let engine = |clock| engine(&place, &self.home, clock, self.death);
        match self.work {
            Work::ToTheEnd => to_the_end(&engine(clock.clone()), &clock).await,
            Work::Pass | Work::PassBackwards => pass(&engine(clock), self.work).await,
            Work::Serve => serve(&engine(Arc::new(PacedClock(clock)))).await,
        }
    }
}

async fn to_the_end(engine: &LocalEngine, clock: &ShiftedClock) {
    for _ in 0..60 {
        engine.run_due(clock.now()).await.unwrap();
        let all = engine.list(&RunFilter::default()).await.unwrap();
        let is_working = |one: &Status| matches!(one.state, State::Working { .. });
        if !all.iter().any(is_working) {
            return;
        }
        clock.shift(Duration::from_secs(20));
    }
    panic!("the runs do not end");
}

async fn pass(engine: &LocalEngine, work: Work) {
    let mut runs = engine.list(&RunFilter::default()).await.unwrap();
    if work == Work::Pass {
        runs.reverse();
    }
    eprintln!("{READY}");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    for run in runs {
        engine.drive(&run.run).await.unwrap();
    }
}

async fn serve(engine: &LocalEngine) {
    let stop = Stop::on_signals().unwrap();
    let told = stop.clone();
    tokio::spawn(async move {
        for times in 1..=2 {
            told.told(times).await;
            eprintln!("{TOLD}");
        }
    });
    eprintln!("{READY}");
    engine.serve(&stop).await.unwrap();
}

/// The same time, on which pauses are slept through.
struct PacedClock(Arc<ShiftedClock>);

#[async_trait]
impl Clock for PacedClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        let left = moment.signed_duration_since(self.now()).to_std();
        tokio::time::sleep(left.unwrap_or_default()).await;
    }

    async fn alarm(&self, moment: Timestamp) {
        self.sleep_until(moment).await;
    }
}

/// This binary, also when a build has put another into its place meanwhile.
fn own_binary() -> PathBuf {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        return running.to_owned();
    }
    std::env::current_exe().unwrap()
}

/// How a process ended, and what it said that nobody has heard.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) well: bool,
    pub(crate) signal: Option<i32>,
    pub(crate) said: Vec<String>,
}

/// A process at work; it does not outlive this.
pub(crate) struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
}

impl Process {
    pub(crate) fn start(task: &Task) -> Self {
        let mut child = Command::new(own_binary())
            .args(["--exact", "kill::child", "--nocapture"])
            .env(VARIABLE, serde_json::to_string(task).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next line; nothing when there will be none.
    pub(crate) async fn hear(&mut self) -> Option<String> {
        let line = tokio::time::timeout(TOO_LONG, self.lines.next_line());
        line.await.expect("the process hangs").unwrap()
    }

    pub(crate) async fn hear_ready(&mut self) {
        assert_eq!(self.hear().await.as_deref(), Some(READY));
    }

    /// Ends the waiting of a pass.
    pub(crate) fn let_go(&mut self) {
        drop(self.child.stdin.take());
    }

    /// Sends signal 9.
    pub(crate) fn kill(&mut self) {
        self.child.start_kill().unwrap();
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&self) {
        let child = self.child.id().unwrap().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-TERM", &child]).status().unwrap().success());
    }

    /// Hears lines until this one.
    pub(crate) async fn hear_until(&mut self, line: &str) {
        while self.hear().await.expect("the process is gone") != line {}
    }

    pub(crate) async fn end(mut self) -> Ended {
        let mut said = Vec::new();
        while let Some(line) = self.hear().await {
            said.push(line);
        }
        let status = self.child.wait().await.unwrap();
        Ended {
            well: status.success(),
            signal: status.signal(),
            said,
        }
    }
}
