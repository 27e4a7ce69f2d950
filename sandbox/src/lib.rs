//! A stateful Bitrix24 portal and 1C base to test against, over real HTTP and HTTPS.
//!
//! Everything a client of the two systems can meet is here: PHP-style JSON, limits, expiry,
//! rights, and scripted faults. Anyone's client can be pointed at it; from Rust it starts inside a
//! test:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), docflow_sandbox::SandboxError> {
//! use docflow_sandbox::{Deal, Fault, FaultKind, Sandbox, Side, User, Webhook, World};
//!
//! let mut world = World::default();
//! world.portal.users.push(User::new(1, "Иван", "Петров"));
//! world.portal.webhooks.push(Webhook::new(1, "s3cret", ["crm"]));
//! world.portal.deals.push(Deal::new(4512, "Поставка насосов"));
//!
//! let sandbox = Sandbox::builder().world(world).start().await?;
//! let address = format!("{}/rest/1/s3cret/crm.item.get", sandbox.portal_url());
//! // … point a client at `address` …
//! sandbox.add_fault(Fault::new(Side::Portal, "crm.item.update", FaultKind::DropAfter));
//! assert_eq!(sandbox.state()["portal"]["deals"]["4512"]["title"], "Поставка насосов");
//! # Ok(()) }
//! ```
//!
//! Other languages start the binary, read one line of JSON, and use the control address; the
//! README describes both, with the world format, the switches and the faults.

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
    OnecSwitches, OnecUser, OnecWorld, TypedContract,
};
pub use sandbox::{Builder, Sandbox, SandboxError};
pub use site::Side;
pub use switches::{BatchOver50, BatchPays, RateLimit, Switches};
pub use world::{
    Address, Amount, Application, BankDetail, Category, Company, Contact, CrmAccess, Deal,
    Department, Docgen, FieldKind, Fields, PortalWorld, Preset, ProductRow, Requisite,
    RequisiteLink, Status, Token, User, UserField, Webhook, World, WorldError,
};
