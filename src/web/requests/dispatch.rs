//! Where the desk may dispatch a confidential request to.

use super::{UnitView, unit_view};
use crate::domain::id::RequestId;
use crate::error::Result;
use crate::service::requests::dispatch::{CandidateReason, candidates};
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::language::Preferred;
use crate::web::parameters::Path;
use crate::web::permission::{Permit, Reception};
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A unit that may receive a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct DispatchCandidateView {
    /// The unit.
    pub unit: UnitView,
    /// Why it comes into question.
    pub because: CandidateReason,
}

/// Units that may receive a request, and units that may not.
#[derive(Debug, Serialize, ToSchema)]
pub struct DispatchCandidatesView {
    /// Units without conflict, the nearest first.
    pub items: Vec<DispatchCandidateView>,
    /// Units that somebody leads who sent the request, or whom it is about. For the desk alone.
    pub conflicted: Vec<UnitView>,
}

/// Lists the units that a confidential request may be dispatched to. For the desk; leaves an access
/// record.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}/dispatch-candidates", params(("id" = Uuid, Path)),
    responses((status = 200, body = DispatchCandidatesView))
)]
pub async fn list_dispatch_candidates(
    permit: Permit<Reception>,
    db: Data<Db>,
    language: Preferred,
    id: Path<Uuid>,
) -> Result<Answer<DispatchCandidatesView>> {
    let found = candidates(&db, &permit.bearer.scope, RequestId(id.0)).await?;
    let atlas = db.atlas();
    let shown = |unit| unit_view(&atlas, unit, language.0);
    let items = found
        .units
        .iter()
        .map(|one| DispatchCandidateView { unit: shown(one.unit), because: one.because });
    let conflicted = found.conflicted.iter().map(|&unit| shown(unit));
    Ok(Answer::ok(DispatchCandidatesView {
        items: items.collect(),
        conflicted: conflicted.collect(),
    }))
}
