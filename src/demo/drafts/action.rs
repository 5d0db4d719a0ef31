//! The operation of a draft, built from the grids and people of the town.

use super::{DemoDraft, DemoOperation};
use crate::demo::areas::{DemoArea, GRIDS};
use crate::domain::atlas::Atlas;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::geometry::cut::cut;
use crate::domain::geometry::{Effort, Point, Position, Shape, shared_border_m};
use crate::domain::id::MemberId;
use crate::domain::period::Instant;
use crate::domain::reassignment::OperationSpec;
use crate::domain::reassignment::operation::{
    GroupPart, MoveBuildingGroup, ReplaceHolder, SplitGrid, SplitPart,
};
use crate::domain::unit::{Grid, GridKind, Unit};

/// Building groups that stay with a grid that is split: pioneer posts name the first ones.
const STAY: usize = 4;
/// Slants of the lines that are tried, in hundredths of the height of a grid.
const ASLANT: [i32; 7] = [0, 8, -8, 16, -16, 24, -24];

impl DemoDraft {
    /// Returns the operation; `None` without the grid or the person, or if no line cuts the grid.
    pub fn action(
        &self,
        atlas: &Atlas,
        areas: &[DemoArea],
        incoming: &[MemberId],
        now: Instant,
    ) -> Option<OperationSpec> {
        let area = areas.get(self.area)?;
        let grid = atlas.tree().by_code(&area.code)?;
        match self.operation {
            DemoOperation::Successor(successor) => {
                let leads = held(atlas, grid, Capacity::Leader, now)?;
                let by = *incoming.get(successor)?;
                Some(OperationSpec::ReplaceHolder(ReplaceHolder { duty: leads.id, by, at: None }))
            }
            DemoOperation::GroupMoves => {
                let group = *atlas.groups().of_grid(grid.id).last()?;
                let to = neighbour(atlas, grid)?;
                Some(OperationSpec::MoveBuildingGroup(MoveBuildingGroup {
                    building_group: group.id,
                    grid: to.id,
                }))
            }
            DemoOperation::Split => {
                let deputy = held(atlas, grid, Capacity::Deputy, now)?;
                let south = SplitPart {
                    code: Some(format!("{}-{:02}", areas.get(area.parent?)?.code, GRIDS + 1)),
                    name: Some(format!("{}南区网格", area.place)),
                    leader: Some(deputy.member),
                    geometry: None,
                };
                split(atlas, grid, south)
            }
        }
    }
}

/// Splits a grid, which keeps the north and its first building groups.
fn split(atlas: &Atlas, grid: &Grid, south: SplitPart) -> Option<OperationSpec> {
    let line = across(atlas.shape(grid.id)?)?.map(Point::to_degrees);
    let north = SplitPart { code: None, name: None, leader: None, geometry: None };
    let groups = atlas.groups().of_grid(grid.id).into_iter().enumerate();
    let goes = |(n, group)| GroupPart { building_group: group, part: usize::from(n >= STAY) };
    Some(OperationSpec::SplitGrid(SplitGrid {
        grid: grid.id,
        line: Some(line.map(|[lon, lat]| Position { lon, lat }).to_vec()),
        parts: vec![north, south],
        building_groups: groups.map(|(n, group)| goes((n, group.id))).collect(),
    }))
}

fn held<'a>(atlas: &'a Atlas, grid: &Grid, capacity: Capacity, now: Instant) -> Option<&'a Duty> {
    atlas.people().chain(Unit::Grid(grid.id), now).find(|duty| duty.capacity == capacity)
}

/// Returns the general grid of the same parent with the longest common border.
fn neighbour<'a>(atlas: &'a Atlas, grid: &Grid) -> Option<&'a Grid> {
    let shape = atlas.shape(grid.id)?;
    let siblings = atlas.tree().children(grid.parent?);
    let others = siblings.filter(|other| other.id != grid.id && other.kind == GridKind::General);
    let bordering =
        others.filter_map(|other| Some((shared_border_m(shape, atlas.shape(other.id)?), other)));
    bordering.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, other)| other)
}

/// Returns a line from west to east that cuts a shape in two, each part at least a third of it.
fn across(shape: &Shape) -> Option<[Point; 2]> {
    let min = shape.bounds().min;
    let max = shape.bounds().max;
    let height = max.lat_e7 - min.lat_e7;
    let middle = min.lat_e7.midpoint(max.lat_e7);
    let line = |aslant: i32| {
        let rise = height / 100 * aslant;
        let west = min.lon_e7 - height / 10;
        let east = max.lon_e7 + height / 10;
        [
            Point { lon_e7: west, lat_e7: middle - rise },
            Point { lon_e7: east, lat_e7: middle + rise },
        ]
    };
    ASLANT.into_iter().map(line).find(|line| {
        cut(shape, line, &Effort::unbounded()).is_ok_and(|cut| {
            cut.pieces.len() == 2
                && cut.pieces.iter().all(|piece| 3.0 * piece.area_m2() > shape.area_m2())
        })
    })
}
