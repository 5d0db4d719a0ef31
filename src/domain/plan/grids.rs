//! Planning grids and their polygons.

use super::checks::{code_is_well_formed, name_is_well_formed};
use super::draft::PlanDraft;
use super::{aliases, people, pioneer_posts};
use crate::domain::atlas_edit::NewBoundary;
use crate::domain::change::Change;
use crate::domain::id::GridId;
use crate::domain::period::Period;
use crate::domain::unit::{Boundary, Grid, Unit};
use crate::error::{BUILDING_GROUPS, CHILD_GRIDS, Code, ORGANIZATIONS, Problem, counts};

pub(super) fn create(draft: &mut PlanDraft, grid: &Grid, boundary: Option<&NewBoundary>) {
    let named = code_is_well_formed(draft, &grid.code) & name_is_well_formed(draft, &grid.name);
    if draft.atlas.tree().by_code(&grid.code).is_some() {
        draft.refuse("code", Problem::new(Code::CodeInUse).with("code", grid.code.as_str()));
        return;
    }
    if !named || !belongs(draft, grid) {
        return;
    }
    draft.change(Change::Grid(grid.clone()));
    draft.touch(Unit::Grid(grid.id));
    if let Some(boundary) = boundary {
        bound(draft, boundary);
    }
}

/// Checks that the level is known and deeper than the parent's, and that the parent exists. Levels
/// rise downwards, so no grid can come below itself.
fn belongs(draft: &mut PlanDraft, grid: &Grid) -> bool {
    let tree = draft.atlas.tree();
    let Some(level) = draft.atlas.settings().levels.index_of(&grid.level) else {
        draft.refuse("level", Problem::new(Code::UnknownLevel).with("level", grid.level.as_str()));
        return false;
    };
    let Some(parent) = grid.parent else {
        let second = tree.root().is_some();
        if second {
            draft.refuse_code("parent", Code::ParentRequired);
        }
        return !second;
    };
    let Some(parent) = tree.active(parent) else {
        draft.refuse("parent", Problem::new(Code::UnknownGrid).with("grid", parent.to_string()));
        return false;
    };
    if tree.level(parent.id).is_some_and(|above| above >= level) {
        let levels = &draft.atlas.settings().levels;
        let problem = Problem::new(Code::LevelNotBelowParent)
            .with("level", levels.named(&grid.level))
            .with("parent", parent.code.as_str())
            .with("parent_level", levels.named(&parent.level));
        draft.refuse("level", problem);
        return false;
    }
    true
}

pub(super) fn retire(draft: &mut PlanDraft, id: GridId) {
    let tree = draft.atlas.tree();
    let Some(grid) = tree.active(id).cloned() else {
        return draft.refuse("grid", Problem::new(Code::UnknownGrid).with("grid", id.to_string()));
    };
    if tree.is_root(id) {
        return draft.refuse_code("grid", Code::RootCannotRetire);
    }
    let children = tree.children(id).count();
    let groups = draft.atlas.groups().of_grid(id).len();
    let organizations = draft.atlas.organizations().in_grid(id).count();
    if children + groups + organizations > 0 {
        let left =
            [(children, CHILD_GRIDS), (groups, BUILDING_GROUPS), (organizations, ORGANIZATIONS)];
        let problem = Problem::new(Code::GridNotEmpty)
            .with("code", grid.code.as_str())
            .with("children", children)
            .with("building_groups", groups)
            .with("organizations", organizations)
            .with("left", counts(&left));
        return draft.refuse("grid", problem);
    }
    if !pioneer_posts::none_in_grid(draft, id, &grid.code) {
        return;
    }
    let now = draft.now;
    people::end_duties_of_unit(draft, Unit::Grid(id));
    aliases::end_of_grid(draft, id);
    if let Some(boundary) = draft.atlas.tree().boundary(id).cloned() {
        draft
            .change(Change::Boundary(Boundary { period: boundary.period.closed(now), ..boundary }));
        let index = draft.index();
        draft.retired.push((id, index));
    }
    draft.change(Change::Grid(grid.ended(now)));
    draft.touch(Unit::Grid(id));
}

pub(super) fn rename(draft: &mut PlanDraft, id: GridId, name: &str) {
    let Some(grid) = draft.atlas.tree().active(id).cloned() else {
        return draft.refuse("grid", Problem::new(Code::UnknownGrid).with("grid", id.to_string()));
    };
    if name_is_well_formed(draft, name) {
        draft.change(Change::Grid(Grid {
            name: name.to_owned(),
            version: grid.version + 1,
            ..grid
        }));
    }
}

pub(super) fn set_boundaries(draft: &mut PlanDraft, boundaries: &[NewBoundary]) {
    for (index, boundary) in boundaries.iter().enumerate() {
        let Some(grid) = draft.atlas.tree().active(boundary.grid).cloned() else {
            let problem = Problem::new(Code::UnknownGrid).with("grid", boundary.grid.to_string());
            draft.refuse(&format!("boundaries/{index}/grid"), problem);
            continue;
        };
        if boundaries.iter().take(index).any(|earlier| earlier.grid == boundary.grid) {
            draft.refuse(
                &format!("boundaries/{index}/grid"),
                Problem::new(Code::GridTwice).with("code", grid.code.as_str()),
            );
            continue;
        }
        draft.change(Change::Grid(Grid { version: grid.version + 1, ..grid }));
        bound(draft, boundary);
    }
}

/// Adds one vertex to the borders of neighbours, which run as before: nothing is compared, and
/// nobody is asked again.
pub(super) fn node_boundaries(draft: &mut PlanDraft, boundaries: &[NewBoundary]) {
    for boundary in boundaries {
        if let Some(grid) = draft.atlas.tree().active(boundary.grid).cloned() {
            draft.change(Change::Grid(Grid { version: grid.version + 1, ..grid }));
            draw(draft, boundary);
        }
    }
}

pub(super) fn place(draft: &mut PlanDraft, id: GridId, parent: GridId) {
    let tree = draft.atlas.tree();
    let Some(grid) = tree.get(id).filter(|_| !tree.is_root(id)).cloned() else {
        return draft.refuse("grid", Problem::new(Code::UnknownGrid).with("grid", id.to_string()));
    };
    let returns = grid.life.to.is_some();
    if !returns && grid.parent == Some(parent) {
        return;
    }
    let placed = grid.placed(Some(parent), draft.now);
    if !belongs(draft, &placed) {
        return;
    }
    draft.touch(Unit::Grid(id));
    draft.touch(Unit::Grid(parent));
    for parent in
        draft.atlas.tree().get(id).and_then(|grid| grid.parent).filter(|_| !returns).into_iter()
    {
        draft.touch(Unit::Grid(parent));
    }
    draft.change(Change::Grid(placed));
    let index = draft.index();
    draft.bounded.push((id, index));
}

/// Replaces the polygon of a grid, where land may come from or go to others.
fn bound(draft: &mut PlanDraft, boundary: &NewBoundary) {
    draw(draft, boundary);
    let index = draft.index();
    draft.bounded.push((boundary.grid, index));
    draft.touch(Unit::Grid(boundary.grid));
    // Points may come from or go to the neighbours, and those are in and below the parent.
    if let Some(parent) = draft.atlas.tree().get(boundary.grid).and_then(|grid| grid.parent) {
        draft.touch(Unit::Grid(parent));
    }
}

/// Ends the polygon of a grid, if it has one, and begins the new one.
fn draw(draft: &mut PlanDraft, boundary: &NewBoundary) {
    let mut from = draft.now;
    if let Some(before) = draft.atlas.tree().boundary(boundary.grid).cloned() {
        let period = before.period.closed(from);
        from = period.to.unwrap_or(from);
        draft.change(Change::Boundary(Boundary { period, ..before }));
    }
    let NewBoundary { id, grid, shape } = boundary.clone();
    draft.change(Change::Boundary(Boundary { id, grid, shape, period: Period::since(from) }));
}
