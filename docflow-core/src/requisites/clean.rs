//! The only silent repair of input: characters that nobody can see.

use std::borrow::Cow;

/// Removes what is invisible in pasted text and trims the rest; callers do it before parsing.
///
/// Removed anywhere: byte order mark, zero-width and direction marks, soft hyphen, non-breaking
/// spaces. Trimmed at both ends: white space. Nothing else is touched: an ordinary space inside an
/// ИНН stays and becomes an error that proposes a repair.
///
/// ```
/// use docflow_core::clean;
/// assert_eq!(clean("\u{feff} 7707083893\u{a0}\n"), "7707083893");
/// assert_eq!(clean("7707 083893"), "7707 083893");
/// ```
pub fn clean(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    if !trimmed.contains(is_invisible) {
        return Cow::Borrowed(trimmed);
    }
    let visible: String = trimmed.chars().filter(|c| !is_invisible(*c)).collect();
    Cow::Owned(visible.trim().to_owned())
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{ad}' | '\u{a0}' | '\u{2007}' | '\u{202f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_leave_and_visible_ones_stay() {
        for (given, expected) in [
            ("", ""),
            (" \t7707083893\r\n", "7707083893"),
            ("\u{200b}77\u{2060}07083893\u{feff}", "7707083893"),
            ("7707\u{a0}083893", "7707083893"),
            ("7707\u{202f}083893", "7707083893"),
            ("\u{feff} 7707083893 \u{feff}", "7707083893"),
            ("7707 083893", "7707 083893"),
            ("77О7083893", "77О7083893"),
        ] {
            assert_eq!(clean(given), expected, "{given:?}");
        }
    }
}
