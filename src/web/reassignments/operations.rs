//! The operations of a change set.

use super::{ReassignmentView, shown};
use crate::domain::datum::Datum;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::id::{MemberId, ReassignmentId};
use crate::domain::reassignment::operation::RepairedBoundary;
use crate::domain::reassignment::{Operation, OperationSpec};
use crate::error::{Error, Language, Result};
use crate::service::reassignments;
use crate::store::Db;
use crate::web::answer::{Changed, Created};
use crate::web::change::{VersionedChange, versioned};
use crate::web::language::Preferred;
use crate::web::permission::{Permit, Reassigning};
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// An operation of a change set.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OperationView {
    /// Identifier.
    pub id: Uuid,
    /// The operation, with coordinates in WGS 84. The kind of an absence is missing for callers who
    /// may not know it.
    #[schema(value_type = OperationSpec)]
    pub operation: Value,
    /// Grids that the operation will create, in the order of its parts. Later operations can name
    /// them.
    #[schema(value_type = Vec<Uuid>)]
    pub makes_grids: Vec<Uuid>,
    /// Polygons of the operation that were repaired when it was added, because they were invalid.
    pub repaired: Vec<RepairedBoundaryView>,
}

/// A polygon of an operation that was repaired. What the operation holds is the valid polygon.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RepairedBoundary)]
pub struct RepairedBoundaryView {
    /// JSON pointer to the polygon, from the operation on (RFC 6901).
    #[schema(example = "/move_boundary/boundaries/0/geometry")]
    pub pointer: String,
    /// Message for people, with what was wrong.
    pub message: String,
    /// Area in square metres as it was drawn: exteriors less holes, overlaps counted twice.
    pub before_m2: f64,
    /// Area of the valid polygon in square metres.
    pub after_m2: f64,
    /// Area in square metres of the places that only one of the two covers.
    pub changed_m2: f64,
    /// These places; missing if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Geometry>,
}

impl RepairedBoundaryView {
    fn new(repaired: RepairedBoundary, language: Language) -> Self {
        let RepairedBoundary { place, notice, before_m2, after_m2, changed_m2, difference } =
            repaired;
        let message = notice.message(language);
        Self { pointer: place, message, before_m2, after_m2, changed_m2, difference }
    }
}

impl OperationView {
    /// Shows an operation. Why somebody is away is for those alone who may know it.
    pub(super) fn new(
        operation: Operation,
        language: Language,
        knows_why: &dyn Fn(MemberId) -> bool,
    ) -> Result<Self> {
        let away = match &operation.action {
            OperationSpec::CoverAbsence(action) => Some(action.member),
            _ => None,
        };
        let makes_grids = operation.new_grids().into_iter().map(|grid| grid.0).collect();
        let mut shown = serde_json::to_value(&operation.action).map_err(Error::internal)?;
        if away.is_some_and(|member| !knows_why(member)) {
            let fields = shown.get_mut("cover_absence").and_then(Value::as_object_mut);
            fields.and_then(|fields| fields.remove("absence"));
        }
        let repaired = operation.repaired.into_iter();
        let repaired = repaired.map(|one| RepairedBoundaryView::new(one, language)).collect();
        Ok(Self { id: operation.id, operation: shown, makes_grids, repaired })
    }
}

/// An operation to be added.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOperation {
    /// The operation: an object with one field, named after the kind of operation.
    pub operation: OperationSpec,
    /// Datum of the coordinates.
    #[serde(default)]
    pub datum: Datum,
    /// True to repair invalid polygons where that changes at most `rules.repair_tolerance_m2`;
    /// otherwise they are refused.
    #[serde(default)]
    pub repair: bool,
    /// The row version of the change set that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

/// Adds an operation to a change set, after the existing ones.
///
/// The operation is checked against the state that the operations before it leave. Whether the
/// polygons of grids overlap or leave gaps is checked by the preview. With `repair` an invalid
/// polygon is repaired as by `wangge import grids --repair`, and the change set holds what came of
/// it: `repaired` of the operation and the notices of the preview say what was changed. The change
/// set becomes a draft again. A change set has at most 200 operations.
///
/// # Errors
/// `not_found`, `version_required`, `stale_version`, `reassignment_state`, `steps_follow`,
/// `reassignment_too_long`, `already_ends`, `begins_in_the_past`, `boundary_crosses_itself`,
/// `boundary_empty`, `boundary_hole_outside`, `boundary_parts_overlap`, `boundary_ring_too_short`,
/// `boundary_zero_area`, `code_in_use`, `coordinate_out_of_range`, `coordinates_swapped`,
/// `cover_without_end`, `desk_capacity`, `duty_twice`, `ends_before_it_begins`, `ends_in_the_past`,
/// `grid_not_empty`, `grid_too_small`, `grid_twice`, `grid_without_boundary`, `grids_not_adjacent`,
/// `grids_not_siblings`, `group_needs_part`, `group_there_already`, `leader_periods_overlap`,
/// `level_not_below_parent`, `line_crosses_hole`, `line_crosses_itself`, `line_does_not_cross`,
/// `line_ends_inside`, `line_too_close`, `malformed_code`, `member_has_roles`, `member_inactive`,
/// `more_problems`, `nothing_held`, `open_move_later`, `organization_twice`, `out_of_range`,
/// `part_outside`, `parts_leave_gap`, `parts_overlap`, `pieces_differ`, `pioneer_post_twice`,
/// `posts_in_zone`, `relative_partaker_misplaced`, `relative_partaker_twice`, `repair_too_large`, `required`, `root_cannot_retire`, `rule_clock`, `rule_clock_critical`,
/// `rule_ended`, `rule_first`, `rule_operation`, `rule_time_empty`, `rule_twice`,
/// `rule_without_effect`, `shift_at_grids`, `shift_without_end`, `split_by_line_or_polygons`,
/// `split_cuts_grid`, `successor_absent`, `successor_is_holder`, `successor_missing`,
/// `successor_out_of_scope`, `too_complex`, `too_long`, `too_many`, `too_many_positions`,
/// `two_first_handlers`,
/// `unit_not_held`, `unit_twice`, `unknown_absence`, `unknown_building_group`, `unknown_category`,
/// `unknown_duty`, `unknown_grid`, `unknown_level`, `unknown_member`, `unknown_organization`,
/// `unknown_pioneer_post`, `unknown_unit`
#[utoipa::path(post, path = "/api/v1/reassignments/{id}/operations")]
pub async fn add_operation(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<ReassignmentId, NewOperation>,
) -> Result<Created<ReassignmentView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let NewOperation { operation: action, datum, repair, .. } = body;
    let new = reassignments::NewOperation { action, datum, repair };
    let once = reassignments::add_operation(&db, scope, key, id, version, new).await?;
    let resource = shown(&db, scope, language, id).await?;
    Ok(Created { resource, replayed: once.replayed })
}

/// An operation to be removed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OperationRemoval {
    /// Identifier of the operation.
    pub operation: Uuid,
    /// The row version of the change set that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(NewOperation, OperationRemoval);

/// Removes an operation from a change set.
///
/// The change set becomes a draft again.
///
/// # Errors
/// `not_found`, `version_required`, `stale_version`, `reassignment_state`, `steps_follow`,
/// `unknown_step`, `out_of_range`
#[utoipa::path(post, path = "/api/v1/reassignments/{id}/operations/remove")]
pub async fn remove_operation(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<ReassignmentId, OperationRemoval>,
) -> Result<Changed<ReassignmentView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let once =
        reassignments::remove_operation(&db, scope, key, id, version, body.operation).await?;
    let resource = shown(&db, scope, language, id).await?;
    Ok(Changed { resource, replayed: once.replayed })
}
