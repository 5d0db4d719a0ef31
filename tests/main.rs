//! The integration tests: one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod arrows;
mod auth;
mod boundaries;
mod dependencies;
mod faults;
mod http;
mod login;
mod migrations;
mod properties;
mod requests;
mod responsibility;
mod support;
