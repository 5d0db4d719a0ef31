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
    let mut fit = true;
    for (index, &id) in groups.iter().enumerate() {
        let is_twice = groups.iter().take(index).any(|&earlier| earlier == id);
        if let Some(problem) = misfit(draft, id, grid, is_twice) {
            draft.refuse(&format!("zone/building_groups/{index}"), problem);
            fit = false;
        }
    }
    fit
}

fn misfit(draft: &PlanDraft, id: BuildingGroupId, grid: GridId, is_twice: bool) -> Option<Problem> {
    let known = draft.atlas.groups();
    let Some(group) = known.get(id).filter(|group| group.life.to.is_none()) else {
        let problem = Problem::new(Code::UnknownBuildingGroup);
        return Some(problem.with("building_group", id.to_string()));
    };
    let code = if is_twice {
        Code::BuildingGroupTwice
    } else if known.grid_of(id) != Some(grid) {
        Code::ZoneOverGrids
    } else {
        return None;
    };
    Some(Problem::new(code).with("code", group.code.as_str()))
}
