//! The nearest valid values of a requisite that failed: offered to a person, never applied.

use super::ascii::look_alike;
use super::clean::clean;
use super::error::RequisiteError;

/// A valid value near to the text that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Suggestion<T> {
    /// The valid value.
    pub value: T,
    /// What was done to the text.
    pub repair: Repair,
}

/// How a suggestion differs from the text that was typed; most likely first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Repair {
    /// Separators were removed or look-alike letters became digits.
    Rewritten,
    /// The leading zero that spreadsheets drop was put back.
    LeadingZero,
    /// Two neighbours changed places, the first at this position from 0.
    Swapped(usize),
    /// One digit was replaced, at this position from 0.
    Replaced(usize),
}

type Candidates = Vec<(String, Repair)>;

/// Rewritten and zero-padded forms only: for requisites without a check digit.
pub(super) fn written_otherwise<T: PartialEq>(
    text: &str,
    widths: &[usize],
    parse: impl Fn(&str) -> Result<T, RequisiteError>,
) -> Vec<Suggestion<T>> {
    let text = clean(text);
    if parse(&text).is_ok() {
        return Vec::new();
    }
    let plain = rewritten(&text);
    let candidates = [(plain.clone(), Repair::Rewritten)]
        .into_iter()
        .chain(padded(&plain, widths));
    valid(candidates, parse)
}

/// Every form one mistake away: for requisites with a check digit.
pub(super) fn nearest<T: PartialEq>(
    text: &str,
    widths: &[usize],
    parse: impl Fn(&str) -> Result<T, RequisiteError>,
) -> Vec<Suggestion<T>> {
    let found = written_otherwise(text, widths, &parse);
    let text = clean(text);
    let plain = rewritten(&text);
    // One typo away from a text of another length says nothing, and a rewritten one is enough.
    if !found.is_empty() || parse(&text).is_ok() || !widths.contains(&plain.chars().count()) {
        return found;
    }
    valid(swapped(&plain).into_iter().chain(replaced(&plain)), parse)
}

fn valid<T: PartialEq>(
    candidates: impl IntoIterator<Item = (String, Repair)>,
    parse: impl Fn(&str) -> Result<T, RequisiteError>,
) -> Vec<Suggestion<T>> {
    let mut found: Vec<Suggestion<T>> = Vec::new();
    for (text, repair) in candidates {
        let Ok(value) = parse(&text) else { continue };
        if !found.iter().any(|known| known.value == value) {
            found.push(Suggestion { value, repair });
        }
    }
    found
}

fn rewritten(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '\u{2013}' | '\u{2014}'))
        .map(|c| look_alike(c).unwrap_or(c.to_ascii_uppercase()))
        .collect()
}

fn padded(text: &str, widths: &[usize]) -> Option<(String, Repair)> {
    let longer = text.chars().count().saturating_add(1);
    widths
        .contains(&longer)
        .then(|| (format!("0{text}"), Repair::LeadingZero))
}

fn swapped(text: &str) -> Candidates {
    (0..text.len())
        .map(|at| (swap(text, at), Repair::Swapped(at)))
        .collect()
}

fn swap(text: &str, at: usize) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    if let Some([left, right]) = characters.get_mut(at..at.saturating_add(2)) {
        std::mem::swap(left, right);
    }
    characters.into_iter().collect()
}

fn replaced(text: &str) -> Candidates {
    let at_every_place = 0..text.len();
    at_every_place
        .flat_map(|at| ('0'..='9').map(move |digit| (at, digit)))
        .map(|(at, digit)| (replace(text, at, digit), Repair::Replaced(at)))
        .collect()
}

fn replace(text: &str, at: usize, digit: char) -> String {
    text.chars()
        .enumerate()
        .map(|(place, c)| if place == at { digit } else { c })
        .collect()
}
