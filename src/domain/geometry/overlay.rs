//! Overlap, difference and union of shapes, by winding numbers.
//!
//! Edges with the area on their left add up: the sum of the edges of several shapes winds around a
//! point as often as the shapes cover it, and reversed edges count down. Where two shapes share a
//! border its edges cancel before any crossing is looked for, so a tiling of any size shrinks to
//! its outline and its faults. Crossings are computed on the same 1e-7 degree grid.

use super::effort::{EDGE, VERTEX};
use super::shape::{ShapeBuilder, ring_edges};
use super::{Bounds, Effort, Point, Shape, crossings};
use crate::error::Problem;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::i_shape::int::shape::IntShape;

/// Returns the area that both shapes cover; `None` if there is none.
///
/// # Errors
/// `too_complex` when the effort does not allow for it.
pub fn overlap(a: &Shape, b: &Shape, effort: &Effort) -> Result<Option<Shape>, Problem> {
    if !a.bounds().meets(&b.bounds()) {
        return Ok(None);
    }
    let mut winding = Winding::default();
    winding.add(a);
    winding.add(b);
    Ok(winding.regions(Cover::Twice, effort)?.union())
}

/// Returns the area that the first shape covers and the second does not; `None` if there is none.
///
/// # Errors
/// As [`overlap`].
pub fn difference(a: &Shape, b: &Shape, effort: &Effort) -> Result<Option<Shape>, Problem> {
    let mut winding = Winding::default();
    winding.add(a);
    winding.subtract(b);
    Ok(winding.regions(Cover::Once, effort)?.union())
}

/// Returns the area that at least one of the shapes covers; `None` without shapes. Borders that
/// they share disappear, and elsewhere the vertices are those of the shapes; parts that only touch
/// in points are polygons of their own.
///
/// # Errors
/// As [`overlap`].
pub fn union(shapes: &[&Shape], effort: &Effort) -> Result<Option<Shape>, Problem> {
    let mut winding = Winding::default();
    shapes.iter().for_each(|shape| winding.add(shape));
    Ok(winding.regions(Cover::Once, effort)?.union())
}

/// Selection of places by their winding number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cover {
    /// 1 or more.
    Once,
    /// 2 or more.
    Twice,
    /// 0 or less, where it is enclosed by places of 1 or more.
    EnclosedGap,
}

/// A sum of edges: their ends in ascending order, and +1 for an edge that runs so, −1 for one that
/// runs back.
#[derive(Debug, Default)]
pub(super) struct Winding(Vec<(Point, Point, i32)>);

impl Winding {
    /// Adds one to the winding number of what the shape covers.
    pub(super) fn add(&mut self, shape: &Shape) {
        self.0.extend(shape.edges().map(|(a, b)| if a < b { (a, b, 1) } else { (b, a, -1) }));
    }

    /// Subtracts one from the winding number of what the shape covers.
    pub(super) fn subtract(&mut self, shape: &Shape) {
        self.0.extend(shape.edges().map(|(a, b)| if a < b { (a, b, -1) } else { (b, a, 1) }));
    }

    /// Adds an edge of a closed walk whose inside lies on the left.
    pub(super) fn add_edge(&mut self, from: Point, to: Point) {
        self.0.push(if from < to { (from, to, 1) } else { (to, from, -1) });
    }

    /// Returns the places that are covered as selected, as disjoint shapes of one polygon each.
    ///
    /// # Errors
    /// `too_complex` when the effort does not allow for it.
    pub(super) fn regions(self, cover: Cover, effort: &Effort) -> Result<Regions, Problem> {
        let Some(&(at, ..)) = self.0.first() else { return Ok(Regions(Vec::new())) };
        effort.spend(EDGE * self.0.len(), at)?;
        let remaining = self.remaining();
        effort.spend(VERTEX * remaining.len(), at)?;
        let mut loops = loops(remaining);
        loops.sort_unstable_by_key(|l| l.bounds.min);
        let mut regions = Vec::new();
        let mut east = i32::MIN;
        // Loops with a meridian between them have nothing in common; the overlay is told of one
        // group at a time.
        let apart = loops.iter().map(|l| {
            let begins = l.bounds.min.lon_e7 > east;
            east = east.max(l.bounds.max.lon_e7);
            begins
        });
        let begins: Vec<usize> =
            apart.enumerate().filter_map(|(i, begins)| begins.then_some(i)).collect();
        for (i, &begin) in begins.iter().enumerate() {
            let end = begins.get(i + 1).copied().unwrap_or(loops.len());
            regions.extend(overlay(&loops[begin..end], cover, effort)?);
        }
        Ok(Regions(regions))
    }

    /// Returns the directed edges that are left after opposite ones have cancelled, in order.
    pub(super) fn remaining(mut self) -> Vec<(Point, Point)> {
        self.0.sort_unstable_by_key(|&(a, b, _)| (a, b));
        let mut edges = Vec::new();
        for same in self.0.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (a, b, _) = same[0];
            let sum: i32 = same.iter().map(|edge| edge.2).sum();
            let edge = if sum > 0 { (a, b) } else { (b, a) };
            edges.extend(std::iter::repeat_n(edge, sum.unsigned_abs() as usize));
        }
        edges.sort_unstable();
        edges
    }
}

/// Disjoint shapes of one polygon each.
#[derive(Debug)]
pub(super) struct Regions(pub(super) Vec<Shape>);

impl Regions {
    /// Returns all of them as one shape; `None` if there are none.
    pub(super) fn union(self) -> Option<Shape> {
        let mut draft = ShapeBuilder::default();
        for shape in self.0 {
            shape.rings().for_each(|ring| draft.ring(ring.iter().copied()));
            draft.end_polygon();
        }
        draft.finish()
    }
}

struct Loop {
    points: Vec<Point>,
    bounds: Bounds,
}

/// Joins directed edges, sorted, to closed walks. As many edges leave a point as arrive there: they
/// came from rings.
fn loops(edges: Vec<(Point, Point)>) -> Vec<Loop> {
    // At the first edge from each point: how many of the edges from there have been walked.
    let mut walked = vec![0_usize; edges.len()];
    let mut loops = Vec::new();
    for start in 0..edges.len() {
        let first = edges.partition_point(|edge| edge.0 < edges[start].0);
        if first + walked[first] > start {
            continue;
        }
        let mut points = Vec::new();
        let mut at = edges[start].0;
        loop {
            let first = edges.partition_point(|edge| edge.0 < at);
            let Some(&(_, to)) = edges.get(first + walked[first]).filter(|edge| edge.0 == at)
            else {
                break;
            };
            walked[first] += 1;
            points.push(at);
            at = to;
            if at == edges[start].0 {
                break;
            }
        }
        loops.extend(Bounds::of(points.iter().copied()).map(|bounds| Loop { points, bounds }));
    }
    loops
}

/// Returns the regions that the loops cover as selected.
fn overlay(loops: &[Loop], cover: Cover, effort: &Effort) -> Result<Vec<Shape>, Problem> {
    let Some(bounds) = loops.iter().map(|l| l.bounds).reduce(Bounds::union) else {
        return Ok(Vec::new());
    };
    if effort.is_bounded() {
        let edges: Vec<(Point, Point)> = loops.iter().flat_map(|l| ring_edges(&l.points)).collect();
        crossings::foresee(&edges, bounds, effort)?;
    }
    let frame = Frame::around(bounds);
    let count = loops.iter().map(|l| l.points.len()).sum::<usize>() + 4;
    // A vertex on a straight border stays: neighbours have it too.
    let options = IntOverlayOptions { ogc: true, ..IntOverlayOptions::keep_all_points() };
    let mut overlay = Overlay::new_custom(count, options, Solver::AUTO);
    for Loop { points, .. } in loops {
        let points = points.iter().map(|&p| frame.local(p));
        match cover {
            Cover::EnclosedGap => overlay.add_path_iter(points.rev(), ShapeType::Subject),
            Cover::Once | Cover::Twice => overlay.add_path_iter(points, ShapeType::Subject),
        }
    }
    // A frame around everything shifts all winding numbers, so that one rule, "above zero", serves
    // all three.
    match cover {
        Cover::Once => {}
        Cover::Twice => {
            overlay.add_path_iter(frame.corners().into_iter().rev(), ShapeType::Subject)
        }
        Cover::EnclosedGap => {
            overlay.add_path_iter(frame.corners().into_iter(), ShapeType::Subject)
        }
    }
    let found = overlay.overlay(OverlayRule::Subject, FillRule::Positive);
    let enclosed = |shape: &IntShape<i32>| {
        cover != Cover::EnclosedGap
            || !shape.iter().flatten().any(|&p| frame.corners().contains(&p))
    };
    Ok(found
        .iter()
        .filter(|shape| enclosed(shape))
        .filter_map(|shape| frame.shape(shape))
        .collect())
}

/// Coordinates for the overlay, whose products must fit 64 bits: counted from the middle of the
/// bounds, and in coarser units where the bounds are wider than 107 degrees.
struct Frame {
    middle: (i64, i64),
    shift: u32,
    reach: (i32, i32),
}

/// The widest extent whose products fit.
const WIDEST: i64 = 1 << 30;

impl Frame {
    fn around(bounds: Bounds) -> Self {
        let west = i64::from(bounds.min.lon_e7);
        let south = i64::from(bounds.min.lat_e7);
        let east = i64::from(bounds.max.lon_e7);
        let north = i64::from(bounds.max.lat_e7);
        let shift =
            (0..3).find(|shift| (east - west).max(north - south) >> shift < WIDEST).unwrap_or(2);
        let half = |extent: i64| i32::try_from((extent >> shift) / 2 + 2).unwrap_or(i32::MAX);
        Self {
            middle: (i64::midpoint(west, east), i64::midpoint(south, north)),
            shift,
            reach: (half(east - west), half(north - south)),
        }
    }

    fn local(&self, p: Point) -> IntPoint {
        let near = |value: i32, middle: i64| {
            i32::try_from((i64::from(value) - middle) >> self.shift).unwrap_or(0)
        };
        IntPoint::new(near(p.lon_e7, self.middle.0), near(p.lat_e7, self.middle.1))
    }

    fn global(&self, p: IntPoint) -> Point {
        let far = |value: i32, middle: i64, limit: i64| {
            i32::try_from(((i64::from(value) << self.shift) + middle).clamp(-limit, limit))
                .unwrap_or(0)
        };
        Point {
            lon_e7: far(p.x, self.middle.0, 1_800_000_000),
            lat_e7: far(p.y, self.middle.1, 900_000_000),
        }
    }

    fn corners(&self) -> [IntPoint; 4] {
        let (x, y) = self.reach;
        [IntPoint::new(-x, -y), IntPoint::new(x, -y), IntPoint::new(x, y), IntPoint::new(-x, y)]
    }

    fn shape(&self, contours: &IntShape<i32>) -> Option<Shape> {
        let mut draft = ShapeBuilder::default();
        contours.iter().for_each(|contour| draft.ring(contour.iter().map(|&p| self.global(p))));
        draft.end_polygon();
        draft.finish()
    }
}
