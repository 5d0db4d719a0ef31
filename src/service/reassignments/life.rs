//! Approving and discarding change sets.

use super::authority::require_reach;
use super::draft::load_for_change;
use super::{current_operations, naming};
use crate::domain::id::ReassignmentId;
use crate::domain::reassignment::{ReassignmentMove, ReassignmentState};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::once::WrittenOnce;
use crate::store::column::StoredInstant;
use crate::store::idempotency::IdempotentCall;
use crate::store::reassignments::Reassignment;
use crate::store::{Actor, Db, RecordedEvent, Tx};
use serde_json::json;

/// Approves a previewed change set. From then on no other change set may claim its units.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`],
/// [`Code::ApproverIsAuthor`], [`Code::DigestDiffers`] when the caller saw another preview,
/// [`Code::UnitInAnotherSet`].
pub async fn approve(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
    digest: String,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version, ReassignmentMove::Approve)?;
        require_another(tx, &row, &scope)?;
        require_digest(&row, &digest)?;
        require_unclaimed(tx, &row)?;
        require_sound(&row)?;
        let atlas = tx.atlas()?;
        let now = tx.now();
        let operations = current_operations(tx.connection, &atlas, &row, now)?;
        require_reach(&atlas, &scope, &operations, now)?;
        row.state = ReassignmentState::Approved;
        row.approver_id = scope.account;
        row.approved_at = Some(StoredInstant(tx.now()));
        row.update(tx, &Actor::of(&scope), "reassignment_approved", json!({ "digest": digest }))
    })
    .await
}

/// Discards a change set. It stays readable.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`].
pub async fn discard(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version, ReassignmentMove::Discard)?;
        row.state = ReassignmentState::Discarded;
        let count = row.operations.0.len();
        row.update(tx, &Actor::of(&scope), "reassignment_discarded", json!({ "operations": count }))
    })
    .await
}

/// Checks that the caller neither drafted nor edited the change set.
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

/// Events whose actors share authorship of the change set, and so must not approve it.
const WRITING: [&str; 4] = [
    "reassignment_drafted",
    "reassignment_changed",
    "reassignment_operation_added",
    "reassignment_operation_removed",
];

/// Checks that the preview had no problems.
///
/// # Errors
/// The problems of the preview.
pub(super) fn require_sound(row: &Reassignment) -> Result<()> {
    match row.preview.as_ref().map(|kept| &kept.0.problems) {
        Some(problems) if !problems.is_empty() => Err(problems.clone().into()),
        _ => Ok(()),
    }
}

/// Checks that the caller saw the stored preview.
///
/// # Errors
/// [`Code::DigestDiffers`]
pub(super) fn require_digest(row: &Reassignment, seen: &str) -> Result<(), Problem> {
    if row.digest.as_deref() == Some(seen) {
        return Ok(());
    }
    Err(Problem::new(Code::DigestDiffers)
        .at("/digest")
        .with("since", Vec::<String>::new())
        .with("changes", Vec::<String>::new()))
}

/// Checks that no other change set that waits to be applied touches a unit of this one.
///
/// # Errors
/// [`Code::UnitInAnotherSet`], one for each unit.
pub(super) fn require_unclaimed(tx: &mut Tx<'_>, row: &Reassignment) -> Result<()> {
    let units = Reassignment::units(tx.connection, row.id)?;
    let atlas = tx.atlas()?;
    let claiming = Reassignment::claiming(tx.connection, row.id, &units)?;
    let problems: Vec<Problem> = claiming
        .iter()
        .map(|(other, unit)| {
            let code = atlas.code_of(*unit);
            naming(Problem::new(Code::UnitInAnotherSet).with("unit", code), other)
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}
