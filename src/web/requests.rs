//! Requests over HTTP.

mod answers;
mod history;
mod lists;
mod moves;
mod partakers;
mod receipts;
mod sending;
mod view;

pub use answers::*;
pub use history::*;
pub use lists::*;
pub use moves::*;
pub use partakers::*;
pub use receipts::*;
pub use sending::*;
pub use view::*;
