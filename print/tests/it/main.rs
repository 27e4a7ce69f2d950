//! Whole documents: filled, read back, laid out, scanned; and vectors from outside.

#[cfg(test)]
#[path = "../../../docflow-core/tests/it/cases.rs"]
mod cases;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod splits;
#[cfg(test)]
mod templates;
#[cfg(test)]
mod text;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod words;
