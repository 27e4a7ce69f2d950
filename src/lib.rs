#![doc = include_str!("../README.md")]

mod accounting;
mod clock;
mod config;
mod crm;
mod engine;
mod files;
mod journal;
mod replay;
mod texts;

pub use accounting::ExtensionAccounting;
pub use clock::{ManualClock, SystemClock};
#[cfg(feature = "sqlite")]
pub use config::StartError;
pub use config::{
    ApplicationSettings, ConfigError, ConfigFault, Configuration, ConnectError, InfobaseSettings,
    InstallError, LintFinding, Login, PortalApplication, PortalSecret, PortalSettings, Secret,
    Secrets, SecretsError, StorageSettings, lint,
};
pub use crm::BitrixCrm;
pub use engine::{BaseFinding, EngineParts, LocalEngine, Slots, Stop};
pub use files::{FolderFileStore, MemoryFileStore};
pub use journal::MemoryJournal;
#[cfg(feature = "sqlite")]
pub use journal::SqliteJournal;
pub use replay::{Difference, Replay, ReplayError, replay};
pub use texts::{FindingGroup, Lang, Place, Texts};
