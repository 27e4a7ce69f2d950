//! Integration tests of docflow-core.
