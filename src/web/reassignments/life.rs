//! What becomes of a change set: a second person agrees, it is applied, given up, taken back.

use super::{ReassignmentView, shown};
use crate::domain::id::ReassignmentId;
use crate::error::Result;
use crate::service::reassignments;
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::changed::ChangedBoundaries;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::parameters::Path;
use crate::web::permission::{Permit, Reassigning};
use crate::web::version::IfMatch;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// Which preview was seen.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenPreview {
    /// The digest of the preview.
    #[validate(length(equal = 64))]
    pub digest: String,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// The version that was read.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenVersion {
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// A second supervisor agrees to what was previewed; never its author. Its units belong to it until
/// it is applied.
#[utoipa::path(
    post, path = "/api/v1/reassignments/{id}/approve", params(("id" = Uuid, Path)), request_body = SeenPreview,
    responses((status = 200, body = ReassignmentView))
)]
pub async fn approve_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Body(body): Body<SeenPreview>,
) -> Result<Answer<ReassignmentView>> {
    let (version, scope) = (seen.required(body.version)?, &permit.bearer.scope);
    let once = reassignments::approve(&db, scope, key, (id, version), body.digest).await?;
    let (view, version) = shown(&db, scope, language, id).await?;
    Ok(Answer::ok(view).version(version).replayed(once.replayed))
}

/// Applies what was previewed, all of it or nothing. One that takes effect later waits until then;
/// if it would do something else by then, it stops. When things have changed since the preview, the
/// answer names what did (409).
#[utoipa::path(
    post, path = "/api/v1/reassignments/{id}/apply", params(("id" = Uuid, Path)), request_body = SeenPreview,
    responses((status = 200, body = ChangedBoundaries<ReassignmentView>))
)]
pub async fn apply_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Body(body): Body<SeenPreview>,
) -> Result<Answer<ChangedBoundaries<ReassignmentView>>> {
    let (version, scope) = (seen.required(body.version)?, &permit.bearer.scope);
    let outcome =
        reassignments::apply_reassignment(&db, scope, key, (id, version), body.digest).await?;
    let (view, version) = shown(&db, scope, language, outcome.id).await?;
    let changed = ChangedBoundaries::new(&db, scope, language.0, &outcome.effects, view).await?;
    Ok(Answer::ok(changed).version(version).replayed(outcome.replayed))
}

/// Gives a change set up. It stays to be read.
#[utoipa::path(
    post, path = "/api/v1/reassignments/{id}/discard", params(("id" = Uuid, Path)), request_body = SeenVersion,
    responses((status = 200, body = ReassignmentView))
)]
pub async fn discard_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Body(body): Body<SeenVersion>,
) -> Result<Answer<ReassignmentView>> {
    let (version, scope) = (seen.required(body.version)?, &permit.bearer.scope);
    let once = reassignments::discard(&db, scope, key, (id, version)).await?;
    let (view, version) = shown(&db, scope, language, id).await?;
    Ok(Answer::ok(view).version(version).replayed(once.replayed))
}

/// Drafts the change set that takes an applied one back: grids, duties, rules, and the holders of
/// open requests that nobody has touched since. `not_restored` lists what it cannot bring back. It
/// is previewed and applied like any other.
#[utoipa::path(
    post, path = "/api/v1/reassignments/{id}/undo", params(("id" = Uuid, Path)), request_body = SeenVersion,
    responses((status = 201, body = ReassignmentView))
)]
pub async fn undo_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Body(body): Body<SeenVersion>,
) -> Result<Answer<ReassignmentView>> {
    let (version, scope) = (seen.required(body.version)?, &permit.bearer.scope);
    let once = reassignments::undo(&db, scope, key, (id, version)).await?;
    let (view, version) = shown(&db, scope, language, once.made).await?;
    let location = format!("/api/v1/reassignments/{}", once.made);
    Ok(Answer::created(location, view).version(version).replayed(once.replayed))
}
