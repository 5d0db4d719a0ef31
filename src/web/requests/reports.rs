//! 回传: what the platform above is told of a ticket.

use crate::domain::id::RequestId;
use crate::error::Result;
use crate::service::requests::report_back::{ReportBack, read_report};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::web::answer::{Current, Resource};
use crate::web::parameters::Path;
use crate::web::permission::{Permit, Reporting};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// The report of a ticket to the platform above.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportView {
    /// Text that was reported, or that would be reported now.
    pub text: String,
    /// Time of the report; missing while there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<DateTime<Utc>>,
    /// Row version of the request.
    pub version: i64,
}

impl Resource for ReportView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

/// Reads the report of a ticket to the platform above.
///
/// While the ticket is not reported back, the text is what would be reported now. Reading what was
/// written in confidence leaves an access record.
///
/// # Errors
/// `not_found`, `not_from_above`, `report_not_yours`
#[utoipa::path(get, path = "/api/v1/requests/{id}/report-back")]
pub async fn read_report_back(
    permit: Permit<Reporting>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    Path(id): Path<RequestId>,
) -> Result<Current<ReportView>> {
    let scope = (*permit.bearer.scope).clone();
    let report = read_report(&db, &rulebook.into_inner(), scope, id).await?;
    let ReportBack { text, reported_at, version } = report;
    Ok(Current(ReportView { text, reported_at, version }))
}
