//! The life of a request (the product rules, "Life of a request" and "Clocks"): what it is, who may
//! move it, where each move leads and when it is due.
//!
//! The verbs load a row as [`Facts`], ask [`apply`], and write the [`Step`] it answers: the new
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
pub use apply::{Around, Step, apply};
pub use clocks::{Allowance, Allowances, Clocks, second_handling_due};
pub use confidence::coarse;
pub use contact::{Attempt, ContactStanding};
pub use event::{Cause, RequestEvent};
pub use external_ref::{ExternalRef, check_system};
pub use facts::{Contact, Facts, SecondHandling, Upstream};
pub use inbox::{InboxKey, next_due};
pub use input::{Field, Input, Target};
pub use moves::{Condition, MOVES, Move, possible};
pub use party::{Parties, Party, Relation};
pub use sight::{Identity, Sight, sight};
pub use submission::{Submission, is_confidential, submit};
pub use words::{
    Action, Channel, ContactOutcome, NoteKind, Outcome, RequestKind, Satisfaction, State,
    TransferReason, UpstreamReason, Urgency, VerdictSource,
};
