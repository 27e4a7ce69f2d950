//! Lists of the old API: rows of text, unknown filter keys ignored, pages of 50.

use super::filter::{directions, passes, sort, split_key};
use super::methods::{Answered, Call};
use super::value::{Array, Key, Value};

/// Fixed size of a page.
pub(crate) const PAGE_SIZE: usize = 50;
const PAGE: i64 = 50;

/// Filters, sorts, pages and selects `rows` as the parameters of the call say.
pub(crate) fn list(call: &Call<'_>, rows: &[Array], key: &str) -> Answered {
    let part = |name| {
        call.old_param(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let ignore_empty = call.state.switches.old_lists_ignore_empty_filters;
    let filter = part("filter");
    let mut found: Vec<&Array> = rows
        .iter()
        .filter(|row| row_passes(row, &filter, ignore_empty))
        .collect();
    let mut order = directions(&part("order"));
    if order.is_empty() {
        order.push((key.to_owned(), false));
    }
    sort(&mut found, &order, |row, field| {
        row.get_any_case(field).cloned().unwrap_or_default()
    });
    let select: Vec<String> = part("select").values().filter_map(Value::to_text).collect();
    page(&found, call.start(), |row| selected(row, &select))
}

/// Cuts the page out and counts; `start=-1` counts nothing.
pub(crate) fn page<T>(found: &[T], start: i64, print: impl Fn(&T) -> Array) -> Answered {
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from(start.max(0)).unwrap_or(usize::MAX);
    let result = Value::list(found.iter().skip(skip).take(PAGE_SIZE).map(print));
    if start < 0 {
        return Answered {
            result,
            total: None,
            next: None,
        };
    }
    let next = start.saturating_add(PAGE);
    Answered {
        result,
        total: Some(total),
        next: (next < total).then_some(next),
    }
}

/// A filter key that the row does not know is no condition, and neither is an empty value: this
/// is how such a list returns other people's rows.
fn row_passes(row: &Array, filter: &Array, ignore_empty: bool) -> bool {
    filter.iter().all(|(key, wanted)| {
        let Key::Text(key) = key else { return true };
        let (operator, field) = split_key(key);
        let Some(found) = row.get_any_case(field) else {
            return true;
        };
        (ignore_empty && wanted.is_blank()) || passes(operator, found, wanted)
    })
}

/// No selection and `*` mean all fields; unknown names are left out.
fn selected(row: &Array, select: &[String]) -> Array {
    if select.is_empty() || select.iter().any(|name| name == "*") {
        return row.clone();
    }
    let mut picked = Array::new();
    for (key, value) in row.iter() {
        if select
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&key.text()))
        {
            picked.set_key(key.clone(), value.clone());
        }
    }
    picked
}
