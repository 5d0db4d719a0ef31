//! Expansion of operations that draw, merge and create grids, and move building groups.

mod borders;
mod split;

pub(super) use split::split;

use super::ExpansionContext;
use crate::domain::atlas_edit::{AtlasEdit, NewBoundary, NewMembership};
use crate::domain::datum::Datum;
use crate::domain::duty::Capacity;
use crate::domain::geometry::Shape;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::geometry::overlay::union;
use crate::domain::id::{BoundaryId, BuildingGroupId, GridId, MemberId};
use crate::domain::organization::Organization;
use crate::domain::period::Period;
use crate::domain::reassignment::operation::{
    CreateGrid, MergeGrids, MoveBoundary, MoveBuildingGroup,
};
use crate::domain::unit::{Grid, Unit};
use crate::error::{Code, Problem};
use borders::DrawnBorder;
use std::sync::Arc;

/// Maximum number of polygons in one operation.
const BOUNDARIES_MAX: usize = 500;
/// Maximum number of grids that one operation may merge or split into.
const PARTS_MAX: usize = 50;

pub(super) fn move_boundary(
    ground: &mut ExpansionContext<'_>,
    action: &MoveBoundary,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    count(action.boundaries.len(), 1, BOUNDARIES_MAX)
        .map_err(|problem| vec![problem.at("/boundaries")])?;
    let mut drawn = Vec::new();
    let mut problems = Vec::new();
    for (index, redrawn) in action.boundaries.iter().enumerate() {
        let pointer = format!("/boundaries/{index}");
        let checked = ground
            .grid(redrawn.grid, &format!("{pointer}/grid"))
            .map(|grid| grid.id)
            .and_then(|grid| {
                let shape = ground.shape(&redrawn.geometry, &format!("{pointer}/geometry"))?;
                ground
                    .check_size(&shape)
                    .map_err(|problem| problem.at(format!("{pointer}/geometry")))?;
                Ok(DrawnBorder { grid, shape })
            });
        match checked {
            Ok(one) if drawn.iter().any(|other: &DrawnBorder| other.grid == one.grid) => {
                let code = ground
                    .atlas
                    .tree()
                    .get(one.grid)
                    .map(|grid| grid.code.as_str())
                    .unwrap_or_default();
                problems.push(
                    Problem::new(Code::GridTwice).at(format!("{pointer}/grid")).with("code", code),
                );
            }
            Ok(one) => drawn.push(one),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        ground.draw(drawn).map_err(|problem| vec![problem])
    } else {
        Err(problems)
    }
}

pub(super) fn create(
    ground: &mut ExpansionContext<'_>,
    action: &CreateGrid,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let shape =
        action.boundary.as_ref().map(|geometry| ground.shape(geometry, "/boundary")).transpose();
    let shape = shape.map_err(|problem| vec![problem])?;
    if let Some(Err(problem)) = shape.as_ref().map(|shape| ground.check_size(shape)) {
        return Err(vec![problem.at("/boundary")]);
    }
    let grid = Grid {
        id: GridId(ground.identifiers.next()),
        code: action.code.clone(),
        name: action.name.clone(),
        level: action.level.clone(),
        kind: action.kind,
        setting: action.setting,
        parent: Some(action.parent),
        office_phone: None,
        life: Period::since(ground.now),
        stays: Vec::new(),
        version: 1,
    };
    let mut edits = ground.found(grid.clone(), shape.clone());
    let drawn: Vec<DrawnBorder> =
        shape.map(|shape| DrawnBorder { grid: grid.id, shape }).into_iter().collect();
    edits.extend(ground.node(&drawn).map_err(|problem| vec![problem.below("/boundary")])?);
    edits.extend(ground.lead(grid.id, action.leader, "/leader").map_err(|problem| vec![problem])?);
    Ok(edits)
}

/// Gives the neighbours' land to the grid that stays, with the grids, building groups and
/// organisations on it.
pub(super) fn merge(
    ground: &mut ExpansionContext<'_>,
    action: &MergeGrids,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let into = ground.grid(action.into, "/into").map_err(|problem| vec![problem])?.clone();
    count(action.grids.len(), 1, PARTS_MAX - 1).map_err(|problem| vec![problem.at("/grids")])?;
    let others = merged(ground, action, &into)?;
    let of = |grid: &Grid| ground.atlas.shape(grid.id).map(AsRef::as_ref);
    let shapes: Vec<&Shape> = std::iter::once(&into).chain(&others).filter_map(of).collect();
    let mut edits = Vec::new();
    for other in &others {
        edits.extend(ground.move_everything(other.id, into.id));
    }
    if others.iter().any(|other| of(other).is_some()) {
        // Each of them is joined to another one; separate parts of one grid stay separate.
        let joined =
            shapes.iter().map(|shape| shape.polygons().len()).sum::<usize>() + 1 - shapes.len();
        let whole =
            union(&shapes, ground.effort).map_err(|problem| vec![problem.below("/grids")])?;
        let whole = whole.filter(|whole| whole.polygons().len() <= joined);
        let shape =
            Arc::new(whole.ok_or_else(|| vec![Problem::new(Code::GridsNotAdjacent).at("/grids")])?);
        let drawn = ground.draw(vec![DrawnBorder { grid: into.id, shape }]);
        edits.extend(drawn.map_err(|problem| vec![problem.below("/grids")])?);
    }
    edits.extend(others.iter().map(|other| AtlasEdit::RetireGrid { grid: other.id }));
    edits.extend(
        action.name.iter().map(|name| AtlasEdit::RenameGrid { grid: into.id, name: name.clone() }),
    );
    edits.extend(ground.lead(into.id, action.leader, "/leader").map_err(|problem| vec![problem])?);
    Ok(edits)
}

/// Returns the grids that end: of the same parent, level and kind as the one that stays, each once.
fn merged(
    ground: &ExpansionContext<'_>,
    action: &MergeGrids,
    into: &Grid,
) -> Result<Vec<Grid>, Vec<Problem>> {
    let (mut others, mut problems): (Vec<Grid>, Vec<Problem>) = Default::default();
    for (index, &id) in action.grids.iter().enumerate() {
        let pointer = format!("/grids/{index}");
        match ground.grid(id, &pointer) {
            Err(problem) => problems.push(problem),
            Ok(grid) if id == into.id || others.iter().any(|other| other.id == id) => {
                problems.push(
                    Problem::new(Code::GridTwice).at(pointer).with("code", grid.code.as_str()),
                );
            }
            Ok(grid)
                if (grid.parent, &grid.level, grid.kind)
                    != (into.parent, &into.level, into.kind) =>
            {
                let problem = Problem::new(Code::GridsNotSiblings).with("a", into.code.as_str());
                problems.push(problem.with("b", grid.code.as_str()).at(pointer));
            }
            Ok(grid) => others.push(grid.clone()),
        }
    }
    if problems.is_empty() { Ok(others) } else { Err(problems) }
}

pub(super) fn move_building_group(
    ground: &mut ExpansionContext<'_>,
    action: &MoveBuildingGroup,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let present = ground.atlas.groups().grid_of(action.building_group);
    if present == Some(action.grid) {
        return Err(vec![Problem::new(Code::GroupThereAlready).at("/grid")]);
    }
    Ok(vec![ground.move_group(action.building_group, action.grid).ok_or_else(|| {
        let problem = Problem::new(Code::UnknownBuildingGroup).at("/building_group");
        vec![problem.with("building_group", action.building_group.to_string())]
    })?])
}

fn count(found: usize, min: usize, max: usize) -> Result<(), Problem> {
    if (min..=max).contains(&found) {
        Ok(())
    } else {
        Err(Problem::new(Code::OutOfRange).with("min", min).with("max", max))
    }
}

impl ExpansionContext<'_> {
    /// Finds a grid that is not retired.
    fn grid(&self, id: GridId, pointer: &str) -> Result<&Grid, Problem> {
        self.atlas
            .tree()
            .active(id)
            .ok_or_else(|| Problem::new(Code::UnknownGrid).at(pointer).with("grid", id.to_string()))
    }

    /// Returns the shape of a polygon in WGS 84.
    fn shape(&self, geometry: &Geometry, pointer: &str) -> Result<Arc<Shape>, Problem> {
        geometry
            .shape(Datum::Wgs84, self.effort)
            .map(Arc::new)
            .map_err(|problem| problem.below(pointer))
    }

    /// Checks that a shape is not smaller than a grid may be.
    fn check_size(&self, shape: &Shape) -> Result<(), Problem> {
        let min = self.atlas.settings().min_grid_area_m2;
        if shape.area_m2() >= min {
            return Ok(());
        }
        let area_m2 = (shape.area_m2() * 100.0).round() / 100.0;
        let problem = Problem::new(Code::GridTooSmall).with("area_m2", area_m2).with("min", min);
        Err(problem.with("geometry", shape.sketch()))
    }

    fn found(&mut self, grid: Grid, shape: Option<Arc<Shape>>) -> Vec<AtlasEdit> {
        let id = grid.id;
        let boundary = shape.map(|shape| NewBoundary {
            id: BoundaryId(self.identifiers.next()),
            grid: id,
            shape,
        });
        vec![AtlasEdit::CreateGrid { grid, boundary }]
    }

    /// Makes somebody leader of a grid from now on, in place of any present leader.
    fn lead(
        &mut self,
        grid: GridId,
        leader: Option<MemberId>,
        pointer: &str,
    ) -> Result<Vec<AtlasEdit>, Problem> {
        let Some(leader) = leader else { return Ok(Vec::new()) };
        let unit = Unit::Grid(grid);
        let now = self.now;
        self.check_successor(leader, now, pointer)?;
        let duties = self.atlas.people().duties(unit);
        let present = duties
            .iter()
            .filter(|duty| duty.capacity == Capacity::Leader && !duty.period.ended(now));
        let present: Vec<_> = present.copied().collect();
        if present.iter().any(|duty| duty.member == leader && duty.period.contains(now)) {
            return Ok(Vec::new());
        }
        let mut edits: Vec<AtlasEdit> = present
            .iter()
            .map(|duty| AtlasEdit::EndDuty { duty: duty.id, at: now.max(duty.period.from) })
            .collect();
        let other =
            duties.iter().filter(|duty| duty.member == leader && duty.capacity != Capacity::OnCall);
        let other =
            other.filter(|duty| duty.capacity != Capacity::Leader && !duty.period.ended(now));
        edits.extend(
            other.map(|duty| AtlasEdit::EndDuty { duty: duty.id, at: now.max(duty.period.from) }),
        );
        edits.push(self.give(unit, leader, Capacity::Leader, 0, Period::since(now)));
        Ok(edits)
    }

    fn move_group(&mut self, group: BuildingGroupId, grid: GridId) -> Option<AtlasEdit> {
        let group = self.atlas.groups().get(group).filter(|group| group.life.to.is_none())?;
        let name = group.name.clone();
        let household_count = group.household_count;
        let moved = Some(NewMembership { id: self.identifiers.next(), grid });
        Some(AtlasEdit::ChangeBuildingGroup {
            building_group: group.id,
            name,
            household_count,
            moved,
        })
    }

    /// Moves the grids, building groups and organisations of one grid to another.
    fn move_everything(&mut self, from: GridId, to: GridId) -> Vec<AtlasEdit> {
        let children = self.atlas.tree().children(from);
        let mut edits: Vec<AtlasEdit> =
            children.map(|child| AtlasEdit::PlaceGrid { grid: child.id, parent: to }).collect();
        let groups: Vec<BuildingGroupId> =
            self.atlas.groups().of_grid(from).iter().map(|group| group.id).collect();
        edits.extend(groups.into_iter().filter_map(|group| self.move_group(group, to)));
        edits.extend(self.move_organizations(from, to));
        edits
    }

    /// Moves the organisations that work in a grid, or serve it by name, to another.
    fn move_organizations(&self, from: GridId, to: GridId) -> Vec<AtlasEdit> {
        let organizations = self.atlas.organizations();
        let working = organizations.in_grid(from);
        let serving = organizations.naming(Unit::Grid(from));
        let mut moved: Vec<&Organization> = working.chain(serving).collect();
        moved.sort_unstable_by_key(|organization| organization.id);
        moved.dedup_by_key(|organization| organization.id);
        moved
            .into_iter()
            .map(|organization| AtlasEdit::ChangeOrganization {
                organization: organization.id,
                profile: organization.profile.clone().moved(from, to),
            })
            .collect()
    }
}
