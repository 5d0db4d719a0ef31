//! The verbs of the service, one function each, used by every entrance alike.

pub mod absences;
pub mod accounts;
pub mod appointments;
pub mod building_groups;
pub mod check;
pub mod command;
pub mod credentials;
pub mod demo;
pub mod duties;
pub mod effects;
pub mod grids;
pub mod import;
pub mod init;
pub mod keys;
pub mod locate;
pub mod login;
pub mod members;
pub mod operations;
pub mod place;
pub mod requests;
pub mod responsible;
pub mod rulebook;
pub mod users;
