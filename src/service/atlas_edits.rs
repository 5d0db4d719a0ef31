//! Change sets of edits: the single way to change grids, building groups, people and their duties.

use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::change_size::ChangeSize;
use crate::domain::geometry::Effort;
use crate::domain::id::{AccountId, ReassignmentId, RequestId};
use crate::domain::period::Instant;
use crate::domain::plan::{Plan, PlanConsent, Survey, plan, plan_surveyed};
use crate::domain::reassignment::InverseOperations;
use crate::domain::rehold::{ReholdContext, ending_later};
use crate::domain::unit::Unit;
use crate::error::{Code, Error, HOUSEHOLDS, Problem, Result, UNITS, counts};
use crate::service::requests::reader::uncounted_by;
use crate::service::requests::rehold::{ReholdCause, rehold};
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::reassignments::Reassignment;
use crate::store::requests::held_under;
use crate::store::{Actor, ChangeEvent, Db, LongTurn, Revision, Tx, new_id};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Job that assigns a new holder to the open requests of a unit, at the instant at which a duty
/// ends.
pub const REHOLD: &str = "rehold";

/// Edits that are applied together or not at all.
#[derive(Debug, Clone)]
pub struct ChangeSet {
    /// The instant that "now" means in the edits. If one begins or ends then, it does so when it is
    /// applied.
    pub prepared_at: Instant,
    /// The edits, in order.
    pub edits: Vec<AtlasEdit>,
    /// Explicit consents.
    pub allowances: PlanConsent,
}

/// Result of an applied change set.
#[derive(Debug, Clone)]
pub struct AppliedEdits {
    /// Identifier of the change set: the aggregate of its events.
    pub change_set: Uuid,
    /// When it was applied.
    pub at: Instant,
    /// The atlas from then on.
    pub atlas: Arc<Atlas>,
    /// The open requests that got another holder.
    pub moved: Vec<RequestId>,
    /// Notices for the person who asked for the change.
    pub notices: Vec<Problem>,
}

/// A change set that was planned on an atlas, without problems.
pub struct PlannedEdits {
    set: ChangeSet,
    effort: fn() -> Effort,
    /// The atlas that it was planned on.
    atlas: Arc<Atlas>,
    survey: Survey,
    /// Notices for the person who asked for the change.
    pub notices: Vec<Problem>,
    /// Held until the change set is applied, so that the next comparison of polygons sees its
    /// result.
    _turn: Option<LongTurn>,
    agreed_by: Option<AccountId>,
}

/// How often a change is planned when others revise the atlas meanwhile.
const PLANNINGS_MAX: usize = 3;

/// Applies a change set in one transaction and returns what it did.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub async fn apply_edits(db: &Db, actor: Actor, set: ChangeSet) -> Result<AppliedEdits> {
    let planned = plan_edits(db, set).await?;
    db.revise(move |tx| planned.apply(tx, &actor)).await
}

/// Plans an operator's change set on the present atlas, outside any transaction: comparing polygons
/// may take long, and no writer should wait for it.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub async fn plan_edits(db: &Db, set: ChangeSet) -> Result<PlannedEdits> {
    db.refresh().await?;
    plan_within(db, set, Effort::unbounded).await
}

/// Plans a change set within an effort for comparing polygons, on the atlas published last, or,
/// after waiting for a turn, on the present one.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub async fn plan_within(db: &Db, set: ChangeSet, effort: fn() -> Effort) -> Result<PlannedEdits> {
    let now = set.prepared_at;
    let mut turn = None;
    if set.edits.iter().any(AtlasEdit::moves_borders) {
        turn = Some(db.turn().await);
        db.refresh().await?;
    }
    let atlas = db.atlas();
    tokio::task::spawn_blocking(move || {
        let plan = plan(&atlas, &set.edits, set.allowances, now, &effort(), &mut || new_id(now));
        let Plan { survey, notices, .. } = accepted(plan)?;
        Ok(PlannedEdits { atlas, survey, notices, set, effort, _turn: turn, agreed_by: None })
    })
    .await
    .unwrap_or_else(|fault| Err(Error::internal(fault)))
}

/// Makes a change that is planned outside the transaction that applies it, and retries it. An
/// attempt returns `None` when borders changed meanwhile and comparing polygons again would block
/// all writers.
///
/// # Errors
/// Those of an attempt; [`Error::Contended`] when the atlas was revised during every attempt.
pub(crate) async fn planned_until_current<T, F>(attempt: impl Fn() -> F) -> Result<T>
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
    /// Names a second person who agreed to the change, so that it may be of any size.
    pub fn agreed_by(self, agreed_by: Option<AccountId>) -> Self {
        Self { agreed_by, ..self }
    }

    /// Returns true if it compared polygons and some changed since.
    pub fn is_outdated(&self, atlas: &Atlas) -> bool {
        !atlas.has_borders_of(&self.atlas) && self.set.edits.iter().any(AtlasEdit::moves_borders)
    }

    /// Applies the change set in the caller's transaction. Compares polygons again when it [is
    /// outdated](Self::is_outdated): a caller who does not want to block others plans again
    /// instead.
    ///
    /// # Errors
    /// Every problem of the plan on the transaction's own atlas; those of the database.
    pub fn apply(&self, tx: &mut Revision<'_, '_>, actor: &Actor) -> Result<AppliedEdits> {
        let now = tx.now();
        let before = tx.atlas()?;
        let set = &self.set;
        let edits: Vec<AtlasEdit> =
            set.edits.iter().map(|edit| edit.clone().postponed(set.prepared_at, now)).collect();
        let (plan, notices) = if before.has_borders_of(&self.atlas) {
            (accepted(plan_surveyed(&before, &edits, &self.survey, now))?, self.notices.clone())
        } else {
            let plan = accepted(plan(
                &before,
                &edits,
                set.allowances,
                now,
                &(self.effort)(),
                &mut || new_id(now),
            ))?;
            let notices = plan.notices.clone();
            (plan, notices)
        };
        carry_out(tx, actor, plan, &edits, self.agreed_by)
            .map(|applied| AppliedEdits { notices, ..applied })
    }
}

/// Plans and applies edits that move no border in the caller's transaction.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub fn apply_within(
    tx: &mut Revision<'_, '_>,
    actor: &Actor,
    edits: &[AtlasEdit],
) -> Result<AppliedEdits> {
    let now = tx.now();
    let atlas = tx.atlas()?;
    let plan =
        plan(&atlas, edits, PlanConsent::default(), now, &Effort::bounded(), &mut || new_id(now));
    let plan = accepted(plan)?;
    carry_out(tx, actor, plan, edits, None)
}

/// Writes a plan, reassigns open requests, and records both as a change set that was made at once.
fn carry_out(
    tx: &mut Revision<'_, '_>,
    actor: &Actor,
    plan: Plan,
    edits: &[AtlasEdit],
    agreed_by: Option<AccountId>,
) -> Result<AppliedEdits> {
    let now = tx.now();
    let before = tx.atlas()?;
    let change_set = new_id(tx.now());
    let ends = plan.ends.clone();
    let touched = plan.touched.clone();
    let notices = plan.notices.clone();
    let ending = ending_later(&before, &plan.changes, now);
    let inverse = inverse(actor, &before, &plan, now);
    let atlas = tx.apply(plan)?;
    let handover = ReholdCause { actor, since: now, change_set: Some(change_set) };
    let reholding =
        ReholdContext { before: &before, after: &atlas, vacated: &[], restored: None, at: now };
    let moved = rehold(tx, handover, &reholding, &touched)?;
    // The need for approval must not reveal requests that the caller may not know of.
    let uncounted = uncounted_by(tx, actor.account())?;
    let later = held_under(tx.connection, &ending, &uncounted)?;
    let counted = uncounted.counted(tx.connection, moved.clone())?.len();
    let size = ChangeSize::of(&before, edits, counted + later, now);
    if agreed_by.is_none() {
        require_agreement(&before, actor, size)?;
    }
    let place = atlas.tree().common(touched.iter().filter_map(|&unit| atlas.grid_of(unit)));
    let row =
        Reassignment::at_once(ReassignmentId(change_set), actor, place, atlas.revision(), now);
    let [moved_count, event_count] = [counted, edits.len()].map(i32::try_from);
    let moved_count = moved_count.map_err(Error::internal)?;
    let event_count = event_count.map_err(Error::internal)?;
    let approved_at = agreed_by.map(|_| StoredInstant(now));
    tx.insert_reassignment(&Reassignment {
        moved: moved_count,
        event_count,
        inverse,
        approver_id: agreed_by,
        approved_at,
        ..row
    })?;
    record(tx, actor, change_set, 1, edits)?;
    enqueue_reholds(tx, &ends)?;
    Ok(AppliedEdits { change_set, at: now, atlas, moved, notices })
}

/// Returns the edits that would undo a change, for signed-in callers only. What the command line
/// imports is not stored a second time.
fn inverse(
    actor: &Actor,
    before: &Atlas,
    plan: &Plan,
    now: Instant,
) -> Option<StoredAs<InverseOperations>> {
    actor.account().map(|_| StoredAs(InverseOperations::of(before, &plan.changes, now)))
}

/// Refuses a change of a certain size by a signed-in caller: a second person must approve it as a
/// change set.
fn require_agreement(atlas: &Atlas, actor: &Actor, size: ChangeSize) -> Result<()> {
    let limit = atlas.settings().approval;
    if actor.account().is_none() || !size.reaches(&limit) {
        return Ok(());
    }
    Err(too_large(size, limit).into())
}

/// Returns the problem of a change that is too large to be made without approval.
pub(super) fn too_large(size: ChangeSize, limit: ChangeSize) -> Problem {
    Problem::new(Code::ApprovalRequired)
        .with("size", counts(&[(size.units, UNITS), (size.households, HOUSEHOLDS)]))
        .with("units", size.units)
        .with("households", size.households)
        .with("limit_requests", limit.requests)
        .with("limit_units", limit.units)
        .with("limit_households", limit.households)
}

fn accepted(plan: Plan) -> Result<Plan> {
    if plan.problems.is_empty() { Ok(plan) } else { Err(plan.problems.into()) }
}

/// Records one event per edit, numbered from `first` in the order of the change set.
pub(super) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    change_set: Uuid,
    first: i32,
    edits: &[AtlasEdit],
) -> Result<()> {
    tx.events(
        actor,
        (first..).zip(edits).map(|(sequence, edit)| ChangeEvent {
            aggregate: change_set,
            sequence,
            kind: edit.kind(),
            payload: edit.payload(),
        }),
    )
}

/// Schedules the reassignment of open requests for units in which a duty ends later.
pub(super) fn enqueue_reholds(tx: &mut Tx<'_>, ends: &[(Unit, Instant)]) -> Result<()> {
    for (unit, at) in ends {
        tx.job(REHOLD, json!({ "unit": unit, "at": at }), *at)?;
    }
    Ok(())
}
