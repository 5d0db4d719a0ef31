//! What those are told of a confidential request from whom its reporter is hidden: nothing that
//! hangs on who sent it, in which way, or at which minute.

use crate::domain::request::{AssignmentCause, NoteKind};
use crate::store::RecordedEvent;
use crate::store::requests::Assignment;
use serde::Deserialize;

/// What an event says of how a request came and who judged it.
const TELLING: [&str; 3] = ["anonymous", "channel", "source"];

/// The events of sending it, by their place: it was submitted and assigned.
const FIRST: i32 = 2;

/// Who acted for the reporter, whoever that was.
const REPORTER: &str = "reporter";

/// The event without what it says of the reporter. Who speaks for them tells of them; whoever
/// handles what they sent themselves looks like anybody else who does.
pub(super) fn event(mut event: RecordedEvent) -> RecordedEvent {
    if speaks_for_the_reporter(&event) {
        event.actor = Some(REPORTER.to_owned());
    }
    let is_at_desk = event.payload.0["cause"] == AssignmentCause::Desk.as_str();
    let kind = event.kind.as_str();
    if let Some(fields) = event.payload.0.as_object_mut() {
        fields.retain(|name, _| match name.as_str() {
            // A set that was made at once tells the minute, and so does who was at the desk.
            "change_set" => false,
            "holding" => !is_at_desk,
            // Nobody leaves no number but staff, or those whom staff speak for.
            "outcome" => kind != "contact_attempted",
            name => !TELLING.contains(&name),
        });
    }
    event
}

/// Whether it is said for the reporter, or follows from that: by themselves, by whoever entered it,
/// has the receipt or called them back.
fn speaks_for_the_reporter(event: &RecordedEvent) -> bool {
    let caused_by = |cause| {
        AssignmentCause::deserialize(&event.payload.0["cause"]).is_ok_and(|known| known == cause)
    };
    match event.kind.as_str() {
        "submitted" | "withdrawn" | "judged" | "reopened" | "marked_hard_case" => true,
        "assigned" => event.sequence <= FIRST || caused_by(AssignmentCause::SecondHandling),
        "closed" => caused_by(AssignmentCause::Verdict),
        "relayed" => NoteKind::deserialize(&event.payload.0["note"])
            .is_ok_and(|note| note == NoteKind::RelayAnswer),
        _ => false,
    }
}

/// Those who held it; the desk as one, whoever was there meanwhile.
pub(super) fn assignments(assignments: Vec<Assignment>) -> Vec<Assignment> {
    let mut told: Vec<Assignment> = Vec::with_capacity(assignments.len());
    for assignment in assignments {
        match told.last_mut().filter(|last| {
            (last.cause, assignment.cause) == (AssignmentCause::Desk, AssignmentCause::Desk)
        }) {
            Some(desk) => {
                let Assignment { unit_kind, unit_id, ended_at, .. } = assignment;
                (desk.unit_kind, desk.unit_id, desk.ended_at) = (unit_kind, unit_id, ended_at);
            }
            None => told.push(assignment),
        }
    }
    for (sequence, assignment) in (1..).zip(&mut told) {
        assignment.sequence = sequence;
    }
    told
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
        event(recorded).payload.0
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
