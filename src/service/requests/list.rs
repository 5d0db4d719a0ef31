//! Lists of requests: the caller's own, those in their grids, shared ones, and the inbox.

use super::access_records::{SeenAs, access_while_handling, record_all};
use super::desk_waiting::waits_for_the_desk;
use super::reader::reader;
use super::relation::{at_desk, caller_relation, is_desk_of};
use super::task_people::by_duty;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::id::{GridId, MemberId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::{DeskQueue, InboxKey, Party, RequestState};
use crate::domain::role::{Role, RoleSet};
use crate::domain::routing::answering;
use crate::domain::routing_rule::Partaker;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::store::Db;
use crate::store::requests::{ListArea, ListFilter, ListOwner, ListPage, RequestLease, RequestRow};
use std::collections::HashSet;

const DESK: RoleSet = RoleSet::of(&[Role::TownDesk]);
const SUPERVISOR: RoleSet = RoleSet::of(&[Role::Supervisor]);

/// Which requests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedRequests {
    /// Requests that the caller reported; for a login of the platform above, also those that it
    /// handed over.
    Mine,
    /// Requests whose place lies in the caller's grids, and those held by units there.
    MyGrids,
    /// Requests that a rule shares with units that the caller leads, or posts that they hold, and
    /// those in which their grid assists an office.
    Shared,
    /// Returns and objections that the caller decides as a supervisor.
    ToDecide,
}

/// A request in a list.
#[derive(Debug, Clone)]
pub struct ListedRequest {
    /// The request.
    pub row: RequestRow,
    /// True if it waits for the desk, and the reader acts as its desk.
    pub at_desk: bool,
    /// Lease of a colleague who has it open, for the other clerks of its desk.
    pub in_hand: Option<RequestLease>,
}

/// Lists the requests that match a filter, newest first: one page, and one more request if others
/// follow.
///
/// # Errors
/// [`Code::UnknownGrid`] at `grid` and [`Code::UnknownCategory`] at `category`;
/// [`Code::RoleRequired`] and [`Code::InvalidParameter`] at `waiting_for_desk` and `queue`, which
/// are for the desk and its grids.
pub async fn list(
    db: &Db,
    scope: &Scope,
    reach: ListedRequests,
    grid: Option<&str>,
    filter: ListFilter,
    page: ListPage,
) -> Result<Vec<ListedRequest>> {
    let listed = collected(db, scope, reach, grid, filter, page).await?;
    record_held_by_reporters(db, scope, shown(&listed, page.limit)).await?;
    Ok(listed)
}

/// Lists rows for a reader who only counts them, which reveals nothing to be recorded: as many as
/// the page has, and one more.
///
/// # Errors
/// Those of [`list`].
pub(super) async fn collected(
    db: &Db,
    scope: &Scope,
    reach: ListedRequests,
    grid: Option<&str>,
    filter: ListFilter,
    page: ListPage,
) -> Result<Vec<ListedRequest>> {
    let limit = page.limit + 1;
    let waiting = filter.waiting_for_desk || filter.queue.is_some_and(DeskQueue::waits);
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut listed = Vec::new();
    let mut after = page.after;
    // A reader may handle some of what waits for the desk themselves, or may have dispatched what is
    // to be decided; those are left out, so that further pages may be needed.
    loop {
        let rows = find(db, scope, reach, grid, filter.clone(), ListPage { after, limit }).await?;
        let is_last = rows.len() < wanted;
        after = rows.last().map(|row| (row.received_at.0, row.id));
        let rows = match reach {
            ListedRequests::ToDecide => decided_by(db, scope, rows).await?,
            _ => rows,
        };
        let read = as_listed(db, scope, rows).await?;
        listed.extend(read.into_iter().filter(|one| !waiting || one.at_desk));
        if is_last || listed.len() >= wanted {
            break;
        }
    }
    listed.truncate(wanted);
    Ok(listed)
}

/// Returns the requests that the caller decides: not what they dispatched themselves.
async fn decided_by(db: &Db, scope: &Scope, rows: Vec<RequestRow>) -> Result<Vec<RequestRow>> {
    let (atlas, scope, now) = (db.atlas(), scope.clone(), db.now());
    db.read(move |connection| {
        let mut decided = Vec::new();
        for row in rows {
            let caller = caller_relation(connection, &atlas, &scope, &row, false, now)?;
            if caller.relation.acting(&row.facts(Vec::new())).contains(Party::Reviewer) {
                decided.push(row);
            }
        }
        Ok(decided)
    })
    .await
}

/// Marks requests that wait for the reader as their desk.
async fn as_listed(db: &Db, scope: &Scope, rows: Vec<RequestRow>) -> Result<Vec<ListedRequest>> {
    let atlas = db.atlas();
    let scope = scope.clone();
    let now = db.now();
    let may_wait = |row: &&RequestRow| waits_for_the_desk(row).is_some();
    if !scope.has(DESK) {
        let seen = |row| ListedRequest { row, at_desk: false, in_hand: None };
        return Ok(rows.into_iter().map(seen).collect());
    }
    db.read(move |connection| {
        let waiting: Vec<&RequestRow> = rows.iter().filter(may_wait).collect();
        let theirs = at_desk(connection, &atlas, &scope, &waiting, now)?;
        let of_desk = rows.iter().filter(|row| is_desk_of(&atlas, &scope, row));
        let of_desk: Vec<RequestId> = of_desk.map(|row| row.id).collect();
        let mut leases = RequestLease::of(connection, &of_desk, now)?;
        leases.retain(|_, lease| Some(lease.account_id) != scope.account);
        let listed = rows.into_iter().map(|row| ListedRequest {
            at_desk: theirs.contains(&row.id),
            in_hand: leases.remove(&row.id),
            row,
        });
        Ok(listed.collect())
    })
    .await
}

/// Returns the requests of the page, without the one that shows that others follow.
fn shown(listed: &[ListedRequest], limit: i64) -> &[ListedRequest] {
    usize::try_from(limit).ok().and_then(|limit| listed.get(..limit)).unwrap_or(listed)
}

/// Lists rows for a reader who sees only the identifiers, which reveal nothing to be recorded.
///
/// # Errors
/// Those of [`list`].
pub(in crate::service) async fn find(
    db: &Db,
    scope: &Scope,
    reach: ListedRequests,
    grid: Option<&str>,
    filter: ListFilter,
    page: ListPage,
) -> Result<Vec<RequestRow>> {
    let atlas = db.atlas();
    let within = grid.map(|code| below(&atlas, code)).transpose()?.flatten();
    if let Some(category) = &filter.category {
        atlas.settings().category(category).map_err(|problem| problem.at("category"))?;
    }
    let of_desk = filter.waiting_for_desk || filter.queue.is_some();
    if of_desk {
        let named = if filter.queue.is_some() { "queue" } else { "waiting_for_desk" };
        require_desk(scope, reach, named)?;
    }
    let mut filter = filter;
    if reach == ListedRequests::Mine {
        filter.states = told_outside(filter.states);
        filter.told_outside = true;
    }
    let whose = match (reach, scope.account) {
        (ListedRequests::Mine, Some(account)) => {
            match scope.member.filter(|_| scope.roles.contains(Role::Integrator)) {
                Some(member) => ListOwner::SentBy(account, member),
                None => ListOwner::ReportedBy(account),
            }
        }
        (ListedRequests::Mine, None) => return Ok(Vec::new()),
        (ListedRequests::MyGrids, _) if of_desk => ListOwner::OfDesk {
            area: scope.grids_as(&atlas, DESK).map(|grids| area(&atlas, grids, None)),
            reader: reader(&atlas, scope, db.now()),
        },
        (ListedRequests::MyGrids, _) => ListOwner::In {
            area: scope.visible_grids(&atlas).map(|grids| area(&atlas, grids, Some(scope))),
            reader: reader(&atlas, scope, db.now()),
        },
        (ListedRequests::ToDecide, _) => ListOwner::DecidedBy {
            area: scope.grids_as(&atlas, SUPERVISOR).map(|grids| area(&atlas, grids, None)),
            reader: reader(&atlas, scope, db.now()),
        },
        (ListedRequests::Shared, _) => {
            let Some(reader) = reader(&atlas, scope, db.now()) else { return Ok(Vec::new()) };
            ListOwner::SharedWith {
                partakers: taking_part(&atlas, reader.member, db.now()),
                assignees: by_duty(&atlas, reader.member, db.now()),
                assisted: assisted(&atlas, reader.member, db.now()),
                reader,
            }
        }
    };
    db.read(move |connection| RequestRow::list(connection, &whose, within.as_ref(), &filter, page))
        .await
}

/// Returns the states by which a reporter's own requests are listed: what is linked to another is
/// told as one that is worked on.
fn told_outside(mut states: Vec<RequestState>) -> Vec<RequestState> {
    if states.is_empty() {
        return states;
    }
    states.retain(|&state| state == state.as_told_outside());
    let hidden = RequestState::ALL.iter().copied().filter(|&state| {
        state != state.as_told_outside() && states.contains(&state.as_told_outside())
    });
    let hidden: Vec<RequestState> = hidden.collect();
    // Without any, nothing is listed: no request is ever stored as submitted.
    let none = states.is_empty().then_some(RequestState::Submitted);
    states.into_iter().chain(hidden).chain(none).collect()
}

/// Checks that what is for the desk is listed by the desk, in its grids; else the filter of this
/// name is wrong.
fn require_desk(scope: &Scope, reach: ListedRequests, named: &'static str) -> Result<(), Problem> {
    let filter_problem = |code| Problem::new(code).at(named).with("name", named);
    match reach {
        _ if !scope.has(DESK) => {
            Err(filter_problem(Code::RoleRequired).with("roles", vec![Role::TownDesk]))
        }
        ListedRequests::MyGrids => Ok(()),
        ListedRequests::Mine | ListedRequests::Shared | ListedRequests::ToDecide => {
            Err(filter_problem(Code::InvalidParameter).with("expected", "whose=my_grids"))
        }
    }
}

/// Lists the requests that the caller must answer, the most urgent first: those of every unit whose
/// leader or deputy they are, those they hold on call, and those offered to a unit that they answer
/// for. The row shows which of them somebody else holds. Returns one more than fits on the page if
/// others follow.
pub async fn inbox(
    db: &Db,
    scope: &Scope,
    after: Option<InboxKey>,
    limit: i64,
) -> Result<Vec<ListedRequest>> {
    let Some(member) = scope.member else { return Ok(Vec::new()) };
    let atlas = db.atlas();
    let now = db.now();
    let units = led(&atlas, member, now);
    let on_call = on_call(&atlas, member, now);
    // The leader of the root answers for a desk without anybody.
    let root = atlas.tree().root().map(|root| Unit::Grid(root.id));
    let desk =
        atlas.desk().map(Unit::Desk).filter(|_| root.is_some_and(|root| units.contains(&root)));
    let answered = [&units[..], &on_call[..], desk.as_slice()].concat();
    let Some(reader) = reader(&atlas, scope, now) else { return Ok(Vec::new()) };
    let read = db.read(move |connection| {
        let is_on_call = !on_call.is_empty();
        RequestRow::inbox(connection, &units, is_on_call, &answered, &reader, after, limit + 1)
    });
    let listed = as_listed(db, scope, read.await?).await?;
    record_held_by_reporters(db, scope, shown(&listed, limit)).await?;
    Ok(listed)
}

/// Returns the units whose leader or deputy a member is.
fn led(atlas: &Atlas, member: MemberId, now: Instant) -> Vec<Unit> {
    let duties = atlas.people().duties_of(member, now);
    duties.filter(|duty| duty.capacity.leads()).map(|duty| duty.unit).collect()
}

/// Returns the units that a member answers for while on call.
fn on_call(atlas: &Atlas, member: MemberId, now: Instant) -> Vec<Unit> {
    let duties = atlas.people().duties_of(member, now);
    duties.filter(|duty| duty.capacity == Capacity::OnCall).map(|duty| duty.unit).collect()
}

/// Returns the partakers as which a member may read shared requests.
fn taking_part(atlas: &Atlas, member: MemberId, now: Instant) -> Vec<Partaker> {
    let held =
        atlas.pioneer_posts().holdings_of(member).filter(|holding| holding.period.contains(now));
    let posts = held.map(|holding| Partaker::PioneerPost(holding.post));
    led(atlas, member, now).into_iter().map(Partaker::Unit).chain(posts).collect()
}

/// Returns the grids of places for which a unit answers that a member leads: there they assist the
/// offices that have a request.
fn assisted(atlas: &Atlas, member: MemberId, now: Instant) -> Vec<GridId> {
    let led = led(atlas, member, now);
    let tops = led.iter().filter_map(|unit| match unit {
        Unit::Grid(grid) => Some(*grid),
        _ => None,
    });
    let mut grids: Vec<GridId> = tops.flat_map(|top| atlas.tree().downward(top)).collect();
    grids.sort_unstable();
    grids.dedup();
    grids.retain(|&grid| {
        answering(atlas, Unit::Grid(grid), now).is_some_and(|duty| led.contains(&duty.unit))
    });
    grids
}

/// Returns the area of a grid and everything below it; `None` for the root, which contains
/// everything.
fn below(atlas: &Atlas, code: &str) -> Result<Option<ListArea>> {
    let tree = atlas.tree();
    let grid = tree
        .by_code(code)
        .ok_or_else(|| Problem::new(Code::UnknownGrid).at("grid").with("grid", code))?
        .id;
    Ok((!tree.is_root(grid)).then(|| area(atlas, tree.downward(grid), None)))
}

/// Returns the area of grids with the building groups and offices in them, and of those in which
/// the owner of a scope has duties.
fn area(atlas: &Atlas, grids: Vec<GridId>, own: Option<&Scope>) -> ListArea {
    let inside = grids.iter().flat_map(|&grid| atlas.groups().of_grid(grid)).map(|group| group.id);
    let own_groups = own.into_iter().flat_map(Scope::building_groups).copied();
    let groups = inside.chain(own_groups).collect();
    let within: HashSet<GridId> = grids.iter().copied().collect();
    let offices = atlas.organizations().offices();
    let offices = offices.filter(|office| within.contains(&office.profile.grid));
    let own_offices = own.into_iter().flat_map(Scope::offices).copied();
    let offices = offices.map(|office| office.id).chain(own_offices).collect();
    ListArea { grids, groups, offices }
}

/// Stores access records: a list told the desk which requests are held by their reporters.
///
/// # Errors
/// Those of the database.
async fn record_held_by_reporters(db: &Db, scope: &Scope, listed: &[ListedRequest]) -> Result<()> {
    let atlas = db.atlas();
    let of = |ListedRequest { row, .. }: &ListedRequest| {
        let role = Role::TownDesk;
        let unit = scope.nearest(&atlas, Some(role), row.unit()).map(|(_, unit)| unit);
        let seen_as = SeenAs { role, unit };
        access_while_handling(scope, row, seen_as, vec!["conflicts"])
    };
    record_all(
        db,
        listed.iter().filter(|one| one.at_desk && one.row.is_held_by_reporter()).map(of).collect(),
    )
    .await
}
