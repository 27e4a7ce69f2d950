//! `POST /voided-keys`: a key that must never make anything any more.

use serde_json::{Value, json};

use super::base::Base;
use super::issue::{self, Answer, Step};
use super::refusal::Refusal;

/// Voids the key of no set, in the hold of the lock that looks for one; a set is answered as to a
/// look-up.
pub(super) fn void(base: &mut Base, key: &str, now: i64) -> Result<Step, Refusal> {
    if base.sets.contains_key(key) {
        return issue::look_up(base, key, now);
    }
    base.voided.entry(key.to_owned()).or_insert(now);
    Ok(Step::Answer(Answer {
        status: 200,
        body: json!({ "key": key, "state": "voided" }),
    }))
}

/// The answer as it is told: a finished set refuses.
pub(super) fn told(answer: Answer) -> Result<Answer, Refusal> {
    if answer.body.get("state").and_then(Value::as_str) != Some("done") {
        return Ok(answer);
    }
    let message = "По этому ключу документы уже созданы, погасить его нельзя.";
    Err(Refusal::conflict("key_made", message).beside("set", answer.body))
}

/// Refuses a key that was voided.
pub(super) fn unless_voided(base: &Base, key: &str) -> Result<(), Refusal> {
    if base.voided.contains_key(key) {
        let message = "Этот ключ погашен: по нему ничего не создано и не будет.";
        return Err(Refusal::conflict("key_voided", message));
    }
    Ok(())
}
