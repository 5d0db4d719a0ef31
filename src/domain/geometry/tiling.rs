//! Checks of whether areas tile their parent: overlaps, gaps and overhangs over whole sets.
//!
//! One overlay of everything finds the places at fault; only areas near one are then compared with
//! each other. Faults up to a tolerance in square metres do not count: for overlaps and overhangs
//! their sum per pair, for gaps each.

use super::overlay::{Cover, Winding, difference, overlap};
use super::{Bounds, Effort, Shape};
use crate::domain::parallel::in_parts;
use crate::error::Problem;
use rstar::{AABB, RTree, RTreeObject};

/// Two areas that cover the same place.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// Index of the first in the list.
    pub a: usize,
    /// Index of the second in the list; above `a`.
    pub b: usize,
    /// Square metres.
    pub area_m2: f64,
    /// The area that both cover.
    pub shape: Shape,
}

/// A place of the parent that no child covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Square metres.
    pub area_m2: f64,
    /// One polygon.
    pub shape: Shape,
}

/// A child that covers more than its parent does.
#[derive(Debug, Clone, PartialEq)]
pub struct Overhang {
    /// Index of the child in the list.
    pub child: usize,
    /// Square metres.
    pub area_m2: f64,
    /// The area that the child covers and the parent does not.
    pub shape: Shape,
}

/// Returns the pairs that overlap by more than the tolerance, in order.
///
/// # Errors
/// `too_complex` when the effort does not allow for it.
pub fn overlaps(
    shapes: &[&Shape],
    tolerance_m2: f64,
    effort: &Effort,
) -> Result<Vec<Overlap>, Problem> {
    let faults = sum_of(shapes).regions(Cover::Twice, effort)?.0;
    let near = near(shapes, &faults);
    let tree = RTree::bulk_load(near.clone());
    let touching = near.iter().flat_map(|a| {
        let envelope = a.envelope();
        let others = tree.locate_in_envelope_intersecting(&envelope).filter(|b| a.index < b.index);
        others.map(|b| (a.index, b.index)).collect::<Vec<_>>()
    });
    let mut pairs: Vec<(usize, usize)> = touching.collect();
    pairs.sort_unstable();
    in_parallel(&pairs, effort, |&(a, b)| {
        let common = overlap(shapes[a], shapes[b], effort)?.map(|shape| (shape.area_m2(), shape));
        let common = common.filter(|&(area_m2, _)| area_m2 > tolerance_m2);
        Ok(common.map(|(area_m2, shape)| Overlap { a, b, area_m2, shape }))
    })
}

/// Returns the places of the parent that no child covers, each above the tolerance, the largest
/// first. Without a parent: the places that the children enclose and none of them covers.
///
/// # Errors
/// As [`overlaps`].
pub fn gaps(
    parent: Option<&Shape>,
    children: &[&Shape],
    tolerance_m2: f64,
    effort: &Effort,
) -> Result<Vec<Gap>, Problem> {
    let regions = match parent {
        None => sum_of(children).regions(Cover::EnclosedGap, effort)?,
        Some(parent) => {
            let mut winding = Winding::default();
            winding.add(parent);
            children.iter().for_each(|child| winding.subtract(child));
            winding.regions(Cover::Once, effort)?
        }
    };
    let mut gaps: Vec<Gap> = regions
        .0
        .into_iter()
        .map(|shape| Gap { area_m2: shape.area_m2(), shape })
        .filter(|gap| gap.area_m2 > tolerance_m2)
        .collect();
    gaps.sort_by(|a, b| {
        b.area_m2
            .total_cmp(&a.area_m2)
            .then_with(|| a.shape.bounds().min.cmp(&b.shape.bounds().min))
    });
    Ok(gaps)
}

/// Returns the children that cover more than the tolerance outside their parent, in order.
///
/// # Errors
/// As [`overlaps`].
pub fn overhangs(
    parent: &Shape,
    children: &[&Shape],
    tolerance_m2: f64,
    effort: &Effort,
) -> Result<Vec<Overhang>, Problem> {
    let mut winding = sum_of(children);
    winding.subtract(parent);
    // Also holds places inside that two children cover; comparing each child near one with the
    // parent drops them.
    let faults = winding.regions(Cover::Once, effort)?.0;
    let mut suspects: Vec<usize> =
        near(children, &faults).into_iter().map(|entry| entry.index).collect();
    suspects.sort_unstable();
    in_parallel(&suspects, effort, |&child| {
        let beyond =
            difference(children[child], parent, effort)?.map(|shape| (shape.area_m2(), shape));
        let beyond = beyond.filter(|&(area_m2, _)| area_m2 > tolerance_m2);
        Ok(beyond.map(|(area_m2, shape)| Overhang { child, area_m2, shape }))
    })
}

fn sum_of(shapes: &[&Shape]) -> Winding {
    let mut winding = Winding::default();
    shapes.iter().for_each(|shape| winding.add(shape));
    winding
}

/// The bounds of a shape in the list, or of a fault.
#[derive(Debug, Clone, Copy, PartialEq)]
struct TilingEntry {
    bounds: Bounds,
    index: usize,
}

impl RTreeObject for TilingEntry {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds.envelope()
    }
}

/// Returns the shapes whose bounds meet those of a fault.
fn near(shapes: &[&Shape], faults: &[Shape]) -> Vec<TilingEntry> {
    let faults = RTree::bulk_load(
        faults.iter().map(|fault| TilingEntry { bounds: fault.bounds(), index: 0 }).collect(),
    );
    let entries = shapes
        .iter()
        .enumerate()
        .map(|(index, shape)| TilingEntry { bounds: shape.bounds(), index });
    entries
        .filter(|entry| faults.locate_in_envelope_intersecting(&entry.envelope()).next().is_some())
        .collect()
}

/// Applies a function to each item and returns what it finds, in order: on all processors, or on
/// one if the effort is bounded, since other callers wait meanwhile.
fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    effort: &Effort,
    find: impl Fn(&T) -> Result<Option<R>, Problem> + Sync,
) -> Result<Vec<R>, Problem> {
    let found = |part: &[T]| {
        part.iter().filter_map(|item| find(item).transpose()).collect::<Result<Vec<R>, Problem>>()
    };
    if effort.is_bounded() {
        return found(items);
    }
    let parts = in_parts(items, found).into_iter().collect::<Result<Vec<Vec<R>>, Problem>>()?;
    Ok(parts.into_iter().flatten().collect())
}
