//! Events, calls of robots and pages in frames, as strangers may post them.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/properties/inbound.rs"]
mod inbound;

fuzz_target!(|bytes: &[u8]| inbound::hold(bytes));
