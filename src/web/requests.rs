//! Requests over HTTP.

mod answers;
mod dispatch;
mod external_ref;
mod history;
mod lists;
mod moves;
mod partakers;
mod receipts;
mod reports;
mod sending;
mod view;

pub use answers::*;
pub use dispatch::*;
pub use external_ref::*;
pub use history::*;
pub use lists::*;
pub use moves::*;
pub use partakers::*;
pub use receipts::*;
pub use reports::*;
pub use sending::*;
pub use view::*;
