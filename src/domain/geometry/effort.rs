//! Bounds on the work of comparing polygons.
//!
//! Two valid combs of a few thousand vertices cross millions of times, and long slanted edges lie
//! side by side without crossing at all: the cost of a comparison does not show in the size of the
//! input. So the work is counted while it is done, and stops with the place where too much came
//! together. An operator's import is not bounded: it may take its time, and nobody waits for it.

use super::Point;
use crate::error::{Code, Problem};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Work of comparisons that one request may cause, in units of about 10 ns: half a second of one
/// processor, more where it is busy.
const BOUND: u64 = 50_000_000;

/// Work that a file may cause that was sent to be imported, by itself: half a minute of a processor.
const FILE_BOUND: u64 = 60 * BOUND;

/// Positions of such a file: all grids of a province have fewer.
const FILE_POSITIONS_MAX: usize = 2_000_000;

/// Positions that one request may have read, in all boundaries of a change set, including those
/// added before. As many keep the process below 300 MB, and all areas of a large city have fewer.
const POSITIONS_MAX: usize = 60_000;

/// Cost of a vertex or edge that is read, turned, sorted and written.
pub(super) const VERTEX: usize = 15;
/// Cost of an edge of a sum, which may be cancelled by that of a neighbour.
pub(super) const EDGE: usize = 5;
/// Cost of a piece of an edge in one of the strips that an overlay is computed in.
pub(super) const PIECE: usize = 10;
/// Cost of two edges whose boxes meet.
pub(super) const PAIR: usize = 3;
/// Cost of a crossing: it makes vertices, edges, and at worst a polygon of its own.
pub(super) const CROSSING: usize = 250;

/// Counter of work, up to a bound. Shared among the threads of one comparison.
#[derive(Debug)]
pub struct Effort {
    /// Bound in units; `None`: not bounded.
    bound: Option<u64>,
    spent: AtomicU64,
    positions_max: usize,
    /// Number of positions that were read.
    read: AtomicUsize,
}

impl Effort {
    /// Creates a counter with the bound of one request.
    pub const fn bounded() -> Self {
        Self::to(Some(BOUND), POSITIONS_MAX)
    }

    /// Creates a counter without a bound: for files of an operator.
    pub const fn unbounded() -> Self {
        Self::to(None, usize::MAX)
    }

    /// Creates a counter with the bound of a file that was sent to be imported.
    pub const fn of_sent_file() -> Self {
        Self::to(Some(FILE_BOUND), FILE_POSITIONS_MAX)
    }

    const fn to(bound: Option<u64>, positions_max: usize) -> Self {
        Self { bound, positions_max, spent: AtomicU64::new(0), read: AtomicUsize::new(0) }
    }

    /// Creates a counter with a bound of so many units.
    #[cfg(test)]
    pub(super) const fn of(units: u64) -> Self {
        Self::to(Some(units), POSITIONS_MAX)
    }

    /// Returns the work counted so far as a share of the bound; 0 if there is none.
    pub fn share(&self) -> f64 {
        self.bound.map_or(0.0, |bound| self.spent.load(Ordering::Relaxed) as f64 / bound as f64)
    }

    /// Returns true if there is a bound.
    pub const fn is_bounded(&self) -> bool {
        self.bound.is_some()
    }

    /// Counts positions before they are read.
    ///
    /// # Errors
    /// `too_many_positions` with the number so far.
    pub(super) fn read(&self, positions: usize) -> Result<(), Problem> {
        let found = self.read.fetch_add(positions, Ordering::Relaxed).saturating_add(positions);
        let max = self.positions_max;
        if found <= max {
            return Ok(());
        }
        Err(Problem::new(Code::TooManyPositions).with("found", found).with("max", max))
    }

    /// Counts work near a place before it is done.
    ///
    /// # Errors
    /// `too_complex` with the place, once more than the bound is counted.
    pub(super) fn spend(&self, units: usize, at: Point) -> Result<(), Problem> {
        let Some(bound) = self.bound else { return Ok(()) };
        let units = u64::try_from(units).unwrap_or(u64::MAX).min(bound.saturating_mul(2));
        let before = self.spent.fetch_add(units, Ordering::Relaxed);
        if before.saturating_add(units) <= bound {
            Ok(())
        } else {
            Err(at.problem(Code::TooComplex))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_stops_at_the_bound_and_not_before() {
        let effort = Effort::of(20);
        let at = Point { lon_e7: 1_214_000_000, lat_e7: 309_000_000 };
        assert_eq!([effort.spend(10, at), effort.spend(10, at)], [Ok(()), Ok(())]);
        assert_eq!(effort.spend(1, at), Err(at.problem(Code::TooComplex)));
        assert_eq!(
            effort.spend(usize::MAX, at).map_err(|problem| problem.code),
            Err(Code::TooComplex)
        );
        assert_eq!(Effort::unbounded().spend(usize::MAX, at), Ok(()));
    }
}
