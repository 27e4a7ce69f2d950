//! Requisites as typed, by what they mean and not by where a CRM keeps them.

use crate::ids::RequisiteId;
use std::collections::BTreeMap;

/// A set of requisites, as typed.
#[derive(Clone, PartialEq, Eq)]
pub struct RequisiteCard {
    /// Its number.
    pub id: RequisiteId,
    /// The kind of party.
    pub preset: Preset,
    /// Texts by their meaning, empty ones left out.
    pub texts: BTreeMap<RequisiteText, String>,
    /// Addresses, each in one line; others than these kinds are of no use to documents.
    pub addresses: BTreeMap<AddressKind, String>,
}

impl RequisiteCard {
    /// A text, trimmed of blanks; `None` when empty.
    pub fn text(&self, meaning: RequisiteText) -> Option<&str> {
        self.texts
            .get(&meaning)
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
    }
}

crate::debug::unseen!(RequisiteCard);

/// Which kind of party a set of requisites describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preset {
    /// A Russian organization.
    Organization,
    /// A Russian sole trader.
    SoleTrader,
    /// A Russian natural person.
    Person,
    /// One that the adapter does not know, by its name.
    Other(String),
}

/// Declares an enum with a stable code for each variant.
macro_rules! coded {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident => $code:literal,)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$inner])* $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name used on wires.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// Reads [`Self::code`] back.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

coded! {
    /// What a text of a requisite card means.
    RequisiteText {
        /// ИНН.
        Inn => "inn",
        /// КПП.
        Kpp => "kpp",
        /// ОГРН of an organization.
        Ogrn => "ogrn",
        /// ОГРНИП of a sole trader.
        Ogrnip => "ogrnip",
        /// Short name of the firm, with its legal form.
        ShortName => "short_name",
        /// Full name of the firm.
        FullName => "full_name",
        /// Head of the firm, as the field of that name has it.
        Chief => "chief",
        /// Head of the firm, as a second field has it; the two may differ.
        Director => "director",
        /// Post of the head.
        ChiefPost => "chief_post",
        /// What the head acts on: «Устав».
        Basis => "basis",
        /// Whole name of a person in one field.
        WholeName => "whole_name",
        /// Last name of a person.
        LastName => "last_name",
        /// First name of a person.
        FirstName => "first_name",
        /// Patronymic of a person.
        MiddleName => "middle_name",
        /// Kind of the identity document.
        Identity => "identity",
        /// Its series.
        IdentitySeries => "identity_series",
        /// Its number.
        IdentityNumber => "identity_number",
        /// Its date.
        IdentityDate => "identity_date",
        /// Who issued it.
        IdentityIssuer => "identity_issuer",
        /// Telephone.
        Phone => "phone",
        /// E-mail.
        Email => "email",
    }
}

coded! {
    /// What an address is.
    AddressKind {
        /// Of the organization, as registered.
        Legal => "legal",
        /// Of a person or sole trader, as registered.
        Registered => "registered",
        /// Where the client is found.
        Actual => "actual",
    }
}
