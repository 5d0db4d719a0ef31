//! Signing in and out by URL.

mod me;
mod residents;
mod sessions;
mod staff;
mod wrong_input;
