//! What only administrators may write: the company's structure, dictionaries, kinds of things and
//! of lists; and what people from outside the company may not do.

use super::fail::Fail;
use super::methods::Call;

/// Refuses what a person who is no administrator may not do.
pub(crate) fn check(call: &Call<'_>) -> Result<(), Fail> {
    let user = call.state.user(call.caller.user);
    let kind = user.and_then(|user| user.fields.get("USER_TYPE")?.as_str());
    if call.name.starts_with("crm.") && kind.is_some_and(|kind| kind != "employee") {
        let text = "Action is allowed only to intranet users";
        return Err(Fail::new(403, "allowed_only_intranet_user", text));
    }
    if user.is_some_and(|user| user.admin) {
        return Ok(());
    }
    refusal(&call.name).map_or(Ok(()), Err)
}

const WRITES: [&str; 3] = [".add", ".update", ".delete"];

/// How the area of a method that writes settings refuses; none for a method that everybody has.
fn refusal(method: &str) -> Option<Fail> {
    let nameless = |text: &str| Some(Fail::nameless(text));
    if let Some(text) = custom_field(method) {
        return nameless(text);
    }
    let area = WRITES.iter().find_map(|verb| method.strip_suffix(verb));
    match area.unwrap_or(method) {
        "department" if area.is_some() => Some(Fail::new(400, "ERROR_CORE", "Access denied")),
        "crm.type" | "crm.category" | "lists" | "lists.field" if area.is_some() => {
            Some(Fail::crm_access_denied())
        }
        "crm.status" | "crm.currency" | "crm.vat" | "crm.requisite.preset" if area.is_some() => {
            nameless("Access denied.")
        }
        "crm.requisite.preset.field" if area.is_some() => nameless("Access denied."),
        "crm.currency.base.set"
        | "crm.currency.localizations.set"
        | "crm.currency.localizations" => nameless("Access denied."),
        "catalog.vat" | "catalog.pricetype" | "catalog.store" if area.is_some() => {
            let code = super::value::Value::Int(200_040_300_020);
            Some(Fail::new(400, code, "Access Denied"))
        }
        _ => None,
    }
}

fn custom_field(method: &str) -> Option<&'static str> {
    Some(match method {
        "userfieldconfig.add" => "Access denied",
        "userfieldconfig.update" => "You cannot change the settings of the user field",
        "userfieldconfig.delete" => "You cannot delete the user field",
        _ => {
            let (area, verb) = method.strip_prefix("crm.")?.split_once(".userfield.")?;
            let things = ["lead", "deal", "contact", "company", "quote", "requisite"];
            let writes = ["add", "update", "delete"];
            if !things.contains(&area) || !writes.contains(&verb) {
                return None;
            }
            "Access denied."
        }
    })
}
