//! The check: every rule has a deal that breaks it and nothing else, and a good deal breaks none.

mod cases;
mod docs;
mod edges;
mod options;
mod properties;
mod request;

use crate::support::Scene;
use cases::{Case, FAILING};
use docflow_core::{RULES, RequisiteText, Severity, Verdict};
use std::collections::BTreeSet;

/// Deals in which nothing is wrong; each passes every rule.
fn good() -> [Scene; 4] {
    [
        Scene::firm(),
        Scene::trader(),
        Scene::person(),
        Scene::in_two_parts(),
    ]
}

#[test]
fn a_good_deal_breaks_no_rule() {
    for scene in good() {
        assert_eq!(scene.checked().warnings, []);
    }
}

#[test]
fn every_rule_is_broken_by_a_case_of_its_own_and_by_nothing_else() {
    let mut failures = Vec::new();
    for case in FAILING.iter() {
        let codes = case.scene().codes();
        if codes != [case.code] {
            failures.push(format!("{} ({}): found {codes:?}", case.code, case.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn no_rule_is_without_a_case() {
    let tried: BTreeSet<&str> = FAILING.iter().map(|case| case.code).collect();
    let listed: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(tried, listed);
    assert_eq!(listed.len(), RULES.len(), "two rules share a code");
    assert!(RULES.len() >= 30);
}

#[test]
fn errors_refuse_and_warnings_travel_beside_success() {
    for case in FAILING.iter() {
        let rule = RULES.iter().find(|rule| rule.code == case.code).unwrap();
        let refused = matches!(case.scene().check(), Verdict::Refused { .. });
        assert_eq!(refused, rule.severity == Severity::Error, "{}", case.code);
    }
}

#[test]
fn a_finding_says_what_its_rule_promises() {
    for case in FAILING.iter() {
        let rule = RULES.iter().find(|rule| rule.code == case.code).unwrap();
        for finding in case.findings() {
            let (code, names) = (&finding.code, finding.params.keys());
            let names: BTreeSet<&str> = names.map(String::as_str).collect();
            let promised: BTreeSet<&str> = rule.params.iter().copied().collect();
            let hints: BTreeSet<&str> = rule.hints.iter().copied().collect();
            assert!(names.is_superset(&promised), "{code}: {names:?}");
            let extra: BTreeSet<&str> = names.difference(&promised).copied().collect();
            assert!(extra.is_subset(&hints), "{code}: {extra:?}");
            assert_eq!(finding.severity, rule.severity, "{code}");
            assert_eq!(finding.step, rule.step, "{code}");
            assert_eq!(finding.fix.as_deref(), Some(rule.fix), "{code}");
        }
    }
}

#[test]
fn no_parameter_of_a_finding_is_blank() {
    for case in FAILING.iter() {
        for finding in case.findings() {
            for (name, value) in &finding.params {
                assert!(!value.is_empty(), "{} ({}): {name}", case.code, case.name);
            }
        }
    }
}

#[test]
fn a_report_names_everything_at_once_worst_first_in_the_order_of_the_wizard() {
    let mut scene = Scene::firm();
    scene.facts.deal.closed = true;
    scene.row().quantity = "0".parse().unwrap();
    scene.order.choices.form = Some("supply".to_owned());
    scene.typed(RequisiteText::Inn, "7707083890");
    scene.typed(RequisiteText::Kpp, "");
    scene.client().email = None;
    assert_eq!(
        scene.codes(),
        [
            "client-inn-checksum",
            "client-kpp-empty",
            "form-product",
            "row-quantity-small",
            "deal-closed",
            "client-email-missing",
        ]
    );
}

#[test]
fn a_refusal_is_told_to_the_same_people_as_a_success() {
    let mut scene = Scene::firm();
    let told = scene.request().parts().recipients.clone();
    scene.facts.deal.closed = true;
    let Verdict::Refused { recipients, .. } = scene.check() else {
        panic!("a closed deal passed");
    };
    assert_eq!(recipients, told);
}

#[test]
fn a_look_alike_letter_is_named_with_its_place_and_the_only_repair() {
    let mut scene = Scene::firm();
    scene.typed(RequisiteText::Inn, "77О7083893");
    let finding = cases::findings(&scene).remove(0);
    let param = |name: &str| finding.params.get(name).map(String::as_str);
    assert_eq!(param("position"), Some("3"));
    assert_eq!(param("character"), Some("О"));
    assert_eq!(param("resembles"), Some("0"));
    assert_eq!(param("suggestion"), Some("7707083893"));
    assert_eq!(finding.path.as_str(), "client.inn");
}

#[test]
fn a_repair_is_offered_only_when_there_is_exactly_one() {
    let mut scene = Scene::firm();
    for (typed, offered) in [
        ("7707083890", None),
        ("7707 083893", Some("7707083893")),
        ("770708389", None),
    ] {
        scene.typed(RequisiteText::Inn, typed);
        let finding = cases::findings(&scene).remove(0);
        let suggestion = finding.params.get("suggestion").map(String::as_str);
        assert_eq!(suggestion, offered, "{typed}");
    }
}

impl Case {
    fn findings(&self) -> Vec<docflow_core::Finding> {
        cases::findings(&self.scene())
    }
}
