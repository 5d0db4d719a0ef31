//! Present responsibility for a place. It is queried often and by everybody, so it reads the atlas
//! alone.

use crate::domain::atlas::Atlas;
use crate::domain::duty::Duty;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::period::Instant;
use crate::domain::request::Matter;
use crate::domain::routing::{AddressCandidate, GuessReason, MatchConfidence};
use crate::domain::routing::{
    Conflicts, PlacedBy, RequestPlace, RoutingTrace, TraceStep, answering, find, route,
};
use crate::domain::scope::Scope;
use crate::domain::unit::{Grid, Unit};
use crate::error::{Code, Result};
use crate::service::place::PlaceInput;

/// The grid of a point and its responsible duty.
#[derive(Debug, Clone, Copy)]
pub struct ResponsibleGrid<'a> {
    /// The grid of the point.
    pub grid: &'a Grid,
    /// Duty of whoever answers, perhaps at a level above.
    pub duty: &'a Duty,
}

/// Finds who answers for a point at an instant.
///
/// # Errors
/// [`Code::NotInitialized`] in an atlas without a root, or without anybody there.
pub fn responsible(atlas: &Atlas, point: Point, at: Instant) -> Result<ResponsibleGrid<'_>> {
    let grid = atlas.grid_at(point).ok_or(Code::NotInitialized)?;
    let duty = match atlas.rules().hold_for_anything() {
        false => answering(atlas, Unit::Grid(grid.id), at),
        true => {
            let routed = route(
                atlas,
                &RequestPlace::Point(point),
                &Matter::default(),
                &Conflicts::default(),
                at,
            )?;
            atlas.people().duty(routed.holding.duty)
        }
    };
    Ok(ResponsibleGrid { grid, duty: duty.ok_or(Code::NotInitialized)? })
}

/// Returns the trace of the routing, for staff whose scope covers the grid of the point.
///
/// # Errors
/// [`Code::NotInitialized`]
pub fn trace(
    atlas: &Atlas,
    scope: &Scope,
    point: Point,
    at: Instant,
) -> Result<Option<RoutingTrace>> {
    let routed =
        route(atlas, &RequestPlace::Point(point), &Matter::default(), &Conflicts::default(), at)?;
    Ok(Some(routed.trace).filter(|_| scope.covers(atlas, Unit::Grid(routed.place))))
}

/// A resolved place and its responsible duty.
#[derive(Debug, Clone)]
pub struct LocatedPlace<'a> {
    /// What decided the place.
    pub by: PlacedBy,
    /// How sure that is.
    pub confidence: MatchConfidence,
    /// The address as it was read, in its normal form.
    pub address_read: Option<String>,
    /// The grid of the place.
    pub grid: &'a Grid,
    /// The building group, if the address belongs to one.
    pub building_group: Option<BuildingGroupId>,
    /// Duty of whoever answers.
    pub duty: &'a Duty,
    /// Addresses that the text may mean, the most similar first.
    pub candidates: Vec<AddressCandidate<'a>>,
    /// Trace of the routing.
    pub trace: RoutingTrace,
}

impl LocatedPlace<'_> {
    /// Returns true if the point lies in another grid than the address.
    pub fn point_disagrees(&self) -> bool {
        self.trace.0.iter().any(|step| matches!(step, TraceStep::PointDisagrees { .. }))
    }

    /// Returns what the match rests on, if it is a guess.
    pub fn guess(&self) -> Option<GuessReason> {
        self.trace.0.iter().find_map(|step| match step {
            TraceStep::AddressGuessed { guess } => Some(*guess),
            _ => None,
        })
    }
}

/// Resolves a place and finds who answers for it at an instant. `home` is the neighbourhood that
/// the caller is registered with.
///
/// # Errors
/// Those of [`PlaceInput::read`] and [`find`]; [`Code::NotInitialized`].
pub fn located<'a>(
    atlas: &'a Atlas,
    given: &PlaceInput,
    home: Option<GridId>,
    at: Instant,
) -> Result<LocatedPlace<'a>> {
    let query = given.read(atlas, home)?;
    let found = find(atlas, &query)?;
    let routed = route(atlas, &found.place, &Matter::default(), &Conflicts::default(), at)?;
    Ok(LocatedPlace {
        by: found.by,
        confidence: found.confidence,
        address_read: query.text.as_ref().map(|text| text.first().to_string()),
        grid: atlas.tree().get(routed.place).ok_or(Code::NotInitialized)?,
        building_group: found.place.building_group(),
        duty: atlas.people().duty(routed.holding.duty).ok_or(Code::NotInitialized)?,
        candidates: found.candidates,
        trace: RoutingTrace(found.steps.into_iter().chain(routed.trace.0).collect()),
    })
}

/// Returns the duty that answers for a building group at an instant.
pub fn answering_at(atlas: &Atlas, group: BuildingGroupId, at: Instant) -> Option<&Duty> {
    let routed = route(
        atlas,
        &RequestPlace::BuildingGroup(group),
        &Matter::default(),
        &Conflicts::default(),
        at,
    )
    .ok()?;
    atlas.people().duty(routed.holding.duty)
}
