//! The one verb through which grids, building groups, people and their duties change.

use crate::domain::atlas::Atlas;
use crate::domain::id::{ReassignmentId, RequestId};
use crate::domain::operation::Operation;
use crate::domain::period::Instant;
use crate::domain::plan::{Allowances, Plan, Survey, plan, plan_surveyed};
use crate::domain::rehold::Reholding;
use crate::domain::unit::Unit;
use crate::error::{Error, Problem, Result};
use crate::service::requests::rehold::{Handover, rehold};
use crate::store::reassignments::Reassignment;
use crate::store::{Actor, Db, Event, Revision, Tx, new_id};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// The job that gives open requests of a unit their holder again, at the instant at which a duty ends.
pub const REHOLD: &str = "rehold";

/// Operations that are applied together or not at all.
#[derive(Debug, Clone)]
pub struct ChangeSet {
    /// The instant that "now" means in the operations. What begins or ends then does so when they are applied.
    pub prepared_at: Instant,
    /// The operations, in order.
    pub operations: Vec<Operation>,
    /// What is accepted knowingly.
    pub allowances: Allowances,
}

/// What a change set did.
#[derive(Debug, Clone)]
pub struct Applied {
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
#[derive(Debug)]
pub struct Planned {
    set: ChangeSet,
    revision: i64,
    survey: Survey,
    /// Worth telling the person who asked for it.
    pub notices: Vec<Problem>,
}

/// Applies a change set in one transaction and answers what it did.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub async fn apply_operations(db: &Db, actor: Actor, set: ChangeSet) -> Result<Applied> {
    let planned = plan_operations(db, set).await?;
    db.revise(move |tx| planned.apply(tx, &actor)).await
}

/// Plans a change set on the present atlas, outside any transaction: comparing polygons may take long, and nobody
/// should wait for it.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub async fn plan_operations(db: &Db, set: ChangeSet) -> Result<Planned> {
    db.refresh().await?;
    plan_on(db.atlas(), set).await
}

/// Plans a change set on an atlas.
///
/// # Errors
/// Every problem of the plan.
pub async fn plan_on(atlas: Arc<Atlas>, set: ChangeSet) -> Result<Planned> {
    let now = set.prepared_at;
    let plan = move || {
        let plan = plan(&atlas, &set.operations, set.allowances, now, &mut || new_id(now));
        let plan = accepted(plan)?;
        Ok(Planned { revision: atlas.revision(), survey: plan.survey, notices: plan.notices, set })
    };
    tokio::task::spawn_blocking(plan).await.unwrap_or_else(|fault| Err(Error::internal(fault)))
}

impl Planned {
    /// Applies the change set in the caller's transaction. Polygons are compared again only when somebody revised the
    /// atlas since.
    ///
    /// # Errors
    /// Every problem of the plan on the transaction's own atlas; those of the database.
    pub fn apply(&self, tx: &mut Revision<'_, '_>, actor: &Actor) -> Result<Applied> {
        let (now, before, set) = (tx.now(), tx.atlas()?, &self.set);
        let postponed = |operation: &Operation| operation.clone().postponed(set.prepared_at, now);
        let operations: Vec<Operation> = set.operations.iter().map(postponed).collect();
        let (plan, notices) = if before.revision() == self.revision {
            (accepted(plan_surveyed(&before, &operations, &self.survey, now))?, self.notices.clone())
        } else {
            let plan = accepted(plan(&before, &operations, set.allowances, now, &mut || new_id(now)))?;
            let notices = plan.notices.clone();
            (plan, notices)
        };
        carry_out(tx, actor, plan, &operations).map(|applied| Applied { notices, ..applied })
    }
}

/// Plans and applies operations that move no border in the caller's transaction.
///
/// # Errors
/// Every problem of the plan; those of the database.
pub fn apply_within(tx: &mut Revision<'_, '_>, actor: &Actor, operations: &[Operation]) -> Result<Applied> {
    let (now, atlas) = (tx.now(), tx.atlas()?);
    let plan = accepted(plan(&atlas, operations, Allowances::default(), now, &mut || new_id(now)))?;
    carry_out(tx, actor, plan, operations)
}

/// Writes what is planned, gives open requests their new holders, and records it.
fn carry_out(tx: &mut Revision<'_, '_>, actor: &Actor, plan: Plan, operations: &[Operation]) -> Result<Applied> {
    let (now, before, change_set) = (tx.now(), tx.atlas()?, new_id(tx.now()));
    let (ends, touched, notices) = (plan.ends.clone(), plan.touched.clone(), plan.notices.clone());
    let atlas = tx.apply(plan)?;
    let handover = Handover { actor, since: now, change_set: Some(change_set) };
    let reholding = Reholding { before: &before, after: &atlas, vacated: &[], at: now };
    let moved = rehold(tx, handover, &reholding, &touched)?;
    let place = atlas.tree().common(touched.iter().filter_map(|&unit| atlas.grid_of(unit)));
    let row = Reassignment::at_once(ReassignmentId(change_set), actor, place, (atlas.revision(), now));
    let event_count = i32::try_from(operations.len()).map_err(Error::internal)?;
    let moved_count = i32::try_from(moved.len()).map_err(Error::internal)?;
    tx.insert_reassignment(&Reassignment { moved: moved_count, event_count, ..row })?;
    record(tx, actor, change_set, operations)?;
    enqueue_reholds(tx, &ends)?;
    Ok(Applied { change_set, at: now, atlas, moved, notices })
}

fn accepted(plan: Plan) -> Result<Plan> {
    if plan.problems.is_empty() { Ok(plan) } else { Err(plan.problems.into()) }
}

/// One event for each operation.
fn record(tx: &mut Tx<'_>, actor: &Actor, change_set: Uuid, operations: &[Operation]) -> Result<()> {
    let event = |(sequence, operation): (i32, &Operation)| Event {
        aggregate: change_set,
        sequence,
        kind: operation.kind(),
        payload: operation.payload(),
    };
    tx.events(actor, (1..).zip(operations).map(event))
}

fn enqueue_reholds(tx: &mut Tx<'_>, ends: &[(Unit, Instant)]) -> Result<()> {
    for (unit, at) in ends {
        tx.job(REHOLD, json!({ "unit": unit, "at": at }), *at)?;
    }
    Ok(())
}
