//! The integration tests: one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod absences;
mod accounts;
mod appointments;
mod arrows;
mod auth;
mod boundaries;
mod cli;
mod demo;
mod dependencies;
mod documents;
mod duties;
mod faults;
mod grids;
mod http;
mod locate;
mod login;
mod members;
mod migrations;
mod properties;
mod requests;
mod responsibility;
mod support;
