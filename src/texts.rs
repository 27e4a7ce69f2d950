//! Texts for people: one catalogue in Russian and English, made from codes at the edge.
//!
//! Here: findings, messages, states. Not here: which of them arise (core) and how they are sent (the
//! adapter of the CRM). The catalogue is in `texts/ru.ftl` and `texts/en.ftl`, in the Fluent syntax.

mod catalogue;
mod cause;
mod documents;
mod finding;
mod message;
mod quotes;
mod state;
mod typeset;

pub use finding::FindingGroup;

use catalogue::Catalogue;

/// The languages of the texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

/// Places that a text may name: a text that tells somebody to press something names one that exists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The page of the deal.
    pub deal: String,
    /// The host's page of the run, where it can be tried again; absent when the host has none.
    pub run: Option<String>,
}

/// The catalogue of texts.
///
/// Values that come from people or other systems are put in one line; brackets and tags in them are
/// written otherwise, and so are addresses: messages of the portal are BB code, and a client's name
/// must not be a link.
/// A name that has «…» of its own is not put into another pair.
///
/// ```
/// use docflow::{Lang, Texts};
/// use docflow_core::Ending;
/// let text = Texts::new().ending(&Ending::NumberRejected, Lang::Ru);
/// assert_eq!(text, "Номер договора не согласован, документы не созданы.");
/// ```
pub struct Texts {
    ru: Catalogue,
    en: Catalogue,
}

impl Texts {
    /// The longest message to a person, in characters: all findings of a deal stand in one. How much
    /// a notification of the portal holds is not documented.
    pub const MESSAGE_LIMIT: usize = 8000;

    /// The catalogue of this crate.
    pub fn new() -> Self {
        Self {
            ru: Catalogue::new("ru", include_str!("texts/ru.ftl")),
            en: Catalogue::new("en", include_str!("texts/en.ftl")),
        }
    }

    fn of(&self, lang: Lang) -> &Catalogue {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Texts(ru, en)")
    }
}

#[cfg(test)]
mod tests;
