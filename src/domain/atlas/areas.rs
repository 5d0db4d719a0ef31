//! The index from a point to its grid.

mod decision;
#[cfg(test)]
mod properties;

pub use decision::{AreaDecision, CoverOutcome, CoveringArea, NearestStep};

use crate::domain::geometry::{Bounds, Point, Shape};
use rstar::{AABB, RTree, RTreeObject};
use std::sync::Arc;

/// A grid that has a boundary.
#[derive(Debug, Clone)]
pub struct Area {
    /// The grid's index in the table of all grids.
    pub grid: u32,
    /// Its level by the configured order: 0 is the widest. A child's level is larger than its
    /// parent's.
    pub level: u8,
    /// True if it is dedicated (专属), not general (普通).
    pub dedicated: bool,
    /// Its code, which decides between equals.
    pub code: Arc<str>,
    /// Its boundary.
    pub shape: Arc<Shape>,
}

/// All areas at one moment. Immutable; a changed copy shares what did not change.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    /// Areas, by grid.
    areas: Vec<Option<Area>>,
    /// The parent of every grid, also of those without a boundary.
    parents: Arc<[Option<u32>]>,
    /// The general areas, the deepest level first.
    levels: Vec<AreaLevel>,
    /// The dedicated areas of all levels.
    dedicated: BoxTree,
}

type BoxTree = Arc<RTree<SearchArea>>;

#[derive(Debug, Clone)]
struct AreaLevel {
    level: u8,
    tree: BoxTree,
}

/// Data of an area for a search, close together in memory.
#[derive(Debug, Clone)]
struct SearchArea {
    bounds: Bounds,
    grid: u32,
    shape: Arc<Shape>,
}

impl From<&Area> for SearchArea {
    fn from(area: &Area) -> Self {
        Self { bounds: area.shape.bounds(), grid: area.grid, shape: area.shape.clone() }
    }
}

impl RTreeObject for SearchArea {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds.envelope()
    }
}

impl Areas {
    /// Creates the index of some areas. `parents` holds the parent of every grid by the grid's
    /// index, whether or not they have boundaries; of two areas of one grid, the later counts.
    pub fn new(areas: impl IntoIterator<Item = Area>, parents: Arc<[Option<u32>]>) -> Self {
        Self::default().with(&[], areas.into_iter().collect(), parents)
    }

    /// Returns a copy without the areas of some grids and with others, under a new table of
    /// parents. Only trees of levels that lose or gain an area are rebuilt.
    #[must_use]
    pub fn with(&self, removed: &[u32], added: Vec<Area>, parents: Arc<[Option<u32>]>) -> Self {
        let mut areas = self.areas.clone();
        let mut touched = Vec::new();
        let gone = removed.iter().copied().chain(added.iter().map(|area| area.grid));
        for grid in gone {
            let old = areas.get_mut(grid as usize).and_then(Option::take);
            touched.extend(old.as_ref().map(group));
        }
        for area in added {
            let grid = area.grid as usize;
            if areas.len() <= grid {
                areas.resize(grid + 1, None);
            }
            touched.push(group(&area));
            if let Some(place) = areas.get_mut(grid) {
                *place = Some(area);
            }
        }
        let mut changed = Self { areas, parents, ..self.clone() };
        changed.rebuild(touched);
        changed
    }

    fn rebuild(&mut self, mut groups: Vec<Option<u8>>) {
        groups.sort_unstable();
        groups.dedup();
        for of in groups {
            let members = self.areas.iter().flatten().filter(|area| group(area) == of);
            let entries: Vec<SearchArea> = members.map(SearchArea::from).collect();
            let empty = entries.is_empty();
            let tree = Arc::new(RTree::bulk_load(entries));
            let Some(level) = of else {
                self.dedicated = tree;
                continue;
            };
            self.levels.retain(|other| other.level != level);
            if !empty {
                let at = self.levels.partition_point(|other| other.level > level);
                self.levels.insert(at, AreaLevel { level, tree });
            }
        }
    }

    /// Returns true if no grid has an area.
    pub fn is_empty(&self) -> bool {
        self.levels.is_empty() && self.dedicated.size() == 0
    }

    /// Returns the area of a grid, if it has one.
    pub fn area(&self, grid: u32) -> Option<&Area> {
        self.areas.get(grid as usize)?.as_ref()
    }

    /// Returns the areas that cover a point: deeper levels first, in a level the smaller area, then
    /// the smaller code.
    pub fn cover(&self, point: Point) -> Vec<&Area> {
        let trees = self.levels.iter().map(|level| &level.tree).chain([&self.dedicated]);
        let mut covering: Vec<&Area> = trees
            .flat_map(|tree| covering(tree, point))
            .filter_map(|entry| self.area(entry.grid))
            .collect();
        covering.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.smaller(b)));
        covering
    }

    /// Returns the grids above a grid, the nearest first.
    fn ancestors(&self, grid: u32) -> impl Iterator<Item = u32> {
        let parent = |grid: &u32| self.parents.get(*grid as usize).copied().flatten();
        // Levels are bytes and rise downwards: no valid chain is longer, and a cycle ends.
        std::iter::successors(parent(&grid), parent).take(usize::from(u8::MAX))
    }
}

impl Area {
    /// Compares areas of one level: the smaller area comes first, then the smaller code.
    fn smaller(&self, other: &Self) -> std::cmp::Ordering {
        self.shape
            .area_m2()
            .total_cmp(&other.shape.area_m2())
            .then_with(|| self.code.cmp(&other.code))
    }
}

/// Returns the tree of an area: its level, or `None` for that of the dedicated ones.
fn group(area: &Area) -> Option<u8> {
    (!area.dedicated).then_some(area.level)
}

fn covering(tree: &BoxTree, point: Point) -> impl Iterator<Item = &SearchArea> {
    let here = Bounds { min: point, max: point }.envelope();
    tree.locate_in_envelope_intersecting(&here).filter(move |entry| entry.shape.covers(point))
}
