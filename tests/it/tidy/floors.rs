//! Modules of one crate stand on floors: whom a module names does not name it in turn.
//!
//! A module here is one that the crate root declares, with all that lies in its folder. A module
//! and its parts may name each other as they like.

mod names;

use super::{assert_none, files, read};
use names::{Named, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Crates with the folders of their sources.
const CRATES: &[(&str, &str)] = &[
    ("bitrix-client", "bitrix-client/src"),
    ("docflow", "src"),
    ("docflow-core", "docflow-core/src"),
    ("docflow-print", "print/src"),
    ("docflow-sandbox", "sandbox/src"),
    ("onec-client", "onec-client/src"),
];

/// Modules whose parts still stand in circles: where, and how many of them at most. The numbers
/// only go down.
const PARTS: &[(&str, &str, usize)] = &[("sandbox/src", "onec", 9), ("sandbox/src", "portal", 25)];

/// Who names whom: by and to, with one place that does.
type Arrows = BTreeMap<(String, String), String>;

/// The modules of a crate, or the parts of one module, and what they name of each other.
#[derive(Default)]
struct Modules {
    arrows: Arrows,
    /// Names that are taken from the root, which only hands them on.
    through_root: Vec<String>,
}

impl Modules {
    /// Reads sources that are named by their paths from the folder of the crate.
    fn read<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::read_in(&[], texts)
    }

    /// Reads the parts of a module as if it were a crate; what they name outside of it is left out.
    fn read_in<'a>(root: &[String], texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let sources = texts
            .into_iter()
            .map(|(path, text)| Source::read(module_of(path), text));
        let sources: Vec<Source> = sources
            .filter(|source| source.module.starts_with(root))
            .collect();
        let for_tests: BTreeSet<&Vec<String>> = sources
            .iter()
            .flat_map(|source| &source.for_tests)
            .collect();
        let named: Vec<Named> = sources
            .iter()
            .filter(|source| !for_tests.iter().any(|test| source.module.starts_with(test)))
            .flat_map(|source| source.names(root))
            .filter_map(|named| named.inside(root))
            .collect();
        let tops: BTreeSet<String> = sources
            .iter()
            .filter_map(|source| source.module.get(root.len()).cloned())
            .collect();
        let (root, inner): (Vec<Named>, Vec<Named>) =
            named.into_iter().partition(|named| named.by.is_empty());
        // What the root hands on: of a module, or of another crate.
        let top = |named: &Named| {
            named
                .path
                .first()
                .filter(|top| tops.contains(*top))
                .cloned()
        };
        let handed_on = root.iter().map(|named| (named.name.as_str(), top(named)));
        let handed_on: BTreeMap<&str, Option<String>> = handed_on.collect();
        let mut modules = Self::default();
        for named in inner {
            let name = named.path.first().map_or("*", String::as_str);
            let to = if tops.contains(name) {
                Some(name.to_owned())
            } else {
                modules.through_root.push(told(&named));
                let to = handed_on.get(name);
                // A module has items of its own, the root of a crate has none.
                let known = to.is_some() || !root.is_empty();
                assert!(known, "nobody has this name: {}", told(&named));
                to.cloned().flatten()
            };
            if let Some(to) = to.filter(|to| named.by[0] != *to) {
                let arrow = (named.by[0].clone(), to);
                modules.arrows.entry(arrow).or_insert_with(|| told(&named));
            }
        }
        modules
    }

    fn of(folder: &str) -> Self {
        Self::of_parts(folder, &[])
    }

    fn of_parts(folder: &str, root: &[String]) -> Self {
        let paths = files(".rs").into_iter();
        let texts: Vec<(String, String)> = paths
            .filter_map(|path| {
                let inner = path.strip_prefix(folder).ok()?.to_str()?.to_owned();
                (inner != "main.rs").then(|| (inner, read(&path)))
            })
            .collect();
        assert!(texts.len() > 5, "{folder} has {} sources", texts.len());
        let found = Self::read_in(root, texts.iter().map(|(path, text)| (&**path, &**text)));
        assert!(found.arrows.len() > 3, "{folder}: {:?}", found.arrows);
        found
    }

    /// Modules that are reached from one, itself only through others.
    fn below(&self, module: &str) -> BTreeSet<&str> {
        let (mut found, mut open) = (BTreeSet::new(), vec![module]);
        while let Some(module) = open.pop() {
            let named = self.arrows.keys().filter(|(by, _)| by == module);
            let fresh = named.filter(|(_, to)| found.insert(to.as_str()));
            open.extend(fresh.map(|(_, to)| to.as_str()));
        }
        found
    }

    /// Modules that stand in a circle.
    fn in_circles(&self) -> BTreeSet<&str> {
        let names = self.arrows.keys().map(|(by, _)| by.as_str());
        names
            .filter(|name| self.below(name).contains(name))
            .collect()
    }

    /// Arrows that lie on a circle, each with its place.
    fn circles(&self) -> Vec<String> {
        let arrows = self.arrows.iter();
        arrows
            .filter(|((by, to), _)| self.below(to).contains(by.as_str()))
            .map(|((by, to), place)| format!("{by} -> {to}: {place}"))
            .collect()
    }
}

/// The module of a file, from the crate root.
fn module_of(path: &str) -> Vec<String> {
    let path = Path::new(path).with_extension("");
    let parts = path.iter().map(|part| part.to_string_lossy().into_owned());
    let mut module: Vec<String> = parts.collect();
    if module
        .last()
        .is_some_and(|last| last == "mod" || last == "lib")
    {
        module.pop();
    }
    module
}

fn told(named: &Named) -> String {
    format!("{} names {}", named.by.join("::"), named.path.join("::"))
}

#[test]
fn modules_of_a_crate_stand_on_floors() {
    let mut wrong = Vec::new();
    for (name, folder) in CRATES {
        let circles = Modules::of(folder).circles().into_iter();
        wrong.extend(circles.map(|arrow| format!("{name}: {arrow}")));
    }
    assert_none("arrows between modules that lie on a circle", &wrong);
}

#[test]
fn circles_inside_a_module_grow_no_further() {
    for (folder, module, most) in PARTS {
        let parts = Modules::of_parts(folder, &[(*module).to_owned()]);
        let found = parts.in_circles();
        assert!(found.len() <= *most, "{module}: {}: {found:?}", found.len());
    }
}

#[test]
fn modules_say_where_a_name_comes_from() {
    let mut wrong = Vec::new();
    for (_, folder) in CRATES {
        wrong.extend(Modules::of(folder).through_root);
    }
    assert_none("names that are taken through the root of the crate", &wrong);
}

#[test]
fn the_floors_of_the_bitrix_client_are_as_the_architecture_says() {
    let page = read("ARCHITECTURE.md");
    let (_, section) = page
        .split_once("\n### Floors of `bitrix-client`\n")
        .unwrap();
    let rows = section.split("\n#").next().unwrap().lines();
    let rows = rows.filter(|line| line.starts_with("| "));
    let floors: Vec<&str> = rows
        .flat_map(|row| row.split('`').skip(1).step_by(2))
        .collect();
    let root = read("bitrix-client/src/lib.rs");
    let declared = root.lines().filter_map(|line| {
        let (_, name) = line.split_once("mod ")?;
        name.strip_suffix(';')
    });
    let mut sorted = floors.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        declared.collect::<Vec<_>>(),
        "modules without a floor"
    );
    let floor = |name: &str| floors.iter().position(|known| *known == name);
    let arrows = Modules::of("bitrix-client/src").arrows.into_iter();
    let upwards = arrows.filter(|((by, to), _)| floor(to) > floor(by));
    let upwards: Vec<String> = upwards.map(|(_, place)| place).collect();
    assert_none("names of a floor above", &upwards);
}

/// A crate of three modules, one with a part of its own, and the arrows that are found in it.
fn arrows_with(low: &str) -> Modules {
    Modules::read([
        (
            "lib.rs",
            "mod high; mod low; mod middle; pub use middle::{Middle, part::Part as Piece};
             pub use serde::Serialize;",
        ),
        (
            "high.rs",
            "use crate::{Piece, low::{self, Low as Deep}}; use crate::Serialize;",
        ),
        (
            "middle.rs",
            "mod part; use self::part::Part; use super::low::Low;",
        ),
        (
            "middle/part.rs",
            "use super::Middle; use crate::middle::Middle as Own;",
        ),
        ("low.rs", low),
    ])
}

#[test]
fn an_arrow_is_found_however_it_is_written() {
    let clean = "/// As [`High`](crate::high::High).
        pub struct Low; // crate::high
        const TEXT: &str = \"crate::high\"; const MARK: char = '\"'; const RAW: &str = r#\"\"crate::high\"#;
        #[cfg(test)] mod tests { use crate::high::High; fn f<'a>() { crate::Middle::new(); } }";
    let modules = arrows_with(clean);
    let arrows = modules.arrows.keys().map(|(by, to)| format!("{by} {to}"));
    let arrows: Vec<String> = arrows.collect();
    assert_eq!(arrows, ["high low", "high middle", "middle low"]);
    assert_eq!(modules.circles(), [""; 0]);
    assert_eq!(
        modules.through_root,
        ["high names Piece", "high names Serialize"]
    );
    for upwards in [
        "use crate::high::High;",
        "use super::high;",
        "use crate::{high::{self, High}};",
        "fn f() { let high = crate::high::High::<u8>::new(); }",
        "pub(in crate::low) struct Low(crate::high::High);",
        "mod inner { use super::super::high::High; }",
        "macro_rules! make { () => { $crate::high::make!() } }",
        "#[cfg(not(test))] use crate::high::High;",
        "#[cfg(test)] mod tests { } use crate::high::High;",
    ] {
        let circles = arrows_with(upwards).circles();
        assert!(
            circles.iter().any(|arrow| arrow.starts_with("low -> high")),
            "{upwards}"
        );
    }
}

#[test]
fn a_circle_is_found_through_others_and_through_the_root() {
    let circles = arrows_with("use crate::Middle;").circles();
    let named = [
        "low -> middle: low names Middle",
        "middle -> low: middle names low::Low",
    ];
    assert_eq!(circles, named);
    let circles = arrows_with("use crate::high::High;").circles();
    let starts = [
        "high -> low",
        "high -> middle",
        "low -> high",
        "middle -> low",
    ];
    assert_eq!(circles.len(), starts.len(), "{circles:?}");
    for (circle, start) in circles.iter().zip(starts) {
        assert!(circle.starts_with(start), "{circle}");
    }
}

#[test]
fn a_circle_is_found_among_the_parts_of_a_module() {
    let parts = |high: &str| {
        let texts = [
            ("lib.rs", "mod area; mod low; pub use area::Own;"),
            ("low.rs", "use crate::area::high::High;"),
            (
                "area.rs",
                "mod high; mod deep; use deep::Deep; pub struct Own(Deep, crate::low::Low);",
            ),
            ("area/high.rs", high),
            (
                "area/deep.rs",
                "use super::high::High; use super::Own; use crate::low::Low;",
            ),
        ];
        Modules::read_in(&["area".to_owned()], texts)
    };
    assert!(parts("use super::Own;").in_circles().is_empty());
    for upwards in [
        "use super::deep;",
        "use super::Deep;",
        "use crate::area::deep::Deep;",
    ] {
        let found = parts(upwards);
        assert_eq!(found.in_circles(), BTreeSet::from(["deep", "high"]));
    }
}

#[test]
fn a_file_of_tests_alone_does_not_count() {
    let modules = Modules::read([
        ("lib.rs", "mod low; mod high;"),
        ("high.rs", "use crate::low::Low;"),
        (
            "low/mod.rs",
            "#[cfg(test)] #[path = \"x\"] mod tests; mod part;",
        ),
        ("low/tests.rs", "use crate::high::High;"),
        ("low/part.rs", ""),
    ]);
    assert_eq!(modules.arrows.len(), 1, "{:?}", modules.arrows);
}
