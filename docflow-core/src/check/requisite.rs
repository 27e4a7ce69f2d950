//! One requisite: its text is parsed, and each fault becomes the finding that its rule describes.

use super::format;
use super::notes::{Notes, Param, Read};
use super::rules::Blocking;
use crate::requisites::{Fault, RequisiteError, Suggestion};
use std::fmt::Display;

/// The rules of one requisite, by the fault that they report.
#[derive(Clone, Copy, Debug)]
pub(super) struct Faults {
    pub(super) format: Blocking,
    pub(super) length: Blocking,
    pub(super) component: Blocking,
    pub(super) checksum: Blocking,
}

/// Parses a text that is not empty, or says what is wrong with it.
///
/// `suggested` are the nearest valid values; only a single one is offered.
pub(super) fn parse<T>(
    notes: &mut Notes,
    path: &str,
    text: &str,
    faults: Faults,
    parse: impl Fn(&str) -> Result<T, RequisiteError>,
    suggested: impl Fn(&str) -> Option<String>,
) -> Read<T> {
    parse(text).map_err(|error| {
        let (rule, mut params) = described(error.fault(), faults, text);
        params.extend(suggested(text).map(|value| ("suggestion", value)));
        notes.block(rule, path, params)
    })
}

/// The only suggestion, if there is exactly one.
pub(super) fn only<T: Display>(suggestions: &[Suggestion<T>]) -> Option<String> {
    match suggestions {
        [one] => Some(one.value.to_string()),
        _ => None,
    }
}

/// The text with separators left out and look-alikes replaced, when that alone makes it valid.
pub(super) fn rewritten<T>(
    text: &str,
    parse: impl Fn(&str) -> Result<T, RequisiteError>,
) -> Option<String> {
    let mut text = text.to_owned();
    // Each turn mends one character, so there are no more turns than characters.
    for _ in 0..=text.chars().count() {
        match parse(&text).map_err(|error| error.fault()) {
            Ok(_) => return Some(text),
            Err(Fault::Character {
                at,
                found,
                looks_like,
            }) => text = mended(&text, at, found, looks_like)?,
            Err(_) => return None,
        }
    }
    None
}

fn mended(text: &str, at: usize, found: char, looks_like: Option<char>) -> Option<String> {
    let separator = found.is_whitespace() || matches!(found, '-' | '.' | '–' | '—');
    if looks_like.is_none() && !separator {
        return None;
    }
    let characters = text.chars().enumerate();
    let kept = characters.filter_map(|(place, c)| if place == at { looks_like } else { Some(c) });
    Some(kept.collect())
}

fn described(fault: Fault, faults: Faults, text: &str) -> (Blocking, Vec<Param>) {
    let mut params = vec![("value", format::one_line(text))];
    let rule = match fault {
        Fault::Character {
            at,
            found,
            looks_like,
        } => {
            params.push(("position", at.saturating_add(1).to_string()));
            params.push(("character", found.to_string()));
            params.extend(looks_like.map(|c| ("resembles", c.to_string())));
            faults.format
        }
        Fault::Empty => {
            params.push(("position", "0".to_owned()));
            params.push(("character", String::new()));
            faults.format
        }
        Fault::Length { expected, found } => {
            params.push(("expected", expected.to_owned()));
            params.push(("length", found.to_string()));
            faults.length
        }
        // The БИК beside an account is reported for itself, so this one is never met.
        Fault::Bik | Fault::Checksum => faults.checksum,
        Fault::Component(_) => faults.component,
    };
    (rule, params)
}
