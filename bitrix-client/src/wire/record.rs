//! The macro that makes a typed object: known names as fields, all others kept.

/// Declares a struct of an answer and how it is read.
///
/// `field: Type = "WIRE_NAME"` reads one member ([`FromWire`](crate::FromWire), a missing name as
/// `null`); everything else lands in `other`. `Debug` shows the fields named after `shown`, which
/// are never personal data or secrets.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident shown($($shown:ident),*) {
            $($(#[$field_meta:meta])* $field:ident: $type:ty = $wire:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* #[doc = ""] #[doc = concat!("On the wire: `", $wire, "`.")] pub $field: $type,)*
            /// All members that have no field of their own here, in their order.
            pub other: $crate::wire::Fields,
        }

        impl $crate::wire::FromWire for $name {
            fn from_wire(raw: $crate::wire::RawJson<'_>) -> Result<Self, $crate::wire::DecodeError> {
                let mut members = $crate::wire::members(raw)?;
                Ok(Self {
                    $($field: $crate::wire::take(&mut members, $wire)?,)*
                    other: members.into_iter().collect(),
                })
            }
        }

        impl $crate::wire::ToWire for $name {
            fn write_json(&self, out: &mut String) {
                out.push('{');
                $($crate::wire::write_member(out, $wire, &self.$field);)*
                for (name, raw) in self.other.iter() {
                    $crate::wire::write_member(out, name, &raw);
                }
                out.push('}');
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($shown), &self.$shown))*
                    .finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use record;
