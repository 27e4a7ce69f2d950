//! Integration tests: encoding against the examples of the service's description, single calls
//! and faults over real sockets, and the property that no secret is shown.

#[cfg(test)]
mod encoding;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod service;
