//! The parameters of one window of a list. Pure.

use super::page::Page;
use super::schedule::Window;
use crate::error::{Error, ErrorKind};
use crate::method::ListMethod;
use crate::order::Order;
use crate::params::{Params, Value};
use crate::wire::{DecodeError, Id};

/// A list method's parameters, ready to be narrowed to a window.
#[derive(Clone)]
pub(super) struct Query {
    method: &'static str,
    key: &'static str,
    row_key: &'static str,
    filter: &'static str,
    flat_order: bool,
    params: Params,
    by: By,
}

/// What positions are.
#[derive(Clone)]
enum By {
    /// Ids.
    Ascending,
    /// Negative ids.
    Descending,
    /// Places in this list.
    Wanted(Box<[Id]>),
}

impl Query {
    /// The whole list, in the direction of the method's order.
    pub(super) fn of_list<M: ListMethod>(method: &M) -> Result<Self, Error> {
        let params = checked::<M>(method)?;
        let by = match order_of::<M>(&params) {
            None => By::Ascending,
            Some(order) => direction(&order, M::KEY)
                .ok_or_else(|| refused::<M>("expected no order or one by the key alone"))?,
        };
        Ok(Self::new::<M>(params, by))
    }

    /// The rows with these ids.
    pub(super) fn of_ids<M: ListMethod>(method: &M, ids: Box<[Id]>) -> Result<Self, Error> {
        let params = checked::<M>(method)?;
        if !M::MANY_IDS {
            return Err(refused::<M>("expected a list whose filter takes many ids"));
        }
        let taken = format!("@{}", M::KEY);
        let has_it = match params.get(M::FILTER) {
            Some(Value::Map(filter)) => filter.get(&taken).is_some(),
            _ => false,
        };
        if has_it {
            return Err(refused::<M>("expected a filter without a list of ids"));
        }
        Ok(Self::new::<M>(params, By::Wanted(ids)))
    }

    /// A query that is never sent.
    pub(super) fn none<M: ListMethod>() -> Self {
        Self::new::<M>(Params::new(), By::Ascending)
    }

    fn new<M: ListMethod>(mut params: Params, by: By) -> Self {
        select_key(&mut params, M::KEY);
        Self {
            method: M::NAME,
            key: M::KEY,
            row_key: M::ROW_KEY,
            filter: M::FILTER,
            flat_order: M::FLAT_ORDER,
            params,
            by,
        }
    }

    /// The command for the rows in a window.
    pub(super) fn window(&self, window: Window) -> String {
        let mut filter = self.filter();
        let mut condition = |operator: &str, value: Value| {
            filter.set(format!("{operator}{}", self.key), value);
        };
        match &self.by {
            By::Ascending => {
                condition(">=", Value::Int(window.from));
                condition("<", Value::Int(window.to));
            }
            By::Descending => {
                condition(">", Value::Int(window.to.saturating_neg()));
                condition("<=", Value::Int(window.from.saturating_neg()));
            }
            By::Wanted(ids) => condition("@", Value::from(wanted(ids, window).to_vec())),
        }
        let order = match self.by {
            By::Descending => Order::Desc,
            By::Ascending | By::Wanted(_) => Order::Asc,
        };
        self.command(self.params.clone().with(self.filter, filter), order, -1)
    }

    /// The command for the first page, counted.
    pub(super) fn first_page(&self) -> String {
        self.command(self.params.clone(), self.order(), 0)
    }

    /// The command for the rows at the far end. With the same selection, of which some methods want
    /// more than the key.
    pub(super) fn far_end(&self) -> String {
        let far = match self.order() {
            Order::Asc => Order::Desc,
            Order::Desc => Order::Asc,
        };
        self.command(self.params.clone(), far, -1)
    }

    /// The positions of the first and the last row of a page; an error when a row is not in the
    /// window or, on a full page, does not lie behind the one before it.
    pub(super) fn check(&self, page: &Page, window: Window) -> Result<Option<(i64, i64)>, Error> {
        let read = |error: DecodeError| Error::decode(self.method, &error);
        if let By::Wanted(ids) = &self.by {
            let wanted = wanted(ids, window);
            let found = page.ids(self.row_key).map_err(read)?;
            let strange = found.iter().any(|id| !wanted.contains(id)) || !all_differ(found);
            return if strange {
                Err(self.stalled())
            } else {
                Ok(Some((window.from, window.to)).filter(|_| !page.is_empty()))
            };
        }
        let Some((first, last)) = page.edges(self.row_key).map_err(read)? else {
            return Ok(None);
        };
        let (first, last) = (self.position(first), self.position(last));
        let full = page.len() >= usize::try_from(super::schedule::PAGE).unwrap_or(usize::MAX);
        let sorted = !full || {
            let ids = page.ids(self.row_key).map_err(read)?;
            ids.is_sorted_by(|a, b| self.position(*a) < self.position(*b))
        };
        if sorted && window.contains(first) && window.contains(last) {
            Ok(Some((first, last)))
        } else {
            Err(self.stalled())
        }
    }

    /// The position of the first row of a page, whatever its order.
    pub(super) fn first_of(&self, page: &Page) -> Result<Option<i64>, Error> {
        let read = |error: DecodeError| Error::decode(self.method, &error);
        let edges = page.edges(self.row_key).map_err(read)?;
        Ok(edges.map(|(first, _)| self.position(first)))
    }

    fn position(&self, id: Id) -> i64 {
        let id = i64::try_from(id.get()).unwrap_or(i64::MAX);
        match self.by {
            By::Descending => id.saturating_neg(),
            By::Ascending | By::Wanted(_) => id,
        }
    }

    fn order(&self) -> Order {
        match self.by {
            By::Descending => Order::Desc,
            By::Ascending | By::Wanted(_) => Order::Asc,
        }
    }

    fn filter(&self) -> Params {
        match self.params.get(self.filter) {
            Some(Value::Map(filter)) => filter.clone(),
            _ => Params::new(),
        }
    }

    fn command(&self, params: Params, order: Order, start: i64) -> String {
        let params = if self.flat_order {
            params.with("sort", self.key).with("order", order)
        } else {
            params.with("order", Params::new().with(self.key, order))
        };
        let query = params.with("start", start).to_php_query();
        format!("{}?{query}", self.method)
    }

    pub(super) fn stalled(&self) -> Error {
        Error::new(ErrorKind::Stalled, self.method)
            .described("expected the rows of a window of ids in their order, found others")
    }
}

fn wanted(ids: &[Id], window: Window) -> &[Id] {
    let place = |at: i64| usize::try_from(at).unwrap_or(0).min(ids.len());
    ids.get(place(window.from)..place(window.to)).unwrap_or(&[])
}

fn all_differ(mut ids: Vec<Id>) -> bool {
    ids.sort_unstable();
    ids.is_sorted_by(|a, b| a < b)
}

/// The method's parameters when they can stand in a batch.
fn checked<M: ListMethod>(method: &M) -> Result<Params, Error> {
    let params = method.params();
    if !matches!(params.get(M::FILTER), None | Some(Value::Map(_))) {
        return Err(refused::<M>("expected conditions by name as the filter"));
    }
    if params.holds_reference() || params.holds_text_like_reference() {
        return Err(refused::<M>("expected values, found a reference"));
    }
    Ok(params)
}

fn refused<M: ListMethod>(words: &str) -> Error {
    Error::new(ErrorKind::InvalidArgument, M::NAME).described(words)
}

/// The order that the method asks for, as a map of field and direction.
fn order_of<M: ListMethod>(params: &Params) -> Option<Value> {
    let order = params.get("order").cloned();
    if !M::FLAT_ORDER {
        return order;
    }
    let order = order.unwrap_or_else(|| Value::from("ASC"));
    let field = params.text("sort")?;
    Some(Value::Map(Params::new().with(field, order)))
}

fn direction(order: &Value, key: &str) -> Option<By> {
    let Value::Map(order) = order else {
        return None;
    };
    let mut by = By::Ascending;
    for (name, order) in order.iter() {
        let Value::Text(order) = order else {
            return None;
        };
        if !name.eq_ignore_ascii_case(key) {
            return None;
        }
        by = if order.eq_ignore_ascii_case("desc") {
            By::Descending
        } else {
            By::Ascending
        };
    }
    Some(by)
}

/// Rows are told apart by their key, so a selection has it.
fn select_key(params: &mut Params, key: &str) {
    let Some(Value::List(select)) = params.get("select") else {
        return;
    };
    let text = |value: &Value, wanted: &str| matches!(value, Value::Text(text) if text == wanted);
    let has_it = select.iter().any(|name| text(name, key) || text(name, "*"));
    if !has_it && !select.is_empty() {
        let mut select = select.clone();
        select.insert(0, Value::from(key));
        params.set("select", select);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity_type::EntityType;
    use crate::methods::api::item::ListItems;

    fn deals() -> ListItems {
        ListItems::new(EntityType::DEAL)
            .filter(">opportunity", 5000)
            .filter(">=id", 100)
            .select(["title"])
            .start(50)
    }

    const WINDOW: Window = Window { from: 120, to: 170 };

    #[test]
    fn a_window_keeps_filter_and_selection_and_encodes_the_operators() {
        let query = Query::of_list(&deals()).unwrap();
        assert_eq!(
            query.window(WINDOW),
            "crm.item.list?entityTypeId=2&select[0]=id&select[1]=title\
             &filter[%3Eopportunity]=5000&filter[%3E%3Did]=120&filter[%3Cid]=170\
             &start=-1&useOriginalUfNames=Y&order[id]=ASC"
        );
        assert!(query.first_page().contains("filter[%3E%3Did]=100&start=0"));
        assert!(
            query
                .far_end()
                .contains("&select[0]=id&select[1]=title&filter")
        );
        assert!(query.far_end().ends_with("order[id]=DESC"));
    }

    #[test]
    fn downwards_positions_are_negative_ids() {
        let query = Query::of_list(&deals().order("id", Order::Desc)).unwrap();
        let window = Window {
            from: -169,
            to: -119,
        };
        assert!(
            query
                .window(window)
                .contains("filter[%3Eid]=119&filter[%3C%3Did]=169")
        );
        assert!(query.first_page().contains("order[id]=DESC"));
    }

    #[test]
    fn wanted_ids_stand_in_the_filter() {
        let ids = [7, 5, 9].map(|id| Id::new(id).unwrap());
        let query = Query::of_ids(&deals(), ids.into()).unwrap();
        let command = query.window(Window { from: 1, to: 3 });
        assert!(command.contains("filter[%40id][0]=5&filter[%40id][1]=9&start=-1"));
    }

    #[test]
    fn another_order_a_reference_or_a_second_list_of_ids_is_refused() {
        let kind = |query: Result<Query, Error>| query.err().map(|error| error.kind());
        let invalid = Some(ErrorKind::InvalidArgument);
        let sorted = deals().order("title", Order::Asc);
        assert_eq!(kind(Query::of_list(&sorted)), invalid);
        let hostile = deals().filter("title", "$result[c0][id]");
        assert_eq!(kind(Query::of_list(&hostile)), invalid);
        let listed = deals().filter("@id", vec![1, 2]);
        assert_eq!(kind(Query::of_ids(&listed, Box::default())), invalid);
        assert_eq!(kind(Query::of_list(&listed)), None);
    }
}
