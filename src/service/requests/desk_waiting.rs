//! Requests that wait for the desk, and why.

use crate::domain::request::{AssignmentCause, DeskQueue, RequestState};
use crate::domain::routing::PlacedBy;
use crate::store::requests::RequestRow;

/// Returns the queue in which a request waits for the desk to give it to a unit; only the desk may
/// know it.
pub fn waits_for_the_desk(row: &RequestRow) -> Option<DeskQueue> {
    // What is objected to waits for a decision, what is linked for the one that goes on.
    let waits_elsewhere =
        matches!(row.state, RequestState::Resolved | RequestState::Objected | RequestState::Merged);
    let is_open = row.ended_at.is_none() && !waits_elsewhere;
    // What is offered to a unit waits for that one.
    if !is_open || row.offer_kind.is_some() {
        return None;
    }
    match (row.held_by == AssignmentCause::Desk, row.confidential) {
        (true, true) => Some(DeskQueue::ToDispatch),
        (true, false) if row.placed_by == PlacedBy::Unplaced => Some(DeskQueue::Unplaced),
        (true, false) => Some(DeskQueue::ToDispatch),
        // Nothing else is decided before the return is. The second is a supervisor's, or, where
        // every one of them dispatched it, the desk's with a meeting.
        (false, false) if row.state == RequestState::Returned => Some(DeskQueue::Returns),
        (false, true) if row.is_held_by_reporter() => Some(DeskQueue::HeldByReporter),
        (false, true) if row.proposed_at.is_some() => Some(DeskQueue::Proposed),
        (false, _) if row.correction_proposed_at.is_some() => Some(DeskQueue::Corrections),
        (false, _) => None,
    }
}
