//! What holds for any text that comes as the answer to a batch of list commands.
//!
//! The first byte says how many commands were asked and whether rows stand under a member, the rest
//! is the body of the answer.

use std::fmt::Write as _;

use bitrix_client::{
    Batch, DecodeError, Error, ErrorKind, ListMethod, Method, OpenValue, Page, Params, RawJson,
    ToWire, read_pages,
};

/// A list whose rows are the result itself.
#[derive(Clone)]
struct Bare;

/// A list whose rows stand under `items`.
#[derive(Clone)]
struct Under;

macro_rules! lists {
    ($($list:ident: $member:expr),*) => {$(
        impl Method for $list {
            const NAME: &'static str = "ask.list";
            const REPEATABLE: bool = true;
            type Answer = OpenValue;

            fn params(&self) -> Params {
                Params::new()
            }

            fn decode(&self, result: RawJson<'_>) -> Result<OpenValue, DecodeError> {
                result.parse()
            }
        }

        impl ListMethod for $list {
            type Row = OpenValue;
            const KEY: &'static str = "ID";
            const MEMBERS: &'static [&'static str] = &$member;
        }
    )*};
}

lists!(Bare: [], Under: ["items"]);

type Pages = Vec<Result<Page, Error>>;

/// Panics when a property is broken.
pub(crate) fn hold(bytes: &[u8]) {
    let Some((asked, body)) = bytes.split_first() else {
        return;
    };
    let count = usize::from(asked / 2 % 51);
    match asked % 2 {
        0 => hold_for(&Bare, count, body),
        _ => hold_for(&Under, count, body),
    }
}

fn hold_for<M: ListMethod<Answer = OpenValue> + Clone>(list: &M, count: usize, body: &[u8]) {
    let Ok(pages) = read_pages::<M>(count, 200, body) else {
        return;
    };
    assert_eq!(pages.len(), count);
    rows_are_whole(&pages);
    as_a_batch_reads_them(list, &pages, body);
    let again = read_pages::<M>(count, 200, in_maps::<M>(&pages).as_bytes());
    same(&pages, &again.unwrap());
}

/// Each row is a value of its own, and the page counts them.
fn rows_are_whole(pages: &Pages) {
    for page in pages.iter().flatten() {
        assert_eq!(page.rows().len(), page.len());
        for (at, row) in page.rows().enumerate() {
            assert_eq!(page.row(at), Some(row));
            row.parse::<OpenValue>().unwrap();
        }
        assert!(page.row(page.len()).is_none());
    }
}

/// The reader of batches sees a result where there is a page and a refusal where there is one.
fn as_a_batch_reads_them<M>(list: &M, pages: &Pages, body: &[u8])
where
    M: ListMethod<Answer = OpenValue> + Clone,
{
    let mut batch = Batch::new();
    let handles: Vec<_> = pages
        .iter()
        .map(|_| batch.add(list.clone()).unwrap())
        .collect();
    let Ok(results) = batch.read_answer(200, body) else {
        return;
    };
    for (page, handle) in pages.iter().zip(&handles) {
        match (page, results.take(handle)) {
            (Ok(page), Ok(whole)) => {
                let whole = whole.to_json();
                let rows = rows_of::<M>(RawJson::new(&whole));
                let rows: Vec<String> = rows.iter().map(ToWire::to_json).collect();
                let page: Vec<&str> = page.rows().map(RawJson::as_str).collect();
                assert_eq!(page, rows, "{whole}");
            }
            (Err(page), Err(command)) => assert_eq!(page.kind(), command.kind()),
            // A command that ran and has nothing to show.
            (Err(page), Ok(whole)) => {
                assert_eq!(page.kind(), ErrorKind::Decode);
                assert_eq!(whole.to_json(), "null");
            }
            (Ok(page), Err(error)) => panic!("{page:?} where a batch says {error}"),
        }
    }
}

/// The rows of a result as the reader of single answers sees them.
fn rows_of<M: ListMethod>(whole: RawJson<'_>) -> Vec<OpenValue> {
    let in_object = whole.as_str().starts_with('{');
    let rows = match M::MEMBERS.first().filter(|_| in_object) {
        Some(member) => whole.member(member),
        None => whole.parse(),
    };
    rows.unwrap()
}

fn same(pages: &Pages, again: &Pages) {
    assert_eq!(pages.len(), again.len());
    for (page, again) in pages.iter().zip(again) {
        match (page, again) {
            (Ok(page), Ok(again)) => assert!(page.rows().eq(again.rows())),
            (Err(error), Err(again)) => {
                let ours = |error: &Error| error.kind() == ErrorKind::Decode;
                assert_eq!(ours(error), ours(again));
            }
            (page, again) => panic!("{page:?} became {again:?}"),
        }
    }
}

/// The body that says the same with maps, each entry under the name of its command.
fn in_maps<M: ListMethod>(pages: &Pages) -> String {
    let (mut results, mut errors) = (String::new(), String::new());
    for (at, page) in pages.iter().enumerate() {
        match page {
            Ok(page) => {
                let rows: Vec<&str> = page.rows().map(RawJson::as_str).collect();
                let rows = format!("[{}]", rows.join(","));
                let result = match M::MEMBERS.first() {
                    Some(member) => format!(r#"{{"{member}":{rows}}}"#),
                    None => rows,
                };
                entry(&mut results, at, &result);
            }
            // Without a trace in the answer.
            Err(error) if error.kind() == ErrorKind::Decode => {}
            Err(error) => {
                let words = Params::new()
                    .with("error", error.code())
                    .with("error_description", error.description());
                entry(&mut errors, at, &words.to_json());
            }
        }
    }
    format!(r#"{{"result":{{"result":{{{results}}},"result_error":{{{errors}}}}}}}"#)
}

fn entry(map: &mut String, at: usize, value: &str) {
    let comma = if map.is_empty() { "" } else { "," };
    write!(map, r#"{comma}"c{at}":{value}"#).unwrap();
}
