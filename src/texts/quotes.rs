//! Quotation marks: a value that has its own is not wrapped in another pair.
//!
//! The catalogue writes «{ $client }», and the value may be «ООО «Север Сервис»» already. So values
//! with quotation marks enter a pattern between marks of their own ([`marked`]), and after the
//! pattern is filled the pair around them is taken away ([`settled`]). What somebody said is a
//! quotation, not a name: there the pair stays and the inner one becomes „…“.

/// Arguments that hold words of a person or of another system.
const QUOTATIONS: [&str; 2] = ["detail", "reason"];

/// Marks around a value: code points that no text may hold.
const NAME: char = '\u{fdd0}';
const QUOTATION: char = '\u{fdd1}';
const END: char = '\u{fdd2}';

/// Whether a character is one of the marks; a foreign value must not bring any.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, NAME | QUOTATION | END)
}

/// A value for a pattern, marked when it has quotation marks.
pub(super) fn marked(argument: &str, value: String) -> String {
    if !value.contains(['«', '»']) {
        return value;
    }
    let mark = if QUOTATIONS.contains(&argument) {
        QUOTATION
    } else {
        NAME
    };
    format!("{mark}{value}{END}")
}

/// The filled pattern with one pair of quotation marks where there would be two, and no mark left.
pub(super) fn settled(text: &str) -> String {
    let mut rest = text;
    let mut done = String::with_capacity(text.len());
    while let Some((before, mark, value, after)) = next_marked(rest) {
        let around = before.strip_suffix('«').zip(after.strip_prefix('»'));
        rest = after;
        match around {
            Some((before, after)) if mark == NAME => {
                done.push_str(before);
                done.push_str(&nested(value, false));
                rest = after;
            }
            _ => {
                done.push_str(before);
                done.push_str(&nested(value, around.is_some()));
            }
        }
    }
    done.push_str(rest);
    done
}

/// What stands before the first marked value, its mark, the value, and what stands after it.
fn next_marked(text: &str) -> Option<(&str, char, &str, &str)> {
    let (at, mark) = text.char_indices().find(|(_, c)| is_mark(*c))?;
    let (before, value) = text.split_at_checked(at)?;
    let (value, after) = value.strip_prefix(mark)?.split_once(END)?;
    Some((before, mark, value, after))
}

/// The value with its inner pairs as „…“; all of them are inner ones when it stands in a pair.
fn nested(value: &str, in_a_pair: bool) -> String {
    let outer = usize::from(in_a_pair);
    let mut depth = outer;
    let mut done = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '«' => {
                done.push(if depth == 0 { '«' } else { '„' });
                depth = depth.saturating_add(1);
            }
            '»' => {
                let inner = depth > 1 || outer > 0 || done.ends_with('»');
                done.push(if inner { '“' } else { '»' });
                depth = depth.saturating_sub(1).max(outer);
            }
            other => done.push(other),
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pattern: &str, argument: &str, value: &str) -> String {
        settled(&pattern.replace("{}", &marked(argument, value.to_owned())))
    }

    #[test]
    fn a_name_keeps_its_own_marks_and_gets_no_others() {
        for (value, text) in [
            ("Ромашка", "с «Ромашка»."),
            ("ООО «Север Сервис»", "с ООО «Север Сервис»."),
            ("ООО «Торговый дом «Юг»»", "с ООО «Торговый дом „Юг“»."),
            ("«Север» и Ко", "с «Север» и Ко."),
            ("ООО «Север", "с ООО «Север."),
            ("ООО ««Север»»", "с ООО «„Север“»."),
            ("Север»»", "с Север»“."),
        ] {
            assert_eq!(filled("с «{}».", "client", value), text);
        }
        assert_eq!(
            filled("Есть: {}.", "sellers", "ООО «А», ООО «Б»"),
            "Есть: ООО «А», ООО «Б»."
        );
    }

    #[test]
    fn a_quotation_stays_one() {
        assert_eq!(
            filled("Сказано: «{}».", "detail", "Карточка «Ромашка» открыта"),
            "Сказано: «Карточка „Ромашка“ открыта»."
        );
        assert_eq!(filled("«{}»", "reason", "а»»"), "«а““»");
        assert_eq!(filled("{}", "reason", "у «Юга»"), "у «Юга»");
    }

    #[test]
    fn several_values_of_one_text_are_told_apart() {
        let (name, other) = (
            marked("name", "«А»".to_owned()),
            marked("seller", "ООО «Б»".to_owned()),
        );
        let text = settled(&format!(
            "Строка 1 «{name}»: «{other}» этого не продаёт, «В» тоже."
        ));
        assert_eq!(text, "Строка 1 «А»: ООО «Б» этого не продаёт, «В» тоже.");
    }
}
