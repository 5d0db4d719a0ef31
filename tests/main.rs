//! The integration tests: one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::indexing_slicing, reason = "a test fails when it panics")]

mod absences;
mod accounts;
mod addresses;
mod alliances;
mod appointments;
mod arrows;
mod auth;
mod authority;
mod balance;
mod boundaries;
mod building_circles;
mod city;
mod cli;
mod codes;
mod commands;
mod contract;
mod demo;
mod dependencies;
mod documents;
mod duties;
mod effects;
mod faults;
mod fuzzing;
mod grids;
mod http;
mod locate;
mod login;
mod members;
mod migrations;
mod organizations;
mod past;
mod pioneer_posts;
mod properties;
mod reassignments;
mod refusals;
mod registrations;
mod reholding;
mod requests;
mod responsibility;
mod routing;
mod second_identities;
mod support;
mod worlds;
