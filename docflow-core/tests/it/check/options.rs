//! The wizard's lists and the check never disagree.

use crate::support::{Scene, day};
use docflow_core::{
    Misfit, ProductId, ProductKind, RegionMisfit, SellerMisfit, Severity, VatRegime, Verdict,
    available_forms, available_regions, available_sellers,
};
use std::collections::BTreeSet;

/// Codes of blocking findings that stand at a path.
fn refusals(scene: &Scene, path: &str) -> Vec<String> {
    match scene.check() {
        Verdict::Ready(_) => Vec::new(),
        Verdict::Refused { report, .. } => report
            .findings
            .into_iter()
            .filter(|finding| finding.severity == Severity::Error)
            .filter(|finding| finding.path.as_str() == path)
            .map(|finding| finding.code)
            .collect(),
    }
}

fn sellers(scene: &Scene) -> Vec<(String, Vec<SellerMisfit>)> {
    let choices = &scene.order.choices;
    let listed = available_sellers(&scene.facts, choices, &scene.policy, &scene.standing);
    listed
        .into_iter()
        .map(|(seller, misfits)| (seller.code.clone(), misfits))
        .collect()
}

fn forms(scene: &Scene) -> Vec<(String, Vec<Misfit>)> {
    let choices = &scene.order.choices;
    let listed = available_forms(&scene.facts, choices, &scene.policy, &scene.standing);
    listed
        .into_iter()
        .map(|(form, misfits)| (form.code.clone(), misfits))
        .collect()
}

fn regions(scene: &Scene) -> Vec<(String, Vec<RegionMisfit>)> {
    let choices = &scene.order.choices;
    let listed = available_regions(&scene.facts, choices, &scene.policy, &scene.standing);
    listed
        .into_iter()
        .map(|(region, misfits)| (region.code.clone(), misfits))
        .collect()
}

/// Deals and policies in which some options fit and some do not.
fn scenes() -> Vec<Scene> {
    let mut scenes = vec![Scene::firm(), Scene::trader(), Scene::person()];
    let spoilt: [fn(&mut Scene); 8] = [
        |s| s.order.choices.region = Some("vvo".to_owned()),
        |s| s.policy.sellers[1].regimes[0].0 = day("2030-01-01"),
        |s| s.policy.products[0].sellers = BTreeSet::from(["yug".to_owned()]),
        |s| s.row().product = ProductId::new(201),
        |s| s.form().regions = BTreeSet::from(["vvo".to_owned()]),
        |s| s.form().sellers = BTreeSet::from(["yug".to_owned()]),
        |s| s.form().valid_to = Some(day("2026-11-23")),
        |s| s.form().valid_from = Some(day("2026-12-01")),
    ];
    for spoil in spoilt {
        let mut scene = Scene::firm();
        spoil(&mut scene);
        scenes.push(scene);
    }
    scenes
}

#[test]
fn a_form_shown_is_never_refused_and_one_not_shown_always_is() {
    let mut judged = (0, 0);
    for scene in scenes() {
        for (code, misfits) in forms(&scene) {
            let mut scene = scene.clone();
            scene.order.choices.form = Some(code.clone());
            let refused = refusals(&scene, "form");
            assert_eq!(
                misfits.is_empty(),
                refused.is_empty(),
                "{code}: {refused:?}"
            );
            assert_eq!(
                misfits.len(),
                refused.len(),
                "{code}: {misfits:?} {refused:?}"
            );
            let shown = usize::from(misfits.is_empty());
            judged = (judged.0 + shown, judged.1 + 1 - shown);
        }
    }
    assert!(judged.0 > 0 && judged.1 > 0, "{judged:?}");
}

#[test]
fn a_seller_shown_is_never_refused_and_one_not_shown_always_is() {
    let mut judged = (0, 0);
    for scene in scenes() {
        for (code, misfits) in sellers(&scene) {
            let mut scene = scene.clone();
            scene.order.choices.seller = Some(code.clone());
            let own = refusals(&scene, "seller");
            let rows = refusals(&scene, "rows[0].product");
            let shown = misfits.is_empty();
            assert_eq!(
                shown,
                own.is_empty() && rows.is_empty(),
                "{code}: {misfits:?}"
            );
            judged = (
                judged.0 + usize::from(shown),
                judged.1 + usize::from(!shown),
            );
        }
    }
    assert!(judged.0 > 0 && judged.1 > 0, "{judged:?}");
}

#[test]
fn a_region_shown_is_never_refused_and_one_not_shown_always_is() {
    let mut scene = Scene::firm();
    scene.sold_by_yug();
    assert_eq!(
        regions(&scene),
        [
            ("msk".to_owned(), vec![]),
            ("vvo".to_owned(), vec![RegionMisfit::Seller]),
        ]
    );
    for (code, misfits) in regions(&scene) {
        scene.order.choices.region = Some(code.clone());
        assert_eq!(
            misfits.is_empty(),
            refusals(&scene, "seller").is_empty(),
            "{code}"
        );
    }
}

#[test]
fn a_region_in_which_nobody_sells_is_not_shown() {
    let mut scene = Scene::firm();
    scene.policy.regions[1].sellers = BTreeSet::from(["zapad".to_owned()]);
    scene.facts.seller = docflow_core::Fact::Absent;
    assert_eq!(
        regions(&scene)[1],
        ("vvo".to_owned(), vec![RegionMisfit::Empty])
    );
    scene.order.choices.region = Some("vvo".to_owned());
    assert_eq!(refusals(&scene, "seller"), ["seller-missing"]);
}

#[test]
fn an_option_that_is_not_shown_says_every_reason() {
    let mut scene = Scene::person();
    scene.row().product = ProductId::new(101);
    let [services, supply] = &forms(&scene)[..] else {
        panic!("two forms");
    };
    assert_eq!(services, &("services".to_owned(), vec![]));
    let reasons = vec![
        Misfit::Client(docflow_core::ClientKind::Person),
        Misfit::Product(ProductKind::Service),
    ];
    assert_eq!(supply, &("supply".to_owned(), reasons));

    scene.order.choices.region = Some("vvo".to_owned());
    scene.policy.sellers[1].regimes = vec![(day("2026-12-01"), VatRegime::Usn5)];
    scene.product().sellers = BTreeSet::from(["sever".to_owned()]);
    let (_, misfits) = &sellers(&scene)[1];
    let product = ProductId::new(101).unwrap();
    assert_eq!(
        misfits,
        &vec![
            SellerMisfit::Region,
            SellerMisfit::Regime(day("2026-11-24")),
            SellerMisfit::Product(product),
        ]
    );
}

#[test]
fn what_is_not_known_yet_excludes_no_form() {
    let mut scene = Scene::firm();
    scene.facts.seller = docflow_core::Fact::Absent;
    scene.order.choices.region = None;
    scene.facts.client = docflow_core::Fact::Absent;
    scene.facts.rows.clear();
    scene.form().sellers = BTreeSet::from(["yug".to_owned()]);
    let shown = ["services", "supply"].map(|code| (code.to_owned(), vec![]));
    assert_eq!(forms(&scene), shown);
}
