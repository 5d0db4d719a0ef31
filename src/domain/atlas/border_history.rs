//! All past and present versions of every border, without their polygons: small enough for a
//! process to keep them all.

use crate::domain::geometry::Bounds;
use crate::domain::id::{BoundaryId, GridId};
use crate::domain::period::{Instant, Period};
use rstar::{AABB, RTree, RTreeObject};
use std::collections::HashMap;

/// One version of the border of a grid, without its polygon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BorderVersion {
    /// Identifier of the version.
    pub id: BoundaryId,
    /// The grid it bounds.
    pub grid: GridId,
    /// Period in which it is in force.
    pub period: Period,
    /// The least box around its polygon.
    pub bounds: Bounds,
}

/// The versions of all borders, indexed by place, by grid and by instant. Those of one grid never
/// overlap in time.
#[derive(Debug, Default)]
pub struct BorderHistory {
    versions: Vec<BorderVersion>,
    by_id: HashMap<BoundaryId, u32>,
    by_grid: HashMap<GridId, Vec<u32>>,
    boxes: RTree<BoxedVersion>,
}

/// A version by its index, as the tree of boxes keeps it.
#[derive(Debug)]
struct BoxedVersion {
    bounds: Bounds,
    version: u32,
}

impl RTreeObject for BoxedVersion {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds.envelope()
    }
}

impl BorderHistory {
    /// Enters versions: new ones, and known ones that have ended or were reopened.
    pub fn extend(&mut self, versions: impl IntoIterator<Item = BorderVersion>) {
        let new: Vec<BoxedVersion> =
            versions.into_iter().filter_map(|version| self.put(version)).collect();
        if self.boxes.size() == 0 {
            self.boxes = RTree::bulk_load(new);
        } else {
            new.into_iter().for_each(|entry| self.boxes.insert(entry));
        }
    }

    /// Enters a version and returns its entry for the tree of boxes; `None` if it is known.
    fn put(&mut self, version: BorderVersion) -> Option<BoxedVersion> {
        let number = self.by_id.get(&version.id);
        if let Some(known) = number.and_then(|&number| self.versions.get_mut(number as usize)) {
            known.period = version.period;
            return None;
        }
        let number = u32::try_from(self.versions.len()).ok()?;
        self.by_id.insert(version.id, number);
        self.by_grid.entry(version.grid).or_default().push(number);
        self.versions.push(version);
        Some(BoxedVersion { bounds: version.bounds, version: number })
    }

    fn numbered(&self, number: u32) -> Option<BorderVersion> {
        self.versions.get(number as usize).copied()
    }

    /// Returns the versions in force at an instant whose boxes meet another one.
    pub fn meeting(&self, bounds: &Bounds, at: Instant) -> impl Iterator<Item = BorderVersion> {
        let boxes = self.boxes.locate_in_envelope_intersecting(&bounds.envelope());
        boxes
            .filter_map(|entry| self.numbered(entry.version))
            .filter(move |version| version.period.contains(at))
    }

    /// Returns the version of a grid in force at an instant.
    pub fn of_grid(&self, grid: GridId, at: Instant) -> Option<BorderVersion> {
        let versions = self.by_grid.get(&grid).into_iter().flatten();
        versions
            .filter_map(|&number| self.numbered(number))
            .find(|version| version.period.contains(at))
    }

    /// Returns all versions in force at an instant.
    pub fn all(&self, at: Instant) -> impl Iterator<Item = BorderVersion> {
        self.versions.iter().copied().filter(move |version| version.period.contains(at))
    }
}
