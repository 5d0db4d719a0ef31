//! Turns: only change sets that compare polygons wait for one.

use crate::domain::id::ReassignmentId;
use crate::error::Result;
use crate::store::reassignments::Reassignment;
use crate::store::{Db, LongTurn};

/// Waits for the turn to plan a change set, if one of its operations moves borders.
///
/// # Errors
/// [`Code::NotFound`](crate::error::Code::NotFound); those of the database.
pub(super) async fn turn(db: &Db, id: ReassignmentId) -> Result<Option<LongTurn>> {
    let compares = db.read(move |connection| {
        let row = Reassignment::load(connection, id)?;
        // A change set that undoes another may move borders back.
        Ok(row.undoes.is_some()
            || row.operations.0.iter().any(|operation| operation.action.moves_borders()))
    });
    Ok(if compares.await? { Some(db.turn().await) } else { None })
}
