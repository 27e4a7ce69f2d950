//! What lies on Drive.

use std::collections::{BTreeMap, BTreeSet};

use super::super::state::StoredFile;
use crate::world::User;

/// A storage: of a person, of everybody, or of an application.
#[derive(Clone)]
pub(super) struct Storage {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) entity_type: &'static str,
    pub(super) entity_id: String,
    pub(super) root: i64,
}

/// A folder or a file.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) storage: i64,
    /// 0 for the root folder of a storage.
    pub(super) parent: i64,
    pub(super) content: Option<Content>,
    pub(super) life: Life,
    pub(super) created_ms: i64,
    pub(super) updated_ms: i64,
    pub(super) deleted_ms: Option<i64>,
    pub(super) created_by: i64,
    pub(super) updated_by: i64,
    pub(super) deleted_by: Option<i64>,
}

impl Node {
    pub(super) fn is_folder(&self) -> bool {
        self.content.is_none()
    }
}

/// The bytes of a file and which change of them it is.
#[derive(Clone)]
pub(super) struct Content {
    pub(super) file: StoredFile,
    pub(super) version: i64,
}

/// Whether a thing lies in the trash.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Life {
    Alive,
    InTrash,
    /// Its folder lies in the trash.
    WithFolder,
}

impl Life {
    pub(super) fn code(self) -> i64 {
        match self {
            Self::Alive => 0,
            Self::InTrash => 3,
            Self::WithFolder => 4,
        }
    }
}

/// An older or the present content of a file.
#[derive(Clone)]
pub(super) struct Version {
    pub(super) id: i64,
    pub(super) object: i64,
    pub(super) name: String,
    pub(super) content: Content,
    pub(super) created_ms: i64,
    pub(super) created_by: i64,
}

/// An upload address that was given out and not used yet.
#[derive(Clone)]
pub(super) struct Promise {
    pub(super) folder: i64,
    pub(super) user: i64,
    pub(super) unique: bool,
}

#[derive(Default)]
pub(crate) struct Disk {
    pub(super) storages: Vec<Storage>,
    nodes: BTreeMap<i64, Node>,
    pub(super) versions: Vec<Version>,
    pub(super) promises: BTreeMap<String, Promise>,
    shares: BTreeSet<(i64, i64)>,
    last_id: i64,
}

impl Disk {
    /// A storage for everybody and one for each employee.
    pub(crate) fn of(users: &[User], now_ms: i64) -> Self {
        let mut disk = Self::default();
        disk.open("Общий диск", "common", "shared_files_s1", now_ms);
        for user in users {
            let name = format!("{} {}", user.name, user.last_name);
            disk.open(name.trim(), "user", &user.id.to_string(), now_ms);
        }
        disk
    }

    /// Adds a storage with its root folder.
    pub(super) fn open(
        &mut self,
        name: &str,
        entity_type: &'static str,
        entity_id: &str,
        now_ms: i64,
    ) -> i64 {
        let id = self.next_id();
        let user = entity_id.parse().unwrap_or(1);
        let root = self.add(Node {
            id: 0,
            name: name.to_owned(),
            storage: id,
            parent: 0,
            content: None,
            life: Life::Alive,
            created_ms: now_ms,
            updated_ms: now_ms,
            deleted_ms: None,
            created_by: user,
            updated_by: user,
            deleted_by: None,
        });
        self.storages.push(Storage {
            id,
            name: name.to_owned(),
            entity_type,
            entity_id: entity_id.to_owned(),
            root,
        });
        id
    }

    fn next_id(&mut self) -> i64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    pub(super) fn storage(&self, id: i64) -> Option<&Storage> {
        self.storages.iter().find(|storage| storage.id == id)
    }

    pub(super) fn node(&self, id: i64) -> Option<&Node> {
        self.nodes.get(&id)
    }

    pub(super) fn node_mut(&mut self, id: i64) -> Option<&mut Node> {
        self.nodes.get_mut(&id)
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.values()
    }

    /// Adds under a new id; a file's content is its first version.
    pub(super) fn add(&mut self, mut node: Node) -> i64 {
        let id = self.next_id();
        node.id = id;
        self.nodes.insert(id, node);
        self.keep_version(id);
        id
    }

    /// Remembers the present content of a file.
    pub(super) fn keep_version(&mut self, object: i64) {
        let id = self.next_id();
        let Some(node) = self.nodes.get(&object) else {
            return;
        };
        let Some(content) = node.content.clone() else {
            return;
        };
        self.versions.push(Version {
            id,
            object,
            name: node.name.clone(),
            content,
            created_ms: node.updated_ms,
            created_by: node.updated_by,
        });
    }

    /// What lies in a folder and is not in the trash.
    pub(super) fn children(&self, folder: i64) -> impl Iterator<Item = &Node> {
        let alive = |node: &&Node| node.life == Life::Alive;
        self.nodes
            .values()
            .filter(move |node| node.parent == folder && folder != 0)
            .filter(alive)
    }

    pub(super) fn child(&self, folder: i64, name: &str) -> Option<&Node> {
        self.children(folder).find(|node| node.name == name)
    }

    /// The thing and everything below it, folders before what lies in them.
    pub(super) fn tree(&self, id: i64) -> Vec<i64> {
        let mut all = vec![id];
        let mut at = 0;
        while let Some(folder) = all.get(at).copied() {
            let inside = self.nodes.values().filter(|node| node.parent == folder);
            all.extend(inside.map(|node| node.id));
            at += 1;
        }
        all
    }

    pub(super) fn remove(&mut self, id: i64) {
        self.nodes.remove(&id);
        self.versions.retain(|version| version.object != id);
        self.shares.retain(|(node, _)| *node != id);
    }

    /// Names of the folders down to the thing, without the root.
    pub(super) fn path(&self, id: i64) -> Vec<&str> {
        let mut names = Vec::new();
        let mut at = self.node(id);
        while let Some(node) = at.filter(|node| node.parent != 0) {
            names.push(node.name.as_str());
            at = self.node(node.parent);
        }
        names.reverse();
        names
    }

    pub(super) fn share(&mut self, folder: i64, user: i64) {
        self.shares.insert((folder, user));
    }

    /// Whether the thing or a folder above it was given to the employee.
    pub(super) fn is_shared(&self, id: i64, user: i64) -> bool {
        let mut at = Some(id);
        while let Some(here) = at {
            if self.shares.contains(&(here, user)) {
                return true;
            }
            at = self
                .node(here)
                .map(|node| node.parent)
                .filter(|up| *up != 0);
        }
        false
    }

    /// The living files and folders with their paths, for tests.
    pub(crate) fn show(&self) -> serde_json::Value {
        let seen = self.nodes.values().filter(|node| node.parent != 0);
        seen.map(|node| {
            let file = node.content.as_ref().map(|content| &content.file);
            serde_json::json!({
                "id": node.id,
                "storage": node.storage,
                "path": self.path(node.id).join("/"),
                "in_trash": node.life != Life::Alive,
                "size": file.map(|file| file.size),
                "sha256": file.map(|file| file.sha256.as_str()),
            })
        })
        .collect()
    }

    /// A name that is free in the folder: `file (1).docx`.
    pub(super) fn free_name(&self, folder: i64, name: &str) -> String {
        if self.child(folder, name).is_none() {
            return name.to_owned();
        }
        let (stem, tail) = match name.rsplit_once('.') {
            Some((stem, tail)) if !stem.is_empty() => (stem, format!(".{tail}")),
            _ => (name, String::new()),
        };
        let mut names = (1_u32..).map(|number| format!("{stem} ({number}){tail}"));
        names
            .find(|name| self.child(folder, name).is_none())
            .unwrap_or_default()
    }
}
