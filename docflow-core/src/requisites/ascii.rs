//! The storage of every requisite: a fixed number of ASCII characters, and the sums over them.

use super::error::{Fault, Requisite, RequisiteError};

/// Exactly `N` ASCII characters, kept in place, so that requisites are `Copy`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ascii<const N: usize>([u8; N]);

impl<const N: usize> Ascii<N> {
    /// Reads `N` ASCII digits; `expected` is the length for the message.
    pub(super) fn digits(
        requisite: Requisite,
        text: &str,
        expected: &'static str,
    ) -> Result<Self, RequisiteError> {
        Self::read(requisite, text, expected, |_, c| c.is_ascii_digit())
    }

    /// Reads `N` ASCII characters, each allowed at its position.
    pub(super) fn read(
        requisite: Requisite,
        text: &str,
        expected: &'static str,
        allowed: impl Fn(usize, char) -> bool,
    ) -> Result<Self, RequisiteError> {
        let fault = |fault| RequisiteError::new(requisite, fault);
        if text.is_empty() {
            return Err(fault(Fault::Empty));
        }
        if let Some((at, found)) = text.chars().enumerate().find(|(at, c)| !allowed(*at, *c)) {
            return Err(fault(Fault::Character {
                at,
                found,
                looks_like: look_alike(found),
            }));
        }
        let length = Fault::Length {
            expected,
            found: text.chars().count(),
        };
        text.as_bytes()
            .try_into()
            .map(Self)
            .map_err(|_| fault(length))
    }

    /// The characters as text.
    pub(super) fn as_str(&self) -> &str {
        // Only ASCII gets in, so the fallback is never taken.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the characters from `at` on begin with `part`.
    pub(super) fn has(&self, at: usize, part: &str) -> bool {
        self.as_str()
            .get(at..)
            .is_some_and(|rest| rest.starts_with(part))
    }

    /// The characters `from..to`, or nothing when they are not all there.
    pub(super) fn part(&self, from: usize, to: usize) -> &str {
        self.as_str().get(from..to).unwrap_or_default()
    }

    /// The last character as a digit.
    pub(super) fn last_digit(&self) -> u64 {
        self.as_str().chars().last().map_or(0, digit)
    }
}

/// The value of a digit, and 0 for anything else.
pub(super) fn digit(c: char) -> u64 {
    c.to_digit(10).map_or(0, u64::from)
}

/// The remainder of a whole number written in digits.
pub(super) fn remainder(number: &str, modulus: u64) -> u64 {
    number
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_rem(modulus))
        .unwrap_or_default()
}

/// Σ digit · weight over the shorter of both.
pub(super) fn weighted_sum(digits: &str, weights: &[u64]) -> u64 {
    digits
        .chars()
        .map(digit)
        .zip(weights)
        .map(|(d, w)| d.saturating_mul(*w))
        .sum()
}

/// The digit or Latin letter that a foreign character is usually typed for.
pub(super) fn look_alike(c: char) -> Option<char> {
    let plain = match c {
        'О' | 'о' | 'O' | 'o' => '0',
        'l' | 'I' | 'І' | 'і' | '|' | 'i' => '1',
        'З' | 'з' => '3',
        'б' => '6',
        'А' | 'а' => 'A',
        'В' | 'в' => 'B',
        'Е' | 'е' => 'E',
        'К' | 'к' => 'K',
        'М' | 'м' => 'M',
        'Н' | 'н' => 'H',
        'Р' | 'р' => 'P',
        'С' | 'с' => 'C',
        'Т' | 'т' => 'T',
        'У' | 'у' => 'Y',
        'Х' | 'х' => 'X',
        '\u{ff10}'..='\u{ff19}' => return shifted(c, 0xff10),
        '\u{660}'..='\u{669}' => return shifted(c, 0x660),
        '\u{6f0}'..='\u{6f9}' => return shifted(c, 0x6f0),
        _ => return None,
    };
    Some(plain)
}

fn shifted(c: char, zero: u32) -> Option<char> {
    char::from_digit(u32::from(c).checked_sub(zero)?, 10)
}
