//! The page of rules is printed from the table, so that both say the same.

use docflow_core::{RULES, Rule, Severity, WizardStep};
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn the_page_of_rules_is_that_of_the_table() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = package.parent().unwrap().join("docs/rules.md");
    let page = page();
    let rows = page.matches("\n| `").count();
    assert_eq!(
        rows,
        RULES.len(),
        "a rule of a step that the page leaves out"
    );
    if std::env::var_os("DOCFLOW_BLESS").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == page,
        "docs/rules.md is stale; run this test with DOCFLOW_BLESS=1 to print it anew"
    );
}

#[test]
fn a_rule_is_written_in_one_plain_line() {
    for rule in RULES {
        let slug = |c: char| c.is_ascii_lowercase() || c == '-' || c == '_';
        assert!(rule.code.chars().all(slug), "{}", rule.code);
        assert!(rule.fix.chars().all(slug), "{}", rule.code);
        for text in [rule.title, rule.source] {
            assert!(!text.is_empty() && !text.ends_with('.'), "{}", rule.code);
            assert!(!text.contains(['|', '\n', '!']), "{}", rule.code);
        }
    }
}

fn page() -> String {
    let errors = count(Severity::Error);
    let warnings = count(Severity::Warning);
    let mut page = format!(
        "# Rules of the check\n\n\
         Printed from the table in `docflow-core/src/check/table.rs`; do not edit it here.\n\n\
         {} rules: {errors} errors keep everything from 1C, {warnings} warnings travel beside \
         success. A check reports all that it finds, errors first, then in the order of the \
         wizard.\n\n\
         Parameters are ready to print. Rates are codes (`none` is «Без НДС»), and so are kinds of \
         clients and products, reasons of a failed reading and parts of a passport. Optional \
         parameters stand in brackets.\n",
        RULES.len()
    );
    for step in STEPS {
        let _ = write!(page, "\n## {}\n\n", heading(step));
        page.push_str("| code | severity | title | why | fix | parameters |\n");
        page.push_str("|---|---|---|---|---|---|\n");
        for rule in RULES.iter().filter(|rule| rule.step == step) {
            page.push_str(&line(rule));
        }
    }
    page
}

const STEPS: [WizardStep; 5] = [
    WizardStep::Parties,
    WizardStep::Form,
    WizardStep::Terms,
    WizardStep::Rows,
    WizardStep::Review,
];

fn heading(step: WizardStep) -> &'static str {
    match step {
        WizardStep::Parties => "Step 1: client and seller",
        WizardStep::Form => "Step 2: contract form",
        WizardStep::Terms => "Step 3: dates and payment",
        WizardStep::Rows => "Step 4: product rows",
        WizardStep::Review => "Step 5: the whole",
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn count(severity: Severity) -> usize {
    RULES
        .iter()
        .filter(|rule| rule.severity == severity)
        .count()
}

fn line(rule: &Rule) -> String {
    let hints = rule.hints.iter().map(|hint| format!("[{hint}]"));
    let params = rule.params.iter().map(|param| (*param).to_owned());
    let params: Vec<String> = params.chain(hints).collect();
    format!(
        "| `{}` | {} | {} | {} | `{}` | {} |\n",
        rule.code,
        severity(rule.severity),
        rule.title,
        rule.source,
        rule.fix,
        params.join(", ")
    )
}
