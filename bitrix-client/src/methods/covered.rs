//! The list of the methods that have a type here, made from the types.
//!
//! Here: [`MethodInfo`], [`covered_methods`] and the macro `calls`, which declares a method in one
//! line or lists one written by hand. `docs/methods.md` is printed from it.
//! Callers: every area in `api`, the conformance test.

use super::api;
use crate::method::{Api, Method};
use crate::wire::{DecodeError, FromWire, RawJson, ToWire, members, write_member};

/// What this crate knows of a method, without a call of it.
#[derive(Clone, Copy, Debug)]
pub struct MethodInfo {
    name: &'static str,
    path: &'static str,
    api: Api,
    repeatable: bool,
    answer: &'static str,
    page: &'static str,
    reread: fn(RawJson<'_>) -> Result<String, DecodeError>,
}

/// Every method that has a type in this crate, by area.
///
/// ```
/// let get = bitrix_client::covered_methods().find(|method| method.name() == "crm.item.get");
/// assert_eq!(get.map(|method| (method.path(), method.repeatable())), Some(("api::item::GetItem", true)));
/// ```
pub fn covered_methods() -> impl Iterator<Item = &'static MethodInfo> {
    api::AREAS.iter().copied().flatten()
}

impl MethodInfo {
    pub(super) const fn of<M: Covered>() -> Self {
        Self {
            name: M::NAME,
            path: M::PATH,
            api: M::API,
            repeatable: M::REPEATABLE,
            answer: M::ANSWER,
            page: M::PAGE,
            reread: M::reread,
        }
    }

    /// The method's name in Bitrix24's own spelling.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its type, from the root of this crate: `api::item::GetItem`.
    pub fn path(&self) -> &'static str {
        let inner = self.path.split_once("::methods::");
        inner.map_or(self.path, |(_, path)| path)
    }

    /// The generation of the API that it is called in.
    pub const fn api(&self) -> Api {
        self.api
    }

    /// Whether a repeat is harmless; some calls are with certain parameters only.
    pub const fn repeatable(&self) -> bool {
        self.repeatable
    }

    /// The type of its answer.
    pub const fn answer(&self) -> &'static str {
        self.answer
    }

    /// The path of its page below <https://apidocs.bitrix24.com/>.
    pub const fn page(&self) -> &'static str {
        self.page
    }

    /// Reads the `result` of an answer as the method's type and writes it back as JSON.
    ///
    /// # Errors
    /// [`DecodeError`] when the answer has another shape.
    pub fn reread(&self, result: RawJson<'_>) -> Result<String, DecodeError> {
        (self.reread)(result)
    }
}

/// A method that is on the list.
pub(super) trait Covered: Method {
    /// Where its type stands.
    const PATH: &'static str;
    /// The type of its answer, as written.
    const ANSWER: &'static str;
    /// The path of its page.
    const PAGE: &'static str;
    /// Reads and writes back the `result` of an answer.
    fn reread(result: RawJson<'_>) -> Result<String, DecodeError>;
}

/// The member of `result` that holds the answer: the first of `names` that is there.
fn place<'a>(result: RawJson<'a>, names: &[&'static str]) -> Option<(&'static str, RawJson<'a>)> {
    if !result.as_str().starts_with('{') {
        return None;
    }
    let members = members(result).ok()?;
    let of = |name: &&'static str| {
        let found = members.iter().find(|(known, _)| known == name)?;
        Some((*name, found.1))
    };
    names.iter().find_map(of)
}

/// Reads an answer that stands in one of these members, or is the result itself: portals of
/// different age wrap some answers and leave others bare.
pub(super) fn read<T: FromWire + ToWire>(
    result: RawJson<'_>,
    names: &[&'static str],
) -> Result<T, DecodeError> {
    found(result, names).map(|(_, answer)| answer)
}

/// The answer, and in which member it stood.
fn found<T: FromWire + ToWire>(
    result: RawJson<'_>,
    names: &[&'static str],
) -> Result<(Option<&'static str>, T), DecodeError> {
    let Some((name, raw)) = place(result, names) else {
        return result.parse().map(|answer| (None, answer));
    };
    match raw.parse() {
        Ok(answer) => Ok((Some(name), answer)),
        // A price has a price: bare, its field looks like the wrapping.
        Err(error) if has_field::<T>(name) => match result.parse() {
            Ok(answer) => Ok((None, answer)),
            Err(_) => Err(error.below(name)),
        },
        Err(error) => Err(error.below(name)),
    }
}

/// Whether `T` is a record with a field of this name.
fn has_field<T: FromWire + ToWire>(name: &str) -> bool {
    let Ok(empty) = RawJson::new("{}").parse::<T>() else {
        return false;
    };
    let text = empty.to_json();
    members(RawJson::new(&text)).is_ok_and(|fields| fields.iter().any(|(field, _)| field == name))
}

/// Reads as [`read`] does and writes the whole result back.
pub(super) fn reread<T: FromWire + ToWire>(
    result: RawJson<'_>,
    names: &[&'static str],
) -> Result<String, DecodeError> {
    let (name, answer): (_, T) = found(result, names)?;
    let Some(name) = name else {
        return Ok(answer.to_json());
    };
    let mut out = String::from("{");
    write_member(&mut out, name, &answer);
    out.push('}');
    Ok(out)
}

/// Declares the methods of an area, one line each.
///
/// `read Name = "method"(argument: Type = "parameter") -> Answer, in "member", "page";`
/// The word says what it is: `read` may be repeated, `write` may not, `list` is a read with
/// fields, conditions, order and pages; with a `3` behind it the method belongs to REST 3.0. An
/// argument without a type is any value. The answer is the result, or stands in the member named.
///
/// - `list Name by "ID"`: filter and order by the id are documented, so that it is a
///   [`ListMethod`](crate::method::ListMethod); `as "id"` where rows spell it in another way,
///   `between` for `by` where the documented filter takes no list of ids.
/// - `list Name` alone is read page by page; a comment above the line says why.
/// - Without brackets behind the method, `new` is written below with the help of `bare`.
/// - `always "name" = "value"` sends a parameter with every call.
/// - `unit Name = "method"` is a read whose struct holds nothing.
/// - `hand Name -> Answer, "page";` is a method whose struct and `Method` stand below.
macro_rules! calls {
    ($base:literal; $(
        $(#[$meta:meta])*
        $kind:ident $name:ident $($by:ident $key:literal $(as $row_key:literal)?)?
            $(= $method:literal)?
            $(($($arg:ident $(: $type:ty)? = $wire:literal),* $(,)?))?
            $(always $fixed:literal = $value:literal)?
            -> $answer:ty $(, in $($member:literal)|+)?, $page:literal;
    )*) => {
        $($crate::methods::covered::call! {
            [
                $(#[$meta])*
                ///
                #[doc = concat!("Source: <https://apidocs.bitrix24.com/", $base, $page, ".html>.")]
            ] $kind $name [$($by $key $(as $row_key)?)?] $($method)?
            [$(($($arg ($($type)?) = $wire),*))?] [$($fixed = $value)?]
            -> $answer, [$($($member),+)?], concat!($base, $page)
        })*

        /// The methods of this area.
        pub(in crate::methods) const METHODS: &[$crate::methods::MethodInfo] =
            &[$($crate::methods::MethodInfo::of::<$name>()),*];
    };
}

/// One line of `calls`.
macro_rules! call {
    ($meta:tt list $name:ident $by:tt $method:literal $args:tt $($rest:tt)*) => {
        $crate::methods::covered::call! { @listed $name $by $($rest)* }
        $crate::methods::covered::call! { @plain $meta V2 true $name $method $args $($rest)* }
    };
    ($meta:tt read $name:ident [] $($rest:tt)*) => {
        $crate::methods::covered::call! { @plain $meta V2 true $name $($rest)* }
    };
    ($meta:tt write $name:ident [] $($rest:tt)*) => {
        $crate::methods::covered::call! { @plain $meta V2 false $name $($rest)* }
    };
    ($meta:tt read3 $name:ident [] $($rest:tt)*) => {
        $crate::methods::covered::call! { @plain $meta V3 true $name $($rest)* }
    };
    ($meta:tt write3 $name:ident [] $($rest:tt)*) => {
        $crate::methods::covered::call! { @plain $meta V3 false $name $($rest)* }
    };
    ($meta:tt hand $name:ident [] [] [] -> $($rest:tt)*) => {
        $crate::methods::covered::covered!($name -> $($rest)*);
    };
    ([$($meta:tt)*] unit $name:ident [] $method:literal [] [] -> $answer:ty, $($rest:tt)*) => {
        #[doc = concat!("`", $method, "`.")]
        ///
        $($meta)*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name;

        $crate::methods::covered::call! {
            @method $name $method V2 true (_call => $crate::params::Params::new())
            -> $answer, $($rest)*
        }
    };
    (@plain [$($meta:tt)*] $api:ident $repeatable:literal $name:ident $method:literal
        $args:tt [$($fixed:literal = $value:literal)?] $($rest:tt)*) => {
        #[doc = concat!("`", $method, "`.")]
        ///
        $($meta)*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name {
            params: $crate::params::Params,
            listing: $crate::methods::Listing,
        }

        $crate::methods::debug_as_call!($name);
        $crate::methods::covered::call! { @new $name $args }
        $crate::methods::covered::call! {
            @method $name $method $api $repeatable
            (call => call.listing.append_to(call.params.clone())$(.with($fixed, $value))?)
            $($rest)*
        }

        impl $name {
            /// Sets a further parameter, spelled as on the method's page.
            #[must_use]
            pub fn with(mut self, name: impl Into<String>, value: impl Into<$crate::params::Value>) -> Self {
                self.params.set(name, value);
                self
            }
        }
    };
    (@new $name:ident []) => {
        impl $name {
            /// The call before anything is known of it.
            fn bare() -> Self {
                Self { params: $crate::params::Params::new(), listing: $crate::methods::Listing::default() }
            }
        }
    };
    (@new $name:ident [()]) => {
        impl $name {
            /// The call; it needs no parameters.
            pub fn new() -> Self {
                Self { params: $crate::params::Params::new(), listing: $crate::methods::Listing::default() }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    (@new $name:ident [($($arg:ident ($($type:ty)?) = $wire:literal),+)]) => {
        impl $name {
            /// The call with the parameters that it cannot do without.
            pub fn new($($arg: impl Into<$crate::methods::covered::argument!($($type)?)>),+) -> Self {
                $(let $arg: $crate::methods::covered::argument!($($type)?) = $arg.into();)+
                Self {
                    params: $crate::params::Params::new()$(.with($wire, $arg))+,
                    listing: $crate::methods::Listing::default(),
                }
            }
        }
    };
    (@listed $name:ident [] $($rest:tt)*) => {
        impl $name {
            $crate::methods::listing_setters!("");
        }
    };
    (@listed $name:ident [$by:ident $key:literal $(as $row_key:literal)?] $fixed:tt
        -> $answer:ty, [$($member:literal),*], $page:expr) => {
        impl $name {
            $crate::methods::listing_setters!($key);
        }

        impl $crate::method::ListMethod for $name {
            type Row = <$answer as IntoIterator>::Item;
            const KEY: &'static str = $key;
            $(const ROW_KEY: &'static str = $row_key;)?
            const MEMBERS: &'static [&'static str] = &[$($member),*];
            const MANY_IDS: bool = $crate::methods::covered::many_ids!($by);
        }
    };
    (@method $name:ident $method:literal $api:ident $repeatable:literal ($call:ident => $params:expr)
        -> $answer:ty, [$($member:literal),*], $page:expr) => {
        impl $crate::method::Method for $name {
            const NAME: &'static str = $method;
            const REPEATABLE: bool = $repeatable;
            const API: $crate::method::Api = $crate::method::Api::$api;
            type Answer = $answer;

            fn params(&self) -> $crate::params::Params {
                let $call = self;
                $params
            }

            fn decode(
                &self,
                result: $crate::wire::RawJson<'_>,
            ) -> Result<$answer, $crate::wire::DecodeError> {
                $crate::methods::covered::read(result, &[$($member),*])
            }
        }

        $crate::methods::covered::covered!($name -> $answer, [$($member),*], $page);
    };
}

/// Whether the filter takes many ids at once: `by` says yes, `between` no.
macro_rules! many_ids {
    (by) => {
        true
    };
    (between) => {
        false
    };
}

/// The type of an argument of a call: any value when the line names none.
macro_rules! argument {
    () => {
        $crate::params::Value
    };
    ($type:ty) => {
        $type
    };
}

/// Puts a method on the list.
macro_rules! covered {
    ($name:ident -> $answer:ty, [$($member:literal),*], $page:expr) => {
        impl $crate::methods::covered::Covered for $name {
            const PATH: &'static str = concat!(module_path!(), "::", stringify!($name));
            const ANSWER: &'static str = stringify!($answer);
            const PAGE: &'static str = $page;

            fn reread(result: $crate::wire::RawJson<'_>) -> Result<String, $crate::wire::DecodeError> {
                $crate::methods::covered::reread::<$answer>(result, &[$($member),*])
            }
        }
    };
}

pub(super) use {argument, call, calls, covered, many_ids};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::api::catalog_price::{Price, UpdatePrice};

    #[test]
    fn a_bare_record_is_read_though_a_field_of_it_is_named_like_the_wrapping() {
        let update = UpdatePrice::new(1, crate::params::Params::new());
        let read = |wire: &str| -> Result<Price, DecodeError> { update.decode(RawJson::new(wire)) };
        for wire in [
            r#"{"price":{"id":7,"price":"10.50"}}"#,
            r#"{"id":7,"price":"10.50"}"#,
        ] {
            let price = read(wire).unwrap();
            let sum = price.price.map(|sum| sum.to_string());
            assert_eq!(
                (price.id.map(crate::wire::Id::get), sum.as_deref()),
                (Some(7), Some("10.50"))
            );
        }
        let wrong = read(r#"{"price":"Ivan"}"#).unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "expected an object, found a text at price"
        );
    }
}
