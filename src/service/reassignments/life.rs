//! A second person agrees, or nobody wants it any more.

use super::draft::own;
use super::sight::require_reach;
use super::steps;
use crate::domain::id::ReassignmentId;
use crate::domain::reassignment::{ReassignmentMove, ReassignmentState};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::service::once::WrittenOnce;
use crate::store::column::StoredInstant;
use crate::store::idempotency::IdempotentCall;
use crate::store::reassignments::Reassignment;
use crate::store::{Actor, Db, RecordedEvent, Tx};
use serde_json::json;

/// Agrees to what was previewed. From then on no other change set may claim its units.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`],
/// [`Code::ApproverIsAuthor`], [`Code::DigestDiffers`] when the caller saw another preview,
/// [`Code::UnitInAnotherSet`].
pub async fn approve(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    (id, version): (ReassignmentId, i64),
    digest: String,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = own(tx, &scope, id, version, ReassignmentMove::Approve)?;
        require_another(tx, &row, &scope)?;
        require_digest(&row, &digest)?;
        require_unclaimed(tx, &row)?;
        require_sound(&row)?;
        let (atlas, now) = (tx.atlas()?, tx.now());
        let steps = steps(tx.connection, &atlas, &row, now)?;
        require_reach(&atlas, &scope, &steps, now)?;
        row.state = ReassignmentState::Approved;
        (row.approver_id, row.approved_at) = (scope.account, Some(StoredInstant(tx.now())));
        tx.update_reassignment(
            &mut row,
            &Actor::of(&scope),
            "reassignment_approved",
            json!({ "digest": digest }),
        )
    })
    .await
}

/// Gives a change set up. It stays to be read.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`].
pub async fn discard(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    (id, version): (ReassignmentId, i64),
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = own(tx, &scope, id, version, ReassignmentMove::Discard)?;
        row.state = ReassignmentState::Discarded;
        let count = row.operations.0.as_array().map_or(0, Vec::len);
        tx.update_reassignment(
            &mut row,
            &Actor::of(&scope),
            "reassignment_discarded",
            json!({ "operations": count }),
        )
    })
    .await
}

/// Whether the caller neither drafted the change set nor had a hand in it since.
///
/// # Errors
/// [`Code::ApproverIsAuthor`]
fn require_another(tx: &mut Tx<'_>, row: &Reassignment, scope: &Scope) -> Result<()> {
    let caller = scope.account.map(|account| account.to_string());
    let wrote =
        |event: &RecordedEvent| event.actor == caller && WRITING.contains(&event.kind.as_str());
    let own = row.author_id.is_none() || row.author_id == scope.account;
    if own || RecordedEvent::of(tx.connection, row.id.0)?.iter().any(wrote) {
        return Err(Code::ApproverIsAuthor.into());
    }
    Ok(())
}

/// What whoever does it answers for, and so cannot agree to.
const WRITING: [&str; 4] = [
    "reassignment_drafted",
    "reassignment_changed",
    "reassignment_operation_added",
    "reassignment_operation_removed",
];

/// Whether nothing was wrong with it when it was previewed.
///
/// # Errors
/// The problems of the preview.
pub(super) fn require_sound(row: &Reassignment) -> Result<()> {
    let kept = row.preview.as_ref().map(|kept| kept.0["problems"].clone()).unwrap_or_default();
    let problems: Vec<Problem> = serde_json::from_value(kept).unwrap_or_default();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Whether the caller saw the preview that is kept.
///
/// # Errors
/// [`Code::DigestDiffers`]
pub(super) fn require_digest(row: &Reassignment, seen: &str) -> Result<(), Problem> {
    if row.digest.as_deref() == Some(seen) {
        return Ok(());
    }
    Err(Problem::new(Code::DigestDiffers).at("/digest").with("since", Vec::<String>::new()))
}

/// Whether no other change set that waits to be applied touches a unit of this one.
///
/// # Errors
/// [`Code::UnitInAnotherSet`], one for each unit.
pub(super) fn require_unclaimed(tx: &mut Tx<'_>, row: &Reassignment) -> Result<()> {
    let units = Reassignment::units(tx.connection, row.id)?;
    let atlas = tx.atlas()?;
    let claiming = Reassignment::claiming(tx.connection, row.id, &units)?;
    let problem = |(other, unit): &(ReassignmentId, Unit)| {
        let code = atlas.code_of(*unit);
        Problem::new(Code::UnitInAnotherSet)
            .with("unit", code)
            .with("reassignment", other.to_string())
    };
    let problems: Vec<Problem> = claiming.iter().map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}
