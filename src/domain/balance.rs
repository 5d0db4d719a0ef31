//! 均衡: how evenly areas share a load, and which building groups could go to a neighbouring grid
//! to even it out.
//!
//! Areas and what lies in them are compared, never how somebody works.

mod division;
mod figures;
mod map;
mod search;
#[cfg(test)]
mod tests;

pub use figures::{Figures, Means, is_counted};
pub use search::{SearchLimits, rebalance};

use super::geometry::{Point, Shape};
use super::id::{BuildingGroupId, GridId, MemberId};
use super::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Minimum length in metres of the border that two grids must share to exchange building groups:
/// more than a corner.
pub const BORDER_MIN_M: f64 = 10.0;

vocabulary! {
    /// Measure of a load.
    LoadMeasure {
        Households = "households" "户数" "households",
        Requests = "requests" "近30天诉求数" "requests received in the last 30 days",
    }
}

vocabulary! {
    /// Reason why a search for a better balance ended.
    SearchEnd {
        Settled = "settled" "已无可改进的调整" "no further move lowers the spread",
        Steps = "steps" "已达步数上限" "the limit on steps was reached",
        Time = "time" "已达时限" "the time was over",
    }
}

/// Grids that may exchange building groups, and what lies in them.
#[derive(Debug, Clone, Default)]
pub struct Siblings {
    /// The grids.
    pub grids: Vec<Sibling>,
    /// The building groups that belong to them directly.
    pub groups: Vec<Movable>,
}

/// A grid that may give and take building groups.
#[derive(Debug, Clone)]
pub struct Sibling {
    /// The grid.
    pub grid: GridId,
    /// Index of its level, 0 widest: grids of different levels exchange nothing.
    pub level: u8,
    /// Its polygon; without one it borders on nothing.
    pub shape: Option<Arc<Shape>>,
    /// Its leader. Grids with one leader are one load; a grid without a leader is a load of its
    /// own.
    pub leader: Option<MemberId>,
    /// The part of its load that is of no building group in [`Siblings::groups`].
    pub rest: u64,
}

/// A building group of one of the grids.
#[derive(Debug, Clone)]
pub struct Movable {
    /// The building group.
    pub group: BuildingGroupId,
    /// The index of its grid in [`Siblings::grids`].
    pub sibling: usize,
    /// Load that it adds.
    pub load: u64,
    /// Mean of its addresses. Without one its neighbours are unknown, so it stays in its grid.
    pub point: Option<Point>,
    /// True if it must stay for another reason. Others may still be connected through it.
    pub tied: bool,
}

/// A value before and after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contrast<T> {
    /// Before.
    pub before: T,
    /// After.
    pub after: T,
}

/// A load before and after a step.
pub type LoadContrast = Contrast<u64>;

/// A spread before and after one step or several.
pub type SpreadContrast = Contrast<f64>;

/// A move of a building group to a neighbouring grid.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BalanceStep {
    /// The building group.
    pub group: BuildingGroupId,
    /// The grid it leaves.
    pub from: GridId,
    /// The grid it goes to.
    pub to: GridId,
    /// Load that it adds.
    pub load: u64,
    /// The [`spread`] of all loads; it falls.
    pub spread: SpreadContrast,
    /// Load of the leader of the grid it leaves.
    pub giving: LoadContrast,
    /// Load of the leader of the grid it goes to.
    pub receiving: LoadContrast,
}

/// Steps to a better balance, each of which is valid after those before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Balanced {
    /// Number of loads that are compared.
    pub loads: usize,
    /// Their mean, which no step changes; `None` without loads.
    pub mean: Option<f64>,
    /// Their [`spread`] before the first step and after the last one; `None` without loads.
    pub spread: Option<SpreadContrast>,
    /// The steps.
    pub steps: Vec<BalanceStep>,
    /// Reason why there are no more steps.
    pub end: SearchEnd,
}

/// Returns how unevenly a load is shared: the sum of the squared deviations from the mean. 0 if all
/// are alike; `None` without loads.
pub fn spread(loads: &[u64]) -> Option<f64> {
    let (sum, squares) = loads.iter().fold((0, 0), |(sum, squares), &load| {
        let load = i128::from(load);
        (sum + load, squares + load * load)
    });
    let count = i128::try_from(loads.len()).ok().filter(|&count| count > 0)?;
    Some((count * squares - sum * sum) as f64 / count as f64)
}

/// Returns the mean of some numbers; `None` without numbers.
pub fn mean(numbers: &[u64]) -> Option<f64> {
    let sum: u128 = numbers.iter().copied().map(u128::from).sum();
    (!numbers.is_empty()).then(|| sum as f64 / numbers.len() as f64)
}

/// Returns the mean of some points; `None` without points.
pub fn middle(points: impl IntoIterator<Item = Point>) -> Option<Point> {
    let (count, lon, lat) =
        points.into_iter().fold((0_i64, 0_i64, 0_i64), |(count, lon, lat), point| {
            (count + 1, lon + i64::from(point.lon_e7), lat + i64::from(point.lat_e7))
        });
    let of = |sum: i64| i32::try_from(sum.checked_div(count)?).ok();
    Some(Point { lon_e7: of(lon)?, lat_e7: of(lat)? })
}
