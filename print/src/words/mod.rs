//! Numbers, amounts and dates as they are written in Russian documents.
//!
//! Here: cardinal numbers, sums in roubles and kopecks, figures with thin groups, dates.
//! Not here: names and posts (`declension`), arithmetic on money (the caller's).
//! Called by the forms of this crate and, as filters, by the templates of a customer.

mod date;
mod number;

pub use date::{date_in_words, short_date};
pub use number::{Gender, Plural, number_in_words, number_in_words_genitive};

/// The space that keeps a number and its unit on one line.
pub(crate) const NBSP: char = '\u{a0}';

const ROUBLE: Plural = Plural::new("рубль", "рубля", "рублей");
const KOPECK: Plural = Plural::new("копейка", "копейки", "копеек");

/// A sum in words: roubles in words with a capital, kopecks as two digits.
///
/// `kopecks` is the whole sum in kopecks. A sum of a document is never negative, so the type is
/// unsigned: a caller with an `i64` converts with `u64::try_from` and has to say what a debt is.
///
/// ```
/// use docflow_print::amount_in_words;
/// assert_eq!(amount_in_words(123_456), "Одна тысяча двести тридцать четыре рубля 56 копеек");
/// assert_eq!(amount_in_words(1), "Ноль рублей 01 копейка");
/// ```
pub fn amount_in_words(kopecks: u64) -> String {
    let (roubles, rest) = (kopecks / 100, kopecks % 100);
    let words = capitalised(&number_in_words(roubles, Gender::Masculine));
    format!(
        "{words} {} {rest:02} {}",
        ROUBLE.of(roubles),
        KOPECK.of(rest)
    )
}

/// A sum in figures: groups of three with non-breaking spaces, a comma, two digits.
///
/// ```
/// use docflow_print::format_money;
/// assert_eq!(format_money(123_456), "1\u{a0}234,56");
/// assert_eq!(format_money(-5), "−0,05");
/// ```
pub fn format_money(kopecks: i64) -> String {
    let sign = if kopecks < 0 { "−" } else { "" };
    let whole = kopecks.unsigned_abs();
    format!("{sign}{},{:02}", grouped(whole / 100), whole % 100)
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(NBSP);
        }
        out.push(digit);
    }
    out
}

/// The text with its first letter as a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{amount_in_words, format_money};

    #[test]
    fn kopecks_agree_with_their_last_two_digits() {
        for (kopecks, end) in [
            (1, "01 копейка"),
            (2, "02 копейки"),
            (5, "05 копеек"),
            (11, "11 копеек"),
            (12, "12 копеек"),
            (21, "21 копейка"),
            (22, "22 копейки"),
            (0, "00 копеек"),
        ] {
            assert!(amount_in_words(kopecks).ends_with(end), "{kopecks}");
        }
    }

    #[test]
    fn thousands_are_feminine_and_roubles_masculine() {
        assert_eq!(
            amount_in_words(2_001_200),
            "Двадцать тысяч двенадцать рублей 00 копеек"
        );
        assert_eq!(amount_in_words(200_200), "Две тысячи два рубля 00 копеек");
    }

    #[test]
    fn figures_are_grouped_from_the_right() {
        assert_eq!(format_money(0), "0,00");
        assert_eq!(format_money(99_999), "999,99");
        assert_eq!(format_money(100_000_000), "1\u{a0}000\u{a0}000,00");
        assert_eq!(
            format_money(i64::MIN),
            "−92\u{a0}233\u{a0}720\u{a0}368\u{a0}547\u{a0}758,08"
        );
    }
}
