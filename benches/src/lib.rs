//! Nothing is built here but what stands beside this file.
