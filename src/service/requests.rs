//! Requests: submitting, reading, listing and moving them, and reassigning them when responsibility
//! changes.

pub(in crate::service) mod access_records;
mod append;
mod assignees;
pub mod batch;
pub mod correction;
pub mod correction_preview;
pub mod desk_queues;
pub mod desk_waiting;
mod disclosure;
pub mod dispatch;
mod dispatch_person;
mod followers;
pub mod leases;
pub mod links;
pub mod list;
pub mod list_filter;
mod move_ground;
pub mod outcome;
pub mod own_texts;
pub mod read;
pub(in crate::service) mod reader;
pub mod receipt;
mod references;
pub mod rehold;
mod relation;
pub mod report_back;
pub mod request_transition;
pub mod submit;
mod task_people;
mod task_storing;
pub mod task_transition;
pub mod tasks;
pub mod transition;
