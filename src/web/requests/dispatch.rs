//! Where the desk may dispatch a request to.

use crate::domain::id::RequestId;
use crate::error::Result;
use crate::service::requests::dispatch::{CandidateReason, DispatchCandidate, candidates};
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::language::Preferred;
use crate::web::parameters::Path;
use crate::web::permission::{Permit, Reception};
use crate::web::units::UnitView;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

/// A unit that may receive a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct DispatchCandidateView {
    /// Unit.
    pub unit: UnitView,
    /// Reason why it is a candidate.
    pub because: CandidateReason,
    /// Basis that the dispatch catalogue gives for its main office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "街道权责清单第12项：违法建设查处")]
    pub basis: Option<String>,
}

/// The units that may receive a request, and those that may not.
#[derive(Debug, Serialize, ToSchema)]
pub struct DispatchCandidatesView {
    /// Units without a conflict: the main office of the dispatch catalogue, then the nearest first.
    pub items: Vec<DispatchCandidateView>,
    /// Units with a conflict: one of their leaders sent the request, or it concerns one of them.
    /// Only the desk may know this.
    pub conflicted: Vec<UnitView>,
}

/// Lists the units that a request may be dispatched to.
///
/// Only the desk may call it, for every request that may still go somewhere. Each call leaves an
/// access record, because the units with a conflict tell something of the reporter.
///
/// # Errors
/// `not_found`, `not_yours_to_dispatch`
#[utoipa::path(get, path = "/api/v1/requests/{id}/dispatch-candidates")]
pub async fn list_dispatch_candidates(
    permit: Permit<Reception>,
    db: Data<Db>,
    language: Preferred,
    Path(id): Path<RequestId>,
) -> Result<Answer<DispatchCandidatesView>> {
    let found = candidates(&db, &permit.bearer.scope, id).await?;
    let atlas = db.atlas();
    let shown = |unit| UnitView::of(&atlas, unit, language.0);
    let items = found
        .units
        .into_iter()
        .map(|DispatchCandidate { unit, because, basis }| DispatchCandidateView {
            unit: shown(unit),
            because,
            basis,
        })
        .collect();
    let conflicted = found.conflicted.iter().map(|&unit| shown(unit)).collect();
    Ok(Answer(DispatchCandidatesView { items, conflicted }))
}
