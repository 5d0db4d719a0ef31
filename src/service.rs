//! The use cases of the service, one function each, shared by the HTTP API and the command line.

pub mod absences;
pub mod accounts;
pub mod alliances;
pub mod appointments;
pub mod balance;
pub mod building_circles;
pub mod building_groups;
pub mod check;
pub mod command;
pub mod community_roles;
pub mod credentials;

pub mod atlas_edits;
pub mod duties;
pub mod duty_roster;
pub mod effects;
pub mod explain;
pub mod export;
pub mod grid_history;
pub mod grids;
pub mod import;
pub mod init;
pub mod keys;
pub mod locate;
pub mod login;
pub mod members;
pub mod once;
pub mod organizations;
pub mod past;
pub mod pioneer_posts;
pub mod place;
pub mod reassignments;
pub mod registrations;
pub mod requests;

pub mod responsibility;
pub mod routing_rules;
pub mod rulebook;
pub mod second_identities;
pub mod users;
