//! Drafting a suggestion as a change set, which is then reviewed, edited, previewed and perhaps
//! applied.

use super::suggest::{Suggestion, SuggestionInput, suggest};
use crate::domain::authority::may_redraw;
use crate::domain::balance::{self, LoadMeasure};
use crate::domain::id::{GridId, ReassignmentId};
use crate::domain::reassignment::operation::MoveBuildingGroup;
use crate::domain::reassignment::{
    Operation, OperationSpec, ReassignmentOrigin, ReassignmentReason,
};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result, counts};
use crate::service::once::{self, WrittenOnce};
use crate::service::preconditions::require_visible;
use crate::service::reassignments::{NewReassignment, OPERATIONS_MAX, ReassignmentProfile, begin};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use serde::{Deserialize, Serialize};

/// A suggestion and the change set drafted from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftedSuggestion {
    /// The change set.
    pub id: ReassignmentId,
    /// The suggestion it was drafted from. The change set may have been edited since.
    pub suggestion: Suggestion,
}

/// Input of a drafted suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftWish {
    /// The grid whose children exchange building groups.
    pub grid: GridId,
    /// The measure of their load.
    pub measure: LoadMeasure,
    /// Seed of the random choices.
    pub seed: u64,
    /// Time limit of the search, 1 to [`super::SECONDS_MAX`] seconds.
    pub seconds: u32,
}

/// Searches for steps that even out the load of neighbouring grids and drafts a change set of them,
/// with as many operations as a change set may have.
///
/// # Errors
/// Those of [`suggest`]; [`Code::NothingToSuggest`] when no step was found;
/// [`Code::IdempotencyKeyReused`](crate::error::Code::IdempotencyKeyReused).
pub async fn draft_suggestion(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    wish: DraftWish,
) -> Result<WrittenOnce<DraftedSuggestion>> {
    if let Some(earlier) = once::earlier(db, &key).await? {
        return Ok(WrittenOnce {
            made: serde_json::from_value(earlier).map_err(Error::internal)?,
            replayed: true,
        });
    }
    db.refresh().await?;
    let DraftWish { grid, measure, seed, seconds } = wish;
    let suggestion =
        suggest(db, scope, SuggestionInput { grid, measure, seed, seconds, steps: OPERATIONS_MAX })
            .await?;
    let now = db.now();
    let operations: Vec<Operation> = suggestion
        .balanced
        .steps
        .iter()
        .map(|step| Operation::new(new_id(now), action(step)))
        .collect();
    if operations.is_empty() {
        return Err(nothing(&suggestion).into());
    }
    let profile = ReassignmentProfile {
        reason: Some(ReassignmentReason::Workload),
        ..ReassignmentProfile::default()
    };
    let new = NewReassignment {
        origin: ReassignmentOrigin::Suggested,
        profile,
        operations,
        undoes: None,
    };
    let scope = scope.clone();
    let id = ReassignmentId(new_id(now));
    WrittenOnce::write(db, key, DraftedSuggestion { id, suggestion }, move |tx| {
        let atlas = tx.atlas()?;
        require_visible(may_redraw(&atlas, &scope.renewed(&atlas, tx.now()), grid), "/grid")?;
        begin(tx, &scope, id, &new)
    })
    .await
}

const fn action(step: &balance::BalanceStep) -> OperationSpec {
    OperationSpec::MoveBuildingGroup(MoveBuildingGroup {
        building_group: step.group,
        grid: step.to,
    })
}

fn nothing(suggestion: &Suggestion) -> Problem {
    let problem = Problem::new(Code::NothingToSuggest).with("grids", suggestion.grids);
    let problem = problem
        .with("building_groups", suggestion.building_groups)
        .with("unplaced", suggestion.unplaced);
    let left = [
        (
            suggestion.grids,
            ("grids", "个可互调的网格", "grid that may exchange", "grids that may exchange"),
        ),
        (
            suggestion.building_groups,
            ("building_groups", "个楼组", "building group", "building groups"),
        ),
        (
            suggestion.unplaced,
            (
                "unplaced",
                "个楼组的门址没有坐标",
                "building group without a point of its addresses",
                "building groups without a point of their addresses",
            ),
        ),
        (
            suggestion.in_zones,
            (
                "in_zones",
                "个楼组在先锋岗责任区内",
                "building group in the zone of a pioneer post",
                "building groups in the zone of a pioneer post",
            ),
        ),
    ];
    problem
        .with("in_zones", suggestion.in_zones)
        .with("end", suggestion.balanced.end)
        .with("left", counts(&left))
}
