//! OAuth for an application: leave to act, tokens, their renewal, and where they are kept.
//!
//! Here: [`Application`] (what we are) and [`OAuth`] (the conversation with the authorization
//! server). Beside it: `oauth/tokens.rs` (what is got), `oauth/store.rs` (where it is kept),
//! `oauth/session.rs` (one portal's tokens in use, renewed once for everybody), `oauth/redirect.rs`
//! (the way back from the portal's page), `oauth/install.rs` (the server's part in an
//! installation).
//! Not here: inbound events and frames, and installing by them (`inbound`); the hosts allowed
//! (`hosts`).
//! Source: <https://apidocs.bitrix24.com/settings/oauth/index.html>.

mod install;
mod redirect;
mod session;
mod store;
mod tokens;

pub use redirect::Redirect;
pub use session::Session;
pub use store::{
    FileTokenStore, MemoryTokenStore, RenewalRight, Revision, Stored, Swap, TokenStore,
    TokenStoreError,
};
pub use tokens::{Installation, Tokens};

pub(crate) use install::Pair;
pub(crate) use session::Ticket;
pub(crate) use tokens::scopes_of;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::ACCEPT;
use tracing::Instrument as _;

use crate::clock::{Clock, SystemClock, delta};
use crate::error::{Error, ErrorKind, clean, clean_code, kind_of};
use crate::hosts::{AuthHost, PortalHosts};
use crate::http::{HttpSettings, fault, read_capped};
use crate::member::MemberId;
use crate::retry::{CallOptions, wait_before_next};
use crate::secret::Secret;
use crate::wire::{RawJson, members};
use tokens::Answer;

/// The name under which the authorization server appears in errors.
pub(crate) const TOKEN: &str = "oauth/token";

/// Answers of the authorization server are small.
const LARGEST: usize = 64 << 10;

/// An application as it is registered in the portal: its id, its key and its server.
///
/// The key goes to the authorization server only, never to a portal and never to a browser.
#[derive(Clone)]
pub struct Application {
    client_id: String,
    client_secret: Secret,
    auth_host: AuthHost,
}

/// The conversation with the authorization server, for one application and many portals.
///
/// Clones share everything. [`exchange`](Self::exchange) or [`install`](Self::install) makes a
/// [`Session`]; later starts find it with [`session`](Self::session).
///
/// ```no_run
/// use std::sync::Arc;
/// use bitrix_client::{
///     Access, Application, AuthHost, Client, Error, FileTokenStore, MemberId, OAuth,
/// };
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let application = Application::new("local.65f1c0de", "key", AuthHost::BITRIX24_TECH)?;
/// let oauth = OAuth::new(application, Arc::new(FileTokenStore::new("/var/lib/app/tokens")))?;
/// let member: MemberId = "a223c6b3710f85df22e9377d6c4f7553".parse()?;
/// if let Some(session) = oauth.session(&member).await? {
///     let client = Client::new(Access::session(&session)?)?;
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct OAuth(Arc<Inner>);

struct Inner {
    application: Application,
    hosts: PortalHosts,
    store: Arc<dyn TokenStore>,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    timeout: Duration,
}

/// Settings for an [`OAuth`]; every one has a default.
pub struct OAuthBuilder {
    application: Application,
    store: Arc<dyn TokenStore>,
    hosts: PortalHosts,
    own: HttpSettings,
    http: Option<reqwest::Client>,
    clock: Option<Arc<dyn Clock>>,
    timeout: Duration,
}

impl Application {
    /// An application by its `client_id` and `client_secret`.
    ///
    /// # Errors
    /// Kind [`Config`](ErrorKind::Config) when one of them is empty.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
        auth_host: AuthHost,
    ) -> Result<Self, Error> {
        let (client_id, client_secret) = (client_id.into(), client_secret.into());
        if client_id.is_empty() || client_secret.expose().is_empty() {
            return Err(Error::config(
                "expected id and key of the application, found an empty text",
            ));
        }
        Ok(Self {
            client_id,
            client_secret,
            auth_host,
        })
    }

    /// The `client_id`; `app.info` calls it the code.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The authorization server of the setting.
    pub fn auth_host(&self) -> &AuthHost {
        &self.auth_host
    }
}

impl OAuth {
    /// With the default settings; portals of the cloud are allowed.
    ///
    /// # Errors
    /// Kind [`Config`](ErrorKind::Config) when the TLS set-up of the machine is unusable.
    pub fn new(application: Application, store: Arc<dyn TokenStore>) -> Result<Self, Error> {
        Self::builder(application, store).build()
    }

    /// Settings.
    pub fn builder(application: Application, store: Arc<dyn TokenStore>) -> OAuthBuilder {
        OAuthBuilder {
            application,
            store,
            hosts: PortalHosts::cloud(),
            own: HttpSettings::default(),
            http: None,
            clock: None,
            timeout: Duration::from_secs(30),
        }
    }

    /// Where a browser asks the user of `portal` for leave: the portal's page.
    ///
    /// `state` comes back unchanged; make it a value that nobody can guess, keep it in the
    /// browser's session and give it to [`exchange`](Self::exchange). The page comes back to the
    /// address that is registered for the application.
    ///
    /// # Errors
    /// Kind [`Config`](ErrorKind::Config) when the host is not allowed or `state` is empty.
    pub fn authorize_url(&self, portal: &str, state: &str) -> Result<String, Error> {
        if state.is_empty() {
            return Err(Error::config("expected a state that nobody can guess"));
        }
        let mut url = self.allowed(portal)?;
        url.set_path("/oauth/authorize/");
        url.query_pairs_mut()
            .append_pair("client_id", &self.0.application.client_id)
            .append_pair("state", state);
        Ok(url.into())
    }

    /// Turns the code of a redirect into tokens, and stores them.
    ///
    /// `state` is what was given to [`authorize_url`](Self::authorize_url). The code lives 30
    /// seconds and works once, so an exchange whose answer was lost is not repeated; it runs to its
    /// end even when this future is dropped. Whoever authorized is the user of the session from now
    /// on: let an administrator do it where all is to be seen. An application token that is known
    /// stays known.
    ///
    /// # Errors
    /// [`InvalidArgument`](ErrorKind::InvalidArgument) when the state is another one, the portal is
    /// not allowed or the answer is for another portal; [`Unauthorized`](ErrorKind::Unauthorized)
    /// when the code is not accepted; [`Refresh`](ErrorKind::Refresh) when the store fails; and
    /// those of the network.
    pub async fn exchange(&self, redirect: &Redirect, state: &str) -> Result<Session, Error> {
        redirect.check_state(state)?;
        let (oauth, redirect) = (self.clone(), redirect.clone());
        to_its_end(async move {
            let host = oauth.auth_host_for(redirect.server_domain());
            let grant = [
                ("grant_type", "authorization_code"),
                ("code", redirect.code().expose()),
            ];
            let answer = oauth.ask(&host, &grant, false).await?;
            if let Some(member) = redirect.member_id()
                && answer.member_id != *member
            {
                return Err(Error::new(ErrorKind::InvalidArgument, TOKEN).described(
                    "expected tokens for the portal that redirected, found another one",
                ));
            }
            oauth.keep(oauth.made_of(answer, None, &host)?).await
        })
        .await
    }

    /// The session of a portal that is in the store; `None` when it is not.
    ///
    /// One process needs one session a portal: clones of it share a renewal, two of them would
    /// each make their own. Two processes are safe, and the later one takes what the earlier one
    /// stored.
    ///
    /// # Errors
    /// [`Refresh`](ErrorKind::Refresh) when the store fails.
    pub async fn session(&self, portal: &MemberId) -> Result<Option<Session>, Error> {
        let stored = self
            .0
            .store
            .load(portal)
            .await
            .map_err(|error| store_failed(&error))?;
        Ok(stored.map(|stored| Session::new(self.clone(), stored)))
    }

    /// What is known of a portal: for checking what it sends.
    ///
    /// # Errors
    /// [`Refresh`](ErrorKind::Refresh) when the store fails.
    pub async fn installation(&self, portal: &MemberId) -> Result<Option<Installation>, Error> {
        let stored = self
            .0
            .store
            .load(portal)
            .await
            .map_err(|error| store_failed(&error))?;
        Ok(stored.map(|stored| stored.installation))
    }

    /// The hosts that may be a portal.
    pub fn hosts(&self) -> &PortalHosts {
        &self.0.hosts
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// How long one question may take.
    pub(crate) fn timeout(&self) -> Duration {
        self.0.timeout
    }

    /// What we are.
    pub fn application(&self) -> &Application {
        &self.0.application
    }
}

/// Runs in a task of its own: tokens that the server has given are not lost with whoever wanted them.
async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::spawn(work.in_current_span()).await;
    done.unwrap_or_else(|_| {
        Err(Error::new(ErrorKind::Refresh, TOKEN).described("the work on the tokens was cut off"))
    })
}

impl OAuth {
    fn allowed(&self, portal: &str) -> Result<Url, Error> {
        self.0.hosts.find(portal).ok_or_else(|| {
            Error::config("expected a portal of the allow-list, found another host; pin it first")
        })
    }

    fn auth_host_for(&self, server_endpoint: &str) -> AuthHost {
        self.0.application.auth_host.selected_by(server_endpoint)
    }

    /// New tokens for a refresh token. The old refresh token may be dead from here on.
    async fn refreshed(&self, old: &Installation) -> Result<Installation, Error> {
        let host = old.auth_host();
        let answer = self
            .renewed(host, old.tokens().refresh(), old.member_id())
            .await?;
        self.made_of(answer, Some(old), host)
    }

    async fn renewed(
        &self,
        host: &AuthHost,
        refresh: &Secret,
        member: &MemberId,
    ) -> Result<Answer, Error> {
        let grant = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose()),
        ];
        let answer = self.ask(host, &grant, true).await?;
        if answer.member_id != *member {
            return Err(Error::new(ErrorKind::InvalidArgument, TOKEN)
                .described("expected tokens for the same portal, found those of another one"));
        }
        Ok(answer)
    }

    /// An answer with what was known before. The portal's address must be allowed; one that is not
    /// leaves the known one, so that a pair is never thrown away.
    fn made_of(
        &self,
        answer: Answer,
        old: Option<&Installation>,
        asked: &AuthHost,
    ) -> Result<Installation, Error> {
        let portal = self.0.hosts.find(&answer.client_endpoint);
        let portal = portal
            .or_else(|| old.and_then(|old| Url::parse(old.portal()).ok()))
            .ok_or_else(|| {
                Error::new(ErrorKind::InvalidArgument, TOKEN)
                    .described("expected a portal of the allow-list, found another host; pin it")
            })?;
        let auth_host = asked.selected_by(&answer.server_endpoint);
        Ok(Installation::new(
            answer,
            old,
            &portal,
            auth_host,
            self.0.clock.now(),
        ))
    }

    /// Stores an installation over whatever is there, and opens its session. The old pair is spent
    /// by now, so a store that fails is tried again.
    async fn keep(&self, installation: Installation) -> Result<Session, Error> {
        let clock = &self.0.clock;
        for wait_ms in [200, 800] {
            let kept = self.keep_once(installation.clone()).await;
            let Err(error) = kept else { return kept };
            tracing::warn!(%error, "new tokens were not stored; they are tried again");
            let until = clock.now() + chrono::TimeDelta::milliseconds(wait_ms);
            clock.sleep_until(until).await;
        }
        self.keep_once(installation).await
    }

    async fn keep_once(&self, mut installation: Installation) -> Result<Session, Error> {
        let member = installation.member_id().clone();
        let store = &self.0.store;
        // A renewal may come between; ours was proved later, so it is the newer one.
        for _ in 0..8 {
            let known = store
                .load(&member)
                .await
                .map_err(|error| store_failed(&error))?;
            if let Some(known) = &known {
                installation = installation.with_what_was_known(&known.installation);
            }
            let seen = known.map(|known| known.revision);
            let swap = store.compare_and_set(&member, seen, &installation).await;
            if let Swap::Stored(revision) = swap.map_err(|error| store_failed(&error))? {
                let stored = Stored {
                    installation,
                    revision,
                };
                return Ok(Session::new(self.clone(), stored));
            }
        }
        Err(Error::new(ErrorKind::Refresh, TOKEN)
            .described("the tokens in the store change too often; try again"))
    }

    /// Asks the authorization server; what is `repeatable` is asked again after a lost answer.
    async fn ask(
        &self,
        host: &AuthHost,
        grant: &[(&str, &str)],
        repeatable: bool,
    ) -> Result<Answer, Error> {
        let mut url = host.url("/oauth/token/")?;
        let application = &self.0.application;
        url.query_pairs_mut()
            .append_pair("client_id", &application.client_id)
            .append_pair("client_secret", application.client_secret.expose())
            .extend_pairs(grant);
        let options = CallOptions::default().attempts(3);
        let mut attempt = 0_u32;
        let mut any_may_have_happened = false;
        loop {
            attempt = attempt.saturating_add(1);
            let error = match self.ask_once(url.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            any_may_have_happened |= error.may_have_happened();
            let kind = error.kind();
            tracing::debug!(attempt, ?kind, "the authorization server gave no tokens");
            let wait = wait_before_next(kind, attempt, &options, repeatable, None);
            let Some(wait) = wait else {
                return Err(error.attempted(attempt, any_may_have_happened));
            };
            let clock = &self.0.clock;
            clock.sleep_until(clock.now() + delta(wait)).await;
        }
    }

    async fn ask_once(&self, url: Url) -> Result<Answer, Error> {
        let request = self.0.http.get(url).header(ACCEPT, "application/json");
        let response = request.timeout(self.0.timeout).send().await;
        let response = response.map_err(|error| fault(TOKEN, &error))?;
        let status = response.status().as_u16();
        let body = read_capped(TOKEN, response, LARGEST).await?;
        open(status, &body, self.0.application.client_secret.expose())
    }
}

/// Reads an answer of the authorization server, which has no envelope.
fn open(status: u16, body: &[u8], client_secret: &str) -> Result<Answer, Error> {
    let not_json = || Error::new(ErrorKind::NotJson { status }, TOKEN);
    let text = std::str::from_utf8(body).map_err(|_| not_json())?;
    let raw = RawJson::new(text);
    members(raw).map_err(|_| not_json())?;
    let code: Option<String> = raw.member("error").ok().flatten();
    if let Some(code) = code {
        let words: Option<String> = raw.member("error_description").ok().flatten();
        let words = words.unwrap_or_default();
        let secrets = [client_secret];
        return Err(Error::new(kind_of(status, &code, &words), TOKEN)
            .coded(clean_code(&code, &secrets))
            .quoting(clean(&words, &secrets)));
    }
    if !(200..300).contains(&status) {
        return Err(Error::new(kind_of(status, "", ""), TOKEN));
    }
    Answer::read(raw).map_err(|error| Error::decode(TOKEN, &error))
}

fn store_failed(error: &TokenStoreError) -> Error {
    Error::new(ErrorKind::Refresh, TOKEN)
        .coded("token-store")
        .described(error.to_string())
}

impl OAuthBuilder {
    /// The hosts that may be a portal. Default: all portals of the cloud.
    #[must_use]
    pub fn portal_hosts(mut self, hosts: PortalHosts) -> Self {
        self.hosts = hosts;
        self
    }

    /// The clock to read and to sleep by. Default [`SystemClock`].
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// How long one question to the authorization server may take. Default 30 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// A certificate authority to trust besides the machine's own, as PEM. Not used with
    /// [`http_client`](Self::http_client).
    #[must_use]
    pub fn ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.own.ca_pem = Some(pem.into());
        self
    }

    /// The address of an HTTP proxy. Not used with [`http_client`](Self::http_client).
    #[must_use]
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.own.proxy = Some(address.into());
        self
    }

    /// An HTTP client of your own; it must not follow redirects and must not repeat requests.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Makes it.
    ///
    /// # Errors
    /// Kind [`Config`](ErrorKind::Config) when the certificate or the proxy cannot be read, or TLS
    /// cannot be set up.
    pub fn build(self) -> Result<OAuth, Error> {
        let http = match self.http {
            Some(http) => http,
            None => self.own.build()?,
        };
        Ok(OAuth(Arc::new(Inner {
            application: self.application,
            hosts: self.hosts,
            store: self.store,
            http,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            timeout: self.timeout,
        })))
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("client_id", &self.client_id)
            .field("auth_host", &self.auth_host)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OAuth").field(&self.0.application).finish()
    }
}

impl fmt::Debug for OAuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OAuthBuilder")
            .field(&self.application)
            .finish()
    }
}
