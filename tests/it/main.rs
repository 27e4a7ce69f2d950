//! Tests of the whole: conformance of adapters, runs end to end, faults.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a test names the one variant that it wants"
)]

#[cfg(test)]
mod clock;
#[cfg(test)]
mod company;
#[cfg(test)]
mod config;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod demo_data;
#[cfg(test)]
mod engine;
#[cfg(test)]
mod explorer;
#[cfg(test)]
mod files;
#[cfg(test)]
mod flow;
#[cfg(test)]
mod host;
#[cfg(test)]
mod journal;
#[cfg(test)]
#[cfg(unix)]
mod kill;
#[cfg(test)]
mod leaks;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod ports;
#[cfg(test)]
mod review;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tidy;
