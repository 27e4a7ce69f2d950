//! One broken deal a rule, and several for rules with several ways to be broken.

mod client;
mod deal;
mod form;
mod rows;
mod seller;
mod terms;

use crate::support::Scene;
use docflow_core::{Finding, Verdict};
use std::sync::LazyLock;

/// A good deal and what spoils it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    /// The only rule that it breaks.
    pub(super) code: &'static str,
    /// What is wrong, for messages of tests.
    pub(super) name: &'static str,
    /// The deal before.
    pub(super) good: fn() -> Scene,
    /// What is changed in it.
    pub(super) spoil: fn(&mut Scene),
}

impl Case {
    /// The spoilt deal.
    pub(super) fn scene(&self) -> Scene {
        let mut scene = (self.good)();
        (self.spoil)(&mut scene);
        scene
    }
}

/// Every case of every rule.
pub(super) static FAILING: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let lists = [
        client::CASES,
        client::SIGNS,
        client::BANK,
        seller::CASES,
        form::CASES,
        terms::CASES,
        deal::CASES,
        rows::CASES,
    ];
    lists.concat()
});

/// Every finding of a check, whatever the verdict.
pub(super) fn findings(scene: &Scene) -> Vec<Finding> {
    match scene.check() {
        Verdict::Ready(checked) => checked.warnings,
        Verdict::Refused { report, .. } => report.findings,
    }
}

/// `"code", "what is wrong", good deal, spoil;`
macro_rules! cases {
    ($($code:literal, $name:literal, $good:ident, $spoil:expr;)*) => {
        &[$(crate::check::cases::Case {
            code: $code,
            name: $name,
            good: crate::support::Scene::$good,
            spoil: $spoil,
        }),*]
    };
}
pub(super) use cases;
