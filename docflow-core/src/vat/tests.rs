use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_general_rate_changes_with_the_year() {
    for (date, rate) in [
        ("2018-12-31", VatRate::Vat18),
        ("2019-01-01", VatRate::Vat20),
        ("2025-12-31", VatRate::Vat20),
        ("2026-01-01", VatRate::Vat22),
        ("2031-05-05", VatRate::Vat22),
    ] {
        assert_eq!(VatRate::general_on(day(date)), rate, "{date}");
    }
}

#[test]
fn every_rate_and_regime_reads_as_it_prints() {
    for rate in VatRate::ALL {
        assert_eq!(rate.to_string().parse(), Ok(rate));
        if let Some(percent) = rate.percent() {
            assert_eq!(VatRate::from_percent(percent), Ok(rate));
        }
    }
    for regime in VatRegime::ALL {
        assert_eq!(regime.to_string().parse(), Ok(regime));
    }
    for unknown in ["", "21", "22%", "без НДС", "-0"] {
        assert_eq!(
            unknown.parse::<VatRate>(),
            Err(VatError::Unknown),
            "{unknown:?}"
        );
    }
}

#[test]
fn no_vat_is_not_zero_percent() {
    let sum = Money::from_kopecks(10_000);
    assert_eq!(VatRate::Exempt.of(sum, VatMode::Included), Ok(None));
    assert_eq!(
        VatRate::Vat0.of(sum, VatMode::Included),
        Ok(Some(Money::ZERO))
    );
    assert_ne!(VatRate::Exempt, VatRate::Vat0);
    assert_eq!(VatRate::Exempt.calculated(), None);
    assert_eq!(VatRate::Vat0.calculated(), None);
    assert_eq!(VatRate::Vat22.calculated(), Some((22, 122)));
}

#[test]
fn a_refused_rate_names_the_nearest_reason() {
    let may = day("2026-05-01");
    for (regime, rate, code) in [
        (VatRegime::Osno, VatRate::Vat22, None),
        (VatRegime::Osno, VatRate::Vat20, Some("vat_rate_expired")),
        (VatRegime::Osno, VatRate::Vat18, Some("vat_rate_expired")),
        (VatRegime::Osno, VatRate::Vat5, Some("vat_rate_regime")),
        (VatRegime::Usn5, VatRate::Vat20, Some("vat_rate_regime")),
        (VatRegime::Usn5, VatRate::Vat7, Some("vat_rate_regime")),
        (VatRegime::Usn7, VatRate::Vat7, None),
        (
            VatRegime::UsnExempt,
            VatRate::Vat0,
            Some("vat_zero_vs_none"),
        ),
        (VatRegime::UsnExempt, VatRate::Vat5, Some("vat_rate_regime")),
        (VatRegime::UsnExempt, VatRate::Exempt, None),
    ] {
        let found = check_rate(regime, rate, may).err().map(VatError::code);
        assert_eq!(found, code, "{regime} {rate}");
    }
    let warned = check_rate(VatRegime::Osno, VatRate::Exempt, may).unwrap();
    assert_eq!(warned.map(VatWarning::code), Some("vat_none_on_osno"));
}

proptest! {
    #[test]
    fn the_rate_that_is_due_is_always_accepted(days in -9_000..9_000_i64, regime in 0..4_usize) {
        let date = day("2022-01-01") + chrono::TimeDelta::days(days);
        let regime = VatRegime::ALL[regime];
        for supply in [Supply::General, Supply::Reduced, Supply::Export] {
            if let Ok(rate) = VatRate::due(regime, supply, date) {
                prop_assert!(check_rate(regime, rate, date).is_ok());
            }
        }
    }

    #[test]
    fn vat_grows_with_its_sum_and_stays_within_it(
        kopecks in 0..1_000_000_000_000_i64, more in 0..1_000_i64, rate in 0..8_usize,
    ) {
        let of = |kopecks, mode| {
            VatRate::ALL[rate].of(Money::from_kopecks(kopecks), mode).unwrap().unwrap_or_default()
        };
        for mode in [VatMode::Included, VatMode::OnTop] {
            prop_assert!(of(kopecks, mode) <= of(kopecks + more, mode));
            prop_assert!(of(kopecks, mode).kopecks() <= kopecks);
        }
    }
}
