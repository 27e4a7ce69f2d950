//! The direction in which rows are asked for. Pure.

use crate::params::Value;

/// The direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// From small to large.
    Asc,
    /// From large to small.
    Desc,
}

impl From<Order> for Value {
    fn from(order: Order) -> Self {
        Self::from(match order {
            Order::Asc => "ASC",
            Order::Desc => "DESC",
        })
    }
}
