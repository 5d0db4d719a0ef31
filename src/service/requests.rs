//! Requests: submitting, reading, listing and moving them, and reassigning them when responsibility
//! changes.

pub(in crate::service) mod access_records;
mod append;
pub mod batch;
pub mod desk_queues;
pub mod desk_waiting;
mod disclosure;
pub mod dispatch;
mod followers;
pub mod leases;
pub mod links;
pub mod list;
mod move_ground;
pub mod outcome;
pub mod read;
pub(in crate::service) mod reader;
pub mod receipt;
mod references;
pub mod rehold;
mod relation;
pub mod report_back;
pub mod request_transition;
pub mod submit;
pub mod transition;
