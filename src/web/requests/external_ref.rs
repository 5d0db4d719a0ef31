//! 上级工单号, as it is sent and as it is shown.

use super::ListedRequestView;
use crate::domain::request::ExternalRef;
use crate::store::requests::RequestRow;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The reference of a ticket from a platform above (上级工单号).
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExternalRef {
    /// Code of the platform: letters, digits, `-` or `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32, example = "sh12345")]
    pub system: String,
    /// Number of the ticket on that platform.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub number: String,
    /// Time at which the platform expects the result: from the year 2000 on, at most two years
    /// ahead. It takes precedence over the clocks of the town.
    pub due_at: Option<DateTime<Utc>>,
    /// True when the platform demands that only the town desk knows the reporter.
    #[serde(default)]
    pub confidential: bool,
}

impl From<NewExternalRef> for ExternalRef {
    fn from(new: NewExternalRef) -> Self {
        let NewExternalRef { system, number, due_at, confidential } = new;
        Self { system, number, due_at, confidential }
    }
}

/// The reference of a ticket from a platform above (上级工单号).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExternalRefView {
    /// Code of the platform.
    #[schema(example = "sh12345")]
    pub system: String,
    /// Number of the ticket on that platform.
    pub number: String,
    /// Time at which the platform expects the result, when it names one.
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
