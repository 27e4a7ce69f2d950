//! The rest of an item's life: deleting it, its fields, its card, and the stages that it passed.

use super::super::fail::Fail;
use super::super::filter::split_key;
use super::super::methods::{Answer, Call};
use super::super::schema::{self, DEAL, Kind, LEAD};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{custom_fields, custom_name, entity_type, existing};
use crate::world::FieldKind;

/// Deletes the item with its rows.
pub(crate) fn delete(call: &mut Call<'_>) -> Answer {
    let entity = entity_type(call)?;
    let id = call.required_int("id")?;
    existing(call, entity, id)?;
    call.state.items.entry(entity).or_default().remove(&id);
    if entity == DEAL {
        call.state.rows.remove(&("D".to_owned(), id));
    }
    Ok(Array::new().into())
}

/// Adds an item and tells its id only.
pub(crate) fn import(call: &mut Call<'_>) -> Answer {
    let added = super::add(call)?;
    let item = added
        .result
        .as_array()
        .and_then(|result| result.get("item"));
    let id = item.and_then(|item| item.as_array()?.get("id")).cloned();
    let item = Array::new().with("id", id);
    Ok(Array::new().with("item", item).into())
}

/// The most items of one import.
const MOST: usize = 20;

/// Adds many items; what is wrong with one of them does not hinder the others.
pub(crate) fn import_all(call: &mut Call<'_>) -> Answer {
    entity_type(call)?;
    let data = call.required_array("data")?;
    if data.len() > MOST {
        let text = format!("A maximum of {MOST} items can be imported at once");
        return Err(Fail::new(400, "INVALID_ARG_VALUE", text));
    }
    let mut items = Vec::new();
    for fields in data.values() {
        call.params.set("fields", fields.clone());
        items.push(match import(call) {
            Ok(added) => added.result,
            Err(fail) => fail.to_value().into(),
        });
    }
    Ok(Array::new().with("items", Value::list(items)).into())
}

/// The fields of an entity type, custom ones included.
pub(crate) fn fields(call: &mut Call<'_>) -> Answer {
    let entity = entity_type(call)?;
    let mut all = Array::new();
    for field in schema::fields(entity).unwrap_or_default() {
        let info = Info {
            kind: kind_name(field.kind),
            read_only: !field.writable,
            multiple: field.kind == Kind::Ids,
            ..Info::default()
        };
        all = all.with(
            field.name,
            info.print(field.name, &shelf::upper(field.name)),
        );
    }
    for field in custom_fields(call.state, entity) {
        let info = Info {
            kind: custom_kind_name(field.kind),
            required: field.mandatory,
            multiple: field.multiple,
            dynamic: true,
            ..Info::default()
        };
        all.set(
            &custom_name(call, field),
            info.print(&field.name, &field.name),
        );
    }
    Ok(Array::new().with("fields", all).into())
}

#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the portal prints each of them by its name"
)]
struct Info {
    kind: &'static str,
    required: bool,
    read_only: bool,
    multiple: bool,
    dynamic: bool,
}

impl Info {
    fn print(&self, title: &str, upper: &str) -> Array {
        Array::new()
            .with("type", self.kind)
            .with("isRequired", self.required)
            .with("isReadOnly", self.read_only)
            .with("isImmutable", false)
            .with("isMultiple", self.multiple)
            .with("isDynamic", self.dynamic)
            .with("title", title)
            .with("upperName", upper)
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Int | Kind::OptionalInt | Kind::Ids => "integer",
        Kind::Sum => "double",
        Kind::OptionalText | Kind::Text | Kind::Nothing => "string",
        Kind::YesNo => "boolean",
        Kind::Date => "date",
    }
}

fn custom_kind_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::String => "string",
        FieldKind::Integer => "integer",
        FieldKind::Double => "double",
        FieldKind::Boolean => "boolean",
        FieldKind::Date => "date",
        FieldKind::Datetime => "datetime",
        FieldKind::Money => "money",
        FieldKind::Enumeration => "enumeration",
        FieldKind::Crm => "crm",
        FieldKind::Employee => "employee",
        FieldKind::File => "file",
        FieldKind::Url => "url",
        FieldKind::Address => "address",
    }
}

/// How the card of an entity type looks: `set` keeps it, `reset` forgets it.
pub(crate) fn set_card(call: &mut Call<'_>) -> Answer {
    let entity = card_of(call)?;
    let sections = call.required_array("data")?;
    let row = Array::new()
        .with("entityTypeId", entity)
        .with("data", sections);
    shelf::put(call, "crm.item.details.configuration", row);
    Ok(true.into())
}

pub(crate) fn reset_card(call: &mut Call<'_>) -> Answer {
    let entity = card_of(call)?;
    shelf::remove(call, "crm.item.details.configuration", |row| {
        row.get("entityTypeId").and_then(Value::to_int) == Some(entity)
    });
    Ok(true.into())
}

/// Cards are common to all here, so that there is nothing to force.
pub(crate) fn share_card(call: &mut Call<'_>) -> Answer {
    card_of(call)?;
    Ok(true.into())
}

fn card_of(call: &Call<'_>) -> Result<i64, Fail> {
    let text = "Parameter 'entityTypeId' is not defined";
    call.param("entityTypeId")
        .and_then(Value::to_int)
        .ok_or_else(|| Fail::nameless(text))
}

/// Remembers that a deal came to another stage; `TYPE_ID` 1: it was made, 2: moved, 3: ended.
pub(crate) fn note_stage(call: &mut Call<'_>, entity: i64, old: Option<&Array>, item: &Array) {
    let stage = item.get("stageId");
    let family = match entity {
        DEAL => DEAL_HISTORY,
        LEAD => LEAD_HISTORY,
        _ => return,
    };
    if old.is_some_and(|old| old.get("stageId") == stage) {
        return;
    }
    let meaning = item.get("stageSemanticId").and_then(Value::to_text);
    let meaning = meaning.unwrap_or_default();
    let kind: i64 = match (old, meaning.as_str()) {
        (None, _) => 1,
        (Some(_), "S" | "F") => 3,
        (Some(_), _) => 2,
    };
    let row = Array::new()
        .with("TYPE_ID", kind)
        .with("OWNER_ID", item.get("id").cloned())
        .with("CREATED_TIME", call.now())
        .with("CATEGORY_ID", item.get("categoryId").cloned())
        .with("STAGE_SEMANTIC_ID", meaning.as_str())
        .with("STAGE_ID", stage.cloned())
        .with("STATUS_SEMANTIC_ID", meaning)
        .with("STATUS_ID", stage.cloned());
    shelf::add(call, family, row);
}

const DEAL_HISTORY: &str = "crm.stagehistory";
const LEAD_HISTORY: &str = "crm.stagehistory.lead";

/// The stages that deals passed, and the statuses of leads.
pub(crate) fn stage_history(call: &mut Call<'_>) -> Answer {
    let family = match call.required_int("entityTypeId")? {
        DEAL => DEAL_HISTORY,
        LEAD => LEAD_HISTORY,
        other => {
            let text = format!("Entity type `{other}` is not supported");
            return Err(Fail::new(400, "ENTITY_TYPE_NOT_SUPPORTED", text));
        }
    };
    for (key, _) in call.optional_array("filter")?.iter() {
        let name = key.text();
        let field = split_key(&name).1;
        if !shelf::knows(family, field) {
            return Err(Fail::invalid_filter(field));
        }
    }
    for (field, direction) in call.optional_array("order")?.iter() {
        let field = field.text();
        if !shelf::knows(family, &field) {
            return Err(super::invalid_order(&field));
        }
        super::check_direction(&field, direction)?;
    }
    shelf::list(call, family)
}
