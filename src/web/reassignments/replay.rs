//! What would have been under a change set, shown.

use super::PlannedHolderView;
use crate::domain::atlas::Atlas;
use crate::domain::id::ReassignmentId;
use crate::domain::reassignment::HeldCount;
use crate::domain::request::RequestState;
use crate::error::{Language, Result};
use crate::service::reassignments::{self, Replay};
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::OptionalBody;
use crate::web::change::VersionBody;
use crate::web::language::Preferred;
use crate::web::parameters::{Path, Query};
use crate::web::people::MemberNames;
use crate::web::permission::{Permit, Reassigning};
use crate::web::units::UnitView;
use crate::web::version::IfMatch;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Holders that are listed, at most; the others are counted.
const LISTED_MAX: usize = 1000;

/// The requests to be replayed.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReplayQuery {
    /// Start of the period in which they were received, at most five years ago; missing: one year
    /// ago.
    pub since: Option<DateTime<Utc>>,
}

/// The outcome of a replay.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplayView {
    /// Start of the period in which the requests were received.
    pub since: DateTime<Utc>,
    /// End of the period in which the requests were received, not included.
    pub until: DateTime<Utc>,
    /// The instant whose duties, absences and working hours decide, for all requests alike.
    pub at: DateTime<Utc>,
    /// Number of requests routed.
    pub n: usize,
    /// Number of requests that would go to another member, or to the same member for another unit.
    pub elsewhere: usize,
    /// Share of the requests that would go elsewhere, 0–1; missing when no request was routed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Number of requests left out, by state.
    pub excluded: BTreeMap<RequestState, usize>,
    /// True when confidential requests are counted: for the desk only.
    pub confidential_counted: bool,
    /// Requests by holder, the greatest change first; at most 1000 holders.
    pub holders: Vec<ReplayedHolder>,
    /// Number of all holders.
    pub holder_count: usize,
}

/// The requests that one member gets for one unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplayedHolder {
    /// The holder.
    #[serde(flatten)]
    pub holder: PlannedHolderView,
    /// Number of requests by present responsibility.
    pub before: usize,
    /// Number of requests by responsibility after the change set.
    pub after: usize,
}

impl ReplayedHolder {
    /// Shows a unit as the change set leaves it, or as it was before when it is gone then.
    fn new(
        held: &HeldCount,
        before: &Atlas,
        after: &Atlas,
        named: &MemberNames,
        language: Language,
    ) -> Self {
        let known = after.grid_of(held.unit).is_some_and(|grid| after.tree().get(grid).is_some());
        let unit = UnitView::of(if known { after } else { before }, held.unit, language);
        let holder = PlannedHolderView { member: named.brief(held.member), unit };
        Self { holder, before: held.before, after: held.after }
    }
}

/// Replays past requests with a change set.
///
/// Routes the requests received in the grids that the caller supervises twice: by present
/// responsibility, and as the change set would make it. Merged, withdrawn and void requests are
/// left out, and so are those that the caller must not learn of. Nothing is stored.
///
/// # Errors
/// `not_found`, `stale_version`, `reassignment_state`, `reassignment_empty`, `calculation_running`,
/// `already_ends`, `begins_in_the_past`, `code_in_use`, `duty_twice`, `ends_before_it_begins`,
/// `ends_in_the_past`, `grid_not_empty`, `grid_too_small`, `grid_without_boundary`,
/// `grids_not_adjacent`, `grids_not_siblings`, `group_needs_part`, `group_there_already`,
/// `leader_periods_overlap`, `level_not_below_parent`, `line_crosses_hole`, `line_does_not_cross`,
/// `line_ends_inside`, `line_too_close`, `member_has_roles`, `member_inactive`, `more_problems`,
/// `nothing_held`, `open_move_later`, `out_of_range`, `part_outside`, `parts_leave_gap`,
/// `pieces_differ`, `posts_in_zone`, `root_cannot_retire`, `root_without_leader`, `rule_ended`,
/// `rule_twice`, `split_cuts_grid`, `successor_absent`, `successor_missing`,
/// `successor_out_of_scope`, `too_complex`, `too_many`, `too_many_positions`, `unit_not_held`,
/// `unknown_absence`, `unknown_building_group`, `unknown_category`, `unknown_duty`, `unknown_grid`,
/// `unknown_level`, `unknown_member`, `unknown_organization`, `unknown_pioneer_post`,
/// `unknown_unit`
#[utoipa::path(post, path = "/api/v1/reassignments/{id}/replay")]
pub async fn replay_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Query(query): Query<ReplayQuery>,
    OptionalBody(body): OptionalBody<VersionBody>,
) -> Result<Answer<ReplayView>> {
    let version = seen.given(body.version)?;
    let scope = &permit.bearer.scope;
    let replay = reassignments::replay(&db, scope, id, version, query.since).await?;
    let Replay { since, until, at, before, after, tally, excluded, confidential_counted } = replay;
    let all = tally.holders();
    let listed = all.get(..LISTED_MAX).unwrap_or(&all);
    let members = listed.iter().map(|held| held.member);
    let named = MemberNames::read(&db, &after, scope, members).await?;
    Ok(Answer(ReplayView {
        since,
        until,
        at,
        n: tally.n,
        elsewhere: tally.elsewhere,
        share: tally.share(),
        excluded,
        confidential_counted,
        holders: listed
            .iter()
            .map(|held| ReplayedHolder::new(held, &before, &after, &named, language.0))
            .collect(),
        holder_count: all.len(),
    }))
}
