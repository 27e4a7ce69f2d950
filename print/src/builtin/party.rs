//! A side of a contract as it is printed.

use serde::Serialize;

use crate::{
    declension::{Sex, genitive_name, genitive_post},
    words::NBSP,
};

/// What a party is; it decides the wording of the preamble and the requisites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A legal entity; acts through a signatory.
    #[default]
    Company,
    /// An individual entrepreneur (ИП); acts in person.
    SoleTrader,
    /// A natural person.
    Person,
}

/// An account of a party.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct BankAccount {
    /// Name of the bank with its city: «АО «Банк», г. Москва».
    pub name: String,
    /// БИК, 9 digits.
    pub bic: String,
    /// Settlement account, 20 digits.
    pub account: String,
    /// Correspondent account, 20 digits; may be empty.
    pub correspondent: String,
}

/// Who signs for a party.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Signer {
    /// Post in the nominative: «Генеральный директор».
    pub post: String,
    /// Full name in the nominative, surname first.
    pub name: String,
    /// Post in the genitive; made by rules when empty and the rules are sure.
    pub post_genitive: Option<String>,
    /// Name in the genitive; made by rules when empty and the rules are sure.
    pub name_genitive: Option<String>,
    /// Whether the signatory is a woman; told by the patronymic when absent.
    pub female: Option<bool>,
    /// Basis in the genitive: «Устава», «доверенности № 5 от 01.02.2026».
    pub basis: String,
}

/// A side of a contract or of an invoice.
///
/// Fill the facts, then call [`Party::introduce`]: it writes the ready texts (`preamble`,
/// `requisites`, `signature_post`, `signature_name`, `details`), which stay open to change.
///
/// Templates see the fields by their names here, for example `{{ seller.preamble }}`,
/// `{{ buyer.inn }}`, `{{ seller.bank.bic }}`; pictures are `seller.stamp`, `seller.signature`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Party {
    /// What the party is.
    pub kind: PartyKind,
    /// Full name: «Общество с ограниченной ответственностью «Ромашка»», or of a person
    /// «Иванов Иван Иванович»; for a sole trader without «Индивидуальный предприниматель».
    pub full: String,
    /// Short name: «ООО «Ромашка»», «ИП Иванов И. И.»; of a person as in `full`.
    pub short: String,
    /// ИНН.
    pub inn: Option<String>,
    /// КПП of a legal entity.
    pub kpp: Option<String>,
    /// ОГРН, or ОГРНИП of a sole trader.
    pub ogrn: Option<String>,
    /// Address: legal, or of registration.
    pub address: String,
    /// Passport line of a natural person.
    pub passport: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Account.
    pub bank: Option<BankAccount>,
    /// Signatory; a sole trader or a person signs in person and has none.
    pub signer: Option<Signer>,
    /// Role in the contract: «Исполнитель». Set by [`Party::introduce`].
    pub role: String,
    /// Ready text of the preamble, from the name to the basis. Set by [`Party::introduce`].
    pub preamble: String,
    /// Ready lines of the requisites. Set by [`Party::introduce`].
    pub requisites: Vec<String>,
    /// One line for an invoice: name, ИНН, КПП, address. Set by [`Party::introduce`].
    pub details: String,
    /// Post over the signature line; empty for a person. Set by [`Party::introduce`].
    pub signature_post: String,
    /// «Иванов И. И.» after the signature line. Set by [`Party::introduce`].
    pub signature_name: String,
}

impl Party {
    /// Writes the ready texts for the role `role` («Исполнитель», «Покупатель»).
    ///
    /// Returns the fields whose genitive the rules were not sure of (`signer.post_genitive`,
    /// `signer.name_genitive`). The preamble then names the signatory in the nominative, in
    /// brackets, which is correct though less usual; a person gives the form once and it is kept.
    pub fn introduce(&mut self, role: &str) -> Vec<&'static str> {
        role.clone_into(&mut self.role);
        let doubts = self.decline_signer();
        self.preamble = self.preamble_text();
        self.requisites = self.requisite_lines();
        self.details = self.detail_line();
        self.signature_post = match (&self.signer, self.kind) {
            (Some(signer), _) => signer.post.clone(),
            (None, PartyKind::SoleTrader) => "Индивидуальный предприниматель".to_owned(),
            (None, _) => String::new(),
        };
        self.signature_name = initials(
            self.signer
                .as_ref()
                .map_or(&self.full, |signer| &signer.name),
        );
        doubts
    }

    fn decline_signer(&mut self) -> Vec<&'static str> {
        let Some(signer) = &mut self.signer else {
            return Vec::new();
        };
        let sex = signer.sex();
        if signer.post_genitive.is_none() {
            signer.post_genitive = genitive_post(&signer.post);
        }
        if signer.name_genitive.is_none() {
            signer.name_genitive = genitive_name(&signer.name, sex).ok();
        }
        let mut doubts = Vec::new();
        if signer.post_genitive.is_none() {
            doubts.push("signer.post_genitive");
        }
        if signer.name_genitive.is_none() {
            doubts.push("signer.name_genitive");
        }
        doubts
    }

    fn preamble_text(&self) -> String {
        let named = self.named();
        let name = match self.kind {
            PartyKind::Company if self.short.is_empty() || self.short == self.full => {
                self.full.clone()
            }
            PartyKind::Company => format!("{} ({})", self.full, self.short),
            PartyKind::SoleTrader => format!("Индивидуальный предприниматель {}", self.full),
            PartyKind::Person => match &self.passport {
                Some(passport) => format!("{} ({passport})", self.full),
                None => self.full.clone(),
            },
        };
        let mut text = format!("{name}, {named} «{}»", self.role);
        match (&self.signer, self.kind) {
            (Some(signer), _) => text.push_str(&signer.acting()),
            (None, PartyKind::SoleTrader) => {
                let acting = by_sex(self.person_sex(), "действующий ", "действующая ", "");
                let number = self.ogrn.as_deref().unwrap_or("____");
                let basis = format!("записи в ЕГРИП (ОГРНИП {number})");
                text.extend([", ", acting, "на основании ", basis.as_str()]);
            }
            (None, _) => {}
        }
        text
    }

    /// «именуемое в дальнейшем», in the gender of the name; «далее —» where it is not known.
    fn named(&self) -> &'static str {
        let known = match self.kind {
            PartyKind::Company => gender_of_company(&self.full),
            PartyKind::SoleTrader | PartyKind::Person => match self.person_sex() {
                Some(Sex::Male) => Some("именуемый"),
                Some(Sex::Female) => Some("именуемая"),
                None => None,
            },
        };
        match known {
            Some("именуемое") => "именуемое в дальнейшем",
            Some("именуемый") => "именуемый в дальнейшем",
            Some(_) => "именуемая в дальнейшем",
            None => "далее —",
        }
    }

    fn person_sex(&self) -> Option<Sex> {
        sex_of(&self.full)
    }

    fn requisite_lines(&self) -> Vec<String> {
        let name = match self.kind {
            PartyKind::SoleTrader => format!("ИП {}", self.full),
            PartyKind::Company if !self.short.is_empty() => self.short.clone(),
            PartyKind::Company | PartyKind::Person => self.full.clone(),
        };
        let ogrn = if self.kind == PartyKind::SoleTrader {
            "ОГРНИП"
        } else {
            "ОГРН"
        };
        let mut lines = vec![name];
        let mut add = |label: &str, value: Option<&str>| {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                lines.push(if label.is_empty() {
                    value.to_owned()
                } else {
                    format!("{label}{NBSP}{value}")
                });
            }
        };
        add("Адрес:", Some(&self.address));
        add("", self.passport.as_deref());
        add("ИНН", self.inn.as_deref());
        add("КПП", self.kpp.as_deref());
        add(ogrn, self.ogrn.as_deref());
        if let Some(bank) = &self.bank {
            add("Р/с", Some(&bank.account));
            add("Банк:", Some(&bank.name));
            add("К/с", Some(&bank.correspondent));
            add("БИК", Some(&bank.bic));
        }
        add("Тел.:", self.phone.as_deref());
        add("Эл. почта:", self.email.as_deref());
        lines
    }

    fn detail_line(&self) -> String {
        let name = match self.kind {
            PartyKind::SoleTrader => format!("Индивидуальный предприниматель {}", self.full),
            PartyKind::Company if !self.short.is_empty() => self.short.clone(),
            PartyKind::Company | PartyKind::Person => self.full.clone(),
        };
        let mut parts = vec![name];
        parts.extend(self.inn.as_ref().map(|inn| format!("ИНН{NBSP}{inn}")));
        parts.extend(self.kpp.as_ref().map(|kpp| format!("КПП{NBSP}{kpp}")));
        parts.extend(Some(self.address.clone()).filter(|address| !address.is_empty()));
        parts.extend(
            self.phone
                .as_ref()
                .map(|phone| format!("тел.:{NBSP}{phone}")),
        );
        parts.join(", ")
    }
}

impl Signer {
    fn sex(&self) -> Option<Sex> {
        match self.female {
            Some(true) => Some(Sex::Female),
            Some(false) => Some(Sex::Male),
            None => sex_of(&self.name),
        }
    }

    /// «, в лице …, действующего на основании …».
    fn acting(&self) -> String {
        match (&self.post_genitive, &self.name_genitive) {
            (Some(post), Some(name)) => {
                let acting = by_sex(
                    self.sex(),
                    "действующего",
                    "действующей",
                    "действующего (-ей)",
                );
                format!(
                    ", в лице {} {name}, {acting} на основании {}",
                    lower_first(post),
                    self.basis
                )
            }
            // «Представителя» governs the participle, so no form of the name has to be guessed.
            _ => format!(
                ", в лице представителя ({}, {}), действующего на основании {}",
                lower_first(&self.post),
                self.name,
                self.basis
            ),
        }
    }
}

fn by_sex<'t>(sex: Option<Sex>, male: &'t str, female: &'t str, unknown: &'t str) -> &'t str {
    match sex {
        Some(Sex::Male) => male,
        Some(Sex::Female) => female,
        None => unknown,
    }
}

fn sex_of(full_name: &str) -> Option<Sex> {
    let patronymic = full_name.split_whitespace().nth(2)?.to_lowercase();
    if patronymic.ends_with("ич") || patronymic == "оглы" {
        return Some(Sex::Male);
    }
    (patronymic.ends_with("на") || patronymic == "кызы").then_some(Sex::Female)
}

/// The gender of the head noun of a legal form.
fn gender_of_company(full: &str) -> Option<&'static str> {
    const HEADS: [(&str, &str); 12] = [
        ("общество", "именуемое"),
        ("товарищество", "именуемое"),
        ("учреждение", "именуемое"),
        ("предприятие", "именуемое"),
        ("партнёрство", "именуемое"),
        ("хозяйство", "именуемое"),
        ("фонд", "именуемый"),
        ("кооператив", "именуемый"),
        ("союз", "именуемый"),
        ("ассоциация", "именуемая"),
        ("организация", "именуемая"),
        ("корпорация", "именуемая"),
    ];
    // The head stands before the name in quotes: «Акционерное общество «Фонд»».
    let form = full
        .split(['«', '"', '“'])
        .next()
        .unwrap_or(full)
        .to_lowercase();
    form.split_whitespace().find_map(|word| {
        HEADS
            .iter()
            .find(|(head, _)| *head == word)
            .map(|(_, g)| *g)
    })
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next();
    // An abbreviation keeps its capitals: «ВРИО», «И. о.».
    if chars
        .clone()
        .next()
        .is_some_and(|second| second.is_uppercase() || second == '.')
    {
        return text.to_owned();
    }
    first.map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// «Иванов Иван Иванович» → «Иванов И. И.» with non-breaking spaces; anything else as it is.
fn initials(full_name: &str) -> String {
    let words: Vec<&str> = full_name.split_whitespace().collect();
    let [surname, given @ ..] = words.as_slice() else {
        return full_name.to_owned();
    };
    if given.is_empty() || given.len() > 2 || given.iter().any(|w| w.contains('.')) {
        return full_name.to_owned();
    }
    let letters: Vec<String> = given
        .iter()
        .filter_map(|w| w.chars().next())
        .map(|c| format!("{c}."))
        .collect();
    format!("{surname}{NBSP}{}", letters.join(&NBSP.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{Party, PartyKind, Signer, initials};

    fn company(post: &str, name: &str) -> Party {
        Party {
            full: "Общество с ограниченной ответственностью «Ромашка»".into(),
            short: "ООО «Ромашка»".into(),
            signer: Some(Signer {
                post: post.into(),
                name: name.into(),
                basis: "Устава".into(),
                ..Signer::default()
            }),
            ..Party::default()
        }
    }

    #[test]
    fn a_company_acts_through_its_signatory() {
        let mut party = company("Генеральный директор", "Петрова Анна Сергеевна");
        assert!(party.introduce("Исполнитель").is_empty());
        assert_eq!(
            party.preamble,
            "Общество с ограниченной ответственностью «Ромашка» (ООО «Ромашка»), именуемое в дальнейшем «Исполнитель», в лице генерального директора Петровой Анны Сергеевны, действующей на основании Устава"
        );
        assert_eq!(party.signature_name, "Петрова\u{a0}А.\u{a0}С.");
    }

    #[test]
    fn a_doubtful_name_stays_in_the_nominative_and_is_reported() {
        let mut party = company("Директор", "Соловей Иван Петрович");
        assert_eq!(party.introduce("Поставщик"), ["signer.name_genitive"]);
        assert!(party.preamble.ends_with(
            ", в лице представителя (директор, Соловей Иван Петрович), действующего на основании Устава"
        ));
    }

    #[test]
    fn a_sole_trader_and_a_person_act_for_themselves() {
        let mut trader = Party {
            kind: PartyKind::SoleTrader,
            full: "Сидорова Инна Олеговна".into(),
            ogrn: Some("304500116000157".into()),
            ..Party::default()
        };
        trader.introduce("Подрядчик");
        assert_eq!(
            trader.preamble,
            "Индивидуальный предприниматель Сидорова Инна Олеговна, именуемая в дальнейшем «Подрядчик», действующая на основании записи в ЕГРИП (ОГРНИП 304500116000157)"
        );
        let mut person = Party {
            kind: PartyKind::Person,
            full: "Ким Лев".into(),
            ..Party::default()
        };
        person.introduce("Заказчик");
        assert_eq!(person.preamble, "Ким Лев, далее — «Заказчик»");
        assert_eq!(person.signature_name, "Ким\u{a0}Л.");
    }

    #[test]
    fn the_participle_agrees_with_the_legal_form() {
        for (full, word) in [
            ("Акционерное общество «Союз»", "именуемое"),
            ("Производственный кооператив «Нива»", "именуемый"),
            ("Автономная некоммерческая организация «Школа»", "именуемая"),
            ("Ромашка Лимитед", "далее —"),
        ] {
            let mut party = Party {
                full: full.into(),
                ..Party::default()
            };
            party.introduce("Заказчик");
            assert!(party.preamble.contains(word), "{full}: {}", party.preamble);
        }
    }

    #[test]
    fn initials_are_made_of_plain_names_only() {
        assert_eq!(initials("Иванов И. И."), "Иванов И. И.");
        assert_eq!(
            initials("Алиев Рустам Ахмед оглы"),
            "Алиев Рустам Ахмед оглы"
        );
    }
}
