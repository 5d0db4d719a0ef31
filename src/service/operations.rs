//! The one verb through which grids, building groups, people and their duties change.

use crate::domain::atlas::Atlas;
use crate::domain::geometry::Effort;
use crate::domain::id::{ReassignmentId, RequestId};
use crate::domain::operation::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::plan::{Plan, PlanConsent, Survey, plan, plan_surveyed};
use crate::domain::reassignment::{ChangeSize, InverseOperations};
use crate::domain::rehold::{ReholdContext, ending_later};
use crate::domain::unit::Unit;
use crate::error::{Code, Error, Problem, Result};
use crate::service::requests::reader::uncounted_by;
use crate::service::requests::rehold::{ReholdCause, rehold};
use crate::store::column::StoredJson;
use crate::store::reassignments::Reassignment;
use crate::store::requests::held_under;
use crate::store::{Actor, ChangeEvent, Db, LongTurn, Revision, Tx, new_id};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// The job that gives open requests of a unit their holder again, at the instant at which a duty
/// ends.
pub const REHOLD: &str = "rehold";

/// Operations that are applied together or not at all.
#[derive(Debug, Clone)]
pub struct ChangeSet {
    /// The instant that "now" means in the operations. What begins or ends then does so when they
    /// are applied.
    pub prepared_at: Instant,
    /// The operations, in order.
    pub operations: Vec<AtlasEdit>,
    /// What is accepted knowingly.
    pub allowances: PlanConsent,
}

/// What a change set did.
#[derive(Debug, Clone)]
pub struct AppliedEdits {
    /// Its identifier: the aggregate of its events.
    pub change_set: Uuid,
    /// When.
    pub at: Instant,
    /// The atlas since then.
    pub atlas: Arc<Atlas>,
    /// The open requests that got another holder.
    pub moved: Vec<RequestId>,
    /// Worth telling the person who asked for it.
    pub notices: Vec<Problem>,
}

/// A change set that was planned on an atlas, without problems.
pub struct PlannedEdits {
    set: ChangeSet,
    effort: fn() -> Effort,
    /// The atlas that it was planned on.
    atlas: Arc<Atlas>,
    survey: Survey,
    /// Worth telling the person who asked for it.
    pub notices: Vec<Problem>,
    /// Held until it is applied: who compares polygons next, compares with these.
    _turn: Option<LongTurn>,
}

/// How often a change is planned, when others revise the atlas meanwhile.
const PLANNINGS_MAX: usize = 3;

/// Applies a change set in one transaction and answers what it did.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub async fn apply_operations(db: &Db, actor: Actor, set: ChangeSet) -> Result<AppliedEdits> {
    let planned = plan_operations(db, set).await?;
    db.revise(move |tx| planned.apply(tx, &actor)).await
}

/// Plans a change set of an operator on the present atlas, outside any transaction: comparing
/// polygons may take long, and nobody should wait for it.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub async fn plan_operations(db: &Db, set: ChangeSet) -> Result<PlannedEdits> {
    db.refresh().await?;
    plan_within(db, set, Effort::unbounded).await
}

/// Plans a change set on the atlas that was published last, or after a turn that was waited for on
/// the present one, with what comparing its polygons may cost.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub async fn plan_within(db: &Db, set: ChangeSet, effort: fn() -> Effort) -> Result<PlannedEdits> {
    let now = set.prepared_at;
    let mut turn = None;
    if set.operations.iter().any(AtlasEdit::moves_borders) {
        turn = Some(db.turn().await);
        db.refresh().await?;
    }
    let atlas = db.atlas();
    let plan = move || {
        let plan =
            plan(&atlas, &set.operations, set.allowances, now, &effort(), &mut || new_id(now));
        let Plan { survey, notices, .. } = accepted(plan)?;
        Ok(PlannedEdits { atlas, survey, notices, set, effort, _turn: turn })
    };
    tokio::task::spawn_blocking(plan).await.unwrap_or_else(|fault| Err(Error::internal(fault)))
}

/// Makes a change that is planned outside the transaction that applies it. When somebody changed
/// borders in between, and polygons would have to be compared in front of everybody who writes, an
/// attempt answers nothing: it is made again.
///
/// # Errors
/// Those of an attempt; [`Error::Contended`] when the atlas was revised during all of them.
pub(crate) async fn planned_anew<T, F>(attempt: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    for _ in 0..PLANNINGS_MAX {
        if let Some(made) = attempt().await? {
            return Ok(made);
        }
    }
    Err(Error::Contended(
        "others revised responsibility while a change was planned, again and again".to_owned(),
    ))
}

impl PlannedEdits {
    /// Whether it compared polygons, and somebody changed some since.
    pub fn is_outdated(&self, atlas: &Atlas) -> bool {
        !atlas.has_borders_of(&self.atlas)
            && self.set.operations.iter().any(AtlasEdit::moves_borders)
    }

    /// Applies the change set in the caller's transaction. Polygons are compared again when it [is
    /// outdated](Self::is_outdated): who does not want others to wait for that plans it anew.
    ///
    /// # Errors
    /// Every problem of the plan on the transaction's own atlas; those of the database.
    pub fn apply(&self, tx: &mut Revision<'_, '_>, actor: &Actor) -> Result<AppliedEdits> {
        let (now, before, set) = (tx.now(), tx.atlas()?, &self.set);
        let postponed = |operation: &AtlasEdit| operation.clone().postponed(set.prepared_at, now);
        let operations: Vec<AtlasEdit> = set.operations.iter().map(postponed).collect();
        let (plan, notices) = if before.has_borders_of(&self.atlas) {
            (
                accepted(plan_surveyed(&before, &operations, &self.survey, now))?,
                self.notices.clone(),
            )
        } else {
            let plan = accepted(plan(
                &before,
                &operations,
                set.allowances,
                now,
                &(self.effort)(),
                &mut || new_id(now),
            ))?;
            let notices = plan.notices.clone();
            (plan, notices)
        };
        carry_out(tx, actor, plan, &operations).map(|applied| AppliedEdits { notices, ..applied })
    }
}

/// Plans and applies operations that move no border in the caller's transaction.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub fn apply_within(
    tx: &mut Revision<'_, '_>,
    actor: &Actor,
    operations: &[AtlasEdit],
) -> Result<AppliedEdits> {
    let (now, atlas) = (tx.now(), tx.atlas()?);
    let plan =
        plan(&atlas, operations, PlanConsent::default(), now, &Effort::bounded(), &mut || {
            new_id(now)
        });
    let plan = accepted(plan)?;
    carry_out(tx, actor, plan, operations)
}

/// Writes what is planned, gives open requests their new holders, and records it as a change set
/// that was made at once.
fn carry_out(
    tx: &mut Revision<'_, '_>,
    actor: &Actor,
    plan: Plan,
    operations: &[AtlasEdit],
) -> Result<AppliedEdits> {
    let (now, before, change_set) = (tx.now(), tx.atlas()?, new_id(tx.now()));
    let (ends, touched, notices) = (plan.ends.clone(), plan.touched.clone(), plan.notices.clone());
    let ending = ending_later(&before, &plan.changes, now);
    let inverse = inverse(actor, &before, &plan, now)?;
    let atlas = tx.apply(plan)?;
    let handover = ReholdCause { actor, since: now, change_set: Some(change_set) };
    let reholding =
        ReholdContext { before: &before, after: &atlas, vacated: &[], restored: None, at: now };
    let moved = rehold(tx, handover, &reholding, &touched)?;
    // Whether somebody must agree must not tell of what they may not know.
    let uncounted = uncounted_by(tx, actor.account())?;
    let later = held_under(tx.connection, &ending, &uncounted)?;
    let counted = uncounted.counted(tx.connection, moved.clone())?.len();
    let size = ChangeSize::of(&before, operations, counted + later, now);
    require_agreement(&before, actor, size)?;
    let place = atlas.tree().common(touched.iter().filter_map(|&unit| atlas.grid_of(unit)));
    let row =
        Reassignment::at_once(ReassignmentId(change_set), actor, place, (atlas.revision(), now));
    let [moved_count, event_count] = [counted, operations.len()].map(i32::try_from);
    let moved_count = moved_count.map_err(Error::internal)?;
    let event_count = event_count.map_err(Error::internal)?;
    tx.insert_reassignment(&Reassignment { moved: moved_count, event_count, inverse, ..row })?;
    record(tx, actor, change_set, 1, operations)?;
    enqueue_reholds(tx, &ends)?;
    Ok(AppliedEdits { change_set, at: now, atlas, moved, notices })
}

/// What would take the change of somebody who is signed in back. What the command line imports is
/// not kept twice.
fn inverse(actor: &Actor, before: &Atlas, plan: &Plan, now: Instant) -> Result<Option<StoredJson>> {
    let wanted = actor.account().map(|_| InverseOperations::of(before, &plan.changes, now));
    wanted
        .map(|inverse| serde_json::to_value(inverse).map(StoredJson))
        .transpose()
        .map_err(Error::internal)
}

/// From some size on nobody who is signed in changes responsibility alone: a second person agrees
/// to a change set.
fn require_agreement(atlas: &Atlas, actor: &Actor, size: ChangeSize) -> Result<()> {
    let limit = atlas.settings().approval;
    if actor.account().is_none() || !size.reaches(&limit) {
        return Ok(());
    }
    Err(too_large(size, limit).into())
}

/// Nobody makes a change of this size alone.
pub(super) fn too_large(size: ChangeSize, limit: ChangeSize) -> Problem {
    Problem::new(Code::ApprovalRequired)
        .with("units", size.units)
        .with("households", size.households)
        .with("limit_requests", limit.requests)
        .with("limit_units", limit.units)
        .with("limit_households", limit.households)
}

fn accepted(plan: Plan) -> Result<Plan> {
    if plan.problems.is_empty() { Ok(plan) } else { Err(plan.problems.into()) }
}

/// One event for each operation, from a place in the order of the change set on.
pub(super) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    change_set: Uuid,
    first: i32,
    operations: &[AtlasEdit],
) -> Result<()> {
    let event = |(sequence, operation): (i32, &AtlasEdit)| ChangeEvent {
        aggregate: change_set,
        sequence,
        kind: operation.kind(),
        payload: operation.payload(),
    };
    tx.events(actor, (first..).zip(operations).map(event))
}

/// Open requests of units in which a duty will end by the clock get their next holder then.
pub(super) fn enqueue_reholds(tx: &mut Tx<'_>, ends: &[(Unit, Instant)]) -> Result<()> {
    for (unit, at) in ends {
        tx.job(REHOLD, json!({ "unit": unit, "at": at }), *at)?;
    }
    Ok(())
}
