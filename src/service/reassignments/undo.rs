//! Undoing: a change set is drafted that takes another one back.

use super::Profile;
use super::draft::{NewReassignment, begin, seen};
use super::sight::require_reach;
use crate::domain::atlas::Atlas;
use crate::domain::id::{ReassignmentId, RequestId};
use crate::domain::period::Instant;
use crate::domain::reassignment::{
    Inverse, Lost, ReassignmentMove, ReassignmentOrigin, ReassignmentReason, ReassignmentState, Step,
};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::once::Once;
use crate::store::connection::AnyConnection;
use crate::store::idempotency::Key;
use crate::store::reassignments::Reassignment;
use crate::store::requests::untouched_since;
use crate::store::{Db, new_id};

/// Drafts the change set that takes another one back. It is previewed, agreed to and applied like any other.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`], [`Code::AlreadyUndone`],
/// [`Code::NothingToUndo`].
pub async fn undo(
    db: &Db,
    scope: &Scope,
    key: Key,
    (id, version): (ReassignmentId, i64),
) -> Result<Once<ReassignmentId>> {
    let (scope, made) = (scope.clone(), ReassignmentId(new_id(db.now())));
    Once::write(db, key, made, move |tx| {
        let row = seen(tx, &scope, id, version)?;
        if let Some(other) = Reassignment::undoing(tx.connection, id)? {
            return Err(Problem::new(Code::AlreadyUndone).with("reassignment", other.id.to_string()).into());
        }
        row.state.require(ReassignmentMove::Undo)?;
        let (atlas, now) = (tx.atlas()?, tx.now());
        let steps = steps_back(tx.connection, &atlas, (made, id), now)?;
        if steps.is_empty() {
            return Err(Code::NothingToUndo.into());
        }
        require_reach(&atlas, &scope, &steps, now)?;
        let profile = Profile { reason: Some(ReassignmentReason::Correction), allow_gaps: true, ..Profile::default() };
        begin(tx, &scope, made, &NewReassignment { origin: ReassignmentOrigin::Undo, profile, steps, undoes: Some(id) })
    })
    .await
}

/// The steps by which a change set takes another one back as things are now.
///
/// # Errors
/// Those of the database.
pub(super) fn steps_back(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    (id, other): (ReassignmentId, ReassignmentId),
    now: Instant,
) -> Result<Vec<Step>> {
    let undone = Reassignment::load(connection, other)?;
    Ok(Step::numbered(id.0, inverse(&undone)?.on(atlas, now).0))
}

/// What would take a change set back; nothing when it was not kept.
fn inverse(row: &Reassignment) -> Result<Inverse> {
    let kept = row.inverse.as_ref().map(|kept| serde_json::from_value(kept.0.clone()));
    Ok(kept.transpose().map_err(Error::internal)?.unwrap_or_default())
}

/// What an undoing change set cannot bring back.
///
/// # Errors
/// Those of the database.
pub(super) fn lost(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    row: &Reassignment,
    now: Instant,
) -> Result<Vec<Lost>> {
    let Some(id) = row.undoes else { return Ok(Vec::new()) };
    let undone = Reassignment::load(connection, id)?;
    if undone.state != ReassignmentState::Applied {
        return Ok(Vec::new());
    }
    Ok(inverse(&undone)?.on(atlas, now).1)
}

/// The requests that an undoing change set gives back: those that the other one moved, are open, and that nobody has
/// touched since. None when it undoes nothing.
///
/// # Errors
/// Those of the database.
pub(super) fn undone(connection: &mut AnyConnection, row: &Reassignment) -> Result<Option<Vec<RequestId>>> {
    row.undoes.map(|id| untouched_since(connection, id)).transpose()
}
