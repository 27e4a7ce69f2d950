//! The company of the demo: its portal and 1C base, its policy, and the secrets of both.

use crate::Failure;
use docflow_core::Policy;
use docflow_sandbox::World;
use std::process::Command;

const WORLD: &str = include_str!("world.json");
const POLICY: &str = include_str!("policy.toml");

/// The portal and the 1C base as they are before the first deal.
pub(crate) fn world() -> Result<World, Failure> {
    Ok(serde_json::from_str(WORLD)?)
}

/// The policy.
pub(crate) fn policy() -> Result<Policy, Failure> {
    Ok(docflow::Configuration::parse("policy.toml", POLICY)?.policy)
}

/// What nobody else may know. A host takes it from its environment.
#[derive(Clone)]
pub(crate) struct Secrets {
    pub(crate) token: String,
    pub(crate) login: String,
    pub(crate) password: String,
}

const TOKEN: &str = "DOCFLOW_BITRIX_TOKEN";
const LOGIN: &str = "DOCFLOW_ONEC_LOGIN";
const PASSWORD: &str = "DOCFLOW_ONEC_PASSWORD";

impl Secrets {
    /// Those of the embedded world.
    pub(crate) fn of(world: &World) -> Option<Self> {
        let application = world.portal.applications.first()?;
        let user = world.onec.get("users")?.get(0)?;
        Some(Self {
            token: application.tokens.first()?.access_token.clone(),
            login: user.get("login")?.as_str()?.to_owned(),
            password: user.get("password")?.as_str()?.to_owned(),
        })
    }

    pub(crate) fn from_environment() -> Result<Self, Failure> {
        let read =
            |name: &str| std::env::var(name).map_err(|_| format!("expected {name} to be set"));
        Ok(Self {
            token: read(TOKEN)?,
            login: read(LOGIN)?,
            password: read(PASSWORD)?,
        })
    }

    /// To another process, by its environment: an argument could be read by every user.
    pub(crate) fn hand_over(&self, command: &mut Command) {
        command
            .env(TOKEN, &self.token)
            .env(LOGIN, &self.login)
            .env(PASSWORD, &self.password);
    }
}
