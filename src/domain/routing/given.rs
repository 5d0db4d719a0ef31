//! Step 1: which of the inputs about a place decides.

use super::address_matching::{AddressCandidate, MatchScope, best, candidates};
use super::place::RequestPlace;
use super::trace::TraceStep;
use crate::domain::address::AddressText;
use crate::domain::atlas::Atlas;
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, BuildingGroupId, GridId};
use crate::domain::vocabulary::vocabulary;
use crate::error::{Code, Problem};

/// Query for a place, the strongest input first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlaceQuery {
    /// Chosen address.
    pub address: Option<AddressId>,
    /// Written address.
    pub text: Option<AddressText>,
    /// Current or selected position, in WGS 84.
    pub point: Option<Point>,
    /// Named grid.
    pub grid: Option<GridId>,
    /// Neighbourhood in which the caller is registered: a text without point and grid is searched
    /// there first.
    pub home: Option<GridId>,
}

vocabulary! {
    /// Input that decided the place.
    PlacedBy {
        Address = "address" "门址" "the address",
        Point = "point" "定位" "the point",
        Grid = "grid" "网格代码" "the code of the grid",
    }
}

/// Resolved place.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedPlace<'a> {
    /// Place.
    pub place: RequestPlace,
    /// Input that decided it.
    pub by: PlacedBy,
    /// Trace, up to the search for the grid of the place.
    pub steps: Vec<TraceStep>,
    /// Addresses that the text may mean, the most alike first.
    pub candidates: Vec<AddressCandidate<'a>>,
}

/// Resolves a place: a chosen address goes before a written one, that before a point, and that
/// before the name of a grid. A text that is like no address leaves the decision to the other
/// inputs.
///
/// # Errors
/// [`Code::UnknownAddress`] at `/address_id`; [`Code::AddressNotFound`] at `/address` if there is
/// no other input; [`Code::PlaceRequired`] if there is none at all.
pub fn find<'a>(atlas: &'a Atlas, given: &PlaceQuery) -> Result<ResolvedPlace<'a>, Problem> {
    let mut steps = Vec::new();
    if let Some(id) = given.address {
        let building_group = atlas
            .addresses()
            .get(id)
            .ok_or_else(|| {
                Problem::new(Code::UnknownAddress).at("/address_id").with("address", id.to_string())
            })?
            .building_group;
        steps.push(TraceStep::AddressGiven { building_group });
        return Ok(by_address(
            atlas,
            given,
            RequestPlace::BuildingGroup(building_group),
            steps,
            Vec::new(),
        ));
    }
    if let Some(text) = &given.text {
        let candidates = meant(atlas, text, given);
        if let Some(place) = place_of(atlas, given, &candidates, &mut steps) {
            return Ok(by_address(atlas, given, place, steps, candidates));
        }
        if let Some((grid, candidates)) = without_its_number(atlas, text, given) {
            steps.push(TraceStep::AddressNumberUnknown);
            return Ok(by_address(atlas, given, RequestPlace::Among(grid), steps, candidates));
        }
        steps.push(TraceStep::AddressUnmatched);
    }
    let (place, by) = match (given.point, given.grid) {
        (Some(point), _) => (RequestPlace::Point(point), PlacedBy::Point),
        (None, Some(grid)) => (RequestPlace::Grid(grid), PlacedBy::Grid),
        (None, None) if given.text.is_some() => {
            return Err(Problem::new(Code::AddressNotFound).at("/address"));
        }
        (None, None) => return Err(Problem::new(Code::PlaceRequired)),
    };
    Ok(ResolvedPlace { place, by, steps, candidates: Vec::new() })
}

/// Finds the addresses that a text may mean: around the point, else in the grid, else anywhere if
/// it has a name. A text without point and grid: in the caller's neighbourhood, else anywhere.
fn meant<'a>(
    atlas: &'a Atlas,
    text: &AddressText,
    given: &PlaceQuery,
) -> Vec<AddressCandidate<'a>> {
    let alone = given.point.is_none() && given.grid.is_none();
    let home = given.home.filter(|_| alone);
    let given_scopes =
        [given.point.map(MatchScope::Point), given.grid.or(home).map(MatchScope::Grid)]
            .into_iter()
            .flatten();
    let anywhere = (alone || text.names().next().is_some()).then_some(MatchScope::Anywhere);
    let mut found = given_scopes.chain(anywhere).map(|around| candidates(atlas, text, around));
    found.find(|found| !found.is_empty()).unwrap_or_default()
}

/// Returns the lowest common grid of a compound none of whose buildings has the number in a text
/// without point and grid.
fn without_its_number<'a>(
    atlas: &'a Atlas,
    text: &AddressText,
    given: &PlaceQuery,
) -> Option<(GridId, Vec<AddressCandidate<'a>>)> {
    let known = text.to_last_name().filter(|_| given.point.is_none() && given.grid.is_none())?;
    let candidates = meant(atlas, &known, given);
    let groups = groups(best(&candidates).iter().map(|candidate| candidate.address.building_group));
    let grid =
        atlas.tree().common(groups.iter().filter_map(|&group| atlas.groups().grid_of(group)))?;
    Some((grid, candidates))
}

/// Returns the building group of the addresses that are most alike, or the lowest grid common to
/// all of them. Of several those in the grid of the point, or in the named one, go before the
/// others.
fn place_of(
    atlas: &Atlas,
    given: &PlaceQuery,
    candidates: &[AddressCandidate<'_>],
    steps: &mut Vec<TraceStep>,
) -> Option<RequestPlace> {
    let best = best(candidates);
    let groups = groups(best.iter().map(|candidate| candidate.address.building_group));
    let at_point = given.point.and_then(|point| atlas.grid_at(point)).map(|grid| grid.id);
    let groups = narrowed(atlas, narrowed(atlas, groups, at_point), given.grid);
    match (groups.as_slice(), best.first()) {
        (&[building_group], Some(first)) => {
            let name = first.likeness.name;
            let parts = first.likeness.parts;
            steps.push(TraceStep::AddressMatched { building_group, name, parts });
            Some(RequestPlace::BuildingGroup(building_group))
        }
        _ => atlas
            .tree()
            .common(groups.iter().filter_map(|&group| atlas.groups().grid_of(group)))
            .map(RequestPlace::Among),
    }
}

fn groups(groups: impl Iterator<Item = BuildingGroupId>) -> Vec<BuildingGroupId> {
    let mut groups: Vec<BuildingGroupId> = groups.collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Keeps those of the building groups that are in the grid, if any is.
fn narrowed(
    atlas: &Atlas,
    groups: Vec<BuildingGroupId>,
    grid: Option<GridId>,
) -> Vec<BuildingGroupId> {
    let Some(grid) = grid else { return groups };
    let inside: Vec<BuildingGroupId> = groups
        .iter()
        .copied()
        .filter(|&group| {
            atlas.groups().grid_of(group).is_some_and(|of| atlas.tree().is_within(of, grid))
        })
        .collect();
    if inside.is_empty() { groups } else { inside }
}

/// Resolves a place by an address, and notes whether the point agrees with it.
fn by_address<'a>(
    atlas: &Atlas,
    given: &PlaceQuery,
    place: RequestPlace,
    mut steps: Vec<TraceStep>,
    candidates: Vec<AddressCandidate<'a>>,
) -> ResolvedPlace<'a> {
    let by_address = match place {
        RequestPlace::BuildingGroup(group) => atlas.groups().grid_of(group),
        RequestPlace::Among(grid) | RequestPlace::Grid(grid) => Some(grid),
        RequestPlace::Point(_) => None,
    };
    let at_point = given.point.and_then(|point| atlas.grid_at(point)).map(|grid| grid.id);
    if let (Some(resolved), Some(grid)) = (by_address, at_point)
        && !atlas.tree().is_within(grid, resolved)
    {
        steps.push(TraceStep::PointDisagrees { grid });
    }
    ResolvedPlace { place, by: PlacedBy::Address, steps, candidates }
}
