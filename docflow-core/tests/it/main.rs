//! Integration tests of docflow-core: the public interface as its users see it.

#[cfg(test)]
mod requisites;
#[cfg(test)]
mod vectors;
