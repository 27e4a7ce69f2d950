//! The application of the portal: its installation, and its tokens, which renew themselves.
//!
//! Here: what a configuration adds to the client's OAuth, which portal it is and where tokens are
//! kept. Not here: proof, renewal and storing, all of `bitrix-client`. Called by hosts.

use super::clients::refused;
use super::secrets::CLIENT_SECRET;
use super::{Configuration, ConnectError, PortalSecret, PortalSettings, Secrets};
use bitrix_client::{
    Application, Event, FileTokenStore, Frame, MemberId, OAuth, Session, Swap, TokenStore,
};
use std::fmt;
use std::sync::Arc;

/// The application that a configuration names, with the store of its tokens; clones share both.
///
/// Made by [`Configuration::application`]. A new pair of tokens is on the disk before it is used,
/// and processes that share the store see it and renew once.
#[derive(Clone)]
pub struct PortalApplication {
    oauth: OAuth,
    store: Arc<dyn TokenStore>,
    /// The store when it is ours: it can tell which portals it knows.
    folder: Option<FileTokenStore>,
    portal: PortalSettings,
}

/// An installation that was not taken; nothing is stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InstallError {
    /// Another portal has installed the application than the configuration names.
    #[error(
        "expected an installation by {expected}, found one by another portal; correct \
         portal.address or portal.member_id if it is the right one"
    )]
    OtherPortal {
        /// The host that the configuration names.
        expected: String,
    },
    /// It is not proved, portal or authorization server can not be reached, or the store failed.
    #[error(transparent)]
    Failed(#[from] bitrix_client::Error),
}

impl PortalApplication {
    /// Takes the event of an installation (`ONAPPINSTALL`) or of a new version, proves it by asking
    /// the portal and the authorization server, and stores its tokens.
    ///
    /// [`Configuration::portal_client_with`] makes a client of the session. A client that is at work
    /// already takes the new tokens by itself, also when those of before were revoked.
    ///
    /// ```no_run
    /// use bitrix_client::{Client, Event};
    /// use docflow::{Configuration, Secrets};
    ///
    /// async fn installed(
    ///     configuration: &Configuration,
    ///     secrets: &Secrets,
    ///     body: &str, // of the POST that the portal sends
    /// ) -> Result<Client, Box<dyn std::error::Error>> {
    ///     let event = Event::from_form(body)?;
    ///     let session = configuration.application(secrets)?.install(&event).await?;
    ///     Ok(configuration.portal_client_with(&session)?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`InstallError::OtherPortal`] before anything is asked; else as
    /// [`OAuth::install`](bitrix_client::OAuth::install).
    pub async fn install(&self, event: &Event) -> Result<Session, InstallError> {
        let auth = &event.auth;
        let address = auth.client_endpoint.as_ref().or(auth.domain.as_ref());
        self.check_claim(auth.member_id.as_ref(), address.map_or("", String::as_str))?;
        Ok(self.oauth.install(event).await?)
    }

    /// The same with the page that the portal opens when an administrator installs the application,
    /// or with any later page that an administrator opens.
    ///
    /// # Errors
    /// As [`install`](Self::install).
    pub async fn install_from_frame(&self, frame: &Frame) -> Result<Session, InstallError> {
        self.check_claim(frame.member_id.as_ref(), &frame.domain)?;
        Ok(self.oauth.install_from_frame(frame).await?)
    }

    /// The tokens of the portal that are in the store. Make it once a process: clones of a session
    /// share its renewal.
    ///
    /// What is found is stored once more: a store that can not be written is told now, and not in an
    /// hour, when a new pair would be lost with the process.
    ///
    /// # Errors
    /// [`ConnectError::NotInstalled`] when nothing is stored, [`ConnectError::TokenStore`] when the
    /// store fails, [`ConnectError::OtherPortal`] and [`ConnectError::Settings`] when it is not clear
    /// that the tokens are of this portal.
    pub async fn session(&self) -> Result<Session, ConnectError> {
        let member = self.member().await?;
        self.check_store(&member).await?;
        let session = self.oauth.session(&member).await;
        let session = session.map_err(|error| ConnectError::TokenStore {
            found: error.description().to_owned(),
        })?;
        let session = session.ok_or(ConnectError::NotInstalled)?;
        session_of(&self.portal, &session)?;
        Ok(session)
    }

    /// For what else an application does: the proof of events, pages and robots.
    pub fn oauth(&self) -> &OAuth {
        &self.oauth
    }

    /// An installation that does not say whose it is is refused behind this.
    fn check_claim(&self, member: Option<&MemberId>, address: &str) -> Result<(), InstallError> {
        if member.is_none_or(|member| self.portal.matches(member, address)) {
            return Ok(());
        }
        let expected = self.portal.host().to_owned();
        Err(InstallError::OtherPortal { expected })
    }

    /// The portal by the configuration, else the only one in our folder.
    async fn member(&self) -> Result<MemberId, ConnectError> {
        if let Some(member) = &self.portal.member_id {
            return Ok(member.clone());
        }
        let unclear = |found: &str| Err(refused("the portal".to_owned(), &found));
        let Some(folder) = &self.folder else {
            return unclear("no member_id, by which a store of the host is asked");
        };
        let portals = folder.portals().await?;
        match portals.as_slice() {
            [] => Err(ConnectError::NotInstalled),
            [one] => Ok(one.clone()),
            _ => unclear("tokens of several portals in storage.tokens and no member_id"),
        }
    }

    async fn check_store(&self, member: &MemberId) -> Result<(), ConnectError> {
        let found = self.store.load(member).await?;
        let found = found.ok_or(ConnectError::NotInstalled)?;
        let seen = Some(found.revision);
        let kept = self
            .store
            .compare_and_set(member, seen, &found.installation);
        match kept.await? {
            // Another process has stored a newer pair meanwhile.
            Swap::Stored(_) | Swap::Changed => Ok(()),
        }
    }
}

impl Configuration {
    /// The application of the portal, with its tokens in `storage.tokens`.
    ///
    /// # Errors
    /// [`ConnectError::Settings`] when the configuration names no application, its key is not among
    /// the secrets, or a setting does not fit.
    pub fn application(&self, secrets: &Secrets) -> Result<PortalApplication, ConnectError> {
        let folder = FileTokenStore::new(&self.storage.tokens);
        let application = self.application_with(secrets, Arc::new(folder.clone()))?;
        Ok(PortalApplication {
            folder: Some(folder),
            ..application
        })
    }

    /// The same with a store of the host's own, which is asked by `portal.member_id`.
    ///
    /// # Errors
    /// As [`application`](Self::application).
    pub fn application_with(
        &self,
        secrets: &Secrets,
        store: Arc<dyn TokenStore>,
    ) -> Result<PortalApplication, ConnectError> {
        let place = || "the application".to_owned();
        let Some(settings) = &self.portal.application else {
            return Err(refused(place(), &"no table portal.application"));
        };
        let PortalSecret::ClientSecret(key) = &secrets.portal else {
            let found = format!("no {CLIENT_SECRET} among the secrets");
            return Err(refused(place(), &found));
        };
        let failed = |error: bitrix_client::Error| refused(place(), &error);
        let auth_host = settings.auth_host.clone();
        let application = Application::new(&settings.client_id, key.expose(), auth_host);
        let mut builder = OAuth::builder(application.map_err(failed)?, store.clone())
            .portal_hosts(self.portal.hosts());
        if let Some(proxy) = &self.portal.proxy {
            builder = builder.proxy(proxy);
        }
        if let Some(pem) = self.portal_authority()? {
            builder = builder.ca_pem(pem);
        }
        Ok(PortalApplication {
            oauth: builder.build().map_err(failed)?,
            store,
            folder: None,
            portal: self.portal.clone(),
        })
    }
}

/// Refuses tokens of another portal than the configuration names: documents would go astray.
pub(super) fn session_of(portal: &PortalSettings, session: &Session) -> Result<(), ConnectError> {
    let installation = session.installation();
    if !portal.matches(installation.member_id(), installation.portal()) {
        let expected = portal.host().to_owned();
        return Err(ConnectError::OtherPortal { expected });
    }
    Ok(())
}

impl fmt::Debug for PortalApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PortalApplication")
            .field("oauth", &self.oauth)
            .finish_non_exhaustive()
    }
}
