//! Where the portal, the 1C bases and the files of this host are. No secrets: those are apart.

use super::address::{address, host, proxy, run_page};
use super::raw;
use super::reading::{Read, Reading, each};
use crate::engine::Slots;
use crate::texts::Lang;
use bitrix_client::{AuthHost, Drain, MemberId, Plan, PortalHosts};
use docflow_core::{DealId, RunKey};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

/// The portal and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalSettings {
    /// Its address: `https://sever.bitrix24.ru`.
    pub address: String,
    /// The portal's own id, which stays when its address changes.
    pub member_id: Option<MemberId>,
    /// The application that acts there, where it is one.
    pub application: Option<ApplicationSettings>,
    /// Language of messages to its people.
    pub lang: Lang,
    /// How long one call may take.
    pub timeout: Duration,
    /// Proxy for all calls.
    pub proxy: Option<String>,
    /// PEM file of a private authority, trusted beside those of the system.
    pub authority_file: Option<PathBuf>,
    /// How fast it lets requests in.
    pub plan: Plan,
    /// How many runs speak to it at once.
    pub parallel: usize,
    /// The host's page of a run, with `{run}` for the key, for
    /// [`BitrixCrm::with_run_page`](crate::BitrixCrm::with_run_page).
    pub run_page: Option<String>,
}

impl PortalSettings {
    /// The host name, with the port where it is not the usual one.
    pub fn host(&self) -> &str {
        host(&self.address)
    }

    /// Whether what a portal says of itself, or what is stored of it, is of this portal: by its id
    /// where that is set, else by its address.
    pub(super) fn matches(&self, member: &MemberId, address: &str) -> bool {
        match &self.member_id {
            Some(expected) => expected == member,
            None => host(address).eq_ignore_ascii_case(self.host()),
        }
    }

    /// The hosts that may be this portal, now or after it has moved.
    pub(super) fn hosts(&self) -> PortalHosts {
        let sandbox = PortalHosts::pinned_only().loopback();
        if sandbox.allows(&self.address) {
            return sandbox;
        }
        PortalHosts::cloud().pin(self.host())
    }
}

/// An application as it is registered in the portal; its key is a secret and apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationSettings {
    /// Its `client_id`.
    pub client_id: String,
    /// The authorization server that gives and renews its tokens.
    pub auth_host: AuthHost,
}

/// A 1C base with the firms whose books it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InfobaseSettings {
    /// Stable code, part of the names of its secrets.
    pub code: String,
    /// Address of the publication: `https://1c.sever.ru/bp`.
    pub publication: String,
    /// Codes of the own firms; every firm has exactly one base.
    pub sellers: BTreeSet<String>,
    /// How long one call may take.
    pub timeout: Duration,
    /// Proxy for all calls.
    pub proxy: Option<String>,
    /// PEM file of a private authority, trusted beside those of the system.
    pub authority_file: Option<PathBuf>,
    /// How many runs speak to it at once.
    pub parallel: usize,
}

/// Where this host keeps what must survive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageSettings {
    /// The journal's file.
    pub journal: PathBuf,
    /// The folder of printed files.
    pub files: PathBuf,
    /// The folder of the application's tokens; its owner's alone.
    pub tokens: PathBuf,
}

/// The slug of the portal: it must leave room in the keys of runs.
pub(super) fn slug(reading: &mut Reading<'_>, slug: &raw::Text) -> Read<String> {
    // Ten digits of a deal and four of a generation: more than any portal has reached.
    let key = |deal| RunKey::new(slug.get_ref(), deal, "documents", 9_999);
    match DealId::new(9_999_999_999).map(key).transpose() {
        Ok(_) => Ok(slug.get_ref().clone()),
        Err(error) => reading.fault(slug.span(), error.to_string()),
    }
}

pub(super) fn portal(reading: &mut Reading<'_>, raw: &raw::Portal) -> Read<PortalSettings> {
    let address = address(reading, &raw.address, false);
    let member_id = member_id(reading, raw.member_id.as_ref());
    let application = application(reading, raw.application.as_ref());
    let lang = lang(reading, raw.lang.as_ref());
    let timeout = timeout(reading, raw.timeout_seconds.as_ref());
    let proxy = proxy(reading, raw.proxy.as_ref());
    let plan = plan(reading, &raw.bucket);
    let parallel = parallel(reading, raw.parallel.as_ref(), Slots::default().portal);
    let run_page = run_page(reading, raw.run_page.as_ref());
    Ok(PortalSettings {
        address: address?,
        member_id: member_id?,
        application: application?,
        lang: lang?,
        timeout: timeout?,
        proxy: proxy?,
        authority_file: raw.authority_file.as_deref().map(|path| reading.path(path)),
        plan: plan?,
        parallel: parallel?,
        run_page: run_page?,
    })
}

fn member_id(reading: &mut Reading<'_>, text: Option<&raw::Text>) -> Read<Option<MemberId>> {
    let Some(text) = text else { return Ok(None) };
    match text.get_ref().trim().parse() {
        Ok(member) => Ok(Some(member)),
        Err(_) => reading.wrong(
            text,
            "the portal's member_id of at most 64 letters and digits",
            "copy it from a request of the portal, or leave it out",
        ),
    }
}

fn application(
    reading: &mut Reading<'_>,
    raw: Option<&raw::Application>,
) -> Read<Option<ApplicationSettings>> {
    let Some(raw) = raw else { return Ok(None) };
    let client_id = reading.filled(&raw.client_id);
    let auth_host = auth_host(reading, raw.auth_server.as_ref());
    Ok(Some(ApplicationSettings {
        client_id: client_id?,
        auth_host: auth_host?,
    }))
}

/// One of the two servers, that of Russian portals unless another is named; or a sandbox's.
fn auth_host(reading: &mut Reading<'_>, server: Option<&raw::Text>) -> Read<AuthHost> {
    let Some(server) = server else {
        return Ok(AuthHost::BITRIX24_TECH);
    };
    let name = server.get_ref();
    let known = AuthHost::named(name).or_else(|_| AuthHost::loopback(name));
    known.or_else(|_| {
        let message = "expected oauth.bitrix24.tech or oauth.bitrix.info, found another server; \
                       take one of these";
        reading.fault(server.span(), message)
    })
}

/// The portal's limit of requests; what is left out is as in the standard plan.
fn plan(reading: &mut Reading<'_>, raw: &raw::Bucket) -> Read<Plan> {
    let capacity = reading.within(raw.capacity.as_ref(), 1..=10_000, 50);
    let per_second = reading.within(raw.per_second.as_ref(), 1..=1_000, 2);
    let drain = match &raw.drain {
        None => Ok(Drain::default()),
        Some(drain) => reading.word(drain, &["steps", "continuous"], |word| match word {
            "steps" => Some(Drain::Steps),
            "continuous" => Some(Drain::Continuous),
            _ => None,
        }),
    };
    Ok(Plan::per_second(capacity?, per_second?, drain?))
}

fn lang(reading: &mut Reading<'_>, lang: Option<&raw::Text>) -> Read<Lang> {
    let Some(lang) = lang else {
        return Ok(Lang::Ru);
    };
    reading.word(lang, &["ru", "en"], |word| match word {
        "ru" => Some(Lang::Ru),
        "en" => Some(Lang::En),
        _ => None,
    })
}

pub(super) fn infobases(
    reading: &mut Reading<'_>,
    raw: &[raw::Infobase],
    sellers: &[raw::Seller],
    codes: &BTreeSet<String>,
) -> Read<Vec<InfobaseSettings>> {
    reading.unique("infobases", raw.iter().map(|base| &base.code));
    one_base_each(reading, raw, sellers);
    each(reading, raw, |reading, base| infobase(reading, base, codes))
}

fn infobase(
    reading: &mut Reading<'_>,
    raw: &raw::Infobase,
    codes: &BTreeSet<String>,
) -> Read<InfobaseSettings> {
    let code = reading.code(&raw.code);
    let publication = address(reading, &raw.publication, true);
    let sellers = reading.known(&raw.sellers, "sellers", codes);
    let timeout = timeout(reading, raw.timeout_seconds.as_ref());
    let proxy = proxy(reading, raw.proxy.as_ref());
    let parallel = parallel(reading, raw.parallel.as_ref(), Slots::default().base);
    Ok(InfobaseSettings {
        code: code?,
        publication: publication?,
        sellers: sellers?,
        timeout: timeout?,
        proxy: proxy?,
        authority_file: raw.authority_file.as_deref().map(|path| reading.path(path)),
        parallel: parallel?,
    })
}

/// How many runs speak to a side at once.
fn parallel(
    reading: &mut Reading<'_>,
    number: Option<&raw::Number>,
    otherwise: usize,
) -> Read<usize> {
    reading.within(number, 1..=256, otherwise)
}

/// Every firm keeps its books in exactly one base.
fn one_base_each(reading: &mut Reading<'_>, bases: &[raw::Infobase], sellers: &[raw::Seller]) {
    let mut kept: BTreeMap<&str, &raw::Text> = BTreeMap::new();
    for named in bases.iter().flat_map(|base| &base.sellers) {
        if kept.insert(named.get_ref(), named).is_some() {
            let expected = "a seller of one infobase alone";
            let _: Read<()> = reading.wrong(named, expected, "leave it in one of them");
        }
    }
    for seller in sellers {
        if !kept.contains_key(seller.code.get_ref().as_str()) {
            let expected = "a seller whose books one of the infobases keeps";
            let advice = "add it to the sellers of its infobase";
            let _: Read<()> = reading.wrong(&seller.code, expected, advice);
        }
    }
}

pub(super) fn storage(reading: &Reading<'_>, raw: &raw::Storage) -> StorageSettings {
    let path =
        |given: &Option<String>, otherwise| reading.path(given.as_deref().unwrap_or(otherwise));
    StorageSettings {
        journal: path(&raw.journal, "docflow.db"),
        files: path(&raw.files, "files"),
        tokens: path(&raw.tokens, "tokens"),
    }
}

/// A call of the portal or of 1C is cut by proxies at 60 seconds, so the default waits longer.
fn timeout(reading: &mut Reading<'_>, seconds: Option<&raw::Number>) -> Read<Duration> {
    reading.seconds(seconds, Duration::from_secs(65))
}
