//! Surname, given name and patronymic in the genitive, by endings, with doubts named.

use thiserror::Error;

/// The sex that a surname agrees with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Male.
    Male,
    /// Female.
    Female,
}

/// Why a name gets no genitive; a person gives the form once, and it is kept.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// No patronymic to tell the sex by, and none given.
    #[error("the sex is not known; give it, or the genitive itself")]
    Sex,
    /// The patronymic says another sex than the card.
    #[error("the patronymic and the given sex do not agree; check the name")]
    SexContradicts,
    /// Not «Surname Given Patronymic» in Cyrillic with capitals.
    #[error(
        "expected surname, given name and patronymic in Cyrillic; check the name, or give the genitive itself"
    )]
    Shape,
    /// A surname that is also a word, or whose ending declines in more than one way.
    #[error("the surname may decline in more than one way; give the genitive itself")]
    Surname,
    /// A given name with an unknown ending.
    #[error("the given name has an unusual ending; give the genitive itself")]
    Given,
    /// A patronymic with an unknown ending.
    #[error("the patronymic has an unusual ending; give the genitive itself")]
    Patronymic,
}

/// «Петрова Анна Сергеевна» → «Петровой Анны Сергеевны».
///
/// Takes the surname first. The sex is told by the patronymic when it is not given.
///
/// # Errors
/// [`Doubt`] whenever the rules are not sure; the caller then asks a person and never guesses.
///
/// ```
/// use docflow_print::{Doubt, genitive_name};
/// assert_eq!(genitive_name("Козлова Юлия Дмитриевна", None).as_deref(), Ok("Козловой Юлии Дмитриевны"));
/// assert_eq!(genitive_name("Соловей Иван Петрович", None), Err(Doubt::Surname));
/// ```
pub fn genitive_name(name: &str, sex: Option<Sex>) -> Result<String, Doubt> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let (surname, given, patronymic) = match words.as_slice() {
        [surname, given] => (*surname, *given, None),
        [surname, given, patronymic] => (*surname, *given, Some(*patronymic)),
        _ => return Err(Doubt::Shape),
    };
    if !words.iter().all(|word| is_name(word)) {
        return Err(Doubt::Shape);
    }
    let told = patronymic.and_then(sex_of_patronymic);
    let sex = match (sex, told) {
        (Some(given), Some(told)) if given != told => return Err(Doubt::SexContradicts),
        (Some(sex), _) | (None, Some(sex)) => sex,
        (None, None) => return Err(Doubt::Sex),
    };
    let mut out = vec![
        genitive_surname(surname, sex).ok_or(Doubt::Surname)?,
        genitive_given(given, sex).ok_or(Doubt::Given)?,
    ];
    if let Some(patronymic) = patronymic {
        out.push(genitive_patronymic(patronymic).ok_or(Doubt::Patronymic)?);
    }
    Ok(out.join(" "))
}

/// A Cyrillic word with a capital first, also after a hyphen; «оглы» may be small.
fn is_name(word: &str) -> bool {
    is_particle(word)
        || word.split('-').all(|part| {
            let mut chars = part.chars();
            chars.next().is_some_and(|c| matches!(c, 'А'..='Я' | 'Ё'))
                && chars.clone().count() > 0
                && chars.all(|c| matches!(c, 'а'..='я' | 'ё'))
        })
}

fn is_particle(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "оглы" | "кызы" | "улы" | "гызы"
    )
}

fn sex_of_patronymic(patronymic: &str) -> Option<Sex> {
    let lower = patronymic.to_lowercase();
    let ends = |list: &[&str]| list.iter().any(|end| lower.ends_with(end));
    if ends(&["вич", "ьич", "мич", "кич", "тич", "оглы", "улы"]) {
        Some(Sex::Male)
    } else if ends(&["вна", "чна", "шна", "кызы", "гызы"]) {
        Some(Sex::Female)
    } else {
        None
    }
}

fn genitive_patronymic(patronymic: &str) -> Option<String> {
    if is_particle(patronymic) {
        return Some(patronymic.to_owned());
    }
    sex_of_patronymic(patronymic)?;
    if patronymic.ends_with('ч') {
        return Some(format!("{patronymic}а"));
    }
    swap(patronymic, "а", "ы")
}

fn genitive_given(given: &str, sex: Sex) -> Option<String> {
    const IRREGULAR: [(&str, &str); 9] = [
        ("Павел", "Павла"),
        ("Пётр", "Петра"),
        ("Петр", "Петра"),
        ("Лев", "Льва"),
        ("Любовь", "Любови"),
        ("Нинель", "Нинели"),
        ("Эсфирь", "Эсфири"),
        ("Юдифь", "Юдифи"),
        ("Илия", "Илии"),
    ];
    if given.contains('-') {
        return None;
    }
    if let Some((_, genitive)) = IRREGULAR.iter().find(|(name, _)| *name == given) {
        return Some((*genitive).to_owned());
    }
    match (last(given)?, sex) {
        ('а' | 'я', _) => noun_in_a(given),
        ('й', Sex::Male) => swap(given, "й", "я"),
        ('ь', Sex::Male) => swap(given, "ь", "я"),
        (c, Sex::Male) if is_consonant(c) && !has_fleeting_vowel(given) => {
            Some(format!("{given}а"))
        }
        // A foreign name of a woman that ends in a hard consonant does not change: Элен, Кармен.
        (c, Sex::Female) if is_consonant(c) && c != 'й' => Some(given.to_owned()),
        _ => None,
    }
}

fn genitive_surname(surname: &str, sex: Sex) -> Option<String> {
    let parts: Vec<&str> = surname.split('-').collect();
    let [first, second] = parts.as_slice() else {
        return (parts.len() == 1)
            .then(|| simple_surname(surname, sex))
            .flatten();
    };
    // The first half of a double surname may be a word that does not change (Бонч-Бруевич).
    let first_changes = is_possessive(first)
        || is_adjective(first)
        || is_fixed(first)
        || first.ends_with("ович")
        || first.ends_with("евич");
    let first = first_changes
        .then(|| simple_surname(first, sex))
        .flatten()?;
    Some(format!("{first}-{}", simple_surname(second, sex)?))
}

/// Words and endings that decline in more than one way; found among surnames.
const DOUBTFUL: [&str; 86] = [
    "апрель",
    "артель",
    "багор",
    "боль",
    "бугор",
    "былина",
    "вершина",
    "ветер",
    "вихор",
    "газель",
    "герой",
    "глина",
    "голова",
    "даль",
    "дева",
    "деготь",
    "день",
    "долина",
    "дубина",
    "дуброва",
    "дуэль",
    "заяц",
    "запой",
    "калина",
    "камень",
    "капель",
    "карусель",
    "ковбой",
    "коготь",
    "конвой",
    "корень",
    "корова",
    "левкой",
    "лапоть",
    "лев",
    "лёв",
    "лёд",
    "лён",
    "лещина",
    "лоб",
    "ложь",
    "локоть",
    "лучина",
    "любовь",
    "малина",
    "мель",
    "метель",
    "моль",
    "мох",
    "мышь",
    "ноготь",
    "ночь",
    "обнова",
    "огонь",
    "орёл",
    "осина",
    "основа",
    "пёс",
    "печаль",
    "подкова",
    "покой",
    "покрой",
    "половина",
    "полова",
    "прибой",
    "причина",
    "разбой",
    "ров",
    "рожь",
    "рот",
    "рысь",
    "рябина",
    "свирель",
    "середина",
    "соль",
    "сон",
    "сталь",
    "устой",
    "фасоль",
    "форель",
    "цель",
    "шов",
    "щель",
    "щербина",
    "шип",
    "бузина",
];

fn simple_surname(surname: &str, sex: Sex) -> Option<String> {
    let lower = surname.to_lowercase();
    if matches!(lower.as_str(), "дюма" | "золя" | "петипа" | "люка") || is_fixed(surname)
    {
        return Some(surname.to_owned());
    }
    if sex == Sex::Female && !lower.ends_with(['а', 'я']) {
        // Surnames of women in a consonant, й or ь do not change.
        return Some(surname.to_owned());
    }
    if DOUBTFUL.contains(&lower.as_str()) {
        return None;
    }
    match sex {
        Sex::Male => male_surname(surname, &lower),
        Sex::Female => female_surname(surname, &lower),
    }
}

/// Endings that never change, whoever bears the name.
fn is_fixed(surname: &str) -> bool {
    let lower = surname.to_lowercase();
    let velar_plural = ["гих", "ких", "хих", "ших", "жих", "чих", "щих"];
    lower.ends_with(['о', 'е', 'э', 'и', 'у', 'ю', 'ы'])
        || lower.ends_with("ых")
        || velar_plural.iter().any(|end| lower.ends_with(end))
        || ["иа", "уа", "оа", "еа"]
            .iter()
            .any(|end| lower.ends_with(end))
}

fn is_possessive(surname: &str) -> bool {
    let lower = surname.to_lowercase();
    [
        "ов", "ев", "ёв", "ин", "ын", "ова", "ева", "ёва", "ина", "ына",
    ]
    .iter()
    .any(|end| lower.ends_with(end))
}

fn is_adjective(surname: &str) -> bool {
    let lower = surname.to_lowercase();
    ["ский", "цкий", "ской", "цкой", "ская", "цкая", "ый"]
        .iter()
        .any(|end| lower.ends_with(end))
}

fn male_surname(surname: &str, lower: &str) -> Option<String> {
    let last = last(lower)?;
    match last {
        'й' => male_in_short_i(surname, lower),
        'ь' => male_in_soft_sign(surname, lower),
        'а' | 'я' if lower.ends_with("ова") || lower.ends_with("ева") || lower.ends_with("ая") => {
            None
        }
        'а' | 'я' => noun_in_a(surname),
        // «Эрлих» declines, «Долгих» does not; what is between is not sure.
        'х' if lower.ends_with("их") => None,
        _ if matches!(lower, "кравец") => swap(surname, "ец", "ца"),
        _ if is_consonant(last) && !has_fleeting_vowel(lower) => Some(format!("{surname}а")),
        _ => None,
    }
}

fn male_in_short_i(surname: &str, lower: &str) -> Option<String> {
    let vowels = vowels(lower);
    if matches!(lower, "цой" | "чой" | "хой" | "лой" | "той" | "ной") {
        return swap(surname, "й", "я");
    }
    let adjectives = [
        ("ый", "ого"),
        ("кий", "кого"),
        ("гий", "гого"),
        ("хий", "хого"),
        ("ший", "шего"),
        ("жий", "жего"),
        ("щий", "щего"),
        ("ой", "ого"),
    ];
    for (from, to) in adjectives {
        if lower.ends_with(from) {
            return if vowels >= 2 {
                swap(surname, from, to)
            } else {
                None
            };
        }
    }
    // «Воробей» loses a vowel and «Андрей» does not; «-ий» may be a given name or an adjective.
    let sure = ["ай", "уй", "яй", "эй", "юй", "ёй"]
        .iter()
        .any(|end| lower.ends_with(end));
    sure.then(|| swap(surname, "й", "я")).flatten()
}

fn male_in_soft_sign(surname: &str, lower: &str) -> Option<String> {
    let sure = ["арь", "аль", "ель", "ырь", "уль", "юль"]
        .iter()
        .any(|end| lower.ends_with(end))
        || (lower.ends_with("оль") && vowels(lower) >= 2)
        || matches!(lower, "лебедь" | "медведь" | "князь" | "конь");
    sure.then(|| swap(surname, "ь", "я")).flatten()
}

fn female_surname(surname: &str, lower: &str) -> Option<String> {
    for end in ["ова", "ева", "ёва", "ина", "ына"] {
        if lower.ends_with(end) && vowels(lower) >= 2 {
            return swap(surname, "а", "ой");
        }
    }
    if lower.ends_with("яя") {
        return swap(surname, "яя", "ей");
    }
    if lower.ends_with("ая") {
        // «Рыжая» and «Большая» differ by stress only.
        let hushing = ["жая", "шая", "чая", "щая"]
            .iter()
            .any(|end| lower.ends_with(end));
        return if hushing || vowels(lower) < 3 {
            None
        } else {
            swap(surname, "ая", "ой")
        };
    }
    noun_in_a(surname)
}

/// First declension: «Щука» → «Щуки», «Щерба» → «Щербы», «Илья» → «Ильи».
fn noun_in_a(word: &str) -> Option<String> {
    let mut ends = word.chars().rev();
    match (ends.next()?, ends.next()?) {
        ('а', 'г' | 'к' | 'х' | 'ж' | 'ч' | 'ш' | 'щ') => swap(word, "а", "и"),
        ('а', c) if is_consonant(c) => swap(word, "а", "ы"),
        ('я', _) => swap(word, "я", "и"),
        _ => None,
    }
}

/// Endings whose vowel may fall out: «Павел», «Заяц», «Чубок», «Щегол».
fn has_fleeting_vowel(word: &str) -> bool {
    let lower = word.to_lowercase();
    let doubtful = [
        "ец", "яц", "ок", "ек", "ёк", "ел", "ёл", "ол", "ёр", "ень", "оть", "ёнок",
    ];
    lower != "сокол" && vowels(&lower) >= 1 && doubtful.iter().any(|end| lower.ends_with(end))
}

fn vowels(word: &str) -> usize {
    word.chars().filter(|c| "аеёиоуыэюя".contains(*c)).count()
}

fn is_consonant(char: char) -> bool {
    matches!(char, 'б'..='д' | 'ж' | 'з' | 'й'..='н' | 'п'..='т' | 'ф'..='щ')
}

fn last(word: &str) -> Option<char> {
    word.chars().next_back()
}

fn swap(word: &str, from: &str, to: &str) -> Option<String> {
    word.strip_suffix(from).map(|stem| format!("{stem}{to}"))
}

#[cfg(test)]
mod tests {
    use super::{Doubt, Sex, genitive_name};

    #[test]
    fn names_of_both_sexes_are_declined() {
        for (name, genitive) in [
            ("Иванов Пётр Ильич", "Иванова Петра Ильича"),
            ("Толстой Лев Николаевич", "Толстого Льва Николаевича"),
            ("Черных Олег Лукич", "Черных Олега Лукича"),
            ("Черных Вера Никитична", "Черных Веры Никитичны"),
            ("Шевченко Тарас Григорьевич", "Шевченко Тараса Григорьевича"),
            ("Бондарчук Анна Фёдоровна", "Бондарчук Анны Фёдоровны"),
            ("Окуджава Булат Шалвович", "Окуджавы Булата Шалвовича"),
            ("Кравец Павел Юрьевич", "Кравца Павла Юрьевича"),
            ("Швец Ольга Юрьевна", "Швец Ольги Юрьевны"),
            (
                "Крупская Надежда Константиновна",
                "Крупской Надежды Константиновны",
            ),
            ("Станкевич Игорь Игоревич", "Станкевича Игоря Игоревича"),
            (
                "Петренко-Сидорова Инна Олеговна",
                "Петренко-Сидоровой Инны Олеговны",
            ),
            ("Цой Виктор Робертович", "Цоя Виктора Робертовича"),
            ("Долгих Юрий Юрьевич", "Долгих Юрия Юрьевича"),
            (
                "Немирович-Данченко Яков Ильич",
                "Немировича-Данченко Якова Ильича",
            ),
        ] {
            assert_eq!(genitive_name(name, None).as_deref(), Ok(genitive), "{name}");
        }
    }

    #[test]
    fn a_doubt_is_named_instead_of_guessing() {
        for (name, sex, doubt) in [
            ("Соловей Иван Петрович", None, Doubt::Surname),
            ("Заяц Иван Петрович", None, Doubt::Surname),
            ("Воробей Иван Петрович", None, Doubt::Surname),
            ("Орёл Иван Петрович", None, Doubt::Surname),
            ("Эрлих Генрих Петрович", None, Doubt::Surname),
            ("Малина Анна Петровна", None, Doubt::Surname),
            ("Бонч-Бруевич Иван Петрович", None, Doubt::Surname),
            ("Иванова Иван Петрович", None, Doubt::Surname),
            ("Иванов Саша", None, Doubt::Sex),
            (
                "Иванов Иван Петрович",
                Some(Sex::Female),
                Doubt::SexContradicts,
            ),
            ("Smith John", Some(Sex::Male), Doubt::Shape),
            ("ИВАНОВ ИВАН ИВАНОВИЧ", None, Doubt::Shape),
            ("Иванов", Some(Sex::Male), Doubt::Shape),
            ("Иванов Айгуль", Some(Sex::Female), Doubt::Given),
        ] {
            assert_eq!(genitive_name(name, sex), Err(doubt), "{name}");
        }
    }
}
