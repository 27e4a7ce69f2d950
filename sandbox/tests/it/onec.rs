//! The 1C base over real sockets: what it makes, what it refuses, and how it keeps its promises.

mod cards;
mod gate;
mod http;
mod numbers;
#[cfg(feature = "print")]
mod printing;
mod refusals;
mod sets;
mod world;
