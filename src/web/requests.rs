//! Requests over HTTP.

mod answers;
mod batch;
mod clocks;
mod corrections;
mod detail;
mod disclosure;
mod dispatch;
mod external_ref;
mod history;
mod leases;
mod lists;
mod moves;
mod offers;
mod place;
mod receipts;
mod reports;
mod sending;
mod summary;

pub use answers::*;
pub use batch::*;
pub use clocks::*;
pub use corrections::*;
pub use detail::*;
pub use disclosure::*;
pub use dispatch::*;
pub use external_ref::*;
pub use history::*;
pub use leases::*;
pub use lists::*;
pub use moves::*;
pub use offers::*;
pub use place::*;
pub use receipts::*;
pub use reports::*;
pub use sending::*;
pub use summary::*;
