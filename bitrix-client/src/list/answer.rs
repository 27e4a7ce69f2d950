//! The answer to a batch of list commands, read in one pass over its text.
//!
//! A batch of fifty pages has a megabyte and more, so rows are only delimited here; each is read
//! when it is wanted.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::ListMethod;
use super::page::Page;
use crate::envelope::{refusal, time_of};
use crate::wire::Fields;
use crate::{DecodeError, Error, ErrorKind, RawJson, Timing};

/// What became of one command.
pub(super) struct Answered {
    pub(super) page: Page,
    pub(super) total: Option<u64>,
}

/// What became of each command, and what the portal says of the method's time.
pub(super) struct Answers {
    pub(super) commands: Vec<Result<Answered, Error>>,
    pub(super) method: Timing,
}

/// Reads the `result` of a batch of `count` commands of one list method; it stands in `text`.
pub(super) fn read<M: ListMethod>(
    result: RawJson<'_>,
    text: &Arc<String>,
    count: usize,
    secrets: &[&str],
) -> Result<Answers, Error> {
    let maps: Maps<'_, M> = serde_json::from_str(result.as_str()).map_err(|_| {
        let error = DecodeError::new("the result of a batch of lists", result);
        Error::decode("batch", &error)
    })?;
    let part = |raw: Option<&RawValue>| -> Fields {
        let raw = raw.map_or(RawJson::NULL, |raw| RawJson::new(raw.get()));
        raw.parse().unwrap_or_default()
    };
    let (errors, totals, times) = (part(maps.errors), part(maps.totals), part(maps.times));
    let mut commands: Vec<Result<Answered, Error>> = (0..count)
        .map(|at| Err(failure(of(&errors, at), M::NAME, secrets)))
        .collect();
    for (at, rows) in maps.pages.0 {
        let total = of(&totals, at).and_then(|raw| raw.parse().ok());
        let page = Page::new(Arc::clone(text), rows.places(text));
        if let Some(command) = commands.get_mut(at)
            && of(&errors, at).is_none()
        {
            *command = Ok(Answered { page, total });
        }
    }
    // Totals run on, so the last command knows them best.
    let method = time_of(count.checked_sub(1).and_then(|last| of(&times, last)));
    Ok(Answers { commands, method })
}

/// Why a command has no rows.
fn failure(error: Option<RawJson<'_>>, method: &str, secrets: &[&str]) -> Error {
    let Some(error) = error else {
        return Error::new(ErrorKind::Decode, method)
            .described("expected rows or an error of this command, found neither");
    };
    let parts: Fields = error.parse().unwrap_or_default();
    let code = parts.raw("error").unwrap_or(error);
    let words = parts.raw("error_description").unwrap_or(RawJson::NULL);
    refusal(method, 200, code, words, secrets, Timing::default()).attempted(1, false)
}

/// The entry of a command, by its name or, in a list, by its number.
fn of(map: &Fields, at: usize) -> Option<RawJson<'_>> {
    map.raw(&format!("c{at}"))
        .or_else(|| map.raw(&at.to_string()))
}

#[derive(serde::Deserialize)]
#[serde(bound(deserialize = "M: ListMethod"))]
struct Maps<'a, M> {
    #[serde(rename = "result", borrow)]
    pages: Pages<'a, M>,
    #[serde(rename = "result_error", borrow, default)]
    errors: Option<&'a RawValue>,
    #[serde(rename = "result_total", borrow, default)]
    totals: Option<&'a RawValue>,
    #[serde(rename = "result_time", borrow, default)]
    times: Option<&'a RawValue>,
}

/// The rows of each command by its number.
struct Pages<'a, M>(Vec<(usize, Rows<'a, M>)>);

/// The rows of one command, delimited.
struct Rows<'a, M>(Vec<&'a RawValue>, PhantomData<M>);

impl<M> Rows<'_, M> {
    /// Where the rows stand in `text`, of which they are a part.
    fn places(&self, text: &str) -> Box<[Range<usize>]> {
        let origin = text.as_ptr().addr();
        let place = |row: &&RawValue| {
            let from = row.get().as_ptr().addr().saturating_sub(origin);
            from..from.saturating_add(row.get().len())
        };
        self.0.iter().map(place).collect()
    }
}

impl<'de: 'a, 'a, M: ListMethod> Deserialize<'de> for Pages<'a, M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PagesVisitor(PhantomData))
    }
}

struct PagesVisitor<M>(PhantomData<M>);

impl<'de, M: ListMethod> Visitor<'de> for PagesVisitor<M> {
    type Value = Pages<'de, M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the results of commands")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pages = Vec::new();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            let rows = map.next_value()?;
            if let Ok(at) = name.trim_start_matches('c').parse() {
                pages.push((at, rows));
            }
        }
        Ok(Pages(pages))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut pages = Vec::new();
        while let Some(rows) = seq.next_element()? {
            pages.push((pages.len(), rows));
        }
        Ok(Pages(pages))
    }
}

impl<'de, M: ListMethod> Deserialize<'de> for Rows<'de, M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = RowsVisitor { member: M::MEMBER };
        deserializer
            .deserialize_any(rows)
            .map(|rows| Self(rows, PhantomData))
    }
}

/// Reads rows that are a list, the values of a map, or one of these under a member.
struct RowsVisitor {
    member: Option<&'static str>,
}

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::with_capacity(50);
        while let Some(row) = seq.next_element()? {
            rows.push(row);
        }
        Ok(rows)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match self.member {
                None => rows.push(map.next_value()?),
                Some(member) if member == name => rows = map.next_value::<Inner<'de>>()?.0,
                Some(_) => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(rows)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }
}

/// Rows under a member.
struct Inner<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Inner<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = RowsVisitor { member: None };
        deserializer.deserialize_any(rows).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ListItems, ListRequisites};

    fn rows<M: ListMethod>(result: &str, count: usize) -> Vec<Result<Vec<String>, ErrorKind>> {
        let text = Arc::new(format!(r#"{{"result":{result},"time":{{}}}}"#));
        let whole = RawJson::new(text.get(10..10 + result.len()).unwrap());
        let answers = read::<M>(whole, &text, count, &[]).unwrap();
        let texts = |page: Page| page.rows().map(|row| row.as_str().to_owned()).collect();
        let commands = answers.commands.into_iter();
        commands
            .map(|command| {
                command
                    .map(|it| texts(it.page))
                    .map_err(|error| error.kind())
            })
            .collect()
    }

    #[test]
    fn rows_are_delimited_in_every_shape_of_a_page() {
        let result = r#"{"result":{"c0":{"items":[{"id":1},{"id":2}]},"c1":{"items":{"7":{"id":3}}},
            "c2":{"items":[]},"c3":[]},"result_error":[]}"#;
        let page = |rows: &[&str]| Ok(rows.iter().map(|row| (*row).to_owned()).collect());
        assert_eq!(
            rows::<ListItems>(result, 4),
            [
                page(&[r#"{"id":1}"#, r#"{"id":2}"#]),
                page(&[r#"{"id":3}"#]),
                page(&[]),
                page(&[])
            ]
        );
        let result = r#"{"result":[[{"ID":"1"}],false],"result_error":[]}"#;
        assert_eq!(
            rows::<ListRequisites>(result, 2),
            [page(&[r#"{"ID":"1"}"#]), page(&[])]
        );
    }

    #[test]
    fn a_command_that_failed_or_left_no_trace_is_an_error() {
        let result = r#"{"result":{"c0":[]},"result_error":{"c1":{"error":"ACCESS_DENIED",
            "error_description":"Access denied."}}}"#;
        assert_eq!(
            rows::<ListRequisites>(result, 3),
            [
                Ok(Vec::new()),
                Err(ErrorKind::Forbidden),
                Err(ErrorKind::Decode)
            ]
        );
    }

    #[test]
    fn what_is_no_result_of_a_batch_is_refused() {
        let text = Arc::new("[]".to_owned());
        let read = read::<ListItems>(RawJson::new(&text), &text, 1, &[]);
        assert_eq!(
            read.err().map(|error| error.kind()),
            Some(ErrorKind::Decode)
        );
    }
}
