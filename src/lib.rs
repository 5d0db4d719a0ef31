//! Wangge (网格): who is responsible for every place at every moment, and the request that reaches
//! them.
#![cfg_attr(test, allow(clippy::indexing_slicing, reason = "a test fails when it panics"))]

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod error;
pub mod jobs;
pub mod service;
pub mod store;
pub mod web;
