//! Requests: one row each, and the rows that hang off it.

mod details;
mod history;
mod row;

pub use details::{Details, NewDetails};
pub use history::{Assignment, Note, conflicts, timeline};
pub use row::{Origin, Place, RequestRow};
