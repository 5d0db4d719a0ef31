//! Zones of posts: the grids and building groups they name exist, and stay as long as they do.

use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::pioneer_post::{PioneerPost, PostZone};
use crate::domain::plan::draft::PlanDraft;
use crate::error::{Code, Problem};

/// Checks that no zone names a grid, so that it may be retired.
pub(in crate::domain::plan) fn none_in_grid(
    draft: &mut PlanDraft,
    grid: GridId,
    code: &str,
) -> bool {
    let codes = codes(draft.atlas.pioneer_posts().in_grid(grid));
    none_named(draft, "grid", code, codes)
}

/// Checks that no zone names a building group, so that it may be retired or moved to another grid.
pub(in crate::domain::plan) fn none_names(
    draft: &mut PlanDraft,
    group: BuildingGroupId,
    code: &str,
) -> bool {
    let grid = draft.atlas.groups().grid_of(group);
    let posts = draft.atlas.pioneer_posts();
    let codes = grid.map(|grid| codes(posts.naming(grid, group))).unwrap_or_default();
    none_named(draft, "building_group", code, codes)
}

fn codes<'a>(posts: impl Iterator<Item = &'a PioneerPost>) -> Vec<String> {
    let mut codes: Vec<String> = posts.map(|post| post.code.clone()).collect();
    codes.sort_unstable();
    codes
}

fn none_named(draft: &mut PlanDraft, field: &str, unit: &str, posts: Vec<String>) -> bool {
    let none = posts.is_empty();
    if !none {
        draft
            .refuse(field, Problem::new(Code::PostsInZone).with("unit", unit).with("posts", posts));
    }
    none
}

/// Returns the grid that a post with the zone belongs to; none if something is wrong with the zone.
pub(super) fn grid_of_zone(draft: &mut PlanDraft, zone: &PostZone) -> Option<GridId> {
    let grid = draft.atlas.grid_of_zone(zone);
    match (zone, grid) {
        (PostZone::Grid(id), None) => {
            draft.refuse("zone/grid", Problem::new(Code::UnknownGrid).with("grid", id.to_string()));
        }
        (PostZone::Point { .. }, None) => draft.refuse_code("zone", Code::NotInitialized),
        (PostZone::BuildingGroups(groups), None) => {
            let first = groups.first().map(ToString::to_string).unwrap_or_default();
            let problem = Problem::new(Code::UnknownBuildingGroup).with("building_group", first);
            draft.refuse("zone/building_groups", problem);
        }
        (PostZone::BuildingGroups(groups), Some(grid)) if !groups_fit(draft, groups, grid) => {
            return None;
        }
        _ => {}
    }
    grid
}

/// Checks that building groups exist, are named once, and all belong to one grid.
fn groups_fit(draft: &mut PlanDraft, groups: &[BuildingGroupId], grid: GridId) -> bool {
    let known = draft.atlas.groups();
    let wrong = |(index, id): (usize, &BuildingGroupId)| {
        let Some(group) = known.get(*id).filter(|group| group.life.to.is_none()) else {
            return Some((
                index,
                Problem::new(Code::UnknownBuildingGroup).with("building_group", id.to_string()),
            ));
        };
        let code = match known.grid_of(*id) {
            _ if groups.iter().take(index).any(|earlier| earlier == id) => Code::BuildingGroupTwice,
            other if other != Some(grid) => Code::ZoneOverGrids,
            _ => return None,
        };
        Some((index, Problem::new(code).with("code", group.code.as_str())))
    };
    let wrong: Vec<(usize, Problem)> = groups.iter().enumerate().filter_map(wrong).collect();
    let fit = wrong.is_empty();
    wrong.into_iter().for_each(|(index, problem)| {
        draft.refuse(&format!("zone/building_groups/{index}"), problem)
    });
    fit
}
