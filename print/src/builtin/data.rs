//! The data of the built-in forms: what a caller fills and what a template may name.
//!
//! Every sum is given as a raw number (`…_kop`, kopecks) and as ready text. The caller has counted:
//! nothing is added, multiplied or rounded here.

use serde::Serialize;

use crate::{
    qr::{PaymentQr, QrError},
    words::{NBSP, Plural, amount_in_words, date_in_words, format_money, number_in_words_genitive},
};

use super::party::Party;

/// A sum: `{{ total.text }}` «1 234,56», `{{ total.words }}` in words, `{{ total.kop }}` raw.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Sum {
    /// Kopecks.
    pub kop: u64,
    /// Figures with a comma, without the currency.
    pub text: String,
    /// Roubles in words and kopecks in figures.
    pub words: String,
}

impl Sum {
    /// All three forms of a sum in kopecks.
    pub fn new(kopecks: u64) -> Self {
        Self {
            kop: kopecks,
            text: money(kopecks),
            words: amount_in_words(kopecks),
        }
    }
}

fn money(kopecks: u64) -> String {
    i64::try_from(kopecks).map_or_else(|_| kopecks.to_string(), format_money)
}

/// A row of a specification or an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Item {
    /// Place in the table, from 1.
    pub number: u32,
    /// Name of the goods, work or service.
    pub name: String,
    /// Quantity as printed: «10», «1,5».
    pub quantity: String,
    /// Unit: «шт», «усл. ед.».
    pub unit: String,
    /// Price of a unit.
    pub price: String,
    /// Rate: «22%», «Без НДС».
    pub vat_rate: String,
    /// VAT of the row; empty without VAT.
    pub vat: String,
    /// Sum of the row.
    pub sum: String,
    /// Price in kopecks.
    pub price_kop: u64,
    /// VAT in kopecks.
    pub vat_kop: u64,
    /// Sum in kopecks.
    pub sum_kop: u64,
}

impl Item {
    /// A row with its texts made of the raw numbers; `vat_rate` is «22%» or «Без НДС».
    pub fn new(
        number: u32,
        name: &str,
        quantity: &str,
        unit: &str,
        vat_rate: &str,
        (price_kop, vat_kop, sum_kop): (u64, u64, u64),
    ) -> Self {
        let rated = vat_rate.ends_with('%');
        Self {
            number,
            name: name.to_owned(),
            quantity: quantity.to_owned(),
            unit: unit.to_owned(),
            price: money(price_kop),
            vat_rate: vat_rate.to_owned(),
            vat: if rated { money(vat_kop) } else { String::new() },
            sum: money(sum_kop),
            price_kop,
            vat_kop,
            sum_kop,
        }
    }
}

/// One line of VAT under a table: `{{ v.label }}`, `{{ v.sum }}`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct VatLine {
    /// «В том числе НДС (22%):» or «Без налога (НДС)».
    pub label: String,
    /// The sum, or «—».
    pub sum: String,
}

/// VAT of a document; rates come from the caller, because they change by law.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Vat {
    /// The words after a sum: «в том числе НДС 22% — 222,62 руб.» or «НДС не облагается (…)».
    pub clause: String,
    /// Lines under a table.
    pub lines: Vec<VatLine>,
    /// Whether any rate applies; «Без НДС» is not 0%.
    pub rated: bool,
}

impl Vat {
    /// VAT inside the sums: rate («22%») and kopecks for each rate.
    pub fn included(rates: &[(&str, u64)]) -> Self {
        let parts: Vec<String> = rates
            .iter()
            .map(|(rate, kop)| format!("НДС{NBSP}{rate}{NBSP}—{NBSP}{}{NBSP}руб.", money(*kop)))
            .collect();
        Self {
            clause: format!("в том числе {}", parts.join(", ")),
            lines: rates
                .iter()
                .map(|(rate, kop)| VatLine {
                    label: format!("В том числе НДС ({rate}):"),
                    sum: money(*kop),
                })
                .collect(),
            rated: true,
        }
    }

    /// VAT on top of the prices of the rows; the total holds it, so the words are the same.
    pub fn on_top(rates: &[(&str, u64)]) -> Self {
        let label = |rate: &str| format!("Сумма НДС ({rate}):");
        let mut vat = Self::included(rates);
        for (line, (rate, _)) in vat.lines.iter_mut().zip(rates) {
            line.label = label(rate);
        }
        vat
    }

    /// No VAT, with its ground: «применением упрощённой системы налогообложения, ст. 145 НК РФ».
    ///
    /// The ground stands after «в связи с», so in the instrumental; it is the customer's text.
    pub fn exempt(ground: &str) -> Self {
        let ground = ground.trim();
        let clause = if ground.is_empty() {
            "НДС не облагается".to_owned()
        } else {
            format!("НДС не облагается в связи с {ground}")
        };
        let line = VatLine {
            label: "Без налога (НДС):".to_owned(),
            sum: "—".to_owned(),
        };
        Self {
            clause,
            lines: vec![line],
            rated: false,
        }
    }
}

/// One payment of the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Payment {
    /// Share in percent.
    pub percent: u8,
    /// Its sum.
    pub sum: Sum,
    /// VAT words of this part: «в том числе НДС 22% — 126,00 руб.».
    pub vat_clause: String,
    /// When: «в течение 5 (пяти) рабочих дней с даты подписания Договора».
    pub condition: String,
}

/// Terms of a contract as ready texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// When the work is done: «с 1 декабря 2026 г. по 28 февраля 2027 г.».
    pub period: String,
    /// Where; absent when it does not matter.
    pub place: Option<String>,
    /// Time for acceptance: «5 (пяти) рабочих дней».
    pub acceptance: String,
    /// Warranty: «12 (двенадцати) месяцев»; absent without one.
    pub warranty: Option<String>,
    /// Penalty for a day, percent as printed: «0,1».
    pub penalty: String,
    /// Court in the locative: «Арбитражном суде города Москвы».
    pub court: String,
    /// End of the contract: «31 декабря 2026 г.»; absent means until everything is done.
    pub valid_until: Option<String>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            period: String::new(),
            place: None,
            acceptance: days_in_words(5, true),
            warranty: None,
            penalty: "0,1".to_owned(),
            court: "Арбитражном суде по месту нахождения ответчика".to_owned(),
            valid_until: None,
        }
    }
}

/// «5 (пяти) рабочих дней», «1 (одного) календарного дня», for terms after «в течение».
///
/// Numbers over 999 are left in figures.
pub fn days_in_words(days: u16, working: bool) -> String {
    let singular = Plural::new("1", "", "").of(u64::from(days)) == "1";
    let kind = match (working, singular) {
        (true, true) => "рабочего дня",
        (true, false) => "рабочих дней",
        (false, true) => "календарного дня",
        (false, false) => "календарных дней",
    };
    match number_in_words_genitive(days) {
        Some(words) => format!("{days}{NBSP}({words}) {kind}"),
        None => format!("{days}{NBSP}{kind}"),
    }
}

/// The data of the contract forms.
///
/// Pictures (given apart, [`FillOptions::pictures`](crate::FillOptions::pictures)):
/// `seller.stamp`, `seller.signature`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ContractData {
    /// Number, without «№».
    pub number: String,
    /// ISO date.
    pub date: String,
    /// «24 ноября 2026 г.»; [`ContractData::dated`] sets both.
    pub date_words: String,
    /// What the contract is concluded in place of, in the genitive: «договора № 7 от 24.11.2026»;
    /// absent for a first one.
    pub replaces: Option<String>,
    /// City without «г.».
    pub city: String,
    /// Own company; [`ContractKind::introduce`](super::ContractKind::introduce) writes its texts.
    pub seller: Party,
    /// Client; as `seller`.
    pub buyer: Party,
    /// Subject: after «услуги:», «работы:», or what goods are called as a whole.
    pub subject: String,
    /// Rows of the specification.
    pub items: Vec<Item>,
    /// Total with VAT.
    pub total: Sum,
    /// VAT of the total.
    pub vat: Vat,
    /// One payment of 100% or several.
    pub schedule: Vec<Payment>,
    /// Other terms.
    pub terms: Terms,
}

impl ContractData {
    /// Sets the date and its words; an impossible date leaves the words empty.
    #[must_use]
    pub fn dated(mut self, iso: &str) -> Self {
        iso.clone_into(&mut self.date);
        self.date_words = date_in_words(iso).unwrap_or_default();
        self
    }
}

/// The data of the invoice form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct InvoiceData {
    /// Number, without «№».
    pub number: String,
    /// ISO date.
    pub date: String,
    /// «24 ноября 2026 г.»; [`InvoiceData::dated`] sets both.
    pub date_words: String,
    /// Own company with its account; call [`Party::introduce`] on it first.
    pub seller: Party,
    /// Payer; call [`Party::introduce`] on it first.
    pub buyer: Party,
    /// «Договор № 7 от 24.11.2026»; absent without a contract.
    pub basis: Option<String>,
    /// Rows.
    pub items: Vec<Item>,
    /// Number of rows.
    pub count: usize,
    /// Sum of the rows without what is on top; usually the same as `total`.
    pub subtotal: Sum,
    /// To be paid.
    pub total: Sum,
    /// VAT of the total.
    pub vat: Vat,
    /// Last day of payment as printed: «1 декабря 2026 г.».
    pub due: Option<String>,
    /// A line over the bank block.
    pub notice: Option<String>,
    /// Purpose of the payment for the payer and the QR code.
    pub purpose: String,
    /// Name of the chief accountant; absent where nobody else signs.
    pub accountant: Option<String>,
    /// Text of the payment QR code; [`InvoiceData::with_payment_qr`] sets it.
    pub payment: Option<String>,
}

impl InvoiceData {
    /// Sets the date and its words; an impossible date leaves the words empty.
    #[must_use]
    pub fn dated(mut self, iso: &str) -> Self {
        iso.clone_into(&mut self.date);
        self.date_words = date_in_words(iso).unwrap_or_default();
        self
    }

    /// Makes the payment QR code of the seller's account, the total and the purpose.
    ///
    /// A bank name over 45 and a purpose over 160 characters are cut at a word: the BIC and the
    /// number of the invoice, which stands first, identify both. Without an account there is none.
    ///
    /// # Errors
    /// [`QrError`] names the requisite that does not fit the standard.
    pub fn with_payment_qr(mut self) -> Result<Self, QrError> {
        let Some(bank) = &self.seller.bank else {
            return Ok(self);
        };
        let (name, account) = (cut(&bank.name, 45), &bank.account);
        let mut qr = PaymentQr::new(
            &self.seller.short,
            account,
            &name,
            &bank.bic,
            &bank.correspondent,
        )?;
        if let Some(inn) = &self.seller.inn {
            qr = qr.inn(inn)?;
        }
        if let Some(kpp) = &self.seller.kpp {
            qr = qr.kpp(kpp)?;
        }
        let payload = qr
            .sum(self.total.kop)?
            .purpose(&cut(&self.purpose, 160))?
            .payload()?;
        self.payment = Some(payload);
        Ok(self)
    }
}

/// At most `limit` characters, ending at a word.
fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let head: String = text.chars().take(limit).collect();
    head.rsplit_once(char::is_whitespace)
        .map_or(head.clone(), |(words, _)| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Sum, Vat, cut, days_in_words};

    #[test]
    fn terms_agree_with_their_number() {
        assert_eq!(days_in_words(1, true), "1\u{a0}(одного) рабочего дня");
        assert_eq!(
            days_in_words(21, false),
            "21\u{a0}(двадцати одного) календарного дня"
        );
        assert_eq!(
            days_in_words(11, false),
            "11\u{a0}(одиннадцати) календарных дней"
        );
        assert_eq!(days_in_words(1001, false), "1001\u{a0}календарного дня");
    }

    #[test]
    fn vat_is_worded_by_its_rates_or_by_its_ground() {
        let vat = Vat::included(&[("22%", 1803), ("10%", 5)]);
        assert_eq!(
            vat.clause,
            "в том числе НДС\u{a0}22%\u{a0}—\u{a0}18,03\u{a0}руб., НДС\u{a0}10%\u{a0}—\u{a0}0,05\u{a0}руб."
        );
        let on_top = Vat::on_top(&[("22%", 1803)]);
        assert_eq!(
            on_top.lines.first().map(|l| l.label.as_str()),
            Some("Сумма НДС (22%):")
        );
        let none = Vat::exempt("применением УСН");
        assert_eq!(
            (none.clause.as_str(), none.rated),
            ("НДС не облагается в связи с применением УСН", false)
        );
    }

    #[test]
    fn a_sum_has_its_three_forms() {
        let sum = Sum::new(10_005);
        assert_eq!(
            (sum.text.as_str(), sum.words.as_str()),
            ("100,05", "Сто рублей 05 копеек")
        );
    }

    #[test]
    fn a_text_is_cut_at_a_word() {
        assert_eq!(cut("Банк ВТБ (ПАО) г. Москва", 14), "Банк ВТБ");
        assert_eq!(cut("Банк", 14), "Банк");
    }
}
