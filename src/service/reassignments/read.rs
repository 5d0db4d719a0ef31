//! Reading change sets.

use super::authority::{is_own, sees, visibility};
use super::{current_operations, undo};
use crate::domain::atlas::Atlas;
use crate::domain::id::{MemberId, ReassignmentId};
use crate::domain::period::Instant;
use crate::domain::reassignment::{Operation, ReassignmentMove, UnrestorablePart};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::service::preconditions::require_visible;
use crate::store::Db;
use crate::store::connection::AnyConnection;
use crate::store::reassignments::{Reassignment, ReassignmentBrief, ReassignmentFilter};
use crate::store::vault::Vault;

/// A change set as one caller sees it.
#[derive(Debug, Clone)]
pub struct VisibleReassignment {
    /// The row.
    pub row: Reassignment,
    /// Operations.
    pub operations: Vec<Operation>,
    /// The author's note; for those who may change it.
    pub note: Option<SecretText>,
    /// Parts that it cannot restore, when it undoes another one.
    pub lost: Vec<UnrestorablePart>,
    /// Members who were notified of it, when it is applied.
    pub notified: Vec<MemberId>,
    /// The change set that undid it, or is drafted to.
    pub undone_by: Option<ReassignmentId>,
    /// Moves that the caller may make.
    pub possible: Vec<ReassignmentMove>,
}

/// Reads a change set.
///
/// # Errors
/// [`Code::NotFound`](crate::error::Code::NotFound) when the caller may not see it.
pub async fn read(db: &Db, scope: &Scope, id: ReassignmentId) -> Result<VisibleReassignment> {
    let atlas = db.atlas();
    let scope = scope.clone();
    let now = db.now();
    let vault = db.clone();
    db.read(move |connection| shown(connection, vault.vault(), &atlas, &scope, now, id)).await
}

/// Returns a change set as a caller sees it at an instant.
///
/// # Errors
/// As [`read`].
pub(super) fn shown(
    connection: &mut AnyConnection,
    vault: &Vault,
    atlas: &Atlas,
    scope: &Scope,
    now: Instant,
    id: ReassignmentId,
) -> Result<VisibleReassignment> {
    let row = Reassignment::load(connection, id)?;
    require_visible(sees(connection, atlas, scope, &row)?, "")?;
    let own = is_own(atlas, scope, &row);
    let note = if own { Reassignment::note(connection, vault, id)? } else { None };
    Ok(VisibleReassignment {
        operations: current_operations(connection, atlas, &row, now)?,
        note,
        lost: undo::lost(connection, atlas, scope, now, &row)?,
        notified: Reassignment::notified(connection, id)?,
        undone_by: Reassignment::undoing(connection, id)?.map(|other| other.id),
        possible: possible(&row, scope, own),
        row,
    })
}

/// Returns the moves that the caller may make: its author does not approve it.
fn possible(row: &Reassignment, scope: &Scope, own: bool) -> Vec<ReassignmentMove> {
    let approves = row.author_id.is_some() && row.author_id != scope.account;
    row.state
        .moves()
        .iter()
        .filter(|wanted| own && (**wanted != ReassignmentMove::Approve || approves))
        .copied()
        .collect()
}

/// Lists the change sets that the caller may read, newest first.
///
/// # Errors
/// Those of the database.
pub async fn list(
    db: &Db,
    scope: &Scope,
    filter: ReassignmentFilter,
    before: Option<ReassignmentId>,
    limit: i64,
) -> Result<Vec<ReassignmentBrief>> {
    let visibility = visibility(&db.atlas(), scope);
    db.read(move |connection| {
        ReassignmentBrief::list(connection, visibility, filter, before, limit)
    })
    .await
}
