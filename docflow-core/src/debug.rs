//! `Debug` of values that hold something of people.

/// `Debug` that shows nothing of people: values end in logs.
macro_rules! unseen {
    ($($name:ident),* $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

pub(crate) use unseen;
