//! The clocks of a request, as exactly as its reader may know them.

use super::ListedRequestView;
use crate::store::column::StoredInstant;
use crate::store::requests::RequestRow;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// The clocks of a request: when each step is due, and when it was done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClocksView {
    /// Time at which acceptance (签收) is due.
    pub accept_due: DateTime<Utc>,
    /// Time at which first contact is due; missing when there is nobody to contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_due: Option<DateTime<Utc>>,
    /// Time at which the result is due.
    pub resolve_due: DateTime<Utc>,
    /// Time at which the result of the second handling is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_due: Option<DateTime<Utc>>,
    /// True when a year without a calendar was counted Monday to Friday.
    pub provisional: bool,
    /// Time at which the next step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// Time of acceptance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<DateTime<Utc>>,
    /// Time at which contact was made, or enough attempts were made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_settled_at: Option<DateTime<Utc>>,
    /// True when the reporter was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_reached: Option<bool>,
    /// Time of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<DateTime<Utc>>,
    /// Time of the result of the second handling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_resolved_at: Option<DateTime<Utc>>,
    /// Time of the report to the platform above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<DateTime<Utc>>,
    /// Time at which it was closed, withdrawn or returned to the platform above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

impl ClocksView {
    pub(super) fn new(row: &RequestRow, shown: ListedRequestView) -> Self {
        let at = |column: Option<StoredInstant>| column.map(|at| shown.time(row, at.0));
        // They were computed from coarse instants, and are the same for all who read them.
        let due = |column: Option<StoredInstant>| column.map(|at| at.0);
        Self {
            accept_due: row.accept_due.0,
            contact_due: due(row.contact_due),
            resolve_due: row.resolve_due.0,
            second_due: due(row.second_due),
            provisional: row.clocks_provisional,
            next_due: due(row.next_due),
            accepted_at: at(row.accepted_at),
            contact_settled_at: at(row.contact_settled_at),
            contact_reached: row.contact_reached,
            resolved_at: at(row.resolved_at),
            second_resolved_at: at(row.second_resolved_at),
            reported_at: at(row.reported_at),
            ended_at: at(row.ended_at),
        }
    }
}
