//! What happened to a grid, over HTTP.

use super::answer::Answer;
use super::language::Preferred;
use super::origins::ChangeSetBrief;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::partakers::RuleBrief;
use super::people::MemberBrief;
use super::permission::{People, Permit};
use super::responsibility::coded;
use super::units::UnitView;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::grid_history::{FactSubject, GridFact, GridFactKind};
use crate::domain::id::{BoundaryId, DutyId, GridId};
use crate::domain::unit::Unit;
use crate::error::{Language, Result};
use crate::service::grid_history::{GridHistory, facts_of, with_origins};
use crate::store::Db;
use crate::store::origins::ChangeOrigin;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::cmp::Reverse;
use utoipa::ToSchema;

/// A fact of the history of a grid. `kind` tells which of the other fields it has.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridFactView {
    /// Time of the fact.
    pub at: DateTime<Utc>,
    /// Kind of the fact.
    pub kind: GridFactKind,
    /// Change set that caused it; missing for facts older than change sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_set: Option<ChangeSetBrief>,
    /// Parent grid from then on, or until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitView>,
    /// Border that was drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub border: Option<DrawnBorderView>,
    /// Duty that began or ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<GridDuty>,
    /// Building group that came or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_group: Option<UnitView>,
    /// Routing rule that began or ended, with the name it had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleBrief>,
}

/// A border that was drawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawnBorderView {
    /// Identifier of this version of the polygon.
    #[schema(value_type = Uuid)]
    pub boundary: BoundaryId,
    /// Area in square metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<f64>,
    /// Time until which the border was in force; missing while it still is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// A duty of a leader or deputy.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridDuty {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: DutyId,
    /// Member who held the duty, without a name.
    pub member: MemberBrief,
    /// Capacity.
    pub capacity: Capacity,
}

/// Reads the history of a grid until now.
///
/// The newest facts first: creation, changes of the parent grid, retirement; borders; leaders and
/// deputies, building groups and routing rules that came and went. Each fact comes with the change
/// set that caused it. Only those who may see the duties of the grid may call this.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/grids/{id}/history")]
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
    let history = with_origins(&db, items).await?;
    let atlas = db.atlas();
    let views = history.facts.iter().map(|(fact, origin)| {
        GridFactView::new(&atlas, &history, fact, origin.as_ref(), language.0)
    });
    Ok(Answer(Listed { items: views.collect(), next_cursor }))
}

impl GridFactView {
    fn new(
        atlas: &Atlas,
        history: &GridHistory,
        fact: &GridFact,
        origin: Option<&ChangeOrigin>,
        language: Language,
    ) -> Self {
        let mut view = Self {
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
                view.parent = parent.map(|grid| UnitView::of(atlas, Unit::Grid(grid), language));
            }
            FactSubject::Border(boundary, until) => {
                let area_m2 = history.areas_m2.get(&boundary).copied();
                view.border = Some(DrawnBorderView { boundary, area_m2, until });
            }
            FactSubject::Duty(id, member, capacity) => {
                view.duty = Some(GridDuty { id, member: coded(atlas, member), capacity });
            }
            FactSubject::BuildingGroup(group) => {
                view.building_group =
                    Some(UnitView::of(atlas, Unit::BuildingGroup(group), language));
            }
            FactSubject::Rule(rule) => view.rule = RuleBrief::of(atlas, rule, fact.at),
        }
        view
    }
}
