//! What the base offers: itself, what its extension can do, and its contract forms.

use serde_json::{Value, json};

use super::base::Base;

/// `GET /about`.
pub(super) fn about(base: &Base) -> Value {
    let organizations = base.world.organizations.iter().map(|one| {
        let mut shown = json!({
            "ref": one.reference, "inn": one.inn, "name": one.name, "prefix": one.prefix,
        });
        if let Some(map) = shown.as_object_mut().filter(|_| !one.kpp.is_empty()) {
            map.insert("kpp".to_owned(), one.kpp.clone().into());
        }
        shown
    });
    let older = base.world.switches.older_extension;
    let mut shown = json!({
        "service": "docflow",
        "contract": "v1",
        "extension": if older { "0.1.0" } else { "0.2.0" },
        "configuration": base.world.configuration,
        "infobase": base.world.infobase,
        "organizations": organizations.collect::<Vec<_>>(),
        "closed_until": base.closed_until.map(|date| date.to_string()),
    });
    if let Some(map) = shown.as_object_mut().filter(|_| !older) {
        map.insert("capabilities".to_owned(), capabilities().into());
    }
    shown
}

/// What this extension can do beyond the first form of the contract.
fn capabilities() -> Vec<&'static str> {
    let mut all = vec![
        "void",
        "no_order",
        "no_invoices",
        "invoice_only",
        "supersedes",
        "note",
    ];
    all.extend(cfg!(feature = "print").then_some("files"));
    all
}

/// `GET /forms`.
pub(super) fn forms(base: &Base) -> Value {
    let forms = base.world.forms.iter().map(|form| {
        let mut shown = serde_json::to_value(form).unwrap_or_default();
        if let Some(map) = shown.as_object_mut() {
            map.remove("number_template");
        }
        shown
    });
    json!({ "forms": forms.collect::<Vec<_>>() })
}
