//! The verbs of requests: submit, read, list, move; and what happens to them when responsibility
//! changes.

mod append;
pub mod dispatch;
pub mod list;
pub mod read;
pub(in crate::service) mod reader;
pub mod receipt;
pub mod rehold;
mod relation;
pub mod report_back;
pub mod submit;
mod told;
pub mod transition;
