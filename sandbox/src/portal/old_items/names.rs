//! How the old API calls the fields of the things that `crm.item` knows under other names.

use super::super::schema::{COMPANY, CONTACT, DEAL, LEAD, QUOTE};

mod company;
mod contact;
mod deal;
mod lead;
mod quote;

/// A field of the old API.
pub(crate) struct Name {
    /// As the old API writes it.
    pub(crate) old: &'static str,
    /// Under which the item keeps it: the name in `crm.item`, or the old one when that has none.
    pub(crate) kept: &'static str,
    /// Its type as `fields` tells it.
    pub(crate) kind: &'static str,
    pub(crate) access: Access,
}

/// Who may write a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Access {
    /// The portal alone.
    ReadOnly,
    /// Whoever adds the thing, and nobody later.
    Once,
    /// Everybody.
    Free,
    /// Everybody, a list; `get` does not show it.
    Many,
}

const fn name(old: &'static str, kept: &'static str, kind: &'static str, access: Access) -> Name {
    Name {
        old,
        kept,
        kind,
        access,
    }
}

const fn ro(old: &'static str, kept: &'static str, kind: &'static str) -> Name {
    name(old, kept, kind, Access::ReadOnly)
}

const fn im(old: &'static str, kept: &'static str, kind: &'static str) -> Name {
    name(old, kept, kind, Access::Once)
}

const fn rw(old: &'static str, kept: &'static str, kind: &'static str) -> Name {
    name(old, kept, kind, Access::Free)
}

const fn many(old: &'static str, kept: &'static str, kind: &'static str) -> Name {
    name(old, kept, kind, Access::Many)
}

/// Phones, addresses of mail and the like: lists of their own shape.
pub(crate) const COMMUNICATIONS: [&str; 5] = ["PHONE", "EMAIL", "WEB", "IM", "LINK"];

/// Whether things of this type have phones and the like.
pub(crate) fn has_communications(entity: i64) -> bool {
    matches!(entity, LEAD | CONTACT | COMPANY)
}

/// All fields of an entity type.
pub(crate) fn names(entity: i64) -> &'static [Name] {
    match entity {
        LEAD => lead::NAMES,
        DEAL => deal::NAMES,
        CONTACT => contact::NAMES,
        COMPANY => company::NAMES,
        QUOTE => quote::NAMES,
        _ => &[],
    }
}

/// The field of this name, in any case.
pub(crate) fn find(entity: i64, old: &str) -> Option<&'static Name> {
    names(entity)
        .iter()
        .find(|name| name.old.eq_ignore_ascii_case(old))
}

/// The type of the thing that a field refers to, where `fields` tells it.
pub(crate) fn parent(entity: i64, old: &str) -> Option<i64> {
    match (entity, old) {
        (DEAL | LEAD, "COMPANY_ID") => Some(COMPANY),
        (DEAL | CONTACT | COMPANY, "LEAD_ID") => Some(LEAD),
        (DEAL, "QUOTE_ID") => Some(QUOTE),
        _ => None,
    }
}

/// Single bindings have a list beside them that is newer.
pub(crate) fn is_deprecated(entity: i64, old: &str) -> bool {
    match entity {
        DEAL | LEAD | QUOTE => old == "CONTACT_ID",
        CONTACT => old == "COMPANY_ID",
        _ => false,
    }
}

/// The dictionary that a field of the type `crm_status` takes its values from.
pub(crate) fn dictionary(entity: i64, old: &str) -> Option<&'static str> {
    Some(match (entity, old) {
        (DEAL, "TYPE_ID") => "DEAL_TYPE",
        (CONTACT, "TYPE_ID") => "CONTACT_TYPE",
        (DEAL, "STAGE_ID") => "DEAL_STAGE",
        (LEAD, "STATUS_ID") => "STATUS",
        (QUOTE, "STATUS_ID") => "QUOTE_STATUS",
        (_, "SOURCE_ID") => "SOURCE",
        (_, "HONORIFIC") => "HONORIFIC",
        (_, "COMPANY_TYPE") => "COMPANY_TYPE",
        (_, "INDUSTRY") => "INDUSTRY",
        (_, "EMPLOYEES") => "EMPLOYEES",
        _ => return None,
    })
}
