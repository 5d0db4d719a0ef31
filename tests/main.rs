//! The integration tests: one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod absences;
mod accounts;
mod addresses;
mod alliances;
mod appointments;
mod arrows;
mod auth;
mod authority;
mod boundaries;
mod building_circles;
mod cli;
mod codes;
mod commands;
mod demo;
mod dependencies;
mod documents;
mod duties;
mod effects;
mod faults;
mod grids;
mod http;
mod locate;
mod login;
mod members;
mod migrations;
mod organizations;
mod pioneer_posts;
mod properties;
mod refusals;
mod registrations;
mod requests;
mod responsibility;
mod routing;
mod second_identities;
mod support;
