//! Properties: whoever asks for more cases gets them.

use super::{assert_none, files, read};

/// The one file that sets a number of cases, from the environment.
const CASES: &str = "docflow-core/tests/it/cases.rs";

/// What sets a number of cases itself, in a source without white space.
fn fixed(text: &str) -> Vec<String> {
    let dense: String = text.split_whitespace().collect();
    let settings = dense.split("Config{").skip(1);
    let settings = settings.filter_map(|rest| rest.split('}').next());
    let written = settings.filter(|body| body.split(',').any(|field| field.starts_with("cases:")));
    let built = ["with_cases(", ".cases="].into_iter();
    let built = built.filter(|call| dense.contains(call));
    written.chain(built).map(str::to_owned).collect()
}

#[test]
fn no_property_fixes_its_number_of_cases() {
    let sources = files(".rs").into_iter();
    let mine = |path: &std::path::PathBuf| path.ends_with("tidy/properties.rs");
    let sources = sources.filter(|path| !path.ends_with(CASES) && !mine(path));
    let (mut properties, mut found) = (0, Vec::new());
    for path in sources {
        let text = read(&path);
        // Other settings have cases of their own.
        if text.contains("proptest") {
            properties += text.matches("proptest! {").count();
            let fixed = fixed(&text).into_iter();
            found.extend(fixed.map(|what| format!("{}: {what}", path.display())));
        }
    }
    assert!(properties > 20, "only {properties} properties were found");
    assert_none("properties that PROPTEST_CASES can not widen", &found);
}

#[test]
fn a_fixed_number_of_cases_is_found_however_it_is_written() {
    for (text, fixes) in [
        ("#![proptest_config(cases(12))]", false),
        (
            "ProptestConfig { failure_persistence: None, ..cases(48) }",
            false,
        ),
        (
            "ProptestConfig { cases: 12, ..ProptestConfig::default() }",
            true,
        ),
        (
            "proptest::test_runner::Config {\n    fork: true,\n    cases: 12,\n}",
            true,
        ),
        ("#![proptest_config(ProptestConfig::with_cases(12))]", true),
        ("config.cases = 12;", true),
    ] {
        assert_eq!(!fixed(text).is_empty(), fixes, "{text}");
    }
}
