//! Units that a duty can be held in.

use super::id::{BoundaryId, BuildingGroupId, DeskId, GridId, OrganizationId};
use super::identifiers::IdentifierSource;
use super::period::{Instant, Period};
use super::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

vocabulary! {
    /// Kind of a unit.
    UnitKind {
        Grid = "grid" "网格" "Grid",
        BuildingGroup = "building_group" "楼组" "Building group",
        /// 受理席: takes in what is confidential and gives it to the unit that handles it; one per
        /// root.
        Desk = "desk" "受理席" "Desk",
        /// 科室、站所: a department or station office with duties of its own; it may be 主办.
        Office = "office" "科室、站所" "Department or station office",
    }
}

vocabulary! {
    /// Kind of a grid: its siblings tile their parent or not.
    GridKind {
        /// Siblings tile their parent.
        General = "general" "普通网格" "General grid",
        /// An office building, park, shopping street, school or hospital; may lie over general
        /// grids.
        Dedicated = "dedicated" "专属网格" "Dedicated grid",
    }
}

vocabulary! {
    /// Kind of place that a grid is.
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
    /// A department or station office.
    Office(OrganizationId),
}

/// A unit in its written form. Read field by field, so that an error has its place and an unknown
/// field is refused.
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
    /// Returns the unit of this kind and identifier.
    pub const fn new(kind: UnitKind, id: Uuid) -> Self {
        match kind {
            UnitKind::Grid => Self::Grid(GridId(id)),
            UnitKind::BuildingGroup => Self::BuildingGroup(BuildingGroupId(id)),
            UnitKind::Desk => Self::Desk(DeskId(id)),
            UnitKind::Office => Self::Office(OrganizationId(id)),
        }
    }

    /// Returns the kind of unit.
    pub const fn kind(self) -> UnitKind {
        match self {
            Self::Grid(_) => UnitKind::Grid,
            Self::BuildingGroup(_) => UnitKind::BuildingGroup,
            Self::Desk(_) => UnitKind::Desk,
            Self::Office(_) => UnitKind::Office,
        }
    }

    /// Returns the identifier without its kind.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Grid(GridId(id))
            | Self::BuildingGroup(BuildingGroupId(id))
            | Self::Desk(DeskId(id))
            | Self::Office(OrganizationId(id)) => id,
        }
    }

    /// Returns true if it is a desk.
    pub const fn is_desk(self) -> bool {
        matches!(self, Self::Desk(_))
    }

    /// Returns true if it is a department or station office.
    pub const fn is_office(self) -> bool {
        matches!(self, Self::Office(_))
    }
}

impl DeskId {
    /// Returns the desk of a root. It follows from the root's identifier, so that every root has
    /// one and only one.
    pub fn of(root: GridId) -> Self {
        Self(IdentifierSource::from(root.0).next())
    }
}

/// 网格: an area of responsibility. Its polygon is a [`Boundary`] of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Identifier.
    pub id: GridId,
    /// Code for people, unique over all grids and times.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Code of its level in `config/levels.toml`.
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// Residential, rural or street.
    pub setting: Setting,
    /// The grid it belongs to; `None` for the root alone.
    pub parent: Option<GridId>,
    /// Office phone that everybody may see.
    pub office_phone: Option<String>,
    /// Period from its creation to its retirement.
    pub life: Period,
    /// Its parents over time, the earliest first, if they ever changed; empty: below its parent all
    /// its life.
    pub stays: Vec<ParentPeriod>,
    /// Row version.
    pub version: i64,
}

/// Period in which a grid belonged to another one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ParentPeriod {
    /// The grid it belonged to.
    pub parent: Option<GridId>,
    /// Period.
    #[serde(flatten)]
    pub period: Period,
}

impl Grid {
    /// Returns where the grid belonged at an instant: a stay of its own, or its life below its
    /// parent; `None` if it did not exist.
    pub fn stay_at(&self, at: Instant) -> Option<ParentPeriod> {
        let whole = [ParentPeriod { parent: self.parent, period: self.life }];
        let stays = if self.stays.is_empty() { &whole[..] } else { &self.stays };
        stays.iter().find(|stay| stay.period.contains(at)).copied()
    }

    /// Returns the grid moved below another one from an instant on, or restored there.
    #[must_use]
    pub fn placed(mut self, parent: Option<GridId>, from: Instant) -> Self {
        self.leave(from);
        self.stays.push(ParentPeriod { parent, period: Period::since(from) });
        Self { parent, life: Period { to: None, ..self.life }, version: self.version + 1, ..self }
    }

    /// Returns the grid ended at an instant.
    #[must_use]
    pub fn ended(mut self, at: Instant) -> Self {
        if !self.stays.is_empty() {
            self.leave(at);
        }
        Self { life: self.life.closed(at), version: self.version + 1, ..self }
    }

    /// Ends the present stay, if there is one.
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
    /// Period in which it is in force.
    pub period: Period,
}

/// 楼组: a few buildings or stairwells inside one grid.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildingGroup {
    /// Identifier.
    pub id: BuildingGroupId,
    /// Code for people, unique over all building groups and times.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Number of households, 0 or more; the only thing known of who lives there.
    pub household_count: i32,
    /// Period from its creation to its retirement.
    pub life: Period,
    /// Row version.
    pub version: i64,
}

/// Period in which a building group belongs to a grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupMembership {
    /// Identifier.
    pub id: Uuid,
    /// The building group.
    pub building_group: BuildingGroupId,
    /// The grid it belongs to.
    pub grid: GridId,
    /// Period.
    pub period: Period,
}

/// A gap between sibling grids that somebody accepted.
#[derive(Debug, Clone)]
pub struct AcceptedGap {
    /// Identifier.
    pub id: Uuid,
    /// The grid whose children leave the gap; `None`: the top.
    pub parent: Option<GridId>,
    /// The gap.
    pub shape: std::sync::Arc<super::geometry::Shape>,
    /// Instant at which it was accepted.
    pub accepted_at: Instant,
}
