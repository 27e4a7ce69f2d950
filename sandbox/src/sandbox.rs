//! Starting the sandbox and talking to it from the same process.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::watch;

use crate::clock::SandboxClock;
use crate::control;
use crate::core::Core;
use crate::error::SandboxError;
use crate::fault::Fault;
use crate::log::{CallCount, LoggedRequest};
use crate::server::{Server, Target, bind};
use crate::site::{Side, Site};
use crate::tls;
use crate::world::World;

/// Settings of a sandbox before it starts.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    world: World,
    clock: SandboxClock,
    tls: bool,
    ports: [u16; 3],
}

impl Builder {
    /// The world to begin with; an empty one by default.
    #[must_use]
    pub fn world(mut self, world: World) -> Self {
        self.world = world;
        self
    }

    /// Serves portal and 1C over HTTPS with a throw-away authority ([`Sandbox::ca_pem`]).
    #[must_use]
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// The clock; the machine's by default.
    #[must_use]
    pub fn clock(mut self, clock: SandboxClock) -> Self {
        self.clock = clock;
        self
    }

    /// Loopback ports of portal, 1C base and control address; 0 (the default) takes a free one.
    #[must_use]
    pub fn ports(mut self, portal: u16, onec: u16, control: u16) -> Self {
        self.ports = [portal, onec, control];
        self
    }

    /// Binds the ports and serves them on the current tokio runtime until the sandbox is dropped.
    ///
    /// # Errors
    /// [`SandboxError::Io`] when a port is taken, [`SandboxError::World`] when the world is wrong.
    pub async fn start(self) -> Result<Sandbox, SandboxError> {
        let tls = if self.tls {
            Some(tls::throw_away()?)
        } else {
            None
        };
        let [portal, onec, control] = self.ports;
        let (portal_socket, portal) = bind(portal).await?;
        let (onec_socket, onec) = bind(onec).await?;
        let (info_socket, info) = bind(0).await?;
        let (tech_socket, tech) = bind(0).await?;
        let (control_socket, control) = bind(control).await?;
        let scheme = if self.tls { "https" } else { "http" };
        let portal_url = format!("{scheme}://{portal}");
        let auth_urls = [info, tech].map(|address| format!("{scheme}://{address}"));
        let (portal_site, onec_site) = sites(&self.clock, &portal_url, &auth_urls);
        let core = Arc::new(Core::new(self.clock, portal_site, onec_site));
        core.load(&self.world)?;

        let (stop, stopped) = watch::channel(false);
        let acceptor = tls.as_ref().map(|tls| tls.acceptor.clone());
        let server = |target, tls| Server {
            core: Arc::clone(&core),
            target,
            tls,
        };
        let portal_server = server(Target::Side(Side::Portal), acceptor.clone());
        tokio::spawn(portal_server.run(portal_socket, stopped.clone()));
        for (number, socket) in [info_socket, tech_socket].into_iter().enumerate() {
            let auth_server = server(Target::Auth(number), acceptor.clone());
            tokio::spawn(auth_server.run(socket, stopped.clone()));
        }
        let onec_server = server(Target::Side(Side::Onec), acceptor);
        tokio::spawn(onec_server.run(onec_socket, stopped.clone()));
        let answer = control::answer(Arc::clone(&core));
        tokio::spawn(server(Target::Control(answer), None).run(control_socket, stopped));
        Ok(Sandbox {
            core,
            portal_url,
            auth_urls,
            onec_url: format!("{scheme}://{onec}"),
            control_url: format!("http://{control}"),
            ca_pem: tls.map(|tls| tls.ca_pem),
            _stop: stop,
        })
    }
}

#[cfg_attr(
    not(all(feature = "portal", feature = "onec")),
    allow(
        unused_variables,
        reason = "a build without a server does not need its settings"
    )
)]
fn sites(
    clock: &SandboxClock,
    portal_url: &str,
    auth_urls: &[String; 2],
) -> (Arc<dyn Site>, Arc<dyn Site>) {
    #[cfg(feature = "portal")]
    let portal = Arc::new(crate::portal::Portal::new(
        clock.clone(),
        portal_url,
        auth_urls.to_vec(),
    ));
    #[cfg(not(feature = "portal"))]
    let portal = Arc::new(crate::absent::Absent);
    #[cfg(feature = "onec")]
    let onec = Arc::new(crate::onec::Onec::new(clock.clone()));
    #[cfg(not(feature = "onec"))]
    let onec = Arc::new(crate::absent::Absent);
    (portal, onec)
}

/// A running portal and 1C base; they stop when it is dropped.
///
/// Every method here has its twin on the control address.
pub struct Sandbox {
    core: Arc<Core>,
    portal_url: String,
    auth_urls: [String; 2],
    onec_url: String,
    control_url: String,
    ca_pem: Option<String>,
    _stop: watch::Sender<bool>,
}

impl Sandbox {
    /// The settings of a new sandbox.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// `http://127.0.0.1:PORT` of the portal, or `https://…` with TLS; no slash at the end.
    pub fn portal_url(&self) -> &str {
        &self.portal_url
    }

    /// The addresses of the two authorization servers, as `oauth.bitrix.info` and
    /// `oauth.bitrix24.tech`.
    pub fn auth_urls(&self) -> [&str; 2] {
        self.auth_urls.each_ref().map(String::as_str)
    }

    /// The address of the 1C base's web server; the publication is a path below it.
    pub fn onec_url(&self) -> &str {
        &self.onec_url
    }

    /// The control address, always plain HTTP.
    pub fn control_url(&self) -> &str {
        &self.control_url
    }

    /// The certificate of the throw-away authority; `None` without TLS.
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// The clock of both servers.
    pub fn clock(&self) -> &SandboxClock {
        &self.core.clock
    }

    /// Replaces the state of both servers; log, faults and late work are forgotten.
    ///
    /// # Errors
    /// [`SandboxError::World`].
    pub fn load(&self, world: &World) -> Result<(), SandboxError> {
        self.core.load(world)
    }

    /// The whole state as the control address shows it: `{"portal": …, "onec": …}`.
    pub fn state(&self) -> Value {
        control::state(&self.core)
    }

    /// Adds a fault behind those that already wait.
    pub fn add_fault(&self, fault: Fault) {
        self.core.add_fault(fault);
    }

    /// Removes all faults; late work that was promised is still done.
    pub fn clear_faults(&self) {
        self.core.clear_faults();
    }

    /// The faults that can still hit, with how often each did.
    pub fn faults(&self) -> Vec<(Fault, u32)> {
        self.core.faults()
    }

    /// The requests that arrived, in order.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.core.log(|log| log.list())
    }

    /// Forgets the requests that arrived so far.
    pub fn clear_requests(&self) {
        self.core.log(crate::log::RequestLog::clear);
    }

    /// Counts of requests and of commands in batches by method or route.
    pub fn counts(&self, side: Side) -> BTreeMap<String, CallCount> {
        self.core.log(|log| log.counts(side))
    }

    /// The bytes of a file that either server holds, by SHA-256 in lower-case hex.
    pub fn file(&self, sha256: &str) -> Option<Bytes> {
        control::file(&self.core, sha256)
    }

    /// Changes the switches of one side that `changes` names; returns all of them.
    ///
    /// # Errors
    /// [`SandboxError::Switches`]; nothing is changed then.
    pub fn switch(&self, side: Side, changes: &Value) -> Result<Value, SandboxError> {
        self.core
            .site(side)
            .switch(changes)
            .map_err(SandboxError::Switches)
    }

    /// Does by hand what a person would do in that system; see the README for the actions.
    ///
    /// # Errors
    /// [`SandboxError::Action`].
    pub fn act(&self, side: Side, action: &Value) -> Result<Value, SandboxError> {
        self.core.do_due_work();
        let done = self.core.site(side).act(action);
        self.core.send_posts(side);
        done.map_err(SandboxError::Action)
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("portal", &self.portal_url)
            .field("onec", &self.onec_url)
            .field("control", &self.control_url)
            .finish_non_exhaustive()
    }
}
