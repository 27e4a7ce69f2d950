//! Currencies: the base one, and how sums are written in each language.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{CRM, Found, done, text, text_of};

const FAMILY: &str = "crm.currency";

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "crm.currency.base.get" => base,
        "crm.currency.base.set" => set_base,
        "crm.currency.localizations.get" => formats,
        "crm.currency.localizations.set" => set_formats,
        "crm.currency.localizations.delete" => delete_formats,
        _ => return None,
    };
    Some((CRM, run))
}

/// The currency that the parameter `id` names.
fn wanted(call: &mut Call<'_>) -> Result<Array, Fail> {
    let id = text(call, "id");
    if id.is_empty() {
        return Err(Fail::nameless(
            "The parameter id is invalid or not defined.",
        ));
    }
    let all = shelf::rows(call, FAMILY);
    let found = all.into_iter().find(|row| text_of(row, "CURRENCY") == id);
    found.ok_or_else(|| Fail::nameless("Not found"))
}

fn base(call: &mut Call<'_>) -> Answer {
    let all = shelf::rows(call, FAMILY);
    let base = all.iter().find(|row| text_of(row, "BASE") == "Y");
    let code = base.map(|row| text_of(row, "CURRENCY"));
    Ok(code.unwrap_or_default().into())
}

fn set_base(call: &mut Call<'_>) -> Answer {
    let chosen = text_of(&wanted(call)?, "CURRENCY");
    for row in shelf::rows(call, FAMILY) {
        let id = text_of(&row, "CURRENCY");
        let is_base = id == chosen;
        shelf::change(call, FAMILY, &Value::from(id), |row| {
            row.set("BASE", Value::yes_no(is_base));
        });
    }
    done()
}

fn of(row: &Array) -> Array {
    let formats = row.get("LANG").and_then(Value::as_array);
    formats.cloned().unwrap_or_default()
}

fn formats(call: &mut Call<'_>) -> Answer {
    Ok(of(&wanted(call)?).into())
}

fn keep(call: &mut Call<'_>, row: &Array, formats: Array) -> Answer {
    let id = Value::from(text_of(row, "CURRENCY"));
    shelf::change(call, FAMILY, &id, |row| row.set("LANG", formats));
    done()
}

fn set_formats(call: &mut Call<'_>) -> Answer {
    let row = wanted(call)?;
    let sent = super::map(call, "localizations");
    let sent = sent.ok_or_else(|| Fail::nameless("The parameter localizations is invalid."))?;
    let mut formats = of(&row);
    for (language, format) in sent.iter() {
        formats.set_key(language.clone(), format.clone());
    }
    keep(call, &row, formats)
}

fn delete_formats(call: &mut Call<'_>) -> Answer {
    let row = wanted(call)?;
    let mut formats = of(&row);
    let languages = super::map(call, "lids").unwrap_or_default();
    for language in languages.values().filter_map(Value::to_text) {
        formats.remove(&language);
    }
    keep(call, &row, formats)
}
