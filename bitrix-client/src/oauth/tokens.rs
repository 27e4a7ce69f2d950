//! Tokens, and the installation that they belong to. Plain values; their text form is for stores.

use std::fmt;

use chrono::{DateTime, Utc};
use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::address::portal_url;
use crate::clock::delta;
use crate::error::Error;
use crate::hosts::AuthHost;
use crate::member::MemberId;
use crate::secret::Secret;
use crate::wire::{DecodeError, Id, RawJson};

/// An access token, the refresh token that renews it, and what came with them.
#[derive(Clone)]
pub struct Tokens {
    access: Secret,
    refresh: Secret,
    expires_at: Option<DateTime<Utc>>,
    user: Option<Id>,
    scopes: Vec<String>,
}

/// An application on one portal: address, tokens, and the token that proves the portal's calls.
///
/// Its text form holds secrets: see [`to_json`](Self::to_json).
#[derive(Clone)]
pub struct Installation {
    member: MemberId,
    /// Scheme, host and port.
    portal: String,
    auth_host: AuthHost,
    application_token: Option<Secret>,
    tokens: Tokens,
}

/// What the authorization server answers.
pub(crate) struct Answer {
    access: Secret,
    refresh: Secret,
    expires_in: Option<u32>,
    user: Option<Id>,
    scope: String,
    pub(super) member_id: MemberId,
    pub(super) client_endpoint: String,
    pub(super) server_endpoint: String,
}

/// The stored form. Fields may be added; an unknown version is refused.
#[derive(Serialize, Deserialize)]
struct Text {
    version: u32,
    member_id: String,
    portal: String,
    auth_host: String,
    application_token: Option<String>,
    access_token: String,
    refresh_token: String,
    expires_at: Option<i64>,
    user: Option<u64>,
    scopes: Vec<String>,
}

const VERSION: u32 = 1;

impl Tokens {
    /// The access token; lives an hour.
    pub fn access(&self) -> &Secret {
        &self.access
    }

    /// The refresh token; lives 180 days and is replaced whenever it is used.
    pub fn refresh(&self) -> &Secret {
        &self.refresh
    }

    /// When the access token expires, by our clock. A report: calls do not look at it.
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.expires_at
    }

    /// Whose rights they have, where the server said so.
    pub fn user(&self) -> Option<Id> {
        self.user
    }

    /// What they open.
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }
}

impl Answer {
    pub(super) fn read(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        let text = |name: &str| {
            let text: Option<String> = raw.member(name)?;
            text.ok_or_else(|| DecodeError::new("a text", RawJson::NULL).below(name))
        };
        let optional = |name: &str| {
            let text: Option<String> = raw.member(name).ok().flatten();
            text.unwrap_or_default()
        };
        let member = text("member_id")?;
        let member = member.parse().map_err(|_: Error| {
            DecodeError::new("letters and digits", RawJson::new("\"…\"")).below("member_id")
        })?;
        Ok(Self {
            access: Secret::new(text("access_token")?),
            refresh: Secret::new(text("refresh_token")?),
            expires_in: raw.member("expires_in").ok().flatten(),
            user: raw.member("user_id").ok().flatten(),
            scope: optional("scope"),
            member_id: member,
            client_endpoint: text("client_endpoint")?,
            server_endpoint: optional("server_endpoint"),
        })
    }
}

impl Installation {
    pub(super) fn new(
        answer: Answer,
        old: Option<&Self>,
        portal: &Url,
        auth_host: AuthHost,
        now: DateTime<Utc>,
    ) -> Self {
        let lifetime = answer
            .expires_in
            .map(|seconds| std::time::Duration::from_secs(seconds.into()));
        let tokens = Tokens {
            access: answer.access,
            refresh: answer.refresh,
            expires_at: lifetime.map(|lifetime| now + delta(lifetime)),
            user: answer.user.or_else(|| old.and_then(|old| old.tokens.user)),
            scopes: scopes_of(&answer.scope),
        };
        Self {
            member: answer.member_id,
            portal: portal.origin().ascii_serialization(),
            auth_host,
            application_token: old.and_then(|old| old.application_token.clone()),
            tokens,
        }
    }

    pub(super) fn with_application_token(mut self, token: &Secret) -> Self {
        self.application_token = Some(token.clone());
        self
    }

    /// With the application token that is known, when this one brings none: tokens do not.
    pub(super) fn with_what_was_known(mut self, known: &Self) -> Self {
        let known = known.application_token.clone();
        self.application_token = self.application_token.or(known);
        self
    }

    pub(super) fn moved_to(&self, portal: &Url) -> Self {
        Self {
            portal: portal.origin().ascii_serialization(),
            ..self.clone()
        }
    }

    /// The permanent id of the portal.
    pub fn member_id(&self) -> &MemberId {
        &self.member
    }

    /// The portal's address: scheme, host and port.
    pub fn portal(&self) -> &str {
        &self.portal
    }

    /// The server that renews the tokens.
    pub fn auth_host(&self) -> &AuthHost {
        &self.auth_host
    }

    /// What the portal proves its calls with; unknown until an installation or a page was proved.
    pub fn application_token(&self) -> Option<&Secret> {
        self.application_token.as_ref()
    }

    /// The tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The text form, for stores of your own. It holds secrets: encrypt it or keep it where others
    /// cannot read.
    pub fn to_json(&self) -> Secret {
        let text = Text {
            version: VERSION,
            member_id: self.member.as_str().to_owned(),
            portal: self.portal.clone(),
            auth_host: self.auth_host.as_str().to_owned(),
            application_token: self
                .application_token
                .as_ref()
                .map(|token| token.expose().to_owned()),
            access_token: self.tokens.access.expose().to_owned(),
            refresh_token: self.tokens.refresh.expose().to_owned(),
            expires_at: self.tokens.expires_at.map(|at| at.timestamp()),
            user: self.tokens.user.map(Id::get),
            scopes: self.tokens.scopes.clone(),
        };
        // A struct of texts and numbers always has a JSON form.
        Secret::new(serde_json::to_string(&text).unwrap_or_default())
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// Kind [`Config`](crate::ErrorKind::Config) when it is damaged, of a newer version, or names a
    /// server that is not on the list.
    pub fn from_json(text: &Secret) -> Result<Self, Error> {
        // The parser's error is left out: it could quote.
        let text: Text = serde_json::from_str(text.expose())
            .map_err(|_| Error::config("expected a stored installation, found another text"))?;
        if text.version != VERSION {
            return Err(Error::config("expected a stored installation of version 1"));
        }
        let portal = portal_url(&text.portal)?;
        Ok(Self {
            member: text.member_id.parse()?,
            portal: portal.origin().ascii_serialization(),
            auth_host: AuthHost::restored(&text.auth_host)?,
            application_token: text.application_token.map(Secret::new),
            tokens: Tokens {
                access: Secret::new(text.access_token),
                refresh: Secret::new(text.refresh_token),
                expires_at: text
                    .expires_at
                    .and_then(|at| DateTime::from_timestamp(at, 0)),
                user: text.user.and_then(Id::new),
                scopes: text.scopes,
            },
        })
    }
}

/// Scopes stand with commas, with spaces or with both between them.
pub(crate) fn scopes_of(text: &str) -> Vec<String> {
    let scopes = text.split([',', ' ']).filter(|scope| !scope.is_empty());
    scopes.map(str::to_owned).collect()
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("expires_at", &self.expires_at)
            .field("user", &self.user)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Installation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Installation")
            .field("member_id", &self.member.as_str())
            .field("portal", &self.portal)
            .field("auth_host", &self.auth_host)
            .field("tokens", &self.tokens)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sample of the documentation, and the fuller one of a refresh.
    #[test]
    fn both_answers_of_the_server_are_read() {
        let first = r#"{"access_token":"s1mo","client_endpoint":"https://portal.bitrix24.com/rest/",
            "domain":"oauth.bitrix.info","expires_in":3600,"member_id":"a223c6b3710f85df22e9377d6c4f7553",
            "refresh_token":"4f9k","scope":"crm,entity,im,task",
            "server_endpoint":"https://oauth.bitrix.info/rest/","status":"F"}"#;
        let answer = Answer::read(RawJson::new(first)).unwrap();
        assert_eq!(answer.user, None);
        let portal = Url::parse(&answer.client_endpoint).unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let known = Installation::new(answer, None, &portal, AuthHost::BITRIX_INFO, now);
        assert_eq!(known.portal(), "https://portal.bitrix24.com");
        assert_eq!(known.tokens().scopes(), ["crm", "entity", "im", "task"]);
        assert_eq!(
            known.tokens().expires_at().unwrap().timestamp(),
            1_800_003_600
        );
        let again = Installation::from_json(&known.to_json()).unwrap();
        assert_eq!(again.to_json().expose(), known.to_json().expose());
        let fuller = first.replace("\"status\":\"F\"", "\"user_id\":67,\"expires\":1780319382");
        assert_eq!(
            Answer::read(RawJson::new(&fuller)).unwrap().user,
            Id::new(67)
        );
        assert!(Answer::read(RawJson::new("{\"access_token\":\"x\"}")).is_err());
    }

    #[test]
    fn an_id_of_a_portal_is_no_path_and_a_stored_text_names_no_foreign_server() {
        for bad in ["", "../x", "a b", "a.json", &"a".repeat(65)] {
            assert!(bad.parse::<MemberId>().is_err(), "{bad}");
        }
        let stored = r#"{"version":1,"member_id":"a2","portal":"https://p.bitrix24.ru",
            "auth_host":"oauth.evil.example","application_token":null,"access_token":"t",
            "refresh_token":"r","expires_at":null,"user":null,"scopes":[]}"#;
        let error = Installation::from_json(&Secret::new(stored)).unwrap_err();
        assert!(
            error.to_string().contains("authorization server"),
            "{error}"
        );
    }
}
