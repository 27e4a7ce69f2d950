//! What papers have to say, counted from the world alone: no code of docflow or of the 1C base.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

/// A row of a deal.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) quantity: Decimal,
    pub(crate) price: Decimal,
    /// In per cent; nothing is «Без НДС».
    pub(crate) rate: Option<Decimal>,
    pub(crate) sum: Decimal,
    pub(crate) vat: Decimal,
    pub(crate) total: Decimal,
}

/// One payment of the contract.
pub(crate) struct Part {
    pub(crate) percent: u32,
    pub(crate) total: Decimal,
    pub(crate) vat: Decimal,
}

/// The rows of a deal in the world, in their order.
pub(crate) fn rows(world: &Value, deal: u64) -> Vec<Row> {
    let all = world["portal"]["rows"].as_array().unwrap().iter();
    let mut own: Vec<&Value> = all.filter(|row| row["owner_id"] == deal).collect();
    own.sort_by_key(|row| row["sort"].as_i64().unwrap());
    own.into_iter().map(row).collect()
}

fn row(row: &Value) -> Row {
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    let number = |name: &str| {
        row[name]
            .as_str()
            .map(|one| one.parse::<Decimal>().unwrap())
    };
    let (paid, quantity) = (number("price").unwrap(), number("quantity").unwrap());
    let rate = number("tax_rate");
    let hundred = Decimal::ONE_HUNDRED;
    // The portal's price is what the client pays; on paper VAT stands on top of the price without it.
    let on_top = row["tax_included"] == false;
    let price = match rate {
        Some(rate) if on_top => kopecks(paid * hundred / (hundred + rate)),
        _ => paid,
    };
    let sum = kopecks(price * quantity);
    let vat = match rate {
        None => Decimal::ZERO,
        Some(rate) if on_top => kopecks(sum * rate / hundred),
        Some(rate) => kopecks(sum * rate / (hundred + rate)),
    };
    Row {
        name: text("product_name"),
        unit: text("measure_name"),
        quantity,
        price,
        rate,
        sum,
        vat,
        total: if on_top { sum + vat } else { sum },
    }
}

/// Payments by their shares: the last one takes what the others leave.
pub(crate) fn parts(rows: &[Row], percents: &[u32]) -> Vec<Part> {
    let total: Decimal = rows.iter().map(|row| row.total).sum();
    let vat: Decimal = rows.iter().map(|row| row.vat).sum();
    let rate = rows[0].rate.unwrap_or_default();
    let same = rows.iter().all(|row| row.rate.unwrap_or_default() == rate);
    assert!(same, "this arithmetic is for one rate a deal");
    let (mut total_left, mut vat_left) = (total, vat);
    let mut parts = Vec::new();
    for (at, &percent) in percents.iter().enumerate() {
        let is_last = at + 1 == percents.len();
        let share = kopecks(total * Decimal::from(percent) / Decimal::ONE_HUNDRED);
        let share_vat = kopecks(share * rate / (Decimal::ONE_HUNDRED + rate));
        let part = Part {
            percent,
            total: if is_last { total_left } else { share },
            vat: if is_last { vat_left } else { share_vat },
        };
        total_left -= part.total;
        vat_left -= part.vat;
        parts.push(part);
    }
    parts
}

fn kopecks(sum: Decimal) -> Decimal {
    sum.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// `133 394,80`.
pub(crate) fn printed(sum: Decimal) -> String {
    let text = format!("{sum:.2}");
    let (whole, part) = text.split_once('.').unwrap();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    format!("{grouped},{part}")
}

/// `0,85`, `12`.
pub(crate) fn quantity(quantity: Decimal) -> String {
    quantity.normalize().to_string().replace('.', ",")
}

/// `Сто тридцать три тысячи триста девяносто четыре рубля 80 копеек`.
pub(crate) fn in_words(sum: Decimal) -> String {
    let text = format!("{sum:.2}");
    let (whole, part) = text.split_once('.').unwrap();
    let whole: u64 = whole.parse().unwrap();
    let mut words = Vec::new();
    let millions = ["миллион", "миллиона", "миллионов"];
    let thousands = ["тысяча", "тысячи", "тысяч"];
    for (part, feminine, forms) in [
        (whole / 1_000_000, false, millions),
        (whole / 1000 % 1000, true, thousands),
    ] {
        if part > 0 {
            words.extend(below_thousand(part, feminine));
            words.push(form(part, forms));
        }
    }
    words.extend(below_thousand(whole % 1000, false));
    words.push(form(whole, ["рубль", "рубля", "рублей"]));
    let text = words.join(" ");
    let first: String = text.chars().take(1).flat_map(char::to_uppercase).collect();
    let rest: String = text.chars().skip(1).collect();
    let kopecks = form(part.parse().unwrap(), ["копейка", "копейки", "копеек"]);
    format!("{first}{rest} {part} {kopecks}")
}

fn form(number: u64, [one, few, many]: [&'static str; 3]) -> &'static str {
    match (number % 100, number % 10) {
        (11..=14, _) => many,
        (_, 1) => one,
        (_, 2..=4) => few,
        _ => many,
    }
}

fn below_thousand(number: u64, feminine: bool) -> Vec<&'static str> {
    const HUNDREDS: &str =
        "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот";
    const TENS: &str =
        "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто";
    const ONES: &str = "один два три четыре пять шесть семь восемь девять десять одиннадцать \
                        двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать \
                        восемнадцать девятнадцать";
    let pick = |list: &'static str, at: u64| {
        list.split_whitespace()
            .nth(usize::try_from(at).unwrap() - 1)
            .unwrap()
    };
    let mut words = Vec::new();
    let (hundreds, mut rest) = (number / 100, number % 100);
    if hundreds > 0 {
        words.push(pick(HUNDREDS, hundreds));
    }
    if rest >= 20 {
        words.push(pick(TENS, rest / 10 - 1));
        rest %= 10;
    }
    match (rest, feminine) {
        (0, _) => {}
        (1, true) => words.push("одна"),
        (2, true) => words.push("две"),
        _ => words.push(pick(ONES, rest)),
    }
    words
}

#[test]
fn the_arithmetic_of_these_tests_agrees_with_sums_counted_by_hand() {
    let sum = |text: &str| text.parse::<Decimal>().unwrap();
    for (number, text, words) in [
        ("0.05", "0,05", "рублей 05 копеек"),
        (
            "1021.01",
            "1 021,01",
            "Одна тысяча двадцать один рубль 01 копейка",
        ),
        (
            "2312502.12",
            "2 312 502,12",
            "Два миллиона триста двенадцать тысяч пятьсот два рубля 12 копеек",
        ),
        (
            "719000.00",
            "719 000,00",
            "Семьсот девятнадцать тысяч рублей 00 копеек",
        ),
    ] {
        assert_eq!(printed(sum(number)), text);
        assert!(
            in_words(sum(number))
                .to_lowercase()
                .ends_with(&words.to_lowercase())
        );
    }
}
