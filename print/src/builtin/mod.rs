//! Our own forms: contracts for services, supply and works, and an invoice, as Word templates.
//!
//! Each is an ordinary template in the grammar of [`Template`](crate::Template): a customer can
//! save it, edit it in Word and use the edited file instead. The forms are written by the code
//! below, so that every word of them is read and reviewed as text. Not here: the numbers and sums,
//! which the caller has ready ([`ContractData`], [`InvoiceData`]). A lawyer of the customer reads
//! the contract forms before use; they are a start, not advice.

mod clauses;
mod contract;
mod data;
mod invoice;
mod party;
mod stamp;
mod writer;

pub use contract::{ContractKind, contract_services, contract_supply, contract_works};
pub use data::{ContractData, InvoiceData, Item, Payment, Sum, Terms, Vat, VatLine, days_in_words};
pub use invoice::invoice;
pub use party::{BankAccount, Party, PartyKind, Signer};
pub use stamp::sample_stamp;
