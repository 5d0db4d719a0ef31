//! The operations of a change set.

use super::{ReassignmentView, shown};
use crate::domain::datum::Datum;
use crate::domain::id::{MemberId, ReassignmentId};
use crate::domain::reassignment::{Operation, OperationSpec};
use crate::error::{Error, Result};
use crate::service::reassignments;
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::parameters::Path;
use crate::web::permission::{Permit, Reassigning};
use crate::web::version::IfMatch;
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
    /// What is to be done, with coordinates in WGS 84; of an absence the kind is missing for those
    /// who may not know it.
    #[schema(value_type = OperationSpec)]
    pub operation: Value,
    /// What it will make, in the order of its parts: grids can be named in later operations before
    /// they are there.
    #[schema(value_type = Vec<Uuid>)]
    pub makes_grids: Vec<Uuid>,
}

/// Shows an operation. Why somebody is away is for those alone who may know it.
pub(super) fn operation_view(
    step: Operation,
    knows_why: &dyn Fn(MemberId) -> bool,
) -> Result<OperationView> {
    let away = match &step.action {
        OperationSpec::CoverAbsence(action) => Some(action.member),
        _ => None,
    };
    let makes_grids = step.new_grids().into_iter().map(|grid| grid.0).collect();
    let mut operation = serde_json::to_value(&step.action).map_err(Error::internal)?;
    if away.is_some_and(|member| !knows_why(member)) {
        operation["cover_absence"].as_object_mut().and_then(|fields| fields.remove("absence"));
    }
    Ok(OperationView { id: step.id, operation, makes_grids })
}

/// An operation to be added.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOperation {
    /// What is to be done: an object with one field, named after the operation.
    pub operation: OperationSpec,
    /// What the coordinates are counted from.
    #[serde(default)]
    pub datum: Datum,
    /// The row version of the change set that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Adds an operation behind the others, and checks it on what they leave. Whether borders fit, the
/// preview tells.
#[utoipa::path(
    post, path = "/api/v1/reassignments/{id}/operations", params(("id" = Uuid, Path)), request_body = NewOperation,
    responses((status = 201, body = ReassignmentView))
)]
pub async fn add_operation(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Body(body): Body<NewOperation>,
) -> Result<Answer<ReassignmentView>> {
    let version = seen.required(body.version)?;
    let scope = &permit.bearer.scope;
    let once =
        reassignments::add_operation(&db, scope, key, (id, version), (body.operation, body.datum))
            .await?;
    let (view, version) = shown(&db, scope, language, id).await?;
    let location = format!("/api/v1/reassignments/{id}");
    Ok(Answer::created(location, view).version(version).replayed(once.replayed))
}

/// An operation to be taken out.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OperationRemoval {
    /// Which.
    pub operation: Uuid,
    /// The row version of the change set that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Takes an operation out.
#[utoipa::path(
    post, path = "/api/v1/reassignments/{id}/operations/remove", params(("id" = Uuid, Path)),
    request_body = OperationRemoval, responses((status = 200, body = ReassignmentView))
)]
pub async fn remove_operation(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Body(body): Body<OperationRemoval>,
) -> Result<Answer<ReassignmentView>> {
    let (version, scope) = (seen.required(body.version)?, &permit.bearer.scope);
    let once =
        reassignments::remove_operation(&db, scope, key, (id, version), body.operation).await?;
    let (view, version) = shown(&db, scope, language, id).await?;
    Ok(Answer::ok(view).version(version).replayed(once.replayed))
}
