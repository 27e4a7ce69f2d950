//! Lists of any length, and many rows by their ids.
//!
//! Here: the two ways to begin. What a list method tells about itself is [`ListMethod`]. Beside it: `list/rows.rs` (the stream of rows), `list/schedule.rs` (which windows are asked next; pure),
//! `list/query.rs` (the parameters of a window), `list/answer.rs` (the answer to a batch of windows
//! as pages), `list/page.rs` (fifty rows, still as text), `list/send.rs` (one request).
//! Not here: lists without a key that grows, such as links; those are read by `start`.

mod answer;
mod page;
mod query;
mod rows;
mod schedule;
mod send;

pub use answer::read_pages;
pub use page::Page;
pub use rows::Rows;

use crate::client::Client;
use crate::method::ListMethod;
use crate::wire::Id;

impl Client {
    /// Reads a list of any length: every row that passes the method's filter, by ascending id.
    ///
    /// One request finds the first page, the last id and the number of rows; the rest is read as
    /// windows of ids, fifty windows a request, at most three requests at once, in constant memory.
    /// Rows that exist through the whole run come exactly once, whatever is deleted or added
    /// meanwhile; rows added after the beginning do not come.
    ///
    /// Filter and selection of the method are kept, and its key is always selected. Order and
    /// start are the reader's own: with an order by the key downwards the rows come by descending
    /// id, any other order is refused with [`InvalidArgument`](crate::ErrorKind::InvalidArgument).
    ///
    /// ```no_run
    /// # async fn read(client: bitrix_client::Client) -> Result<(), bitrix_client::Error> {
    /// use bitrix_client::{EntityType, ListItems};
    ///
    /// let open = ListItems::new(EntityType::DEAL).filter("stageSemanticId", "P").select(["title"]);
    /// let mut deals = client.list(&open);
    /// while let Some(deal) = deals.next().await? {
    ///     println!("deal {}", deal.id);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list<M: ListMethod>(&self, method: &M) -> Rows<M> {
        Rows::of_list(self.clone(), method)
    }

    /// Reads the rows with these ids through a list method: fifty ids a page, fifty pages a
    /// request, so that 2,000 rows cost one request.
    ///
    /// Filter and selection of the method are kept; an id that is wanted twice comes once. Pages
    /// come in the order of the wanted ids, the rows inside a page by ascending id. An id that
    /// does not exist, is hidden from the user or does not pass the filter has no row.
    pub fn get_many<M: ListMethod>(
        &self,
        method: &M,
        ids: impl IntoIterator<Item = Id>,
    ) -> Rows<M> {
        Rows::of_ids(self.clone(), method, ids)
    }
}
