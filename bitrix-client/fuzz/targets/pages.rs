//! Answers to a batch of list commands.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/properties/pages.rs"]
mod pages;

fuzz_target!(|bytes: &[u8]| pages::hold(bytes));
