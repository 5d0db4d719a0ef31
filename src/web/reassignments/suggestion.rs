//! A change set that the service suggests, to even out the load of neighbouring grids.

use super::{ReassignmentView, shown};
use crate::domain::balance::{BalanceStep, LoadContrast, LoadMeasure, SearchEnd, SpreadContrast};
use crate::domain::id::{BuildingGroupId, GridId};
use crate::error::Result;
use crate::service::balance::{DraftWish, DraftedSuggestion, Suggestion, draft_suggestion};
use crate::store::Db;
use crate::web::answer::{Created, Located, Resource};
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::permission::{Permit, Reassigning};
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The load to be evened out.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestionBody {
    /// The grid whose general grids, directly below it, exchange building groups.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Measure of the load.
    #[serde(default = "households")]
    pub measure: LoadMeasure,
    /// Seed of the random search: the same seed gives the same steps, unless the search runs out of
    /// time.
    #[serde(default)]
    pub seed: u32,
    /// Time limit of the search, in seconds.
    #[serde(default = "two")]
    #[validate(range(min = 1, max = 10))]
    #[schema(minimum = 1, maximum = 10)]
    pub seconds: u32,
}

const fn households() -> LoadMeasure {
    LoadMeasure::Households
}

const fn two() -> u32 {
    2
}

/// A step: a building group that moves to a neighbouring grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedStep {
    /// The building group.
    #[schema(value_type = Uuid)]
    pub building_group: BuildingGroupId,
    /// The grid that it leaves.
    #[schema(value_type = Uuid)]
    pub from: GridId,
    /// The grid that it joins.
    #[schema(value_type = Uuid)]
    pub to: GridId,
    /// Its share of a load.
    pub load: u64,
    /// Sum of the squared deviations of all loads from their mean, before and after the step.
    pub spread: SpreadContrast,
    /// Load of the leader of the grid that it leaves.
    pub giving: LoadContrast,
    /// Load of the leader of the grid that it joins.
    pub receiving: LoadContrast,
}

/// The search behind a suggestion, as of the time of the search.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionView {
    /// Measure of the load.
    pub measure: LoadMeasure,
    /// Number of grids that may exchange building groups.
    pub grids: usize,
    /// Number of loads compared; the grids of one leader count as one.
    pub n: usize,
    /// Mean of the loads; no step changes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Sum of the squared deviations from the mean, before the first step and after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<SpreadContrast>,
    /// Number of building groups that belong to these grids directly.
    pub building_groups: usize,
    /// Number of building groups that stay because none of their addresses has a point.
    pub unplaced: usize,
    /// Number of building groups that stay because the zone of a pioneer post names them.
    pub in_zones: usize,
    /// Steps, in the order of the operations.
    pub steps: Vec<SuggestedStep>,
    /// Reason why the search ended.
    pub end: SearchEnd,
    /// True when confidential requests were counted: for the desk only.
    pub confidential_counted: bool,
}

/// A change set drafted from a suggestion.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedReassignment {
    /// The change set as it is now.
    #[serde(flatten)]
    pub reassignment: ReassignmentView,
    /// The search behind it.
    pub suggestion: SuggestionView,
}

impl Resource for SuggestedReassignment {
    fn version(&self) -> Option<i64> {
        self.reassignment.version()
    }
}

impl Located for SuggestedReassignment {
    fn location(&self) -> String {
        self.reassignment.location()
    }
}

impl From<BalanceStep> for SuggestedStep {
    fn from(step: BalanceStep) -> Self {
        let BalanceStep { group, from, to, load, spread, giving, receiving } = step;
        Self { building_group: group, from, to, load, spread, giving, receiving }
    }
}

impl From<Suggestion> for SuggestionView {
    fn from(suggestion: Suggestion) -> Self {
        let Suggestion {
            measure,
            grids,
            building_groups,
            unplaced,
            in_zones,
            balanced,
            confidential_counted,
        } = suggestion;
        Self {
            measure,
            grids,
            n: balanced.loads,
            mean: balanced.mean,
            spread: balanced.spread,
            building_groups,
            unplaced,
            in_zones,
            steps: balanced.steps.into_iter().map(SuggestedStep::from).collect(),
            end: balanced.end,
            confidential_counted,
        }
    }
}

/// Drafts a change set that evens out the load of grids.
///
/// Searches for building groups whose move to a neighbouring grid evens out the load of the general
/// grids directly below the given one. The change set changes no responsibility until it is
/// previewed and applied. Polygons stay as they are.
///
/// # Errors
/// `not_found`, `calculation_running`, `nothing_to_suggest`, `out_of_range`
#[utoipa::path(post, path = "/api/v1/reassignments/suggest")]
pub async fn suggest_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<SuggestionBody>,
) -> Result<Created<SuggestedReassignment>> {
    let scope = &permit.bearer.scope;
    let SuggestionBody { grid, measure, seed, seconds } = body;
    let wish = DraftWish { grid, measure, seed: seed.into(), seconds };
    let once = draft_suggestion(&db, scope, key, wish).await?;
    let DraftedSuggestion { id, suggestion } = once.made;
    let reassignment = shown(&db, scope, language, id).await?;
    let resource = SuggestedReassignment { reassignment, suggestion: suggestion.into() };
    Ok(Created { resource, replayed: once.replayed })
}
