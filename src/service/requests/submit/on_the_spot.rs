//! 当场办结: what staff put right where they found it is added to an open request about the same, if
//! there is one nearby; else it is stored as a request of its own.

use super::prepared::{RoutingContext, prepare};
use super::{RequestSender, RequestSubmission};
use crate::domain::atlas::Atlas;
use crate::domain::category::Category;
use crate::domain::duty::Capacity;
use crate::domain::geometry::distance_m;
use crate::domain::request::{AtOnce, NoteKind, RequestEvent, visibility};
use crate::domain::routing::{Conflicts, PlacedBy};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::service::requests::append::{MoveLeftovers, append};
use crate::service::requests::relation::caller_relation;
use crate::service::rulebook::Rulebook;
use crate::store::Tx;
use crate::store::requests::{RequestRow, StoredPlace, open_alike};

/// Adds what was put right on the spot to an open request about the same, and returns that one; none
/// if there is none, or it is no such submission.
///
/// # Errors
/// Those of [`prepare`]; [`Code::OnTheSpotElsewhere`] where the sender has no duty.
pub(super) fn add_to_open(
    tx: &mut Tx<'_>,
    rulebook: &Rulebook,
    sender: &RequestSender<'_>,
    submission: &RequestSubmission,
) -> Result<Option<RequestRow>> {
    if submission.at_once != Some(AtOnce::OnTheSpot) {
        return Ok(None);
    }
    let atlas = tx.atlas()?;
    let now = tx.now();
    let scope = sender.scope;
    let around = RoutingContext { scope, home: None, conflicts: Conflicts::default(), now };
    let prepared = prepare(&atlas, rulebook, submission, around)?;
    let place = prepared.place;
    if !has_duty_at(&atlas, scope, &place, tx) {
        return Err(Problem::new(Code::OnTheSpotElsewhere).at("/place").into());
    }
    let Some(mut row) = nearby(tx, &atlas, scope, prepared.category, &place)? else {
        return Ok(None);
    };
    let facts = row.whole_facts(tx.connection)?;
    row.apply_facts(&facts);
    let leaves = MoveLeftovers {
        events: &[RequestEvent::Supplemented { note: NoteKind::Supplement }],
        notes: &[(NoteKind::Supplement, submission.description.clone())],
        routed: None,
        since: now,
    };
    append(tx, &mut row, &sender.actor, &leaves)?;
    tx.update_request(&row)?;
    Ok(Some(row))
}

/// Returns true if the sender has a duty over a place that is known.
fn has_duty_at(atlas: &Atlas, scope: &Scope, place: &StoredPlace, tx: &Tx<'_>) -> bool {
    let Some(member) = scope.member.filter(|_| place.by != PlacedBy::Unplaced) else {
        return false;
    };
    let mut duties = atlas.people().duties_of(member, tx.now());
    duties.any(|duty| match duty.unit {
        _ if duty.capacity == Capacity::OnCall => false,
        Unit::BuildingGroup(group) => place.building_group == Some(group),
        Unit::Grid(grid) => atlas.tree().is_within(place.grid, grid),
        Unit::Desk(_) | Unit::Office(_) => false,
    })
}

/// Finds the oldest open request of the same category nearby that the sender may see: in the same
/// building group, or within the radius of the category.
fn nearby(
    tx: &mut Tx<'_>,
    atlas: &Atlas,
    scope: &Scope,
    category: &Category,
    place: &StoredPlace,
) -> Result<Option<RequestRow>> {
    let tree = atlas.tree();
    let parent = tree.upward(place.grid).nth(1).map(|grid| grid.id);
    let grids = tree.downward(parent.unwrap_or(place.grid));
    let now = tx.now();
    for row in open_alike(tx.connection, &category.code, &grids)? {
        if !is_near(category, place, &row.place()) {
            continue;
        }
        let caller = caller_relation(tx.connection, atlas, scope, &row, false, now)?;
        let facts = row.facts(Vec::new());
        if visibility(&facts, caller.relation, caller.in_scope).is_some() {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

fn is_near(category: &Category, place: &StoredPlace, other: &StoredPlace) -> bool {
    let same_group = place.building_group.is_some() && place.building_group == other.building_group;
    let within = place.point.zip(other.point).is_some_and(|(here, there)| {
        distance_m(here, there) <= f64::from(category.duplicate_radius_m)
    });
    same_group || category.duplicate_radius_m > 0 && within
}
