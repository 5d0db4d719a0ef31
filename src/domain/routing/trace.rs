//! The trace: each step, candidate and reason of a routing. It holds ids, codes and enums, so it may be stored.

use crate::domain::duty::Capacity;
use crate::domain::id::{GridId, MemberId};
use crate::domain::unit::Unit;
use serde::{Deserialize, Serialize};

/// One step of a routing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The reporter named the grid.
    GridGiven {
        /// The grid.
        grid: GridId,
    },
    /// Polygons cover the point; the first one took it.
    Covered {
        /// The grid that took it.
        grid: GridId,
        /// The other grids that cover the point: wider ones, neighbours on a shared border, those a dedicated grid beats.
        also: Vec<GridId>,
    },
    /// No child covers the point; the nearest one within the tolerance took it.
    Nearest {
        /// The grid that took it.
        grid: GridId,
        /// How far away it is, in metres.
        distance_m: f64,
    },
    /// No grid is near the point; the root took it.
    Outside {
        /// The root.
        grid: GridId,
    },
    /// The category begins at a wider level.
    StartingLevel {
        /// Where it begins.
        grid: GridId,
    },
    /// The unit's chain was skipped: it concerns one of its people.
    Conflict {
        /// The unit.
        unit: Unit,
    },
    /// A candidate could not be chosen.
    Passed {
        /// The unit.
        unit: Unit,
        /// Who.
        member: MemberId,
        /// As what.
        capacity: Capacity,
        /// Why not.
        because: Reason,
    },
    /// The unit has nobody who could answer; the next level up is asked.
    Vacant {
        /// The unit.
        unit: Unit,
    },
    /// Everybody at the root is absent; the leader stays responsible.
    RootAbsent,
    /// Everybody at the root is concerned; somebody must hold it all the same.
    RootConflict,
    /// The one responsible person.
    Chosen {
        /// The unit.
        unit: Unit,
        /// Who.
        member: MemberId,
        /// As what.
        capacity: Capacity,
    },
}

/// Why a candidate was not chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Away at that instant.
    Absent,
    /// May not act at all.
    Inactive,
    /// It is about them.
    Concerned,
}

/// The steps of a routing, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trace(pub Vec<Step>);
