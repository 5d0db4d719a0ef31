//! The integration tests: one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod arrows;
mod auth;
mod boundaries;
mod cli;
mod demo;
mod dependencies;
mod http;
mod login;
mod migrations;
mod responsibility;
mod support;
