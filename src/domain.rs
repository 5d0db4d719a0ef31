//! The rules of the service: pure functions over values. No SQL, no HTTP, no clock, no randomness.

pub mod id;
pub mod lockout;
pub mod phone;
pub mod secret_text;
pub(crate) mod vocabulary;
