//! Writing down what a move made of a request: events, texts, who holds it.

use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::request::{NoteKind, RequestEvent};
use crate::domain::routing::Routed;
use crate::error::{Error, Result};
use crate::store::requests::RequestRow;
use crate::store::{Actor, ChangeEvent, Tx};

/// What a move leaves to be written beside the row.
pub(super) struct MoveLeftovers<'a> {
    /// What happened, in order.
    pub events: &'a [RequestEvent],
    /// The texts that came with some of the events, in the same order.
    pub notes: &'a [(NoteKind, String)],
    /// Why the new holder holds it, and who is kept out.
    pub routed: Option<&'a Routed>,
    /// Since when.
    pub since: Instant,
}

/// Appends events to the row's own order and seals the texts under the sequences of the events that
/// name them. The row is stored by the caller afterwards.
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
            let trace = leaves.routed.map(|routed| &routed.trace.0[..]).unwrap_or_default();
            tx.assign(
                row.id,
                holding,
                cause,
                serde_json::to_value(trace).map_err(Error::internal)?,
                leaves.since,
            )?;
            leaves.routed.map_or(Ok(()), |routed| tx.keep_out(row.id, &routed.kept_out))?;
        }
    }
    Ok(())
}

/// An event of a request, to be stored; its kind stands beside the payload.
pub(super) fn written(
    request: RequestId,
    sequence: i32,
    event: &RequestEvent,
) -> Result<ChangeEvent> {
    let mut payload = serde_json::to_value(event).map_err(Error::internal)?;
    payload.as_object_mut().and_then(|fields| fields.remove("type"));
    Ok(ChangeEvent { aggregate: request.0, sequence, kind: event.kind(), payload })
}
