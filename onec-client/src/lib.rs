//! Typed async client of 1C Accounting: the HTTP service of the docflow extension.
