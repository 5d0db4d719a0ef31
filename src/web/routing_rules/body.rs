//! What a routing rule says, as it is sent and shown.

use crate::domain::duty::Capacity;
use crate::domain::id::{GridId, OrganizationId, PioneerPostId};
use crate::domain::request::{ClockAllowances, RequestKind, Urgency};
use crate::domain::routing_rule::{
    MainOffice, RelativePartaker, RuleCondition, RuleEffect, RuleProfile, TimeOfDay,
};
use crate::domain::unit::Unit;
use crate::service::routing_rules::RulePeriod;
use crate::web::duties::UnitBody;
use crate::web::profile::profile_bodies;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Condition that a request must meet. A field that is left out matches any request.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConditionBody {
    /// Code of a category; the condition matches it and all categories below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "environment.noise")]
    pub category: Option<String>,
    /// Kind of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<RequestKind>,
    /// Urgency of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    /// Time of day, in local time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeOfDay>,
}

/// Effect of a routing rule. A field that is left out changes nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EffectBody {
    /// Code of the deepest level that is asked for a holder, or `building_group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32, example = "neighborhood")]
    pub level: Option<String>,
    /// Capacity that is asked first in that unit: `leader` or `deputy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Capacity>,
    /// Organisations that handle the request together with the holder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Uuid>, max_items = 10)]
    pub co_handlers: Vec<OrganizationId>,
    /// Pioneer post whose holders may contact the reporter and begin; the holder of the request
    /// stays responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub first_handler: Option<PioneerPostId>,
    /// Who may begin before the holder, found at the place of the request: `post_here` or
    /// `building_group_here`; in place of `first_handler`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_handler_here: Option<RelativePartaker>,
    /// Organisations that handle the request together with the holder, found at its place, those
    /// that serve it most specifically: `property_here`, `owners_committee_here` or
    /// `station_office_here`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub co_handlers_here: Vec<RelativePartaker>,
    /// Units whose leaders get a copy. Confidential requests are shown to none of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[validate(nested)]
    #[schema(max_items = 10)]
    pub copies: Vec<UnitBody>,
    /// Pioneer posts whose holders get a copy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Uuid>, max_items = 10)]
    pub copied_posts: Vec<PioneerPostId>,
    /// Who gets a copy, found at the place of the request: `post_here`, `building_group_here` or
    /// `neighborhood_here`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub copies_here: Vec<RelativePartaker>,
    /// Clocks that replace those of the category for requests that are not critical.
    #[serde(skip_serializing_if = "is_default")]
    pub clocks: ClockAllowances,
    /// Main office (主办) that the dispatch catalogue names. The request goes there only by a
    /// dispatch.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub main_office: Option<MainOfficeBody>,
}

/// A main office, and why it is one.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MainOfficeBody {
    /// Department or station office.
    #[schema(value_type = Uuid)]
    pub office: OrganizationId,
    /// Basis: the regulation or the entry of the list of powers and duties that says so.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "街道权责清单第12项：违法建设查处")]
    pub basis: String,
}

fn is_default(clocks: &ClockAllowances) -> bool {
    *clocks == ClockAllowances::default()
}

profile_bodies! {
    /// A routing rule to be created.
    NewRoutingRuleBody {
        /// Code, unique over all rules and times: 1–32 letters, digits, `-` or `_`.
        #[validate(length(min = 1, max = 32))]
        #[schema(min_length = 1, max_length = 32, example = "NOISE-NIGHT")]
        code: String,
        /// Start of the period in which the rule holds, not before now; missing: now.
        from: Option<DateTime<Utc>>,
    }
    /// A routing rule as it holds from now on. A field that is left out is cleared.
    RoutingRuleBody {
        /// Name; residents read it.
        #[validate(length(min = 1, max = 60))]
        #[schema(min_length = 1, max_length = 60, example = "夜间噪声由居村受理")]
        name: String,
        /// Grid for which the rule holds, with all grids below it.
        #[schema(value_type = Uuid)]
        grid: GridId,
        /// Condition that a request must meet; missing: any request.
        #[serde(default)]
        #[validate(nested)]
        condition: ConditionBody,
        /// Effect of the rule; at least one field is required.
        #[validate(nested)]
        effect: EffectBody,
        /// End of the period in which the rule holds; missing: no end.
        to: Option<DateTime<Utc>>,
    }
}

impl NewRoutingRuleBody {
    /// The code, what the rule says, and when it does.
    pub(super) fn into_rule(self) -> (String, RuleProfile, RulePeriod) {
        let ((code, from), profile) = self.into_parts();
        let period = RulePeriod { from, to: profile.to };
        (code, profile.into(), period)
    }
}

impl From<RoutingRuleBody> for RuleProfile {
    fn from(body: RoutingRuleBody) -> Self {
        Self {
            name: body.name.trim().to_owned(),
            grid: body.grid,
            condition: body.condition.into(),
            effect: body.effect.into(),
        }
    }
}

impl From<ConditionBody> for RuleCondition {
    fn from(ConditionBody { category, kind, urgency, time }: ConditionBody) -> Self {
        Self { category, kind, urgency, time: time.and_then(TimeOfDay::normal) }
    }
}

impl From<EffectBody> for RuleEffect {
    fn from(body: EffectBody) -> Self {
        Self {
            level: body.level,
            first: body.first,
            co_handlers: body.co_handlers,
            first_handler: body.first_handler,
            first_handler_here: body.first_handler_here,
            co_handlers_here: body.co_handlers_here,
            copies: body.copies.into_iter().map(Unit::from).collect(),
            copied_posts: body.copied_posts,
            copies_here: body.copies_here,
            clocks: body.clocks,
            main_office: body.main_office.map(MainOffice::from),
        }
    }
}

impl From<RuleCondition> for ConditionBody {
    fn from(RuleCondition { category, kind, urgency, time }: RuleCondition) -> Self {
        Self { category, kind, urgency, time }
    }
}

impl From<RuleEffect> for EffectBody {
    fn from(effect: RuleEffect) -> Self {
        Self {
            level: effect.level,
            first: effect.first,
            co_handlers: effect.co_handlers,
            first_handler: effect.first_handler,
            first_handler_here: effect.first_handler_here,
            co_handlers_here: effect.co_handlers_here,
            copies: effect.copies.into_iter().map(UnitBody::from).collect(),
            copied_posts: effect.copied_posts,
            copies_here: effect.copies_here,
            clocks: effect.clocks,
            main_office: effect.main_office.map(MainOfficeBody::from),
        }
    }
}

impl From<MainOfficeBody> for MainOffice {
    fn from(MainOfficeBody { office, basis }: MainOfficeBody) -> Self {
        Self { office, basis: basis.trim().to_owned() }
    }
}

impl From<MainOffice> for MainOfficeBody {
    fn from(MainOffice { office, basis }: MainOffice) -> Self {
        Self { office, basis }
    }
}
