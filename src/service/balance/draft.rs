//! A suggestion as a draft: somebody looks at it, changes it, previews it, and applies it or not.

use super::suggest::{Suggestion, SuggestionInput, suggest};
use crate::domain::authority::may_redraw;
use crate::domain::balance::{self, LoadMeasure};
use crate::domain::id::{GridId, ReassignmentId};
use crate::domain::reassignment::action::MoveBuildingGroup;
use crate::domain::reassignment::{
    Operation, OperationSpec, ReassignmentOrigin, ReassignmentReason,
};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::command::there;
use crate::service::once::{self, WrittenOnce};
use crate::service::reassignments::{NewReassignment, ReassignmentProfile, STEPS_MAX, begin};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use serde::{Deserialize, Serialize};

/// A suggestion and the change set that was drafted of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftedSuggestion {
    /// The change set.
    pub id: ReassignmentId,
    /// What it was drafted of. The change set may have been edited since.
    pub suggestion: Suggestion,
}

/// What somebody wants evened out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftWish {
    /// The grid whose children exchange building groups.
    pub grid: GridId,
    /// What their load is.
    pub measure: LoadMeasure,
    /// Decides what is left to chance.
    pub seed: u64,
    /// How long the search may take, 1 to [`super::SECONDS_MAX`] seconds.
    pub seconds: u32,
}

/// Seeks what would even out the load of neighbouring grids and drafts a change set of it, of as
/// many operations as one may have.
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
        suggest(db, scope, SuggestionInput { grid, measure, seed, seconds, steps: STEPS_MAX })
            .await?;
    let now = db.now();
    let steps: Vec<Operation> = suggestion
        .balanced
        .steps
        .iter()
        .map(|step| Operation { id: new_id(now), action: action(step) })
        .collect();
    if steps.is_empty() {
        return Err(nothing(&suggestion).into());
    }
    let profile = ReassignmentProfile {
        reason: Some(ReassignmentReason::Workload),
        ..ReassignmentProfile::default()
    };
    let new =
        NewReassignment { origin: ReassignmentOrigin::Suggested, profile, steps, undoes: None };
    let (scope, id) = (scope.clone(), ReassignmentId(new_id(now)));
    WrittenOnce::write(db, key, DraftedSuggestion { id, suggestion }, move |tx| {
        let atlas = tx.atlas()?;
        there(may_redraw(&atlas, &scope.renewed(&atlas, tx.now()), grid), "/grid")?;
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
    problem.with("in_zones", suggestion.in_zones).with("end", suggestion.balanced.end)
}
