//! Whether areas tile their parent: overlaps, gaps and overhangs over whole sets.
//!
//! One overlay of everything finds the places at fault; only areas near one are then compared with each other.
//! Faults up to a tolerance in square metres do not count: for overlaps and overhangs their sum per pair, for gaps each.

use super::overlay::{Cover, Winding, difference, overlap};
use super::{Bounds, Shape};
use crate::domain::parallel::in_parts;
use rstar::{AABB, RTree, RTreeObject};

/// Two areas that cover the same place.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// The first, by its place in the list.
    pub a: usize,
    /// The second, by its place in the list; above `a`.
    pub b: usize,
    /// Square metres.
    pub area_m2: f64,
    /// What both cover.
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
    /// The child, by its place in the list.
    pub child: usize,
    /// Square metres.
    pub area_m2: f64,
    /// What the child covers and the parent does not.
    pub shape: Shape,
}

/// The pairs that overlap by more than the tolerance, in order.
pub fn overlaps(shapes: &[&Shape], tolerance_m2: f64) -> Vec<Overlap> {
    let faults = sum_of(shapes).regions(Cover::Twice).0;
    let near = near(shapes, &faults);
    let tree = RTree::bulk_load(near.clone());
    let touching = near.iter().flat_map(|a| {
        let envelope = a.envelope();
        let others = tree.locate_in_envelope_intersecting(&envelope).filter(|b| a.index < b.index);
        others.map(|b| (a.index, b.index)).collect::<Vec<_>>()
    });
    let mut pairs: Vec<(usize, usize)> = touching.collect();
    pairs.sort_unstable();
    in_parallel(&pairs, |&(a, b)| {
        let shape = overlap(shapes[a], shapes[b])?;
        let area_m2 = shape.area_m2();
        (area_m2 > tolerance_m2).then_some(Overlap { a, b, area_m2, shape })
    })
}

/// The places of the parent that no child covers, each above the tolerance, the largest first.
/// Without a parent: the places that the children enclose and none of them covers.
pub fn gaps(parent: Option<&Shape>, children: &[&Shape], tolerance_m2: f64) -> Vec<Gap> {
    let regions = match parent {
        None => sum_of(children).regions(Cover::EnclosedGap),
        Some(parent) => {
            let mut winding = Winding::default();
            winding.add(parent);
            children.iter().for_each(|child| winding.subtract(child));
            winding.regions(Cover::Once)
        }
    };
    let mut gaps: Vec<Gap> = regions
        .0
        .into_iter()
        .map(|shape| Gap { area_m2: shape.area_m2(), shape })
        .filter(|gap| gap.area_m2 > tolerance_m2)
        .collect();
    gaps.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2).then_with(|| a.shape.bounds().min.cmp(&b.shape.bounds().min)));
    gaps
}

/// The children that cover more than the tolerance outside their parent, in order.
pub fn overhangs(parent: &Shape, children: &[&Shape], tolerance_m2: f64) -> Vec<Overhang> {
    let mut winding = sum_of(children);
    winding.subtract(parent);
    // Also holds places inside that two children cover; comparing each child near one with the parent drops them.
    let faults = winding.regions(Cover::Once).0;
    let mut suspects: Vec<usize> = near(children, &faults).into_iter().map(|entry| entry.index).collect();
    suspects.sort_unstable();
    in_parallel(&suspects, |&child| {
        let shape = difference(children[child], parent)?;
        let area_m2 = shape.area_m2();
        (area_m2 > tolerance_m2).then_some(Overhang { child, area_m2, shape })
    })
}

fn sum_of(shapes: &[&Shape]) -> Winding {
    let mut winding = Winding::default();
    shapes.iter().for_each(|shape| winding.add(shape));
    winding
}

/// A shape's part of the list, or of it the part near a fault.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    bounds: Bounds,
    index: usize,
}

impl RTreeObject for Entry {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds.envelope()
    }
}

/// The shapes whose bounds meet those of a fault.
fn near(shapes: &[&Shape], faults: &[Shape]) -> Vec<Entry> {
    let at = |fault: &Shape| Entry { bounds: fault.bounds(), index: 0 };
    let faults = RTree::bulk_load(faults.iter().map(at).collect());
    let entries = shapes.iter().enumerate().map(|(index, shape)| Entry { bounds: shape.bounds(), index });
    entries.filter(|entry| faults.locate_in_envelope_intersecting(&entry.envelope()).next().is_some()).collect()
}

/// What a function finds in each item, in order, on all processors.
fn in_parallel<T: Sync, R: Send>(items: &[T], find: impl Fn(&T) -> Option<R> + Sync) -> Vec<R> {
    in_parts(items, |part| part.iter().filter_map(&find).collect::<Vec<R>>()).into_iter().flatten().collect()
}
