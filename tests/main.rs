//! The integration tests: one binary.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod boundaries;
mod http;
mod responsibility;
mod support;
