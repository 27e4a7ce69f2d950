//! Values of findings as people read them: dates, sums, lists, texts in one line.

use crate::money::Money;
use chrono::NaiveDate;

/// «24.11.2026».
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

/// «122 000,00» with no-break spaces.
pub(super) fn sum(money: Money) -> String {
    let text = money.to_string();
    let (sign, text) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, kopecks) = text.split_once('.').unwrap_or((text, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        let left = whole.len().saturating_sub(at);
        if at > 0 && left.is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped},{kopecks}")
}

/// «первый, второй».
pub(super) fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<T> = items.into_iter().collect();
    let texts: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    texts.join(", ")
}

/// The text in one line: invisible characters gone, every run of blanks one space.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| c.is_whitespace() || !is_invisible(*c))
        .collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    words.join(" ")
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2064}' | '\u{ad}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_grouped_by_thousands() {
        for (kopecks, expected) in [
            (0, "0,00"),
            (99_999, "999,99"),
            (12_200_000, "122\u{a0}000,00"),
            (-123_456_789, "-1\u{a0}234\u{a0}567,89"),
        ] {
            assert_eq!(sum(Money::from_kopecks(kopecks)), expected);
        }
    }

    #[test]
    fn a_text_becomes_one_line_without_gluing_words() {
        assert_eq!(
            one_line(" ООО\u{a0}«Рога\r\nи\u{200b} копыта» "),
            "ООО «Рога и копыта»"
        );
        assert_eq!(one_line("\u{feff}\t"), "");
    }
}
