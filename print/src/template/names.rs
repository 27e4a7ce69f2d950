//! Which fields a template names, and which of them the data does not have.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Value, value::ValueKind};

use crate::docx::{Element, Node};

use super::tag::{Kind, Tag};

/// Names that the engine itself gives.
const OWN: [&str; 4] = ["loop", "stamps", "true", "false"];

/// A loop variable → the path of the list it walks, or nothing when that is no plain path.
type Scope = Vec<BTreeMap<String, Option<String>>>;

/// Visits every tag of a part in order, with the names that it reads as paths from the root.
///
/// A member of a list is written `items[].name`.
pub(super) fn each_tag(root: &Element, visit: &mut impl FnMut(&Tag, BTreeSet<String>)) {
    walk(root, &mut vec![BTreeMap::new()], visit);
}

fn walk(element: &Element, scope: &mut Scope, visit: &mut impl FnMut(&Tag, BTreeSet<String>)) {
    for node in &element.children {
        match node {
            Node::Element(child) => walk(child, scope, visit),
            Node::Tag(source) => {
                let Some(tag) = Tag::reread(source) else {
                    continue;
                };
                visit(
                    &tag,
                    tag.paths()
                        .iter()
                        .filter_map(|path| absolute(path, scope))
                        .collect(),
                );
                enter_or_leave(&tag, scope);
            }
            Node::Text(_) | Node::Verbatim(_) => {}
        }
    }
}

fn enter_or_leave(tag: &Tag, scope: &mut Scope) {
    match tag.kind {
        Kind::For => {
            let list = tag.expression().filter(|text| is_path(text));
            let list = list
                .and_then(|path| absolute(path, scope))
                .map(|path| format!("{path}[]"));
            let names = tag.binds();
            let one = names.len() == 1;
            scope.push(
                names
                    .into_iter()
                    .map(|n| (n.to_owned(), list.clone().filter(|_| one)))
                    .collect(),
            );
        }
        Kind::EndFor => {
            scope.pop();
        }
        Kind::Value | Kind::If | Kind::Else | Kind::EndIf => {}
    }
}

fn is_path(text: &str) -> bool {
    text.split('.')
        .all(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
}

/// The path from the root of the data; `None` when the name is the template's own.
fn absolute(path: &str, scope: &Scope) -> Option<String> {
    let (root, rest) = path
        .split_once('.')
        .map_or((path, ""), |(root, rest)| (root, rest));
    if OWN.contains(&root) {
        return None;
    }
    match scope.iter().rev().find_map(|names| names.get(root)) {
        Some(None) => None,
        Some(Some(list)) if rest.is_empty() => Some(list.clone()),
        Some(Some(list)) => Some(format!("{list}.{rest}")),
        None => Some(path.to_owned()),
    }
}

/// Whether the data has the path; of a list every member must have it.
pub(super) fn has(data: &Value, path: &str) -> bool {
    match path.split_once("[]") {
        None => lookup(data, path).is_some(),
        Some((list, rest)) => {
            let Some(list) = lookup(data, list) else {
                return false;
            };
            let Ok(mut members) = list.try_iter() else {
                return false;
            };
            let rest = rest.trim_start_matches('.');
            members.all(|member| rest.is_empty() || has(&member, rest))
        }
    }
}

/// The value at a dotted path; what lies beyond a null is null, not unknown.
pub(super) fn lookup(data: &Value, path: &str) -> Option<Value> {
    let mut value = data.clone();
    for name in path.split('.') {
        if value.is_none() {
            return Some(value);
        }
        value = value
            .get_attr(name)
            .ok()
            .filter(|found| !found.is_undefined())
            .or_else(|| {
                // `items.length`-like members belong to the engine, not to the data.
                (value.kind() == ValueKind::Seq)
                    .then(|| name.parse().ok())
                    .flatten()
                    .and_then(|at: usize| {
                        value
                            .get_item_by_index(at)
                            .ok()
                            .filter(|v| !v.is_undefined())
                    })
            })?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::has;
    use minijinja::Value;

    #[test]
    fn a_null_is_known_and_a_missing_member_is_not() {
        let data = Value::from_serialize(serde_json::json!({
            "a": {"b": null}, "items": [{"n": 1}, {"n": 2, "x": 0}]
        }));
        assert!(has(&data, "a.b") && has(&data, "a.b.c") && has(&data, "items[].n"));
        assert!(!has(&data, "a.c") && !has(&data, "items[].x") && !has(&data, "q[].x"));
    }
}
