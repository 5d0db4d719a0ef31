//! The rules of the service: pure functions over values. No SQL, no HTTP, no clock, no randomness.

pub mod atlas;
pub mod datum;
pub mod geometry;
pub mod id;
pub(crate) mod vocabulary;
