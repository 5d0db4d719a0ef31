//! Operations on routing rules.

use crate::domain::id::RoutingRuleId;
use crate::domain::routing_rule::RuleProfile;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 派单规则: a new rule has a code and a profile, a changed one its identifier and a profile, one that
/// ends only its identifier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRule {
    /// Existing rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub rule: Option<RoutingRuleId>,
    /// Code of a new rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Profile: `name`, `grid`, `condition` and `effect`, as at `/routing-rules`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<RuleProfile>,
    /// Start of a new rule; left out: when applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// End; left out: until it is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
}
