use proptest::prelude::*;

use super::*;

#[test]
fn sums_are_read_exactly_or_refused() {
    let places = Err(MoneyError::Places { allowed: 2 });
    for (text, expected) in [
        ("122000.00", Ok(12_200_000)),
        ("1234.5", Ok(123_450)),
        ("10", Ok(1_000)),
        ("0.07", Ok(7)),
        ("007", Ok(700)),
        ("-0.05", Ok(-5)),
        ("-0.00", Ok(0)),
        ("92233720368547758.07", Ok(i64::MAX)),
        ("-92233720368547758.08", Ok(i64::MIN)),
        ("92233720368547758.08", Err(MoneyError::Overflow)),
        ("1.005", places),
        ("1.000", places),
        ("", Err(MoneyError::Text)),
        ("-", Err(MoneyError::Text)),
        (".5", Err(MoneyError::Text)),
        ("5.", Err(MoneyError::Text)),
        ("+5", Err(MoneyError::Text)),
        ("--5", Err(MoneyError::Text)),
        ("1,50", Err(MoneyError::Text)),
        ("1 000", Err(MoneyError::Text)),
        ("1e3", Err(MoneyError::Text)),
        ("1.2.3", Err(MoneyError::Text)),
        ("１", Err(MoneyError::Text)),
        ("NaN", Err(MoneyError::Text)),
    ] {
        assert_eq!(Money::parse(text).map(Money::kopecks), expected, "{text:?}");
    }
}

#[test]
fn half_a_kopeck_goes_away_from_zero() {
    for (sum, numerator, denominator, expected) in [
        (3, 20, 120, 1),
        (-3, 20, 120, -1),
        (25, 10, 100, 3),
        (24, 10, 100, 2),
        (0, 22, 122, 0),
        (i64::MAX, 1, 1, i64::MAX),
        (i64::MAX, i64::MAX, i64::MAX, i64::MAX),
    ] {
        let share = Money::from_kopecks(sum).checked_share(numerator, denominator);
        assert_eq!(
            share.map(Money::kopecks),
            Ok(expected),
            "{sum} {numerator}/{denominator}"
        );
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    let (most, least) = (Money::from_kopecks(i64::MAX), Money::from_kopecks(i64::MIN));
    let kopeck = Money::from_kopecks(1);
    assert_eq!(most.checked_add(kopeck), Err(MoneyError::Overflow));
    assert_eq!(least.checked_sub(kopeck), Err(MoneyError::Overflow));
    assert_eq!(most.checked_mul(2), Err(MoneyError::Overflow));
    assert_eq!(most.checked_share(122, 100), Err(MoneyError::Overflow));
    assert_eq!(kopeck.checked_share(1, 0), Err(MoneyError::Overflow));
    assert_eq!(kopeck.checked_share(1, -5), Err(MoneyError::Overflow));
    assert_eq!(Money::sum([most, kopeck]), Err(MoneyError::Overflow));
    let price = Price::parse("9999999999999.99").unwrap();
    let quantity = Quantity::parse("999999999999.999").unwrap();
    assert_eq!(price.times(quantity), Err(MoneyError::Overflow));
}

#[test]
fn quantities_and_prices_keep_their_limits() {
    let quantity = |text| Quantity::parse(text).map(|quantity| quantity.to_string());
    assert_eq!(quantity("2.333").as_deref(), Ok("2.333"));
    assert_eq!(quantity("1.0000").as_deref(), Ok("1"));
    assert_eq!(quantity("1.0001"), Err(MoneyError::Places { allowed: 3 }));
    assert_eq!(quantity("0"), Err(MoneyError::TooSmall));
    assert_eq!(quantity("-1"), Err(MoneyError::TooSmall));
    assert_eq!(
        quantity("999999999999.999").as_deref(),
        Ok("999999999999.999")
    );
    assert_eq!(quantity("1000000000000"), Err(MoneyError::TooLarge));
    assert_eq!(quantity("1,5"), Err(MoneyError::Text));
    let price = |text| Price::parse(text).map(|price| price.to_string());
    assert_eq!(price("0.00").as_deref(), Ok("0"));
    assert_eq!(price("12200.00").as_deref(), Ok("12200"));
    assert_eq!(price("-0.01"), Err(MoneyError::TooSmall));
    assert_eq!(price("33.333"), Err(MoneyError::Places { allowed: 2 }));
    assert_eq!(price("10000000000000"), Err(MoneyError::TooLarge));
    assert_eq!(price(&"9".repeat(40)), Err(MoneyError::TooLarge));
}

#[test]
fn a_row_is_rounded_once_and_away_from_zero() {
    for (quantity, price, expected) in [
        ("3", "33.33", "99.99"),
        ("0.001", "5.00", "0.01"),
        ("0.001", "4.99", "0.00"),
        ("2.333", "85579.95", "199658.02"),
        ("1.5", "0.33", "0.50"),
        ("12", "0", "0.00"),
    ] {
        let sum = Price::parse(price)
            .unwrap()
            .times(Quantity::parse(quantity).unwrap());
        assert_eq!(sum.unwrap().to_string(), expected, "{quantity} · {price}");
    }
}

proptest! {
    #[test]
    fn a_sum_reads_as_it_prints(kopecks in any::<i64>()) {
        let money = Money::from_kopecks(kopecks);
        prop_assert_eq!(money.to_string().parse(), Ok(money));
    }

    #[test]
    fn no_text_breaks_the_readers_of_numbers(text in any::<String>(), near in "-?[0-9.,e+ ]{0,40}") {
        for text in [&text, &near] {
            let _ = (Money::parse(text), Quantity::parse(text), Price::parse(text));
        }
    }

    #[test]
    fn quantities_and_prices_read_as_they_print(units in 1..1_000_000_000_000_i64) {
        let quantity = Quantity::new(Decimal::new(units, 3)).unwrap();
        prop_assert_eq!(quantity.to_string().parse(), Ok(quantity));
        let price = Price::new(Decimal::new(units, 2)).unwrap();
        prop_assert_eq!(price.to_string().parse(), Ok(price));
        prop_assert_eq!(price.times(Quantity::parse("1").unwrap()), Ok(Money::from_kopecks(units)));
    }
}
