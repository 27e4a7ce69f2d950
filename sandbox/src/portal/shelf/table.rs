//! Reads the tables of families.
//!
//! A paragraph begins with the name of the family and its settings, at the beginning of a line:
//!
//! - `scope=a,b`: any of them is enough; `manner=shop|crm|old|lists`, `who=app|admin`;
//! - `one=`, `many=`: the members of `result`; `in=`: the parameter of the fields, `flat` for none;
//! - `id=`: the field by which a record is known, `key=`: the parameter that names it;
//! - `update_in=`: the same for updates; `spell=upper`: names of fields in requests;
//! - `like=`: the fields of an earlier family; `infos=brief`, `infos=named`: shorter
//!   and longer descriptions of fields;
//! - `selects=`, `filters=`: fields that a list must select, and name in its filter;
//! - `by=a,b`: the owner; `fixed=field:value`; `free=UF_,property`; `store=`: a shared store;
//! - `absent='CODE|text'`, `twice='CODE|text'`: refusals.
//!
//! Indented lines follow. `seed name=value` is a record of a new portal. `do add>one get=get>one`
//! names methods, what each does when its name does not say it, and the shape of its answer; a `-`
//! behind it means a list without `total`; `.` is the
//! family's own name, `/` begins a whole one. All else are fields,
//! `name:type`, then marks (`!` required, `*` read only, `^` immutable, `?` null when unset, `~`
//! number as text, `#` number, `$` text, `+` true
//! and false, `%` only in a record, `/` only in a list, `&` only where a list selects it), `@stored name`, `=default`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::family::{Doing, Family, Field, Form, Manner, Seen, Shape, Verb, Who};

const TABLES: [&str; 4] = [
    include_str!("tables/catalog.txt"),
    include_str!("tables/crm.txt"),
    include_str!("tables/documents.txt"),
    include_str!("tables/work.txt"),
];

/// All families and their methods.
#[derive(Default)]
struct Table {
    families: Vec<Family>,
    /// By name in small letters.
    methods: BTreeMap<String, (usize, Doing)>,
    /// Lines that were not understood; a test wants none.
    problems: Vec<String>,
}

/// The family and the work of a method, by its name in small letters.
pub(super) fn find(name: &str) -> Option<(&'static Family, Doing)> {
    let table = table();
    let (family, doing) = table.methods.get(name)?;
    Some((table.families.get(*family)?, *doing))
}

/// The family of this name.
pub(super) fn family(name: &str) -> Option<&'static Family> {
    table().families.iter().find(|family| family.name == name)
}

/// The families that show this store.
pub(super) fn sharing(store: &str) -> impl Iterator<Item = &'static Family> {
    table()
        .families
        .iter()
        .filter(move |family| family.store == store)
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        for text in TABLES {
            table.read(text);
        }
        table
    })
}

impl Table {
    fn read(&mut self, text: &'static str) {
        for line in text.lines() {
            let words = words(line);
            let Some((first, rest)) = words.split_first() else {
                continue;
            };
            let known = if first.starts_with('#') {
                Some(())
            } else if !line.starts_with(' ') {
                self.head(first, rest)
            } else {
                self.body(first, rest, &words)
            };
            if known.is_none() {
                self.problems.push(line.to_owned());
            }
        }
    }

    fn head(&mut self, name: &'static str, settings: &[&'static str]) -> Option<()> {
        let mut family = Family {
            name,
            store: name,
            place: "fields",
            ..Family::default()
        };
        for setting in settings {
            let (name, value) = setting.split_once('=')?;
            let value = value.trim_matches('\'');
            if name == "like" {
                let model = self.families.iter().find(|family| family.name == value)?;
                family.fields.clone_from(&model.fields);
            } else {
                family.setting(name, value)?;
            }
        }
        family.known_by();
        self.families.push(family);
        Some(())
    }

    fn body(
        &mut self,
        first: &'static str,
        rest: &[&'static str],
        words: &[&'static str],
    ) -> Option<()> {
        let at = self.families.len().checked_sub(1)?;
        let family = self.families.last_mut()?;
        match first {
            "do" => {
                for word in rest {
                    let (name, doing) = doing(word)?;
                    let full = match name.strip_prefix('/') {
                        Some(full) => full.to_owned(),
                        None if name == "." => family.name.to_owned(),
                        None => format!("{}.{name}", family.name),
                    };
                    self.methods.insert(full.to_ascii_lowercase(), (at, doing));
                }
            }
            "seed" => {
                let pairs = rest.iter().map(|word| {
                    let (name, value) = word.split_once('=')?;
                    Some((name, value.trim_matches('\'').to_owned()))
                });
                family.seeds.push(pairs.collect::<Option<_>>()?);
            }
            _ => {
                for word in words {
                    family.fields.push(field(word)?);
                }
                family.known_by();
            }
        }
        Some(())
    }
}

impl Family {
    fn setting(&mut self, name: &str, value: &'static str) -> Option<()> {
        match name {
            "scope" => self.scopes = value.split(',').collect(),
            "one" => self.one = value,
            "many" => self.many = value,
            "in" => self.place = if value == "flat" { "" } else { value },
            "id" => self.id = value,
            "key" => self.key = value,
            "by" => self.by = value.split(',').collect(),
            "free" => self.free = value.split(',').collect(),
            "store" => self.store = value,
            "selects" => self.selects = value.split(',').collect(),
            "filters" => self.filters = value.split(',').collect(),
            "update_in" => self.place_of_update = Some(value),
            "spell" => self.upper = value == "upper",
            "infos" => {
                self.brief = value == "brief";
                self.named = value == "named";
            }
            "fixed" => self.fixed = Some(value.split_once(':')?),
            "absent" => self.absent = Some(value.split_once('|')?),
            "twice" => self.twice = Some(value.split_once('|')?),
            "manner" => {
                self.manner = match value {
                    "shop" => Manner::Shop,
                    "crm" => Manner::Crm,
                    "old" => Manner::Old,
                    "lists" => Manner::Lists,
                    _ => return None,
                }
            }
            "who" => {
                self.who = match value {
                    "app" => Who::Application,
                    "admin" => Who::Administrator,
                    _ => return None,
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// A record is known by `id` or `ID` unless the paragraph says otherwise.
    fn known_by(&mut self) {
        if self.id.is_empty() {
            let mut names = self.fields.iter().map(|field| field.name);
            self.id = names
                .find(|name| matches!(*name, "id" | "ID"))
                .unwrap_or("");
        }
        if self.key.is_empty() {
            self.key = self.id;
        }
    }
}

/// The words of a line; spaces between single quotes do not separate.
fn words(line: &'static str) -> Vec<&'static str> {
    let mut quoted = false;
    line.split(move |c: char| {
        quoted ^= c == '\'';
        c == ' ' && !quoted
    })
    .filter(|word| !word.is_empty())
    .collect()
}

fn field(word: &'static str) -> Option<Field> {
    let (name, rest) = word.split_once(':')?;
    let (rest, default) = match rest.split_once('=') {
        Some((rest, default)) => (rest, Some(default.trim_matches('\''))),
        None => (rest, None),
    };
    let (rest, stored) = rest.split_once('@').unwrap_or((rest, name));
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let (kind, marks) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
    if !marks.chars().all(|mark| "!*^?~#$+%&/".contains(mark)) || kind.is_empty() {
        return None;
    }
    let has = |mark| marks.contains(mark);
    Some(Field {
        name,
        stored,
        kind,
        form: form(kind, &has),
        required: has('!'),
        read_only: has('*'),
        immutable: has('^'),
        nullable: has('?'),
        seen: seen(&has),
        default,
    })
}

fn seen(has: &impl Fn(char) -> bool) -> Seen {
    if has('&') {
        Seen::WhenSelected
    } else if has('/') {
        Seen::InList
    } else if has('%') {
        Seen::InRecord
    } else {
        Seen::Everywhere
    }
}

fn form(kind: &str, has: &impl Fn(char) -> bool) -> Form {
    match kind {
        _ if has('+') => Form::Bool,
        _ if has('#') => Form::Int,
        _ if has('$') => Form::Text,
        "double" if has('~') => Form::NumberText,
        "double" => Form::Number,
        _ if has('~') => Form::IntText,
        "bool" => Form::Bool,
        "flags" => Form::Flags,
        "char" | "boolean" => Form::YesNo,
        "date" | "datetime" => Form::Time,
        "string" | "text" | "crm_status" | "crm_currency" | "enum" => Form::Text,
        "integer" | "int" | "user" | "crm_company" | "crm_contact" | "crm_category"
        | "crm_entity" => Form::Int,
        _ => Form::Any,
    }
}

fn doing(word: &'static str) -> Option<(&'static str, Doing)> {
    let (word, counted) = match word.strip_suffix('-') {
        Some(word) => (word, false),
        None => (word, true),
    };
    let (name, shape) = word.split_once('>')?;
    let (name, verb) = name.split_once('=').unwrap_or((name, name));
    let doing = Doing {
        verb: verb_of(verb)?,
        shape: shape_of(shape)?,
        counted,
    };
    Some((name, doing))
}

fn verb_of(word: &str) -> Option<Verb> {
    Some(match word {
        "add" => Verb::Add,
        "get" => Verb::Get,
        "list" => Verb::List,
        "pick" => Verb::Pick,
        "update" => Verb::Update,
        "delete" => Verb::Delete,
        "fields" => Verb::Fields,
        "set" => Verb::Set,
        "owned" => Verb::Owned,
        "drop" => Verb::Drop,
        _ => return None,
    })
}

fn shape_of(word: &'static str) -> Option<Shape> {
    Some(match word {
        "one" => Shape::One,
        "bare" => Shape::Bare,
        "many" => Shape::Many,
        "list" => Shape::List,
        "map" => Shape::Map,
        "baremap" => Shape::BareMap,
        "fieldlist" => Shape::FieldList,
        "ids" => Shape::Ids,
        "id" => Shape::Id,
        "oneid" => Shape::OneId,
        "onenumber" => Shape::OneNumber,
        "true" => Shape::True,
        "null" => Shape::Null,
        "empty" => Shape::Empty,
        "success" => Shape::Success,
        "result" => Shape::Result,
        other => match other.split_once(':') {
            Some(("id", member)) => Shape::IdIn(member),
            Some(("in", member)) => Shape::In(member),
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_understood() {
        assert_eq!(table().problems, Vec::<String>::new());
        assert!(table().methods.len() > 200);
    }

    #[test]
    fn a_record_that_can_be_named_has_a_field_for_its_name() {
        let by_name = [Verb::Add, Verb::Get, Verb::Update, Verb::Delete];
        for (name, (family, doing)) in &table().methods {
            let family = &table().families[*family];
            let needs = by_name.contains(&doing.verb) && name != "crm.orderentity.add";
            assert!(!needs || family.id_field().is_some(), "{name}");
        }
    }

    #[test]
    fn seeds_name_fields_that_exist() {
        for family in &table().families {
            for (name, _) in family.seeds.iter().flatten() {
                let known = family.fields.iter().any(|field| field.name == *name);
                assert!(known, "{} {name}", family.name);
            }
        }
    }
}
