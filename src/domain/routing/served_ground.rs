//! A place as those see it who serve places: posts by their zone, organisations by what they serve.

use super::place::{RequestPlace, grid_of};
use super::trace::{ElsewhereReason, RoutingTrace};
use crate::domain::atlas::Atlas;
use crate::domain::category::Category;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationKind};
use crate::domain::pioneer_post::PioneerPost;
use crate::domain::routing_rule::{NAMED_MAX, Partaker, RelativePartaker};
use crate::domain::unit::Unit;
use crate::error::Problem;
use std::cell::OnceCell;

/// Returns why a place in a grid is not that of a partaker, if it is not: of a post outside its
/// zone, or of an organisation that does not serve it.
pub fn elsewhere(
    atlas: &Atlas,
    place: &RequestPlace,
    grid: GridId,
    partaker: Partaker,
) -> Option<ElsewhereReason> {
    ServedGround::new(atlas, place, grid).elsewhere(partaker)
}

/// Returns the organisations that a category is about at a place: those of its kinds that serve it.
///
/// # Errors
/// Those of [`grid_of`].
pub fn about_by_category(
    atlas: &Atlas,
    category: &Category,
    place: &RequestPlace,
) -> Result<Vec<OrganizationId>, Problem> {
    if category.about_organizations.is_empty() {
        return Ok(Vec::new());
    }
    let grid = grid_of(atlas, place, &mut RoutingTrace::default())?;
    let ground = ServedGround::new(atlas, place, grid);
    Ok(category.about_organizations.iter().flat_map(|&kind| ground.serving(kind)).collect())
}

/// A place with its grid, those above, and its building group and points as far as known.
pub(super) struct ServedGround<'a> {
    atlas: &'a Atlas,
    /// Grid of the place, then those above.
    upward: Vec<GridId>,
    group: Option<BuildingGroupId>,
    /// The point that decided the place.
    point: Option<Point>,
    /// The point, or those of the addresses of the building group; found when a post asks.
    points: OnceCell<Vec<Point>>,
}

impl<'a> ServedGround<'a> {
    /// Describes a place in a grid.
    pub fn new(atlas: &'a Atlas, place: &RequestPlace, grid: GridId) -> Self {
        let point = match *place {
            RequestPlace::Point(point) => Some(point),
            _ => None,
        };
        let upward = atlas.tree().upward(grid).map(|grid| grid.id).collect();
        Self { atlas, upward, group: place.building_group(), point, points: OnceCell::new() }
    }

    /// Returns the partakers of a relation, those of the most specific zone or service alone, in the
    /// order of their codes; at most [`NAMED_MAX`].
    pub fn partakers(&self, here: RelativePartaker) -> Vec<Partaker> {
        match here {
            RelativePartaker::PostHere => self.posts(),
            RelativePartaker::BuildingGroupHere => self
                .group
                .map(|group| Partaker::Unit(Unit::BuildingGroup(group)))
                .into_iter()
                .collect(),
            RelativePartaker::NeighborhoodHere => {
                let neighbourhood =
                    self.upward.iter().find(|&&grid| self.atlas.is_neighbourhood(grid));
                neighbourhood.map(|&grid| Partaker::Unit(Unit::Grid(grid))).into_iter().collect()
            }
            RelativePartaker::PropertyHere
            | RelativePartaker::OwnersCommitteeHere
            | RelativePartaker::StationOfficeHere => {
                here.organization_kind().map(|kind| self.organizations(kind)).unwrap_or_default()
            }
        }
    }

    /// Returns why a place is not that of a partaker, if it is not. Units read along everywhere.
    pub fn elsewhere(&self, partaker: Partaker) -> Option<ElsewhereReason> {
        match partaker {
            Partaker::Unit(_) => None,
            Partaker::PioneerPost(id) => {
                let post = self.atlas.pioneer_posts().get(id);
                let covers = post.is_some_and(|post| self.is_covered_by(post));
                (!covers).then_some(ElsewhereReason::Zone)
            }
            Partaker::Organization(id) => {
                (!self.is_served_by(id)).then_some(ElsewhereReason::Serves)
            }
        }
    }

    /// Returns the organisations of a kind that serve the place, the most specific alone.
    pub fn serving(&self, kind: OrganizationKind) -> Vec<OrganizationId> {
        let found = self.organizations(kind).into_iter();
        found
            .filter_map(|partaker| match partaker {
                Partaker::Organization(id) => Some(id),
                Partaker::Unit(_) | Partaker::PioneerPost(_) => None,
            })
            .collect()
    }

    fn posts(&self) -> Vec<Partaker> {
        let posts = self.atlas.pioneer_posts();
        let serving = posts.serving(&self.upward, self.group, self.points());
        let mut ranked: Vec<(usize, &PioneerPost)> =
            serving.map(|post| (post.profile.zone.width(&self.upward), post)).collect();
        let narrowest = ranked.iter().map(|&(width, _)| width).min();
        ranked.retain(|&(width, _)| Some(width) == narrowest);
        ranked.sort_unstable_by_key(|&(_, post)| &post.code);
        let named = ranked.into_iter().take(NAMED_MAX);
        named.map(|(_, post)| Partaker::PioneerPost(post.id)).collect()
    }

    fn organizations(&self, kind: OrganizationKind) -> Vec<Partaker> {
        let organizations = self.atlas.organizations();
        let group = self.group.map(Unit::BuildingGroup);
        let units = group.into_iter().chain(self.upward.iter().map(|&grid| Unit::Grid(grid)));
        let serving = units.map(|unit| organizations.serving(unit, kind).collect::<Vec<_>>());
        let mut found: Vec<&Organization> =
            serving.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
        found.sort_unstable_by_key(|organization| &organization.code);
        let named = found.into_iter().take(NAMED_MAX);
        named.map(|organization| Partaker::Organization(organization.id)).collect()
    }

    fn is_covered_by(&self, post: &PioneerPost) -> bool {
        post.profile.zone.covers(&self.upward, self.group, self.points())
    }

    fn points(&self) -> &[Point] {
        self.points.get_or_init(|| {
            let addresses = self.group.map(|group| self.atlas.addresses().of_group(group));
            let of_group = addresses.into_iter().flatten().filter_map(|address| address.point);
            self.point.into_iter().chain(of_group).collect()
        })
    }

    fn is_served_by(&self, id: OrganizationId) -> bool {
        let organization = self.atlas.organizations().get(id);
        organization.is_some_and(|organization| {
            organization.profile.served().any(|unit| match unit {
                Unit::Grid(grid) => self.upward.contains(&grid),
                Unit::BuildingGroup(group) => self.group == Some(group),
                Unit::Desk(_) | Unit::Office(_) => false,
            })
        })
    }
}
