//! 上级工单号, as it is sent and as it is shown.

use super::ListedRequestView;
use crate::domain::request::ExternalRef;
use crate::store::requests::RequestRow;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// 上级工单号
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExternalRef {
    /// The code of the platform: letters, digits, `-` or `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "sh12345")]
    pub system: String,
    /// Its number there.
    #[validate(length(min = 1, max = 64))]
    pub number: String,
    /// When the platform wants it resolved: from the year 2000 on, at most two years ahead. It goes
    /// before the town's own clocks.
    pub due_at: Option<DateTime<Utc>>,
    /// The platform says that only the town desk may know the reporter.
    #[serde(default)]
    pub confidential: bool,
}

impl From<NewExternalRef> for ExternalRef {
    fn from(new: NewExternalRef) -> Self {
        let NewExternalRef { system, number, due_at, confidential } = new;
        Self { system, number, due_at, confidential }
    }
}

/// 上级工单号
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExternalRefView {
    /// The code of the platform above.
    #[schema(example = "sh12345")]
    pub system: String,
    /// Its number there.
    pub number: String,
    /// When the platform wants it resolved, if it says so: then the result is due at that instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
}

impl ExternalRefView {
    /// That of a ticket from above; nothing else has one.
    pub(super) fn of(row: &RequestRow, shown: ListedRequestView) -> Option<Self> {
        let (system, number) = row.external_system.clone().zip(row.external_number.clone())?;
        Some(Self { system, number, due_at: row.external_due_at.map(|at| shown.time(row, at.0)) })
    }
}
