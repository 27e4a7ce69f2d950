//! A host in twenty lines: the parts of docflow joined, as any server or job would join them.

use crate::Failure;
use crate::company::{self, Secrets};
use crate::watched::{Beats, Watched};
use docflow::{
    BitrixCrm, EngineParts, ExtensionAccounting, FolderFileStore, LocalEngine, SqliteJournal, Texts,
};
use docflow_core::{Accounting, Clock, Crm, FileStore, Policy};
use std::path::Path;
use std::sync::Arc;

/// Where portal and 1C base are, and where this host keeps what survives it.
pub(crate) struct Place<'a> {
    pub(crate) portal: &'a str,
    pub(crate) onec: &'a str,
    pub(crate) home: &'a Path,
}

/// An engine, and the files it keeps.
pub(crate) struct Host {
    pub(crate) engine: LocalEngine,
    pub(crate) files: Arc<FolderFileStore>,
}

impl Host {
    pub(crate) fn open(
        place: &Place<'_>,
        secrets: &Secrets,
        clock: Arc<dyn Clock>,
        beats: Beats,
        kill_after: Option<String>,
    ) -> Result<Self, Failure> {
        let policy = Arc::new(company::policy()?);
        let crm: Arc<dyn Crm> = Arc::new(portal(place, secrets, clock.clone(), &policy)?);
        let books: Arc<dyn Accounting> = Arc::new(books(place, secrets, &policy)?);
        let files = Arc::new(FolderFileStore::open(place.home.join("files"))?);
        let store: Arc<dyn FileStore> = files.clone();
        let parts = EngineParts {
            policy,
            crm: Arc::new(Watched::new(crm, beats.clone(), kill_after.clone())),
            accounting: Arc::new(Watched::new(books, beats, kill_after)),
            journal: Arc::new(SqliteJournal::open(place.home.join("journal.sqlite3"))?),
            files: store,
            clock,
        };
        Ok(Self {
            engine: LocalEngine::new(parts),
            files,
        })
    }
}

fn portal(
    place: &Place<'_>,
    secrets: &Secrets,
    clock: Arc<dyn Clock>,
    policy: &Policy,
) -> Result<BitrixCrm, Failure> {
    let access = bitrix_client::Access::token(place.portal, secrets.token.as_str())?;
    let client = bitrix_client::Client::new(access)?;
    Ok(BitrixCrm::new(
        client,
        clock,
        Arc::new(Texts::new()),
        policy,
    ))
}

/// One 1C base keeps the books of all our firms.
fn books(
    place: &Place<'_>,
    secrets: &Secrets,
    policy: &Policy,
) -> Result<ExtensionAccounting, Failure> {
    let client = onec_client::Client::builder(place.onec)
        .login(&secrets.login, &secrets.password)
        .build()?;
    let sellers = policy.sellers.iter();
    Ok(sellers.fold(ExtensionAccounting::new(), |books, seller| {
        books.with_base(&seller.code, client.clone())
    }))
}
