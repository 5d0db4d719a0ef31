//! The verbs of the service, one function each, used by every entrance alike.

pub mod accounts;
pub mod credentials;
pub mod demo;
pub mod login;
pub mod operations;
pub mod requests;
pub mod rulebook;
