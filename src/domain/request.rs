//! The life of a request (the product rules, "Life of a request" and "Clocks"): its state, the
//! moves open to each caller, where each move leads and when it is due.
//!
//! The service loads a row as [`RequestFacts`], calls [`apply`], and writes the [`MoveOutcome`] it
//! returns: the new facts, the events and the texts to seal. `submitted` and `assigned` fall into
//! one transaction, so a request is stored as `assigned` and its timeline shows both.

mod answers;
mod apply;
mod at_once;
mod clocks;
mod confidence;
mod contact;
mod correction;
mod desk_queue;
mod event;
mod external_ref;
mod facts;
mod inbox;
mod input;
mod last_step;
mod linking;
mod matter;
mod moves;
mod next_owner;
mod objection;
mod offer;
mod party;
mod return_review;
mod standing;
mod submission;
mod task;
#[cfg(test)]
pub(crate) mod test_support;
mod visibility;
mod words;

pub use answers::Answers;
pub use apply::{Closing, MoveContext, MoveOutcome, apply};
pub use at_once::AtOnce;
pub use clocks::{RequestClocks, dispatch_due, second_handling_due};
pub use confidence::coarse;
pub use contact::{ContactAttempt, ContactStanding};
pub use correction::{CorrectedValues, Correction};
pub use desk_queue::DeskQueue;
pub use event::{AssignmentCause, EventKind, RequestEvent};
pub use external_ref::{ExternalRef, check_system};
pub use facts::{ContactSettlement, RequestFacts, SecondHandling, TicketFacts};
pub use inbox::{InboxKey, next_due};
pub use input::{CorrectedFields, MoveField, MoveInput, TransferTarget};
pub use last_step::{FormerFacts, LastStep};
pub use linking::{EarlierRequest, LeadingRequest};
pub use matter::Matter;
pub use moves::{MOVES, MoveCondition, MoveRule, MoveTarget, possible};
pub use next_owner::NextOwner;
pub use objection::Objection;
pub use offer::{Offer, OfferKind};
pub use party::{Parties, Party, Relation};
pub use return_review::{Meeting, PendingReview, ReturnReason, ReviewDecision};
pub use standing::ReporterStanding;
pub use submission::{SubmissionFacts, is_confidential, submit};
pub use task::{
    NewTask, PARTS_MAX, ReleasedField, TASK_MOVES, TASK_PLACE_MAX, TASK_WORDS_MAX, TaskAction,
    TaskAssignee, TaskAssigneeKind, TaskFacts, TaskInput, TaskMoveRule, TaskParty, TaskSpec,
    TaskState, apply_task_move,
};
pub use visibility::{Identity, Visibility, bearer_reads, visibility};
pub use words::{
    Channel, ClosingWay, ContactOutcome, EscalationReason, NoContactReason, NoteKind,
    RedirectReason, RequestAction, RequestState, ResolutionOutcome, Satisfaction, TransferReason,
    UpstreamReason, VerdictSource,
};

pub use super::request_terms::{ClockAllowance, ClockAllowances, KindBy, RequestKind, Urgency};
