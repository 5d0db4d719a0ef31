//! The verbs of the service, one function each, used by every entrance alike.

pub mod accounts;
pub mod check;
pub mod credentials;
pub mod demo;
pub mod import;
pub mod init;
pub mod locate;
pub mod login;
pub mod members;
pub mod operations;
pub mod requests;
pub mod rulebook;
pub mod users;
