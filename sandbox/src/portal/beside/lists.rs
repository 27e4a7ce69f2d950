//! Universal lists beside their records: kinds of fields, files, and the type of a list.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::value::{Array, Value};
use super::{Found, int, record, text_of};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "lists.element.get.file.url" => file_urls,
        "lists.field.type.get" => field_types,
        "lists.get.iblock.type.id" => list_type,
        _ => return None,
    };
    Some((&["lists"], run))
}

fn required(call: &Call<'_>, name: &str) -> Result<i64, Fail> {
    let text = format!("Required parameter `{name}` is missing");
    let missing = || Fail::new(400, "ERROR_REQUIRED_PARAMETERS_MISSING", text);
    int(call, name).ok_or_else(missing)
}

/// Addresses of the files that a property of an element holds.
fn file_urls(call: &mut Call<'_>) -> Answer {
    required(call, "IBLOCK_ID")?;
    let (id, field) = (required(call, "ELEMENT_ID")?, required(call, "FIELD_ID")?);
    let element = record(call, "lists.element", "ID", id);
    let no_element = || Fail::new(400, "ERROR_ELEMENT_NOT_FOUND", "Element not found");
    let element = element.ok_or_else(no_element)?;
    let files = element.get(&format!("PROPERTY_{field}"));
    let files = files.and_then(Value::as_array).cloned().unwrap_or_default();
    let base = &call.state.base_url;
    let numbered = (0_i64..).zip(files.values());
    let urls: Vec<String> = numbered
        .map(|(at, _)| format!("{base}/company/lists/file/{id}/{field}/{at}/?ncc=y&download=y"))
        .collect();
    Ok(Value::list(urls).into())
}

/// Codes and names of the kinds of fields.
const FIELD_TYPES: [(&str, &str); 25] = [
    ("SORT", "Сортировка"),
    ("ACTIVE_FROM", "Начало активности"),
    ("ACTIVE_TO", "Окончание активности"),
    ("PREVIEW_PICTURE", "Картинка анонса"),
    ("PREVIEW_TEXT", "Описание для анонса"),
    ("DETAIL_PICTURE", "Детальная картинка"),
    ("DETAIL_TEXT", "Детальное описание"),
    ("CREATED_BY", "Кем создан"),
    ("TIMESTAMP_X", "Дата изменения"),
    ("MODIFIED_BY", "Кем изменён"),
    ("S", "Строка"),
    ("N", "Число"),
    ("L", "Список"),
    ("F", "Файл"),
    ("G", "Привязка к разделам"),
    ("E", "Привязка к элементам"),
    ("S:Date", "Дата"),
    ("S:DateTime", "Дата/Время"),
    ("S:HTML", "HTML/текст"),
    ("E:EList", "Привязка к элементам в виде списка"),
    ("N:Sequence", "Счётчик"),
    ("S:ECrm", "Привязка к элементам CRM"),
    ("S:Money", "Деньги"),
    ("S:DiskFile", "Файл (Диск)"),
    ("S:employee", "Привязка к сотруднику"),
];

fn field_types(call: &mut Call<'_>) -> Answer {
    required(call, "IBLOCK_ID")?;
    let types = FIELD_TYPES.iter();
    let types = types.fold(Array::new(), |all, (code, name)| all.with(code, *name));
    Ok(types.into())
}

/// The type of a list; null for an unknown one.
fn list_type(call: &mut Call<'_>) -> Answer {
    let id = required(call, "IBLOCK_ID")?;
    let list = record(call, "lists", "ID", id);
    Ok(Value::from(list.map(|list| text_of(&list, "IBLOCK_TYPE_ID"))).into())
}
