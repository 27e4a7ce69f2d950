//! From a configuration with its secrets to clients that are ready to call.

use super::{Configuration, InfobaseSettings, PortalSecret, Secrets};
use crate::ExtensionAccounting;
use bitrix_client::Access;
use std::fmt::Display;
use std::path::PathBuf;

/// A connection that can not be set up; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected usable settings of {place}, found: {found}; correct the configuration")]
pub struct ConnectError {
    /// Which connection: «the portal», «infobase main».
    pub place: String,
    /// What does not fit, without addresses and secrets.
    pub found: String,
}

impl Configuration {
    /// A client of the portal; its clones share one request bucket, so make it once a process.
    ///
    /// # Errors
    /// [`ConnectError`] when a setting or the secret does not fit.
    pub fn portal_client(&self, secrets: &Secrets) -> Result<bitrix_client::Client, ConnectError> {
        let place = || "the portal".to_owned();
        let failed = |error: bitrix_client::Error| refused(place(), &error);
        let access = match &secrets.portal {
            PortalSecret::Webhook(address) => Access::webhook(address.expose()),
            PortalSecret::Token(token) => Access::token(&self.portal.address, token.expose()),
        };
        let mut builder = bitrix_client::Client::builder(access.map_err(failed)?)
            .plan(self.portal.plan)
            .timeout(self.portal.timeout);
        if let Some(proxy) = &self.portal.proxy {
            builder = builder.proxy(proxy);
        }
        if let Some(pem) = authority(self.portal.authority_file.as_ref(), place)? {
            builder = builder.ca_pem(pem);
        }
        builder.build().map_err(failed)
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
                accounting = accounting.with_base(seller, client.clone());
            }
        }
        Ok(accounting)
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

fn refused(place: String, found: &impl Display) -> ConnectError {
    ConnectError {
        place,
        found: found.to_string(),
    }
}
