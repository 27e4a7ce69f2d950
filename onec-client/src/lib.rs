#![doc = include_str!("../README.md")]

mod answer;
mod call;
mod client;
mod config;
mod decode;
mod encode;
mod error;
mod exchange;
mod key;
mod offer;
mod reference;
mod request;
mod set;

pub use answer::{
    CounterpartyCard, DocumentSet, File, FileFormat, Issue, IssuedContract, IssuedInvoice,
    IssuedOrder, LookUp, NumberReservation, VoidKey,
};
pub use client::Client;
pub use config::ClientBuilder;
pub use error::{Details, Error, ErrorKind, Operation};
pub use key::{IdempotencyKey, IdempotencyKeyError, Ref, RefError, Sha256, Sha256Error};
pub use reference::{About, Capability, FieldKind, Form, FormField, Organization};
pub use request::{
    BankAccount, ContractChoice, ContractName, ContractNumber, ContractRequest, Counterparty,
    CounterpartyKind, Currency, Document, DocumentKind, DocumentSetRequest, ExistingContract,
    Expect, FileRequest, InvoiceRequest, NumberReservationRequest, OrganizationRef, Passport,
    PersonName, Row, Sex, Signatory, SupersededDocument, VatRate,
};
