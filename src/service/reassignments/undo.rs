//! Undoing: drafting a change set that undoes another one.

use super::authority::{is_own, require_reach};
use super::draft::{NewReassignment, begin, seen};
use super::{ReassignmentProfile, naming};
use crate::domain::atlas::Atlas;
use crate::domain::id::{ReassignmentId, RequestId};
use crate::domain::period::Instant;
use crate::domain::plan::{Survey, plan_operations_surveyed};
use crate::domain::reassignment::{
    InverseOperations, LostBecause, LostKind, Operation, ReassignmentMove, ReassignmentOrigin,
    ReassignmentReason, ReassignmentState, UnrestorablePart,
};
use crate::domain::rehold::still_holds;
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::once::WrittenOnce;
use crate::service::requests::reader::reader;
use crate::store::connection::AnyConnection;
use crate::store::idempotency::IdempotentCall;
use crate::store::reassignments::Reassignment;
use crate::store::requests::{
    OpenRequest, TouchedUnits, UncountedRequests, open_in, touched_since, untouched_since,
};
use crate::store::{Db, new_id};

/// Drafts the change set that undoes another one. It is previewed, approved and applied like any
/// other.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`],
/// [`Code::AlreadyUndone`], [`Code::NothingToUndo`].
pub async fn undo(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    let made = ReassignmentId(new_id(db.now()));
    WrittenOnce::write(db, key, made, move |tx| {
        let row = seen(tx, &scope, id, version)?;
        if let Some(other) = Reassignment::undoing(tx.connection, id)? {
            return Err(naming(Code::AlreadyUndone.into(), &other).into());
        }
        row.state.require(ReassignmentMove::Undo)?;
        let atlas = tx.atlas()?;
        let now = tx.now();
        let operations = restoring_operations(tx.connection, &atlas, made, id, now)?;
        if operations.is_empty() {
            return Err(Code::NothingToUndo.into());
        }
        require_reach(&atlas, &scope, &operations, now)?;
        let profile = ReassignmentProfile {
            reason: Some(ReassignmentReason::Correction),
            allow_gaps: true,
            ..ReassignmentProfile::default()
        };
        begin(
            tx,
            &scope,
            made,
            &NewReassignment {
                origin: ReassignmentOrigin::Undo,
                profile,
                operations,
                undoes: Some(id),
            },
        )
    })
    .await
}

/// Returns the operations by which a change set undoes another one in the present state.
///
/// # Errors
/// Those of the database.
pub(super) fn restoring_operations(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    id: ReassignmentId,
    other: ReassignmentId,
    now: Instant,
) -> Result<Vec<Operation>> {
    let undone = Reassignment::load(connection, other)?;
    Ok(Operation::numbered(id.0, inverse(&undone).on(atlas, now).0))
}

/// Returns the stored inverse of a change set; empty when none was stored.
fn inverse(row: &Reassignment) -> InverseOperations {
    row.inverse.as_ref().map(|kept| kept.0.clone()).unwrap_or_default()
}

/// Returns what an undoing change set cannot restore, as far as the caller may know.
///
/// # Errors
/// Those of the database.
pub(super) fn lost(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    now: Instant,
    row: &Reassignment,
) -> Result<Vec<UnrestorablePart>> {
    let Some(id) = row.undoes else { return Ok(Vec::new()) };
    let undone = Reassignment::load(connection, id)?;
    if undone.state != ReassignmentState::Applied {
        return Ok(Vec::new());
    }
    let (back, mut lost) = inverse(&undone).on(atlas, now);
    if is_own(atlas, scope, row) {
        let after = plan_operations_surveyed(
            atlas,
            &Operation::numbered(row.id.0, back),
            &Survey::default(),
            now,
        )
        .plan
        .atlas;
        lost.extend(kept_requests(connection, atlas, scope, now, &after, id)?);
    }
    Ok(lost)
}

/// Returns the requests that the undone change set moved, that were touched since, and that stay
/// with their present holder.
fn kept_requests(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    now: Instant,
    after: &Atlas,
    id: ReassignmentId,
) -> Result<Vec<UnrestorablePart>> {
    let touched =
        TouchedUnits { requests: touched_since(connection, id)?, ..TouchedUnits::default() };
    let reader = reader(atlas, scope, now);
    let uncounted = UncountedRequests::of_open(connection, reader.as_ref())?;
    let open = open_in(connection, &touched)?;
    let counts =
        |request: &OpenRequest| !uncounted.leaves_out(request.id, request.routable.confidential);
    Ok(open
        .iter()
        .filter(|request| counts(request) && still_holds(after, request.holding(), now))
        .map(|request| UnrestorablePart {
            kind: LostKind::Request,
            id: request.id.0,
            because: LostBecause::ChangedSince,
        })
        .collect())
}

/// Returns the requests that an undoing change set gives back: open ones that the other change set
/// moved and nobody has touched since. `None` when it undoes nothing.
///
/// # Errors
/// Those of the database.
pub(super) fn undone(
    connection: &mut AnyConnection,
    row: &Reassignment,
) -> Result<Option<Vec<RequestId>>> {
    row.undoes.map(|id| untouched_since(connection, id)).transpose()
}
