//! The rules of the service: pure functions over values. No SQL, no HTTP, no clock, no randomness.

pub mod calendar;
pub mod category;
pub mod id;
pub mod lockout;
pub mod phone;
pub mod secret_text;
pub mod label;
pub mod level;
pub mod mask;
pub mod request;
pub mod role;
mod rule_file;
pub(crate) mod vocabulary;
