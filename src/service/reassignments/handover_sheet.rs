//! 交接单: a change set as read by those who hand over and take over.

mod recorded;

use super::access_records::printed_in_report;
use super::authority::{is_own, require_reach, sees};
use super::forecast::{Forecast, ForecastInput};
use super::read::{VisibleReassignment, shown};
use super::{allowances, undone};
use crate::domain::atlas::{Atlas, Borders, Extent};
use crate::domain::authority::may_see_member;
use crate::domain::duty::Absence;
use crate::domain::id::{AccountId, MemberId, ReassignmentId};
use crate::domain::period::Instant;
use crate::domain::plan::{Survey, plan_operations_surveyed};
use crate::domain::reassignment::{PassingDuties, PlannedHandover, ReassignmentState};
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::preconditions::require_visible;
use crate::service::requests::access_records::record_all;
use crate::service::requests::reader::reader;
use crate::store::column::StoredInstant;
use crate::store::connection::AnyConnection;
use crate::store::reassignments::Reassignment;
use crate::store::requests::{HandedOver, MovingRequest, UncountedRequests, handed_over};
use crate::store::{Db, RecordedEvent, accounts};
use chrono::TimeDelta;
use std::sync::Arc;

/// Maximum number of rows of one printed table; the others are counted.
pub const REPORT_ROWS_MAX: usize = 300;

/// A change set with everything that is handed over.
#[derive(Debug)]
pub struct HandoverSheet {
    /// The change set.
    pub shown: VisibleReassignment,
    /// The member who drafted it.
    pub author: Option<MemberId>,
    /// The member who approved it.
    pub approver: Option<MemberId>,
    /// The atlas before.
    pub before: Arc<Atlas>,
    /// The atlas afterwards.
    pub after: Arc<Atlas>,
    /// The handover; `None` for a draft without a preview, and for a discarded change set.
    pub handover: Option<PlannedHandover>,
    /// Number of present problems of a preview.
    pub problems: usize,
    /// Absences of those concerned that are not over, as far as the caller may know of them.
    pub absences: Vec<Absence>,
    /// Open requests that are handed over, as far as the caller has to do with them.
    pub requests: Vec<HandedOver>,
    /// When the sheet was requested.
    pub at: Instant,
}

/// The handover of a change set.
struct PassedOn {
    before: Arc<Atlas>,
    after: Arc<Atlas>,
    handover: Option<PlannedHandover>,
    problems: usize,
    requests: Vec<HandedOver>,
    concerned: Vec<MemberId>,
}

/// Reads a change set with everything that is handed over. For a previewed one this is the handover
/// as it would be now. When it shows the desk confidential requests, an access record of each is
/// stored before the answer.
///
/// # Errors
/// [`Code::NotFound`](crate::error::Code::NotFound) when the caller may not see it.
pub async fn report(db: &Db, scope: &Scope, id: ReassignmentId) -> Result<HandoverSheet> {
    let worlds = worlds(db, scope, id).await?;
    let vault = db.clone();
    let atlas = db.atlas();
    let scope = scope.clone();
    let at = db.now();
    let read = db.read(move |connection| {
        let shown = shown(connection, vault.vault(), &atlas, &scope, at, id)?;
        let own = is_own(&atlas, &scope, &shown.row);
        let mut passed = match &worlds {
            Some(worlds) => done(connection, worlds, &atlas, &scope, &shown, at)?,
            None => passed(connection, &atlas, &scope, &shown, at)?,
        };
        if !own {
            passed.requests.retain(|request| {
                let holds = |member| Some(member) == scope.member;
                holds(request.to.member) || request.from.is_some_and(|from| holds(from.member))
            });
            passed.concerned.retain(|&member| may_see_member(&atlas, &scope, member, at));
        }
        let author = member_of(connection, shown.row.author_id)?;
        let approver = member_of(connection, shown.row.approver_id)?;
        let absences = absences(&passed, at);
        let PassedOn { before, after, handover, problems, requests, .. } = passed;
        let printed = requests.get(..REPORT_ROWS_MAX).unwrap_or(&requests);
        let accesses = printed_in_report(connection, &scope, printed)?;
        Ok((
            HandoverSheet {
                shown,
                author,
                approver,
                before,
                after,
                handover,
                problems,
                absences,
                requests,
                at,
            },
            accesses,
        ))
    });
    let (report, accesses) = read.await?;
    record_all(db, accesses).await?;
    Ok(report)
}

fn passed(
    connection: &mut AnyConnection,
    atlas: &Arc<Atlas>,
    scope: &Scope,
    shown: &VisibleReassignment,
    at: Instant,
) -> Result<PassedOn> {
    use ReassignmentState::{Approved, Previewed, Scheduled, Stopped};
    match shown.row.state {
        Previewed | Approved | Scheduled | Stopped => planned(connection, atlas, scope, shown, at),
        _ => {
            // Planned only to be able to name what the operations create.
            let after = Arc::new(
                plan_operations_surveyed(atlas, &shown.operations, &Survey::default(), at)
                    .plan
                    .atlas,
            );
            let before = Arc::clone(atlas);
            let requests = Vec::new();
            let concerned = Vec::new();
            Ok(PassedOn { before, after, handover: None, problems: 0, requests, concerned })
        }
    }
}

/// The atlases around the instant at which a change set was applied.
struct SheetWorlds {
    before: Arc<Atlas>,
    after: Arc<Atlas>,
    applied: Instant,
}

/// Reads the atlases just before and at the instant at which a change set was applied; `None` when
/// it was not.
async fn worlds(db: &Db, scope: &Scope, id: ReassignmentId) -> Result<Option<SheetWorlds>> {
    let account = scope.account.ok_or(Code::SignInRequired)?;
    let atlas = db.atlas();
    let scope = scope.clone();
    let row = db.read(move |connection| {
        let row = Reassignment::load(connection, id)?;
        // Reading two atlases is expensive, so access is checked first.
        require_visible(sees(connection, &atlas, &scope, &row)?, "")?;
        Ok(row)
    });
    let row = row.await?;
    let Some(StoredInstant(applied)) = row.applied_at else { return Ok(None) };
    let _turn = db.long_turn(account).await?;
    let all = Extent { borders: Borders::All, addresses: true };
    let before = db.atlas_at(applied - TimeDelta::microseconds(1), all).await?;
    let after = db.atlas_at(applied, all).await?;
    Ok(Some(SheetWorlds { before, after, applied }))
}

/// Returns the handover of an applied change set, as recorded.
fn done(
    connection: &mut AnyConnection,
    worlds: &SheetWorlds,
    present: &Atlas,
    scope: &Scope,
    shown: &VisibleReassignment,
    now: Instant,
) -> Result<PassedOn> {
    let SheetWorlds { before, after, applied } = worlds;
    let before = Arc::clone(before);
    let after = Arc::clone(after);
    let applied = *applied;
    let events = RecordedEvent::of(connection, shown.row.id.0)?;
    let passing = recorded::passing(&after, &events, applied)?;
    let handover = Some(PlannedHandover::between(&before, &after, passing));
    let reader = reader(present, scope, now);
    let requests = handed_over(connection, shown.row.id, reader.as_ref())?;
    Ok(PassedOn {
        before,
        after,
        handover,
        problems: 0,
        requests,
        concerned: shown.notified.clone(),
    })
}

/// Returns the handover as it would be now. Borders are not compared again: the preview does that.
fn planned(
    connection: &mut AnyConnection,
    atlas: &Arc<Atlas>,
    scope: &Scope,
    shown: &VisibleReassignment,
    now: Instant,
) -> Result<PassedOn> {
    require_reach(atlas, scope, &shown.operations, now)?;
    let reader = reader(atlas, scope, now);
    let uncounted = UncountedRequests::of_open(connection, reader.as_ref())?;
    let undone = undone(connection, &shown.row)?;
    let question = ForecastInput {
        operations: &shown.operations,
        allowances: allowances(&shown.row),
        survey: Some(&Survey::default()),
        at: shown.row.effective_at.map_or(now, |at| at.0.max(now)),
        uncounted: &uncounted,
        undone: undone.as_deref(),
    };
    let forecast = Forecast::of(connection, Arc::clone(atlas), &question)?;
    let mut requests: Vec<HandedOver> = forecast.shown_moves().cloned().map(moved).collect();
    requests.sort_by_key(|request| request.id);
    let Forecast { before, planned, preview, .. } = forecast;
    let after = Arc::new(planned.plan.atlas);
    let handover =
        Some(PlannedHandover::between(&before, &after, PassingDuties::planned(&before, &after)));
    Ok(PassedOn {
        before,
        after,
        handover,
        problems: preview.problems.len(),
        requests,
        concerned: preview.told,
    })
}

fn moved(moving: MovingRequest) -> HandedOver {
    let MovingRequest { request, to } = moving;
    HandedOver {
        id: request.id,
        number: request.number,
        confidential: to.confidential,
        state: request.state,
        next_due: request.next_due,
        from: Some(to.from),
        to: to.routed.holding,
    }
}

fn absences(passed: &PassedOn, now: Instant) -> Vec<Absence> {
    let people = passed.after.people();
    let open = passed.concerned.iter().flat_map(|&member| people.absences(member));
    open.filter(|absence| !absence.period.ended(now)).copied().collect()
}

fn member_of(
    connection: &mut AnyConnection,
    account: Option<AccountId>,
) -> Result<Option<MemberId>> {
    let Some(account) = account else { return Ok(None) };
    Ok(accounts::find(connection, account)?.and_then(|account| account.member_id))
}
