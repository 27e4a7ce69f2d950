//! The methods of Bitrix24 that have a type here, one file an area.
//!
//! Here: what they share, the shape of lists. A method that is missing
//! is written by its user: see [`Method`](crate::Method).
//! Every answer keeps the members that have no field of their own in `other`.

/// To-dos in the timeline.
mod activity;
pub mod api;
/// The application, the caller and the time.
mod app;
/// The list of all methods that have a type.
mod covered;
/// Stages, funnels and other dictionaries.
mod dictionary;
/// Ready documents in a card.
mod document;
/// Posts in the feed.
mod feed;
/// Deals, contacts, companies and all other CRM items.
mod item;
/// Messages to one person.
mod notify;
/// Product rows of an item.
mod product_row;
/// Requisites, bank details, addresses, and which of them an item uses.
mod requisite;
/// Comments in the timeline.
mod timeline;
/// Employees and departments.
mod user;
/// The methods of the files above, for the list.
mod written;

pub use activity::AddTodo;
pub use app::{AppInfo, GetAppInfo, GetProfile, GetServerTime, Profile};
pub use covered::{MethodInfo, covered_methods};
pub use dictionary::{Category, ListCategories, ListStatuses, Status};
pub use document::{Document, ListDocuments, UploadDocument};
pub use feed::{AddBlogPost, Destination};
pub use item::{Communication, GetItem, Item, ListItems, UpdateItem};
pub use notify::{NotifyPersonal, NotifySystem};
pub use product_row::{ListProductRows, ProductRow};
pub use requisite::{
    Address, BankDetail, ListAddresses, ListBankDetails, ListPresets, ListRequisiteLinks,
    ListRequisites, Preset, Requisite, RequisiteLink,
};
pub use timeline::{AddComment, Comment, CommentFile, ListComments};
pub use user::{Department, GetDepartments, GetUsers, User};

use crate::params::Params;
use crate::wire::{DecodeError, FromWire, RawJson};
use written::WRITTEN;

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

/// A list method without parameters of its own.
macro_rules! list_method {
    (
        $(#[$meta:meta])*
        pub struct $name:ident = $method:literal -> $row:ty, key $key:literal $(, in $member:literal)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq)]
        pub struct $name {
            listing: $crate::methods::Listing,
        }

        impl $name {
            /// All rows, first page.
            pub fn new() -> Self {
                Self::default()
            }

            $crate::methods::listing_setters!($key);
        }

        impl $crate::method::Method for $name {
            const NAME: &'static str = $method;
            const REPEATABLE: bool = true;
            type Answer = Vec<$row>;

            fn params(&self) -> $crate::params::Params {
                self.listing.append_to($crate::params::Params::new())
            }

            fn decode(
                &self,
                result: $crate::wire::RawJson<'_>,
            ) -> Result<Self::Answer, $crate::wire::DecodeError> {
                $crate::methods::rows(result, None $(.or(Some($member)))?)
            }
        }

        $crate::methods::debug_as_call!($name);
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

use {debug_as_call, list_method, listing_setters};

/// Reads rows that are the result itself or stand in one member of it.
fn rows<T: FromWire>(result: RawJson<'_>, member: Option<&str>) -> Result<Vec<T>, DecodeError> {
    match member {
        Some(member) => result.member(member),
        None => result.parse(),
    }
}
