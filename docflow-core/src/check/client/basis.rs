//! The ground of a signatory's authority, as people type it.

use crate::party::Basis;
use chrono::NaiveDate;

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

/// Reads «Устав», «Доверенность № 5 от 01.02.2026 до 01.02.2027» or any other document.
///
/// Nothing for a power of attorney whose number or dates can not be read: without its date it is
/// void (ГК РФ 186), and a date misread would let an expired one pass.
pub(super) fn parse(text: &str) -> Option<Basis> {
    let small = text.to_lowercase();
    if small.contains("доверенност") {
        power_of_attorney(text)
    } else if small.split(|c: char| !c.is_alphabetic()).any(is_charter) {
        Some(Basis::Charter)
    } else {
        Some(Basis::Other(text.to_owned()))
    }
}

fn is_charter(word: &str) -> bool {
    matches!(word, "устав" | "устава" | "уставом")
}

fn power_of_attorney(text: &str) -> Option<Basis> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .collect();
    let from = words.iter().position(|word| word.to_lowercase() == "от")?;
    let (head, tail) = words.split_at(from);
    let dates = dates(tail)?;
    let (issued, expires) = match dates.as_slice() {
        [(_, issued)] => (*issued, None),
        [(_, issued), (before, last)] => {
            let limits = matches!(before.to_lowercase().as_str(), "до" | "по");
            (*issued, limits.then_some(Some(*last))?)
        }
        _ => return None,
    };
    if expires.is_some_and(|last| last < issued) {
        return None;
    }
    Some(Basis::PowerOfAttorney {
        number: number(head)?,
        issued,
        expires,
    })
}

/// What stands between the sign and «от»: «5», «77 АВ 1234567», or «б/н».
fn number(head: &[&str]) -> Option<String> {
    let text = head.join(" ");
    let number = match text.split_once('№') {
        Some((_, number)) => number.trim(),
        None => head
            .last()
            .copied()
            .filter(|word| word.to_lowercase() == "б/н")?,
    };
    (!number.is_empty()).then(|| number.to_owned())
}

/// Every date with the word before it; nothing when something looks like a date and is none.
fn dates<'a>(words: &[&'a str]) -> Option<Vec<(&'a str, NaiveDate)>> {
    let mut found = Vec::new();
    let mut before = "";
    let mut rest = words;
    while let [word, tail @ ..] = rest {
        rest = tail;
        let month = tail.first().and_then(|month| month_number(month));
        let date = if let Some(month) = month {
            let [_, year, after @ ..] = tail else {
                return None;
            };
            rest = after;
            NaiveDate::from_ymd_opt(year.parse().ok()?, month, word.parse().ok()?)
        } else if looks_like_date(word) {
            NaiveDate::parse_from_str(word.trim_end_matches(['.', 'г']), "%d.%m.%Y").ok()
        } else {
            before = word;
            continue;
        };
        found.push((before, date?));
    }
    Some(found)
}

fn looks_like_date(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.matches(['.', '/', '-']).count() > 1
}

fn month_number(word: &str) -> Option<u32> {
    let at = MONTHS
        .iter()
        .position(|month| *month == word.to_lowercase())?;
    u32::try_from(at.saturating_add(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attorney(number: &str, issued: &str, expires: Option<&str>) -> Basis {
        Basis::PowerOfAttorney {
            number: number.to_owned(),
            issued: issued.parse().unwrap(),
            expires: expires.map(|day| day.parse().unwrap()),
        }
    }

    #[test]
    fn a_ground_is_read_as_people_type_it() {
        let other = Some(Basis::Other("Приказ № 7 от 01.02.2026".to_owned()));
        for (text, expected) in [
            ("Устав", Some(Basis::Charter)),
            ("на основании устава", Some(Basis::Charter)),
            ("Приказ № 7 от 01.02.2026", other),
            (
                "Доверенность № 5 от 01.02.2026 до 01.02.2027",
                Some(attorney("5", "2026-02-01", Some("2027-02-01"))),
            ),
            (
                "доверенности №5 от 01.02.2026г. (действительна по 31.12.2026)",
                Some(attorney("5", "2026-02-01", Some("2026-12-31"))),
            ),
            (
                "Доверенность 77 АВ № 77 АВ 1234567 от 1 февраля 2026 г., до 1 марта 2027 г.",
                Some(attorney("77 АВ 1234567", "2026-02-01", Some("2027-03-01"))),
            ),
            (
                "Доверенность б/н от 01.02.2026",
                Some(attorney("б/н", "2026-02-01", None)),
            ),
            ("Доверенность", None),
            ("Доверенность № 5", None),
            ("Доверенность от 01.02.2026", None),
            ("Доверенность № 5 от 31.02.2026", None),
            ("Доверенность № 5 от 01.02.2026 до 30.02.2027", None),
            ("Доверенность № 5 от 01.02.2026 до 01.02.2025", None),
            ("Доверенность № 5 от 01.02.2026, 01.02.2027", None),
            ("Доверенность № 5 от 1 февраля", None),
            ("Доверенность № 5 от 01/02/2026", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
