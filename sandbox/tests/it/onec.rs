//! The 1C base over real sockets: what it makes, what it refuses, and how it keeps its promises.

mod cards;
mod gate;
mod growth;
mod http;
mod numbers;
mod outage;
#[cfg(feature = "print")]
mod printing;
mod refusals;
mod sets;
mod standing;
mod void;
mod world;
