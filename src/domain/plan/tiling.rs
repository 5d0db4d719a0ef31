//! Whether the planned polygons still tile: general siblings neither overlap nor leave holes, dedicated ones do not
//! overlap each other, and no child reaches beyond its parent.

use super::Allowances;
use super::draft::Draft;
use crate::domain::atlas::{Atlas, Tree};
use crate::domain::geometry::Shape;
use crate::domain::geometry::overlay::overlap;
use crate::domain::geometry::tiling::{gaps, overhangs, overlaps};
use crate::domain::id::GridId;
use crate::domain::unit::{AcceptedGap, Grid, GridKind};
use crate::error::{Code, Problem};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// A grid below a parent, with its polygon.
type Child<'a> = (&'a Grid, &'a Arc<Shape>);

/// The children of one parent, of which some have new polygons.
#[derive(Default)]
struct Family {
    /// The children with a new polygon, or none any more, and the operation that did it.
    moved: HashMap<GridId, usize>,
    /// What the moved children covered before, when all did: holes can only be there.
    uncovered: Vec<Arc<Shape>>,
    /// Holes may be anywhere: a child is new, or the parent's own polygon is.
    whole: bool,
}

/// Adds what is wrong with the polygons of a draft to its problems; records holes that are accepted knowingly.
pub(super) fn check(draft: &mut Draft, allowances: Allowances, new_id: &mut dyn FnMut() -> Uuid) {
    inherit_accepted(draft, new_id);
    let mut problems = Vec::new();
    let mut notices = Vec::new();
    let mut accepted = Vec::new();
    for (parent, family) in families(draft) {
        let children = Children::of(draft.atlas.tree(), parent);
        faults(&draft.atlas, parent, &family, &children, allowances.overlaps, &mut problems);
        let holes = holes(&draft.atlas, parent, &family, &children.general);
        if allowances.gaps {
            let mut gap = |shape| AcceptedGap { id: new_id(), parent: Some(parent), shape, accepted_at: draft.now };
            accepted.extend(holes.into_iter().map(|hole| gap(Arc::new(hole))));
        } else {
            let told = if draft.atlas.shape(parent).is_some() { &mut problems } else { &mut notices };
            told.extend(holes.iter().map(|hole| (None, gap_problem(draft.atlas.tree(), parent, hole))));
        }
    }
    problems.into_iter().for_each(|(index, problem)| {
        draft.begin_at(index);
        draft.refuse("boundary", problem);
    });
    notices.into_iter().for_each(|(_, notice)| draft.notice(notice));
    accepted.into_iter().for_each(|gap| draft.accept(gap));
}

/// A hole that was accepted among the children of a grid stays accepted where another grid of its level takes over the
/// land, and the children on it.
fn inherit_accepted(draft: &mut Draft, new_id: &mut dyn FnMut() -> Uuid) {
    let tolerance = draft.atlas.settings().overlap_tolerance_m2;
    let (tree, mut inherited) = (draft.atlas.tree(), Vec::new());
    let with_children = |id: &GridId| tree.children(*id).next().is_some();
    for (heir, shape) in draft
        .bounded
        .iter()
        .map(|&(id, _)| id)
        .filter(with_children)
        .filter_map(|id| Some((id, draft.atlas.shape(id)?)))
    {
        let of_level = |gap: &&AcceptedGap| {
            gap.parent.is_some_and(|parent| parent != heir && tree.level(parent) == tree.level(heir))
        };
        for gap in draft.before.accepted_gaps().iter().filter(of_level) {
            if let Some(common) = overlap(&gap.shape, shape).filter(|common| common.area_m2() > tolerance) {
                let (parent, shape) = (Some(heir), Arc::new(common));
                inherited.push(AcceptedGap { id: new_id(), parent, shape, accepted_at: draft.now });
            }
        }
    }
    inherited.into_iter().for_each(|gap| draft.accept(gap));
}

/// What is wrong with the polygons of an atlas as it stands. Holes that siblings enclose below a parent without a
/// polygon are not.
pub(in crate::domain) fn untiled(atlas: &Atlas) -> Vec<Problem> {
    let tree = atlas.tree();
    let mut problems = Vec::new();
    for parent in tree.all().map(|grid| grid.id) {
        let moved = tree.children(parent).map(|child| (child.id, 0)).collect();
        let family = Family { moved, uncovered: Vec::new(), whole: true };
        let children = Children::of(tree, parent);
        faults(atlas, parent, &family, &children, false, &mut problems);
        if atlas.shape(parent).is_some() {
            let holes = holes(atlas, parent, &family, &children.general);
            problems.extend(holes.iter().map(|hole| (None, gap_problem(tree, parent, hole))));
        }
    }
    problems.into_iter().map(|(_, problem)| problem).collect()
}

/// Overlaps and overhangs of the children of one parent.
fn faults(
    atlas: &Atlas,
    parent: GridId,
    family: &Family,
    children: &Children<'_>,
    may_overlap: bool,
    problems: &mut Vec<Located>,
) {
    let tolerance = atlas.settings().overlap_tolerance_m2;
    if !may_overlap {
        overlapping(family, &children.general, tolerance, problems);
    }
    overlapping(family, &children.dedicated, tolerance, problems);
    overhanging(family, atlas.shape(parent), &children.general, tolerance, problems);
    overhanging(family, atlas.shape(parent), &children.dedicated, tolerance, problems);
}

/// The families that the draft moves polygons of, by parent.
fn families(draft: &Draft) -> BTreeMap<GridId, Family> {
    let mut families: BTreeMap<GridId, Family> = BTreeMap::new();
    let tree = draft.atlas.tree();
    for &(id, index) in draft.bounded.iter().chain(&draft.retired) {
        if let Some(parent) = tree.get(id).and_then(|grid| grid.parent) {
            let family = families.entry(parent).or_default();
            family.moved.insert(id, index);
            match draft.before.shape(id) {
                Some(shape) => family.uncovered.push(Arc::clone(shape)),
                None => family.whole = true,
            }
        }
        let left = draft.before.tree().get(id).and_then(|grid| grid.parent);
        if let Some(left) = left.filter(|&left| tree.get(id).is_some_and(|grid| grid.parent != Some(left))) {
            families.entry(left).or_default().uncovered.extend(draft.before.shape(id).cloned());
        }
        if tree.children(id).next().is_some() {
            let family = families.entry(id).or_default();
            family.whole = true;
            family.moved.extend(tree.children(id).map(|child| (child.id, index)));
        }
    }
    families
}

/// The children of one parent that have a polygon.
struct Children<'a> {
    general: Vec<Child<'a>>,
    dedicated: Vec<Child<'a>>,
}

impl<'a> Children<'a> {
    fn of(tree: &'a Tree, parent: GridId) -> Self {
        let bounded = tree.children(parent).filter_map(|grid| Some((grid, &tree.boundary(grid.id)?.shape)));
        let (general, dedicated) = bounded.partition(|(grid, _)| grid.kind == GridKind::General);
        Self { general, dedicated }
    }
}

type Located = (Option<usize>, Problem);

/// Pairs of siblings that overlap, of which one moved.
fn overlapping(family: &Family, children: &[Child<'_>], tolerance: f64, problems: &mut Vec<Located>) {
    let near = near_moved(family, children);
    let shapes: Vec<&Shape> = near.iter().map(|(_, shape)| shape.as_ref()).collect();
    for overlap in overlaps(&shapes, tolerance) {
        let (a, b) = (near[overlap.a].0, near[overlap.b].0);
        let Some(&index) = family.moved.get(&b.id).or_else(|| family.moved.get(&a.id)) else { continue };
        let problem = Problem::new(Code::GridsOverlap).with("a", a.code.as_str()).with("b", b.code.as_str());
        problems.push((Some(index), measured(problem, overlap.area_m2, &overlap.shape)));
    }
}

/// The children that moved, and those close enough to meet one.
fn near_moved<'a>(family: &Family, children: &[Child<'a>]) -> Vec<Child<'a>> {
    let is_moved = |child: &&Child<'_>| family.moved.contains_key(&child.0.id);
    if is_large(children.iter().filter(is_moved).count(), children.len()) {
        return children.to_vec();
    }
    let moved: Vec<_> = children.iter().filter(is_moved).map(|(_, shape)| shape.bounds()).collect();
    children.iter().filter(|(_, shape)| moved.iter().any(|bounds| bounds.meets(&shape.bounds()))).copied().collect()
}

/// Whether so many of a family moved that looking at all of it at once is cheaper than at one after the other.
const fn is_large(moved: usize, family: usize) -> bool {
    moved * 8 > family
}

/// Children that moved and reach beyond their parent.
fn overhanging(
    family: &Family,
    parent: Option<&Arc<Shape>>,
    children: &[Child<'_>],
    tolerance: f64,
    problems: &mut Vec<Located>,
) {
    let Some(parent) = parent else { return };
    let moved: Vec<&Child<'_>> = children.iter().filter(|(grid, _)| family.moved.contains_key(&grid.id)).collect();
    let shapes: Vec<&Shape> = moved.iter().map(|(_, shape)| shape.as_ref()).collect();
    for overhang in overhangs(parent, &shapes, tolerance) {
        let grid = moved[overhang.child].0;
        let problem = Problem::new(Code::GridOverhangs).with("code", grid.code.as_str());
        problems.push((family.moved.get(&grid.id).copied(), measured(problem, overhang.area_m2, &overhang.shape)));
    }
}

/// Places of the parent that no general child covers and nobody accepted: anywhere, or where moved children were.
/// A parent without general children has no holes: it answers for all of itself.
fn holes(atlas: &Atlas, parent: GridId, family: &Family, children: &[Child<'_>]) -> Vec<Shape> {
    if children.is_empty() {
        return Vec::new();
    }
    let tolerance = atlas.settings().overlap_tolerance_m2;
    let accepted = atlas.accepted_gaps().iter().filter(|gap| gap.parent == Some(parent)).map(|gap| gap.shape.as_ref());
    let covering: Vec<&Shape> = children.iter().map(|(_, shape)| shape.as_ref()).chain(accepted).collect();
    let found = if family.whole || is_large(family.uncovered.len(), children.len()) {
        gaps(atlas.shape(parent).map(AsRef::as_ref), &covering, tolerance)
    } else {
        let inside = |region: &Arc<Shape>| {
            let near: Vec<&Shape> =
                covering.iter().filter(|shape| shape.bounds().meets(&region.bounds())).copied().collect();
            gaps(Some(region), &near, tolerance)
        };
        family.uncovered.iter().flat_map(inside).collect()
    };
    found.into_iter().map(|gap| gap.shape).collect()
}

/// A hole among the children of a grid.
pub(in crate::domain) fn gap_problem(tree: &Tree, parent: GridId, hole: &Shape) -> Problem {
    let code = tree.get(parent).map(|grid| grid.code.as_str()).unwrap_or_default();
    measured(Problem::new(Code::GridsLeaveGap).with("parent", code), hole.area_m2(), hole)
}

/// The problem with its size and the part of the map at fault.
fn measured(problem: Problem, area_m2: f64, shape: &Shape) -> Problem {
    let [lon, lat] = shape.label_point().to_degrees();
    problem
        .with("lon", lon)
        .with("lat", lat)
        .with("area_m2", (area_m2 * 100.0).round() / 100.0)
        .with("geometry", serde_json::to_value(shape).unwrap_or_default())
}
