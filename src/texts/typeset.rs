//! Small typography: no-break spaces, sums and dates, and foreign values made harmless.

use super::quotes::is_mark;
use chrono::NaiveDate;
use docflow_core::Money;

/// No-break spaces after № and before ₽, % and a dash.
pub(super) fn typeset(text: &str) -> String {
    text.replace("№ ", "№\u{a0}")
        .replace(" ₽", "\u{a0}₽")
        .replace(" %", "\u{a0}%")
        .replace(" — ", "\u{a0}— ")
}

/// A foreign value in one line that is no markup: the portal reads brackets and tags as such, and
/// makes links of bare addresses.
pub(super) fn plain(value: &str) -> String {
    let value = value
        .replace('[', "(")
        .replace(']', ")")
        .replace('<', "‹")
        .replace('>', "›")
        .replace("://", ": //");
    let value = without_hosts(&value);
    let breaks = |c: char| c.is_control() || is_mark(c);
    if value.chars().any(breaks) {
        let words: Vec<&str> = value.split(|c: char| breaks(c) || c == ' ').collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        words.join(" ")
    } else {
        value
    }
}

/// Parts «www.» from what follows: together they are an address.
fn without_hosts(value: &str) -> String {
    let mut done = String::with_capacity(value.len());
    let mut rest = value;
    let lower = value.to_ascii_lowercase();
    for piece in lower.split_inclusive("www.") {
        let (given, after) = rest.split_at_checked(piece.len()).unwrap_or((rest, ""));
        done.push_str(given);
        let parted = after.starts_with(char::is_whitespace);
        if piece.ends_with("www.") && !after.is_empty() && !parted {
            done.push(' ');
        }
        rest = after;
    }
    done
}

/// An address of ours inside a link, whose end is a bracket.
pub(super) fn linked(address: &str) -> String {
    address.replace('[', "%5B").replace(']', "%5D")
}

/// The beginning of a text, cut between words where it is too long.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let cut: String = text.chars().take(limit.saturating_sub(1)).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut.get(..end).unwrap_or(&cut).trim_end())
}

/// «24.11.2026».
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

/// «122 000,00» with no-break spaces.
pub(super) fn sum(money: Money) -> String {
    let text = money.to_string();
    let (sign, text) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, kopecks) = text.split_once('.').unwrap_or((text, "00"));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len().saturating_sub(at).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    format!("{grouped},{kopecks}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_that_must_not_break_do_not() {
        assert_eq!(
            typeset("счёт № 5 на 10,00 ₽ — 22 %"),
            "счёт №\u{a0}5 на 10,00\u{a0}₽\u{a0}— 22\u{a0}%"
        );
    }

    #[test]
    fn a_foreign_value_is_no_markup_and_one_line() {
        for (value, shown) in [
            ("[URL=x]a[/URL]\r\n\tb  c", "(URL=x)a(/URL) b c"),
            ("<a href='x'>ООО</a>", "‹a href='x'›ООО‹/a›"),
            ("http://x.example ООО", "http: //x.example ООО"),
            ("ООО WWW.Юг.example", "ООО WWW. Юг.example"),
            ("www. Юг www.", "www. Юг www."),
        ] {
            assert_eq!(plain(value), shown);
            assert_eq!(plain(shown), shown, "a value may be put into a text twice");
        }
        assert_eq!(plain("ООО  «Ромашка»"), "ООО  «Ромашка»");
        assert_eq!(plain("a\u{fdd0}b\u{fdd2}"), "a b");
    }

    #[test]
    fn sums_are_grouped() {
        for (kopecks, text) in [
            (5, "0,05"),
            (12_200_000, "122\u{a0}000,00"),
            (-100, "−1,00"),
        ] {
            assert_eq!(sum(Money::from_kopecks(kopecks)), text);
        }
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(shortened("одно второе третье", 12), "одно…");
        assert_eq!(shortened("одно", 4), "одно");
        assert_eq!(shortened("слитнослитно", 5), "слит…");
    }
}
