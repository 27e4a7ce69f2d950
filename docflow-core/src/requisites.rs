//! Russian requisites as parsed values: whoever holds an [`Inn`] holds a correct one.
//!
//! Here: ИНН, КПП, ОГРН, ОГРНИП, БИК and bank accounts, the shared error and [`clean`]. Not here:
//! which requisites a kind of counterparty needs (the check), and whether the number exists in a
//! register (an outside fact). Called by the check when raw text of a card becomes a counterparty.
//!
//! A passing key says «not a typo»; it never says «exists».

/// The text form that every requisite shares: `Display` and `Debug` as written, `TryFrom<&str>`.
macro_rules! text_form {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }
    };
    ($name:ident, parsed) => {
        text_form!($name);

        impl std::str::FromStr for $name {
            type Err = crate::requisites::RequisiteError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = crate::requisites::RequisiteError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }
    };
}

mod account;
mod ascii;
mod bik;
mod clean;
mod error;
mod inn;
mod kpp;
mod ogrn;
mod suggest;

pub use account::{CorrespondentAccount, SettlementAccount};
pub use bik::Bik;
pub use clean::clean;
pub use error::{Component, Fault, Requisite, RequisiteError};
pub use inn::Inn;
pub use kpp::Kpp;
pub use ogrn::{Ogrn, Ogrnip};
pub use suggest::{Repair, Suggestion};
