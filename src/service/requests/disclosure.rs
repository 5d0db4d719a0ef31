//! Disclosure of a confidential request to readers from whom its reporter is hidden: nothing that
//! depends on who sent it, by which channel, or at which minute.

use crate::domain::id::AccountId;
use crate::domain::request::{AssignmentCause, EventKind, NoteKind};
use crate::store::RecordedEvent;
use crate::store::requests::Assignment;
use serde::Deserialize;

/// Fields of an event that tell how a request came and who judged it.
const TELLING: [&str; 3] = ["anonymous", "channel", "source"];

/// Number of events of a submission: submitted and assigned.
const FIRST: i32 = 2;

/// Actor shown for whoever acted for the reporter.
const REPORTER: &str = "reporter";

/// Removes from an event what it tells of the reporter. Those who speak for the reporter would
/// reveal them, so they are shown as the reporter; a handler who sent the request themselves looks
/// like any other handler.
pub(super) fn event(mut event: RecordedEvent, reporter: Option<AccountId>) -> RecordedEvent {
    let by_reporter = reporter.map(|account| account.to_string()).is_some_and(|account| {
        event.actor.as_deref() == Some(account.as_str()) && may_be_the_reporters(&event)
    });
    if by_reporter || speaks_for_the_reporter(&event) {
        event.actor = Some(REPORTER.to_owned());
    }
    let cause = event.payload.0.get("cause");
    let is_at_desk = cause.is_some_and(|cause| cause == AssignmentCause::Desk.as_str());
    let kind = event.kind.as_str();
    if let Some(fields) = event.payload.0.as_object_mut() {
        fields.retain(|name, _| match name.as_str() {
            // An immediate change set reveals the minute, and the holding who was at the desk.
            "change_set" => false,
            "holding" => !is_at_desk,
            // Only staff, or people for whom staff act, leave no phone number.
            "outcome" => kind != "contact_attempted",
            name => !TELLING.contains(&name),
        });
    }
    event
}

/// Returns true if an event was caused on the reporter's behalf: by the reporter, by whoever
/// entered the request, holds the receipt, called them back or wrote down what they said; also if
/// it is of an unknown kind.
fn speaks_for_the_reporter(event: &RecordedEvent) -> bool {
    let field = |field| event.payload.0.get(field);
    let cause = field("cause").and_then(|cause| AssignmentCause::deserialize(cause).ok());
    let caused_by = |asked| cause == Some(asked);
    let Ok(kind) = event.kind.parse::<EventKind>() else { return true };
    match kind {
        EventKind::Submitted
        | EventKind::Withdrawn
        | EventKind::Judged
        | EventKind::Reopened
        | EventKind::MarkedHardCase
        | EventKind::Answered
        | EventKind::Supplemented
        | EventKind::Released
        | EventKind::Reminded
        | EventKind::Objected => true,
        EventKind::Assigned => {
            event.sequence <= FIRST || caused_by(AssignmentCause::SecondHandling)
        }
        EventKind::Closed => caused_by(AssignmentCause::Verdict),
        EventKind::Relayed => field("note")
            .and_then(|note| NoteKind::deserialize(note).ok())
            .is_some_and(|note| note == NoteKind::RelayAnswer),
        EventKind::Accepted
        | EventKind::Corrected
        | EventKind::AddressReplaced
        | EventKind::CorrectionProposed
        | EventKind::CorrectionDeclined
        | EventKind::TaskGiven
        | EventKind::TaskMoved
        | EventKind::ContactAttempted
        | EventKind::ContactSettled
        | EventKind::Started
        | EventKind::Resolved
        | EventKind::Transferred
        | EventKind::Returned
        | EventKind::ReturnReviewed
        | EventKind::ReturnRecalled
        | EventKind::Offered
        | EventKind::Escalated
        | EventKind::OfferDeclined
        | EventKind::OfferRecalled
        | EventKind::OfferMoved
        | EventKind::Proposed
        | EventKind::ProposalDeclined
        | EventKind::ReturnedUpstream
        | EventKind::ReportedBack
        | EventKind::TakenOver
        | EventKind::Redacted
        | EventKind::ReceiptRenewed
        | EventKind::Noted
        | EventKind::ProgressTold
        | EventKind::Asked
        | EventKind::Redirected
        | EventKind::Upheld
        | EventKind::TakenUp
        | EventKind::Voided
        | EventKind::Merged
        | EventKind::Unmerged
        | EventKind::Recalled => false,
    }
}

/// Returns true if an event may be the reporter's own doing, or a handler's: a correction, and what
/// follows from it.
fn may_be_the_reporters(event: &RecordedEvent) -> bool {
    matches!(
        event.kind.parse(),
        Ok(EventKind::Corrected
            | EventKind::AddressReplaced
            | EventKind::CorrectionProposed
            | EventKind::Assigned)
    )
}

/// Returns true if an event tells of another request, which is linked to this one: only those who
/// handle it are told so.
pub(super) fn tells_of_another(event: &RecordedEvent) -> bool {
    matches!(event.kind.parse(), Ok(EventKind::Merged | EventKind::Unmerged))
}

/// Returns the assignments with consecutive ones at the desk joined, whoever was there.
pub(super) fn assignments(assignments: Vec<Assignment>) -> Vec<Assignment> {
    let mut joined: Vec<Assignment> = Vec::with_capacity(assignments.len());
    for assignment in assignments {
        match joined.last_mut().filter(|last| {
            (last.cause, assignment.cause) == (AssignmentCause::Desk, AssignmentCause::Desk)
        }) {
            Some(desk) => {
                let Assignment { unit_kind, unit_id, ended_at, .. } = assignment;
                desk.unit_kind = unit_kind;
                desk.unit_id = unit_id;
                desk.ended_at = ended_at;
            }
            None => joined.push(assignment),
        }
    }
    for (sequence, assignment) in (1..).zip(&mut joined) {
        assignment.sequence = sequence;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::test_support::at;
    use crate::store::column::{StoredInstant, StoredJson};
    use serde_json::{Value, json};

    fn said(kind: &str, payload: Value) -> Value {
        let recorded = RecordedEvent {
            sequence: 3,
            kind: kind.to_owned(),
            actor_kind: "service".to_owned(),
            actor: None,
            occurred_at: StoredInstant(at("2026-03-02 10:00")),
            payload: StoredJson(payload),
        };
        event(recorded, None).payload.0
    }

    #[test]
    fn an_event_says_nothing_of_the_reporter_nor_of_who_was_at_the_desk() {
        let tried = json!({ "outcome": "none_given", "channel": "phone" });
        assert_eq!(said("contact_attempted", tried), json!({}));
        assert_eq!(
            said("resolved", json!({ "outcome": "solved" })),
            json!({ "outcome": "solved" })
        );
        let holding = json!({ "duty": 1, "member": 2 });
        let assigned = |cause| json!({ "cause": cause, "holding": holding, "change_set": 3 });
        assert_eq!(said("assigned", assigned("desk")), json!({ "cause": "desk" }));
        assert_eq!(
            said("assigned", assigned("transfer")),
            json!({ "cause": "transfer", "holding": holding })
        );
    }
}
