//! Numbers: how 1C writes those of documents, how forms write those of contracts, and which two
//! numbers are the same.

/// The canonical form: upper case, no «№» or spaces, Cyrillic look-alikes folded, one kind of dash
/// and slash, no leading zeros in a group of digits. Equal forms are one number.
pub(super) fn canon(number: &str) -> String {
    let folded = fold(number);
    let mut out = String::new();
    let mut digits = String::new();
    for letter in folded.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if !digits.is_empty() {
            let short = digits.trim_start_matches('0');
            out.push_str(if short.is_empty() { "0" } else { short });
            digits.clear();
        }
        if letter != '\0' {
            out.push(letter);
        }
    }
    out
}

/// The same without the rule of zeros, so that a template can be laid on it.
fn fold(number: &str) -> String {
    let upper = number.to_uppercase();
    let bare = upper.trim_start_matches(|letter: char| letter == '№' || letter.is_whitespace());
    let bare = bare
        .strip_prefix("NO ")
        .or_else(|| bare.strip_prefix("N "))
        .unwrap_or(bare);
    bare.chars()
        .filter(|letter| !letter.is_whitespace())
        .map(look_alike)
        .collect()
}

fn look_alike(letter: char) -> char {
    match letter {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        '–' | '—' | '‑' | '−' => '-',
        '\\' => '/',
        other => other,
    }
}

/// How a form writes numbers, with everything but the counter filled in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Template {
    before: String,
    after: String,
    width: usize,
}

impl Template {
    /// Reads `{N}-У/{YY}`, `{ORG}-{YYYY}/{N:04}` and the like; `None` without exactly one counter.
    pub(super) fn new(template: &str, prefix: &str, year: i32) -> Option<Self> {
        let filled = template
            .replace("{ORG}", prefix)
            .replace("{YYYY}", &year.to_string())
            .replace("{YY}", &format!("{:02}", year.rem_euclid(100)));
        let (before, rest) = filled.split_once("{N")?;
        let (width, after) = rest.split_once('}')?;
        let width = match width.strip_prefix(":0") {
            Some(width) => width.parse().ok()?,
            None if width.is_empty() => 1,
            None => return None,
        };
        let plain = |text: &str| !text.contains(['{', '}']);
        (plain(before) && plain(after)).then(|| Self {
            before: before.to_owned(),
            after: after.to_owned(),
            width,
        })
    }

    /// The number with this counter.
    pub(super) fn write(&self, counter: u64) -> String {
        format!(
            "{}{counter:0width$}{}",
            self.before,
            self.after,
            width = self.width
        )
    }

    /// The counter of a number that follows the template.
    pub(super) fn read(&self, number: &str) -> Option<u64> {
        let number = fold(number);
        let rest = number.strip_prefix(&fold(&self.before))?;
        let digits = rest.strip_suffix(&fold(&self.after))?;
        let is_counter = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_counter.then(|| digits.parse().ok()).flatten()
    }

    /// The next number: one above the largest that follows the template, past every taken form.
    pub(super) fn next(&self, taken: &[String]) -> String {
        let largest = taken
            .iter()
            .filter_map(|number| self.read(number))
            .max()
            .unwrap_or(0);
        let forms: Vec<String> = taken.iter().map(|number| canon(number)).collect();
        // Among so many candidates one is free.
        let candidates = u64::try_from(forms.len())
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        (1..=candidates)
            .map(|step| largest.saturating_add(step))
            .map(|counter| self.write(counter))
            .find(|number| !forms.contains(&canon(number)))
            .unwrap_or_default()
    }
}

/// The stored number of a document: prefix of the organization and of the base, six digits.
pub(super) fn document_number(prefix: &str, infobase: &str, counter: u32) -> String {
    format!("{prefix:0>2}{infobase:0>2}-{counter:06}")
}

/// The printed number: without prefixes and zeros.
pub(super) fn print_number(number: &str) -> String {
    let counter = number
        .rsplit('-')
        .next()
        .unwrap_or(number)
        .trim_start_matches('0');
    if counter.is_empty() {
        "0".to_owned()
    } else {
        counter.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_and_zeros_do_not_make_another_number() {
        for (a, b) in [
            ("№ 71", "71"),
            ("No 71", "71"),
            ("УТ-000123", "YT-123"),
            ("12\\у-26", "12/У-26"),
            ("15–П", "15-П"),
        ] {
            assert_eq!(canon(a), canon(b), "{a} {b}");
        }
        for (a, b) in [
            ("71", "7-1"),
            ("1001", "101"),
            ("15-П", "15П"),
            ("ОО1", "001"),
        ] {
            assert_ne!(canon(a), canon(b), "{a} {b}");
        }
    }

    #[test]
    fn a_template_writes_what_it_reads() {
        let services = Template::new("{N}-У/{YY}", "СС", 2026).unwrap();
        assert_eq!(services.write(15), "15-У/26");
        assert_eq!(services.read("015-у/26"), Some(15));
        assert_eq!(services.read("15-У/25"), None);
        let wide = Template::new("{ORG}-{YYYY}/{N:04}", "СС", 2026).unwrap();
        assert_eq!(wide.write(15), "СС-2026/0015");
        assert_eq!(wide.read("CC-2026/15"), Some(15));
        assert_eq!(wide.write(12345), "СС-2026/12345");
        assert_eq!(Template::new("{ORG}", "СС", 2026), None);
    }

    #[test]
    fn the_next_number_is_past_the_largest_of_the_template_and_past_twins() {
        let template = Template::new("{N}-У/{YY}", "СС", 2026).unwrap();
        let taken = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        assert_eq!(template.next(&[]), "1-У/26");
        assert_eq!(
            template.next(&taken(&["1-У/26", "14-У/26", "б/н", "99"])),
            "15-У/26"
        );
        let bare = Template::new("{N}", "СС", 2026).unwrap();
        assert_eq!(bare.next(&taken(&["003", "№ 4"])), "5");
    }

    #[test]
    fn a_document_number_has_both_prefixes_and_prints_without_them() {
        assert_eq!(document_number("СС", "00", 15), "СС00-000015");
        assert_eq!(document_number("", "00", 7), "0000-000007");
        assert_eq!(print_number("СС00-000015"), "15");
    }
}
