//! Descriptions that no record gives, single rows and the rest of an item's life by name.

use super::super::items::life;
use super::super::methods::{Answer, Call};
use super::super::rows::one;
use super::super::value::Array;
use super::{CRM, Found};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "crm.item.delete" => life::delete,
        "crm.item.import" => life::import,
        "crm.item.batchimport" => life::import_all,
        "crm.item.fields" => life::fields,
        "crm.item.details.configuration.set" => life::set_card,
        "crm.item.details.configuration.reset" => life::reset_card,
        "crm.item.details.configuration.forcecommonscopeforall" => life::share_card,
        "crm.stagehistory.list" => life::stage_history,
        "crm.item.productrow.add" => one::add,
        "crm.item.productrow.get" => one::get,
        "crm.item.productrow.update" => one::update,
        "crm.item.productrow.delete" => one::delete,
        "crm.item.productrow.fields" => one::fields,
        "crm.item.productrow.getavailableforpayment" => one::payable,
        "userfieldconfig.gettypes" => return Some((&["userfieldconfig"], types)),
        _ => return None,
    };
    Some((CRM, run))
}

/// Kinds of custom fields.
const TYPES: [(&str, &str); 16] = [
    ("string", "Строка"),
    ("integer", "Целое число"),
    ("double", "Число"),
    ("datetime", "Дата/Время"),
    ("date", "Дата"),
    ("boolean", "Да/Нет"),
    ("address", "Адрес"),
    ("url", "Ссылка"),
    ("file", "Файл"),
    ("enumeration", "Список"),
    ("employee", "Привязка к сотруднику"),
    ("money", "Деньги"),
    ("crm_status", "Привязка к справочникам CRM"),
    ("iblock_section", "Привязка к разделам инф. блоков"),
    ("iblock_element", "Привязка к элементам инф. блоков"),
    ("crm", "Привязка к элементам CRM"),
];

fn types(call: &mut Call<'_>) -> Answer {
    call.required_text("moduleId")?;
    let describe = |all: Array, one: &(&str, &str)| {
        let kind = Array::new()
            .with("userTypeId", one.0)
            .with("description", one.1);
        all.with(one.0, kind)
    };
    let types = TYPES.iter().fold(Array::new(), describe);
    Ok(Array::new().with("types", types).into())
}
