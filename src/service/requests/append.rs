//! Storing the results of a move: events, texts, assignments.

use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::request::{NoteKind, RequestEvent};
use crate::domain::routing::Routed;
use crate::error::{Error, Result};
use crate::store::requests::RequestRow;
use crate::store::{Actor, ChangeEvent, Tx};

/// Results of a move that are stored beside the row.
pub(super) struct MoveLeftovers<'a> {
    /// Events, in order.
    pub events: &'a [RequestEvent],
    /// Texts of some of the events, in the same order.
    pub notes: &'a [(NoteKind, String)],
    /// Routing to the new holder, and who is excluded.
    pub routed: Option<&'a Routed>,
    /// Start of the assignment.
    pub since: Instant,
}

/// Appends events to the row's own sequence and seals the texts under the sequence numbers of the
/// events that refer to them. The caller stores the row afterwards.
pub(super) fn append(
    tx: &mut Tx<'_>,
    row: &mut RequestRow,
    actor: &Actor,
    leaves: &MoveLeftovers<'_>,
) -> Result<()> {
    let mut notes = leaves.notes.iter();
    for event in leaves.events {
        row.event_count += 1;
        tx.event(actor, written(row.id, row.event_count, event)?)?;
        if let Some((kind, text)) = event.note().and_then(|_| notes.next()) {
            tx.insert_note(row.id, row.event_count, *kind, text)?;
        }
        if let RequestEvent::Assigned { holding, cause, .. } = *event {
            row.held_by = cause;
            let trace = leaves.routed.map(|routed| routed.trace.clone()).unwrap_or_default();
            tx.assign(row.id, holding, cause, trace, leaves.since)?;
            leaves
                .routed
                .map_or(Ok(()), |routed| tx.exclude_from(row.id, &routed.excluded_people))?;
        }
    }
    Ok(())
}

/// Converts an event of a request to be stored; its kind is stored beside the payload.
pub(super) fn written(
    request: RequestId,
    sequence: i32,
    event: &RequestEvent,
) -> Result<ChangeEvent> {
    let mut payload = serde_json::to_value(event).map_err(Error::internal)?;
    payload.as_object_mut().and_then(|fields| fields.remove("type"));
    Ok(ChangeEvent { aggregate: request.0, sequence, kind: event.kind().as_str(), payload })
}
