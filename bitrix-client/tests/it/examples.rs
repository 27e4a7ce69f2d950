//! Every example runs.

#![allow(
    clippy::duplicate_mod,
    reason = "each example is a program and brings its portal along"
)]

#[path = "../../examples/access.rs"]
mod access;
#[path = "../../examples/areas.rs"]
mod areas;
#[path = "../../examples/batch.rs"]
mod batch;
#[path = "../../examples/calls.rs"]
mod calls;
#[path = "../../examples/errors.rs"]
mod errors;
#[path = "../../examples/events.rs"]
mod events;
#[path = "../../examples/files.rs"]
mod files;
#[path = "../../examples/lists.rs"]
mod lists;
#[path = "../../examples/pace.rs"]
mod pace;
#[path = "../../examples/seeing.rs"]
mod seeing;

macro_rules! runs {
    ($($name:ident),*) => {
        $(#[test]
        fn $name() {
            $name::main().unwrap();
        })*
    };
}

mod runs {
    use super::*;

    runs!(
        access, areas, batch, calls, errors, events, files, lists, pace, seeing
    );
}
