//! The life of a request (the product rules, "Life of a request" and "Clocks"): what it is, who may
//! move it, where each move leads and when it is due.
//!
//! The verbs load a row as [`RequestFacts`], ask [`apply`], and write the [`MoveOutcome`] it answers: the new
//! facts, the events and the texts to seal. `submitted` and `assigned` fall into one transaction,
//! so a request is stored as `assigned` and its timeline says both.

mod answers;
mod apply;
mod clocks;
mod confidence;
mod contact;
mod event;
mod external_ref;
mod facts;
mod inbox;
mod input;
mod moves;
mod party;
mod sight;
mod submission;
#[cfg(test)]
pub(crate) mod test_support;
mod words;

pub use answers::Answers;
pub use apply::{MoveContext, MoveOutcome, apply};
pub use clocks::{ClockAllowance, ClockAllowances, RequestClocks, second_handling_due};
pub use confidence::coarse;
pub use contact::{ContactAttempt, ContactStanding};
pub use event::{AssignmentCause, RequestEvent};
pub use external_ref::{ExternalRef, check_system};
pub use facts::{ContactSettlement, RequestFacts, SecondHandling, TicketFacts};
pub use inbox::{InboxKey, next_due};
pub use input::{MoveField, MoveInput, TransferTarget};
pub use moves::{MOVES, MoveCondition, MoveRule, possible};
pub use party::{Parties, Party, Relation};
pub use sight::{Identity, Visibility, sight};
pub use submission::{SubmissionFacts, is_confidential, submit};
pub use words::{
    Channel, ContactOutcome, NoteKind, RequestAction, RequestKind, RequestState, ResolutionOutcome,
    Satisfaction, TransferReason, UpstreamReason, Urgency, VerdictSource,
};
