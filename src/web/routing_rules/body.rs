//! What a routing rule says, as it is sent and shown.

use crate::domain::duty::Capacity;
use crate::domain::id::{GridId, OrganizationId, PioneerPostId};
use crate::domain::request::{ClockAllowances, RequestKind, Urgency};
use crate::domain::routing_rule::{RuleCondition, RuleEffect, RuleProfile, TimeOfDay};
use crate::domain::unit::Unit;
use crate::web::duties::UnitBody;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What must be so of a request; what is left out may be anything.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConditionBody {
    /// Of this category or below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 64))]
    #[schema(example = "environment.noise")]
    pub category: Option<String>,
    /// Of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<RequestKind>,
    /// This urgent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    /// At this time of day, in local time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeOfDay>,
}

/// What the rule does; what is left out is as without it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EffectBody {
    /// The code of the deepest level that begins to answer, or `building_group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "neighborhood")]
    pub level: Option<String>,
    /// Whom of that unit is asked first: `leader` or `deputy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Capacity>,
    /// Organisations that handle it together with the holder, at most 10.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Uuid>)]
    pub co_handlers: Vec<OrganizationId>,
    /// A pioneer post whose holders may contact the reporter and begin; the holder stays
    /// responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub first_handler: Option<PioneerPostId>,
    /// Units whose leaders read along, at most 10. Confidential requests are shown to none of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[validate(nested)]
    pub copies: Vec<UnitBody>,
    /// Pioneer posts whose holders read along, at most 10.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Uuid>)]
    pub copied_posts: Vec<PioneerPostId>,
    /// Clocks that go before those of the category, for what is not critical.
    #[serde(skip_serializing_if = "is_default")]
    pub clocks: ClockAllowances,
}

fn is_default(clocks: &ClockAllowances) -> bool {
    *clocks == ClockAllowances::default()
}

/// A new routing rule.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoutingRuleBody {
    /// The code people use, unique over all rules and times: 1–32 letters, digits, `-` or `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "NOISE-NIGHT")]
    pub code: String,
    /// What it is called; residents read it.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "夜间噪声由居村受理")]
    pub name: String,
    /// The grid for which it holds, with all below it.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// What must be so of a request.
    #[serde(default)]
    #[validate(nested)]
    pub condition: ConditionBody,
    /// What the rule does.
    #[validate(nested)]
    pub effect: EffectBody,
    /// From when on, not before now; missing: from now on.
    pub from: Option<DateTime<Utc>>,
    /// Until when; missing: until it is changed.
    pub to: Option<DateTime<Utc>>,
}

/// What a rule says from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutingRuleBody {
    /// What it is called; residents read it.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "夜间噪声由居村受理")]
    pub name: String,
    /// The grid for which it holds, with all below it.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// What must be so of a request.
    #[serde(default)]
    #[validate(nested)]
    pub condition: ConditionBody,
    /// What the rule does.
    #[validate(nested)]
    pub effect: EffectBody,
    /// Until when; missing: until it is changed.
    pub to: Option<DateTime<Utc>>,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

impl NewRoutingRuleBody {
    /// The code and what the rule says.
    pub(super) fn profile(self) -> (String, RuleProfile) {
        let Self { code, name, grid, condition, effect, .. } = self;
        (code, profile(&name, grid, condition, effect))
    }
}

impl RoutingRuleBody {
    /// What the rule says.
    pub(super) fn profile(self) -> RuleProfile {
        profile(&self.name, self.grid, self.condition, self.effect)
    }
}

fn profile(name: &str, grid: GridId, condition: ConditionBody, effect: EffectBody) -> RuleProfile {
    let ConditionBody { category, kind, urgency, time } = condition;
    let EffectBody { level, first, co_handlers, first_handler, copies, copied_posts, clocks } =
        effect;
    let copies = copies.into_iter().map(Unit::from).collect();
    RuleProfile {
        name: name.trim().to_owned(),
        grid,
        condition: RuleCondition {
            category,
            kind,
            urgency,
            time: time.and_then(TimeOfDay::normal),
        },
        effect: RuleEffect {
            level,
            first,
            co_handlers,
            first_handler,
            copies,
            copied_posts,
            clocks,
        },
    }
}

impl From<RuleCondition> for ConditionBody {
    fn from(RuleCondition { category, kind, urgency, time }: RuleCondition) -> Self {
        Self { category, kind, urgency, time }
    }
}

impl From<RuleEffect> for EffectBody {
    fn from(effect: RuleEffect) -> Self {
        let RuleEffect { level, first, co_handlers, first_handler, copies, copied_posts, clocks } =
            effect;
        let copies = copies.into_iter().map(UnitBody::from).collect();
        Self { level, first, co_handlers, first_handler, copies, copied_posts, clocks }
    }
}
