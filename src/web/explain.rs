//! Explaining how a request would be routed, without one.

use super::answer::Answer;
use super::body::Body;
use super::language::Preferred;
use super::partakers::{PartakerView, RuleBrief};
use super::people::{MemberBrief, MemberNames};
use super::permission::{Permit, Staff};
use super::place::PlaceBody;
use super::units::GridBrief;
use super::units::UnitView;
use crate::domain::duty::Capacity;
use crate::domain::request::{RequestClocks, RequestKind, Urgency};
use crate::domain::routing::{PlacedBy, RoutingTrace};
use crate::domain::unit::Unit;
use crate::error::{Code, Language, Result};
use crate::service::explain::{ExplainedRouting, RoutingQuestion, explain};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A request that might be made.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainBody {
    /// Place.
    #[validate(nested)]
    pub place: PlaceBody,
    /// Code of the category; missing: none, so that no rule about a category applies.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "environment.noise")]
    pub category: Option<String>,
    /// Kind; missing: that of the category.
    pub kind: Option<RequestKind>,
    /// Urgency; missing: that of the category.
    pub urgency: Option<Urgency>,
    /// True when only the town desk may know the reporter.
    #[serde(default)]
    pub confidential: bool,
    /// True when it is about a person on duty at the place.
    #[serde(default)]
    pub about_staff: bool,
    /// The instant, from 1970 on and at most five years ahead; missing: now.
    pub at: Option<DateTime<Utc>>,
}

/// How a request would be routed, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedRoutingView {
    /// The instant.
    pub at: DateTime<Utc>,
    /// What decided the place.
    pub by: PlacedBy,
    /// Grid of the place.
    pub grid: GridBrief,
    /// Building group of the address; missing when no single one is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_group: Option<UnitView>,
    /// The unit that would hold it.
    pub unit: UnitView,
    /// The member who would answer.
    pub holder: MemberBrief,
    /// Capacity of the member.
    pub capacity: Capacity,
    /// Routing rule that applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleBrief>,
    /// Rules that apply, the most specific first; the trace tells which effect each gives.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleBrief>,
    /// Partakers beside the holder.
    pub shared: Vec<PartakerView>,
    /// Deadlines, assuming that the reporter can be reached; missing when neither category nor kind
    /// is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clocks: Option<RequestClocks>,
    /// Trace: every step, candidate and reason.
    pub trace: RoutingTrace,
}

impl ExplainedRoutingView {
    fn new(explained: ExplainedRouting, named: &MemberNames, language: Language) -> Result<Self> {
        let ExplainedRouting { atlas, at, by, building_group, routed, clocks, trace } = explained;
        let holding = routed.holding;
        Ok(Self {
            at,
            by,
            grid: atlas.tree().get(routed.place).ok_or(Code::NotFound)?.into(),
            building_group: building_group
                .map(|group| UnitView::of(&atlas, Unit::BuildingGroup(group), language)),
            unit: UnitView::of(&atlas, holding.unit, language),
            holder: named.brief(holding.member),
            capacity: atlas.people().duty(holding.duty).ok_or(Code::NotFound)?.capacity,
            rules: routed
                .rules
                .iter()
                .filter_map(|&rule| RuleBrief::of(&atlas, rule, at))
                .collect(),
            rule: routed.rules.first().and_then(|&rule| RuleBrief::of(&atlas, rule, at)),
            shared: routed
                .shared
                .iter()
                .filter_map(|&(part, partaker)| PartakerView::of(&atlas, part, partaker, language))
                .collect(),
            clocks,
            trace,
        })
    }
}

/// Explains how a request would be routed at an instant.
///
/// The instant may be past or future. Borders, duties and rules are those of the instant, and
/// categories and levels those of the present. The place must be in the grids of the caller.
/// Nothing is stored.
///
/// # Errors
/// `not_found`, `before_it_existed`, `required`, `too_long`, `out_of_range`, `one_coordinate`,
/// `coordinate_out_of_range`, `coordinates_swapped`, `address_says_nothing`, `address_not_found`,
/// `unknown_address`, `unknown_building_group`, `unknown_category`, `unknown_grid`,
/// `place_required`
#[utoipa::path(post, path = "/api/v1/routing/explain")]
pub async fn explain_routing(
    permit: Permit<Staff>,
    db: Data<Db>,
    language: Preferred,
    Body(body): Body<ExplainBody>,
) -> Result<Answer<ExplainedRoutingView>> {
    let scope = &permit.bearer.scope;
    let ExplainBody { place, category, kind, urgency, confidential, about_staff, at } = body;
    let place = place.given().map_err(|problem| problem.below("/place"))?;
    let question =
        RoutingQuestion { place, category, kind, urgency, confidential, about_staff, at };
    let explained = explain(&db, scope, &question).await?;
    let holder = explained.routed.holding.member;
    let named = MemberNames::read(&db, &explained.atlas, scope, [holder]).await?;
    Ok(Answer(ExplainedRoutingView::new(explained, &named, language.0)?))
}
