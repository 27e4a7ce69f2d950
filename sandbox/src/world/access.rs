//! Who may call, and who works there.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Fields;

/// An inbound webhook: `/rest/{user}/{code}/{method}`.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The employee whose rights it has.
    pub user: i64,
    /// The secret in its path.
    pub code: String,
    /// Scopes it may use.
    pub scopes: Vec<String>,
}

impl Webhook {
    /// A webhook of this user.
    pub fn new<S: Into<String>>(
        user: i64,
        code: impl Into<String>,
        scopes: impl IntoIterator<Item = S>,
    ) -> Self {
        let scopes = scopes.into_iter().map(Into::into).collect();
        Self {
            user,
            code: code.into(),
            scopes,
        }
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Webhook");
        out.field("user", &self.user)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// An installed application.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// `client_id`, also its code: `local.…` or `app.…`.
    pub client: String,
    /// Scopes it was given.
    pub scopes: Vec<String>,
    /// Proves that a call comes from the portal; fixed for the installation.
    #[serde(default)]
    pub application_token: String,
    /// Its access tokens.
    #[serde(default)]
    pub tokens: Vec<Token>,
    /// `client_secret`; without one the authorization servers do not know it.
    #[serde(default)]
    pub client_secret: String,
    /// Which authorization server is its own: 0 (as `oauth.bitrix.info`) or 1 (as
    /// `oauth.bitrix24.tech`).
    #[serde(default)]
    pub auth_server: usize,
    /// Where `/oauth/authorize/` sends the browser back to.
    #[serde(default)]
    pub redirect_uri: String,
    /// Where events of installation, version and removal are posted; loopback only.
    #[serde(default)]
    pub handler: String,
}

impl Application {
    /// An application with one token.
    pub fn new<S: Into<String>>(
        client: impl Into<String>,
        scopes: impl IntoIterator<Item = S>,
        token: Token,
    ) -> Self {
        Self {
            client: client.into(),
            scopes: scopes.into_iter().map(Into::into).collect(),
            application_token: String::new(),
            tokens: vec![token],
            client_secret: String::new(),
            auth_server: 0,
            redirect_uri: String::new(),
            handler: String::new(),
        }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Application");
        out.field("client", &self.client)
            .field("tokens", &self.tokens)
            .finish_non_exhaustive()
    }
}

/// An access token.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// What goes into the parameter `auth`.
    pub access_token: String,
    /// The employee whose rights it has.
    pub user: i64,
    /// Seconds from loading the world until it expires; 3600 as in the real one.
    #[serde(default = "hour")]
    pub expires_in: i64,
    /// The refresh token that came with it; empty: none.
    #[serde(default)]
    pub refresh_token: String,
}

fn hour() -> i64 {
    3600
}

impl Token {
    /// A token of this user that lives an hour.
    pub fn new(access_token: impl Into<String>, user: i64) -> Self {
        Self {
            access_token: access_token.into(),
            user,
            expires_in: hour(),
            refresh_token: String::new(),
        }
    }

    /// The same with the refresh token that renews it.
    #[must_use]
    pub fn renewed_by(mut self, refresh_token: impl Into<String>) -> Self {
        self.refresh_token = refresh_token.into();
        self
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Token");
        out.field("user", &self.user)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// What an employee may do with deals.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CrmAccess {
    /// Reads and changes all.
    #[default]
    All,
    /// Reads and changes deals that he is responsible for.
    Own,
    /// Reads and changes nothing of the CRM.
    None,
}

/// An employee.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct User {
    /// Id.
    pub id: i64,
    /// Given name.
    pub name: String,
    /// Family name.
    pub last_name: String,
    /// Father's name.
    pub second_name: String,
    /// E-mail address.
    pub email: String,
    /// False once dismissed; absent means true.
    #[serde(default = "yes")]
    pub active: bool,
    /// Portal administrator.
    pub admin: bool,
    /// Departments.
    pub departments: Vec<i64>,
    /// Post.
    pub work_position: String,
    /// Rights in the CRM.
    pub crm: CrmAccess,
    /// Further fields under the portal's names, e.g. `UF_USR_…`.
    pub fields: Fields,
}

fn yes() -> bool {
    true
}

impl User {
    /// An active employee.
    pub fn new(id: i64, name: impl Into<String>, last_name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            last_name: last_name.into(),
            active: true,
            ..Self::default()
        }
    }
}

/// A department.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Department {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// The department above; absent for the top.
    pub parent: Option<i64>,
    /// Its head.
    pub head: Option<i64>,
    /// Its place among its sisters; 500 when absent.
    pub sort: Option<i64>,
}
