//! Hosts made from a configuration alone, whose application's tokens expire, move and are revoked.

use super::example;
use async_trait::async_trait;
use bitrix_client::{
    AuthHost, Client, ErrorKind, Event, FileTokenStore, Frame, GetProfile, MemoryTokenStore, OAuth,
    Params, PortalHosts, TokenFault,
};
use docflow::{Configuration, ConnectError, InstallError, ManualClock, Secrets};
use docflow_core::{
    Cause, Choices, Crm, DealFacts, DealId, DealState, Delivery, FactsQuery, Message, Notice,
    Order, Outcome, Owner, Problem, Purpose, Rejection, RunKey, Side, UserId,
};
use docflow_sandbox as sandbox;
use docflow_sandbox::{Deal, Fault, FaultKind, Sandbox, SandboxClock, User, World};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

const CLIENT: &str = "local.65f1c0de2a8d14.73591022";
const KEY: &str = "client-secret-5p3c14l";
const MEMBER: &str = "da45a03b265edd8787f8a258d793cc5d";

fn world(access: &str) -> World {
    let mut world = World::default();
    let portal = &mut world.portal;
    MEMBER.clone_into(&mut portal.member_id);
    let mut admin = User::new(1, "Иван", "Петров");
    admin.admin = true;
    portal.users.push(admin);
    let token = sandbox::Token::new(access, 1).renewed_by("first-refresh-70k3n");
    let mut app = sandbox::Application::new(CLIENT, ["crm", "im", "user"], token);
    KEY.clone_into(&mut app.client_secret);
    "51856fefc120afa4b628cc82d3935cce".clone_into(&mut app.application_token);
    app.auth_server = 1;
    portal.applications.push(app);
    portal.deals.push(Deal::new(4512, "Поставка насосов"));
    world
}

async fn portal() -> Sandbox {
    let clock = SandboxClock::manual(1_800_000_000_000);
    let builder = Sandbox::builder().world(world("first-access-70k3n"));
    builder.clock(clock).start().await.unwrap()
}

/// A folder with a configuration of this portal, from which any number of processes start.
struct Host {
    folder: TempDir,
}

impl Host {
    fn of(portal: &Sandbox) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let host = Self { folder };
        let text = example()
            .replace("https://sever.bitrix24.ru", portal.portal_url())
            .replace("oauth.bitrix24.tech", portal.auth_urls()[1])
            .replace("proxy = \"http://proxy.sever.example:3128\"\n", "")
            .replace("authority_file = \"ca.pem\"\n", "");
        host.write(&text);
        host
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("docflow.toml")
    }

    fn write(&self, text: &str) {
        std::fs::write(self.path(), text).unwrap();
    }

    fn replace(&self, old: &str, new: &str) {
        let text = std::fs::read_to_string(self.path()).unwrap();
        assert!(text.contains(old));
        self.write(&text.replace(old, new));
    }

    fn without_member(&self) {
        self.replace(&format!("member_id = \"{MEMBER}\"\n"), "");
    }

    fn tokens(&self) -> PathBuf {
        self.folder.path().join("tokens")
    }

    fn configuration(&self) -> (Configuration, Secrets) {
        let configuration = Configuration::read(self.path()).unwrap();
        let secrets = Secrets::from_variables(&configuration, |name| match name {
            "DOCFLOW_BITRIX_CLIENT_SECRET" => Some(KEY.to_owned()),
            "DOCFLOW_ONEC_LOGIN" | "DOCFLOW_ONEC_PASSWORD" => Some("exchange".to_owned()),
            _ => None,
        });
        (configuration, secrets.unwrap())
    }

    /// A process starts.
    async fn start(&self) -> Result<Client, ConnectError> {
        let (configuration, secrets) = self.configuration();
        configuration.portal_client(&secrets).await
    }

    /// The portal's event of an installation arrives.
    async fn install(&self, portal: &Sandbox) -> Result<Client, InstallError> {
        let (configuration, secrets) = self.configuration();
        let application = configuration.application(&secrets).unwrap();
        let session = application.install(&installed(portal)).await?;
        portal.clear_requests();
        Ok(configuration.portal_client_with(&session).unwrap())
    }
}

fn installed(portal: &Sandbox) -> Event {
    let act = json!({ "do": "install", "application": CLIENT });
    let done = portal.act(sandbox::Side::Portal, &act).unwrap();
    Event::from_form(done["body"].as_str().unwrap()).unwrap()
}

fn an_hour_passes(portal: &Sandbox) {
    portal.clock().advance(3_600_000);
}

/// Names of the requests since the last look, in order.
fn requests(portal: &Sandbox) -> Vec<String> {
    let names = portal.requests().into_iter().map(|request| request.name);
    let names = names.collect();
    portal.clear_requests();
    names
}

fn tokens_asked(portal: &Sandbox) -> usize {
    let all = requests(portal);
    all.iter().filter(|name| *name == "oauth/token").count()
}

/// What the engine is told when it reads the deal.
async fn read_deal(host: &Host, client: Client) -> Outcome<DealFacts> {
    let (configuration, _) = host.configuration();
    let clock = Arc::new(ManualClock::new("2026-11-24T09:00:00Z".parse().unwrap()));
    let crm = configuration.crm(client, clock);
    let deal = DealId::new(4512).unwrap();
    let query = FactsQuery {
        key: RunKey::new("sever", deal, "documents", 1)
            .unwrap()
            .step("facts"),
        deal,
        order: Order {
            requested_by: UserId::new(1).unwrap(),
            office: None,
            purpose: Purpose::First,
            choices: Choices::default(),
        },
        as_of: None,
        state: DealState::Working,
    };
    crm.load_facts(&query).await
}

#[tokio::test]
async fn a_host_outlives_its_first_token_and_the_second_process_sees_the_new_pair() {
    let portal = portal().await;
    let host = Host::of(&portal);
    host.install(&portal).await.unwrap();
    let (one, other) = (host.start().await.unwrap(), host.start().await.unwrap());
    one.call(&GetProfile).await.unwrap();
    assert_eq!(requests(&portal), ["profile"]);
    an_hour_passes(&portal);
    one.call(&GetProfile).await.unwrap();
    assert_eq!(requests(&portal), ["profile", "oauth/token", "profile"]);
    other.call(&GetProfile).await.unwrap();
    assert_eq!(requests(&portal), ["profile", "profile"]);
    // A later start finds the pair that was stored before it was used.
    host.start().await.unwrap().call(&GetProfile).await.unwrap();
    assert_eq!(requests(&portal), ["profile"]);
    for _ in 0..3 {
        an_hour_passes(&portal);
        other.call(&GetProfile).await.unwrap();
        one.call(&GetProfile).await.unwrap();
    }
    assert_eq!(tokens_asked(&portal), 3, "one renewal an hour for both");
}

#[tokio::test]
async fn an_access_token_alone_ends_after_its_hour() {
    let portal = portal().await;
    let host = Host::of(&portal);
    let (configuration, _) = host.configuration();
    let secrets = Secrets::from_variables(&configuration, |name| match name {
        "DOCFLOW_BITRIX_TOKEN" => Some("first-access-70k3n".to_owned()),
        "DOCFLOW_ONEC_LOGIN" | "DOCFLOW_ONEC_PASSWORD" => Some("exchange".to_owned()),
        _ => None,
    });
    let client = configuration
        .portal_client(&secrets.unwrap())
        .await
        .unwrap();
    client.call(&GetProfile).await.unwrap();
    an_hour_passes(&portal);
    let error = client.call(&GetProfile).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized(TokenFault::Expired));
}

#[tokio::test]
async fn a_host_without_tokens_says_so_and_waits_for_the_installation() {
    let portal = portal().await;
    let host = Host::of(&portal);
    let error = host.start().await.unwrap_err();
    assert_eq!(error, ConnectError::NotInstalled);
    assert!(
        error.to_string().contains("install the application"),
        "{error}"
    );
    let client = host.install(&portal).await.unwrap();
    client.call(&GetProfile).await.unwrap();
    host.start().await.unwrap().call(&GetProfile).await.unwrap();
}

#[tokio::test]
async fn a_page_of_an_administrator_installs_as_the_event_does() {
    let portal = portal().await;
    let host = Host::of(&portal);
    let auth = installed(&portal).auth;
    let page = Params::new()
        .with("DOMAIN", auth.domain.unwrap())
        .with("PROTOCOL", "0")
        .with("member_id", MEMBER)
        .with("AUTH_ID", auth.access_token.unwrap().expose())
        .with("REFRESH_ID", auth.refresh_token.unwrap().expose())
        .with(
            "APPLICATION_TOKEN",
            auth.application_token.unwrap().expose(),
        );
    let frame = Frame::from_params(&page).unwrap();
    let (configuration, secrets) = host.configuration();
    let application = configuration.application(&secrets).unwrap();
    application.install_from_frame(&frame).await.unwrap();
    host.start().await.unwrap().call(&GetProfile).await.unwrap();
}

#[tokio::test]
async fn an_installation_by_another_portal_is_not_taken() {
    let portal = portal().await;
    let host = Host::of(&portal);
    host.replace(MEMBER, "b334c6b3710f85df22e9377d6c4f7553");
    let error = host.install(&portal).await.unwrap_err();
    assert!(matches!(error, InstallError::OtherPortal { .. }), "{error}");
    host.replace("member_id = \"b334c6b3710f85df22e9377d6c4f7553\"\n", "");
    host.replace(portal.portal_url(), "https://sever.bitrix24.ru");
    let error = host.install(&portal).await.unwrap_err();
    assert!(error.to_string().contains("sever.bitrix24.ru"), "{error}");
    assert!(requests(&portal).is_empty());
}

#[tokio::test]
async fn runs_wait_while_a_token_is_revoked_and_a_new_installation_ends_it() {
    let portal = portal().await;
    let host = Host::of(&portal);
    let client = host.install(&portal).await.unwrap();
    let removed = json!({ "do": "uninstall", "application": CLIENT });
    portal.act(sandbox::Side::Portal, &removed).unwrap();
    let error = client.call(&GetProfile).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized(TokenFault::Revoked));
    assert!(error.to_string().contains("install it again"), "{error}");
    let Outcome::Transient { cause, .. } = read_deal(&host, client.clone()).await else {
        panic!("nobody can be told through a portal without a token");
    };
    assert_eq!(cause, Cause::away(Side::Crm, "invalid_grant"));
    host.install(&portal).await.unwrap();
    // The process of before goes on.
    client.call(&GetProfile).await.unwrap();
}

/// A clock on which every wait is over at once.
struct Hasty;

#[async_trait]
impl bitrix_client::Clock for Hasty {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    async fn sleep_until(&self, _: chrono::DateTime<chrono::Utc>) {}
}

#[tokio::test]
async fn an_authorization_server_that_is_away_is_waited_for() {
    let portal = portal().await;
    let host = Host::of(&portal);
    host.install(&portal).await.unwrap();
    let (configuration, _) = host.configuration();
    let server = AuthHost::loopback(portal.auth_urls()[1]).unwrap();
    let application = bitrix_client::Application::new(CLIENT, KEY, server).unwrap();
    let store = Arc::new(FileTokenStore::new(host.tokens()));
    let oauth = OAuth::builder(application, store)
        .portal_hosts(PortalHosts::pinned_only().loopback())
        .clock(Arc::new(Hasty));
    let session = oauth
        .build()
        .unwrap()
        .session(&MEMBER.parse().unwrap())
        .await;
    let session = session.unwrap().unwrap();
    let client = configuration.portal_client_with(&session).unwrap();
    an_hour_passes(&portal);
    let away = FaultKind::Html { status: 502 };
    let away = Fault::new(sandbox::Side::Portal, "oauth/token", away);
    portal.add_fault(away.count(3));
    let Outcome::Transient { cause, .. } = read_deal(&host, client.clone()).await else {
        panic!("an outage passes");
    };
    assert_eq!(cause, Cause::away(Side::Crm, "token-refresh"));
    client.call(&GetProfile).await.unwrap();
}

#[tokio::test]
async fn a_broken_store_is_told_at_the_start_and_on_the_way() {
    let portal = portal().await;
    let host = Host::of(&portal);
    let client = host.install(&portal).await.unwrap();
    let file = host.tokens().join(format!("{MEMBER}.json"));
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let error = host.start().await.unwrap_err();
    assert!(matches!(error, ConnectError::TokenStore { .. }), "{error}");
    let words = error.to_string();
    assert!(
        words.contains("damaged") && words.contains("install again"),
        "{words}"
    );
    an_hour_passes(&portal);
    let error = client.call(&GetProfile).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Refresh, "token-store")
    );
    let Outcome::Transient { cause, .. } = read_deal(&host, client.clone()).await else {
        panic!("nothing was sent, and the file may be restored");
    };
    assert_eq!(cause, Cause::away(Side::Crm, "token-store"));
    assert_eq!(
        tokens_asked(&portal),
        0,
        "no pair is asked for that could be lost"
    );
    std::fs::write(&file, whole).unwrap();
    client.call(&GetProfile).await.unwrap();
}

#[tokio::test]
async fn a_store_that_is_no_folder_is_told_at_the_start() {
    let portal = portal().await;
    let host = Host::of(&portal);
    std::fs::write(host.tokens(), "").unwrap();
    for _ in 0..2 {
        let error = host.start().await.unwrap_err();
        let words = error.to_string();
        assert!(words.contains("check the folder and its owner"), "{words}");
        if host.configuration().0.portal.member_id.is_some() {
            host.without_member();
        }
    }
}

/// What cannot be written now would lose the next pair.
#[cfg(unix)]
#[tokio::test]
async fn a_store_that_can_not_be_written_is_told_at_the_start() {
    let portal = portal().await;
    let host = Host::of(&portal);
    host.install(&portal).await.unwrap();
    // In place of the file that is written first: this holds for an administrator as well.
    let place = host.tokens().join(format!("{MEMBER}.new"));
    std::fs::create_dir(&place).unwrap();
    let error = host.start().await.unwrap_err();
    assert!(matches!(error, ConnectError::TokenStore { .. }), "{error}");
    std::fs::remove_dir(place).unwrap();
    host.start().await.unwrap();
}

fn moved(to: &Sandbox) -> Fault {
    let location = format!("{}/rest/profile", to.portal_url());
    Fault::new(sandbox::Side::Portal, "*", FaultKind::Moved { location }).count(0)
}

/// The portal at a new address, with the tokens that are stored.
async fn moved_portal(host: &Host, old: &Sandbox) -> Sandbox {
    let new = portal().await;
    let store = FileTokenStore::new(host.tokens());
    let member = MEMBER.parse().unwrap();
    let stored = bitrix_client::TokenStore::load(&store, &member).await;
    let tokens = stored.unwrap().unwrap().installation.tokens().clone();
    new.load(&world(tokens.access().expose())).unwrap();
    old.add_fault(moved(&new));
    new
}

#[tokio::test]
async fn a_portal_that_has_moved_is_followed_now_and_after_a_restart() {
    let old = portal().await;
    let host = Host::of(&old);
    let client = host.install(&old).await.unwrap();
    let new = moved_portal(&host, &old).await;
    client.call(&GetProfile).await.unwrap();
    assert_eq!((requests(&old).len(), requests(&new).len()), (1, 1));
    host.start().await.unwrap().call(&GetProfile).await.unwrap();
    assert_eq!((requests(&old).len(), requests(&new).len()), (0, 1));
}

/// Without its id a portal is known by its address, which an administrator then sets.
#[tokio::test]
async fn a_portal_without_its_id_that_has_moved_is_not_taken_for_the_same() {
    let old = portal().await;
    let host = Host::of(&old);
    host.without_member();
    let client = host.install(&old).await.unwrap();
    host.start().await.unwrap();
    let new = moved_portal(&host, &old).await;
    client.call(&GetProfile).await.unwrap();
    let error = host.start().await.unwrap_err();
    assert!(matches!(error, ConnectError::OtherPortal { .. }), "{error}");
    host.replace(old.portal_url(), new.portal_url());
    host.start().await.unwrap().call(&GetProfile).await.unwrap();
}

#[tokio::test]
async fn tokens_of_several_portals_need_the_id_of_ours() {
    let portal = portal().await;
    let host = Host::of(&portal);
    host.install(&portal).await.unwrap();
    let file = |member: &str| host.tokens().join(format!("{member}.json"));
    let other = "b334c6b3710f85df22e9377d6c4f7553";
    let text = std::fs::read_to_string(file(MEMBER)).unwrap();
    std::fs::write(file(other), text.replace(MEMBER, other)).unwrap();
    host.start().await.unwrap();
    host.without_member();
    let error = host.start().await.unwrap_err();
    assert!(error.to_string().contains("several portals"), "{error}");
}

#[tokio::test]
async fn a_host_keeps_tokens_in_a_store_of_its_own() {
    let portal = portal().await;
    let host = Host::of(&portal);
    let (configuration, secrets) = host.configuration();
    let store = Arc::new(MemoryTokenStore::new());
    let application = configuration.application_with(&secrets, store).unwrap();
    let error = application.session().await.unwrap_err();
    assert_eq!(error, ConnectError::NotInstalled);
    application.install(&installed(&portal)).await.unwrap();
    let session = application.session().await.unwrap();
    let client = configuration.portal_client_with(&session).unwrap();
    an_hour_passes(&portal);
    client.call(&GetProfile).await.unwrap();
    assert_eq!(tokens_asked(&portal), 2, "an installation and a renewal");
    assert!(!host.tokens().exists());
    assert!(!format!("{application:?} {client:?}").contains(KEY));
}

#[tokio::test]
async fn messages_have_the_language_and_the_page_that_the_file_names() {
    let portal = portal().await;
    let host = Host::of(&portal);
    host.replace("lang = \"ru\"", "lang = \"en\"");
    let client = host.install(&portal).await.unwrap();
    let (configuration, _) = host.configuration();
    let clock = Arc::new(ManualClock::new("2026-11-24T09:00:00Z".parse().unwrap()));
    let deal = DealId::new(4512).unwrap();
    let run = RunKey::new("sever", deal, "documents", 1).unwrap();
    let problem = Problem {
        step: run.step("issue"),
        round: 1,
        rejection: Rejection {
            cause: Cause::new(Side::Accounting, "no-base"),
            owner: Owner::Administrator,
            detail: None,
        },
        reminders: 0,
    };
    let message = Message {
        key: run.step("problem/1"),
        deal,
        recipients: vec![UserId::new(1).unwrap()],
        watchers: Vec::new(),
        waits_for: None,
        notice: Notice::Problem(problem),
        state: DealState::Waiting,
    };
    let told = configuration.crm(client, clock).tell(&message).await;
    let everybody = Outcome::Done(Delivery::to_all(&message.recipients));
    assert_eq!(told, everybody);
    let text = portal.state()["portal"]["notifications"].to_string();
    assert!(
        text.contains("The administrator of the integration"),
        "{text}"
    );
    let page = format!("https://docflow.sever.example/runs/{run}");
    assert!(text.contains(&page), "{text}");
}
