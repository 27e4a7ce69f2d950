#![doc = include_str!("../README.md")]

#[cfg(not(all(feature = "portal", feature = "onec")))]
mod absent;
mod amount;
mod clock;
mod control;
mod core;
mod error;
mod fault;
mod log;
#[cfg(feature = "onec")]
mod onec;
#[cfg(feature = "portal")]
mod portal;
mod post;
mod sandbox;
mod server;
mod site;
mod socket;
mod switches;
mod tls;
mod world;

pub use amount::Amount;
pub use clock::SandboxClock;
pub use error::{SandboxError, WorldError};
pub use fault::{Fault, FaultKind};
pub use log::{CallCount, LoggedRequest};
#[cfg(feature = "onec")]
pub use onec::{
    ContractForm, CounterpartyCard, FormQuestion, Nomenclature, OnecAccount, OnecOrganization,
    OnecSwitches, OnecUser, OnecWorld, Sessions, TypedContract,
};
pub use sandbox::{Builder, Sandbox};
pub use site::Side;
pub use switches::{
    BatchOver50, BatchPays, BucketDrain, DeadWebhook, EventAuth, RateLimit, RefreshRotation,
    Switches, UnknownToken,
};
pub use world::{
    Address, Application, BankDetail, Category, Company, Contact, CrmAccess, Deal, Department,
    Docgen, FieldKind, Fields, PortalWorld, Preset, ProductRow, Requisite, RequisiteLink, Status,
    Token, User, UserField, Webhook, World,
};
