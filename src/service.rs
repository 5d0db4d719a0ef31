//! The verbs of the service, one function each, used by every entrance alike.

pub mod command;
pub mod credentials;
pub mod grids;
pub mod operations;
pub mod requests;
pub mod rulebook;
