//! Families: the children of one parent, of which a change set draws some anew.

use super::draft::PlanDraft;
use crate::domain::atlas::GridTree;
use crate::domain::geometry::Shape;
use crate::domain::id::GridId;
use crate::domain::unit::{Grid, GridKind};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A grid below a parent, with its polygon.
pub(super) type Child<'a> = (&'a Grid, &'a Arc<Shape>);

/// Children of one parent, of which some have new polygons.
#[derive(Default)]
pub(super) struct Family {
    /// Children whose polygon is new or was removed, and the index of the edit that did it.
    pub(super) moved: HashMap<GridId, usize>,
    /// Land that the changed children covered before, when all did: gaps can only be there.
    pub(super) uncovered: Vec<Arc<Shape>>,
    /// True if gaps may be anywhere: a child is new, or the parent's own polygon is.
    pub(super) whole: bool,
}

/// Returns the families in which the draft changes polygons, by parent.
pub(super) fn families(draft: &PlanDraft) -> BTreeMap<GridId, Family> {
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

/// Children of one parent that have a polygon.
pub(super) struct Children<'a> {
    pub(super) general: Vec<Child<'a>>,
    pub(super) dedicated: Vec<Child<'a>>,
}

impl<'a> Children<'a> {
    pub(super) fn of(tree: &'a GridTree, parent: GridId) -> Self {
        let bounded =
            tree.children(parent).filter_map(|grid| Some((grid, &tree.boundary(grid.id)?.shape)));
        let (general, dedicated) = bounded.partition(|(grid, _)| grid.kind == GridKind::General);
        Self { general, dedicated }
    }
}

/// Returns true if so many of a family changed that examining all of it at once is cheaper than one
/// after the other.
pub(super) const fn is_large(moved: usize, family: usize) -> bool {
    moved * 8 > family
}
