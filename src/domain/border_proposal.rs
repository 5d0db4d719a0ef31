//! Borders for grids that have none yet, from where their addresses are.
//!
//! Each place belongs to the grid whose address is nearest: no street is invented. Towns often have
//! a list of buildings and no polygons.

use super::atlas::Atlas;
use super::geometry::overlay::{difference, union};
use super::geometry::territories::{Site, remote, territories};
use super::geometry::{Effort, Point, Shape};
use super::id::{AddressId, GridId};
use super::unit::{Grid, GridKind};
use crate::error::{Code, Problem};
use std::collections::BTreeMap;

/// Maximum number of grids that get borders at once.
pub const CHILDREN_MAX: usize = 500;
/// Maximum number of points of their addresses.
pub const POINTS_MAX: usize = 100_000;

/// The grids that are to get borders.
#[derive(Debug, Clone, PartialEq)]
pub struct BorderWish {
    /// The grid whose land is divided.
    pub grid: GridId,
    /// General grids directly below it; `None` for all of them. Others keep their land.
    pub children: Option<Vec<GridId>>,
    /// Distance in metres beyond which land is listed as remote.
    pub max_reach_m: f64,
}

/// Proposed borders.
#[derive(Debug, Clone, PartialEq)]
pub struct BorderProposal {
    /// The grids, in the order of their codes. Together they tile the land exactly.
    pub children: Vec<ProposedChild>,
    /// Points of several grids, each with the grid that has it.
    pub shared: Vec<SharedPoint>,
    /// Addresses whose point is outside the land; they are not considered.
    pub outside: Vec<AddressId>,
    /// Addresses whose point lies in another grid than their own: on a shared point or a small
    /// island.
    pub misplaced: Vec<AddressId>,
    /// Number of addresses without a point.
    pub unplaced: usize,
}

/// A grid and its proposed border.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedChild {
    /// Grid.
    pub grid: GridId,
    /// Border.
    pub shape: Shape,
    /// Number of addresses with a point on the land.
    pub addresses: usize,
    /// Land that is farther from all of them than the reach, if there is any.
    pub remote: Option<Shape>,
}

/// A point at which several grids have addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPoint {
    /// Position.
    pub point: Point,
    /// Grids that have addresses there, in the order of their codes.
    pub grids: Vec<GridId>,
    /// The one with most addresses there, which the point goes to.
    pub kept_by: GridId,
}

/// An address of one of the grids.
struct PlacedAddress {
    id: AddressId,
    point: Point,
    /// Index of the grid.
    child: usize,
}

/// Proposes borders for grids below another one, from the points of the addresses of their building
/// groups and of all grids below them.
///
/// # Errors
/// `grid_without_boundary`, `grid_not_below`, `grid_twice`, `too_few`, `too_many`, `no_land_left`;
/// a `no_address_points` for each grid without any; `grid_too_small` for one that gets no land.
pub fn propose(atlas: &Atlas, wish: &BorderWish) -> Result<BorderProposal, Vec<Problem>> {
    let children = children(atlas, wish)?;
    let effort = Effort::unbounded();
    let land = land(atlas, wish.grid, &children, &effort)?;
    let mut outside = Vec::new();
    let mut placed = Vec::new();
    let mut unplaced = 0;
    for (child, grid) in children.iter().enumerate() {
        for (id, point) in addresses(atlas, grid.id) {
            match point {
                None => unplaced += 1,
                Some(point) if land.covers(point) => {
                    placed.push(PlacedAddress { id, point, child })
                }
                Some(_) => outside.push(id),
            }
        }
    }
    require_points(atlas, wish.grid, &children, &placed)?;
    let (sites, shared) = sites(&placed, &children);
    let min_m2 = atlas.settings().min_grid_area_m2;
    let shapes = territories(&land, &sites, children.len(), min_m2, &effort).map_err(one)?;
    let mut proposed = Vec::with_capacity(children.len());
    for (child, (grid, shape)) in children.iter().zip(shapes).enumerate() {
        let shape = shape.ok_or_else(|| {
            let problem = Problem::new(Code::GridTooSmall).with("area_m2", 0).with("min", min_m2);
            vec![problem.with("code", grid.code.as_str())]
        })?;
        let own = placed.iter().filter(|address| address.child == child);
        let points: Vec<Point> = own.map(|address| address.point).collect();
        let remote = remote(&shape, &points, wish.max_reach_m, &effort).map_err(one)?;
        proposed.push(ProposedChild { grid: grid.id, addresses: points.len(), shape, remote });
    }
    let is_misplaced = |address: &&PlacedAddress| {
        proposed.get(address.child).is_none_or(|child| !child.shape.covers(address.point))
    };
    let misplaced = placed.iter().filter(is_misplaced).map(|address| address.id).collect();
    Ok(BorderProposal { children: proposed, shared, outside, misplaced, unplaced })
}

fn one(problem: Problem) -> Vec<Problem> {
    vec![problem]
}

/// Returns the grids that are to get borders, in the order of their codes.
fn children<'a>(atlas: &'a Atlas, wish: &BorderWish) -> Result<Vec<&'a Grid>, Vec<Problem>> {
    let tree = atlas.tree();
    let general = || tree.children(wish.grid).filter(|grid| grid.kind == GridKind::General);
    let mut children: Vec<&Grid> = Vec::new();
    match &wish.children {
        None => children.extend(general()),
        Some(wanted) => {
            for (index, &id) in wanted.iter().enumerate() {
                let pointer = format!("/children/{index}");
                let child = general().find(|grid| grid.id == id);
                let child = child.ok_or_else(|| not_below(atlas, id, wish.grid, &pointer))?;
                if children.iter().any(|other| other.id == id) {
                    let problem = Problem::new(Code::GridTwice).with("code", child.code.as_str());
                    return Err(vec![problem.at(pointer)]);
                }
                children.push(child);
            }
        }
    }
    match children.len() {
        0 => return Err(vec![Problem::new(Code::TooFew).with("min", 1).at("/children")]),
        1..=CHILDREN_MAX => {}
        _ => {
            return Err(vec![
                Problem::new(Code::TooMany).with("max", CHILDREN_MAX).at("/children"),
            ]);
        }
    }
    children.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(children)
}

fn not_below(atlas: &Atlas, child: GridId, grid: GridId, pointer: &str) -> Vec<Problem> {
    let code = |id| atlas.tree().get(id).map(|grid| grid.code.as_str());
    vec![
        match code(child) {
            None => Problem::new(Code::UnknownGrid).with("grid", child.to_string()),
            Some(named) => {
                Problem::new(Code::GridNotBelow).with("code", named).with("parent", code(grid))
            }
        }
        .at(pointer),
    ]
}

/// Returns the land of a grid that no other general grid below it has.
fn land(
    atlas: &Atlas,
    grid: GridId,
    children: &[&Grid],
    effort: &Effort,
) -> Result<Shape, Vec<Problem>> {
    let code = atlas.tree().get(grid).map(|grid| grid.code.as_str());
    let whole = atlas.shape(grid).ok_or_else(|| {
        vec![Problem::new(Code::GridWithoutBoundary).with("code", code).at("/grid")]
    })?;
    let others = atlas.tree().children(grid).filter(|other| {
        other.kind == GridKind::General && children.iter().all(|child| child.id != other.id)
    });
    let others: Vec<&Shape> =
        others.filter_map(|other| atlas.shape(other.id)).map(AsRef::as_ref).collect();
    let left = match union(&others, effort).map_err(one)? {
        None => Some(whole.as_ref().clone()),
        Some(taken) => difference(whole, &taken, effort).map_err(one)?,
    };
    left.ok_or_else(|| vec![Problem::new(Code::NoLandLeft).with("code", code).at("/children")])
}

/// Returns the addresses of a grid and everything below it, with their points.
fn addresses(atlas: &Atlas, grid: GridId) -> impl Iterator<Item = (AddressId, Option<Point>)> {
    let grids = atlas.tree().downward(grid).into_iter();
    let groups = grids.flat_map(|grid| atlas.groups().of_grid(grid));
    let addresses = groups.flat_map(|group| atlas.addresses().of_group(group.id));
    addresses.map(|address| (address.id, address.point))
}

fn require_points(
    atlas: &Atlas,
    grid: GridId,
    children: &[&Grid],
    placed: &[PlacedAddress],
) -> Result<(), Vec<Problem>> {
    if placed.len() > POINTS_MAX {
        return Err(vec![Problem::new(Code::TooMany).with("max", POINTS_MAX).at("/children")]);
    }
    let has_point = |child: usize| placed.iter().any(|address| address.child == child);
    let parent = atlas.tree().get(grid).map(|grid| grid.code.as_str());
    let without = children.iter().enumerate().filter(|&(child, _)| !has_point(child));
    let problems: Vec<Problem> = without
        .map(|(_, child)| {
            let problem = Problem::new(Code::NoAddressPoints).with("code", child.code.as_str());
            problem.with("parent", parent).at("/children")
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Returns the distinct points, each with the grid that has most addresses there, and those of
/// several grids.
fn sites(placed: &[PlacedAddress], children: &[&Grid]) -> (Vec<Site>, Vec<SharedPoint>) {
    let mut counts: BTreeMap<Point, BTreeMap<usize, usize>> = BTreeMap::new();
    for address in placed {
        *counts.entry(address.point).or_default().entry(address.child).or_default() += 1;
    }
    let mut sites = Vec::with_capacity(counts.len());
    let mut shared = Vec::new();
    for (point, of_children) in counts {
        let most = of_children.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        let Some((&owner, _)) = most else { continue };
        sites.push(Site { point, owner });
        let grid = |child: &usize| children.get(*child).map(|grid| grid.id);
        if let (Some(kept_by), true) = (grid(&owner), of_children.len() > 1) {
            let grids = of_children.keys().filter_map(grid).collect();
            shared.push(SharedPoint { point, grids, kept_by });
        }
    }
    (sites, shared)
}
