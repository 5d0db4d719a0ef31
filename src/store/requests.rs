//! Requests: one row each, and the rows that hang off it.

mod counts;
mod details;
mod handed_over;
mod held;
mod history;
mod kept_out;
mod list;
mod moving;
mod open;
mod partakers;
mod received;
mod routable;
mod row;
mod uncounted;
mod untouched;
mod write;

pub use counts::{OpenCount, ReceivedCount, open_counts, received_counts};
pub(super) use details::key_of;
pub use details::{Details, NewDetails};
pub use handed_over::{HandedOver, handed_over};
pub use held::{Held, held, held_by, held_under};
pub use history::{Assignment, Note, timeline};
pub use kept_out::{Reader, kept_out, kept_out_of};
pub use list::{Area, Filter, Page, Whose};
pub use moving::Moving;
pub use open::{OpenRequest, Touched, open_in};
pub use partakers::partakers_of;
pub use received::{Received, received};
pub use routable::Routable;
pub use row::{FIRST_RECEIPT, Origin, Place, RequestRow};
pub use uncounted::Uncounted;
pub use untouched::{touched_since, untouched_since};
