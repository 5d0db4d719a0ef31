//! The rules of the service: pure functions over values. No SQL, no HTTP, no clock, no randomness.

pub mod atlas;
pub mod change;
pub mod duty;
pub mod id;
pub mod lockout;
pub mod operation;
pub mod period;
pub mod phone;
pub mod plan;
pub mod routing;
pub mod secret_text;
pub mod unit;
pub(crate) mod vocabulary;
