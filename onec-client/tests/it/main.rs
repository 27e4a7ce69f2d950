//! Integration tests: encoding and decoding against the service's description, single calls and
//! faults over real sockets, whole conversations with the sandbox, and the property that no secret
//! is shown.

#[cfg(test)]
mod description;
#[cfg(test)]
mod encoding;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod service;
#[cfg(test)]
mod voiding;
