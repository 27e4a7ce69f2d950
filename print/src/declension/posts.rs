//! Posts: adjectives and the first noun change, the rest is already in its case.

/// Head nouns and their genitive; a post with another noun gets no answer.
const HEADS: [(&str, &str); 83] = [
    ("агроном", "агронома"),
    ("адвокат", "адвоката"),
    ("администратор", "администратора"),
    ("аналитик", "аналитика"),
    ("архитектор", "архитектора"),
    ("атаман", "атамана"),
    ("аудитор", "аудитора"),
    ("бригадир", "бригадира"),
    ("бухгалтер", "бухгалтера"),
    ("вице-президент", "вице-президента"),
    ("владелец", "владельца"),
    ("врач", "врача"),
    ("генерал", "генерала"),
    ("глава", "главы"),
    ("губернатор", "губернатора"),
    ("декан", "декана"),
    ("депутат", "депутата"),
    ("дизайнер", "дизайнера"),
    ("директор", "директора"),
    ("диспетчер", "диспетчера"),
    ("доцент", "доцента"),
    ("заведующая", "заведующей"),
    ("заведующий", "заведующего"),
    ("заместитель", "заместителя"),
    ("инженер", "инженера"),
    ("инспектор", "инспектора"),
    ("исполняющая", "исполняющей"),
    ("исполняющий", "исполняющего"),
    ("казначей", "казначея"),
    ("капитан", "капитана"),
    ("кассир", "кассира"),
    ("командир", "командира"),
    ("комендант", "коменданта"),
    ("конструктор", "конструктора"),
    ("консультант", "консультанта"),
    ("координатор", "координатора"),
    ("куратор", "куратора"),
    ("ликвидатор", "ликвидатора"),
    ("логист", "логиста"),
    ("маркетолог", "маркетолога"),
    ("мастер", "мастера"),
    ("менеджер", "менеджера"),
    ("методист", "методиста"),
    ("механик", "механика"),
    ("мэр", "мэра"),
    ("начальник", "начальника"),
    ("нотариус", "нотариуса"),
    ("оператор", "оператора"),
    ("организатор", "организатора"),
    ("основатель", "основателя"),
    ("партнер", "партнера"),
    ("партнёр", "партнёра"),
    ("помощник", "помощника"),
    ("предприниматель", "предпринимателя"),
    ("председатель", "председателя"),
    ("представитель", "представителя"),
    ("президент", "президента"),
    ("программист", "программиста"),
    ("продавец", "продавца"),
    ("продюсер", "продюсера"),
    ("прораб", "прораба"),
    ("проректор", "проректора"),
    ("профессор", "профессора"),
    ("разработчик", "разработчика"),
    ("распорядитель", "распорядителя"),
    ("редактор", "редактора"),
    ("ректор", "ректора"),
    ("референт", "референта"),
    ("руководитель", "руководителя"),
    ("секретарь", "секретаря"),
    ("советник", "советника"),
    ("сопредседатель", "сопредседателя"),
    ("специалист", "специалиста"),
    ("староста", "старосты"),
    ("технолог", "технолога"),
    ("товаровед", "товароведа"),
    ("управляющая", "управляющей"),
    ("управляющий", "управляющего"),
    ("учитель", "учителя"),
    ("учредитель", "учредителя"),
    ("член", "члена"),
    ("экономист", "экономиста"),
    ("юрист", "юриста"),
];

/// The post in the genitive: «Генеральный директор» → «Генерального директора».
///
/// `None` when the head noun is not in the table, when the post names two («директор и главный
/// бухгалтер»), or when an adjective stands after the noun: then a person gives the form. «И. о.»
/// and «врио» do not change.
///
/// ```
/// use docflow_print::genitive_post;
/// let post = "Заместитель генерального директора по развитию";
/// assert_eq!(genitive_post(post).as_deref(), Some("Заместителя генерального директора по развитию"));
/// assert_eq!(genitive_post("Смотритель маяка"), None);
/// ```
pub fn genitive_post(post: &str) -> Option<String> {
    let words: Vec<&str> = post.split_whitespace().collect();
    if is_acting(&words) {
        return Some(words.join(" "));
    }
    let mut out = Vec::with_capacity(words.len());
    let mut rest = words.iter();
    loop {
        let word = rest.next()?;
        if let Some(declined) = head(word) {
            out.push(declined);
            // «Управляющий директор»: the participle is an adjective here.
            let participle = word.ends_with("ий") || word.ends_with("ая");
            if participle && rest.clone().next().is_some_and(|next| head(next).is_some()) {
                continue;
            }
            break;
        }
        out.push(adjective(word)?);
    }
    let rest: Vec<&str> = rest.copied().collect();
    if names_a_second(&rest) {
        return None;
    }
    out.extend(rest.iter().map(|word| (*word).to_owned()));
    Some(out.join(" "))
}

/// «И. о. директора», «Врио директора»: the rest is genitive already.
fn is_acting(words: &[&str]) -> bool {
    let first = words.first().map(|w| w.to_lowercase()).unwrap_or_default();
    let second = words.get(1).map(|w| w.to_lowercase()).unwrap_or_default();
    let short = matches!(first.as_str(), "врио" | "и.о." | "и.о")
        || (first == "и." && second.starts_with("о."));
    short && words.len() > 1
}

/// A head noun, also one of two joined by a hyphen: «директор-распорядитель».
fn head(word: &str) -> Option<String> {
    if let Some(known) = table(word) {
        return Some(known);
    }
    let parts: Option<Vec<String>> = word.split('-').map(table).collect();
    parts
        .filter(|parts| parts.len() == 2)
        .map(|parts| parts.join("-"))
}

fn table(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let (_, genitive) = HEADS.iter().find(|(head, _)| *head == lower)?;
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    Some(if capital {
        crate::words::capitalised(genitive)
    } else {
        (*genitive).to_owned()
    })
}

fn adjective(word: &str) -> Option<String> {
    const ENDINGS: [(&str, &str); 19] = [
        ("кий", "кого"),
        ("гий", "гого"),
        ("хий", "хого"),
        ("жий", "жего"),
        ("ший", "шего"),
        ("чий", "чего"),
        ("щий", "щего"),
        ("ний", "него"),
        ("ый", "ого"),
        ("ой", "ого"),
        ("жая", "жей"),
        ("шая", "шей"),
        ("чая", "чей"),
        ("щая", "щей"),
        ("кая", "кой"),
        ("ная", "ной"),
        ("вая", "вой"),
        ("тая", "той"),
        ("няя", "ней"),
    ];
    // Capitals throughout would get small endings.
    if word.chars().skip(1).any(char::is_uppercase) {
        return None;
    }
    ENDINGS.iter().find_map(|(from, to)| {
        word.strip_suffix(from)
            .filter(|stem| stem.chars().count() >= 2)
            .map(|stem| format!("{stem}{to}"))
    })
}

fn names_a_second(rest: &[&str]) -> bool {
    let joins = |word: &&str| matches!(*word, "и" | "-" | "–" | "—" | "/" | ",");
    rest.first().is_some_and(joins)
        || rest.iter().any(|word| {
            let bare = word
                .trim_matches(|c: char| !c.is_alphanumeric() && c != '-')
                .to_lowercase();
            head(&bare).is_some() || bare.ends_with("ый") || bare.ends_with("ий")
        })
}

#[cfg(test)]
mod tests {
    use super::genitive_post;

    #[test]
    fn posts_of_signatories_are_declined() {
        for (post, genitive) in [
            ("Генеральный директор", "Генерального директора"),
            ("генеральный директор", "генерального директора"),
            (
                "Первый заместитель председателя правления",
                "Первого заместителя председателя правления",
            ),
            (
                "Старший менеджер отдела продаж и маркетинга",
                "Старшего менеджера отдела продаж и маркетинга",
            ),
            (
                "Исполняющий обязанности директора",
                "Исполняющего обязанности директора",
            ),
            ("Конкурсный управляющий", "Конкурсного управляющего"),
            ("Управляющий партнёр", "Управляющего партнёра"),
            ("Директор-распорядитель", "Директора-распорядителя"),
            ("Вице-президент по финансам", "Вице-президента по финансам"),
            (
                "Глава крестьянского (фермерского) хозяйства",
                "Главы крестьянского (фермерского) хозяйства",
            ),
            ("Врио директора", "Врио директора"),
            ("И. о. директора", "И. о. директора"),
            ("Заведующая складом", "Заведующей складом"),
        ] {
            assert_eq!(genitive_post(post).as_deref(), Some(genitive), "{post}");
        }
    }

    #[test]
    fn what_is_not_known_gets_no_answer() {
        for post in [
            "",
            "Смотритель",
            "Директор и главный бухгалтер",
            "Директор, главный бухгалтер",
            "Директор исполнительный",
            "Директор - главный конструктор",
            "ГЕНЕРАЛЬНЫЙ ДИРЕКТОР",
            "Главный",
            "Директор / учредитель",
            "CEO",
        ] {
            assert_eq!(genitive_post(post), None, "{post}");
        }
    }
}
