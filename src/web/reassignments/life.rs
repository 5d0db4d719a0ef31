//! What becomes of a change set: a second person agrees, it is applied, given up, taken back.

use super::{ReassignmentView, shown};
use crate::domain::id::ReassignmentId;
use crate::error::Result;
use crate::service::reassignments;
use crate::store::Db;
use crate::web::answer::{Changed, Created};
use crate::web::change::{VersionBody, VersionedChange, versioned};
use crate::web::effects::WithEffects;
use crate::web::language::Preferred;
use crate::web::permission::{Permit, Reassigning};
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// The preview that the caller saw.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenPreview {
    /// Digest of the preview.
    #[validate(length(equal = 64))]
    #[schema(min_length = 64, max_length = 64)]
    pub digest: String,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(SeenPreview);

/// Approves a previewed change set.
///
/// The approver is a second supervisor: neither the author nor anybody who changed the change set
/// or its operations. While it is approved or scheduled, no other change set that touches its units
/// can be approved or applied.
///
/// # Errors
/// `not_found`, `version_required`, `stale_version`, `reassignment_state`, `approver_is_author`,
/// `digest_differs`, `unit_in_another_set`, `too_short`, `too_long`, `already_ends`,
/// `begins_in_the_past`, `code_in_use`, `duty_of_identity`, `duty_twice`, `ends_before_it_begins`,
/// `ends_in_the_past`, `grid_in_use`, `grid_not_empty`, `grid_overhangs`, `grid_too_small`,
/// `grid_without_boundary`, `grids_leave_gap`, `grids_not_adjacent`, `grids_not_siblings`,
/// `grids_overlap`, `group_needs_part`, `group_there_already`, `leader_periods_overlap`,
/// `level_not_below_parent`, `line_crosses_hole`, `line_does_not_cross`, `line_ends_inside`,
/// `line_too_close`, `member_has_roles`, `member_inactive`, `more_problems`, `nothing_held`,
/// `open_move_later`, `out_of_range`, `part_outside`, `parts_leave_gap`, `pieces_differ`,
/// `posts_in_zone`, `root_cannot_retire`, `root_without_leader`, `rule_ended`, `rule_twice`,
/// `split_cuts_grid`, `successor_absent`, `successor_missing`, `successor_out_of_scope`,
/// `too_complex`, `too_many`, `too_many_positions`, `unit_not_held`, `unit_of_role`,
/// `unknown_absence`, `unknown_building_group`, `unknown_category`, `unknown_duty`, `unknown_grid`,
/// `unknown_level`, `unknown_member`, `unknown_organization`, `unknown_pioneer_post`,
/// `unknown_unit`
#[utoipa::path(post, path = "/api/v1/reassignments/{id}/approve")]
pub async fn approve_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<ReassignmentId, SeenPreview>,
) -> Result<Changed<ReassignmentView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let once = reassignments::approve(&db, scope, key, id, version, body.digest).await?;
    let resource = shown(&db, scope, language, id).await?;
    Ok(Changed { resource, replayed: once.replayed })
}

/// Applies a previewed change set as a whole.
///
/// A change set with a later effective time is scheduled. It stops at that time when it would no
/// longer do what was previewed. When things have changed since the preview, `digest_differs` names
/// the change sets that were applied in between. Open requests get another holder where their
/// holder changes.
///
/// # Errors
/// `not_found`, `version_required`, `stale_version`, `reassignment_state`, `digest_differs`,
/// `unit_in_another_set`, `approval_required`, `too_short`, `too_long`, `already_ends`,
/// `begins_in_the_past`, `code_in_use`, `duty_of_identity`, `duty_twice`, `ends_before_it_begins`,
/// `ends_in_the_past`, `grid_in_use`, `grid_not_empty`, `grid_overhangs`, `grid_too_small`,
/// `grid_without_boundary`, `grids_leave_gap`, `grids_not_adjacent`, `grids_not_siblings`,
/// `grids_overlap`, `group_needs_part`, `group_there_already`, `leader_periods_overlap`,
/// `level_not_below_parent`, `line_crosses_hole`, `line_does_not_cross`, `line_ends_inside`,
/// `line_too_close`, `member_has_roles`, `member_inactive`, `more_problems`, `nothing_held`,
/// `open_move_later`, `out_of_range`, `part_outside`, `parts_leave_gap`, `pieces_differ`,
/// `posts_in_zone`, `root_cannot_retire`, `root_without_leader`, `rule_ended`, `rule_twice`,
/// `split_cuts_grid`, `successor_absent`, `successor_missing`, `successor_out_of_scope`,
/// `too_complex`, `too_many`, `too_many_positions`, `unit_not_held`, `unit_of_role`,
/// `unknown_absence`, `unknown_building_group`, `unknown_category`, `unknown_duty`, `unknown_grid`,
/// `unknown_level`, `unknown_member`, `unknown_organization`, `unknown_pioneer_post`,
/// `unknown_unit`
#[utoipa::path(post, path = "/api/v1/reassignments/{id}/apply")]
pub async fn apply_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<ReassignmentId, SeenPreview>,
) -> Result<Changed<WithEffects<ReassignmentView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let outcome =
        reassignments::apply_reassignment(&db, scope, key, id, version, body.digest).await?;
    let view = shown(&db, scope, language, outcome.id).await?;
    let resource = WithEffects::new(&db, scope, language.0, &outcome.effects, view).await?;
    Ok(Changed { resource, replayed: outcome.replayed })
}

/// Discards a change set.
///
/// It can still be read.
///
/// # Errors
/// `not_found`, `version_required`, `stale_version`, `reassignment_state`, `out_of_range`
#[utoipa::path(post, path = "/api/v1/reassignments/{id}/discard")]
pub async fn discard_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<ReassignmentId, VersionBody>,
) -> Result<Changed<ReassignmentView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let once = reassignments::discard(&db, scope, key, id, version).await?;
    let resource = shown(&db, scope, language, id).await?;
    Ok(Changed { resource, replayed: once.replayed })
}

/// Creates a change set that undoes an applied one.
///
/// It restores grids, duties, rules, and the holders of open requests that nobody has touched
/// since. `not_restored` lists what it cannot restore. It is previewed, approved and applied like
/// any other change set.
///
/// # Errors
/// `not_found`, `version_required`, `stale_version`, `reassignment_state`, `already_undone`,
/// `nothing_to_undo`, `successor_out_of_scope`, `out_of_range`
#[utoipa::path(post, path = "/api/v1/reassignments/{id}/undo")]
pub async fn undo_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<ReassignmentId, VersionBody>,
) -> Result<Created<ReassignmentView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let once = reassignments::undo(&db, scope, key, id, version).await?;
    let resource = shown(&db, scope, language, once.made).await?;
    Ok(Created { resource, replayed: once.replayed })
}
