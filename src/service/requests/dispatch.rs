//! Dispatch (派单): the desk gives what lies with it to a unit; a confidential request to one of
//! whose people none has to do with it.

use super::access_records::{SeenAs, access_while_handling, record_all};
use super::rehold::place;
use super::relation::{CallerRelation, caller_relation};
use crate::domain::atlas::Atlas;
use crate::domain::id::RequestId;
use crate::domain::office::require_receiver;
use crate::domain::period::Instant;
use crate::domain::request::{
    Party, Relation, RequestAction, RequestFacts, RequestState, coarse, possible, visibility,
};
use crate::domain::routing::{
    Conflicts, PlaceQuery, PlacedBy, Routed, catalogue_entry, find_or_leave, may_hold, route_from,
    route_from_the_desk, route_past_the_desk,
};
use crate::domain::routing_rule::MainOffice;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::vocabulary;
use crate::error::{Code, Problem, Result};
use crate::service::place::PlaceInput;
use crate::store::Db;
use crate::store::access::Access;
use crate::store::requests::{RequestRow, RequestTexts};

/// Most grids that are named for an address.
const MEANT_MAX: usize = 10;

vocabulary! {
    /// Why a unit may be given a request.
    CandidateReason {
        Catalogue = "catalogue" "派单目录的主办单位" "main office of the dispatch catalogue",
        Address = "address" "门址可能在此" "an address that may be meant lies there",
        Routing = "routing" "按地点和规则" "by its place and the rules",
        Place = "place" "诉求所在网格" "the grid of its place",
        Above = "above" "上级单元" "a level above its place",
    }
}

/// A unit that the desk may dispatch a request to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DispatchCandidate {
    /// The unit.
    pub unit: Unit,
    /// Reason why it is a candidate.
    pub because: CandidateReason,
    /// Basis that the dispatch catalogue gives.
    pub basis: Option<String>,
}

/// Units to which a request may be dispatched, and those to which it may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DispatchCandidates {
    /// Units without conflict: the main office of the catalogue, then the nearest first.
    pub units: Vec<DispatchCandidate>,
    /// Units with a conflict: one of their people sent the request, or it is about one of them.
    pub conflicted: Vec<Unit>,
}

/// Routes a confidential request that the desk dispatches to a unit. A colleague of the reporter
/// may hold it, at the desk's discretion: if such a unit never got it, that would reveal the
/// reporter.
///
/// # Errors
/// [`Code::DispatchConflict`] at `/to` when the future holder sent it, or somebody there is
/// excluded.
pub(super) fn dispatched(
    atlas: &Atlas,
    row: &RequestRow,
    conflicts: &Conflicts,
    unit: Unit,
    now: Instant,
) -> Result<Routed> {
    if unit.is_desk() {
        return Ok(route_from_the_desk(atlas, conflicts, now)?);
    }
    let routed = route_from(atlas, unit, conflicts, now)?;
    let is_about = match unit {
        Unit::Office(id) => conflicts.excluded_people.includes_organization(atlas, id),
        Unit::Grid(_) | Unit::BuildingGroup(_) | Unit::Desk(_) => false,
    };
    if is_about
        || routed.trace.meets_conflict()
        || row.reporter_member_id == Some(routed.holding.member)
    {
        return Err(Problem::new(Code::DispatchConflict)
            .at("/to")
            .with("unit", atlas.code_of(unit))
            .into());
    }
    Ok(routed)
}

/// Returns true if a leader of a unit sent the request or is its subject.
fn is_conflicted(
    atlas: &Atlas,
    row: &RequestRow,
    conflicts: &Conflicts,
    unit: Unit,
    now: Instant,
) -> Result<bool> {
    let with_reporter = Conflicts { reporter: row.reporter_member_id, ..conflicts.clone() };
    let [free, routed] =
        [&with_reporter, conflicts].map(|conflicts| route_from(atlas, unit, conflicts, now));
    let free = free?;
    let routed = routed?;
    Ok(free.trace.meets_conflict() || free.holding != routed.holding)
}

/// Returns true if the caller, as the desk, may have to say where a request goes: what they may
/// dispatch, what was returned, and whatever is confidential.
fn goes_somewhere(facts: &RequestFacts, relation: Relation) -> bool {
    let dispatches = || possible(facts, relation).any(|row| row.action == RequestAction::Dispatch);
    relation.acting(facts).contains(Party::Desk)
        && (facts.confidential || facts.state == RequestState::Returned || dispatches())
}

/// Returns the units that the desk may dispatch a request to. The units left out
/// reveal something of the reporter, so an access record is stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller; [`Code::NotYoursToDispatch`]
/// for all but the desk, and for requests that go nowhere any more.
pub async fn candidates(db: &Db, scope: &Scope, id: RequestId) -> Result<DispatchCandidates> {
    let db_inside = db.clone();
    let scope = scope.clone();
    let found = db.read(move |connection| {
        let row = RequestRow::load(connection, id)?;
        let atlas = db_inside.atlas();
        let now = db_inside.now();
        let caller = caller_relation(connection, &atlas, &scope, &row, false, now)?;
        let facts = row.facts(Vec::new());
        visibility(&facts, caller.relation, caller.in_scope).ok_or(Code::NotFound)?;
        if !goes_somewhere(&facts, caller.relation) {
            return Err(Code::NotYoursToDispatch.into());
        }
        let conflicts =
            Conflicts { excluded_people: caller.excluded_people.clone(), ..Conflicts::default() };
        let meant = match row.placed_by {
            PlacedBy::Unplaced => {
                let texts = RequestTexts::load(connection, db_inside.vault(), row.id)?;
                grids_meant(&atlas, &row, texts.address)
            }
            _ => Vec::new(),
        };
        let found = among(&atlas, &row, &conflicts, &meant, now)?;
        Ok((found, access_to_conflicts(&atlas, &scope, &caller, &row)))
    });
    let (found, access) = found.await?;
    record_all(db, vec![access]).await?;
    Ok(found)
}

/// Stores an access record: a refusal told the desk that somebody of a unit has to do with a
/// request.
///
/// # Errors
/// Those of the database.
pub(super) async fn record_conflict(db: &Db, scope: &Scope, id: RequestId) -> Result<()> {
    let db_inside = db.clone();
    let scope = scope.clone();
    let access = db.read(move |connection| {
        let row = RequestRow::load(connection, id)?;
        let atlas = db_inside.atlas();
        let caller = caller_relation(connection, &atlas, &scope, &row, false, db_inside.now())?;
        Ok(access_to_conflicts(&atlas, &scope, &caller, &row))
    });
    record_all(db, vec![access.await?]).await
}

/// Returns the access record of what conflicts reveal of the reporter.
fn access_to_conflicts(
    atlas: &Atlas,
    scope: &Scope,
    caller: &CallerRelation,
    row: &RequestRow,
) -> Access {
    let seen_as = SeenAs::of(atlas, scope, caller, row);
    access_while_handling(scope, row, seen_as, vec!["conflicts"])
}

/// Returns the grids of the addresses that the text of an unplaced request may mean, the most alike
/// first.
fn grids_meant(atlas: &Atlas, row: &RequestRow, text: Option<String>) -> Vec<Unit> {
    let given = PlaceInput { text, ..PlaceInput::default() };
    let read = given
        .read_or_leave(atlas, None)
        .map(|read| PlaceQuery { point: row.place().point, ..read });
    let found = read.and_then(|read| find_or_leave(atlas, &read));
    let candidates = found.map(|found| found.candidates).unwrap_or_default();
    let groups = candidates.iter().map(|candidate| candidate.address.building_group);
    let mut grids: Vec<Unit> = Vec::new();
    for grid in groups.filter_map(|group| atlas.groups().grid_of(group)).map(Unit::Grid) {
        if !grids.contains(&grid) {
            grids.push(grid);
        }
    }
    grids.truncate(MEANT_MAX);
    grids
}

/// Sorts candidates by conflict: the main office that the catalogue names, the grids of addresses
/// that may be meant, the unit that routing yields, then the grid of the place and every one above
/// it.
fn among(
    atlas: &Atlas,
    row: &RequestRow,
    conflicts: &Conflicts,
    meant: &[Unit],
    now: Instant,
) -> Result<DispatchCandidates> {
    let catalogued = named_by_catalogue(atlas, row);
    let main = catalogued.map(|main| (Unit::Office(main.office), CandidateReason::Catalogue));
    let main = main.filter(|&(office, _)| require_receiver(atlas, office, now).is_ok());
    let meant = meant.iter().map(|&unit| (unit, CandidateReason::Address));
    let routing = (named_by_routing(atlas, row, now)?, CandidateReason::Routing);
    let mut asked: Vec<(Unit, CandidateReason)> =
        main.into_iter().chain(meant).chain([routing]).collect();
    for grid in atlas.tree().upward(row.place_grid_id) {
        let because = if grid.id == row.place_grid_id {
            CandidateReason::Place
        } else {
            CandidateReason::Above
        };
        asked.push((Unit::Grid(grid.id), because));
    }
    let mut found = DispatchCandidates { units: Vec::new(), conflicted: Vec::new() };
    for (unit, because) in asked {
        let known = found.units.iter().any(|candidate| candidate.unit == unit)
            || found.conflicted.contains(&unit);
        if known || !atlas.has(unit) || !may_hold(atlas, &row.matter(), unit) {
            continue;
        }
        match is_conflicted(atlas, row, conflicts, unit, now)? {
            true => found.conflicted.push(unit),
            false => {
                let main = catalogued.filter(|_| because == CandidateReason::Catalogue);
                let basis = main.map(|main| main.basis.clone());
                found.units.push(DispatchCandidate { unit, because, basis });
            }
        }
    }
    Ok(found)
}

/// Returns the main office that the catalogue names for a request, by its place and the hour in
/// which it came.
fn named_by_catalogue<'a>(atlas: &'a Atlas, row: &RequestRow) -> Option<&'a MainOffice> {
    let received = match row.confidential {
        true => coarse(row.received_at.0, row.urgency),
        false => row.received_at.0,
    };
    catalogue_entry(atlas, row.place_grid_id, &row.matter(), received).map(|entry| entry.main)
}

/// Returns the unit that routing would yield without conflicts.
fn named_by_routing(atlas: &Atlas, row: &RequestRow, now: Instant) -> Result<Unit, Problem> {
    let nobody = Conflicts::default();
    Ok(route_past_the_desk(atlas, &place(atlas, row.place()), &row.matter(), &nobody, now)?
        .holding
        .unit)
}
