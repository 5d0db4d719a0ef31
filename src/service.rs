//! The verbs of the service, one function each, used by every entrance alike.

pub mod absences;
pub mod accounts;
pub mod appointments;
pub mod check;
pub mod command;
pub mod community_roles;
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
pub mod once;
pub mod operations;
pub mod organizations;
pub mod registrations;
pub mod requests;
pub mod responsible;
pub mod rulebook;
pub mod second_identities;
pub mod users;
