//! Telephone and e-mail of the client.

use crate::check::format;
use crate::check::notes::{Notes, Read};
use crate::check::table::{EMAIL_CYRILLIC, EMAIL_FORM, EMAIL_LIST, EMAIL_MISSING, PHONE_MISSING};
use crate::facts::ClientCard;
use crate::party::{ClientKind, Reach};

/// Reads both; only an e-mail that can not be one blocks.
pub(super) fn read(card: &ClientCard, kind: Option<ClientKind>, notes: &mut Notes) -> Read<Reach> {
    let phone = given(card.phone.as_deref());
    if phone.is_none() && kind == Some(ClientKind::Person) {
        notes.warn(PHONE_MISSING, "client.phone", []);
    }
    let email = email(card, notes)?;
    Ok(Reach { phone, email })
}

fn given(text: Option<&str>) -> Option<String> {
    let text = format::one_line(text?);
    (!text.is_empty()).then_some(text)
}

fn email(card: &ClientCard, notes: &mut Notes) -> Read<Option<String>> {
    const PATH: &str = "client.email";
    let Some(email) = given(card.email.as_deref()) else {
        notes.warn(EMAIL_MISSING, PATH, []);
        return Ok(None);
    };
    let value = || ("value", email.clone());
    if email.matches('@').count() > 1 {
        return Err(notes.block(EMAIL_LIST, PATH, [value()]));
    }
    if !is_address(&email) {
        return Err(notes.block(EMAIL_FORM, PATH, [value()]));
    }
    if let Some((at, letter)) = suspicious(&email) {
        let position = ("position", at.saturating_add(1).to_string());
        let params = [value(), position, ("character", letter.to_string())];
        notes.warn(EMAIL_CYRILLIC, PATH, params);
    }
    Ok(Some(email))
}

/// The syntax of one address without comments and quotes; letters of any script are allowed.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let local_fits = local.chars().count() <= 64
        && local.split('.').all(|part| {
            let legal = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
            !part.is_empty() && part.chars().all(legal)
        });
    let labels: Vec<&str> = domain.split('.').collect();
    let domain_fits = domain.len() <= 253
        && labels.len() > 1
        && labels.iter().all(|label| is_label(label))
        && labels
            .last()
            .is_some_and(|top| top.chars().count() > 1 && !all_digits(top));
    local_fits && domain_fits
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

fn all_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

/// A letter that is not Latin before the sign, or among Latin ones in a label after it.
fn suspicious(email: &str) -> Option<(usize, char)> {
    let (local, domain) = email.split_once('@')?;
    let foreign = |c: char| c.is_alphabetic() && !c.is_ascii();
    let in_local = local.chars().enumerate().find(|(_, c)| foreign(*c));
    let mut at = local.chars().count().saturating_add(1);
    let mut in_domain = None;
    for label in domain.split('.') {
        let mixed = label.chars().any(|c| c.is_ascii_alphabetic());
        let found = label
            .chars()
            .enumerate()
            .find(|(_, c)| mixed && foreign(*c));
        in_domain = in_domain.or(found.map(|(place, c)| (at.saturating_add(place), c)));
        at = at.saturating_add(label.chars().count()).saturating_add(1);
    }
    in_local.or(in_domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plain_address_passes() {
        for (email, expected) in [
            ("info@romashka.ru", true),
            ("first.last+tag@sub.example.com", true),
            ("почта@пример.рф", true),
            ("info", false),
            ("info@", false),
            ("@romashka.ru", false),
            ("info@romashka", false),
            ("info..x@romashka.ru", false),
            (".info@romashka.ru", false),
            ("in fo@romashka.ru", false),
            ("info@romashka..ru", false),
            ("info@-romashka.ru", false),
            ("info@1.2.3.4", false),
            ("Иван <info@romashka.ru>", false),
        ] {
            assert_eq!(is_address(email), expected, "{email}");
        }
    }

    #[test]
    fn a_foreign_letter_is_found_where_it_misleads() {
        assert_eq!(suspicious("а@company.ru"), Some((0, 'а')));
        assert_eq!(suspicious("a@соmpany.ru"), Some((2, 'с')));
        assert_eq!(suspicious("a@пример.рф"), None);
        assert_eq!(suspicious("a@company.ru"), None);
    }
}
