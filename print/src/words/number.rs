//! Cardinal numbers in the nominative, and small ones in the genitive for terms.

/// The grammatical gender that a number agrees with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// «один рубль», «два рубля».
    Masculine,
    /// «одна копейка», «две копейки».
    Feminine,
    /// «одно место», «два места».
    Neuter,
}

/// The three forms of a noun that stands after a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plural {
    one: &'static str,
    few: &'static str,
    many: &'static str,
}

impl Plural {
    /// The forms for 1, for 2 to 4, and for 5 and more: «день», «дня», «дней».
    pub const fn new(one: &'static str, few: &'static str, many: &'static str) -> Self {
        Self { one, few, many }
    }

    /// The form that agrees with `number`.
    ///
    /// ```
    /// let day = docflow_print::Plural::new("день", "дня", "дней");
    /// assert_eq!((day.of(1), day.of(3), day.of(11)), ("день", "дня", "дней"));
    /// ```
    pub const fn of(self, number: u64) -> &'static str {
        match (number % 100, number % 10) {
            (11..=14, _) => self.many,
            (_, 1) => self.one,
            (_, 2..=4) => self.few,
            _ => self.many,
        }
    }
}

const UNITS: [&str; 20] = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
const TENS: [&str; 10] = [
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
];
const HUNDREDS: [&str; 10] = [
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
];
/// Names of the powers of a thousand; `u64` ends within the last.
const SCALES: [(u64, Plural, Gender); 6] = [
    (
        1_000_000_000_000_000_000,
        Plural::new("квинтиллион", "квинтиллиона", "квинтиллионов"),
        Gender::Masculine,
    ),
    (
        1_000_000_000_000_000,
        Plural::new("квадриллион", "квадриллиона", "квадриллионов"),
        Gender::Masculine,
    ),
    (
        1_000_000_000_000,
        Plural::new("триллион", "триллиона", "триллионов"),
        Gender::Masculine,
    ),
    (
        1_000_000_000,
        Plural::new("миллиард", "миллиарда", "миллиардов"),
        Gender::Masculine,
    ),
    (
        1_000_000,
        Plural::new("миллион", "миллиона", "миллионов"),
        Gender::Masculine,
    ),
    (
        1_000,
        Plural::new("тысяча", "тысячи", "тысяч"),
        Gender::Feminine,
    ),
];

/// A cardinal number in words, in the nominative, without a capital.
///
/// ```
/// use docflow_print::{Gender, number_in_words};
/// assert_eq!(number_in_words(21_002, Gender::Feminine), "двадцать одна тысяча две");
/// assert_eq!(number_in_words(0, Gender::Masculine), "ноль");
/// ```
pub fn number_in_words(number: u64, gender: Gender) -> String {
    if number == 0 {
        return "ноль".to_owned();
    }
    let mut words = Vec::new();
    let mut rest = number;
    for (scale, name, scale_gender) in SCALES {
        let triad = rest / scale;
        if triad > 0 {
            push_triad(&mut words, triad, scale_gender);
            words.push(name.of(triad));
        }
        rest %= scale;
    }
    push_triad(&mut words, rest, gender);
    words.join(" ")
}

/// Words of a number below a thousand.
fn push_triad(words: &mut Vec<&'static str>, triad: u64, gender: Gender) {
    words.extend(word(&HUNDREDS, triad / 100));
    let rest = triad % 100;
    if rest >= 20 {
        words.extend(word(&TENS, rest / 10));
        words.extend(unit(rest % 10, gender));
    } else {
        words.extend(unit(rest, gender));
    }
}

fn unit(number: u64, gender: Gender) -> Option<&'static str> {
    match (number, gender) {
        (1, Gender::Feminine) => Some("одна"),
        (1, Gender::Neuter) => Some("одно"),
        (2, Gender::Feminine) => Some("две"),
        _ => word(&UNITS, number),
    }
}

fn word(table: &[&'static str], at: u64) -> Option<&'static str> {
    let word = table.get(usize::try_from(at).ok()?).copied()?;
    (!word.is_empty()).then_some(word)
}

const UNITS_GENITIVE: [&str; 20] = [
    "",
    "одного",
    "двух",
    "трёх",
    "четырёх",
    "пяти",
    "шести",
    "семи",
    "восьми",
    "девяти",
    "десяти",
    "одиннадцати",
    "двенадцати",
    "тринадцати",
    "четырнадцати",
    "пятнадцати",
    "шестнадцати",
    "семнадцати",
    "восемнадцати",
    "девятнадцати",
];
const TENS_GENITIVE: [&str; 10] = [
    "",
    "",
    "двадцати",
    "тридцати",
    "сорока",
    "пятидесяти",
    "шестидесяти",
    "семидесяти",
    "восьмидесяти",
    "девяноста",
];

/// A number from 1 to 999 in the genitive, for terms: «в течение 5 (пяти) рабочих дней».
///
/// Masculine; `None` outside the range, because a term of a contract never is.
///
/// ```
/// assert_eq!(docflow_print::number_in_words_genitive(45).as_deref(), Some("сорока пяти"));
/// ```
pub fn number_in_words_genitive(number: u16) -> Option<String> {
    const HUNDREDS_GENITIVE: [&str; 10] = [
        "",
        "ста",
        "двухсот",
        "трёхсот",
        "четырёхсот",
        "пятисот",
        "шестисот",
        "семисот",
        "восьмисот",
        "девятисот",
    ];
    if !(1..=999).contains(&number) {
        return None;
    }
    let number = u64::from(number);
    let rest = number % 100;
    let mut words: Vec<_> = word(&HUNDREDS_GENITIVE, number / 100).into_iter().collect();
    if rest >= 20 {
        words.extend(word(&TENS_GENITIVE, rest / 10));
        words.extend(word(&UNITS_GENITIVE, rest % 10));
    } else {
        words.extend(word(&UNITS_GENITIVE, rest));
    }
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{Gender, number_in_words, number_in_words_genitive};

    #[test]
    fn the_largest_number_has_words() {
        assert!(
            number_in_words(u64::MAX, Gender::Masculine).starts_with("восемнадцать квинтиллионов")
        );
    }

    #[test]
    fn an_empty_scale_says_nothing() {
        assert_eq!(
            number_in_words(1_000_001, Gender::Masculine),
            "один миллион один"
        );
        assert_eq!(number_in_words(2_000_000, Gender::Neuter), "два миллиона");
    }

    #[test]
    fn a_term_outside_the_table_has_no_genitive() {
        assert_eq!(number_in_words_genitive(0), None);
        assert_eq!(number_in_words_genitive(1000), None);
        assert_eq!(
            number_in_words_genitive(365).as_deref(),
            Some("трёхсот шестидесяти пяти")
        );
        assert_eq!(number_in_words_genitive(10).as_deref(), Some("десяти"));
    }
}
