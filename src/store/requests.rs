//! Requests: one row each, and the rows that hang off it.

mod details;
mod held;
mod history;
mod list;
mod open;
mod row;

pub use details::{Details, NewDetails};
pub use held::{Held, held};
pub use history::{Assignment, Note, conflicts, timeline};
pub use list::{Filter, Page, Whose};
pub use open::open_in;
pub use row::{Origin, Place, RequestRow};
