//! The change sets behind what is shown.

use crate::domain::id::ReassignmentId;
use crate::domain::reassignment::{ReassignmentOrigin, ReassignmentReason};
use crate::store::origins::ChangeOrigin;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// A change set (责任区调整) that was applied.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangeSetBrief {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: ReassignmentId,
    /// Origin.
    pub origin: ReassignmentOrigin,
    /// Reason; missing when none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReassignmentReason>,
    /// Time at which it was applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_at: Option<DateTime<Utc>>,
}

impl From<ChangeOrigin> for ChangeSetBrief {
    fn from(origin: ChangeOrigin) -> Self {
        let ChangeOrigin { id, origin, reason, applied_at, .. } = origin;
        Self { id, origin, reason, applied_at: applied_at.map(|at| at.0) }
    }
}
