//! Which posts serve a place, as everybody may know it.

use crate::domain::address::best;
use crate::domain::atlas::Atlas;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::pioneer_post::{PioneerPost, PostHolding, PostZone, present};
use crate::domain::routing::{PlaceQuery, PlacedBy, ResolvedPlace, TraceStep, find, grid_of};
use crate::domain::unit::Grid;
use crate::error::{Code, Result};
use crate::service::place::PlaceGiven;

/// The posts that serve a place.
#[derive(Debug, Clone)]
pub struct ServedPlace<'a> {
    /// What decided the place.
    pub by: PlacedBy,
    /// The grid of the place; of several addresses that may be meant, the lowest that all belong
    /// to.
    pub grid: &'a Grid,
    /// How many addresses the text may mean.
    pub candidate_count: usize,
    /// The posts, the narrowest zones first.
    pub posts: Vec<ServingPost<'a>>,
}

/// A post that serves a place.
#[derive(Debug, Clone)]
pub struct ServingPost<'a> {
    /// The post.
    pub post: &'a PioneerPost,
    /// The name of the unit of its zone: of the building group of the place, else of the grid that
    /// it belongs to.
    pub unit_name: &'a str,
    /// Those of the present holders who let their names be shown.
    pub shown: Vec<MemberId>,
    /// How many others there are.
    pub others: usize,
}

/// Finds the posts that serve the place that somebody means, who is registered with the
/// neighbourhood `home`, and who is there at an instant.
///
/// # Errors
/// Those of [`PlaceGiven::read`] and [`find`]; [`Code::NotInitialized`].
pub fn serving<'a>(
    atlas: &'a Atlas,
    given: &PlaceGiven,
    home: Option<GridId>,
    at: Instant,
) -> Result<ServedPlace<'a>> {
    let given = given.read(atlas, home)?;
    let found = find(atlas, &given)?;
    let grid = atlas.tree().get(grid_of(atlas, &found.place)?).ok_or(Code::NotInitialized)?;
    let upward: Vec<GridId> = atlas.tree().upward(grid.id).map(|grid| grid.id).collect();
    let (group, point) = (found.place.building_group(), point_of(atlas, &given, &found));
    let mut posts: Vec<&PioneerPost> =
        atlas.pioneer_posts().serving(&upward, group, point).collect();
    posts.sort_by_key(|post| (width(&upward, post), &post.code));
    let posts = posts.into_iter().map(|post| shown(atlas, post, group, at)).collect();
    Ok(ServedPlace { by: found.by, grid, candidate_count: found.candidates.len(), posts })
}

/// The point of the place: what decided it, or what agrees with the address that did.
fn point_of(atlas: &Atlas, given: &PlaceQuery, found: &ResolvedPlace<'_>) -> Option<Point> {
    let chosen = given.address.and_then(|id| atlas.addresses().get(id));
    let meant = match best(&found.candidates) {
        [only] => Some(only.address),
        _ => None,
    };
    let disagrees = found.steps.iter().any(|step| matches!(step, TraceStep::PointDisagrees { .. }));
    let of_address = chosen.or(meant).and_then(|address| address.point);
    of_address.or(given.point.filter(|_| found.by != PlacedBy::Grid && !disagrees))
}

/// How wide a zone is among those of one place: building groups, what is around, then grid after
/// grid upward.
fn width(upward: &[GridId], post: &PioneerPost) -> usize {
    match post.profile.zone {
        PostZone::BuildingGroups(_) => 0,
        PostZone::Point { .. } => 1,
        PostZone::Grid(grid) => {
            2 + upward.iter().position(|&above| above == grid).unwrap_or(upward.len())
        }
    }
}

fn shown<'a>(
    atlas: &'a Atlas,
    post: &'a PioneerPost,
    group: Option<BuildingGroupId>,
    at: Instant,
) -> ServingPost<'a> {
    let group = group.filter(|_| matches!(post.profile.zone, PostZone::BuildingGroups(_)));
    let group = group.and_then(|group| atlas.groups().get(group)).map(|group| group.name.as_str());
    let grid = atlas.tree().get(post.grid).map(|grid| grid.name.as_str());
    let (shown, hidden): (Vec<&PostHolding>, Vec<_>) =
        present(atlas, post.id, at).partition(|holding| holding.name_shown);
    let shown = shown.into_iter().map(|holding| holding.member).collect();
    ServingPost { post, unit_name: group.or(grid).unwrap_or_default(), shown, others: hidden.len() }
}
