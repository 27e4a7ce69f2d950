//! One language: messages by key, with arguments.

use super::quotes::{marked, settled};
use super::typeset::{linked, plain, typeset};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// Messages of one language.
pub(super) struct Catalogue {
    bundle: FluentBundle<FluentResource>,
}

/// Arguments of a message: names and values, ready to print.
pub(super) type Args<'a> = &'a [(&'a str, &'a str)];

/// Arguments whose grammar depends on their number.
const COUNTED: [&str; 2] = ["count", "days"];

/// Arguments that are addresses of ours; any other value is made harmless.
const LINKS: [&str; 2] = ["link", "page"];

impl Catalogue {
    /// Reads a catalogue of this crate. What can not be read is left out; a test sees to it that
    /// there is nothing of the kind.
    pub(super) fn new(lang: &'static str, source: &str) -> Self {
        let lang: LanguageIdentifier = lang.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![lang]);
        // Isolating marks are invisible and end up in fields, searches and files.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(source.to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(rest, _)| rest));
        Self { bundle }
    }

    /// The text of a key, or nothing when there is none.
    pub(super) fn find(&self, key: &str, args: Args<'_>) -> Option<String> {
        self.format(key, args).map(|(text, _)| text)
    }

    /// The text of a key of this crate; the key itself when there is none.
    pub(super) fn text(&self, key: &str, args: Args<'_>) -> String {
        self.find(key, args).unwrap_or_else(|| key.to_owned())
    }

    /// The text, and whether anything was missing in it.
    pub(super) fn format(&self, key: &str, args: Args<'_>) -> Option<(String, bool)> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let args: FluentArgs<'_> = args
            .iter()
            .map(|(name, value)| value_of(name, value))
            .collect();
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors);
        Some((typeset(&settled(&text)), !errors.is_empty()))
    }
}

fn value_of<'a>(name: &'a str, value: &'a str) -> (&'a str, FluentValue<'static>) {
    let value = match value.parse::<u32>() {
        Ok(number) if COUNTED.contains(&name) => FluentValue::from(number),
        _ if LINKS.contains(&name) => FluentValue::from(marked(name, linked(value))),
        _ => FluentValue::from(marked(name, plain(value))),
    };
    (name, value)
}
