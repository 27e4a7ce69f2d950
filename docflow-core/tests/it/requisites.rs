//! Laws of the requisites over generated values, with a check of their own.

use docflow_core::{
    Bik, CorrespondentAccount, Inn, Kpp, Ogrn, Ogrnip, Repair, SettlementAccount, clean,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Σ digit · weight mod 11 mod 10, written apart from the crate's own.
fn check_digit(digits: &[u32], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum::<u32>()
        % 11
        % 10
}

fn text(digits: &[u32]) -> String {
    digits.iter().map(u32::to_string).collect()
}

/// Digits without a leading 00.
fn digits(count: usize) -> impl Strategy<Value = Vec<u32>> {
    vec(0..10_u32, count).prop_map(|mut digits| {
        if digits.iter().take(2).all(|digit| *digit == 0) {
            digits[1] = 7;
        }
        digits
    })
}

fn with_check_digit(digits: &[u32]) -> String {
    let last = check_digit(digits, &[2, 4, 10, 3, 5, 9, 4, 6, 8]);
    text(digits) + &last.to_string()
}

fn legal_inn() -> impl Strategy<Value = String> {
    digits(9).prop_map(|digits| with_check_digit(&digits))
}

prop_compose! {
    fn person_inn()(mut digits in digits(10)) -> String {
        digits.push(check_digit(&digits, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]));
        digits.push(check_digit(&digits, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]));
        text(&digits)
    }
}

prop_compose! {
    fn ogrn()(first in prop_oneof![Just(1_u64), Just(5)], rest in 0..100_000_000_000_u64) -> String {
        let number = first * 100_000_000_000 + rest;
        format!("{number}{}", number % 11 % 10)
    }
}

prop_compose! {
    fn ogrnip()(rest in 0..10_000_000_000_000_u64) -> String {
        let number = 30_000_000_000_000 + rest;
        format!("{number}{}", number % 13 % 10)
    }
}

prop_compose! {
    fn bik()(region in 0..10_000_u32, unit in 50..1000_u32) -> String {
        format!("04{region:04}{unit:03}")
    }
}

/// Puts the key digit into a 20-digit account; the key stands ninth.
fn with_key(prefix: &str, account: &str) -> String {
    let sum = |account: &str| -> u32 {
        let digits = prefix
            .chars()
            .chain(account.chars())
            .map(|c| c.to_digit(10).unwrap());
        digits
            .zip([7, 1, 3].iter().cycle())
            .map(|(digit, weight)| digit * weight % 10)
            .sum()
    };
    (0..10)
        .map(|key| format!("{}{key}{}", &account[..8], &account[9..]))
        .find(|account| sum(account) % 10 == 0)
        .expect("one of ten keys fits")
}

fn replaced(text: &str, at: usize, step: u8) -> String {
    let turn = |digit: u8| (digit - b'0' + step) % 10 + b'0';
    let bytes = text.bytes().enumerate();
    bytes
        .map(|(place, digit)| char::from(if place == at { turn(digit) } else { digit }))
        .collect()
}

proptest! {
    #[test]
    fn generated_inns_are_valid_and_print_as_written(inn in prop_oneof![legal_inn(), person_inn()]) {
        let parsed = Inn::parse(&inn).unwrap();
        prop_assert_eq!(parsed.to_string(), &inn[..]);
        prop_assert_eq!(parsed.is_legal(), inn.len() == 10);
        prop_assert_ne!(parsed.is_legal(), parsed.is_person());
        prop_assert!(Inn::suggest(&inn).is_empty());
    }

    #[test]
    fn one_wrong_digit_of_a_persons_inn_is_always_refused(
        inn in person_inn(), at in 0..12_usize, step in 1..10_u8,
    ) {
        prop_assert!(Inn::parse(&replaced(&inn, at, step)).is_err());
    }

    #[test]
    fn a_wrong_check_digit_of_a_legal_inn_is_refused(inn in legal_inn(), step in 1..10_u8) {
        let error = Inn::parse(&replaced(&inn, 9, step)).unwrap_err();
        prop_assert_eq!(error.code(), "checksum");
    }

    #[test]
    fn the_right_inn_is_among_the_suggestions_for_one_wrong_digit(
        inn in prop_oneof![legal_inn(), person_inn()], at in 2..10_usize, step in 1..10_u8,
    ) {
        let wrong = replaced(&inn, at, step);
        prop_assume!(Inn::parse(&wrong).is_err());
        let right = Inn::parse(&inn).unwrap();
        prop_assert!(Inn::suggest(&wrong).iter().any(|found| found.value == right));
    }

    #[test]
    fn a_lost_leading_zero_is_suggested_first(mut digits in digits(9)) {
        digits[0] = 0;
        digits[1] = digits[1].max(1);
        let inn = with_check_digit(&digits);
        let found = Inn::suggest(&inn[1..]);
        prop_assert_eq!(found[0].repair, Repair::LeadingZero);
        prop_assert_eq!(found[0].value.as_str(), inn);
    }

    #[test]
    fn generated_numbers_of_registers_are_valid(ogrn in ogrn(), ogrnip in ogrnip()) {
        prop_assert_eq!(Ogrn::parse(&ogrn).unwrap().to_string(), ogrn);
        prop_assert_eq!(Ogrnip::parse(&ogrnip).unwrap().to_string(), ogrnip);
    }

    #[test]
    fn generated_codes_are_valid(
        bik in bik(), kpp in "[1-9][0-9]{3}[1-9A-Z][0-9A-Z][1-9][0-9]{2}",
    ) {
        prop_assert_eq!(Bik::parse(&bik).unwrap().to_string(), bik);
        prop_assert_eq!(Kpp::parse(&kpp).unwrap().to_string(), kpp);
    }

    #[test]
    fn generated_accounts_fit_their_bank_and_no_wrong_digit_does(
        bik in bik(), tail in "[0-9]{12}", at in 1..20_usize, step in 1..10_u8,
    ) {
        let account = with_key(&bik[6..], &format!("40702810{tail}"));
        let bank = Bik::parse(&bik).unwrap();
        prop_assert_eq!(SettlementAccount::parse(&account, &bank).unwrap().to_string(), &account[..]);
        prop_assert!(SettlementAccount::parse(&replaced(&account, at, step), &bank).is_err());
    }

    #[test]
    fn generated_correspondent_accounts_fit_their_bank(bik in bik(), middle in "[0-9]{8}") {
        let account = format!("301018100{middle}{}", &bik[6..]);
        let account = with_key(&format!("0{}", &bik[4..6]), &account);
        let bank = Bik::parse(&bik).unwrap();
        let parsed = CorrespondentAccount::parse(&account, &bank).unwrap();
        prop_assert_eq!(parsed.to_string(), account);
        prop_assert_eq!(parsed.bik(), bank);
    }

    #[test]
    fn no_text_breaks_a_parser(text in any::<String>(), other in "[0-9A-ZА-Я ]{0,21}") {
        let bank = Bik::parse("044525225").unwrap();
        for text in [&text, &other] {
            let cleaned = clean(text);
            let _ = (Inn::parse(&cleaned), Inn::suggest(text), Kpp::parse(&cleaned), Kpp::suggest(text));
            let _ = (Ogrn::parse(&cleaned), Ogrnip::parse(&cleaned), Bik::suggest(text));
            let _ = SettlementAccount::parse(&cleaned, &bank);
            let _ = CorrespondentAccount::parse_pair(&cleaned, text);
            prop_assert_eq!(clean(&cleaned), &*cleaned);
        }
    }
}

#[test]
fn errors_say_where_a_look_alike_stands_and_what_it_resembles() {
    for (text, message) in [
        (
            "77О7083893",
            "ИНН: unexpected character 'О' at position 2; it resembles '0', type it anew",
        ),
        (
            "7707 83893",
            "ИНН: unexpected character ' ' at position 4; remove it",
        ),
        (
            "770708389",
            "ИНН: expected 10 or 12 characters, found 9; look for a lost or doubled digit",
        ),
        (
            "7707083890",
            "ИНН: the check digit does not fit; compare with the paper",
        ),
        (
            "",
            "ИНН: expected a number, found nothing; fill the field in",
        ),
    ] {
        assert_eq!(Inn::parse(text).unwrap_err().to_string(), message);
    }
    let kpp = Kpp::parse("7701АB001").unwrap_err();
    assert_eq!(
        kpp.to_string(),
        "КПП: unexpected character 'А' at position 4; it resembles 'A', type it anew"
    );
}

#[test]
fn an_error_never_repeats_the_value() {
    let bank = Bik::parse("044525225").unwrap();
    let account = "40702810938000060473";
    let error = SettlementAccount::parse(account, &bank).unwrap_err();
    assert_eq!(error.code(), "checksum");
    assert!(!format!("{error} {error:?}").contains("407028"));
}

#[test]
fn reasons_of_a_kpp_tell_branches_from_the_firm() {
    for (kpp, branch, largest) in [
        ("773601001", false, false),
        ("540743001", true, false),
        ("540745001", true, false),
        ("540732001", true, false),
        ("997950001", false, true),
        ("990151001", false, false),
    ] {
        let kpp = Kpp::parse(kpp).unwrap();
        assert_eq!(
            (kpp.is_branch(), kpp.is_largest_taxpayer()),
            (branch, largest),
            "{kpp}"
        );
    }
}

#[test]
fn published_pairs_and_samples_are_judged_as_their_sources_say() {
    for (account, bik, code) in [
        ("40602810700000000025", "049805746", "ok"),
        ("40701810000001002118", "044106001", "ok"),
        ("03100643000000018500", "017003983", "ok"),
        ("03100810000000018500", "017003983", "component"),
        ("30101810400000000225", "044525225", "component"),
        ("40702810938000060473", "044525225", "checksum"),
    ] {
        let parsed = SettlementAccount::parse_pair(account, bik);
        assert_eq!(
            parsed.map_or_else(|error| error.code(), |_| "ok"),
            code,
            "{account} {bik}"
        );
    }
    let official = CorrespondentAccount::parse_pair("30101810800000000746", "049805746");
    assert!(official.is_ok_and(|account| !account.is_treasury()));
}

#[test]
fn codes_that_lost_a_zero_or_got_look_alikes_are_suggested_whole() {
    let bik = |text: &str| {
        Bik::suggest(text)
            .first()
            .map(|found| found.value.to_string())
    };
    assert_eq!(bik("44525225").as_deref(), Some("044525225"));
    assert_eq!(bik("О44525225").as_deref(), Some("044525225"));
    assert_eq!(bik("044525225"), None);
    let kpp = |text: &str| {
        Kpp::suggest(text)
            .first()
            .map(|found| found.value.to_string())
    };
    assert_eq!(kpp("7701ab001").as_deref(), Some("7701AB001"));
    assert_eq!(kpp("7701-01-001").as_deref(), Some("770101001"));
    let swapped = Inn::suggest("7707083983");
    assert!(swapped.iter().any(|found| found.value.as_str() == "7707083893"
        && found.repair == Repair::Swapped(7)));
}
