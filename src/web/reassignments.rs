//! 责任区调整 over HTTP: change sets of responsibility.

mod life;
mod operations;
mod preview;
mod replay;
mod report;
mod suggestion;

pub use life::*;
pub use operations::*;
pub use preview::*;
pub use replay::*;
pub use report::*;
pub use suggestion::*;

use super::answer::Answer;
use super::body::Body;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, Reassigning, SignedIn};
use super::problem::{ProblemItem, item};
use super::version::IfMatch;
use crate::domain::authority::may_know_why_absent;
use crate::domain::id::{AccountId, GridId, MemberId, ReassignmentId};
use crate::domain::reassignment::{
    ReassignmentMove, ReassignmentOrigin, ReassignmentReason, ReassignmentState, UnrestorablePart,
};
use crate::domain::scope::Scope;
use crate::error::{Error, Language, Problem, Result};
use crate::service::reassignments::{
    self, NewReassignment, ReassignmentProfile, VisibleReassignment,
};
use crate::store::Db;
use crate::store::reassignments::{ReassignmentBrief, ReassignmentFilter};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A change set in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReassignmentSummary {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: ReassignmentId,
    /// Where it comes from.
    pub origin: ReassignmentOrigin,
    /// How far it has come.
    pub state: ReassignmentState,
    /// Why responsibility changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReassignmentReason>,
    /// The login that drafted it; missing for the command line and the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub author: Option<AccountId>,
    /// The login that agreed to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub approver: Option<AccountId>,
    /// The deepest grid that all of it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// The change set that it undoes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub undoes: Option<ReassignmentId>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it takes effect; missing: when it is applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<DateTime<Utc>>,
    /// When the preview that its digest stands for was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previewed_at: Option<DateTime<Utc>>,
    /// When somebody agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<DateTime<Utc>>,
    /// When it was applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

/// A change set.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReassignmentView {
    /// What lists show of it.
    #[serde(flatten)]
    pub summary: ReassignmentSummary,
    /// Its operations, in order.
    pub operations: Vec<OperationView>,
    /// Whether grids may leave holes.
    pub allow_gaps: bool,
    /// The digest of what was previewed last: send it to approve and to apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What its author wrote; for those who may change it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it was stopped when its time had come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stopped_by: Vec<ProblemItem>,
    /// What it cannot bring back, when it undoes another one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_restored: Vec<UnrestorablePart>,
    /// The change set that undid it, or is drafted to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub undone_by: Option<ReassignmentId>,
    /// Who was told of it, once it is applied.
    #[schema(value_type = Vec<Uuid>)]
    pub told: Vec<MemberId>,
    /// What the caller may do with it now.
    pub possible: Vec<ReassignmentMove>,
}

fn summary(row: &ReassignmentBrief) -> ReassignmentSummary {
    ReassignmentSummary {
        id: row.id,
        origin: row.origin,
        state: row.state,
        reason: row.reason,
        author: row.author_id,
        approver: row.approver_id,
        grid: row.grid_id,
        undoes: row.undoes,
        created_at: row.created_at.0,
        effective_at: row.effective_at.map(|at| at.0),
        previewed_at: row.previewed_at.map(|at| at.0),
        approved_at: row.approved_at.map(|at| at.0),
        applied_at: row.applied_at.map(|at| at.0),
        version: row.version,
    }
}

fn view(
    shown: VisibleReassignment,
    language: Language,
    knows_why: &dyn Fn(MemberId) -> bool,
) -> Result<ReassignmentView> {
    let VisibleReassignment { row, steps, note, lost, told, undone_by, possible } = shown;
    let stopped: Option<Vec<Problem>> = row
        .stopped_by
        .as_ref()
        .map(|by| serde_json::from_value(by.0.clone()))
        .transpose()
        .map_err(Error::internal)?;
    Ok(ReassignmentView {
        summary: summary(&row.brief()),
        operations: steps
            .into_iter()
            .map(|step| operation_view(step, knows_why))
            .collect::<Result<_>>()?,
        allow_gaps: row.allow_gaps,
        digest: row.digest,
        note: note.map(|note| note.expose().to_owned()),
        stopped_by: stopped.iter().flatten().map(|problem| item(problem, language)).collect(),
        not_restored: lost,
        undone_by,
        told,
        possible,
    })
}

/// A change set as it is now, with its version.
async fn shown(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    id: ReassignmentId,
) -> Result<(ReassignmentView, i64)> {
    let (atlas, now) = (db.atlas(), db.now());
    let knows_why = |member| may_know_why_absent(&atlas, scope, member, now);
    let view = view(reassignments::read(db, scope, id).await?, language.0, &knows_why)?;
    let version = view.summary.version;
    Ok((view, version))
}

/// Which change sets.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReassignmentQuery {
    /// That have come so far.
    pub state: Option<ReassignmentState>,
    /// That come from there.
    pub origin: Option<ReassignmentOrigin>,
}

/// Lists the change sets that the caller may read, the newest first.
///
/// They are those of the grids that they supervise, those they drafted as a supervisor, and those
/// applied that they are told of.
#[utoipa::path(
    get, path = "/api/v1/reassignments", params(ReassignmentQuery),
    responses((status = 200, body = Listed<ReassignmentSummary>))
)]
pub async fn list_reassignments(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<ReassignmentQuery>,
) -> Result<Answer<Listed<ReassignmentSummary>>> {
    let (before, limit) = (page.after::<ReassignmentId>()?, page.limit as i64 + 1);
    let scope = &permit.bearer.scope;
    let filter = ReassignmentFilter { state: query.state, origin: query.origin };
    let rows = reassignments::list(&db, scope, filter, before, limit).await?;
    Ok(Answer::ok(page.of(rows, |row| row.id).map(|row| summary(&row))))
}

/// One change set.
#[utoipa::path(
    get, path = "/api/v1/reassignments/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReassignmentView))
)]
pub async fn read_reassignment(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    Path(id): Path<ReassignmentId>,
) -> Result<Answer<ReassignmentView>> {
    let (view, version) = shown(&db, &permit.bearer.scope, language, id).await?;
    Ok(Answer::ok(view).version(version))
}

/// What is said of a change set as a whole.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReassignmentBody {
    /// Why responsibility changes.
    pub reason: Option<ReassignmentReason>,
    /// When it takes effect, not before now; missing: when it is applied.
    pub effective_at: Option<DateTime<Utc>>,
    /// Whether grids may leave holes.
    #[serde(default)]
    pub allow_gaps: bool,
    /// What there is to say about it, for those who decide: at most 2000 characters. It is sealed.
    #[validate(length(min = 1, max = 2000))]
    pub note: Option<String>,
}

/// What is said of a change set from now on. What is left out is not said any more; the note stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReassignmentProfileBody {
    /// Why responsibility changes.
    pub reason: Option<ReassignmentReason>,
    /// When it takes effect, not before now; missing: when it is applied.
    pub effective_at: Option<DateTime<Utc>>,
    /// Whether grids may leave holes.
    #[serde(default)]
    pub allow_gaps: bool,
    /// What there is to say about it, in place of what was said: at most 2000 characters. It is
    /// sealed.
    #[validate(length(min = 1, max = 2000))]
    pub note: Option<String>,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Begins a change set. It does nothing until it is previewed and applied.
#[utoipa::path(
    post, path = "/api/v1/reassignments", request_body = ReassignmentBody,
    responses((status = 201, body = ReassignmentView))
)]
pub async fn create_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<ReassignmentBody>,
) -> Result<Answer<ReassignmentView>> {
    let ReassignmentBody { reason, effective_at, allow_gaps, note } = body;
    let profile =
        ReassignmentProfile { reason, effective_at, allow_gaps, note: note.map(Into::into) };
    let new = NewReassignment {
        origin: ReassignmentOrigin::Drafted,
        profile,
        steps: Vec::new(),
        undoes: None,
    };
    let once = reassignments::create(&db, &permit.bearer.scope, key, new).await?;
    let (view, version) = shown(&db, &permit.bearer.scope, language, once.made).await?;
    Ok(Answer::created(format!("/api/v1/reassignments/{}", once.made), view)
        .version(version)
        .replayed(once.replayed))
}

/// Says anew what is said of a change set. It must be previewed again.
#[utoipa::path(
    post, path = "/api/v1/reassignments/{id}/profile", params(("id" = Uuid, Path)),
    request_body = ReassignmentProfileBody, responses((status = 200, body = ReassignmentView))
)]
pub async fn change_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Body(body): Body<ReassignmentProfileBody>,
) -> Result<Answer<ReassignmentView>> {
    let version = seen.required(body.version)?;
    let ReassignmentProfileBody { reason, effective_at, allow_gaps, note, .. } = body;
    let profile =
        ReassignmentProfile { reason, effective_at, allow_gaps, note: note.map(Into::into) };
    let once =
        reassignments::change_profile(&db, &permit.bearer.scope, key, (id, version), profile)
            .await?;
    let (view, version) = shown(&db, &permit.bearer.scope, language, id).await?;
    Ok(Answer::ok(view).version(version).replayed(once.replayed))
}
