//! Whether the planned polygons still tile: general siblings neither overlap nor leave holes,
//! dedicated ones do not overlap each other, and no child reaches beyond its parent.

use super::PlanConsent;
use super::draft::PlanDraft;
use super::faults::{Faults, gap_problem};
use crate::domain::atlas::{Atlas, GridTree};
use crate::domain::geometry::overlay::overlap;
use crate::domain::geometry::tiling::gaps;
use crate::domain::geometry::{Effort, Shape};
use crate::domain::id::GridId;
use crate::domain::unit::{AcceptedGap, Grid, GridKind};
use crate::error::{Code, Problem};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// A grid below a parent, with its polygon.
pub(super) type Child<'a> = (&'a Grid, &'a Arc<Shape>);

/// Holes that one change set may accept.
const ACCEPTED_MAX: usize = 1000;

/// The children of one parent, of which some have new polygons.
#[derive(Default)]
pub(super) struct Family {
    /// The children with a new polygon, or none any more, and the operation that did it.
    pub(super) moved: HashMap<GridId, usize>,
    /// What the moved children covered before, when all did: holes can only be there.
    uncovered: Vec<Arc<Shape>>,
    /// Holes may be anywhere: a child is new, or the parent's own polygon is.
    whole: bool,
}

/// Adds what is wrong with the polygons of a draft to its problems; records holes that are accepted
/// knowingly.
pub(super) fn check(
    draft: &mut PlanDraft,
    allowances: PlanConsent,
    effort: &Effort,
    new_id: &mut dyn FnMut() -> Uuid,
) {
    if let Err(problem) = compare(draft, allowances, effort, new_id) {
        draft.begin_at(draft.bounded.last().map(|&(_, index)| index));
        draft.refuse("boundary", problem);
    }
}

/// Compares the polygons of all families that the draft moves, as far as the effort goes.
///
/// # Errors
/// `too_complex`.
fn compare(
    draft: &mut PlanDraft,
    allowances: PlanConsent,
    effort: &Effort,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Result<(), Problem> {
    inherit_accepted(draft, effort, new_id)?;
    let (mut faults, mut notices) = (Faults::new(effort), Faults::new(effort));
    let mut accepted = Vec::new();
    for (parent, family) in families(draft) {
        let children = Children::of(draft.atlas.tree(), parent);
        faults.compare(&draft.atlas, parent, &family, &children, allowances.overlaps)?;
        let holes = holes(&draft.atlas, parent, &family, &children.general, effort)?;
        if allowances.gaps {
            let mut gap = |shape| AcceptedGap {
                id: new_id(),
                parent: Some(parent),
                shape,
                accepted_at: draft.now,
            };
            accepted.extend(holes.into_iter().map(|hole| gap(Arc::new(hole))));
            require_few(&accepted, effort)?;
        } else {
            let told = if draft.atlas.shape(parent).is_some() { &mut faults } else { &mut notices };
            holes
                .iter()
                .for_each(|hole| told.add(None, || gap_problem(draft.atlas.tree(), parent, hole)));
        }
    }
    faults.listed().into_iter().for_each(|(index, problem)| {
        draft.begin_at(index);
        draft.refuse("boundary", problem);
    });
    notices.listed().into_iter().for_each(|(_, notice)| draft.notice(notice));
    accepted.into_iter().for_each(|gap| draft.accept(gap));
    Ok(())
}

/// Whether so many of a family moved that looking at all of it at once is cheaper than at one after
/// the other.
pub(super) const fn is_large(moved: usize, family: usize) -> bool {
    moved * 8 > family
}

/// Nobody accepts thousands of holes knowingly.
fn require_few(accepted: &[AcceptedGap], effort: &Effort) -> Result<(), Problem> {
    match accepted.get(ACCEPTED_MAX) {
        Some(gap) if effort.is_bounded() => Err(gap.shape.label_point().problem(Code::TooComplex)),
        _ => Ok(()),
    }
}

/// A hole that was accepted among the children of a grid stays accepted where another grid of its
/// level takes over the land, and the children on it.
fn inherit_accepted(
    draft: &mut PlanDraft,
    effort: &Effort,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Result<(), Problem> {
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
            gap.parent
                .is_some_and(|parent| parent != heir && tree.level(parent) == tree.level(heir))
        };
        for gap in draft.before.accepted_gaps().iter().filter(of_level) {
            let common = overlap(&gap.shape, shape, effort)?;
            if let Some(common) = common.filter(|common| common.area_m2() > tolerance) {
                let (parent, shape) = (Some(heir), Arc::new(common));
                inherited.push(AcceptedGap { id: new_id(), parent, shape, accepted_at: draft.now });
            }
        }
    }
    inherited.into_iter().for_each(|gap| draft.accept(gap));
    Ok(())
}

/// What is wrong with the polygons of an atlas as it stands. Holes that siblings enclose below a
/// parent without a polygon are not.
pub(in crate::domain) fn untiled(atlas: &Atlas) -> Vec<Problem> {
    let (tree, effort) = (atlas.tree(), Effort::unbounded());
    let mut faults = Faults::new(&effort);
    for parent in tree.all().map(|grid| grid.id) {
        let moved = tree.children(parent).map(|child| (child.id, 0)).collect();
        let family = Family { moved, uncovered: Vec::new(), whole: true };
        let children = Children::of(tree, parent);
        let compared = faults.compare(atlas, parent, &family, &children, false).and_then(|()| {
            let bounded = atlas.shape(parent).is_some();
            if bounded {
                holes(atlas, parent, &family, &children.general, &effort)
            } else {
                Ok(Vec::new())
            }
        });
        match compared {
            Ok(holes) => {
                holes.iter().for_each(|hole| faults.add(None, || gap_problem(tree, parent, hole)))
            }
            Err(problem) => faults.add(None, || problem),
        }
    }
    faults.listed().into_iter().map(|(_, problem)| problem).collect()
}

/// The families that the draft moves polygons of, by parent.
fn families(draft: &PlanDraft) -> BTreeMap<GridId, Family> {
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
        if let Some(left) =
            left.filter(|&left| tree.get(id).is_some_and(|grid| grid.parent != Some(left)))
        {
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
pub(super) struct Children<'a> {
    pub(super) general: Vec<Child<'a>>,
    pub(super) dedicated: Vec<Child<'a>>,
}

impl<'a> Children<'a> {
    fn of(tree: &'a GridTree, parent: GridId) -> Self {
        let bounded =
            tree.children(parent).filter_map(|grid| Some((grid, &tree.boundary(grid.id)?.shape)));
        let (general, dedicated) = bounded.partition(|(grid, _)| grid.kind == GridKind::General);
        Self { general, dedicated }
    }
}

/// Places of the parent that no general child covers and nobody accepted: anywhere, or where moved
/// children were. A parent without general children has no holes: it answers for all of itself.
///
/// # Errors
/// `too_complex` when the effort does not allow for it.
fn holes(
    atlas: &Atlas,
    parent: GridId,
    family: &Family,
    children: &[Child<'_>],
    effort: &Effort,
) -> Result<Vec<Shape>, Problem> {
    if children.is_empty() {
        return Ok(Vec::new());
    }
    let tolerance = atlas.settings().overlap_tolerance_m2;
    let accepted = atlas
        .accepted_gaps()
        .iter()
        .filter(|gap| gap.parent == Some(parent))
        .map(|gap| gap.shape.as_ref());
    let covering: Vec<&Shape> =
        children.iter().map(|(_, shape)| shape.as_ref()).chain(accepted).collect();
    let mut found = Vec::new();
    if family.whole || is_large(family.uncovered.len(), children.len()) {
        found = gaps(atlas.shape(parent).map(AsRef::as_ref), &covering, tolerance, effort)?;
    } else {
        for region in &family.uncovered {
            let is_near = |shape: &&&Shape| shape.bounds().meets(&region.bounds());
            let near: Vec<&Shape> = covering.iter().filter(is_near).copied().collect();
            found.extend(gaps(Some(region), &near, tolerance, effort)?);
        }
    }
    Ok(found.into_iter().map(|gap| gap.shape).collect())
}
