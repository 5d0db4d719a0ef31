//! The service as its callers see it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod arrows;
mod boundaries;
mod dependencies;
mod http;
mod migrations;
mod responsibility;
mod support;
