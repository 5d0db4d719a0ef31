//! Reassigning open requests to new holders when responsibility changes. The moves are read and
//! decided in the same way for a preview as in the transaction that makes the change.

use super::append::{MoveLeftovers, append, written};
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, RequestId};
use crate::domain::period::Instant;
use crate::domain::rehold::{ReholdCandidate, ReholdContext, standing};
use crate::domain::request::{Offer, RequestEvent};
use crate::domain::routing::{Conflicts, Excluded, PlacedBy, RequestPlace, route_from};
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::store::connection::AnyConnection;
use crate::store::requests::{
    MovingRequest, OpenRequest, StoredPlace, TouchedUnits, excluded_people, excluded_people_of,
    offered_to, open_in,
};
use crate::store::{Actor, Tx};
use uuid::Uuid;

/// Cause of a reassignment of requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReholdCause<'a> {
    /// Actor who changed responsibility.
    pub actor: &'a Actor,
    /// Instant from which the time counts for the new holders.
    pub since: Instant,
    /// Change set that caused it; `None` for the clock.
    pub change_set: Option<Uuid>,
}

/// Assigns every open request that moves to its new holder. Returns the moved requests, ordered by
/// identifier.
///
/// # Errors
/// Those of [`moving`]; [`crate::error::Error::Contended`] when another writer moved one in
/// between.
pub(crate) fn rehold(
    tx: &mut Tx<'_>,
    handover: ReholdCause<'_>,
    reholding: &ReholdContext<'_>,
    touched: &[Unit],
) -> Result<Vec<RequestId>> {
    let moving = moving(tx.connection, reholding, touched)?;
    hand_over(tx, handover, &moving)?;
    readdress_offers(tx, handover.actor, touched)?;
    Ok(moving.into_iter().map(|moving| moving.to.request).collect())
}

/// Assigns open requests to the holders already decided.
///
/// # Errors
/// [`crate::error::Error::Contended`] when another writer moved one in between.
pub(crate) fn hand_over(
    tx: &mut Tx<'_>,
    handover: ReholdCause<'_>,
    moving: &[MovingRequest],
) -> Result<()> {
    let ReholdCause { actor, since, change_set } = handover;
    tx.move_requests(moving)?;
    let taken_over = moving.iter().filter(|moving| moving.to.ends_offer);
    tx.end_offers(&taken_over.map(|moving| moving.to.request).collect::<Vec<_>>())?;
    tx.assign_all(moving, since, change_set)?;
    let left = moving.iter().filter(|moving| moving.leaves_unit());
    tx.end_tasks(&left.map(|moving| moving.to.request).collect::<Vec<_>>(), since)?;
    let excluded_people: Vec<_> = moving
        .iter()
        .map(|moving| (moving.to.request, &moving.to.routed.excluded_people))
        .collect();
    tx.exclude_from_each(&excluded_people)?;
    let by_rule = moving.iter().filter(|moving| moving.to.placed_anew);
    let shared: Vec<_> =
        by_rule.map(|moving| (moving.to.request, &moving.to.routed.shared[..])).collect();
    tx.share_anew(&shared)?;
    let mut events = Vec::new();
    for moving in moving.iter().filter(|moving| !moving.is_within_desk()) {
        let assigned = RequestEvent::Assigned {
            holding: moving.to.routed.holding,
            cause: moving.cause(),
            change_set,
        };
        events.push(written(moving.to.request, moving.request.event_count + 1, &assigned)?);
    }
    tx.events(actor, events)
}

/// Addresses the offers to units for which others answer now to those others. An offer to the unit
/// that has the request ends.
///
/// # Errors
/// [`crate::error::Error::Contended`] when another writer moved one in between.
pub(crate) fn readdress_offers(tx: &mut Tx<'_>, actor: &Actor, touched: &[Unit]) -> Result<()> {
    let atlas = tx.atlas()?;
    for mut row in offered_to(tx.connection, touched)? {
        // The desk is there whoever answers for it.
        let Some(offer) = row.offer().filter(|offer| !offer.to.is_desk()) else { continue };
        let excluded_people = excluded_people(tx.connection, row.id)?;
        let conflicts = Conflicts { excluded_people, ..Conflicts::default() };
        let unit = standing(&atlas, offer.to);
        let routed = route_from(&atlas, unit, &conflicts, tx.now())?;
        let to = routed.holding.unit;
        // Whom a confidential request would pass by is told to nobody: its offer runs out.
        if to == offer.to || row.confidential && routed.trace.meets_conflict() {
            continue;
        }
        let mut facts = row.facts(row.attempts(tx.connection)?);
        let event = if to == facts.holding.unit {
            facts.offer = None;
            RequestEvent::OfferRecalled { to: offer.to, note: None }
        } else {
            facts.offer = Some(Offer { to, ..offer });
            RequestEvent::OfferMoved { to }
        };
        row.apply_facts(&facts);
        let since = tx.now();
        let leaves = MoveLeftovers { events: &[event], notes: &[], routed: None, since };
        append(tx, &mut row, actor, &leaves)?;
        tx.update_request(&row)?;
    }
    Ok(())
}

/// Reassigns requests of units, as [`rehold`] does, when a duty in one of them ended by the clock.
///
/// # Errors
/// Those of [`rehold`].
pub(crate) fn rehold_by_clock(
    tx: &mut Tx<'_>,
    units: &[Unit],
    since: Instant,
) -> Result<Vec<RequestId>> {
    let atlas = tx.atlas()?;
    let at = tx.now();
    let handover = ReholdCause { actor: &Actor::Service, since, change_set: None };
    rehold(
        tx,
        handover,
        &ReholdContext { before: &atlas, after: &atlas, vacated: &[], restored: None, at },
        units,
    )
}

/// Returns the open requests that get another holder, ordered by identifier: among those in, below
/// or held by the touched units, those whose holder gives away their work, and those to be
/// restored. Writes nothing.
///
/// # Errors
/// Those of [`ReholdContext::moves`]; those of the database.
pub fn moving(
    connection: &mut AnyConnection,
    reholding: &ReholdContext<'_>,
    touched: &[Unit],
) -> Result<Vec<MovingRequest>> {
    let requests = open_in(connection, &concerned(reholding, touched))?;
    let ids: Vec<RequestId> = requests.iter().map(|request| request.id).collect();
    let mut excluded_people = excluded_people_of(connection, &ids)?;
    let open: Vec<ReholdCandidate<'_>> = requests
        .iter()
        .map(|request| {
            open(reholding.after, request, excluded_people.remove(&request.id).unwrap_or_default())
        })
        .collect();
    let moves = reholding.moves(&open)?;
    // Both are in the same order.
    let mut requests = requests.into_iter();
    Ok(moves
        .into_iter()
        .filter_map(|to| {
            Some(MovingRequest { request: requests.find(|request| request.id == to.request)?, to })
        })
        .collect())
}

/// Returns the units and requests that may be concerned: the touched units, everything in or below
/// them, and the requests to be restored.
fn concerned(reholding: &ReholdContext<'_>, touched: &[Unit]) -> TouchedUnits {
    // Requests that nobody at the desk answers for are held at the root.
    let root = reholding.after.tree().root().map(|root| Unit::Grid(root.id));
    let root = root.filter(|_| touched.iter().any(|unit| unit.is_desk()));
    TouchedUnits {
        grids: places(reholding.after, touched),
        units: touched.iter().copied().chain(root).collect(),
        holders: reholding.vacated.to_vec(),
        requests: reholding.restored.unwrap_or_default().to_vec(),
    }
}

/// Returns the grids whose open requests may be concerned: the touched ones and everything below
/// them. What the desk and offices hold is concerned wherever it lies.
fn places(atlas: &Atlas, touched: &[Unit]) -> Vec<GridId> {
    let places = touched.iter().filter(|unit| !unit.is_desk() && !unit.is_office());
    let mut grids: Vec<GridId> = places.filter_map(|&unit| atlas.grid_of(unit)).collect();
    grids.sort_unstable();
    grids.dedup();
    let covered = |&grid: &GridId| {
        atlas.tree().upward(grid).skip(1).any(|above| grids.binary_search(&above.id).is_ok())
    };
    let tops: Vec<GridId> = grids.iter().copied().filter(|grid| !covered(grid)).collect();
    tops.iter().flat_map(|&top| atlas.tree().downward(top)).collect()
}

fn open<'a>(
    after: &Atlas,
    request: &'a OpenRequest,
    excluded_people: Excluded,
) -> ReholdCandidate<'a> {
    ReholdCandidate {
        request: request.id,
        place: place(after, request.routable.place()),
        matter: request.routable.matter(),
        conflicts: Conflicts { excluded_people, ..Conflicts::default() },
        holding: request.holding(),
        held_by: request.held_by,
        offered_to: request.offered_to(),
    }
}

/// Returns the present place of a request, by what decided it: instead of a retired unit, the grid
/// that answers for it.
pub(in crate::service) fn place(atlas: &Atlas, place: StoredPlace) -> RequestPlace {
    match (place.by, place.building_group, place.point) {
        (PlacedBy::Address, Some(group), _) if atlas.has(Unit::BuildingGroup(group)) => {
            RequestPlace::BuildingGroup(group)
        }
        (PlacedBy::Address, Some(group), _) => grid(atlas, Unit::BuildingGroup(group), place.grid),
        (PlacedBy::Point, _, Some(point)) => RequestPlace::Point(point),
        _ => grid(atlas, Unit::Grid(place.grid), place.grid),
    }
}

/// Returns the grid that answers for a unit now, or `otherwise` if the unit is unknown.
fn grid(atlas: &Atlas, unit: Unit, otherwise: GridId) -> RequestPlace {
    RequestPlace::Grid(atlas.grid_of(standing(atlas, unit)).unwrap_or(otherwise))
}
