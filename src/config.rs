//! Configuration: one TOML file with the company's policy and the connections, secrets apart.
//!
//! Every setting is described in `docs/configuration.md`. What is wrong is told with file and line,
//! all of it at once. Secrets come from environment variables only. Called by hosts at start-up.

mod address;
mod application;
mod clients;
mod conduct;
mod connection;
mod error;
mod goods;
mod lint;
mod parties;
mod people;
mod raw;
mod reading;
mod secrets;
#[cfg(feature = "sqlite")]
mod start;

pub use application::{InstallError, PortalApplication};
pub use clients::ConnectError;
pub use connection::{ApplicationSettings, InfobaseSettings, PortalSettings, StorageSettings};
pub use error::{ConfigError, ConfigFault};
pub use lint::{LintFinding, lint};
pub use secrets::{Login, PortalSecret, Secret, Secrets, SecretsError};
#[cfg(feature = "sqlite")]
pub use start::StartError;

use crate::engine::Slots;
use docflow_core::{FilePolicy, Policy};
use reading::{Read, Reading, line};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// What a configuration file says.
///
/// ```
/// use docflow::Configuration;
/// let error = Configuration::parse("docflow.toml", "[portal]\nslug = 5").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "docflow.toml:2: expected a string, found integer `5`; correct it",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// The company's policy; its hash is the SHA-256 of the file.
    pub policy: Policy,
    /// The portal.
    pub portal: PortalSettings,
    /// The 1C bases.
    pub infobases: Vec<InfobaseSettings>,
    /// Journal, files and tokens of this host.
    pub storage: StorageSettings,
}

impl Configuration {
    /// Reads a file; relative paths in it are taken from its folder.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong, by line.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let found = error.kind();
            let message = format!("expected a readable file, found: {found}; check its path");
            ConfigError::of_file(&name, message)
        })?;
        parse(&name, &text, path.parent().unwrap_or(Path::new("")))
    }

    /// Reads a text; `file` is its name for errors, relative paths stay as they are.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong, by line.
    pub fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        parse(file, text, Path::new(""))
    }

    /// The base that keeps the books of a firm.
    pub fn infobase_of(&self, seller: &str) -> Option<&InfobaseSettings> {
        self.infobases
            .iter()
            .find(|base| base.sellers.contains(seller))
    }

    /// How many runs speak to each side at once, for
    /// [`LocalEngine::with_slots`](crate::LocalEngine::with_slots).
    ///
    /// An engine has one number for all bases: it is that of the base which takes the fewest.
    pub fn slots(&self) -> Slots {
        let bases = self.infobases.iter().map(|base| base.parallel);
        Slots {
            portal: self.portal.parallel,
            base: bases.min().unwrap_or(Slots::default().base),
        }
    }

    /// A second look at a configuration that is whole: what in it can never be used, and what is
    /// missing that people will want.
    pub fn lint(&self) -> Vec<LintFinding> {
        let no_page = self.portal.run_page.is_none();
        let no_page = no_page.then_some(LintFinding::NoRunPage);
        lint(&self.policy).into_iter().chain(no_page).collect()
    }
}

fn parse(file: &str, text: &str, folder: &Path) -> Result<Configuration, ConfigError> {
    let raw: raw::Document = toml::from_str(text).map_err(|error| {
        let fault = ConfigFault {
            line: error.span().map(|span| line(text, span.start)),
            message: error::reworded(error.message()),
        };
        ConfigError::new(file, vec![fault])
    })?;
    let mut reading = Reading::new(file, text, folder);
    let configuration = configuration(&mut reading, &raw, text);
    let configuration = reading.finish(configuration)?;
    // What was read has unique and known codes; this sees to it that the core agrees.
    let policy = configuration.policy.coherent();
    Ok(Configuration {
        policy: policy.map_err(|error| ConfigError::of_file(file, error.to_string()))?,
        ..configuration
    })
}

fn configuration(
    reading: &mut Reading<'_>,
    raw: &raw::Document,
    text: &str,
) -> Read<Configuration> {
    let sellers: BTreeSet<String> = raw
        .sellers
        .iter()
        .map(|s| s.code.get_ref().clone())
        .collect();
    let portal = connection::portal(reading, &raw.portal);
    let infobases = connection::infobases(reading, &raw.infobases, &raw.sellers, &sellers);
    let policy = policy(reading, raw, &sellers, text);
    Ok(Configuration {
        policy: policy?,
        portal: portal?,
        infobases: infobases?,
        storage: connection::storage(reading, &raw.storage),
    })
}

fn policy(
    reading: &mut Reading<'_>,
    raw: &raw::Document,
    codes: &BTreeSet<String>,
    text: &str,
) -> Read<Policy> {
    let portal = connection::slug(reading, &raw.portal.slug);
    let regions_known = raw
        .regions
        .iter()
        .map(|r| r.code.get_ref().clone())
        .collect();
    let sellers = parties::sellers(reading, &raw.sellers);
    let regions = parties::regions(reading, &raw.regions, codes);
    let files = conduct::files(reading, &raw.files, FilePolicy::default());
    let usual = files.clone().unwrap_or_default();
    let forms = goods::forms(reading, &raw.forms, codes, &regions_known, &usual);
    let products = goods::products(reading, &raw.products, codes);
    let schedules = goods::schedules(reading, &raw.schedules);
    let announce = conduct::announce(reading, &raw.announce);
    let approval = conduct::approval(reading, &raw.approval);
    let people = people::people(reading, &raw.people);
    let patience = conduct::patience(reading, &raw.patience);
    let keep_days = conduct::keep_days(reading, &raw.privacy);
    Ok(Policy {
        portal: portal?,
        hash: hash(text),
        sellers: sellers?,
        regions: regions?,
        forms: forms?,
        products: products?,
        schedules: schedules?,
        files: files?,
        announce: announce?,
        dates: conduct::dates(&raw.dates),
        approval: approval?,
        patience: patience?,
        people: people?,
        documents: conduct::documents(&raw.documents),
        keep_days: keep_days?,
    })
}

/// The SHA-256 of the file in hexadecimal digits.
fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut hash, byte| {
        // Writing to a text can not fail.
        let _ = write!(hash, "{byte:02x}").is_ok();
        hash
    })
}
