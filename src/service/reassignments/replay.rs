//! Replay: past requests, routed by the world that a change set would make.

use super::access_records::counted_in_replay;
use super::authority::{is_own, require_reach};
use super::current_operations;
use super::turns::turn;
use crate::domain::atlas::Atlas;
use crate::domain::id::{ReassignmentId, RequestId};
use crate::domain::period::Instant;
use crate::domain::plan::{Survey, plan_operations_surveyed};
use crate::domain::reassignment::{PastRequest, ReassignmentMove, ReplayTally, ReplayWorlds};
use crate::domain::request::RequestState;
use crate::domain::role::Role;
use crate::domain::routing::{Conflicts, Excluded};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::preconditions::{require_version, require_visible};
use crate::service::requests::access_records::record_all;
use crate::service::requests::reader::reader;
use crate::service::requests::rehold::place;
use crate::store::Db;
use crate::store::connection::AnyConnection;
use crate::store::reassignments::Reassignment;
use crate::store::requests::{ReceivedRequest, UncountedRequests, excluded_people_of, received};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use uuid::Uuid;

/// How far back a replay goes by default, in days.
const DAYS_BACK: i64 = 365;
/// How far back a replay may go, in days.
const DAYS_BACK_MAX: i64 = 5 * 366;
/// Number of requests that are read and routed together: memory holds no more of them at once.
const PAGE: i64 = 10_000;
/// States that the figures leave out.
const EXCLUDED: [RequestState; 3] =
    [RequestState::Merged, RequestState::Withdrawn, RequestState::Void];

/// Result of a replay.
#[derive(Debug)]
pub struct Replay {
    /// Start of the period of received requests.
    pub since: Instant,
    /// End of that period, exclusive.
    pub until: Instant,
    /// The instant at which requests were routed: its duties, absences and working hours apply.
    pub at: Instant,
    /// The present atlas.
    pub before: Arc<Atlas>,
    /// The atlas that the change set would make.
    pub after: Arc<Atlas>,
    /// Counts by holder.
    pub tally: ReplayTally,
    /// Requests that were not routed, by their state.
    pub excluded: BTreeMap<RequestState, usize>,
    /// True if confidential requests are counted: for the desk alone.
    pub confidential_counted: bool,
}

/// Routes the requests in the grids that the caller supervises again, by the present atlas and by
/// the one that a change set would make. Borders are not compared: there may be holes and overlaps.
/// Stores nothing but an access record when it counts confidential requests, for the desk.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not change the change set, [`Code::StaleVersion`] when it
/// is not in the version that was read, [`Code::ReassignmentState`], [`Code::ReassignmentEmpty`],
/// [`Code::OutOfRange`] at `since`; [`Code::CalculationRunning`]; the problems of the operations,
/// at `/operations/{index}`.
pub async fn replay(
    db: &Db,
    scope: &Scope,
    id: ReassignmentId,
    version: Option<i64>,
    since: Option<Instant>,
) -> Result<Replay> {
    db.refresh().await?;
    let until = db.now();
    let since = begin(since, until)?;
    let pass = Arc::new(pass(db, scope, id, version, since..until).await?);
    let turn = Arc::new(db.long_turn(scope.account.ok_or(Code::SignInRequired)?).await?);
    let mut tally = ReplayTally::default();
    let mut excluded = BTreeMap::<RequestState, usize>::new();
    let mut next = Some(RequestId(Uuid::nil()));
    while let Some(after) = next {
        let pass = Arc::clone(&pass);
        let turn = Arc::clone(&turn);
        // Each page returns its connection, so that others can read in between.
        let counted = db.read(move |connection| {
            let _turn = turn;
            pass.page(connection, after)
        });
        let page = counted.await?;
        tally.add(page.tally);
        page.excluded.into_iter().for_each(|state| *excluded.entry(state).or_default() += 1);
        next = page.last;
    }
    let before = Arc::clone(&pass.before);
    let after = Arc::clone(&pass.after);
    let confidential_counted = !pass.uncounted.leaves_out_confidential();
    if confidential_counted {
        record_all(db, vec![counted_in_replay(scope)]).await?;
    }
    Ok(Replay { since, until, at: pass.at, before, after, tally, excluded, confidential_counted })
}

fn begin(since: Option<Instant>, now: Instant) -> Result<Instant, Problem> {
    let earliest = now - TimeDelta::days(DAYS_BACK_MAX);
    let since = since.unwrap_or(now - TimeDelta::days(DAYS_BACK));
    let range = || {
        let problem = Problem::new(Code::OutOfRange).at("since");
        problem.with("min", earliest.to_rfc3339()).with("max", now.to_rfc3339())
    };
    if (earliest..=now).contains(&since) { Ok(since) } else { Err(range()) }
}

/// The two atlases, and the requests that the caller may count.
struct ReplayPass {
    before: Arc<Atlas>,
    after: Arc<Atlas>,
    at: Instant,
    scope: Scope,
    uncounted: UncountedRequests,
    received: Range<Instant>,
}

/// Result of one page.
struct ReplayPage {
    tally: ReplayTally,
    excluded: Vec<RequestState>,
    /// Where the next page begins; `None` at the end.
    last: Option<RequestId>,
}

async fn pass(
    db: &Db,
    scope: &Scope,
    id: ReassignmentId,
    version: Option<i64>,
    received: Range<Instant>,
) -> Result<ReplayPass> {
    let turn = turn(db, id).await?;
    let before = db.atlas();
    let now = db.now();
    let scope = scope.renewed(&before, now);
    db.read(move |connection| {
        let _turn = turn;
        let row = Reassignment::load(connection, id)?;
        require_visible(is_own(&before, &scope, &row), "")?;
        version.map_or(Ok(()), |seen| require_version(row.version, seen))?;
        row.state.require(ReassignmentMove::Preview)?;
        let operations = current_operations(connection, &before, &row, now)?;
        if operations.is_empty() {
            return Err(Code::ReassignmentEmpty.into());
        }
        require_reach(&before, &scope, &operations, now)?;
        let at = row.effective_at.map_or(now, |at| at.0.max(now));
        let plan = plan_operations_surveyed(&before, &operations, &Survey::default(), at).plan;
        if !plan.problems.is_empty() {
            return Err(plan.problems.into());
        }
        let reader = reader(&before, &scope, now);
        let uncounted = UncountedRequests::of_all(connection, reader.as_ref())?;
        Ok(ReplayPass { before, after: Arc::new(plan.atlas), at, scope, uncounted, received })
    })
    .await
}

impl ReplayPass {
    fn page(&self, connection: &mut AnyConnection, after: RequestId) -> Result<ReplayPage> {
        let read = received(connection, &self.received, after, PAGE)?;
        let full = i64::try_from(read.len()) == Ok(PAGE);
        let last = read.last().map(|request| request.id).filter(|_| full);
        let (excluded, counted): (Vec<ReceivedRequest>, Vec<ReceivedRequest>) = read
            .into_iter()
            .filter(|request| self.may_count(request))
            .partition(|r| EXCLUDED.contains(&r.state));
        let ids: Vec<RequestId> = counted.iter().map(|request| request.id).collect();
        let mut excluded_people = excluded_people_of(connection, &ids)?;
        let mut excluded_people =
            |request: &ReceivedRequest| excluded_people.remove(&request.id).unwrap_or_default();
        let past: Vec<PastRequest<'_>> =
            counted.iter().map(|request| self.past(request, excluded_people(request))).collect();
        let tally =
            ReplayWorlds { before: &self.before, after: &self.after, at: self.at }.count(&past)?;
        Ok(ReplayPage {
            tally,
            excluded: excluded.into_iter().map(|request| request.state).collect(),
            last,
        })
    }

    /// Returns true if the caller may read the request as a supervisor: then no figure reveals more
    /// than they may know.
    fn may_count(&self, request: &ReceivedRequest) -> bool {
        self.scope.covers_as(&self.before, Role::Supervisor, request.routable.place_grid_id)
            && !self.uncounted.leaves_out(request.id, request.routable.confidential)
    }

    fn past<'a>(&self, request: &'a ReceivedRequest, excluded_people: Excluded) -> PastRequest<'a> {
        let placed = request.routable.place();
        let before = place(&self.before, placed);
        let after = place(&self.after, placed);
        PastRequest {
            before,
            after,
            matter: request.routable.matter(),
            conflicts: Conflicts { excluded_people, ..Conflicts::default() },
        }
    }
}
