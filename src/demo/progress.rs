//! Progress of the filling of a database, recorded as two events.

use crate::error::Result;
use crate::store::connection::AnyConnection;
use crate::store::{Actor, ChangeEvent, Db, RecordedEvent};
use serde_json::json;
use uuid::Uuid;

/// Subject of the two events.
const DEMO: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0077_6569_7075);

/// Progress of the filling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not begun.
    NotBegun,
    /// Begun and interrupted.
    Interrupted,
    /// Complete.
    Filled,
}

/// A step of the filling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Begun,
    Filled,
}

impl Mark {
    const fn kind(self) -> &'static str {
        match self {
            Self::Begun => "demo.begun",
            Self::Filled => "demo.filled",
        }
    }
}

/// Returns the progress of the filling of a migrated database.
///
/// # Errors
/// Those of the database.
pub fn progress(connection: &mut AnyConnection) -> Result<Progress> {
    let events = RecordedEvent::of(connection, DEMO)?;
    let marked = |mark: Mark| events.iter().any(|event| event.kind == mark.kind());
    Ok(match (marked(Mark::Begun), marked(Mark::Filled)) {
        (_, true) => Progress::Filled,
        (true, false) => Progress::Interrupted,
        (false, false) => Progress::NotBegun,
    })
}

/// Records a step.
pub(super) async fn mark(db: &Db, mark: Mark) -> Result<()> {
    db.write(move |tx| {
        tx.event(
            &Actor::Service,
            ChangeEvent {
                aggregate: DEMO,
                sequence: 1 + mark as i32,
                kind: mark.kind(),
                payload: json!({}),
            },
        )
    })
    .await
}
