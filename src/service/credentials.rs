//! Authentication: passwords, second factors, one-time codes, and the tokens that stand for a
//! session.
//!
//! Everything here is a pure function of its arguments, the clock included; state (a hash, the last
//! step, the chain of refresh tokens) is returned to be stored.

pub mod code;
pub mod password;
mod password_workers;
pub mod refresh;
pub mod token;
pub mod totp;

pub use password_workers::PasswordWorkers;
