//! From a configuration with its secrets to clients that are ready to call.

use super::address::host;
use super::application::session_of;
use super::{Configuration, InfobaseSettings, PortalSecret, Secrets};
use crate::accounting::ExtensionAccounting;
use crate::crm::BitrixCrm;
use crate::texts::Texts;
use bitrix_client::{Access, Session, TokenStoreError};
use docflow_core::Clock;
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::Arc;

/// A connection that can not be set up; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// A setting or a secret does not fit.
    #[error("expected usable settings of {place}, found: {found}; correct the configuration")]
    Settings {
        /// Which connection: «the portal», «infobase main».
        place: String,
        /// What does not fit, without addresses and secrets.
        found: String,
    },
    /// The store holds no tokens: a host may start, and wait for the installation.
    #[error(
        "expected tokens of the application in their store, found none; install the application \
         in the portal, or correct storage.tokens"
    )]
    NotInstalled,
    /// The store of tokens can not be read or written, or is damaged.
    #[error("the store of tokens does not work: {found}")]
    TokenStore {
        /// What was found and what to do, in the store's own words.
        found: String,
    },
    /// The tokens are those of another portal than the configuration names.
    #[error(
        "expected tokens of {expected}, found those of another portal; set portal.address if the \
         portal has moved, else correct storage.tokens or portal.member_id"
    )]
    OtherPortal {
        /// The host that the configuration names.
        expected: String,
    },
}

impl Configuration {
    /// A client of the portal; its clones share one request bucket, so make it once a process.
    ///
    /// By a webhook it works as long as that lives. By an application, whose key is among the
    /// secrets, it works as long as that is installed: tokens that have expired are renewed, the new
    /// pair is in the store before it is used, and a portal that has moved is followed. By an access
    /// token alone it works until that expires, at most for an hour.
    ///
    /// ```no_run
    /// use docflow::{Configuration, Secrets};
    ///
    /// # async fn host() -> Result<(), Box<dyn std::error::Error>> {
    /// let configuration = Configuration::read("docflow.toml")?;
    /// let secrets = Secrets::from_environment(&configuration)?;
    /// let portal = configuration.portal_client(&secrets).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ConnectError::Settings`] when a setting or the secret does not fit; for an application those
    /// of [`PortalApplication::session`](crate::PortalApplication::session), of which
    /// [`ConnectError::NotInstalled`] ends with the installation.
    pub async fn portal_client(
        &self,
        secrets: &Secrets,
    ) -> Result<bitrix_client::Client, ConnectError> {
        let access = match &secrets.portal {
            PortalSecret::Webhook(address) => Access::webhook(address.expose()),
            PortalSecret::Token(token) => Access::token(&self.portal.address, token.expose()),
            PortalSecret::ClientSecret(_) => {
                let session = self.application(secrets)?.session().await?;
                return self.portal_client_with(&session);
            }
        };
        self.client_by(access)
    }

    /// The same for a session: one of an installation, or of a store of the host's own.
    ///
    /// # Errors
    /// [`ConnectError::Settings`] when a setting does not fit, [`ConnectError::OtherPortal`] when the
    /// session is of another portal.
    pub fn portal_client_with(
        &self,
        session: &Session,
    ) -> Result<bitrix_client::Client, ConnectError> {
        session_of(&self.portal, session)?;
        let installation = session.installation();
        let host = host(installation.portal());
        if !host.eq_ignore_ascii_case(self.portal.host()) {
            tracing::warn!(host, "the portal has moved; set portal.address");
        }
        self.client_by(Access::session(session))
    }

    /// The portal as an engine uses it: with the policy's fields, `portal.lang` and `portal.run_page`.
    pub fn crm(&self, client: bitrix_client::Client, clock: Arc<dyn Clock>) -> BitrixCrm {
        let texts = Arc::new(Texts::new());
        let crm = BitrixCrm::new(client, clock, texts, &self.policy).with_lang(self.portal.lang);
        match &self.portal.run_page {
            Some(page) => crm.with_run_page(page),
            None => crm,
        }
    }

    fn client_by(
        &self,
        access: Result<Access, bitrix_client::Error>,
    ) -> Result<bitrix_client::Client, ConnectError> {
        let failed = |error: bitrix_client::Error| refused("the portal".to_owned(), &error);
        let mut builder = bitrix_client::Client::builder(access.map_err(failed)?)
            .plan(self.portal.plan)
            .timeout(self.portal.timeout)
            .portal_hosts(self.portal.hosts());
        if let Some(proxy) = &self.portal.proxy {
            builder = builder.proxy(proxy);
        }
        if let Some(pem) = self.portal_authority()? {
            builder = builder.ca_pem(pem);
        }
        builder.build().map_err(failed)
    }

    /// The private authority that the portal and its authorization server are trusted by.
    pub(super) fn portal_authority(&self) -> Result<Option<Vec<u8>>, ConnectError> {
        let file = self.portal.authority_file.as_ref();
        authority(file, || "the portal".to_owned())
    }

    /// The books of every firm, each in its base.
    ///
    /// # Errors
    /// [`ConnectError`] when a setting of a base does not fit or its login is missing.
    pub fn accounting(&self, secrets: &Secrets) -> Result<ExtensionAccounting, ConnectError> {
        let mut accounting = ExtensionAccounting::new();
        for base in &self.infobases {
            let client = infobase_client(base, secrets)?;
            for seller in &base.sellers {
                accounting = accounting.with_named_base(seller, &base.code, client.clone());
            }
        }
        Ok(accounting)
    }
}

impl From<TokenStoreError> for ConnectError {
    fn from(error: TokenStoreError) -> Self {
        Self::TokenStore {
            found: error.to_string(),
        }
    }
}

fn infobase_client(
    base: &InfobaseSettings,
    secrets: &Secrets,
) -> Result<onec_client::Client, ConnectError> {
    let place = || format!("infobase {}", base.code);
    let Some(login) = secrets.infobases.get(&base.code) else {
        return Err(refused(place(), &"no login"));
    };
    let mut builder = onec_client::Client::builder(&base.publication)
        .login(login.name.expose(), login.password.expose())
        .timeout(base.timeout);
    if let Some(proxy) = &base.proxy {
        builder = builder.proxy(proxy);
    }
    if let Some(pem) = authority(base.authority_file.as_ref(), place)? {
        builder = builder.private_authority(&pem);
    }
    builder.build().map_err(|error| refused(place(), &error))
}

fn authority(
    file: Option<&PathBuf>,
    place: impl Fn() -> String,
) -> Result<Option<Vec<u8>>, ConnectError> {
    let Some(file) = file else { return Ok(None) };
    match std::fs::read(file) {
        Ok(pem) => Ok(Some(pem)),
        Err(error) => Err(refused(
            place(),
            &format!("authority_file: {}", error.kind()),
        )),
    }
}

pub(super) fn refused(place: String, found: &impl Display) -> ConnectError {
    ConnectError::Settings {
        place,
        found: found.to_string(),
    }
}
