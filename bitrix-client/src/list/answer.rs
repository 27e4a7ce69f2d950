//! The answer to a batch of list commands, read in one pass over its text.
//!
//! A batch of fifty pages has a megabyte and more, so rows are only delimited here; each is read
//! when it is wanted.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::page::Page;
use crate::envelope::{open_text, refusal, text_of};
use crate::error::{Error, ErrorKind};
use crate::method::ListMethod;
use crate::timing::{Timing, time_of};
use crate::wire::{DecodeError, Fields, RawJson};

/// Reads the body of the answer to a batch of list commands as [`Rows`](crate::Rows) does, without
/// sending anything: of each command its page, or why it has none.
///
/// For answers that came another way, as [`read_answer`](crate::read_answer). The commands are named
/// `c0` up to `c` and `count - 1`.
///
/// ```
/// use bitrix_client::{ErrorKind, ListItems, read_pages};
///
/// let body = br#"{"result":{"result":{"c0":{"items":[{"id":7},{"id":9}]}},
///     "result_error":{"c1":{"error":"ACCESS_DENIED","error_description":"Access denied."}}}}"#;
/// let pages = read_pages::<ListItems>(2, 200, body)?;
/// assert_eq!(pages[0].as_ref().unwrap().len(), 2);
/// assert_eq!(pages[1].as_ref().unwrap_err().kind(), ErrorKind::Forbidden);
/// # Ok::<(), bitrix_client::Error>(())
/// ```
///
/// # Errors
/// The portal's refusal of the batch as a whole; [`NotJson`](ErrorKind::NotJson) for what is no
/// answer, [`Decode`](ErrorKind::Decode) for a result of another shape.
pub fn read_pages<M: ListMethod>(
    count: usize,
    status: u16,
    body: &[u8],
) -> Result<Vec<Result<Page, Error>>, Error> {
    let text = Arc::new(text_of("batch", status, body.to_vec())?);
    let envelope = open_text("batch", status, &text, &[])?;
    let answers = read::<M>(envelope.result, &text, count, &[])?;
    let pages = answers.commands.into_iter();
    Ok(pages.map(|answered| Ok(answered?.page)).collect())
}

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
    let misshapen = || {
        let error = DecodeError::new("the result of a batch of lists", result);
        Error::decode("batch", &error)
    };
    // A struct of serde would be read from a list as well.
    if !result.as_str().starts_with('{') {
        return Err(misshapen());
    }
    let maps: Maps<'_, M> = serde_json::from_str(result.as_str()).map_err(|_| misshapen())?;
    let part = |raw: Option<&RawValue>| -> Fields {
        let raw = raw.map_or(RawJson::NULL, |raw| RawJson::new(raw.get()));
        raw.parse().unwrap_or_default()
    };
    let (errors, totals, times) = (part(maps.errors), part(maps.totals), part(maps.times));
    let answered = |(at, rows): (usize, Option<Rows<'_, M>>)| {
        let error = of(&errors, at);
        let rows = rows.filter(|_| error.is_none());
        let rows = rows.ok_or_else(|| failure(error, M::NAME, secrets))?;
        Ok(Answered {
            page: Page::new(Arc::clone(text), rows.places(text)),
            total: of(&totals, at).and_then(|raw| raw.parse().ok()),
        })
    };
    let pages = maps.pages.of_commands(count).into_iter();
    let commands = pages.enumerate().map(answered).collect();
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

/// The rows of each command with its name.
struct Pages<'a, M>(Vec<(Name, Rows<'a, M>)>);

/// What a command is called in the answer; the better name first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    /// As it was asked, `c7`.
    Own(usize),
    /// By its number, as PHP may write it.
    Number(usize),
}

impl Name {
    fn read(text: &str) -> Option<Self> {
        let own = text.strip_prefix('c');
        let number = own.unwrap_or(text);
        let at = number.parse().ok()?;
        // Neither signs nor zeros in front.
        let name = if own.is_some() {
            Self::Own
        } else {
            Self::Number
        };
        (usize::to_string(&at) == number).then_some(name(at))
    }
}

impl<'a, M> Pages<'a, M> {
    /// The rows of each of `count` commands; of several the first under its better name.
    fn of_commands(mut self, count: usize) -> Vec<Option<Rows<'a, M>>> {
        self.0.sort_by_key(|(name, _)| *name);
        let mut pages: Vec<_> = (0..count).map(|_| None).collect();
        for (Name::Own(at) | Name::Number(at), rows) in self.0 {
            if let Some(place) = pages.get_mut(at) {
                place.get_or_insert(rows);
            }
        }
        pages
    }
}

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
            pages.extend(Name::read(&name).map(|name| (name, rows)));
        }
        Ok(Pages(pages))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut pages = Vec::new();
        while let Some(rows) = seq.next_element()? {
            pages.push((Name::Number(pages.len()), rows));
        }
        Ok(Pages(pages))
    }
}

impl<'de, M: ListMethod> Deserialize<'de> for Rows<'de, M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = RowsVisitor {
            members: M::MEMBERS,
        };
        deserializer
            .deserialize_any(rows)
            .map(|rows| Self(rows, PhantomData))
    }
}

/// Reads rows that are a list, the values of a map, or one of these under a member.
struct RowsVisitor {
    members: &'static [&'static str],
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
        if self.members.is_empty() {
            let mut rows = Vec::new();
            while let Some((_, row)) = map.next_entry::<IgnoredAny, _>()? {
                rows.push(row);
            }
            return Ok(rows);
        }
        // Of a name that stands twice the first one counts, as in every reader of this crate.
        let mut found: Option<(usize, Vec<&'de RawValue>)> = None;
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            let at = self.members.iter().position(|member| name == *member);
            match at.filter(|at| found.as_ref().is_none_or(|(known, _)| at < known)) {
                Some(at) => found = Some((at, map.next_value::<Inner<'de>>()?.0)),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found.map(|(_, rows)| rows).unwrap_or_default())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_bool<E: de::Error>(self, any: bool) -> Result<Self::Value, E> {
        if any {
            return Err(E::invalid_type(de::Unexpected::Bool(any), &self));
        }
        Ok(Vec::new())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if !text.is_empty() {
            return Err(E::invalid_type(de::Unexpected::Other("a text"), &self));
        }
        Ok(Vec::new())
    }
}

/// Rows under a member.
struct Inner<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Inner<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = RowsVisitor { members: &[] };
        deserializer.deserialize_any(rows).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::api::item::ListItems;
    use crate::methods::api::requisite::ListRequisites;

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
