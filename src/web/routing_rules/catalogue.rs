//! The dispatch catalogue (派单目录) over HTTP: which office a kind of matter is for, and why.

use super::body::ConditionBody;
use super::grid_of;
use crate::domain::atlas::Atlas;
use crate::domain::routing::{CatalogueEntry, catalogue};
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::language::Preferred;
use crate::web::page::{Listed, Page};
use crate::web::parameters::Query;
use crate::web::partakers::RuleBrief;
use crate::web::permission::{People, Permit};
use crate::web::units::{GridBrief, UnitView};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// An entry of the dispatch catalogue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CatalogueEntryView {
    /// Condition that a request must meet: its category, and what else the rule names.
    pub condition: ConditionBody,
    /// Main office (主办).
    pub office: UnitView,
    /// Basis: the regulation or the entry of the list of powers and duties that says so.
    #[schema(example = "街道权责清单第12项：违法建设查处")]
    pub basis: String,
    /// Rule that names the office.
    pub rule: RuleBrief,
    /// Grid of the rule. On one condition the rule of the deepest grid holds.
    pub grid: GridBrief,
}

impl CatalogueEntryView {
    fn new(
        atlas: &Atlas,
        entry: &CatalogueEntry<'_>,
        language: Preferred,
        at: DateTime<Utc>,
    ) -> Result<Self> {
        let CatalogueEntry { rule, main } = entry;
        let grid = atlas.tree().get(rule.profile.grid).ok_or(Code::NotFound)?;
        Ok(Self {
            condition: rule.profile.condition.clone().into(),
            office: UnitView::of(atlas, Unit::Office(main.office), language.0),
            basis: main.basis.clone(),
            rule: RuleBrief::of(atlas, rule.id, at).ok_or(Code::NotFound)?,
            grid: grid.into(),
        })
    }
}

/// Grid of the dispatch catalogue.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CatalogueQuery {
    /// Code of the grid whose catalogue is listed; missing: the root.
    #[validate(length(max = 32))]
    #[param(max_length = 32)]
    pub grid: Option<String>,
}

/// Lists the main offices that the dispatch catalogue of a grid names.
///
/// They come from the rules of the grid and of those above it that hold now. Nothing is routed to a
/// main office: whoever dispatches a request finds it first among the candidates. By category, then
/// by the code of the rule.
///
/// # Errors
/// `too_long`, `unknown_grid`
#[utoipa::path(get, path = "/api/v1/dispatch-catalogue")]
pub async fn list_dispatch_catalogue(
    _: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Query(query): Query<CatalogueQuery>,
) -> Result<Answer<Listed<CatalogueEntryView>>> {
    let atlas = db.atlas();
    let now = db.now();
    let grid = match &query.grid {
        Some(code) => grid_of(&atlas, code)?,
        None => atlas.tree().root().ok_or(Code::NotInitialized)?.id,
    };
    let entries = catalogue(&atlas, grid, now);
    let views: Result<Vec<_>> =
        entries.iter().map(|entry| CatalogueEntryView::new(&atlas, entry, language, now)).collect();
    let listed = page.cut(views?, |entry| {
        (entry.condition.category.clone().unwrap_or_default(), entry.rule.code.clone())
    })?;
    Ok(Answer(listed))
}
