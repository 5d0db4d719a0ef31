//! Check that the planned polygons still tile: general siblings neither overlap nor leave gaps,
//! dedicated ones do not overlap each other, and no child reaches beyond its parent.

use super::PlanConsent;
use super::draft::PlanDraft;
use super::families::{Child, Children, Family, families, is_large};
use super::faults::{Faults, gap_problem};
use crate::domain::atlas::Atlas;
use crate::domain::geometry::overlay::overlap;
use crate::domain::geometry::tiling::gaps;
use crate::domain::geometry::{Effort, Shape};
use crate::domain::id::GridId;
use crate::domain::unit::AcceptedGap;
use crate::error::{Code, Problem};
use std::sync::Arc;
use uuid::Uuid;

/// Maximum number of gaps that one change set may accept.
const ACCEPTED_MAX: usize = 1000;

/// Adds the faults of a draft's polygons to its problems; records gaps that are accepted knowingly.
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

/// Compares the polygons of all families that the draft changes, within the effort.
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
    let mut faults = Faults::new(effort);
    let mut notices = Faults::new(effort);
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
            let reported =
                if draft.atlas.shape(parent).is_some() { &mut faults } else { &mut notices };
            holes.iter().for_each(|hole| {
                reported.add(None, || gap_problem(draft.atlas.tree(), parent, hole))
            });
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

/// Limits the number of accepted gaps: nobody accepts thousands knowingly.
fn require_few(accepted: &[AcceptedGap], effort: &Effort) -> Result<(), Problem> {
    match accepted.get(ACCEPTED_MAX) {
        Some(gap) if effort.is_bounded() => Err(gap.shape.label_point().problem(Code::TooComplex)),
        _ => Ok(()),
    }
}

/// Carries over accepted gaps: one among the children of a grid stays accepted if another grid of
/// the same level takes over the land, and the children on it.
fn inherit_accepted(
    draft: &mut PlanDraft,
    effort: &Effort,
    new_id: &mut dyn FnMut() -> Uuid,
) -> Result<(), Problem> {
    let tolerance = draft.atlas.settings().overlap_tolerance_m2;
    let tree = draft.atlas.tree();
    let mut inherited = Vec::new();
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
                let parent = Some(heir);
                let shape = Arc::new(common);
                inherited.push(AcceptedGap { id: new_id(), parent, shape, accepted_at: draft.now });
            }
        }
    }
    inherited.into_iter().for_each(|gap| draft.accept(gap));
    Ok(())
}

/// Finds the faults of the polygons of an atlas as it stands. Gaps that siblings enclose below a
/// parent without a polygon are none.
pub(in crate::domain) fn untiled(atlas: &Atlas) -> Vec<Problem> {
    let tree = atlas.tree();
    let effort = Effort::unbounded();
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

/// Finds places of the parent that no general child covers and nobody accepted: anywhere, or where
/// changed children were. A parent without general children has no gaps: it answers for all of
/// itself.
///
/// # Errors
/// `too_complex` if the effort is exceeded.
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
            let near: Vec<&Shape> = covering
                .iter()
                .filter(|shape| shape.bounds().meets(&region.bounds()))
                .copied()
                .collect();
            found.extend(gaps(Some(region), &near, tolerance, effort)?);
        }
    }
    Ok(found.into_iter().map(|gap| gap.shape).collect())
}
