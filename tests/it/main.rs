//! Tests of the whole: conformance of adapters, runs end to end, faults.

#[cfg(test)]
mod clock;
#[cfg(test)]
mod files;
#[cfg(test)]
mod journal;
