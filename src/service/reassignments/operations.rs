//! Operations of a drafted change set: adding and removing them.

use super::authority::{OperationAuthority, common_place, is_own, touched};
use super::draft::{edited, load_for_change};
use super::turns::turn;
use super::{naming, taking_effect};
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::id::{GridId, ReassignmentId};
use crate::domain::period::Instant;
use crate::domain::plan::{Survey, plan_operations_surveyed};
use crate::domain::reassignment::operation::BoundaryReading;
use crate::domain::reassignment::{Operation, OperationSpec, ReassignmentMove};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::atlas_edits::planned_until_current;
use crate::service::once::WrittenOnce;
use crate::store::column::StoredAs;
use crate::store::idempotency::IdempotentCall;
use crate::store::reassignments::Reassignment;
use crate::store::{Db, LongTurn, Tx, new_id};
use serde_json::json;
use uuid::Uuid;

/// Maximum number of operations of one change set.
pub const OPERATIONS_MAX: usize = 200;

/// Input of a new operation.
#[derive(Debug, Clone)]
pub struct NewOperation {
    /// Specification.
    pub action: OperationSpec,
    /// Datum of its coordinates.
    pub datum: Datum,
    /// True if invalid polygons are repaired where that changes little.
    pub repair: bool,
}

/// Appends an operation, and checks it on the state that the earlier ones leave. Whether borders
/// still fit is checked by the preview, since another operation may follow.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`],
/// [`Code::ReassignmentTooLong`]; the problems of the operation, at `/operation`;
/// [`Code::RepairTooLarge`].
pub async fn add_operation(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
    new: NewOperation,
) -> Result<WrittenOnce<Uuid>> {
    let operation = operation_in_wgs84(db, new).await?;
    planned_until_current(|| async {
        let looked_at = look(db, scope, id, version, operation.clone()).await?;
        let scope = scope.clone();
        let key = key.clone();
        let operation = operation.clone();
        db.write(move |tx| {
            let before = tx.atlas()?;
            if looked_at.as_ref().is_some_and(|looked_at| looked_at.is_outdated(&before)) {
                return Ok(None);
            }
            let add = |tx: &mut Tx<'_>| {
                add_looked_at(tx, &scope, id, version, &operation, looked_at.as_ref())
            };
            WrittenOnce::within(tx, &key, &operation.id, add).map(Some)
        })
        .await
    })
    .await
}

/// Appends an operation in the caller's transaction.
fn add_looked_at(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ReassignmentId,
    version: i64,
    operation: &Operation,
    looked_at: Option<&LookedAt>,
) -> Result<()> {
    let mut row = editable(tx, scope, id, version)?;
    let mut operations = row.operations.0.clone();
    if operations.len() >= OPERATIONS_MAX {
        return Err(Problem::new(Code::ReassignmentTooLong).with("max", OPERATIONS_MAX).into());
    }
    operations.push(operation.clone());
    let before = tx.atlas()?;
    let now = tx.now();
    row.grid_id = match looked_at.filter(|looked_at| looked_at.revision == before.revision()) {
        Some(looked_at) => looked_at.place.clone()?,
        // Somebody revised the atlas in between.
        None => check_last(&before, scope, &row, operations.clone(), now)?,
    };
    row.operations = StoredAs(operations);
    let payload = json!({
        "operation": operation.id,
        "kind": operation.action.kind(),
        "repaired": operation.repaired.len(),
    });
    edited(tx, &mut row, scope, "reassignment_operation_added", &payload)
}

/// Removes an operation.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`], [`Code::UnknownStep`].
pub async fn remove_operation(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
    operation: Uuid,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = editable(tx, &scope, id, version)?;
        let mut operations = row.operations.0.clone();
        let before = operations.len();
        operations.retain(|kept| kept.id != operation);
        if operations.len() == before {
            return Err(Code::UnknownStep.into());
        }
        row.operations = StoredAs(operations);
        edited(
            tx,
            &mut row,
            &scope,
            "reassignment_operation_removed",
            &json!({ "operation": operation }),
        )
    })
    .await
}

/// Converts an operation to WGS 84, with valid polygons. Validating and repairing them may take long.
async fn operation_in_wgs84(db: &Db, new: NewOperation) -> Result<Operation> {
    let NewOperation { action, datum, repair } = new;
    let turn = if action.moves_borders() { Some(db.turn().await) } else { None };
    let id = new_id(db.now());
    let tolerance_m2 = repair.then(|| db.atlas().settings().repair_tolerance_m2);
    let locate = move || {
        let _turn = turn;
        let mut reading = BoundaryReading::new(datum, tolerance_m2);
        let located = action.in_wgs84(&mut reading).map_err(|problem| problem.below("/operation"));
        located.map(|action| (action, reading.into_repaired()))
    };
    let located = tokio::task::spawn_blocking(locate).await.map_err(Error::internal)?;
    let (action, repaired) = located?;
    Ok(Operation { id, action: action.to_microseconds(), repaired })
}

/// Result of checking an operation before the transaction, so that no writer waits for it.
struct LookedAt {
    revision: i64,
    /// Held until the operation is added if it cuts polygons, so that the next comparison sees its
    /// result.
    turn: Option<LongTurn>,
    /// The deepest grid common to all units, or the problems of the operation.
    place: Result<Option<GridId>, Vec<Problem>>,
}

impl LookedAt {
    /// Returns true if polygons were cut on an atlas that was revised since.
    fn is_outdated(&self, atlas: &Atlas) -> bool {
        self.turn.is_some() && atlas.revision() != self.revision
    }
}

/// Checks an operation after those of a change set; `None` when the caller may not change the
/// change set in that version.
async fn look(
    db: &Db,
    scope: &Scope,
    id: ReassignmentId,
    version: i64,
    operation: Operation,
) -> Result<Option<LookedAt>> {
    let turn =
        if operation.action.moves_borders() { Some(db.turn().await) } else { turn(db, id).await? };
    db.refresh().await?;
    let atlas = db.atlas();
    let scope = scope.clone();
    let now = db.now();
    db.read(move |connection| {
        let row = Reassignment::load(connection, id)?;
        if row.version != version || !is_own(&atlas, &scope.renewed(&atlas, now), &row) {
            return Ok(None);
        }
        let operations = row.operations.0.iter().cloned().chain([operation]).collect();
        let place = check_last(&atlas, &scope, &row, operations, now);
        Ok(Some(LookedAt { revision: atlas.revision(), turn, place }))
    })
    .await
}

/// Checks that the last operation is valid and permitted after those before it, and returns the
/// deepest grid common to all units then.
fn check_last(
    before: &Atlas,
    scope: &Scope,
    row: &Reassignment,
    operations: Vec<Operation>,
    now: Instant,
) -> Result<Option<GridId>, Vec<Problem>> {
    let operations = taking_effect(row, operations);
    let at = row.effective_at.map_or(now, |at| at.0.max(now));
    // Borders are not compared here.
    let planned = plan_operations_surveyed(before, &operations, &Survey::default(), at);
    let after = &planned.plan.atlas;
    let reach = OperationAuthority { scope: &scope.renewed(before, now), before, after, now };
    let last = operations.len() - 1;
    if let Some(operation) = operations.last() {
        reach.check(operation).map_err(|problem| vec![problem.below("/operation")])?;
    }
    let place = format!("/operations/{last}");
    let own = planned.plan.problems.into_iter().filter_map(|problem| {
        let rest = problem
            .pointer
            .strip_prefix(&place)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        let pointer = format!("/operation{rest}");
        Some(problem.at(pointer))
    });
    let own: Vec<Problem> = own.collect();
    if own.is_empty() {
        Ok(common_place(before, after, &touched(before, &planned.edits, at)))
    } else {
        Err(own)
    }
}

/// Loads a change set whose operations the caller may change. Those of one that undoes another
/// follow from that one.
///
/// # Errors
/// As [`load_for_change`]; [`Code::StepsFollow`].
fn editable(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ReassignmentId,
    version: i64,
) -> Result<Reassignment> {
    let row = load_for_change(tx, scope, id, version, ReassignmentMove::Edit)?;
    match row.undoes {
        None => Ok(row),
        Some(other) => {
            let other = Reassignment::load(tx.connection, other)?.brief();
            Err(naming(Code::StepsFollow.into(), &other).into())
        }
    }
}
