//! The expression engine: minijinja with our formatter, our filters and limits.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, filters,
    tests, value::ValueKind,
};

use crate::{
    docx::{Element, Node, escape_into},
    words::{amount_in_words, date_in_words, format_money, short_date},
};

use super::{
    error::FillError,
    tag::{Kind, Tag},
};

/// Steps of the engine for one part: about 25,000 rows of ten fields.
const FUEL: u64 = 5_000_000;
/// Bytes of one filled part.
const MAX_OUTPUT: usize = 48 << 20;

/// Fills one part; also the numbers of the value tags that had no value.
pub(super) fn render(
    root: &mut Element,
    part: &str,
    data: &Value,
    stamps: bool,
) -> Result<(String, Vec<Tag>), FillError> {
    let tags = number_values(root);
    let source = crate::docx::serialise(root);
    let unseen = Arc::new(Mutex::new(BTreeSet::new()));
    let mut env = environment(Arc::clone(&unseen));
    env.add_global("stamps", stamps);
    let fault = |error: &Error| {
        let part = part.to_owned();
        if matches!(error.kind(), ErrorKind::OutOfFuel | ErrorKind::WriteFailure) {
            return FillError::TooLarge { part };
        }
        FillError::Render {
            part,
            reason: reason(error),
        }
    };
    let template = env.template_from_str(&source).map_err(|e| fault(&e))?;
    let mut out = Capped { bytes: Vec::new() };
    template
        .render_captured_to(data.clone(), &mut out)
        .map_err(|e| fault(&e))?;
    let text = String::from_utf8(out.bytes).map_err(|_| FillError::Part {
        part: part.to_owned(),
        source: crate::docx::TreeError::NotUtf8,
    })?;
    let unseen = unseen.lock().unwrap_or_else(PoisonError::into_inner);
    let without_value = unseen
        .iter()
        .filter_map(|at| usize::try_from(*at).ok().and_then(|at| tags.get(at)));
    Ok((text, without_value.cloned().collect()))
}

/// Wraps every value in a call that notes when it is undefined.
fn number_values(root: &mut Element) -> Vec<Tag> {
    let mut tags = Vec::new();
    root.walk_mut(&mut |element| {
        for node in &mut element.children {
            if let Node::Tag(source) = node
                && let Some(tag) = Tag::reread(source).filter(|tag| tag.kind == Kind::Value)
            {
                *source = format!("{{{{ docflow_seen(({}), {}) }}}}", tag.inner, tags.len());
                tags.push(tag);
            }
        }
    });
    tags
}

/// Every filter of the grammar; those of the engine that can grow without bound are not among them.
pub(super) const FILTERS: [&str; 15] = [
    "money",
    "words",
    "date_words",
    "short_date",
    "dot",
    "upper",
    "lower",
    "capitalize",
    "trim",
    "join",
    "default",
    "length",
    "count",
    "first",
    "last",
];

fn environment(unseen: Arc<Mutex<BTreeSet<u64>>>) -> Environment<'static> {
    let mut env = Environment::empty();
    env.set_undefined_behavior(UndefinedBehavior::Chainable);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_keep_trailing_newline(true);
    env.set_fuel(Some(FUEL));
    env.set_formatter(write_value);
    env.add_function("docflow_seen", move |value: Value, tag: u64| {
        if value.is_undefined() {
            unseen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(tag);
        }
        value
    });
    env.add_test("defined", tests::is_defined);
    env.add_test("undefined", tests::is_undefined);
    env.add_test("none", tests::is_none);
    add_engine_filters(&mut env);
    add_own_filters(&mut env);
    env
}

fn add_engine_filters(env: &mut Environment<'_>) {
    env.add_filter("upper", filters::upper);
    env.add_filter("lower", filters::lower);
    env.add_filter("capitalize", filters::capitalize);
    env.add_filter("trim", filters::trim);
    env.add_filter("join", filters::join);
    env.add_filter("default", filters::default);
    env.add_filter("length", filters::length);
    env.add_filter("count", filters::length);
    env.add_filter("first", filters::first);
    env.add_filter("last", filters::last);
}

fn add_own_filters(env: &mut Environment<'_>) {
    env.add_filter("words", |value: Value| {
        let words = |sum| u64::try_from(sum).ok().map(amount_in_words);
        with(value, kopecks, words, "kopecks, not negative")
    });
    env.add_filter("money", |value: Value| {
        with(
            value,
            kopecks,
            |sum| Some(format_money(sum)),
            "kopecks, a whole number",
        )
    });
    env.add_filter("date_words", |value: Value| {
        with(
            value,
            text,
            |iso| date_in_words(&iso),
            "a date like 2026-11-24",
        )
    });
    env.add_filter("short_date", |value: Value| {
        with(
            value,
            text,
            |iso| short_date(&iso),
            "a date like 2026-11-24",
        )
    });
    env.add_filter("dot", |value: Value| {
        let full = |text: String| {
            if text.ends_with('.') {
                text
            } else {
                text + "."
            }
        };
        with(value, text, |text| Some(full(text)), "text")
    });
}

/// Applies a filter of ours: nothing stays nothing, a wrong value is an error and never printed.
fn with<T>(
    value: Value,
    read: impl Fn(&Value) -> Option<T>,
    print: impl Fn(T) -> Option<String>,
    expected: &str,
) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(value);
    }
    read(&value)
        .and_then(print)
        .map(Value::from)
        .ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidOperation,
                format!("expected {expected}, found {}", value.kind()),
            )
        })
}

fn kopecks(value: &Value) -> Option<i64> {
    if value.kind() == ValueKind::Number && value.is_integer() {
        return value.as_i64();
    }
    value.as_str()?.parse().ok()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Writes a value into a `w:t`: escaped, a line break as a break of Word, nothing for nothing.
fn write_value(out: &mut Output<'_>, _: &State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    if value.as_object().is_some() {
        let expected = format!("expected a text or a number, found {}", value.kind());
        return Err(Error::new(ErrorKind::InvalidOperation, expected));
    }
    let text = value.to_string().replace("\r\n", "\n").replace('\r', "\n");
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.write_str("</w:t><w:br/><w:t xml:space=\"preserve\">")?;
        }
        let mut escaped = String::new();
        escape_into(&mut escaped, line);
        out.write_str(&escaped)?;
    }
    Ok(())
}

fn reason(error: &Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

struct Capped {
    bytes: Vec<u8>,
}

impl Write for Capped {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + piece.len() > MAX_OUTPUT {
            return Err(io::Error::other("the filled part is too large"));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
