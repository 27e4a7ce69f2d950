//! Integration tests of docflow-core: the public interface as its users see it.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod check;
#[cfg(test)]
mod requisites;
#[cfg(test)]
mod run;
#[cfg(test)]
mod support;
#[cfg(test)]
mod vectors;
