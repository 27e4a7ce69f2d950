//! Wire version 1, which is read and no longer written.
//!
//! Its texts are rewritten as those of version 2: what is new there gets the value that the older
//! program acted by. Fixtures of a run in every state must load and finish for ever.

use super::v2::{self, DossierPart, PapersPart, RunPart};
use super::{WireError, damaged, head, parse};
use crate::people::OfficeHours;
use crate::policy::Patience;
use crate::ports::Snapshot;
use crate::run::Run;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// The version that this module reads.
pub(super) const VERSION: u32 = 1;

/// Reads what there is of a run.
pub(super) fn read(snapshot: &Snapshot) -> Result<Run, WireError> {
    let mut run: Value = parse(&snapshot.run)?;
    let mut dossier = match &snapshot.dossier {
        Some(text) => {
            head(text)?;
            Some(parse::<Value>(text)?)
        }
        None => None,
    };
    upgrade_run(&mut run, dossier.as_ref());
    let papers = dossier.as_mut().map(|dossier| papers(&run, dossier));
    if let Some(dossier) = &mut dossier {
        upgrade_dossier(dossier);
    }
    let run: RunPart = part(run)?;
    let dossier: Option<DossierPart> = dossier.map(part).transpose()?;
    let papers: Option<PapersPart> = papers.map(part).transpose()?;
    v2::join(run, dossier, papers)
}

fn part<T: DeserializeOwned>(value: Value) -> Result<T, WireError> {
    serde_json::from_value(value).map_err(|error| damaged(&error))
}

fn upgrade_run(run: &mut Value, dossier: Option<&Value>) {
    let choice = |name: &str| dossier.and_then(|dossier| dossier.get("choices")?.get(name));
    let chosen = |name: &str| choice(name).cloned().unwrap_or_default();
    let stage = dossier.and_then(|dossier| dossier.get("stage"));
    let unread = stage.and_then(Value::as_str) == Some("load_facts");
    let rested = dossier.and_then(|dossier| dossier.get("rested"));
    add(
        run,
        json!({
            "office": null,
            "seller": chosen("seller"),
            "region": chosen("region"),
            "form": chosen("form"),
            "rounds": {
                "reading": u32::from(!unread),
                "number": run.get("number_round"),
                "issue": 1,
                "person": run.get("person_round"),
                "expired": 0,
            },
            "read_at": null,
            "rested": rested.and_then(Value::as_bool).unwrap_or_default(),
            "doubtful": false,
            // Whether 1C was asked is not known, and a new key does no harm.
            "asked": true,
            "key_reused": false,
            "no_void": false,
        }),
    );
    let patience = Patience::default();
    let millis = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    if let Some(known) = run.pointer_mut("/settings/patience") {
        add(
            known,
            json!({
                "longest_asked": millis(patience.longest_asked),
                "tell_outage_after": millis(patience.tell_outage_after),
                "reread_after": millis(patience.reread_after),
            }),
        );
    }
    if let Some(announced) = run.get_mut("announced") {
        add(announced, json!({ "not_told": [], "changed": [] }));
    }
}

/// What version 2 keeps apart from the dossier.
fn papers(run: &Value, dossier: &mut Value) -> Value {
    let mut take = |name: &str| {
        let members = dossier.as_object_mut();
        members.and_then(|all| all.remove(name)).unwrap_or_default()
    };
    let mut choices = take("choices");
    let by = run.get("requested_by");
    let confirmed = choices.get("confirmed").and_then(Value::as_array);
    let confirmed: Map<String, Value> = confirmed
        .into_iter()
        .flatten()
        .filter_map(|code| Some((code.as_str()?.to_owned(), json!({ "by": by, "at": null }))))
        .collect();
    add(
        &mut choices,
        json!({ "confirmed": confirmed, "note": null, "file_variant": null }),
    );
    let mut request = take("request");
    if let Some(parts) = request.get_mut("parts") {
        upgrade_request(parts, run);
    }
    let hours = OfficeHours::always();
    json!({
        "people": {
            "administrators": [],
            "hours": {
                "offset": hours.offset.local_minus_utc(),
                "from": hours.from,
                "until": hours.until,
            },
        },
        "choices": choices,
        "request": request,
        "warnings": take("warnings"),
        "recipients": take("recipients"),
        "grounds": null,
    })
}

fn upgrade_request(parts: &mut Value, run: &Value) {
    add(
        parts,
        json!({
            "order": true,
            "requested_by": run.get("requested_by"),
            "purpose": run.get("purpose"),
            "supersedes": [],
            "basis": null,
            "note": null,
            "deal_seen": { "company": null, "contact": null, "opportunity": null },
        }),
    );
    if let Some(seller) = parts.get_mut("seller") {
        add(seller, json!({ "accountants": [] }));
    }
    if let Some(passport) = parts.pointer_mut("/client/person/passport") {
        add(passport, json!({ "kind": "russian" }));
    }
}

fn upgrade_dossier(dossier: &mut Value) {
    add(dossier, json!({ "cancelled": null, "retried": null }));
    if let Some(tries) = dossier.get_mut("tries") {
        add(tries, json!({ "away": null, "told": [] }));
    }
    if let Some(stage) = dossier.get_mut("stage") {
        upgrade_stage(stage);
    }
    let signals = dossier
        .get_mut("early_signals")
        .and_then(Value::as_array_mut);
    for signal in signals.into_iter().flatten() {
        if let Some(retry) = signal.pointer_mut("/body/retry") {
            add(retry, json!({ "reason": null }));
        }
    }
}

fn upgrade_stage(stage: &mut Value) {
    if let Some(then) = stage.get_mut("release") {
        upgrade_stage(then);
    }
    for path in ["/tell/notice/problem", "/await_person/problem"] {
        if let Some(cause) = stage.pointer_mut(&format!("{path}/rejection/cause")) {
            add(cause, json!({ "scope": "run" }));
        }
    }
    if let Some(cancelled) = stage.pointer_mut("/tell/notice/cancelled") {
        add(cancelled, json!({ "reason": null, "attached": [] }));
    }
}

/// Members that version 2 has and version 1 had not, or had in another form.
fn add(to: &mut Value, members: Value) {
    if let (Value::Object(to), Value::Object(members)) = (to, members) {
        to.extend(members);
    }
}
