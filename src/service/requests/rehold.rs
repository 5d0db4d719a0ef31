//! Giving open requests their new holder when responsibility changes, in the transaction that changes it.

use super::append::{Leaves, append};
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, RequestId};
use crate::domain::period::Instant;
use crate::domain::rehold::{Open, new_holder, standing};
use crate::domain::request::{Cause, RequestEvent};
use crate::domain::routing::{Conflicts, Place, PlacedBy, Routed};
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::store::requests::{RequestRow, kept_out, open_in};
use crate::store::{Actor, Tx};

/// Gives every open request in, below or held by the touched units the holder that the atlas afterwards says.
/// Their time counts for the new holder from `since` on. Answers the requests that moved.
pub(crate) fn rehold(
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: &Atlas,
    after: &Atlas,
    touched: &[Unit],
    since: Instant,
) -> Result<Vec<RequestId>> {
    let grids = places(after, touched);
    let units: Vec<Unit> = touched.to_vec();
    let mut moved = Vec::new();
    for mut row in open_in(tx.connection, &grids, &units)? {
        let open = open(tx, after, &row)?;
        if let Some(routed) = new_holder(before, after, &open, tx.now())? {
            hand_over(tx, &mut row, actor, &routed, since)?;
            moved.push(row.id);
        }
    }
    Ok(moved)
}

/// The grids whose open requests may be concerned: the touched ones with all below them.
fn places(atlas: &Atlas, touched: &[Unit]) -> Vec<GridId> {
    let mut grids: Vec<GridId> = touched.iter().filter_map(|&unit| atlas.grid_of(unit)).collect();
    grids.sort_unstable();
    grids.dedup();
    let covered =
        |&grid: &GridId| atlas.tree().upward(grid).skip(1).any(|above| grids.binary_search(&above.id).is_ok());
    let tops: Vec<GridId> = grids.iter().copied().filter(|grid| !covered(grid)).collect();
    tops.iter().flat_map(|&top| atlas.tree().downward(top)).collect()
}

fn open<'a>(tx: &mut Tx<'_>, after: &Atlas, row: &'a RequestRow) -> Result<Open<'a>> {
    Ok(Open {
        place: place(after, row),
        matter: row.matter(),
        conflicts: Conflicts { kept_out: kept_out(tx.connection, row.id)?, ..Conflicts::default() },
        holding: row.holding(),
        held_by: row.held_by,
    })
}

/// Where a request is now, by what decided its place: of what is gone, the grid that answers for it.
fn place(after: &Atlas, row: &RequestRow) -> Place {
    let place = row.place();
    let standing = |unit| match standing(after, unit) {
        Unit::Grid(grid) => Place::Grid(grid),
        Unit::BuildingGroup(group) => Place::BuildingGroup(group),
    };
    match (row.placed_by, place.building_group, place.point) {
        (PlacedBy::Address, Some(group), _) => standing(Unit::BuildingGroup(group)),
        (PlacedBy::Point, _, Some(point)) => Place::Point(point),
        _ => standing(Unit::Grid(place.grid)),
    }
}

fn hand_over(tx: &mut Tx<'_>, row: &mut RequestRow, actor: &Actor, routed: &Routed, since: Instant) -> Result<()> {
    let mut facts = row.facts(row.attempts(tx.connection)?);
    facts.holding = routed.holding;
    row.follow(&facts);
    let by_hand = Some(row.held_by).filter(|cause| matches!(cause, Cause::Transfer | Cause::SecondHandling));
    let event = RequestEvent::Assigned { holding: routed.holding, cause: Cause::DutyEnded };
    append(tx, row, actor, &Leaves { events: &[event], notes: &[], routed: Some(routed), since })?;
    match by_hand {
        // What a person handed on stays where they put it, whoever holds it there next.
        Some(cause) => row.held_by = cause,
        None => {
            row.place_grid_id = routed.place;
            tx.share_anew(row.id, &routed.shared)?;
        }
    }
    tx.update_request(row)
}
