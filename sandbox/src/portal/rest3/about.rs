//! What REST 3.0 says of itself: its methods, and the scope of each.

use super::super::methods::{Answer, Call};
use super::super::value::{Array, Value};
use super::{Found, PREFIX};

pub(super) fn find(name: &str) -> Found {
    let run: fn(&mut Call<'_>) -> Answer = match name {
        "rest.documentation.openapi" | "documentation" => openapi,
        "rest.scope.list" => scopes,
        _ => return None,
    };
    Some((&[], run))
}

/// Whether a method answers a document of its own and not a `result`.
pub(crate) fn is_bare(method: &str) -> bool {
    let name = method.strip_prefix(PREFIX).unwrap_or_default();
    ["rest.documentation.openapi", "documentation"].contains(&name)
}

/// All methods that are answered here.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    include_str!("names.txt").lines()
}

fn module(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

fn openapi(_call: &mut Call<'_>) -> Answer {
    let info = Array::new()
        .with("title", "Bitrix24 REST V3 API")
        .with("version", "1.0.0");
    let mut modules: Vec<&str> = names().map(module).collect();
    modules.sort_unstable();
    modules.dedup();
    let tags = modules.iter().map(|name| {
        Array::new()
            .with("name", *name)
            .with("description", format!("{name} module methods"))
    });
    let paths = names().fold(Array::new(), |all, name| {
        all.with(&format!("/{name}"), Value::EmptyObject)
    });
    let document = Array::new()
        .with("openapi", "3.0.0")
        .with("info", info)
        .with("tags", Value::list(tags))
        .with("paths", paths)
        .with(
            "components",
            Array::new().with("schemas", Value::EmptyObject),
        );
    Ok(document.into())
}

/// The scope that each method wants, by module.
fn scopes(_call: &mut Call<'_>) -> Answer {
    let mut all = Array::new();
    for name in names() {
        let scope = super::find(&format!("{PREFIX}{name}"));
        let scope = scope.and_then(|method| method.scopes.first().copied());
        let of_module = all.get(module(name)).and_then(Value::as_array).cloned();
        let of_module = of_module.unwrap_or_default();
        all.set(
            module(name),
            of_module.with(name, scope.unwrap_or_default()),
        );
    }
    Ok(all.into())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_that_the_documentation_names_is_answered() {
        for name in super::names() {
            let found = super::super::find(&format!("api/{}", name.to_ascii_lowercase()));
            assert!(found.is_some(), "{name}");
        }
    }
}
