//! Whole documents: filled, read back, laid out, scanned.

#[cfg(test)]
mod documents;
#[cfg(test)]
mod sample;
