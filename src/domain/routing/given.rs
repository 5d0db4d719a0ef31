//! Step 1: which of the inputs about a place decides.

use super::address_matching::AddressCandidate;
use super::by_text::{MatchConfidence, TextPlace, place_of};
use super::naming::with_compounds;
use super::place::RequestPlace;
use super::place_query::PlaceQuery;
use super::trace::TraceStep;
use crate::domain::atlas::Atlas;
use crate::domain::vocabulary::vocabulary;
use crate::error::{Code, Problem};

vocabulary! {
    /// Input that decided the place.
    PlacedBy {
        Address = "address" "门址" "the address",
        Point = "point" "定位" "the point",
        Grid = "grid" "网格代码" "the code of the grid",
        /// Nothing: the desk has to find the place.
        Unplaced = "unplaced" "待受理席定位" "nothing; the desk dispatches it",
        /// The unit that accepted it from the desk.
        Dispatch = "dispatch" "受理席派单" "the unit that the desk dispatched it to",
    }
}

/// Resolved place.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedPlace<'a> {
    /// Place.
    pub place: RequestPlace,
    /// Input that decided it.
    pub by: PlacedBy,
    /// How sure that is.
    pub confidence: MatchConfidence,
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
/// Those of [`find_or_leave`]; [`Code::AddressNotFound`] at `/address` if there is no other input.
pub fn find<'a>(atlas: &'a Atlas, given: &PlaceQuery) -> Result<ResolvedPlace<'a>, Problem> {
    match find_or_leave(atlas, given)? {
        ResolvedPlace { place: RequestPlace::Unplaced, .. } => {
            Err(Problem::new(Code::AddressNotFound).at("/address"))
        }
        found => Ok(found),
    }
}

/// Resolves the place of a request, as [`find`] does; a text that is like no address is left to the
/// desk if there is no other input.
///
/// # Errors
/// [`Code::UnknownAddress`] at `/address_id`; [`Code::PlaceRequired`] if there is no input at all.
pub fn find_or_leave<'a>(
    atlas: &'a Atlas,
    given: &PlaceQuery,
) -> Result<ResolvedPlace<'a>, Problem> {
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
    let mut candidates = Vec::new();
    if let Some(text) = &given.text {
        let (decided, found) = place_of(atlas, &with_compounds(atlas, text), given);
        if let Some(TextPlace { place, confidence, steps: decided }) = decided {
            steps.extend(decided);
            return Ok(ResolvedPlace {
                confidence,
                ..by_address(atlas, given, place, steps, found)
            });
        }
        steps.push(TraceStep::AddressUnmatched);
        candidates = found;
    }
    let (place, by) = match (given.point, given.grid) {
        (Some(point), _) => (RequestPlace::Point(point), PlacedBy::Point),
        (None, Some(grid)) => (RequestPlace::Grid(grid), PlacedBy::Grid),
        (None, None) if given.text.is_some() || given.unreadable => {
            (RequestPlace::Unplaced, PlacedBy::Unplaced)
        }
        (None, None) => return Err(Problem::new(Code::PlaceRequired)),
    };
    Ok(ResolvedPlace { place, by, confidence: MatchConfidence::Certain, steps, candidates })
}

/// Resolves a place by an address, and notes whether the point agrees with it.
fn by_address<'a>(
    atlas: &Atlas,
    given: &PlaceQuery,
    place: RequestPlace,
    mut steps: Vec<TraceStep>,
    candidates: Vec<AddressCandidate<'a>>,
) -> ResolvedPlace<'a> {
    let at_point = given.point.and_then(|point| atlas.grid_at(point)).map(|grid| grid.id);
    if let (Some(resolved), Some(grid)) = (place.grid(atlas), at_point)
        && !atlas.tree().is_within(grid, resolved)
    {
        steps.push(TraceStep::PointDisagrees { grid });
    }
    let (by, confidence) = (PlacedBy::Address, MatchConfidence::Certain);
    ResolvedPlace { place, by, confidence, steps, candidates }
}
