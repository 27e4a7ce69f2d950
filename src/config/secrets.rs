//! Secrets: from environment variables, never from a file, never shown.

use super::Configuration;
use super::address::host;
use std::collections::BTreeMap;
use std::fmt;

/// The whole address of an inbound webhook.
const WEBHOOK: &str = "DOCFLOW_BITRIX_WEBHOOK";
/// An access token of an application, which nobody renews.
const TOKEN: &str = "DOCFLOW_BITRIX_TOKEN";
/// The key of the application that the configuration names.
pub(super) const CLIENT_SECRET: &str = "DOCFLOW_BITRIX_CLIENT_SECRET";
/// The user of 1C; `_CODE` after it means one base.
const LOGIN: &str = "DOCFLOW_ONEC_LOGIN";
/// The password of that user.
const PASSWORD: &str = "DOCFLOW_ONEC_PASSWORD";

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// How the portal lets us in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortalSecret {
    /// The whole address of an inbound webhook; the code is in its path.
    Webhook(Secret),
    /// An access token of an application, which lives an hour and is not renewed: for a trial.
    Token(Secret),
    /// The key of the application that the configuration names, its `client_secret`; its tokens are
    /// in a store and renew themselves.
    ClientSecret(Secret),
}

/// A user of 1C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Name.
    pub name: Secret,
    /// Password.
    pub password: Secret,
}

/// Every secret that a configuration needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    /// The portal's.
    pub portal: PortalSecret,
    /// One login a base, by the base's code.
    pub infobases: BTreeMap<String, Login>,
}

/// A secret that is not there or does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretsError {
    /// No way into the portal is given.
    #[error(
        "expected {WEBHOOK}, {CLIENT_SECRET} or {TOKEN} in the environment, found none; set one"
    )]
    NoPortal,
    /// More than one is.
    #[error(
        "expected {WEBHOOK}, {CLIENT_SECRET} or {TOKEN} in the environment, found several; leave one"
    )]
    TwoPortals,
    /// The key of an application is given, and the configuration names none.
    #[error(
        "expected the table portal.application in the configuration beside {CLIENT_SECRET} in the \
         environment, found none; add it"
    )]
    NoApplication,
    /// The webhook is of another portal than the configuration names.
    #[error(
        "expected {WEBHOOK} to be of {expected}, found another host; correct it or the portal's \
         address"
    )]
    OtherPortal {
        /// The host that the configuration names.
        expected: String,
    },
    /// A login or password of a 1C base is not given.
    #[error("expected {name} or {common} in the environment, found neither; set one")]
    NoLogin {
        /// The variable of this base.
        name: String,
        /// The variable of all bases.
        common: &'static str,
    },
}

impl Secrets {
    /// Reads the variables of this process.
    ///
    /// # Errors
    /// [`SecretsError`] names the variable that is missing or does not fit.
    pub fn from_environment(configuration: &Configuration) -> Result<Self, SecretsError> {
        Self::from_variables(configuration, |name| std::env::var(name).ok())
    }

    /// Reads variables from any source; an empty one is none.
    ///
    /// # Errors
    /// As [`Secrets::from_environment`].
    pub fn from_variables(
        configuration: &Configuration,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SecretsError> {
        let variable = |name: &str| {
            let value = variable(name).filter(|value| !value.trim().is_empty());
            value.map(|value| Secret::new(value.trim()))
        };
        let portal = portal(configuration, variable)?;
        let infobases = configuration.infobases.iter().map(|base| {
            let of = |common: &'static str| {
                let name = format!("{common}_{}", base.code.to_uppercase().replace('-', "_"));
                let value = variable(&name).or_else(|| variable(common));
                value.ok_or(SecretsError::NoLogin { name, common })
            };
            let login = Login {
                name: of(LOGIN)?,
                password: of(PASSWORD)?,
            };
            Ok((base.code.clone(), login))
        });
        let infobases = infobases.collect::<Result<_, SecretsError>>()?;
        Ok(Self { portal, infobases })
    }
}

/// The one way into the portal that is given, if it fits the configuration.
fn portal(
    configuration: &Configuration,
    variable: impl Fn(&str) -> Option<Secret>,
) -> Result<PortalSecret, SecretsError> {
    let given = [
        variable(WEBHOOK).map(PortalSecret::Webhook),
        variable(TOKEN).map(PortalSecret::Token),
        variable(CLIENT_SECRET).map(PortalSecret::ClientSecret),
    ];
    let mut given = given.into_iter().flatten();
    let portal = given.next().ok_or(SecretsError::NoPortal)?;
    if given.next().is_some() {
        return Err(SecretsError::TwoPortals);
    }
    let settings = &configuration.portal;
    match &portal {
        PortalSecret::Webhook(webhook) if host(webhook.expose()) != settings.host() => {
            let expected = settings.host().to_owned();
            Err(SecretsError::OtherPortal { expected })
        }
        PortalSecret::ClientSecret(_) if settings.application.is_none() => {
            Err(SecretsError::NoApplication)
        }
        PortalSecret::Webhook(_) | PortalSecret::Token(_) | PortalSecret::ClientSecret(_) => {
            Ok(portal)
        }
    }
}
