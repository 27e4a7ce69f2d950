//! Amounts in words, read back by a reader that knows nothing of the writer.

use docflow_print::{amount_in_words, format_money};
use proptest::prelude::*;

fn small(word: &str) -> Option<u64> {
    const WORDS: &str = "ноль=0 один=1 одна=1 два=2 две=2 три=3 четыре=4 пять=5 шесть=6 семь=7 восемь=8 девять=9 \
        десять=10 одиннадцать=11 двенадцать=12 тринадцать=13 четырнадцать=14 пятнадцать=15 шестнадцать=16 \
        семнадцать=17 восемнадцать=18 девятнадцать=19 двадцать=20 тридцать=30 сорок=40 пятьдесят=50 \
        шестьдесят=60 семьдесят=70 восемьдесят=80 девяносто=90 сто=100 двести=200 триста=300 четыреста=400 \
        пятьсот=500 шестьсот=600 семьсот=700 восемьсот=800 девятьсот=900";
    let entry = WORDS
        .split_whitespace()
        .find(|entry| entry.split_once('=').unwrap().0 == word)?;
    entry.split_once('=').unwrap().1.parse().ok()
}

fn scale(word: &str) -> Option<u64> {
    [
        ("тысяч", 1_000),
        ("миллион", 1_000_000),
        ("миллиард", 1_000_000_000),
        ("триллион", 1_000_000_000_000),
        ("квадриллион", 1_000_000_000_000_000),
    ]
    .iter()
    .rfind(|(stem, _)| word.starts_with(stem))
    .map(|(_, scale)| *scale)
}

fn read_back(words: &str) -> u64 {
    let lower = words.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    let [roubles @ .., _, kopecks, _] = words.as_slice() else {
        panic!("{lower}")
    };
    let (mut total, mut triad) = (0, 0);
    for word in roubles {
        match (small(word), scale(word)) {
            (Some(number), _) => triad += number,
            (None, Some(scale)) => {
                total += triad * scale;
                triad = 0;
            }
            (None, None) => panic!("{word}"),
        }
    }
    assert_eq!(kopecks.len(), 2);
    (total + triad) * 100 + kopecks.parse::<u64>().unwrap()
}

fn form(number: u64, forms: [&'static str; 3]) -> &'static str {
    let (tens, units) = (number / 10 % 10, number % 10);
    if tens == 1 {
        forms[2]
    } else if units == 1 {
        forms[0]
    } else if (2..5).contains(&units) {
        forms[1]
    } else {
        forms[2]
    }
}

proptest! {
    #[test]
    fn an_amount_reads_back_as_itself(kopecks in 0_u64..100_000_000_000_000_000) {
        let words = amount_in_words(kopecks);
        prop_assert_eq!(read_back(&words), kopecks);
        let rouble = format!(" {} ", form(kopecks / 100, ["рубль", "рубля", "рублей"]));
        prop_assert!(words.contains(&rouble), "{}", words);
        prop_assert!(words.ends_with(form(kopecks % 100, ["копейка", "копейки", "копеек"])), "{}", words);
    }

    #[test]
    fn figures_read_back_as_the_sum(kopecks in any::<i64>()) {
        let text = format_money(kopecks).replace('\u{a0}', "").replace('−', "-").replace(',', "");
        prop_assert_eq!(text.parse::<i64>().unwrap(), kopecks);
    }
}

#[test]
fn every_small_amount_reads_back() {
    for kopecks in (0..30_000).chain([99_999_999, 100_000_000, 100_000_100]) {
        assert_eq!(read_back(&amount_in_words(kopecks)), kopecks);
    }
}
