//! Tests of the client against servers in this process; no network, no order, no real waiting.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod downloads;
#[cfg(test)]
mod listed;
#[cfg(test)]
mod open_calls;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod support;
