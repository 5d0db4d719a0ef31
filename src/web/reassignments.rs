//! 责任区调整 over HTTP: change sets of responsibility.

mod borders;
mod handover_sheet;
mod life;
mod operations;
mod preview;
mod replay;
mod suggestion;

pub use borders::*;
pub use handover_sheet::*;
pub use life::*;
pub use operations::*;
pub use preview::*;
pub use replay::*;
pub use suggestion::*;

use super::answer::{Answer, Changed, Created, Current, Located, Resource};
use super::body::Body;
use super::change::{VersionedChange, versioned};
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, Reassigning, SignedIn};
use super::problem::{ProblemItem, item};
use crate::domain::authority::may_know_why_absent;
use crate::domain::id::{AccountId, GridId, MemberId, ReassignmentId};
use crate::domain::reassignment::{
    ReassignmentMove, ReassignmentOrigin, ReassignmentReason, ReassignmentState, UnrestorablePart,
};
use crate::domain::scope::Scope;
use crate::error::{Language, Result};
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
    /// Origin.
    pub origin: ReassignmentOrigin,
    /// State.
    pub state: ReassignmentState,
    /// Reason for the change of responsibility.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReassignmentReason>,
    /// Account of the author; missing when the command line or the service made the change set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub author: Option<AccountId>,
    /// Account of the approver.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub approver: Option<AccountId>,
    /// The lowest grid that everything in the change set belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// The change set that this one undoes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub undoes: Option<ReassignmentId>,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Effective time; missing when the change set takes effect as soon as it is applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<DateTime<Utc>>,
    /// Time of the preview that the digest stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previewed_at: Option<DateTime<Utc>>,
    /// Approval time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<DateTime<Utc>>,
    /// Time at which the change set was applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

/// A change set.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReassignmentView {
    /// The fields that lists show too.
    #[serde(flatten)]
    pub summary: ReassignmentSummary,
    /// Operations, in order.
    pub operations: Vec<OperationView>,
    /// True when the polygons of grids may leave gaps.
    pub allow_gaps: bool,
    /// Digest of the last preview, to be sent with an approval and with the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Note of the author; shown to those who may change the change set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The problems for which it was stopped at its effective time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stopped_by: Vec<ProblemItem>,
    /// What it cannot restore, when it undoes another change set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_restored: Vec<UnrestorablePart>,
    /// The change set that undid this one, or is drafted to undo it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub undone_by: Option<ReassignmentId>,
    /// Members who were told of it when it was applied.
    #[schema(value_type = Vec<Uuid>)]
    pub told: Vec<MemberId>,
    /// Moves that are open to the caller now.
    pub possible: Vec<ReassignmentMove>,
}

impl Resource for ReassignmentView {
    fn version(&self) -> Option<i64> {
        Some(self.summary.version)
    }
}

impl Located for ReassignmentView {
    fn location(&self) -> String {
        format!("/api/v1/reassignments/{}", self.summary.id)
    }
}

impl ReassignmentSummary {
    fn new(row: &ReassignmentBrief) -> Self {
        Self {
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
}

impl ReassignmentView {
    fn new(
        shown: VisibleReassignment,
        language: Language,
        knows_why: &dyn Fn(MemberId) -> bool,
    ) -> Result<Self> {
        let VisibleReassignment { row, operations, note, lost, notified, undone_by, possible } =
            shown;
        let stopped_by = row.stopped_by.iter().flat_map(|by| &by.0);
        Ok(Self {
            summary: ReassignmentSummary::new(&row.brief()),
            operations: operations
                .into_iter()
                .map(|operation| OperationView::new(operation, language, knows_why))
                .collect::<Result<_>>()?,
            allow_gaps: row.allow_gaps,
            note: note.map(|note| note.expose().to_owned()),
            stopped_by: stopped_by.map(|problem| item(problem, language)).collect(),
            digest: row.digest,
            not_restored: lost,
            undone_by,
            told: notified,
            possible,
        })
    }
}

/// A change set as it is now.
async fn shown(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    id: ReassignmentId,
) -> Result<ReassignmentView> {
    let atlas = db.atlas();
    let now = db.now();
    let found = reassignments::read(db, scope, id).await?;
    ReassignmentView::new(found, language.0, &|member| {
        may_know_why_absent(&atlas, scope, member, now)
    })
}

/// Filter of the list of change sets.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReassignmentQuery {
    /// State.
    pub state: Option<ReassignmentState>,
    /// Origin.
    pub origin: Option<ReassignmentOrigin>,
}

/// Lists the change sets that the caller may read.
///
/// The newest comes first. A supervisor reads the change sets of the grids that they supervise and
/// those they drafted. Everybody reads the applied change sets that they were told of.
#[utoipa::path(get, path = "/api/v1/reassignments")]
pub async fn list_reassignments(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<ReassignmentQuery>,
) -> Result<Answer<Listed<ReassignmentSummary>>> {
    let scope = &permit.bearer.scope;
    let before = page.after::<ReassignmentId>()?;
    let limit = page.limit as i64 + 1;
    let filter = ReassignmentFilter { state: query.state, origin: query.origin };
    let rows = reassignments::list(&db, scope, filter, before, limit).await?;
    Ok(Answer(page.of(rows, |row| row.id).map(|row| ReassignmentSummary::new(&row))))
}

/// Reads a change set.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/reassignments/{id}")]
pub async fn read_reassignment(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    Path(id): Path<ReassignmentId>,
) -> Result<Current<ReassignmentView>> {
    Ok(Current(shown(&db, &permit.bearer.scope, language, id).await?))
}

/// A change set to be created.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReassignmentBody {
    /// Reason for the change of responsibility.
    pub reason: Option<ReassignmentReason>,
    /// Effective time, not before now and at most five years ahead; missing: as soon as the change
    /// set is applied.
    pub effective_at: Option<DateTime<Utc>>,
    /// True when the polygons of grids may leave gaps.
    #[serde(default)]
    pub allow_gaps: bool,
    /// Note for those who decide: at most 2000 characters. It is stored sealed.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}

/// The profile of a change set from now on. A field that is left out is cleared, except the note,
/// which stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReassignmentProfileBody {
    /// Reason for the change of responsibility.
    pub reason: Option<ReassignmentReason>,
    /// Effective time, not before now and at most five years ahead; missing: as soon as the change
    /// set is applied.
    pub effective_at: Option<DateTime<Utc>>,
    /// True when the polygons of grids may leave gaps.
    #[serde(default)]
    pub allow_gaps: bool,
    /// Note that replaces the earlier one: at most 2000 characters. It is stored sealed.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(ReassignmentProfileBody);

impl From<ReassignmentBody> for ReassignmentProfile {
    fn from(body: ReassignmentBody) -> Self {
        let ReassignmentBody { reason, effective_at, allow_gaps, note } = body;
        Self { reason, effective_at, allow_gaps, note: note.map(Into::into) }
    }
}

impl From<ReassignmentProfileBody> for ReassignmentProfile {
    fn from(body: ReassignmentProfileBody) -> Self {
        let ReassignmentProfileBody { reason, effective_at, allow_gaps, note, .. } = body;
        Self { reason, effective_at, allow_gaps, note: note.map(Into::into) }
    }
}

/// Creates a change set without operations.
///
/// It changes no responsibility until it is previewed and applied.
///
/// # Errors
/// `required`, `too_long`, `out_of_range`, `effective_in_the_past`
#[utoipa::path(post, path = "/api/v1/reassignments")]
pub async fn create_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<ReassignmentBody>,
) -> Result<Created<ReassignmentView>> {
    let scope = &permit.bearer.scope;
    let new = NewReassignment {
        origin: ReassignmentOrigin::Drafted,
        profile: body.into(),
        operations: Vec::new(),
        undoes: None,
    };
    let once = reassignments::create(&db, scope, key, new).await?;
    let resource = shown(&db, scope, language, once.made).await?;
    Ok(Created { resource, replayed: once.replayed })
}

/// Updates the profile of a change set.
///
/// The change set becomes a draft again: an approval ends, and it must be previewed again.
///
/// # Errors
/// `not_found`, `version_required`, `stale_version`, `reassignment_state`, `required`, `too_long`,
/// `out_of_range`, `effective_in_the_past`
#[utoipa::path(post, path = "/api/v1/reassignments/{id}/profile")]
pub async fn change_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<ReassignmentId, ReassignmentProfileBody>,
) -> Result<Changed<ReassignmentView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let once = reassignments::change_profile(&db, scope, key, id, version, body.into()).await?;
    let resource = shown(&db, scope, language, id).await?;
    Ok(Changed { resource, replayed: once.replayed })
}
