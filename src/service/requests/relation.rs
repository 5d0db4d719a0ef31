//! The relation of a caller to a request, from duties, appointments and the request's own rows.

use super::task_people::answers_by_duty;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Holding;
use crate::domain::id::{MemberId, RequestId};
use crate::domain::office::assisting;
use crate::domain::period::{Instant, Period};
use crate::domain::rehold::standing;
use crate::domain::request::{AssignmentCause, Parties, Party, Relation, RequestState};
use crate::domain::role::Role;
use crate::domain::routing::{Conflicts, Excluded, Routed, route_from};
use crate::domain::routing_rule::{Partaker, PartakerRole};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::store::connection::AnyConnection;
use crate::store::registrations::Registration;
use crate::store::requests::{
    Assignment, RequestRow, RequestTask, excluded_people, excluded_people_of, partakers_of,
};
use std::collections::HashSet;

/// Parties that take back what they did themselves, as long as they handle it.
const HANDLING: Parties = Parties::of(&[Party::Holder, Party::Deputy, Party::FirstHandler]);

/// The relation of a caller to a request, with what it was decided by.
pub(super) struct CallerRelation {
    /// Relation of the caller.
    pub relation: Relation,
    /// True if the caller's duties or appointments reach the place or the unit.
    pub in_scope: bool,
    /// Who must neither handle nor see it.
    pub excluded_people: Excluded,
    /// Routing by which the caller accepts what is offered to a unit of theirs.
    pub offered: Option<Routed>,
}

/// Reads the relation of a caller to a request at an instant. `bearer` is true if the caller showed
/// the secret of its receipt.
pub(super) fn caller_relation(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    bearer: bool,
    at: Instant,
) -> Result<CallerRelation> {
    let dispatched = dispatched_it(connection, scope, row)?;
    let excluded_people = excluded_people(connection, row.id)?;
    let known = StoredRelation {
        dispatched,
        partisan: comes_from(connection, scope, &excluded_people)?,
        offered_person: row.offered_person(connection)?,
        excluded_people,
        assignments: scope
            .member
            .map(|_| Assignment::all(connection, row.id))
            .transpose()?
            .unwrap_or_default(),
        taking_part: taking_part(connection, atlas, scope, row, at)?,
        moved_last: moved_last(connection, scope, row)?,
    };
    stand_of(atlas, scope, row, known, bearer, at)
}

/// Returns true if the caller comes from an organisation that a request is about.
fn comes_from(
    connection: &mut AnyConnection,
    scope: &Scope,
    excluded_people: &Excluded,
) -> Result<bool> {
    let about = &excluded_people.organizations;
    match scope.member.filter(|_| !about.is_empty()) {
        Some(member) => Ok(Registration::members_from(connection, about)?.contains(&member)),
        None => Ok(false),
    }
}

/// Returns those of some confidential requests for which the caller acts as the desk.
pub(super) fn at_desk(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    rows: &[&RequestRow],
    at: Instant,
) -> Result<HashSet<RequestId>> {
    let rows = rows.iter().filter(|row| acts_as(atlas, scope, row, Role::TownDesk));
    let ids: Vec<RequestId> = rows.clone().map(|row| row.id).collect();
    let mut excluded_people = excluded_people_of(connection, &ids)?;
    let mut assignments = Assignment::of_each(connection, &ids)?;
    let mut theirs = HashSet::new();
    for row in rows {
        let excluded_people = excluded_people.remove(&row.id).unwrap_or_default();
        let assignments = assignments.remove(&row.id).unwrap_or_default();
        let known = StoredRelation {
            excluded_people,
            assignments,
            taking_part: Parties::NONE,
            dispatched: false,
            offered_person: None,
            moved_last: false,
            partisan: false,
        };
        let relation = stand_of(atlas, scope, row, known, false, at)?.relation;
        if relation.acting(&row.facts(Vec::new())).contains(Party::Desk) {
            theirs.insert(row.id);
        }
    }
    Ok(theirs)
}

/// Stored data of a request beside its row that decides the relation of a caller.
struct StoredRelation {
    excluded_people: Excluded,
    assignments: Vec<Assignment>,
    taking_part: Parties,
    dispatched: bool,
    /// The member whom the dispatch that waits for an answer names.
    offered_person: Option<MemberId>,
    moved_last: bool,
    /// True if the caller comes from an organisation that it is about.
    partisan: bool,
}

/// Returns true if a request waits for the review of a return, and the caller dispatched it to the
/// unit that returns it; or for the decision on an objection, and the caller told the reporter where
/// else to go. Whoever returned it has handled it, and decides nothing as such.
fn dispatched_it(connection: &mut AnyConnection, scope: &Scope, row: &RequestRow) -> Result<bool> {
    match (scope.account, row.state) {
        (Some(account), RequestState::Returned) => row.was_dispatched_by(connection, account),
        (Some(account), RequestState::Objected) => row.was_redirected_by(connection, account),
        _ => Ok(false),
    }
}

/// Returns true if the caller made the last step, and nothing has happened since.
fn moved_last(connection: &mut AnyConnection, scope: &Scope, row: &RequestRow) -> Result<bool> {
    match scope.account {
        Some(account) => row.was_last_moved_by(connection, account),
        None => Ok(false),
    }
}

fn stand_of(
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    known: StoredRelation,
    bearer: bool,
    at: Instant,
) -> Result<CallerRelation> {
    let StoredRelation {
        excluded_people,
        assignments,
        taking_part,
        dispatched,
        offered_person,
        moved_last,
        partisan,
    } = known;
    let offered = offered(atlas, scope, row, &excluded_people, offered_person, at)?;
    let offered_to = offered.is_some().then_some(Party::Offered);
    let parties = parties(atlas, scope, row, bearer, at).iter();
    let parties: Parties = parties.chain(taking_part.iter()).chain(offered_to).collect();
    let decides = parties.contains(Party::Supervisor) && !dispatched;
    let recalls = moved_last && parties.meets(HANDLING);
    let further = [(Party::Reviewer, decides), (Party::LastMover, recalls)];
    let further = further.into_iter().filter_map(|(party, is_one)| is_one.then_some(party));
    let parties = parties.iter().chain(further).collect();
    let handled_before =
        scope.member.is_some_and(|member| handled_before(atlas, member, &assignments));
    // At the root somebody must hold it even when it is about them.
    let concerned = scope.member.is_some_and(|member| {
        member != row.holder_id && (partisan || excluded_people.includes(atlas, member, at))
    });
    let in_scope =
        scope.covers(atlas, row.unit()) || scope.covers(atlas, Unit::Grid(row.place_grid_id));
    let by_login = scope.account.is_some() && scope.account == row.reporter_account_id;
    let reported = by_login || scope.member.is_some() && scope.member == row.reporter_member_id;
    Ok(CallerRelation {
        relation: Relation { parties, handled_before, concerned, reported },
        in_scope,
        excluded_people,
        offered,
    })
}

/// Returns the routing by which the caller accepts a request that is offered to a unit; none if they
/// do not answer for it. Whoever leads the unit does, also while they are away, and holds it for the
/// unit; in person, if the dispatch names them or the way there leads past the unit now. Of a
/// confidential request nobody above is told that the way leads past somebody.
fn offered(
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    excluded_people: &Excluded,
    named: Option<MemberId>,
    at: Instant,
) -> Result<Option<Routed>> {
    let people = atlas.people();
    let caller = scope.member.filter(|&caller| people.is_active(caller));
    let (Some(offer), Some(caller)) = (row.offer(), caller) else { return Ok(None) };
    let unit = standing(atlas, offer.to);
    let conflicts = Conflicts { excluded_people: excluded_people.clone(), ..Conflicts::default() };
    let routed = route_from(atlas, unit, &conflicts, at)?;
    let own = people.chain(unit, at).find(|duty| duty.member == caller && duty.capacity.leads());
    if let Some(own) = own {
        let in_person = named == Some(caller) || routed.holding.unit != unit;
        let holding = if in_person { own.into() } else { routed.holding };
        return Ok(Some(Routed { holding, ..routed }));
    }
    let Holding { unit: answering, member, .. } = routed.holding;
    let is_told = !(row.confidential && routed.trace.meets_conflict());
    let leads_on = answering != row.unit() || row.held_by == AssignmentCause::Desk;
    let answers = caller == member || people.leads(caller, answering, at);
    Ok(Some(routed).filter(|_| is_told && leads_on && answers))
}

fn parties(atlas: &Atlas, scope: &Scope, row: &RequestRow, bearer: bool, at: Instant) -> Parties {
    Party::ALL
        .iter()
        .copied()
        .filter(|&party| is_party(atlas, scope, row, bearer, at, party))
        .collect()
}

fn is_party(
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    bearer: bool,
    at: Instant,
    party: Party,
) -> bool {
    let unit = row.unit();
    let people = atlas.people();
    match (party, scope.member) {
        (Party::Holder, Some(member)) => {
            member == row.holder_id
                && people.is_active(member)
                && people.answers_for(member, unit, at)
        }
        (Party::Deputy, Some(member)) => {
            member != row.holder_id && people.is_active(member) && people.leads(member, unit, at)
        }
        (Party::Superior, Some(member)) => {
            people.is_active(member) && leads_above(atlas, member, unit, at)
        }
        (Party::Supervisor, Some(_)) => acts_as(atlas, scope, row, Role::Supervisor),
        (Party::Desk, Some(member)) => {
            acts_as(atlas, scope, row, Role::TownDesk) || stands_in_at_desk(atlas, row, member, at)
        }
        (Party::Assistant, Some(member)) => {
            people.is_active(member) && !row.confidential && assists(atlas, row, member, at)
        }
        (Party::Offerer, Some(member)) => row.offer_by == Some(member),
        (Party::Proxy, Some(member)) => row.entered_by == Some(member),
        (Party::Integrator, Some(member)) => {
            row.external_system.is_some()
                && row.entered_by == Some(member)
                && scope.roles.contains(Role::Integrator)
        }
        (Party::Reporter, _) => scope.account.is_some() && row.reporter_account_id == scope.account,
        (Party::Bearer, _) => bearer,
        _ => false,
    }
}

/// Returns true if a member leads the grid that assists an office with a request.
fn assists(atlas: &Atlas, row: &RequestRow, member: MemberId, at: Instant) -> bool {
    let duty = assisting(atlas, row.unit(), row.place_grid_id, at);
    duty.is_some_and(|duty| atlas.people().leads(member, duty.unit, at))
}

/// Returns true if a member leads a grid above a unit.
fn leads_above(atlas: &Atlas, member: MemberId, unit: Unit, at: Instant) -> bool {
    let grids = atlas.grid_of(unit).map(|grid| atlas.tree().upward(grid)).into_iter().flatten();
    grids
        .map(|grid| Unit::Grid(grid.id))
        .any(|higher| higher != unit && atlas.people().leads(member, higher, at))
}

/// Returns true if the caller is appointed to the desk of a request.
pub(super) fn is_desk_of(atlas: &Atlas, scope: &Scope, row: &RequestRow) -> bool {
    acts_as(atlas, scope, row, Role::TownDesk)
}

/// Returns true if a role of the caller reaches a request: by its place while it lies with the
/// desk, by its unit after that.
fn acts_as(atlas: &Atlas, scope: &Scope, row: &RequestRow, role: Role) -> bool {
    let grid = if row.held_by == AssignmentCause::Desk {
        Some(row.place_grid_id)
    } else {
        atlas.grid_of(row.unit())
    };
    grid.is_some_and(|grid| scope.covers_as(atlas, role, grid))
}

/// Returns true if a member holds a request that lies with the desk of a town without an appointed
/// desk: if it is about whoever would stand in for the desk, somebody else can still act.
fn stands_in_at_desk(atlas: &Atlas, row: &RequestRow, member: MemberId, at: Instant) -> bool {
    let is_held = row.held_by == AssignmentCause::Desk && row.holder_id == member;
    let root = atlas.tree().root().filter(|_| is_held);
    root.is_some_and(|root| !atlas.people().is_appointed(Role::TownDesk, root.id, at))
}

/// Returns the parties that the caller is beside the holder: as leader of a unit, or holder of a
/// post, that a rule names, and by a duty for which they were given a task.
fn taking_part(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    at: Instant,
) -> Result<Parties> {
    let Some(member) = scope.member.filter(|&member| atlas.people().is_active(member)) else {
        return Ok(Parties::NONE);
    };
    if row.confidential {
        return Ok(Parties::NONE);
    }
    let assignees = RequestTask::open_assignees(connection, row.id)?;
    let is_assignee =
        assignees.into_iter().any(|assignee| answers_by_duty(atlas, member, assignee, at));
    Ok(partakers_of(connection, row.id)?
        .into_iter()
        .filter(|&(_, partaker)| takes_part(atlas, member, partaker, at))
        .filter_map(|(part, _)| match part {
            PartakerRole::FirstHandler => Some(Party::FirstHandler),
            PartakerRole::Copy => Some(Party::Copied),
            PartakerRole::Assistant => Some(Party::Assistant),
            PartakerRole::CoHandler => None,
        })
        .chain(is_assignee.then_some(Party::Assignee))
        .collect())
}

/// Returns true if a member leads a unit, or holds a post, that a rule names.
fn takes_part(atlas: &Atlas, member: MemberId, partaker: Partaker, at: Instant) -> bool {
    match partaker {
        Partaker::Unit(unit) => atlas.people().leads(member, unit, at),
        Partaker::PioneerPost(post) => {
            atlas.pioneer_posts().holders_at(post, at).any(|held| held.member == member)
        }
        Partaker::Organization(_) => false,
    }
}

/// Returns true if the member held the request, or was a leader or deputy of the unit while it was
/// held there. Receiving it at the desk does not count as handling.
fn handled_before(atlas: &Atlas, member: MemberId, assignments: &[Assignment]) -> bool {
    let mut handling =
        assignments.iter().filter(|assignment| assignment.cause != AssignmentCause::Desk);
    handling.any(|assignment| {
        let unit = Unit::new(assignment.unit_kind, assignment.unit_id.0);
        let held = Period { from: assignment.started_at.0, to: assignment.ended_at.map(|at| at.0) };
        let duties = atlas.people().duties(unit).iter();
        assignment.holder_id == member
            || duties.clone().any(|duty| duty.member == member && duty.period.overlaps(&held))
    })
}
