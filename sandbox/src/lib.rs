#![doc = include_str!("../README.md")]

#[cfg(not(all(feature = "portal", feature = "onec")))]
mod absent;
mod clock;
mod control;
mod core;
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
mod switches;
mod tls;
mod wire;
mod world;

pub use clock::SandboxClock;
pub use fault::{Fault, FaultKind};
pub use log::{CallCount, LoggedRequest};
#[cfg(feature = "onec")]
pub use onec::{
    ContractForm, CounterpartyCard, FormQuestion, Nomenclature, OnecAccount, OnecOrganization,
    OnecSwitches, OnecUser, OnecWorld, Sessions, TypedContract,
};
pub use sandbox::{Builder, Sandbox, SandboxError};
pub use site::Side;
pub use switches::{
    BatchOver50, BatchPays, BucketDrain, DeadWebhook, EventAuth, RateLimit, RefreshRotation,
    Switches, UnknownToken,
};
pub use world::{
    Address, Amount, Application, BankDetail, Category, Company, Contact, CrmAccess, Deal,
    Department, Docgen, FieldKind, Fields, PortalWorld, Preset, ProductRow, Requisite,
    RequisiteLink, Status, Token, User, UserField, Webhook, World, WorldError,
};
