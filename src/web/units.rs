//! How units are shown beside what is asked about.

use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::id::GridId;
use crate::domain::request::AssignmentCause;
use crate::domain::unit::{Grid, Unit, UnitKind};
use crate::error::Language;
use crate::store::requests::RequestRow;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A short form of a unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitView {
    /// Kind: grid, building group, desk or office.
    pub kind: UnitKind,
    /// Identifier.
    pub id: Uuid,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Title of its leader.
    #[schema(example = "网格长")]
    pub title: String,
    /// Office phone, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_phone: Option<String>,
}

impl UnitView {
    /// Shows a unit.
    pub fn of(atlas: &Atlas, unit: Unit, language: Language) -> Self {
        let levels = &atlas.settings().levels;
        let mut view = Self {
            kind: unit.kind(),
            id: unit.id(),
            code: String::new(),
            name: String::new(),
            title: String::new(),
            office_phone: None,
        };
        match unit {
            Unit::Grid(id) => {
                if let Some(grid) = atlas.tree().get(id) {
                    view.code.clone_from(&grid.code);
                    view.name.clone_from(&grid.name);
                    view.office_phone.clone_from(&grid.office_phone);
                }
                if let Some(level) = atlas.tree().level(id).and_then(|level| levels.get(level)) {
                    view.title = level.leader.text(language).to_owned();
                }
            }
            Unit::BuildingGroup(id) => {
                if let Some(group) = atlas.groups().get(id) {
                    view.code.clone_from(&group.code);
                    view.name.clone_from(&group.name);
                }
                view.title = levels.building_groups().leader.text(language).to_owned();
            }
            Unit::Desk(_) => {
                let desk = levels.desk();
                view.code = atlas.code_of(unit);
                view.name = desk.name.text(language).to_owned();
                view.title = desk.leader.text(language).to_owned();
                view.office_phone = atlas.office_phone(unit).map(str::to_owned);
            }
            Unit::Office(id) => {
                if let Some(office) = atlas.organizations().get(id) {
                    view.code.clone_from(&office.code);
                    view.name.clone_from(&office.profile.name);
                    view.office_phone.clone_from(&office.profile.office_phone);
                }
                view.title = levels.offices().leader.text(language).to_owned();
            }
        }
        view
    }
}

impl UnitView {
    /// Shows the unit that holds a request: the desk for what lies with it, whoever answers there,
    /// and the title of those on call for what they hold.
    pub fn holding(atlas: &Atlas, row: &RequestRow, language: Language) -> Self {
        let desk = atlas.desk().filter(|_| row.held_by == AssignmentCause::Desk);
        let view = Self::of(atlas, desk.map_or(row.unit(), Unit::Desk), language);
        // Whether somebody on call took in what is confidential would tell when it came.
        let duty = atlas.people().duty(row.duty_id).filter(|_| !row.confidential);
        match (duty.map(|duty| duty.capacity), language) {
            (Some(on_call @ Capacity::OnCall), Language::Chinese) => {
                Self { title: on_call.label().0.to_owned(), ..view }
            }
            (Some(on_call @ Capacity::OnCall), Language::English) => {
                Self { title: on_call.label().1.to_owned(), ..view }
            }
            _ => view,
        }
    }
}

/// A grid in brief.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GridBrief {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: GridId,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the level.
    #[schema(example = "grid")]
    pub level: String,
}

impl From<&Grid> for GridBrief {
    fn from(grid: &Grid) -> Self {
        Self {
            id: grid.id,
            code: grid.code.clone(),
            name: grid.name.clone(),
            level: grid.level.clone(),
        }
    }
}
