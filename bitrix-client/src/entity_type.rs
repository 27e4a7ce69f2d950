//! Kinds of CRM objects: numbers on the wire, and the codes that some methods want instead. Pure.

use crate::params::Value;
use crate::wire::{DecodeError, FromWire, RawJson, ToWire};

/// The kind of a CRM object by its number, `entityTypeId`.
///
/// Source: <https://apidocs.bitrix24.com/api-reference/crm/data-types.html#object_type>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityType(u32);

impl EntityType {
    /// Leads.
    pub const LEAD: Self = Self(1);
    /// Deals.
    pub const DEAL: Self = Self(2);
    /// Contacts: people.
    pub const CONTACT: Self = Self(3);
    /// Companies, one's own included.
    pub const COMPANY: Self = Self(4);
    /// Quotes (estimates).
    pub const QUOTE: Self = Self(7);
    /// Requisites, as owners of addresses.
    pub const REQUISITE: Self = Self(8);
    /// Smart invoices.
    pub const SMART_INVOICE: Self = Self(31);

    /// Any other kind, such as a smart process (128 to 192, or even from 1030).
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The short code of owners of product rows: `D`, `CO`, …, `T80` for smart process 128.
    pub fn short_code(self) -> String {
        match self {
            Self::LEAD => "L".to_owned(),
            Self::DEAL => "D".to_owned(),
            Self::CONTACT => "C".to_owned(),
            Self::COMPANY => "CO".to_owned(),
            Self::QUOTE => "Q".to_owned(),
            Self::REQUISITE => "RQ".to_owned(),
            Self::SMART_INVOICE => "SI".to_owned(),
            Self(number) => format!("T{number:x}"),
        }
    }

    /// The word that the timeline uses: `deal`, `company`, …, `dynamic_1046`.
    pub fn timeline_code(self) -> String {
        match self {
            Self::LEAD => "lead".to_owned(),
            Self::DEAL => "deal".to_owned(),
            Self::CONTACT => "contact".to_owned(),
            Self::COMPANY => "company".to_owned(),
            Self::QUOTE => "quote".to_owned(),
            Self(number) => format!("dynamic_{number}"),
        }
    }
}

impl From<EntityType> for Value {
    fn from(kind: EntityType) -> Self {
        Self::Int(kind.0.into())
    }
}

impl FromWire for EntityType {
    fn from_wire(raw: RawJson<'_>) -> Result<Self, DecodeError> {
        raw.parse().map(Self)
    }
}

impl ToWire for EntityType {
    fn write_json(&self, out: &mut String) {
        self.0.write_json(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_codes_of_the_documentation() {
        assert_eq!(EntityType::DEAL.short_code(), "D");
        assert_eq!(EntityType::new(128).short_code(), "T80");
        assert_eq!(EntityType::new(1030).short_code(), "T406");
        assert_eq!(EntityType::new(1046).timeline_code(), "dynamic_1046");
    }
}
