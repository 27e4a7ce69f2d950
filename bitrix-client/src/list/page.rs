//! Fifty rows of a list, still as text.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::wire::{DecodeError, Id, RawJson};

/// One page of a list: rows that are read when they are wanted.
///
/// It holds the answer that it came in, which is freed with the last of its pages. Rows can be read
/// as structs that borrow from it, without a copy of any text:
///
/// ```no_run
/// # async fn read(client: bitrix_client::Client) -> Result<(), bitrix_client::Error> {
/// use std::borrow::Cow;
///
/// use bitrix_client::{EntityType, ListItems};
///
/// #[derive(serde::Deserialize)]
/// struct Deal<'a> {
///     id: u64,
///     #[serde(borrow)]
///     title: Cow<'a, str>,
/// }
///
/// let mut deals = client.list(&ListItems::new(EntityType::DEAL).select(["id", "title"]));
/// while let Some(page) = deals.next_page().await? {
///     for row in page.rows() {
///         let deal: Deal<'_> = row.deserialize().unwrap();
///         println!("{} has {} bytes", deal.id, deal.title.len());
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Page {
    text: Arc<String>,
    rows: Box<[Range<usize>]>,
}

impl Page {
    /// The rows at these places of `text`.
    pub(super) fn new(text: Arc<String>, rows: Box<[Range<usize>]>) -> Self {
        Self { text, rows }
    }

    /// The rows in their order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RawJson<'_>> + DoubleEndedIterator {
        self.rows.iter().map(|place| self.at(place))
    }

    /// The row at a place on this page.
    pub fn row(&self, at: usize) -> Option<RawJson<'_>> {
        self.rows.get(at).map(|place| self.at(place))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The ids of the rows at both ends.
    pub(super) fn edges(&self, key: &str) -> Result<Option<(Id, Id)>, DecodeError> {
        let id = |row: Option<RawJson<'_>>| row.map(|row| row.member(key)).transpose();
        let (first, last) = (id(self.row(0))?, id(self.rows().next_back())?);
        Ok(first.zip(last))
    }

    /// The ids of all rows.
    pub(super) fn ids(&self, key: &str) -> Result<Vec<Id>, DecodeError> {
        self.rows().map(|row| row.member(key)).collect()
    }

    fn at(&self, place: &Range<usize>) -> RawJson<'_> {
        RawJson::new(self.text.get(place.clone()).unwrap_or("null"))
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Page({} rows)", self.rows.len())
    }
}
