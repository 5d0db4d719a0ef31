//! Units as people and programs name them: by code, or by identifier.

use super::Atlas;
use crate::domain::id::{BuildingGroupId, GridId, OrganizationId};
use crate::domain::unit::{Unit, UnitKind};
use uuid::Uuid;

impl Atlas {
    /// Returns the unit of a code, whichever kind it is of: a grid before a building group, then the
    /// desk, an office last.
    pub fn unit_by_code(&self, code: &str) -> Option<Unit> {
        UnitKind::ALL.iter().find_map(|&kind| self.unit_of_kind(kind, code))
    }

    /// Returns the unit of a kind and a code, a retired one too.
    pub fn unit_of_kind(&self, kind: UnitKind, code: &str) -> Option<Unit> {
        match kind {
            UnitKind::Grid => self.tree().by_code(code).map(|grid| Unit::Grid(grid.id)),
            UnitKind::BuildingGroup => {
                self.groups().by_code(code).map(|group| Unit::BuildingGroup(group.id))
            }
            UnitKind::Desk => self.desk_by_code(code).map(Unit::Desk),
            UnitKind::Office => self.office_by_code(code),
        }
    }

    /// Returns the unit of an identifier, a retired one too.
    pub fn unit(&self, id: Uuid) -> Option<Unit> {
        let office = || {
            let found = self.organizations().get(OrganizationId(id));
            found.filter(|found| found.kind.is_office()).map(|office| Unit::Office(office.id))
        };
        let grid = self.tree().get(GridId(id)).map(|grid| Unit::Grid(grid.id));
        grid.or_else(|| {
            self.groups().get(BuildingGroupId(id)).map(|group| Unit::BuildingGroup(group.id))
        })
        .or_else(|| self.desk_by_id(id).map(Unit::Desk))
        .or_else(office)
    }
}
