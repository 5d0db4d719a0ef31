//! Whoever compares polygons waits for their turn; whoever does not, does not wait.

use super::said;
use crate::domain::id::ReassignmentId;
use crate::error::Result;
use crate::store::reassignments::Reassignment;
use crate::store::{Db, LongTurn};

/// The turn to plan a change set, when one of its steps moves borders.
///
/// # Errors
/// [`Code::NotFound`](crate::error::Code::NotFound); those of the database.
pub(super) async fn turn(db: &Db, id: ReassignmentId) -> Result<Option<LongTurn>> {
    let compares = db.read(move |connection| {
        let row = Reassignment::load(connection, id)?;
        // What takes another one back may move borders back.
        Ok(row.undoes.is_some() || said(&row)?.iter().any(|step| step.action.moves_borders()))
    });
    Ok(if compares.await? { Some(db.turn().await) } else { None })
}
