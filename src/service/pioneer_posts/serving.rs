//! The posts that serve a place, as everybody may read them.

use crate::domain::atlas::Atlas;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::pioneer_post::{PioneerPost, PostHolding, PostZone};
use crate::domain::routing::{PlaceQuery, PlacedBy, ResolvedPlace, TraceStep, best, find, grid_of};
use crate::domain::unit::Grid;
use crate::error::{Code, Result};
use crate::service::place::PlaceInput;

/// The posts that serve a place.
#[derive(Debug, Clone)]
pub struct ServedPlace<'a> {
    /// What decided the place.
    pub by: PlacedBy,
    /// Grid of the place; when several addresses may be meant, the lowest grid common to all of
    /// them.
    pub grid: &'a Grid,
    /// Number of addresses that the text may mean.
    pub candidate_count: usize,
    /// Posts, the narrowest zones first.
    pub posts: Vec<ServingPost<'a>>,
}

/// A post that serves a place.
#[derive(Debug, Clone)]
pub struct ServingPost<'a> {
    /// The post.
    pub post: &'a PioneerPost,
    /// Name of the unit of its zone: the building group of the place, else the grid of the post.
    pub unit_name: &'a str,
    /// Present holders who consented to show their names.
    pub shown: Vec<MemberId>,
    /// Number of other present holders.
    pub others: usize,
}

/// Finds the posts that serve a place, and their holders at an instant. `home` is the neighbourhood
/// that the caller is registered with.
///
/// # Errors
/// Those of [`PlaceInput::read`] and [`find`]; [`Code::NotInitialized`].
pub fn serving<'a>(
    atlas: &'a Atlas,
    given: &PlaceInput,
    home: Option<GridId>,
    at: Instant,
) -> Result<ServedPlace<'a>> {
    let given = given.read(atlas, home)?;
    let found = find(atlas, &given)?;
    let grid = atlas.tree().get(grid_of(atlas, &found.place)?).ok_or(Code::NotInitialized)?;
    let upward: Vec<GridId> = atlas.tree().upward(grid.id).map(|grid| grid.id).collect();
    let group = found.place.building_group();
    let point = point_of(atlas, &given, &found);
    let mut posts: Vec<&PioneerPost> =
        atlas.pioneer_posts().serving(&upward, group, point.as_slice()).collect();
    posts.sort_by_key(|post| (post.profile.zone.width(&upward), &post.code));
    let posts = posts.into_iter().map(|post| shown(atlas, post, group, at)).collect();
    Ok(ServedPlace { by: found.by, grid, candidate_count: found.candidates.len(), posts })
}

/// Returns the point of the place: the one that decided it, or one that agrees with the address
/// that did.
fn point_of(atlas: &Atlas, given: &PlaceQuery, found: &ResolvedPlace<'_>) -> Option<Point> {
    let chosen = given.address.and_then(|id| atlas.addresses().get(id));
    let meant = match best(&found.candidates).as_slice() {
        [only] => Some(only.address),
        _ => None,
    };
    let disagrees = found.steps.iter().any(|step| matches!(step, TraceStep::PointDisagrees { .. }));
    let of_address = chosen.or(meant).and_then(|address| address.point);
    of_address.or(given.point.filter(|_| found.by != PlacedBy::Grid && !disagrees))
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
        atlas.present_holders(post.id, at).partition(|holding| holding.name_shown);
    let shown = shown.into_iter().map(|holding| holding.member).collect();
    ServingPost { post, unit_name: group.or(grid).unwrap_or_default(), shown, others: hidden.len() }
}
