//! The integration tests: one binary.

mod boundaries;
