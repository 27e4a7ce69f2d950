//! What the portal holds, and how a world becomes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::disk::Disk;
use super::hooks::Hooks;
use super::limits::{Buckets, Operating};
use super::messenger::Messenger;
use super::oauth::Code;
use super::old_items::{Cards, Catalogue};
use super::requisites::PresetFields;
use super::rest3::Remembered;
use super::shelf::Shelf;
use super::value::{Array, Value};
use super::{items, old_rows, rows};
use crate::switches::Switches;
use crate::world::{
    Application, Category, Department, Docgen, PortalWorld, User, UserField, Webhook,
};

#[derive(Default)]
pub(crate) struct State {
    pub(crate) member_id: String,
    pub(crate) license: String,
    /// Address of the sandbox, for links in answers.
    pub(crate) base_url: String,
    /// Addresses of the two authorization servers.
    pub(crate) auth_urls: Vec<String>,
    pub(crate) utc_offset_minutes: i32,
    pub(crate) switches: Switches,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) applications: Vec<InstalledApplication>,
    pub(crate) users: Vec<User>,
    pub(crate) departments: Vec<Department>,
    pub(crate) user_fields: Vec<UserField>,
    pub(crate) docgen: Docgen,
    /// By entity type, then id; fields under the names of `crm.item`, set ones only.
    pub(crate) items: BTreeMap<i64, BTreeMap<i64, Array>>,
    /// By owner type and id, rows as `crm.item.productrow` prints them.
    pub(crate) rows: BTreeMap<(String, i64), Vec<Array>>,
    pub(crate) requisites: Vec<Array>,
    pub(crate) bank_details: Vec<Array>,
    pub(crate) addresses: Vec<Array>,
    pub(crate) links: Vec<Array>,
    pub(crate) presets: Vec<Array>,
    pub(crate) statuses: Vec<Array>,
    pub(crate) categories: Vec<Category>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) log_messages: Vec<Array>,
    pub(crate) notifications: Vec<Notification>,
    pub(crate) todos: Vec<Array>,
    pub(crate) posts: Vec<Array>,
    pub(crate) documents: Vec<Document>,
    pub(crate) shelf: Shelf,
    pub(crate) messenger: Messenger,
    /// Answers of REST 3.0 by caller and idempotency key.
    pub(crate) remembered: BTreeMap<(String, String), Remembered>,
    /// What robots of an application reported.
    pub(crate) robot_events: Vec<Array>,
    /// Options of applications and of their users, by owner.
    pub(crate) options: BTreeMap<String, Array>,
    pub(crate) files: BTreeMap<String, Bytes>,
    /// Files in fields, by their id.
    pub(crate) stored: BTreeMap<i64, StoredFile>,
    pub(crate) buckets: Buckets,
    pub(crate) operating: Operating,
    pub(crate) hooks: Hooks,
    pub(crate) codes: Vec<Code>,
    pub(crate) disk: Disk,
    /// Layouts of cards.
    pub(crate) cards: Cards,
    /// What is known of custom fields beside their kind.
    pub(crate) catalogue: Catalogue,
    pub(crate) preset_fields: PresetFields,
    /// Settings of deals that are made again and again.
    pub(crate) recurring: Vec<Array>,
    link_auths: BTreeMap<String, LinkAuth>,
    last_id: BTreeMap<&'static str, i64>,
    secrets: u64,
}

pub(crate) struct InstalledApplication {
    pub(crate) client: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) tokens: Vec<LiveToken>,
    pub(crate) refreshes: Vec<Refresh>,
    pub(crate) client_secret: String,
    pub(crate) application_token: String,
    pub(crate) auth_server: usize,
    pub(crate) redirect_uri: String,
    pub(crate) handler: String,
}

pub(crate) struct Refresh {
    pub(crate) text: String,
    pub(crate) user: i64,
    pub(crate) expires_ms: i64,
    /// Access tokens that it gave; the first use of one ends it.
    pub(crate) successors: Vec<String>,
}

pub(crate) struct LiveToken {
    pub(crate) text: String,
    pub(crate) user: i64,
    pub(crate) expires_ms: i64,
}

struct LinkAuth {
    text: String,
    expires_ms: i64,
}

/// A file with its name; the bytes are in `files`.
#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) size: i64,
    pub(crate) sha256: String,
}

impl StoredFile {
    pub(crate) fn plain(&self) -> Array {
        Array::new()
            .with("id", self.id)
            .with("name", self.name.as_str())
            .with("size", self.size)
            .with("sha256", self.sha256.as_str())
    }
}

pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) entity_type: String,
    pub(crate) entity_id: i64,
    pub(crate) created_ms: i64,
    pub(crate) author: i64,
    pub(crate) text: String,
    pub(crate) files: Vec<StoredFile>,
}

pub(crate) struct Notification {
    pub(crate) id: i64,
    /// The application or webhook; a tag is unique within it.
    pub(crate) sender: String,
    pub(crate) user: i64,
    pub(crate) personal: bool,
    pub(crate) fields: Array,
    pub(crate) tag: String,
    pub(crate) created_ms: i64,
}

pub(crate) struct Document {
    pub(crate) id: i64,
    pub(crate) entity_type_id: i64,
    pub(crate) entity_id: i64,
    pub(crate) title: String,
    pub(crate) number: String,
    pub(crate) created_by: i64,
    pub(crate) created_ms: i64,
    pub(crate) docx: StoredFile,
    pub(crate) pdf: Option<StoredFile>,
    /// When the portal's own conversion is ready; 0 when the pdf came with the upload.
    pub(crate) converted_ms: i64,
    pub(crate) image: Option<StoredFile>,
}

/// A token of a signed link lives as long as an access token.
const LINK_LIFE_MS: i64 = 3_600_000;

impl State {
    /// The state that a world describes.
    pub(crate) fn from_world(
        world: &PortalWorld,
        base_url: &str,
        auth_urls: &[String],
        now_ms: i64,
    ) -> Result<Self, String> {
        let mut state = Self {
            member_id: world.member_id.clone(),
            license: world.license.clone(),
            base_url: base_url.to_owned(),
            auth_urls: auth_urls.to_vec(),
            utc_offset_minutes: world.utc_offset_minutes,
            switches: world.switches.clone(),
            webhooks: world.webhooks.clone(),
            applications: installed(world, now_ms),
            users: world.users.clone(),
            departments: world.departments.clone(),
            user_fields: world.user_fields.clone(),
            docgen: world.docgen.clone(),
            categories: world.categories.clone(),
            disk: Disk::of(&world.users, now_ms),
            ..Self::default()
        };
        old_rows::load(&mut state, world, now_ms)?;
        items::load(&mut state, world, now_ms)?;
        rows::load(&mut state, world)?;
        Ok(state)
    }

    /// The address of an authorization server.
    pub(crate) fn auth_url(&self, server: usize) -> &str {
        self.auth_urls.get(server).map_or("", String::as_str)
    }

    /// The next free id of a kind of thing.
    pub(crate) fn next_id(&mut self, kind: &'static str) -> i64 {
        let last = self.last_id.entry(kind).or_default();
        *last = last.saturating_add(1);
        *last
    }

    /// Ids of this kind up to `id` are taken.
    pub(crate) fn take_id(&mut self, kind: &'static str, id: i64) {
        let last = self.last_id.entry(kind).or_default();
        *last = id.max(*last);
    }

    /// Keeps the bytes and gives them a name and an id.
    pub(crate) fn store(&mut self, name: &str, bytes: Vec<u8>) -> StoredFile {
        let sha256 = hex(&Sha256::digest(&bytes));
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.files
            .entry(sha256.clone())
            .or_insert_with(|| bytes.into());
        let file = StoredFile {
            id: self.next_id("file"),
            name: name.to_owned(),
            size,
            sha256,
        };
        self.stored.insert(file.id, file.clone());
        file
    }

    /// The same bytes and name under a new id.
    pub(crate) fn stored_again(&mut self, file: &StoredFile) -> StoredFile {
        let file = StoredFile {
            id: self.next_id("file"),
            ..file.clone()
        };
        self.stored.insert(file.id, file.clone());
        file
    }

    /// What a caller's signed links carry as `auth`; lives an hour.
    pub(crate) fn link_auth(&mut self, caller: &str, now_ms: i64) -> String {
        if let Some(known) = self.link_auths.get(caller)
            && now_ms < known.expires_ms
        {
            return known.text.clone();
        }
        let text = self.secret(caller);
        let auth = LinkAuth {
            text: text.clone(),
            expires_ms: now_ms + LINK_LIFE_MS,
        };
        self.link_auths.insert(caller.to_owned(), auth);
        text
    }

    /// Whether `auth` of a signed link is known, and alive.
    pub(crate) fn link_auth_lives(&self, auth: &str, now_ms: i64) -> Option<bool> {
        let webhooks = self
            .link_auths
            .values()
            .map(|a| (a.text.as_str(), a.expires_ms));
        let tokens = self.applications.iter().flat_map(|app| &app.tokens);
        let mut all = webhooks.chain(tokens.map(|token| (token.text.as_str(), token.expires_ms)));
        let (_, expires_ms) = all.find(|(text, _)| *text == auth)?;
        Some(now_ms < expires_ms)
    }

    /// A value that nobody can guess from outside; the same in every run with the same world.
    pub(crate) fn secret(&mut self, salt: &str) -> String {
        self.secrets = self.secrets.wrapping_add(1);
        let seed = format!("{}|{salt}|{}", self.member_id, self.secrets);
        hex(&Sha256::digest(seed.as_bytes()))
    }

    /// A new identifier in braces, `{8-4-4-4-12}`.
    pub(crate) fn guid(&mut self, salt: &str) -> String {
        let digits = self.secret(salt);
        let mut digits = digits.chars();
        let parts = [8, 4, 4, 4, 12].map(|len| digits.by_ref().take(len).collect::<String>());
        format!("{{{}}}", parts.join("-"))
    }

    /// A signed token that names what it opens.
    pub(crate) fn sign(&self, what: &str) -> String {
        let signature = hex(&Sha256::digest(
            format!("{}|{what}", self.member_id).as_bytes(),
        ));
        format!("{what}|{signature}")
    }

    /// What a signed token opens, if the signature is right.
    pub(crate) fn opened_by<'a>(&self, token: &'a str) -> Option<&'a str> {
        let (what, _) = token.rsplit_once('|')?;
        (self.sign(what) == token).then_some(what)
    }

    /// A time as the portal prints it.
    pub(crate) fn iso(&self, ms: i64) -> String {
        let local = crate::clock::local(ms, self.utc_offset_minutes);
        local.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// The employee, if he exists.
    pub(crate) fn user(&self, id: i64) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }
}

fn installed(world: &PortalWorld, now_ms: i64) -> Vec<InstalledApplication> {
    let apps = world.applications.iter();
    apps.map(|app| InstalledApplication {
        client: app.client.clone(),
        scopes: app.scopes.clone(),
        tokens: app
            .tokens
            .iter()
            .map(|token| LiveToken {
                text: token.access_token.clone(),
                user: token.user,
                expires_ms: now_ms.saturating_add(token.expires_in.saturating_mul(1000)),
            })
            .collect(),
        refreshes: refreshes(app, now_ms),
        client_secret: app.client_secret.clone(),
        application_token: app.application_token.clone(),
        auth_server: app.auth_server,
        redirect_uri: app.redirect_uri.clone(),
        handler: app.handler.clone(),
    })
    .collect()
}

fn refreshes(app: &Application, now_ms: i64) -> Vec<Refresh> {
    let tokens = app
        .tokens
        .iter()
        .filter(|token| !token.refresh_token.is_empty());
    let refreshes = tokens.map(|token| Refresh {
        text: token.refresh_token.clone(),
        user: token.user,
        expires_ms: now_ms.saturating_add(180 * 24 * 3_600_000),
        successors: Vec::new(),
    });
    refreshes.collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        _ = write!(out, "{byte:02x}");
        out
    })
}

/// A free field of the world as the portal keeps it.
pub(crate) fn from_world_value(name: &str, value: &serde_json::Value) -> Result<Value, String> {
    use serde_json::Value as Json;
    Ok(match value {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => Value::Int(number.as_i64().ok_or_else(|| {
            format!("field {name} holds the number {number}; write numbers with a fraction as text")
        })?),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => {
            let items = items.iter().map(|item| from_world_value(name, item));
            Value::Array(items.collect::<Result<Array, String>>()?)
        }
        Json::Object(map) => {
            let mut array = Array::new();
            for (key, value) in map {
                array.set(key, from_world_value(key, value)?);
            }
            array.into()
        }
    })
}
