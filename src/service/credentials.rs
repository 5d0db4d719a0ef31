//! Proof of who somebody is: passwords, second factors, one-time codes, and the tokens that stand
//! for a session.
//!
//! Everything here is a function of what is passed in, the clock included; what must be remembered
//! (a hash, the last step, the chain of refresh tokens) is handed back to be stored.

pub mod code;
pub mod password;
mod password_workers;
pub mod refresh;
pub mod token;
pub mod totp;

pub use password_workers::PasswordWorkers;
