//! Requests that wait for the desk, and why.

use crate::domain::request::{AssignmentCause, RequestState};
use crate::domain::vocabulary::vocabulary;
use crate::store::requests::RequestRow;

vocabulary! {
    /// Why a confidential request waits for the desk.
    DeskWaiting {
        ToDispatch = "to_dispatch" "待派单" "to be dispatched",
        HeldByReporter = "held_by_reporter" "承办人即诉求人，待改派" "held by who reported it",
        Proposed = "proposed" "有转办建议待定" "a transfer is proposed",
    }
}

/// Returns the reason why a request waits for the desk; only the desk may know it.
pub fn waits_for_the_desk(row: &RequestRow) -> Option<DeskWaiting> {
    match row {
        _ if !row.confidential || row.ended_at.is_some() || row.state == RequestState::Resolved => {
            None
        }
        // What is offered to a unit waits for that one.
        _ if row.offer_kind.is_some() => None,
        _ if row.held_by == AssignmentCause::Desk => Some(DeskWaiting::ToDispatch),
        _ if row.is_held_by_reporter() => Some(DeskWaiting::HeldByReporter),
        _ if row.proposed_at.is_some() => Some(DeskWaiting::Proposed),
        _ => None,
    }
}
