//! What changes where requests go by rule.

use crate::domain::id::RoutingRuleId;
use crate::domain::routing_rule::RuleProfile;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 派单规则: a new rule has a code and a profile, a changed one its identifier and a profile, one that
/// ends its identifier alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRule {
    /// A rule that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub rule: Option<RoutingRuleId>,
    /// The code of a new rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it says: `name`, `grid`, `condition` and `effect`, as at `/routing-rules`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub profile: Option<RuleProfile>,
    /// From when on a new rule holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Until when; left out: until it is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
}
