//! 别名: popular names of grids, building groups and compounds, by which addresses are found.

use super::id::{AliasId, BuildingGroupId, GridId};
use super::period::Period;
use super::vocabulary::vocabulary;

/// Another name of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Identifier.
    pub id: AliasId,
    /// The name, as it was registered.
    pub name: String,
    /// What it names.
    pub target: AliasTarget,
    /// Period in which it is in force.
    pub period: Period,
}

/// What an alias names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasTarget {
    /// A grid.
    Grid(GridId),
    /// A building group.
    BuildingGroup(BuildingGroupId),
    /// A compound.
    Compound {
        /// Grid in which it lies.
        grid: GridId,
        /// Its name in addresses.
        name: String,
    },
}

vocabulary! {
    /// Kind of what an alias names.
    AliasTargetKind {
        Grid = "grid" "网格" "grid",
        BuildingGroup = "building_group" "楼组" "building group",
        Compound = "compound" "小区" "compound",
    }
}

impl AliasTarget {
    /// Returns the kind.
    pub const fn kind(&self) -> AliasTargetKind {
        match self {
            Self::Grid(_) => AliasTargetKind::Grid,
            Self::BuildingGroup(_) => AliasTargetKind::BuildingGroup,
            Self::Compound { .. } => AliasTargetKind::Compound,
        }
    }
}
