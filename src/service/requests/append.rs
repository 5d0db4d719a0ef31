//! Writing down what a move made of a request: events, texts, who holds it.

use crate::domain::request::{NoteKind, RequestEvent};
use crate::error::{Error, Result};
use crate::store::requests::RequestRow;
use crate::store::{Actor, Event, Tx};
use serde_json::Value;

/// Appends events to the row's own order and seals the texts under the sequences of the events that name them.
/// The row is stored by the caller afterwards.
pub(super) fn append(
    tx: &mut Tx<'_>, row: &mut RequestRow, actor: &Actor, events: &[RequestEvent], notes: &[(NoteKind, String)], trace: &Value,
) -> Result<()> {
    let mut notes = notes.iter();
    for event in events {
        row.event_count += 1;
        let (kind, payload) = written(event)?;
        tx.event(actor, Event { aggregate: row.id.0, sequence: row.event_count, kind, payload })?;
        if let Some((kind, text)) = event.note().and_then(|_| notes.next()) {
            tx.insert_note(row.id, row.event_count, *kind, text)?;
        }
        if let RequestEvent::Assigned { holding, cause } = *event {
            row.held_by = cause;
            tx.assign(row.id, holding, cause, trace.clone())?;
        }
    }
    Ok(())
}

/// The kind of an event and what else it says.
pub(super) fn written(event: &RequestEvent) -> Result<(String, Value)> {
    let mut payload = serde_json::to_value(event).map_err(Error::internal)?;
    let kind = payload.as_object_mut().and_then(|fields| fields.remove("type"));
    let kind = kind.and_then(|kind| kind.as_str().map(str::to_owned));
    Ok((kind.ok_or_else(|| Error::internal("an event without a type"))?, payload))
}
