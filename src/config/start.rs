//! An engine from a configuration with its secrets: all that a host needs to begin.

use super::clients::ConnectError;
use super::{Configuration, Secrets};
use crate::engine::{EngineParts, LocalEngine};
use crate::files::FolderFileStore;
use crate::journal::SqliteJournal;
use docflow_core::{Clock, JournalError, StoreError};
use std::sync::Arc;

/// Why an engine could not be made; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The portal or a base can not be reached with these settings.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The journal can not be opened.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The folder of files can not be used.
    #[error(transparent)]
    Files(#[from] StoreError),
}

impl Configuration {
    /// An engine on the portal, the bases, the journal and the files that the configuration names,
    /// with as many runs side by side as it allows.
    ///
    /// ```no_run
    /// use docflow::{Configuration, Secrets, Stop, SystemClock};
    /// use std::sync::Arc;
    ///
    /// # async fn host() -> Result<(), Box<dyn std::error::Error>> {
    /// let configuration = Configuration::read("docflow.toml")?;
    /// let secrets = Secrets::from_environment(&configuration)?;
    /// let engine = configuration.engine(&secrets, Arc::new(SystemClock)).await?;
    /// engine.serve(&Stop::on_signals()?).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`StartError::Connect`] as for [`Self::portal_client`] and [`Self::accounting`],
    /// [`StartError::Journal`] and [`StartError::Files`] when they can not be opened.
    pub async fn engine(
        &self,
        secrets: &Secrets,
        clock: Arc<dyn Clock>,
    ) -> Result<LocalEngine, StartError> {
        let portal = self.portal_client(secrets).await?;
        let parts = EngineParts {
            crm: Arc::new(self.crm(portal, clock.clone())),
            accounting: Arc::new(self.accounting(secrets)?),
            journal: Arc::new(SqliteJournal::open(&self.storage.journal)?),
            files: Arc::new(FolderFileStore::open(&self.storage.files)?),
            policy: Arc::new(self.policy.clone()),
            clock,
        };
        Ok(LocalEngine::new(parts).with_slots(self.slots()))
    }
}
