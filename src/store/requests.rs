//! Requests: one row each, and the rows that belong to it.

mod counts;
mod details;
mod excluded_people;
mod handed_over;
mod held;
mod history;
mod list;
mod moving;
mod open;
mod partakers;
mod received;
mod returns;
mod routable;
mod row;
mod uncounted;
mod untouched;
mod write;

pub use counts::{OpenCount, ReceivedCount, open_counts, received_counts};
pub(super) use details::key_of;
pub use details::{NewDetails, RequestTexts};
pub use excluded_people::{ServingReader, excluded_people, excluded_people_of};
pub use handed_over::{HandedOver, handed_over};
pub use held::{HeldRequest, held, held_by, held_under};
pub use history::{Assignment, RequestNote, timeline};
pub use list::{ListArea, ListFilter, ListOwner, ListPage};
pub use moving::MovingRequest;
pub use open::{OpenRequest, TouchedUnits, offered_to, open_in};
pub use partakers::partakers_of;
pub use received::{ReceivedRequest, received};
pub use routable::RoutableRequest;
pub use row::{FIRST_RECEIPT, RequestOrigin, RequestRow, StoredPlace};
pub use uncounted::UncountedRequests;
pub use untouched::{touched_since, untouched_since};
