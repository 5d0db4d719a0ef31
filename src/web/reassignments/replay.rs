//! What would have been under a change set, shown.

use super::{PlannedHolderView, SeenVersion};
use crate::domain::atlas::Atlas;
use crate::domain::id::ReassignmentId;
use crate::domain::reassignment::HeldCount;
use crate::domain::request::RequestState;
use crate::error::Result;
use crate::service::reassignments::{self, Replay};
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::OptionalBody;
use crate::web::language::Preferred;
use crate::web::parameters::{Path, Query};
use crate::web::people::MemberNames;
use crate::web::permission::{Permit, Reassigning};
use crate::web::requests::unit_view;
use crate::web::version::IfMatch;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Holders that are listed, at most; the others are counted.
const LISTED_MAX: usize = 1000;

/// Which requests.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReplayQuery {
    /// Received from this instant on, up to five years back; missing: a year.
    pub since: Option<DateTime<Utc>>,
}

/// What would have been.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplayView {
    /// Requests received from this instant on.
    pub since: DateTime<Utc>,
    /// And before this one.
    pub until: DateTime<Utc>,
    /// The instant whose duties, absences and hours decide, also of what came in long ago.
    pub at: DateTime<Utc>,
    /// How many requests were routed.
    pub n: usize,
    /// How many of them would have gone to somebody else, or to the same person for another unit.
    pub elsewhere: usize,
    /// Their share, 0–1; missing when there are no requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// How many were left out, by their state.
    pub excluded: BTreeMap<RequestState, usize>,
    /// Whether confidential requests are counted: for the desk alone.
    pub confidential_counted: bool,
    /// Who gets how many, those first for whom most changes; at most 1000.
    pub holders: Vec<ReplayedHolder>,
    /// How many holders there are.
    pub holder_count: usize,
}

/// Who gets how many requests for a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplayedHolder {
    /// Who, and for which unit.
    #[serde(flatten)]
    pub holder: PlannedHolderView,
    /// As responsibility is now.
    pub before: usize,
    /// As it would be.
    pub after: usize,
}

/// Routes the requests that came in, in the grids that the caller supervises, once more: by
/// responsibility as it is, and as the change set would make it. Without those merged, withdrawn or
/// void, and without those that the caller must not learn of. Nothing is stored.
#[utoipa::path(
    post, path = "/api/v1/reassignments/{id}/replay", params(("id" = Uuid, Path), ReplayQuery),
    request_body = Option<SeenVersion>, responses((status = 200, body = ReplayView))
)]
pub async fn replay_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Query(query): Query<ReplayQuery>,
    OptionalBody(body): OptionalBody<SeenVersion>,
) -> Result<Answer<ReplayView>> {
    let version = seen.given(body.version)?;
    let scope = &permit.bearer.scope;
    let Replay { since, until, at, before, after, tally, excluded, confidential_counted } =
        reassignments::replay(&db, scope, id, version, query.since).await?;
    let all = tally.holders();
    let listed = all.get(..LISTED_MAX).unwrap_or(&all);
    let named =
        MemberNames::read(&db, &after, scope, listed.iter().map(|held| held.member)).await?;
    let view = |held: &HeldCount| {
        let known = after.grid_of(held.unit).is_some_and(|grid| after.tree().get(grid).is_some());
        let atlas: &Atlas = if known { &after } else { &before };
        let unit = unit_view(atlas, held.unit, language.0);
        let holder = PlannedHolderView { member: named.brief(held.member), unit };
        ReplayedHolder { holder, before: held.before, after: held.after }
    };
    Ok(Answer::ok(ReplayView {
        since,
        until,
        at,
        n: tally.n,
        elsewhere: tally.elsewhere,
        share: tally.share(),
        excluded,
        confidential_counted,
        holders: listed.iter().map(view).collect(),
        holder_count: all.len(),
    }))
}
