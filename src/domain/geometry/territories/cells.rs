//! Cells of sites, and the borders between those of different owners.

use super::Site;
use crate::domain::geometry::plane::Plane;
use crate::domain::geometry::{Bounds, Point, Shape};
use crate::error::{Code, Problem};
use spade::handles::{DirectedEdgeHandle, FaceHandle, PossiblyOuterTag};
use spade::{DelaunayTriangulation, HasPosition, Point2, Triangulation};

/// Metres beyond the area where borders end.
const MARGIN_M: f64 = 50.0;
/// Distance in metres from a pair of sites beyond which a corner of their cells is taken to lie in
/// the direction of their border, so that nothing is lost to rounding.
const FAR_M: f64 = 1e6;

/// A border between two cells of different owners, on the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellBorder {
    pub from: Point,
    pub to: Point,
    /// Owner of the cell on its left.
    pub left: usize,
    /// Owner of the cell on its right.
    pub right: usize,
}

/// The cells of sites around an area.
pub(super) struct Cells {
    plane: Plane,
    /// South-west and north-east corner of a box around the area, in metres.
    frame: [[f64; 2]; 2],
    triangulation: DelaunayTriangulation<PlacedSite>,
}

/// A site in the plane.
#[derive(Debug, Clone, Copy)]
struct PlacedSite {
    place: Point2<f64>,
    owner: usize,
}

impl HasPosition for PlacedSite {
    type Scalar = f64;

    fn position(&self) -> Point2<f64> {
        self.place
    }
}

type SiteEdge<'a> = DirectedEdgeHandle<'a, PlacedSite, (), (), ()>;

impl Cells {
    /// Creates the cells of sites.
    ///
    /// # Errors
    /// `boundary_empty` without sites.
    pub(super) fn of(area: &Shape, sites: &[Site]) -> Result<Self, Problem> {
        let Bounds { min, max } = area.bounds();
        let plane = Plane::around(Point {
            lon_e7: min.lon_e7.midpoint(max.lon_e7),
            lat_e7: min.lat_e7.midpoint(max.lat_e7),
        });
        let south_west = plane.place(min).map(|metres| metres - MARGIN_M);
        let north_east = plane.place(max).map(|metres| metres + MARGIN_M);
        let placed = sites.iter().map(|site| {
            let [x, y] = plane.place(site.point);
            PlacedSite { place: Point2::new(x, y), owner: site.owner }
        });
        let triangulation = DelaunayTriangulation::bulk_load(placed.collect());
        let triangulation = triangulation.map_err(|_| Problem::new(Code::BoundaryEmpty))?;
        if triangulation.num_vertices() == 0 {
            return Err(Problem::new(Code::BoundaryEmpty));
        }
        Ok(Self { plane, frame: [south_west, north_east], triangulation })
    }

    /// Returns the owner of the site nearest to a point.
    pub(super) fn owner_at(&self, point: Point) -> usize {
        let [x, y] = self.plane.place(point);
        let nearest = self.triangulation.nearest_neighbor(Point2::new(x, y));
        nearest.map_or(0, |site| site.data().owner)
    }

    /// Returns the borders between cells of different owners, as far as they come near the area.
    pub(super) fn borders(&self) -> Vec<CellBorder> {
        let edges = self.triangulation.undirected_edges();
        edges.filter_map(|edge| self.border(edge.as_directed())).collect()
    }

    /// Returns the border between the two sites of an edge of the triangulation: from the centre of
    /// the triangle on its right to that on its left.
    fn border(&self, edge: SiteEdge<'_>) -> Option<CellBorder> {
        let from = *edge.from().data();
        let to = *edge.to().data();
        if from.owner == to.owner {
            return None;
        }
        let middle = [(from.place.x + to.place.x) / 2.0, (from.place.y + to.place.y) / 2.0];
        let along = [to.place.x - from.place.x, to.place.y - from.place.y];
        let length = along[0].hypot(along[1]);
        let left = [-along[1] / length, along[0] / length];
        let begin = corner(edge.rev().face(), middle, left, -FAR_M);
        let end = corner(edge.face(), middle, left, FAR_M);
        let [begin, end] = self.clipped(begin, end)?.map(|place| self.plane.point(place));
        // Whoever looks along the border from right to left has the first site on the left.
        let border = CellBorder { from: begin, to: end, left: from.owner, right: to.owner };
        (begin != end).then_some(border)
    }

    /// Returns the part of a line in the frame (Y.-D. Liang, B. A. Barsky, *A new concept and
    /// method for line clipping*, 1984).
    fn clipped(&self, begin: [f64; 2], end: [f64; 2]) -> Option<[[f64; 2]; 2]> {
        let [min, max] = self.frame;
        let mut shares: [f64; 2] = [0.0, 1.0];
        for axis in [0, 1] {
            let length = end[axis] - begin[axis];
            if length == 0.0 {
                if begin[axis] < min[axis] || begin[axis] > max[axis] {
                    return None;
                }
                continue;
            }
            let at = [min[axis], max[axis]].map(|side| (side - begin[axis]) / length);
            shares = [shares[0].max(at[0].min(at[1])), shares[1].min(at[0].max(at[1]))];
        }
        let at = |share: f64| match share {
            // The corners of cells must stay where all their borders have them.
            0.0 => begin,
            1.0 => end,
            _ => [0, 1].map(|axis| begin[axis] + share * (end[axis] - begin[axis])),
        };
        (shares[0] < shares[1]).then(|| shares.map(at))
    }
}

/// Returns the corner of two cells: the centre of a triangle, or a place far away in a direction.
fn corner(
    face: FaceHandle<'_, PossiblyOuterTag, PlacedSite, (), (), ()>,
    middle: [f64; 2],
    direction: [f64; 2],
    far_m: f64,
) -> [f64; 2] {
    let far = |metres: f64| [0, 1].map(|axis| middle[axis] + metres * direction[axis]);
    let Some(face) = face.as_inner() else { return far(far_m) };
    let centre = face.circumcenter();
    let off = [centre.x - middle[0], centre.y - middle[1]];
    if off[0].hypot(off[1]) < FAR_M {
        return [centre.x, centre.y];
    }
    let ahead = off[0] * direction[0] + off[1] * direction[1];
    far(if ahead.is_nan() { far_m } else { ahead.clamp(-FAR_M, FAR_M) })
}
