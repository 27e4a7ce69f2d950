//! Answers in the shapes of PHP, and the bracket form of parameters.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/properties/wire.rs"]
mod wire;

fuzz_target!(|bytes: &[u8]| wire::hold(bytes));
