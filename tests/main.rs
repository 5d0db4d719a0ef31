//! The integration tests: one binary.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod arrows;
mod boundaries;
mod dependencies;
mod http;
mod migrations;
mod responsibility;
mod support;
