//! Dictionaries and funnels: `crm.status.*` and `crm.category.*` beside their lists.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::schema::DEAL;
use super::super::value::{Array, Value};
use super::{CRM, Found, done, int, int_of, text, text_of};
use crate::world::Category;

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "crm.status.add" => add,
        "crm.status.get" => get,
        "crm.status.update" => update,
        "crm.status.delete" => delete,
        "crm.status.fields" => fields,
        "crm.status.entity.items" => items,
        "crm.status.entity.types" => types,
        "crm.category.add" => add_funnel,
        "crm.category.get" => get_funnel,
        "crm.category.update" => update_funnel,
        "crm.category.delete" => delete_funnel,
        "crm.category.fields" => funnel_fields,
        _ => return None,
    };
    Some((CRM, run))
}

fn sent(call: &Call<'_>) -> Result<Array, Fail> {
    let fields = super::map(call, "fields");
    fields.ok_or_else(|| Fail::nameless("Parameter 'fields' must be array."))
}

fn add(call: &mut Call<'_>) -> Answer {
    let sent = sent(call)?;
    let given = |name: &str| {
        let text = sent.get_any_case(name).and_then(Value::to_text);
        text.filter(|text| !text.is_empty())
    };
    let required = |name: &str| {
        let text = format!("The field {name} is required.");
        given(name).ok_or_else(|| Fail::nameless(text))
    };
    let (entity, status, name) = (
        required("ENTITY_ID")?,
        required("STATUS_ID")?,
        required("NAME")?,
    );
    let taken =
        |row: &Array| text_of(row, "ENTITY_ID") == entity && text_of(row, "STATUS_ID") == status;
    if call.state.statuses.iter().any(taken) {
        return Err(Fail::nameless(
            "A status with this STATUS_ID exists already.",
        ));
    }
    let ids = call.state.statuses.iter().map(|row| int_of(row, "ID"));
    let id = ids.max().unwrap_or_default().saturating_add(2);
    let color = given("COLOR").unwrap_or_default();
    let semantics = given("SEMANTICS");
    let meaning = match semantics.as_deref() {
        Some("S") => "success",
        Some("F") => "failure",
        _ => "process",
    };
    let funnel = entity.strip_prefix("DEAL_STAGE_").map(str::to_owned);
    let extra = Array::new()
        .with("SEMANTICS", meaning)
        .with("COLOR", color.as_str());
    let row = Array::new()
        .with("ID", id.to_string())
        .with("ENTITY_ID", entity)
        .with("STATUS_ID", status)
        .with("NAME", name)
        .with("NAME_INIT", "")
        .with("SORT", given("SORT").unwrap_or_else(|| "10".to_owned()))
        .with("SYSTEM", "N")
        .with("CATEGORY_ID", funnel)
        .with("COLOR", color)
        .with("SEMANTICS", semantics)
        .with("EXTRA", extra);
    call.state.statuses.push(row);
    Ok(id.into())
}

fn wanted<'a>(call: &'a mut Call<'_>) -> Result<&'a mut Array, Fail> {
    let id = int(call, "id");
    let text = "An invalid identifier was passed.";
    let id = id.ok_or_else(|| Fail::new(400, "Invalid identifier.", text))?;
    let mut all = call.state.statuses.iter_mut();
    let found = all.find(|row| int_of(row, "ID") == id);
    found.ok_or_else(|| Fail::new(400, "Not found.", "Status was not found."))
}

fn get(call: &mut Call<'_>) -> Answer {
    let mut row = wanted(call)?.clone();
    row.remove("EXTRA");
    Ok(row.into())
}

fn update(call: &mut Call<'_>) -> Answer {
    let sent = sent(call)?;
    let row = wanted(call)?;
    for name in ["NAME", "SORT", "COLOR", "SEMANTICS"] {
        if let Some(text) = sent.get_any_case(name).and_then(Value::to_text) {
            row.set(name, text);
        }
    }
    done()
}

fn delete(call: &mut Call<'_>) -> Answer {
    let id = int_of(wanted(call)?, "ID");
    call.state.statuses.retain(|row| int_of(row, "ID") != id);
    done()
}

/// Name, type, required, read only, immutable.
type Described = (&'static str, &'static str, bool, bool, bool);

const STATUS_FIELDS: [Described; 11] = [
    ("ID", "integer", false, true, false),
    ("ENTITY_ID", "string", true, false, true),
    ("STATUS_ID", "string", true, false, true),
    ("SORT", "integer", false, false, false),
    ("NAME", "string", true, false, false),
    ("NAME_INIT", "string", false, true, false),
    ("SYSTEM", "char", false, true, false),
    ("CATEGORY_ID", "integer", false, false, true),
    ("COLOR", "string", false, false, false),
    ("SEMANTICS", "char", false, false, true),
    ("EXTRA", "crm_status_extra", false, false, false),
];

const FUNNEL_FIELDS: [Described; 7] = [
    ("id", "integer", false, true, false),
    ("name", "string", false, false, false),
    ("sort", "integer", false, false, false),
    ("entityTypeId", "integer", false, true, false),
    ("isDefault", "boolean", false, true, false),
    ("originId", "string", false, false, false),
    ("originatorId", "string", false, false, false),
];

fn described(one: &Described) -> Array {
    let (name, kind, required, read_only, immutable) = *one;
    Array::new()
        .with("type", kind)
        .with("isRequired", required)
        .with("isReadOnly", read_only)
        .with("isImmutable", immutable)
        .with("isMultiple", false)
        .with("isDynamic", false)
        .with("title", name)
}

fn fields(_call: &mut Call<'_>) -> Answer {
    let fields = STATUS_FIELDS.iter();
    let fields = fields.fold(Array::new(), |all, one| all.with(one.0, described(one)));
    Ok(fields.into())
}

fn items(call: &mut Call<'_>) -> Answer {
    let entity = text(call, "entityId");
    if entity.is_empty() {
        return Err(Fail::nameless("The parameter entityId is not defined."));
    }
    let all = call.state.statuses.iter();
    let mut rows: Vec<&Array> = all
        .filter(|row| text_of(row, "ENTITY_ID") == entity)
        .collect();
    rows.sort_by_key(|row| int_of(row, "SORT"));
    let print = |row: &&Array| {
        Array::new()
            .with("NAME", text_of(row, "NAME"))
            .with("SORT", int_of(row, "SORT"))
            .with("STATUS_ID", text_of(row, "STATUS_ID"))
    };
    Ok(Value::list(rows.iter().map(print)).into())
}

/// Dictionaries without stages.
const DICTIONARIES: [(&str, &str); 8] = [
    ("STATUS", "Стадии лида"),
    ("QUOTE_STATUS", "Стадии предложения"),
    ("SOURCE", "Источники"),
    ("CONTACT_TYPE", "Типы контактов"),
    ("COMPANY_TYPE", "Типы компаний"),
    ("EMPLOYEES", "Количество сотрудников"),
    ("INDUSTRY", "Сферы деятельности"),
    ("DEAL_TYPE", "Типы сделок"),
];

fn types(call: &mut Call<'_>) -> Answer {
    let plain = |(id, name): &(&str, &str)| Array::new().with("ID", *id).with("NAME", *name);
    let mut rows: Vec<Array> = DICTIONARIES.iter().map(plain).collect();
    rows.push(stages_of(0, "Стадии сделки"));
    let funnels = call.state.categories.iter().filter(|one| one.id != 0);
    rows.extend(funnels.map(|one| stages_of(one.id, &one.name)));
    Ok(Value::list(rows).into())
}

/// The dictionary of the stages of a funnel of deals.
fn stages_of(funnel: i64, name: &str) -> Array {
    let (id, start, prefix) = match funnel {
        0 => ("DEAL_STAGE".to_owned(), String::new(), None),
        other => {
            let prefix = format!("C{other}");
            (
                format!("DEAL_STAGE_{other}"),
                format!("{prefix}:"),
                Some(prefix),
            )
        }
    };
    let meanings = Array::new()
        .with("START_FIELD", format!("{start}NEW"))
        .with("FINAL_SUCCESS_FIELD", format!("{start}WON"))
        .with("FINAL_UNSUCCESS_FIELD", format!("{start}LOSE"))
        .with("FINAL_SORT", 0_i64);
    let mut row = Array::new()
        .with("ID", id)
        .with("NAME", name)
        .with("SEMANTIC_INFO", meanings);
    if let Some(prefix) = prefix {
        row.set("PARENT_ID", "DEAL_STAGE");
        row.set("PREFIX", prefix);
    }
    row.with("ENTITY_TYPE_ID", DEAL).with("CATEGORY_ID", funnel)
}

/// Only deals have funnels here.
fn deals_only(call: &Call<'_>) -> Result<(), Fail> {
    match call.required_int("entityTypeId")? {
        DEAL => Ok(()),
        _ => Err(Fail::new(400, "NOT_FOUND", "Smart process not found")),
    }
}

fn print_funnel(one: &Category) -> Array {
    let funnel = Array::new()
        .with("id", one.id)
        .with("name", one.name.as_str())
        .with("sort", one.sort)
        .with("entityTypeId", DEAL)
        .with("isDefault", Value::yes_no(one.id == 0));
    Array::new().with("category", funnel)
}

fn add_funnel(call: &mut Call<'_>) -> Answer {
    deals_only(call)?;
    let fields = call.required_array("fields")?;
    let name = Some(text_of(&fields, "name")).filter(|name| !name.is_empty());
    let ids = call.state.categories.iter().map(|one| one.id);
    let one = Category {
        id: ids.max().unwrap_or_default().saturating_add(1),
        name: name.ok_or_else(|| Fail::missing("name"))?,
        sort: fields.get("sort").and_then(Value::to_int).unwrap_or(500),
    };
    let printed = print_funnel(&one);
    call.state.categories.push(one);
    Ok(printed.into())
}

/// Funnel 0 exists although no world names it.
fn wanted_funnel<'a>(call: &'a mut Call<'_>) -> Result<&'a mut Category, Fail> {
    deals_only(call)?;
    let id = call.required_int("id")?;
    let categories = &mut call.state.categories;
    if id == 0 && !categories.iter().any(|one| one.id == 0) {
        categories.push(Category {
            id: 0,
            name: "Общая".to_owned(),
            sort: 300,
        });
    }
    let found = categories.iter_mut().find(|one| one.id == id);
    found.ok_or_else(Fail::not_found)
}

fn get_funnel(call: &mut Call<'_>) -> Answer {
    let mut printed = print_funnel(wanted_funnel(call)?);
    if let Some(Value::Array(funnel)) = printed.get_mut("category") {
        funnel.set("originId", "");
        funnel.set("originatorId", "");
    }
    Ok(printed.into())
}

fn update_funnel(call: &mut Call<'_>) -> Answer {
    let fields = call.required_array("fields")?;
    let one = wanted_funnel(call)?;
    if let Some(name) = fields.get("name").and_then(Value::to_text) {
        one.name = name;
    }
    if let Some(sort) = fields.get("sort").and_then(Value::to_int) {
        one.sort = sort;
    }
    Ok(print_funnel(one).into())
}

fn delete_funnel(call: &mut Call<'_>) -> Answer {
    let id = wanted_funnel(call)?.id;
    let deals = call.state.items.get(&DEAL).into_iter().flatten();
    let stands = |item: &Array| int_of(item, "categoryId") == id;
    if id == 0 || deals.into_iter().any(|(_, item)| stands(item)) {
        return Err(Fail::new(400, "BX_ERROR", "The funnel cannot be deleted"));
    }
    call.state.categories.retain(|one| one.id != id);
    Ok(Value::Null.into())
}

fn funnel_fields(call: &mut Call<'_>) -> Answer {
    deals_only(call)?;
    let upper = super::super::shelf::upper;
    let fields = FUNNEL_FIELDS.iter().fold(Array::new(), |all, one| {
        all.with(one.0, described(one).with("upperName", upper(one.0)))
    });
    Ok(Array::new().with("fields", fields).into())
}
