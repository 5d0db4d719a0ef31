//! Explaining a routing that nobody asked for in earnest.

use super::answer::Answer;
use super::body::Body;
use super::language::Preferred;
use super::locate::GridBrief;
use super::people::{MemberBrief, MemberNames};
use super::permission::{Permit, Staff};
use super::place::PlaceBody;
use super::requests::{PartakerView, RuleBrief, UnitView, partaker_view, rule_brief, unit_view};
use crate::domain::duty::Capacity;
use crate::domain::request::{RequestClocks, RequestKind, Urgency};
use crate::domain::routing::{PlacedBy, RoutingTrace};
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::service::explain::{ExplainedRouting, RoutingQuestion, explain};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A request that might be.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainBody {
    /// Where it is.
    #[validate(nested)]
    pub place: PlaceBody,
    /// The code of the category; missing: of none, so that no rule about categories holds.
    #[validate(length(min = 1, max = 64))]
    #[schema(example = "environment.noise")]
    pub category: Option<String>,
    /// What the reporter wants; missing: as the category says.
    pub kind: Option<RequestKind>,
    /// How soon somebody must act; missing: as the category says.
    pub urgency: Option<Urgency>,
    /// The town desk alone may know the reporter.
    #[serde(default)]
    pub confidential: bool,
    /// It is about a person on duty there.
    #[serde(default)]
    pub about_staff: bool,
    /// When: from 1970 on, up to five years ahead; missing: now.
    pub at: Option<DateTime<Utc>>,
}

/// Who would answer, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedRoutingView {
    /// The instant that is meant.
    pub at: DateTime<Utc>,
    /// What decided the place.
    pub by: PlacedBy,
    /// The grid of the place.
    pub grid: GridBrief,
    /// The building group, when the address is that of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_group: Option<UnitView>,
    /// The unit that would hold it.
    pub unit: UnitView,
    /// The person.
    pub holder: MemberBrief,
    /// As what.
    pub capacity: Capacity,
    /// The rule that holds, when one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleBrief>,
    /// Who has to do with it beside the holder.
    pub shared: Vec<PartakerView>,
    /// When it would be due, for a reporter who can be reached; missing when neither category nor
    /// kind is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub clocks: Option<RequestClocks>,
    /// Each step, candidate and reason.
    #[schema(value_type = Vec<Object>)]
    pub trace: RoutingTrace,
}

/// Who would answer for a matter at a place and an instant, past or future, and why: with the
/// borders, duties and rules of that instant, and the categories and levels of the present. Nothing
/// is stored.
#[utoipa::path(
    post, path = "/api/v1/routing/explain", request_body = ExplainBody,
    responses((status = 200, body = ExplainedRoutingView))
)]
pub async fn explain_routing(
    permit: Permit<Staff>,
    db: Data<Db>,
    language: Preferred,
    Body(body): Body<ExplainBody>,
) -> Result<Answer<ExplainedRoutingView>> {
    let ExplainBody { place, category, kind, urgency, confidential, about_staff, at } = body;
    let place = place.given().map_err(|problem| problem.below("/place"))?;
    let question =
        RoutingQuestion { place, category, kind, urgency, confidential, about_staff, at };
    let explained = explain(&db, &permit.bearer.scope, &question).await?;
    let ExplainedRouting { atlas, at, by, building_group, routed, clocks, trace } = explained;
    let holding = routed.holding;
    let named = MemberNames::read(&db, &atlas, &permit.bearer.scope, [holding.member]).await?;
    let duty = atlas.people().duty(holding.duty).ok_or(Code::NotFound)?;
    Ok(Answer::ok(ExplainedRoutingView {
        at,
        by,
        grid: atlas.tree().get(routed.place).ok_or(Code::NotFound)?.into(),
        building_group: building_group
            .map(|group| unit_view(&atlas, Unit::BuildingGroup(group), language.0)),
        unit: unit_view(&atlas, holding.unit, language.0),
        holder: named.brief(holding.member),
        capacity: duty.capacity,
        rule: routed.rule.and_then(|rule| rule_brief(&atlas, rule, at)),
        shared: routed
            .shared
            .iter()
            .filter_map(|&shared| partaker_view(&atlas, shared, language.0))
            .collect(),
        clocks,
        trace,
    }))
}
