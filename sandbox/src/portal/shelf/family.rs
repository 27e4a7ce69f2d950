//! What a paragraph of a table says: [`Family`], its fields and how values are kept and shown.

use super::super::fail::Fail;
use super::super::value::{Array, Value};

/// A family of methods over one kind of record.
#[derive(Default)]
pub(crate) struct Family {
    pub(crate) name: &'static str,
    pub(crate) scopes: Vec<&'static str>,
    /// The store that it shows; families may share one.
    pub(crate) store: &'static str,
    /// Member of `result` in which a record stands.
    pub(crate) one: &'static str,
    /// Member of `result` in which a list stands.
    pub(crate) many: &'static str,
    /// Name of the field by which a record is known.
    pub(crate) id: &'static str,
    /// Name of the parameter that carries it.
    pub(crate) key: &'static str,
    /// Parameter that carries the fields; empty: they are the parameters.
    pub(crate) place: &'static str,
    /// The same for an update, when it differs.
    pub(crate) place_of_update: Option<&'static str>,
    /// Whether requests spell the names of fields `LIKE_THIS`.
    pub(crate) upper: bool,
    /// Whether descriptions of fields name only what is true.
    pub(crate) brief: bool,
    /// Whether they have a name as well.
    pub(crate) named: bool,
    /// Parameters that name the owner: needed by a list, kept by an add.
    pub(crate) by: Vec<&'static str>,
    /// A field that has one value in all records of this family.
    pub(crate) fixed: Option<(&'static str, &'static str)>,
    /// Beginnings of names that are kept although the table does not name them.
    pub(crate) free: Vec<&'static str>,
    /// Fields that a list must select.
    pub(crate) selects: Vec<&'static str>,
    /// Fields that the filter of a list must name.
    pub(crate) filters: Vec<&'static str>,
    pub(crate) manner: Manner,
    /// Code and text for a record that is not there.
    pub(crate) absent: Option<(&'static str, &'static str)>,
    /// Code and text for a second record with the id of a first.
    pub(crate) twice: Option<(&'static str, &'static str)>,
    pub(crate) who: Who,
    pub(crate) fields: Vec<Field>,
    pub(crate) seeds: Vec<Vec<(&'static str, String)>>,
}

/// How a generation of methods reads names and refuses.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Manner {
    /// Catalogue, shop, document generator: exact names, refusals with a number.
    #[default]
    Shop,
    /// New methods of the CRM: exact names, `NOT_FOUND`.
    Crm,
    /// Old methods: names in any case, refusals without a code.
    Old,
    /// Universal lists: names in any case, refusals of their own.
    Lists,
}

/// Who may call.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Who {
    #[default]
    Everybody,
    /// An application, no webhook.
    Application,
    /// An application of an administrator.
    Administrator,
}

/// A field of a record.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the portal describes a field by each of them"
)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// The name under which the store keeps it.
    pub(crate) stored: &'static str,
    /// The type as the portal names it.
    pub(crate) kind: &'static str,
    pub(crate) form: Form,
    pub(crate) required: bool,
    pub(crate) read_only: bool,
    pub(crate) immutable: bool,
    /// Null and not an empty value while it is unset.
    pub(crate) nullable: bool,
    pub(crate) seen: Seen,
    /// A value, or `@now`, `@user`, and `@touch`, `@toucher`, which an update sets as well.
    pub(crate) default: Option<&'static str>,
}

/// Where a field is printed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Seen {
    #[default]
    Everywhere,
    /// In a record, and in a list that selects it.
    InRecord,
    /// In lists only.
    InList,
    /// In a list that selects it.
    WhenSelected,
}

/// How a value is printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    Int,
    /// A number as text.
    IntText,
    Number,
    NumberText,
    Text,
    YesNo,
    Bool,
    Time,
    /// As it was sent.
    Any,
    /// A map with flags in it, which are true or false however they were sent.
    Flags,
}

/// What a method does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verb {
    Add,
    Get,
    List,
    /// A list, or the one record of it that the id names.
    Pick,
    Update,
    Delete,
    Fields,
    /// Adds or changes the record of the owner that `by` names.
    Set,
    /// Reads the record of the owner that `by` names.
    Owned,
    /// Deletes the record of the owner that `by` names.
    Drop,
}

/// A verb and the shape of its answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Doing {
    pub(crate) verb: Verb,
    pub(crate) shape: Shape,
    /// Whether a list tells `total` and `next`.
    pub(crate) counted: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Shape {
    /// `{one: record}`.
    One,
    /// The record.
    Bare,
    /// `{many: [records]}`.
    Many,
    /// `[records]`.
    List,
    /// `{many: {id: record}}`.
    Map,
    /// `{id: record}`.
    BareMap,
    /// `[id]`.
    Ids,
    /// The id.
    Id,
    /// `{member: id}`.
    IdIn(&'static str),
    /// `{one: {id: …}}`.
    OneId,
    /// `{one: record}` with the id as a number.
    OneNumber,
    /// `[{name: …}]`, for descriptions of fields.
    FieldList,
    /// `{member: …}`, for descriptions of fields.
    In(&'static str),
    True,
    Null,
    Empty,
    /// `{"success": true}`.
    Success,
    /// `{"result": true}`.
    Result,
}

impl Family {
    /// The field by which a record is known.
    pub(crate) fn id_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == self.id)
    }

    /// Whether the caller gives the id himself.
    pub(crate) fn named_by_caller(&self) -> bool {
        let given = |field: &Field| field.form == Form::Text && field.default.is_none();
        self.id_field().is_some_and(given)
    }

    /// Whether names are read in any case.
    pub(crate) fn any_case(&self) -> bool {
        matches!(self.manner, Manner::Old | Manner::Lists)
    }

    /// What a request says about a field.
    pub(crate) fn said<'a>(&self, sent: &'a Array, field: &Field) -> Option<&'a Value> {
        let plain = self.pick(sent, field.name);
        if !self.upper || plain.is_some() {
            return plain;
        }
        sent.get_any_case(&upper(field.name))
    }

    /// The field that a request names.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| {
            field.name == name
                || (self.any_case() && field.name.eq_ignore_ascii_case(name))
                || (self.upper && upper(field.name).eq_ignore_ascii_case(name))
        })
    }

    /// A parameter or field as this generation reads it.
    pub(crate) fn pick<'a>(&self, from: &'a Array, name: &str) -> Option<&'a Value> {
        if self.any_case() {
            from.get_any_case(name)
        } else {
            from.get(name)
        }
    }

    /// The refusal for a record that is not there.
    pub(crate) fn no_record(&self) -> Fail {
        if let Some((code, text)) = self.absent {
            return Fail::new(400, code, text);
        }
        match self.manner {
            Manner::Shop => Fail::new(400, "0", format!("{} does not exist.", self.one)),
            Manner::Crm => Fail::not_found(),
            Manner::Old => Fail::nameless("Not found"),
            Manner::Lists => Fail::new(400, "ERROR_ELEMENT_NOT_FOUND", "Element not found"),
        }
    }

    /// The refusal for fields that are missing.
    pub(crate) fn incomplete(&self, missing: &[&str]) -> Fail {
        match self.manner {
            Manner::Shop => {
                let text = format!("Required fields: {}", missing.join(", "));
                Fail::new(400, Value::Int(0), text)
            }
            Manner::Crm => Fail::missing(missing.first().unwrap_or(&"")),
            Manner::Old => {
                let name = missing.first().unwrap_or(&"");
                Fail::nameless(format!("The field {name} is required."))
            }
            Manner::Lists => {
                let name = missing.first().unwrap_or(&"");
                let text = format!("Required parameter `{name}` is missing");
                Fail::new(400, "ERROR_REQUIRED_PARAMETERS_MISSING", text)
            }
        }
    }

    /// The refusal for a parameter that is missing.
    pub(crate) fn no_parameter(&self, name: &'static str) -> Fail {
        match self.manner {
            Manner::Old => Fail::nameless(format!("{name} is not defined or invalid.")),
            Manner::Lists => self.incomplete(&[name]),
            Manner::Shop | Manner::Crm => Fail::missing(name),
        }
    }
}

/// `createdTime` as `CREATED_TIME`.
pub(crate) fn upper(name: &str) -> String {
    name.chars().fold(String::new(), |mut out, c| {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_uppercase());
        out
    })
}

impl Form {
    /// What a value sent becomes; PHP's casts, so nothing is refused here.
    pub(crate) fn read(self, value: &Value) -> Value {
        match self {
            Self::Any => value.clone(),
            Self::Flags => with_flags(value),
            _ if value.is_blank() => Value::Null,
            Self::Int | Self::IntText => value.to_int().unwrap_or_default().into(),
            Self::Number | Self::NumberText => match value.to_decimal() {
                Some(number) => Value::Decimal(number),
                None => Value::Int(0),
            },
            Self::Text | Self::Time => value.to_text().map_or(Value::Null, Value::from),
            Self::YesNo => Value::yes_no(is_yes(value)),
            Self::Bool => Value::Bool(is_yes(value)),
        }
    }

    /// As it is printed.
    pub(crate) fn print(self, value: &Value) -> Value {
        match self {
            Self::IntText | Self::NumberText => value.to_text().map_or(Value::Null, Value::from),
            Self::Bool => Value::Bool(is_yes(value)),
            Self::YesNo => Value::yes_no(is_yes(value)),
            Self::Text => match value {
                Value::Int(_) | Value::Decimal(_) => value.to_text().into(),
                other => other.clone(),
            },
            Self::Int => value.to_int().map_or_else(|| value.clone(), Value::Int),
            Self::Number | Self::Time | Self::Any | Self::Flags => value.clone(),
        }
    }

    /// What an unset field reads as.
    pub(crate) fn unset(self) -> Value {
        match self {
            Self::Int | Self::Number => Value::Int(0),
            Self::IntText => Value::from("0"),
            Self::NumberText => Value::from("0.00"),
            Self::Text => Value::from(""),
            Self::YesNo => Value::from("N"),
            Self::Bool => Value::Bool(false),
            Self::Time => Value::Null,
            Self::Any | Self::Flags => Array::new().into(),
        }
    }
}

/// Flags of a configurable activity.
const FLAGS: [&str; 2] = ["completed", "isIncomingChannel"];

fn with_flags(value: &Value) -> Value {
    let Some(mut map) = value.as_array().cloned() else {
        return value.clone();
    };
    for name in FLAGS {
        if let Some(flag) = map.get(name).map(is_yes) {
            map.set(name, flag);
        }
    }
    map.into()
}

fn is_yes(value: &Value) -> bool {
    match value {
        Value::Text(text) => matches!(text.as_str(), "Y" | "y" | "1" | "true"),
        other => !other.is_empty(),
    }
}
