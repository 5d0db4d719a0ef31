//! What happened to a grid, over HTTP.

use super::answer::Answer;
use super::language::Preferred;
use super::origins::ChangeSetBrief;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::people::MemberBrief;
use super::permission::{People, Permit};
use super::requests::{RuleBrief, UnitView, rule_brief, unit_view};
use super::responsibility::coded;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::grid_history::{FactSubject, GridFact, GridFactKind};
use crate::domain::id::{BoundaryId, DutyId, GridId};
use crate::domain::unit::Unit;
use crate::error::{Language, Result};
use crate::service::grid_history::{GridHistory, facts_of, told};
use crate::store::Db;
use crate::store::origins::ChangeOrigin;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::cmp::Reverse;
use utoipa::ToSchema;

/// Something that happened to a grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridFactView {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: GridFactKind,
    /// The change set behind it; missing for what is older than change sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_set: Option<ChangeSetBrief>,
    /// The grid that it belonged to from then on, or until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitView>,
    /// The border that was drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub border: Option<DrawnBorderView>,
    /// The duty that began or ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<GridDuty>,
    /// The building group that came or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_group: Option<UnitView>,
    /// The rule that began or ceased to hold, by the name it had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleBrief>,
}

/// A border that was drawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawnBorderView {
    /// The version of the border.
    #[schema(value_type = Uuid)]
    pub boundary: BoundaryId,
    /// The area in square metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<f64>,
    /// Until when it was in force; missing: it still is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// A duty of the leader or of a deputy.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridDuty {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: DutyId,
    /// Whose it is, without a name.
    pub member: MemberBrief,
    /// As what.
    pub capacity: Capacity,
}

/// What happened to a grid until now, the newest first: founded, placed under another grid,
/// retired; borders that were drawn; leaders and deputies, building groups and rules that came and
/// went. Each with the change set behind it. For those who may know its duties.
#[utoipa::path(
    get, path = "/api/v1/grids/{id}/history", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<GridFactView>))
)]
pub async fn read_grid_history(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Path(id): Path<GridId>,
) -> Result<Answer<Listed<GridFactView>>> {
    let facts = facts_of(&db, &permit.bearer.scope, id).await?;
    let Listed { items, next_cursor } =
        page.cut(facts, |fact| Reverse((fact.at, fact.kind, fact.row)))?;
    let (told, atlas) = (told(&db, items).await?, db.atlas());
    let shown = |(fact, origin): &(GridFact, Option<ChangeOrigin>)| {
        view(&atlas, &told, fact, origin.as_ref(), language.0)
    };
    Ok(Answer::ok(Listed { items: told.facts.iter().map(shown).collect(), next_cursor }))
}

fn view(
    atlas: &Atlas,
    told: &GridHistory,
    fact: &GridFact,
    origin: Option<&ChangeOrigin>,
    language: Language,
) -> GridFactView {
    let mut view = GridFactView {
        at: fact.at,
        kind: fact.kind,
        change_set: origin.cloned().map(Into::into),
        parent: None,
        border: None,
        duty: None,
        building_group: None,
        rule: None,
    };
    match fact.about {
        FactSubject::Parent(parent) => {
            view.parent = parent.map(|grid| unit_view(atlas, Unit::Grid(grid), language))
        }
        FactSubject::Border(boundary, until) => {
            view.border = Some(DrawnBorderView {
                boundary,
                area_m2: told.areas_m2.get(&boundary).copied(),
                until,
            });
        }
        FactSubject::Duty(id, member, capacity) => {
            view.duty = Some(GridDuty { id, member: coded(atlas, member), capacity });
        }
        FactSubject::BuildingGroup(group) => {
            view.building_group = Some(unit_view(atlas, Unit::BuildingGroup(group), language));
        }
        FactSubject::Rule(rule) => view.rule = rule_brief(atlas, rule, fact.at),
    }
    view
}
