//! Answers to a batch.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/properties/batch.rs"]
mod batch;
#[expect(dead_code, reason = "only the text of times is taken from there")]
#[path = "../../tests/it/properties/wire.rs"]
mod wire;

fuzz_target!(|bytes: &[u8]| batch::hold(bytes));
