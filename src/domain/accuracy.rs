//! Agreement of boundaries with points whose grid is known, by which a town checks them before it
//! trusts them.

use super::atlas::Atlas;
use super::atlas::areas::CoverOutcome;
use super::geometry::Point;
use super::id::GridId;
use super::unit::Grid;
use serde::Serialize;

/// Number of the worst misses that are listed.
const WORST: usize = 10;

/// Number of misses that are kept until all but the worst are dropped.
const KEPT: usize = 1_000;

/// A point and the code of the grid that it is said to lie in.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// Row in its file.
    pub row: u64,
    /// The point; `None` if the row has no coordinates.
    pub point: Option<Point>,
    /// The code.
    pub expected: Option<String>,
}

/// Agreement of labelled points with the boundaries. Percentages are of the points with a label;
/// `None` without such.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Accuracy {
    /// Number of rows.
    pub rows: usize,
    /// Points in a grid (of the level).
    pub located: usize,
    /// Rows without a point.
    pub without_point: usize,
    /// Points in no grid (of the level).
    pub outside: usize,
    /// Points that the boundaries give to the labelled grid.
    pub exact: usize,
    /// Points at most 1 m from the labelled grid.
    pub within_1m: usize,
    /// Points at most 10 m from the labelled grid.
    pub within_10m: usize,
    /// `exact` in per cent, two decimals.
    pub exact_pct: Option<f64>,
    /// `within_1m` in per cent, two decimals.
    pub within_1m_pct: Option<f64>,
    /// `within_10m` in per cent, two decimals.
    pub within_10m_pct: Option<f64>,
    /// The points farthest from their labelled grid; first those whose label is no grid.
    pub worst: Vec<Miss>,
}

/// A point that the boundaries do not give to its labelled grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Miss {
    /// Row in its file.
    pub row: u64,
    /// Longitude in degrees of WGS 84.
    pub lon: f64,
    /// Latitude in degrees of WGS 84.
    pub lat: f64,
    /// The labelled grid.
    pub expected: String,
    /// The grid that the boundaries give the point to.
    pub found: Option<String>,
    /// Metres to the labelled grid; `None` if it does not exist or has no polygon.
    pub distance_m: Option<f64>,
}

/// Comparison of labelled points with the boundaries of an atlas, one after the other: with the grids
/// of one level (0 is the widest), or with any grid that a label names. Points that no grid covers
/// belong to none: the tolerance of routing is not applied.
pub struct AccuracyCount<'a> {
    atlas: &'a Atlas,
    level: Option<u8>,
    accuracy: Accuracy,
    /// Number of points with a label.
    labels: usize,
}

impl<'a> AccuracyCount<'a> {
    /// Creates a comparison with no points yet.
    pub fn new(atlas: &'a Atlas, level: Option<u8>) -> Self {
        Self { atlas, level, accuracy: Accuracy::default(), labels: 0 }
    }

    /// Compares a point.
    pub fn add(&mut self, labelled: Labelled) {
        self.accuracy.rows += 1;
        let Some(point) = labelled.point else {
            self.accuracy.without_point += 1;
            return;
        };
        let chain = chain(self.atlas, point, self.level);
        self.accuracy.located += usize::from(!chain.is_empty());
        self.accuracy.outside += usize::from(chain.is_empty());
        if let Some(expected) = labelled.expected {
            self.labels += 1;
            let Self { atlas, level, accuracy, .. } = self;
            accuracy.compare(atlas, point, &chain, labelled.row, expected, *level);
        }
    }

    /// Returns the agreement of all points.
    pub fn conclude(mut self) -> Accuracy {
        self.accuracy.conclude(self.labels);
        self.accuracy
    }
}

/// Returns the grid that the boundaries give a point to and those above it; of one level, only the
/// one there.
fn chain(atlas: &Atlas, point: Point, level: Option<u8>) -> Vec<&Grid> {
    let tree = atlas.tree();
    let covering = atlas.locate(point).map(|located| located.covering).unwrap_or_default();
    let chosen = covering.iter().find(|covering| covering.outcome == CoverOutcome::Chosen);
    let grid = chosen.and_then(|covering| tree.at(covering.grid));
    let chain = grid.into_iter().flat_map(|grid| tree.upward(grid.id));
    chain.filter(|grid| level.is_none_or(|level| tree.level(grid.id) == Some(level))).collect()
}

impl Accuracy {
    fn compare(
        &mut self,
        atlas: &Atlas,
        point: Point,
        chain: &[&Grid],
        row: u64,
        expected: String,
        level: Option<u8>,
    ) {
        let distance_m = if chain.iter().any(|grid| grid.code == expected) {
            self.exact += 1;
            Some(0.0)
        } else {
            let labelled = labelled_grid(atlas, &expected, level);
            let distance_m =
                labelled.and_then(|id| atlas.shape(id)).map(|shape| shape.distance_m(point));
            let [lon, lat] = point.to_degrees();
            let found = chain.first().map(|grid| grid.code.clone());
            self.worst.push(Miss { row, lon, lat, expected, found, distance_m });
            if self.worst.len() > KEPT {
                self.keep_worst();
            }
            distance_m
        };
        let within =
            |metres: f64| usize::from(distance_m.is_some_and(|distance| distance <= metres));
        self.within_1m += within(1.0);
        self.within_10m += within(10.0);
    }

    fn keep_worst(&mut self) {
        self.worst.sort_by(|a, b| far(b).total_cmp(&far(a)).then(a.row.cmp(&b.row)));
        self.worst.truncate(WORST);
    }

    fn conclude(&mut self, labels: usize) {
        self.keep_worst();
        self.exact_pct = percent(self.exact, labels);
        self.within_1m_pct = percent(self.within_1m, labels);
        self.within_10m_pct = percent(self.within_10m, labels);
    }
}

fn far(miss: &Miss) -> f64 {
    miss.distance_m.unwrap_or(f64::INFINITY)
}

fn labelled_grid(atlas: &Atlas, code: &str, level: Option<u8>) -> Option<GridId> {
    let tree = atlas.tree();
    let grid = tree.active_by_code(code)?;
    level.is_none_or(|level| tree.level(grid.id) == Some(level)).then_some(grid.id)
}

/// Returns a percentage of two decimals, half rounded up.
#[expect(clippy::cast_precision_loss, reason = "hundredths of a per cent are small")]
fn percent(part: usize, whole: usize) -> Option<f64> {
    let hundredths = |whole: u128| (part as u128 * 20_000 + whole) / (2 * whole);
    (whole > 0).then(|| hundredths(whole as u128) as f64 / 100.0)
}
