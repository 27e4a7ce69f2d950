//! A server's words made fit for logs and people: no HTML, no addresses, nothing like a secret.

/// Longer texts are cut.
const LONGEST: usize = 300;

/// Words of this length that mix letters and digits look like tokens.
const TOKEN_LENGTH: usize = 24;

/// Cleans `text`; each of `secrets` is replaced wherever it stands.
pub(crate) fn clean(text: &str, secrets: &[&str]) -> String {
    let mut text = without_html(text);
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "[redacted]");
    }
    let words: Vec<&str> = text.split_whitespace().map(harmless).collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// The server's code when it looks like one: letters, digits and `_ . : -`; else nothing.
pub(crate) fn clean_code(code: &str, secrets: &[&str]) -> String {
    let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
    let code = clean(code, secrets);
    if code.len() <= 128 && code.chars().all(is_code) {
        code
    } else {
        String::new()
    }
}

/// Tags become spaces, the usual entities their characters.
fn without_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if let Some((_, next)) = after.split_once('>').filter(|_| is_tag) {
            out.push(' ');
            rest = next;
        } else {
            out.push('<');
            rest = after;
        }
    }
    out.push_str(rest);
    let entities = [
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(out, |text, (entity, plain)| text.replace(entity, plain))
}

fn harmless(word: &str) -> &str {
    let lower = word.to_ascii_lowercase();
    let is_address = lower.contains("://") || lower.contains("/rest/");
    let names_secret = ["auth=", "token=", "secret=", "auth_id=", "password="]
        .iter()
        .any(|name| lower.contains(name));
    let is_email = word
        .split_once('@')
        .is_some_and(|(user, host)| user.ends_with(char::is_alphanumeric) && host.contains('.'));
    if is_address || names_secret || is_email || word.split(separator).any(looks_like_token) {
        "[redacted]"
    } else {
        word
    }
}

fn separator(c: char) -> bool {
    !c.is_ascii_alphanumeric()
}

fn looks_like_token(part: &str) -> bool {
    part.len() >= TOKEN_LENGTH
        && part.bytes().any(|b| b.is_ascii_digit())
        && part.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn html_addresses_and_tokens_are_gone_and_the_sense_stays() {
        let cases = [
            ("Error<br>in field&nbsp;A<br />", "Error in field A"),
            ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            (
                "see https://b24.example/rest/1/abc/ now",
                "see [redacted] now",
            ),
            ("link /rest/download.json?x", "link [redacted]"),
            ("auth=abc&token=d", "[redacted]"),
            (
                "bad token 6f9k2u8s7d6f5g4h3j2k1l0m9n8b7v6c",
                "bad token [redacted]",
            ),
            ("mail ivan@example.com unknown", "mail [redacted] unknown"),
            ("code s3cr3t! refused", "code [redacted]! refused"),
            (
                "Parameter UF_CRM_1721244707107 is @wrong",
                "Parameter UF_CRM_1721244707107 is @wrong",
            ),
            (
                "CRM_FIELD_ERROR_VALUE_NOT_VALID_EVER",
                "CRM_FIELD_ERROR_VALUE_NOT_VALID_EVER",
            ),
        ];
        for (sent, shown) in cases {
            assert_eq!(clean(sent, &["s3cr3t"]), shown, "{sent}");
        }
        assert_eq!(clean(&"long ".repeat(100), &[]).chars().count(), LONGEST);
    }

    proptest! {
        #[test]
        fn a_known_secret_never_comes_through(
            before in "\\PC{0,40}", secret in "[a-z0-9]{12,40}", after in "\\PC{0,40}"
        ) {
            let shown = clean(&format!("{before}{secret}{after}"), &[&secret]);
            prop_assert!(!shown.contains(&secret), "{shown}");
        }
    }
}
