//! How a domain type and its wire form are tied together.
//!
//! [`Wire`] converts both ways; the macros declare a wire type by listing its fields, so that the
//! whole format can be read as a list.

use super::super::WireError;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A domain type that has a wire form.
pub(super) trait Wire: Sized {
    /// What is written.
    type Form: serde::Serialize + serde::de::DeserializeOwned;

    /// Writes.
    fn to_wire(&self) -> Self::Form;

    /// Reads back.
    fn from_wire(form: Self::Form) -> Result<Self, WireError>;
}

/// Types that are their own wire form.
macro_rules! wire_plain {
    ($($ty:ty),* $(,)?) => {$(
        impl Wire for $ty {
            type Form = $ty;
            fn to_wire(&self) -> $ty {
                self.clone()
            }
            fn from_wire(form: $ty) -> Result<Self, WireError> {
                Ok(form)
            }
        }
    )*};
}

/// Types that travel as the text of their `Display` and `FromStr`.
macro_rules! wire_text {
    ($($ty:ty),* $(,)?) => {$(
        impl Wire for $ty {
            type Form = String;
            fn to_wire(&self) -> String {
                self.to_string()
            }
            fn from_wire(form: String) -> Result<Self, WireError> {
                form.parse().map_err(|_| WireError::Value { what: stringify!($ty) })
            }
        }
    )*};
}

/// Enums that travel as the text of their `code` and `from_code`.
macro_rules! wire_code {
    ($($ty:ty),* $(,)?) => {$(
        impl Wire for $ty {
            type Form = String;
            fn to_wire(&self) -> String {
                self.code().to_owned()
            }
            fn from_wire(form: String) -> Result<Self, WireError> {
                Self::from_code(&form).ok_or(WireError::Value { what: stringify!($ty) })
            }
        }
    )*};
}

/// A struct, field by field.
macro_rules! wire_struct {
    ($domain:ty => $form:ident { $($field:ident: $ty:ty),* $(,)? }) => {
        #[derive(serde::Serialize, serde::Deserialize)]
        pub(super) struct $form { $($field: <$ty as Wire>::Form),* }

        impl Wire for $domain {
            type Form = $form;
            fn to_wire(&self) -> $form {
                $form { $($field: self.$field.to_wire()),* }
            }
            fn from_wire(form: $form) -> Result<Self, WireError> {
                Ok(Self { $($field: Wire::from_wire(form.$field)?),* })
            }
        }
    };
}

/// An enum, variant by variant: `unit A;`, `one B(T);`, `many C { f: T };` in this order.
macro_rules! wire_enum {
    ($domain:ty => $form:ident {
        $(unit $unit:ident;)*
        $(one $one:ident($ty:ty);)*
        $(many $many:ident { $($field:ident: $fty:ty),* $(,)? };)*
    }) => {
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum $form {
            $($unit,)*
            $($one(<$ty as Wire>::Form),)*
            $($many { $($field: <$fty as Wire>::Form),* },)*
        }

        impl Wire for $domain {
            type Form = $form;
            fn to_wire(&self) -> $form {
                match self {
                    $(Self::$unit => $form::$unit,)*
                    $(Self::$one(inner) => $form::$one(inner.to_wire()),)*
                    $(Self::$many { $($field),* } => $form::$many { $($field: $field.to_wire()),* },)*
                }
            }
            fn from_wire(form: $form) -> Result<Self, WireError> {
                Ok(match form {
                    $($form::$unit => Self::$unit,)*
                    $($form::$one(inner) => Self::$one(Wire::from_wire(inner)?),)*
                    $($form::$many { $($field),* } => {
                        Self::$many { $($field: Wire::from_wire($field)?),* }
                    })*
                })
            }
        }
    };
}

pub(super) use {wire_code, wire_enum, wire_struct, wire_text};

wire_plain!(String, u32, u64, bool);

impl<T: Wire> Wire for Option<T> {
    type Form = Option<T::Form>;
    fn to_wire(&self) -> Self::Form {
        self.as_ref().map(Wire::to_wire)
    }
    fn from_wire(form: Self::Form) -> Result<Self, WireError> {
        form.map(Wire::from_wire).transpose()
    }
}

impl<T: Wire> Wire for Vec<T> {
    type Form = Vec<T::Form>;
    fn to_wire(&self) -> Self::Form {
        self.iter().map(Wire::to_wire).collect()
    }
    fn from_wire(form: Self::Form) -> Result<Self, WireError> {
        form.into_iter().map(Wire::from_wire).collect()
    }
}

impl<T: Wire> Wire for Box<T> {
    type Form = Box<T::Form>;
    fn to_wire(&self) -> Self::Form {
        Box::new((**self).to_wire())
    }
    fn from_wire(form: Self::Form) -> Result<Self, WireError> {
        Wire::from_wire(*form).map(Self::new)
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    type Form = (A::Form, B::Form);
    fn to_wire(&self) -> Self::Form {
        (self.0.to_wire(), self.1.to_wire())
    }
    fn from_wire(form: Self::Form) -> Result<Self, WireError> {
        Ok((Wire::from_wire(form.0)?, Wire::from_wire(form.1)?))
    }
}

impl<K, V> Wire for BTreeMap<K, V>
where
    K: Wire + Ord,
    K::Form: Ord,
    V: Wire,
{
    type Form = BTreeMap<K::Form, V::Form>;
    fn to_wire(&self) -> Self::Form {
        self.iter()
            .map(|(key, value)| (key.to_wire(), value.to_wire()))
            .collect()
    }
    fn from_wire(form: Self::Form) -> Result<Self, WireError> {
        form.into_iter()
            .map(|(key, value)| Ok((Wire::from_wire(key)?, Wire::from_wire(value)?)))
            .collect()
    }
}

impl Wire for BTreeSet<String> {
    type Form = Self;
    fn to_wire(&self) -> Self {
        self.clone()
    }
    fn from_wire(form: Self) -> Result<Self, WireError> {
        Ok(form)
    }
}

/// Milliseconds.
impl Wire for Duration {
    type Form = u64;
    fn to_wire(&self) -> u64 {
        u64::try_from(self.as_millis()).unwrap_or(u64::MAX)
    }
    fn from_wire(form: u64) -> Result<Self, WireError> {
        Ok(Self::from_millis(form))
    }
}
