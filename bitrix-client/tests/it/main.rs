//! Tests of the client against servers in this process; no network, no order, no real waiting.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a test names the one variant that it wants"
)]

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod batch_faults;
#[cfg(test)]
mod calls;
#[cfg(test)]
#[path = "../../../docflow-core/tests/it/cases.rs"]
mod cases;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod downloads;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod inbound;
#[cfg(test)]
mod list_methods;
#[cfg(test)]
mod listed;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod long_batches;
#[cfg(test)]
mod moved;
#[cfg(test)]
mod open_calls;
#[cfg(test)]
mod pace;
#[cfg(test)]
mod processes;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod seen;
#[cfg(test)]
mod support;
#[cfg(test)]
mod uploads;
