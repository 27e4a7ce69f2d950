//! The methods of Bitrix24 that have a type here, one file an area.
//!
//! Here: what they share, the shape of lists. A method that is missing
//! is written by its user: see [`Method`](crate::Method).
//! Every answer keeps the members that have no field of their own in `other`.

pub mod api;
/// The list of all methods that have a type.
mod covered;

pub use covered::{MethodInfo, covered_methods};

use crate::params::Params;

/// What most list methods take: fields, conditions, order and the page.
#[derive(Clone, Default, PartialEq, Eq)]
struct Listing {
    select: Vec<String>,
    filter: Params,
    order: Params,
    start: Option<i64>,
}

impl Listing {
    fn append_to(&self, params: Params) -> Params {
        let some = |map: &Params| (!map.is_empty()).then(|| map.clone());
        params
            .with_some(
                "select",
                (!self.select.is_empty()).then(|| self.select.clone()),
            )
            .with_some("filter", some(&self.filter))
            .with_some("order", some(&self.order))
            .with_some("start", self.start)
    }

    /// Sets what is read; the key always is, because rows are told apart by it.
    fn select<S: Into<String>>(&mut self, names: impl IntoIterator<Item = S>, key: &str) {
        self.select = names.into_iter().map(Into::into).collect();
        let has_key = self.select.iter().any(|name| name == key || name == "*");
        if !has_key && !key.is_empty() {
            self.select.insert(0, key.to_owned());
        }
    }
}

/// The setters of a list method that holds a `listing`; `$key` is always selected.
macro_rules! listing_setters {
    ($key:literal) => {
        /// Reads only these fields (and the key). Without it, the method's default.
        #[must_use]
        pub fn select<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
            self.listing.select(names, $key);
            self
        }

        /// A condition: the field's name, before it an operator where it is not "equals" (`>`,
        /// `<=`, `!`, `@` for "one of", `%` for "contains").
        #[must_use]
        pub fn filter(
            mut self,
            name: impl Into<String>,
            value: impl Into<$crate::params::Value>,
        ) -> Self {
            self.listing.filter.set(name, value);
            self
        }

        /// Sorts by a field; again for a second one.
        #[must_use]
        pub fn order(mut self, name: impl Into<String>, order: $crate::order::Order) -> Self {
            self.listing.order.set(name, order);
            self
        }

        /// Begins at this offset, a multiple of 50; pages have 50 rows.
        #[must_use]
        pub fn start(mut self, offset: u32) -> Self {
            self.listing.start = Some(offset.into());
            self
        }

        /// Does not count the rows, which is much faster: the answer has neither total nor next.
        #[must_use]
        pub fn uncounted(mut self) -> Self {
            self.listing.start = Some(-1);
            self
        }
    };
}

/// `Debug` of a method: its name and the shape of its parameters, never their values.
macro_rules! debug_as_call {
    ($($name:ty),*) => {$(
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                use $crate::method::Method as _;
                write!(f, "{}{:?}", <Self as $crate::method::Method>::NAME, self.params())
            }
        }
    )*};
}

use {debug_as_call, listing_setters};
