//! A call as a value.

use std::borrow::Cow;

use crate::params::Params;
use crate::wire::{DecodeError, FromWire, RawJson};

/// What stands before methods of REST 3.0.
const V3_PREFIX: &str = "api/";

/// The generation of the REST API that a method belongs to; its address and its rules differ.
///
/// Source: <https://apidocs.bitrix24.com/api-reference/rest-v3.html>.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Api {
    /// `…/rest/…`: nearly all methods.
    #[default]
    V2,
    /// REST 3.0, `…/rest/api/…`: takes an idempotency key, cannot stand in a [`Batch`](crate::Batch).
    V3,
}

impl Api {
    /// The name under which a method is addressed, shown in errors and kept in the report of
    /// operating times: methods of the two generations may share one.
    pub(crate) fn address(self, method: &str) -> Cow<'_, str> {
        match self {
            Self::V2 => Cow::Borrowed(method),
            Self::V3 => Cow::Owned(format!("{V3_PREFIX}{method}")),
        }
    }

    /// The part of the address before the access, and the method's own name.
    pub(crate) fn split(address: &str) -> (&'static str, &str) {
        let method = address.strip_prefix(V3_PREFIX);
        method.map_or(("", address), |method| (V3_PREFIX, method))
    }

    /// Whether an address is of REST 3.0.
    pub(crate) fn is_v3(address: &str) -> bool {
        address.starts_with(V3_PREFIX)
    }
}

/// One call of Bitrix24 REST: a struct that holds its parameters and knows its answer.
///
/// It can be sent ([`Client::call`](crate::Client::call)), put into a [`Batch`](crate::Batch),
/// compared in a test and printed. Implement it for methods that are not here yet; nothing else is
/// needed for them to be full members.
///
/// ```
/// use bitrix_client::{DecodeError, Fields, Id, Method, Params, RawJson};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct GetCurrency {
///     code: String,
/// }
///
/// impl Method for GetCurrency {
///     const NAME: &'static str = "crm.currency.get";
///     const REPEATABLE: bool = true;
///     type Answer = Fields;
///
///     fn params(&self) -> Params {
///         Params::new().with("id", self.code.as_str())
///     }
///
///     fn decode(&self, result: RawJson<'_>) -> Result<Fields, DecodeError> {
///         result.parse()
///     }
/// }
/// ```
pub trait Method {
    /// The method's name in Bitrix24's own spelling, e.g. `crm.item.get`.
    const NAME: &'static str;

    /// Whether a repeat is harmless when it is unknown if the first one took effect.
    ///
    /// True for reads. A call that creates something is not repeatable: after a time-out a second
    /// one makes a second thing.
    const REPEATABLE: bool;

    /// The generation of the API that has the method.
    const API: Api = Api::V2;

    /// What the `result` of the answer becomes.
    type Answer;

    /// The parameters, spelled and ordered as the method's page says.
    fn params(&self) -> Params;

    /// Reads the `result` of an answer.
    ///
    /// # Errors
    /// [`DecodeError`] when the answer has another shape.
    fn decode(&self, result: RawJson<'_>) -> Result<Self::Answer, DecodeError>;

    /// Whether this very call may be repeated; by default [`Self::REPEATABLE`].
    ///
    /// Some calls are repeatable only with certain parameters, e.g. a notification with a tag.
    fn repeatable(&self) -> bool {
        Self::REPEATABLE
    }
}

/// A list method that can be sorted and filtered by the id of its rows.
///
/// ```
/// use bitrix_client::{DecodeError, Fields, ListMethod, Method, Params, RawJson};
///
/// /// Deals of the old API.
/// struct ListOldDeals;
///
/// impl Method for ListOldDeals {
///     const NAME: &'static str = "crm.deal.list";
///     const REPEATABLE: bool = true;
///     type Answer = Vec<Fields>;
///
///     fn params(&self) -> Params {
///         Params::new().with("select", ["ID", "TITLE"])
///     }
///
///     fn decode(&self, result: RawJson<'_>) -> Result<Self::Answer, DecodeError> {
///         result.parse()
///     }
/// }
///
/// impl ListMethod for ListOldDeals {
///     type Row = Fields;
///     const KEY: &'static str = "ID";
/// }
/// ```
pub trait ListMethod: Method {
    /// What one row becomes.
    type Row: FromWire;

    /// The name of the id in filter, order and selection: `ID` in old lists, `id` in newer ones.
    const KEY: &'static str;

    /// The name of the id in a row, where it is spelt in another way.
    const ROW_KEY: &'static str = Self::KEY;

    /// The members of the result of which the first that is there holds the rows, e.g. `items`;
    /// empty when the result is the list itself.
    const MEMBERS: &'static [&'static str] = &[];

    /// Whether the filter takes many ids at once, after `@`; without it
    /// [`Client::get_many`](crate::Client::get_many) is refused.
    const MANY_IDS: bool = true;

    /// The parameter with the conditions.
    const FILTER: &'static str = "filter";

    /// Whether the order is a field in `sort` and a direction in `order`, as in `user.get`, and not
    /// a map of both.
    const FLAT_ORDER: bool = false;
}
