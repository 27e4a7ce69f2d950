//! How many cases a property is tried with. Tests of several packages share this module.

use proptest::prelude::ProptestConfig;

/// So many cases, or as many as `PROPTEST_CASES` asks for where that is more.
pub(crate) fn cases(least: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: more(least, asked.as_deref()),
        ..ProptestConfig::default()
    }
}

fn more(least: u32, asked: Option<&str>) -> u32 {
    let asked = asked.map(|text| text.parse().expect("PROPTEST_CASES is a number"));
    asked.map_or(least, |asked: u32| asked.max(least))
}

#[test]
fn the_environment_can_ask_for_more_cases_and_not_for_fewer() {
    assert_eq!(more(12, None), 12);
    assert_eq!(more(12, Some("11")), 12);
    assert_eq!(more(12, Some("20000")), 20_000);
}

#[test]
fn a_property_has_the_cases_that_the_environment_asks_for() {
    let asked = std::env::var("PROPTEST_CASES").map_or(7, |text| text.parse().unwrap());
    assert_eq!(cases(7).cases, asked.max(7));
}
