//! Routing rules over HTTP.

mod body;
mod catalogue;

pub use catalogue::*;

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange};
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{People, Permit, Ruling};
use super::problem::{ProblemItem, item};
use super::units::GridBrief;
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, RoutingRuleId};
use crate::domain::period::Instant;
use crate::domain::routing::{GoneTarget, faults, gone};
use crate::domain::routing_rule::RoutingRule;
use crate::domain::scope::Scope;
use crate::error::{Code, Language, Problem, Result};
use crate::service::command::CommandDone;
use crate::service::routing_rules;
use crate::store::Db;
use actix_web::web::Data;
use body::{ConditionBody, EffectBody, NewRoutingRuleBody, RoutingRuleBody};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A routing rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoutingRuleView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RoutingRuleId,
    /// Code, unique over all rules and times.
    #[schema(example = "NOISE-NIGHT")]
    pub code: String,
    /// Name; residents read it.
    #[schema(example = "夜间噪声由居村受理")]
    pub name: String,
    /// Grid for which the rule holds, with all grids below it.
    pub grid: GridBrief,
    /// Condition that a request must meet.
    pub condition: ConditionBody,
    /// Effect of the rule.
    pub effect: EffectBody,
    /// Things that the rule names and that are gone; while there are any, the rule is skipped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<GoneTarget>,
    /// Whatever else keeps the rule from having an effect: other rules that always come before it,
    /// posts and organisations that have nothing to do with its grid, and partakers whom nobody
    /// there can be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemItem>,
    /// Start of the period in which the rule holds as shown here; may be in the future.
    pub from: DateTime<Utc>,
    /// End of that period; missing while no end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(RoutingRuleView: "/api/v1/routing-rules");

impl RoutingRuleView {
    fn new(atlas: &Atlas, rule: &RoutingRule, reader: RuleReader) -> Result<Self> {
        let grid = atlas.tree().get(rule.profile.grid).ok_or(Code::NotFound)?;
        Ok(Self {
            id: rule.id,
            code: rule.code.clone(),
            name: rule.profile.name.clone(),
            grid: grid.into(),
            condition: rule.profile.condition.clone().into(),
            effect: rule.profile.effect.clone().into(),
            gone: gone(atlas, rule),
            problems: faults(atlas, rule, reader.now)
                .iter()
                .map(|fault| item(fault, reader.language))
                .collect(),
            from: rule.period.from,
            to: rule.period.to,
            version: rule.version,
        })
    }
}

/// When, and in which language, rules are read.
#[derive(Debug, Clone, Copy)]
struct RuleReader {
    now: Instant,
    language: Language,
}

impl RuleReader {
    fn of(db: &Db, language: Preferred) -> Self {
        Self { now: db.now(), language: language.0 }
    }
}

/// Filter of the list of routing rules.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoutingRuleQuery {
    /// Code of a grid; rules of it and of all grids below it are listed.
    #[validate(length(max = 32))]
    #[param(max_length = 32)]
    pub grid: Option<String>,
}

/// Lists the routing rules that hold now or later.
///
/// In the order of their codes.
///
/// # Errors
/// `too_long`, `unknown_grid`
#[utoipa::path(get, path = "/api/v1/routing-rules")]
pub async fn list_routing_rules(
    _: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Query(query): Query<RoutingRuleQuery>,
) -> Result<Answer<Listed<RoutingRuleView>>> {
    let atlas = db.atlas();
    let grid = query.grid.as_deref().map(|code| grid_of(&atlas, code)).transpose()?;
    let rules = routing_rules::list_routing_rules(&atlas, grid, db.now());
    listed(&atlas, rules, RuleReader::of(&db, language), &page)
}

fn grid_of(atlas: &Atlas, code: &str) -> Result<GridId, Problem> {
    atlas
        .tree()
        .by_code(code)
        .map(|grid| grid.id)
        .ok_or_else(|| Problem::new(Code::UnknownGrid).at("grid").with("grid", code))
}

/// Lists routing rules that have no effect, or a part of them.
///
/// Each names something that is `gone`, such as a retired unit, and is skipped, or has `problems`: it
/// never wins, or names partakers who have nothing to do with its grid. Only rules of the caller's
/// grids are listed, in the order of their codes.
#[utoipa::path(get, path = "/api/v1/routing-rules/problems")]
pub async fn list_routing_rule_problems(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
) -> Result<Answer<Listed<RoutingRuleView>>> {
    let atlas = db.atlas();
    let reader = RuleReader::of(&db, language);
    let broken = routing_rules::broken(&atlas, &permit.bearer.scope, reader.now);
    listed(&atlas, broken, reader, &page)
}

fn listed<'a>(
    atlas: &Atlas,
    rules: impl Iterator<Item = &'a RoutingRule>,
    reader: RuleReader,
    page: &Page,
) -> Result<Answer<Listed<RoutingRuleView>>> {
    let Listed { items, next_cursor } = page.cut(rules, |rule| rule.code.clone())?;
    let views = items.into_iter().map(|rule| RoutingRuleView::new(atlas, rule, reader));
    Ok(Answer(Listed { items: views.collect::<Result<_>>()?, next_cursor }))
}

/// Reads a routing rule; an ended one too.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/routing-rules/{id}")]
pub async fn read_routing_rule(
    _: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    Path(id): Path<RoutingRuleId>,
) -> Result<Current<RoutingRuleView>> {
    Ok(Current(read(&db, id, language)?))
}

fn read(db: &Db, id: RoutingRuleId, language: Preferred) -> Result<RoutingRuleView> {
    let atlas = db.atlas();
    let rule = atlas.rules().get(id).ok_or(Code::NotFound)?;
    RoutingRuleView::new(&atlas, rule, RuleReader::of(db, language))
}

/// Creates a routing rule.
///
/// Open requests that the rule assigns to another holder move at once. A rule that begins later
/// applies only to requests that come in from then on.
///
/// # Errors
/// `required`, `too_long`, `too_many`, `not_found`, `malformed_code`, `code_in_use`,
/// `unknown_unit`, `begins_in_the_past`, `ends_before_it_begins`, `unknown_category`,
/// `rule_time_empty`, `rule_without_effect`, `unknown_level`, `rule_first`, `rule_clock`,
/// `rule_clock_critical`, `unknown_organization`, `organization_twice`, `unit_twice`,
/// `unknown_pioneer_post`, `pioneer_post_twice`, `two_first_handlers`,
/// `relative_partaker_misplaced`, `relative_partaker_twice`, `never_main_office`, `rule_twice`,
/// `approval_required`
#[utoipa::path(post, path = "/api/v1/routing-rules")]
pub async fn create_routing_rule(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewRoutingRuleBody>,
) -> Result<Created<WithEffects<RoutingRuleView>>> {
    let scope = &permit.bearer.scope;
    let (code, profile, period) = body.into_rule();
    let done = routing_rules::create_routing_rule(&db, scope, key, code, profile, period).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Updates a routing rule from now on.
///
/// A field that is left out is cleared. What the rule was until now is kept. Open requests that it
/// assigns to another holder move at once.
///
/// # Errors
/// `required`, `too_long`, `too_many`, `out_of_range`, `version_required`, `not_found`,
/// `stale_version`, `rule_ended`, `unknown_unit`, `ends_before_it_begins`, `unknown_category`,
/// `rule_time_empty`, `rule_without_effect`, `unknown_level`, `rule_first`, `rule_clock`,
/// `rule_clock_critical`, `unknown_organization`, `organization_twice`, `unit_twice`,
/// `unknown_pioneer_post`, `pioneer_post_twice`, `two_first_handlers`,
/// `relative_partaker_misplaced`, `relative_partaker_twice`, `never_main_office`, `rule_twice`,
/// `approval_required`
#[utoipa::path(post, path = "/api/v1/routing-rules/{id}/profile")]
pub async fn change_routing_rule(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<RoutingRuleId, RoutingRuleBody>,
) -> Result<Changed<WithEffects<RoutingRuleView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let to = body.to;
    let done =
        routing_rules::change_routing_rule(&db, scope, key, id, version, body.into(), to).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

/// Retires a routing rule.
///
/// Open requests that get another holder without it move at once.
///
/// # Errors
/// `out_of_range`, `version_required`, `not_found`, `stale_version`, `rule_ended`,
/// `approval_required`
#[utoipa::path(post, path = "/api/v1/routing-rules/{id}/retire")]
pub async fn retire_routing_rule(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<RoutingRuleId, VersionBody>,
) -> Result<Changed<WithEffects<RoutingRuleView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let done = routing_rules::retire_routing_rule(&db, scope, key, id, version).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<RoutingRuleId>,
) -> Result<WithEffects<RoutingRuleView>> {
    let view = read(db, done.made, language)?;
    WithEffects::new(db, scope, language.0, &done.effects, view).await
}
