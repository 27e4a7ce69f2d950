//! The sandbox as a program: prints one line of JSON with its addresses and runs until it is
//! stopped.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use docflow_sandbox::{Sandbox, World};
#[cfg(feature = "onec")]
use serde::Deserialize as _;
use serde_json::{Value, json};

const USAGE: &str = "docflow-sandbox [--world FILE] [--tls] [--portal-port N] [--onec-port N] \
                     [--control-port N]";

#[derive(Default)]
struct Options {
    world: Option<PathBuf>,
    tls: bool,
    portal_port: u16,
    onec_port: u16,
    control_port: u16,
}

impl Options {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--world" => options.world = Some(value()?.into()),
                "--tls" => options.tls = true,
                "--portal-port" => options.portal_port = port(&value()?)?,
                "--onec-port" => options.onec_port = port(&value()?)?,
                "--control-port" => options.control_port = port(&value()?)?,
                _ => return Err(format!("unknown option {word}; usage: {USAGE}")),
            }
        }
        Ok(options)
    }
}

fn port(text: &str) -> Result<u16, String> {
    text.parse()
        .map_err(|_| format!("{text} is no port; expected 0 to 65535"))
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "docflow-sandbox: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let options = Options::read(std::env::args().skip(1))?;
    let world = match &options.world {
        None => World::default(),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| format!("{} was not read: {error}", path.display()))?;
            World::from_json(&text).map_err(|error| error.to_string())?
        }
    };
    let sandbox = Sandbox::builder()
        .world(world.clone())
        .tls(options.tls)
        .ports(options.portal_port, options.onec_port, options.control_port)
        .start()
        .await
        .map_err(|error| error.to_string())?;
    let ca_file = ca_file(&sandbox)?;
    let line = describe(&sandbox, &world, ca_file.as_ref()).to_string();
    let mut out = std::io::stdout();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| error.to_string())?;
    stopped().await;
    if let Some(path) = ca_file {
        let _ = std::fs::remove_file(path);
    }
    Ok(())
}

/// Writes the certificate of the throw-away authority beside other temporary files.
fn ca_file(sandbox: &Sandbox) -> Result<Option<PathBuf>, String> {
    let Some(pem) = sandbox.ca_pem() else {
        return Ok(None);
    };
    let name = format!("docflow-sandbox-ca-{}.pem", std::process::id());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, pem)
        .map_err(|error| format!("{} was not written: {error}", path.display()))?;
    Ok(Some(path))
}

/// The one line: addresses, and the credentials of the world, so that a test needs nothing else.
fn describe(sandbox: &Sandbox, world: &World, ca_file: Option<&PathBuf>) -> Value {
    let portal = sandbox.portal_url();
    let webhooks: Vec<Value> = world
        .portal
        .webhooks
        .iter()
        .map(|hook| {
            let url = format!("{portal}/rest/{}/{}/", hook.user, hook.code);
            json!({ "user": hook.user, "scopes": hook.scopes, "url": url })
        })
        .collect();
    json!({
        "portal": {
            "url": portal,
            "member_id": world.portal.member_id,
            "auth_servers": sandbox.auth_urls(),
            "webhooks": webhooks,
            "applications": world.portal.applications,
        },
        "onec": onec(sandbox, world),
        "control": sandbox.control_url(),
        "ca_pem": ca_file,
    })
}

/// The publication of the 1C base and who may sign in.
#[cfg(feature = "onec")]
fn onec(sandbox: &Sandbox, world: &World) -> Value {
    let base = docflow_sandbox::OnecWorld::deserialize(&world.onec).unwrap_or_default();
    let url = format!("{}/{}", sandbox.onec_url(), base.publication);
    json!({ "url": url, "users": world.onec.get("users") })
}

#[cfg(not(feature = "onec"))]
fn onec(sandbox: &Sandbox, _world: &World) -> Value {
    json!({ "url": sandbox.onec_url() })
}

/// Waits for Ctrl-C or, on Unix, a request to end.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
