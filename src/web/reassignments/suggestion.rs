//! A change set that the service suggests, to even out the load of neighbouring grids.

use super::{ReassignmentView, shown};
use crate::domain::balance::{BalanceStep, Contrast, LoadMeasure, SearchEnd};
use crate::domain::id::{BuildingGroupId, GridId};
use crate::error::Result;
use crate::service::balance::{DraftWish, DraftedSuggestion, Suggestion, draft_suggestion};
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::permission::{Permit, Reassigning};
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What is to be evened out.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestionBody {
    /// The grid; the general grids directly below it exchange building groups.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// What their load is.
    #[serde(default = "households")]
    pub measure: LoadMeasure,
    /// Decides what is left to chance: the same seed gives the same steps, unless the time strikes.
    #[serde(default)]
    pub seed: u32,
    /// How long the search may take, in seconds.
    #[serde(default = "two")]
    #[validate(range(min = 1, max = 10))]
    pub seconds: u32,
}

const fn households() -> LoadMeasure {
    LoadMeasure::Households
}

const fn two() -> u32 {
    2
}

/// A step: a building group goes to a neighbouring grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedStep {
    /// The building group.
    #[schema(value_type = Uuid)]
    pub building_group: BuildingGroupId,
    /// The grid it leaves.
    #[schema(value_type = Uuid)]
    pub from: GridId,
    /// The grid it goes to.
    #[schema(value_type = Uuid)]
    pub to: GridId,
    /// What it adds to a load.
    pub load: u64,
    /// The sum of the squared deviations of all loads from their mean; it falls.
    pub spread: Contrast<f64>,
    /// The load of whoever leads the grid it leaves.
    pub giving: Contrast<u64>,
    /// The load of whoever leads the grid it goes to.
    pub receiving: Contrast<u64>,
}

/// Why these steps. It is as it was when they were sought.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionView {
    /// What the load is.
    pub measure: LoadMeasure,
    /// How many grids may exchange building groups.
    pub grids: usize,
    /// How many loads are compared: grids of one leader are one.
    pub n: usize,
    /// Their mean, which no step changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// The sum of the squared deviations from the mean, before the first step and after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<Contrast<f64>>,
    /// How many building groups belong to the grids directly.
    pub building_groups: usize,
    /// How many of these no address has a point of: they stay where they are.
    pub unplaced: usize,
    /// How many of these the zone of a pioneer post names: they stay where they are.
    pub in_zones: usize,
    /// The steps, in the order of the operations.
    pub steps: Vec<SuggestedStep>,
    /// Why there are no more.
    pub end: SearchEnd,
    /// Whether confidential requests were counted: for the desk alone.
    pub confidential_counted: bool,
}

/// A change set that was drafted of a suggestion.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedReassignment {
    /// The change set as it is now.
    #[serde(flatten)]
    pub reassignment: ReassignmentView,
    /// Why these steps.
    pub suggestion: SuggestionView,
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

/// Seeks building groups that would even out the load of the grids below one when they go to a
/// neighbouring grid, and drafts a change set of it. It does nothing until it is previewed and
/// applied. Polygons stay as they are.
#[utoipa::path(
    post, path = "/api/v1/reassignments/suggest", request_body = SuggestionBody,
    responses((status = 201, body = SuggestedReassignment))
)]
pub async fn suggest_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<SuggestionBody>,
) -> Result<Answer<SuggestedReassignment>> {
    let SuggestionBody { grid, measure, seed, seconds } = body;
    let (scope, wish) =
        (&permit.bearer.scope, DraftWish { grid, measure, seed: seed.into(), seconds });
    let once = draft_suggestion(&db, scope, key, wish).await?;
    let DraftedSuggestion { id, suggestion } = once.made;
    let (reassignment, version) = shown(&db, scope, language, id).await?;
    let suggested = SuggestedReassignment { reassignment, suggestion: suggestion.into() };
    Ok(Answer::created(format!("/api/v1/reassignments/{id}"), suggested)
        .version(version)
        .replayed(once.replayed))
}
