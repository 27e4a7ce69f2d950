//! The sandbox seen from outside, over real sockets.

#[cfg(test)]
mod access;
#[cfg(test)]
mod batches;
#[cfg(test)]
mod binary;
#[cfg(test)]
mod breadth;
#[cfg(test)]
mod client;
#[cfg(test)]
mod control;
#[cfg(test)]
mod disk;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod hooks;
#[cfg(test)]
mod items;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod official;
#[cfg(test)]
mod old_api;
#[cfg(test)]
mod onec;
#[cfg(test)]
mod people;
#[cfg(test)]
mod requisites;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod tls;
