//! Units: what a person can hold a duty in.

use super::id::{BoundaryId, BuildingGroupId, DeskId, GridId};
use super::identifiers::IdentifierSource;
use super::period::{Instant, Period};
use super::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

vocabulary! {
    /// What sort of unit it is.
    UnitKind {
        Grid = "grid" "网格" "Grid",
        BuildingGroup = "building_group" "楼组" "Building group",
        /// 受理席: takes in what is confidential and gives it to the unit that handles it; one per
        /// root.
        Desk = "desk" "受理席" "Desk",
    }
}

vocabulary! {
    /// Whether a grid's siblings tile their parent.
    GridKind {
        /// Siblings tile their parent.
        General = "general" "普通网格" "General grid",
        /// An office building, park, shopping street, school or hospital; may lie over general
        /// grids.
        Dedicated = "dedicated" "专属网格" "Dedicated grid",
    }
}

vocabulary! {
    /// What sort of place a grid is.
    Setting {
        Residential = "residential" "小区" "Residential",
        Rural = "rural" "农村" "Rural",
        Street = "street" "街面" "Street",
    }
}

/// A unit by its identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "WrittenUnit", tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Unit {
    /// A grid.
    Grid(GridId),
    /// A building group.
    BuildingGroup(BuildingGroupId),
    /// The desk of the root.
    Desk(DeskId),
}

/// A unit as it is written. Read field by field, so that what is wrong has its place and what is
/// not known is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenUnit {
    kind: UnitKind,
    id: Uuid,
}

impl From<WrittenUnit> for Unit {
    fn from(WrittenUnit { kind, id }: WrittenUnit) -> Self {
        Self::new(kind, id)
    }
}

impl Unit {
    /// The unit of this kind and identifier.
    pub const fn new(kind: UnitKind, id: Uuid) -> Self {
        match kind {
            UnitKind::Grid => Self::Grid(GridId(id)),
            UnitKind::BuildingGroup => Self::BuildingGroup(BuildingGroupId(id)),
            UnitKind::Desk => Self::Desk(DeskId(id)),
        }
    }

    /// What sort of unit it is.
    pub const fn kind(self) -> UnitKind {
        match self {
            Self::Grid(_) => UnitKind::Grid,
            Self::BuildingGroup(_) => UnitKind::BuildingGroup,
            Self::Desk(_) => UnitKind::Desk,
        }
    }

    /// The identifier without its kind.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Grid(GridId(id))
            | Self::BuildingGroup(BuildingGroupId(id))
            | Self::Desk(DeskId(id)) => id,
        }
    }

    /// Whether it is a desk.
    pub const fn is_desk(self) -> bool {
        matches!(self, Self::Desk(_))
    }
}

impl DeskId {
    /// The desk of a root. It follows from the root's identifier, so that every root has one and
    /// only one.
    pub fn of(root: GridId) -> Self {
        Self(IdentifierSource::from(root.0).next())
    }
}

/// 网格: a responsibility area. Its polygon is a [`Boundary`] of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Identifier.
    pub id: GridId,
    /// The code people use, unique over all grids and times.
    pub code: String,
    /// The name shown to people.
    pub name: String,
    /// The code of its level in `config/levels.toml`.
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// Residential, rural or street.
    pub setting: Setting,
    /// The grid it belongs to; none for the root alone.
    pub parent: Option<GridId>,
    /// The office phone that everybody may see.
    pub office_phone: Option<String>,
    /// From its creation to its retirement.
    pub life: Period,
    /// Where it was and when, the earliest first, if that ever changed; none: below its parent all
    /// its life.
    pub stays: Vec<ParentPeriod>,
    /// Row version.
    pub version: i64,
}

/// A grid belonged to another one over a time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ParentPeriod {
    /// The grid it belonged to.
    pub parent: Option<GridId>,
    /// When.
    #[serde(flatten)]
    pub period: Period,
}

impl Grid {
    /// Where the grid belonged at an instant: a stay of its own, or its life below its parent; none
    /// when it was not there.
    pub fn stay_at(&self, at: Instant) -> Option<ParentPeriod> {
        let whole = [ParentPeriod { parent: self.parent, period: self.life }];
        let stays = if self.stays.is_empty() { &whole[..] } else { &self.stays };
        stays.iter().find(|stay| stay.period.contains(at)).copied()
    }

    /// The same grid below another one from an instant on, or there again after it had ended.
    #[must_use]
    pub fn placed(mut self, parent: Option<GridId>, from: Instant) -> Self {
        self.leave(from);
        self.stays.push(ParentPeriod { parent, period: Period::since(from) });
        Self { parent, life: Period { to: None, ..self.life }, version: self.version + 1, ..self }
    }

    /// The same grid, ended at an instant.
    #[must_use]
    pub fn ended(mut self, at: Instant) -> Self {
        if !self.stays.is_empty() {
            self.leave(at);
        }
        Self { life: self.life.closed(at), version: self.version + 1, ..self }
    }

    /// Ends the present stay, if it is somewhere.
    fn leave(&mut self, at: Instant) {
        if self.stays.is_empty() {
            self.stays.push(ParentPeriod { parent: self.parent, period: self.life });
        }
        if let Some(last) = self.stays.last_mut().filter(|stay| stay.period.to.is_none()) {
            last.period = last.period.closed(at);
        }
    }
}

/// One version of a grid's polygon.
#[derive(Debug, Clone)]
pub struct Boundary {
    /// Identifier of this version.
    pub id: BoundaryId,
    /// The grid it bounds.
    pub grid: GridId,
    /// The polygon.
    pub shape: std::sync::Arc<super::geometry::Shape>,
    /// When it is in force.
    pub period: Period,
}

/// 楼组: a few buildings or stairwells inside one grid.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildingGroup {
    /// Identifier.
    pub id: BuildingGroupId,
    /// The code people use, unique over all building groups and times.
    pub code: String,
    /// The name shown to people.
    pub name: String,
    /// Households, 0 or more; the only thing known of who lives there.
    pub household_count: i32,
    /// From its creation to its retirement.
    pub life: Period,
    /// Row version.
    pub version: i64,
}

/// Which grid a building group belongs to, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupMembership {
    /// Identifier.
    pub id: Uuid,
    /// The building group.
    pub building_group: BuildingGroupId,
    /// The grid it belongs to.
    pub grid: GridId,
    /// When.
    pub period: Period,
}

/// A hole between sibling grids that a person accepted.
#[derive(Debug, Clone)]
pub struct AcceptedGap {
    /// Identifier.
    pub id: Uuid,
    /// The grid whose children leave the hole; none: the top.
    pub parent: Option<GridId>,
    /// The hole.
    pub shape: std::sync::Arc<super::geometry::Shape>,
    /// When it was accepted.
    pub accepted_at: Instant,
}
