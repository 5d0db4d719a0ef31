//! 回传: what the platform above is told of a ticket.

use crate::domain::id::RequestId;
use crate::error::Result;
use crate::service::requests::report_back::{ReportBack, read_report};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::parameters::Path;
use crate::web::permission::{Permit, Reporting};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What the platform above is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportView {
    /// The text: what was told, or what would be told now.
    pub text: String,
    /// When it was told; missing while it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<DateTime<Utc>>,
    /// Row version of the request.
    pub version: i64,
}

/// What the platform above was told of a ticket, or would be told now.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}/report-back", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReportView))
)]
pub async fn read_report_back(
    permit: Permit<Reporting>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    id: Path<Uuid>,
) -> Result<Answer<ReportView>> {
    let scope = (*permit.bearer.scope).clone();
    let report = read_report(&db, &rulebook.into_inner(), scope, RequestId(id.0)).await?;
    let ReportBack { text, reported_at, version } = report;
    Ok(Answer::ok(ReportView { text, reported_at, version }).version(version))
}
