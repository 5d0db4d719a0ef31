//! Routing rules over HTTP.

mod body;

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::locate::GridBrief;
use super::members::VersionBody;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{People, Permit, Ruling};
use super::version::IfMatch;
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, RoutingRuleId};
use crate::domain::period::Instant;
use crate::domain::routing::{GoneTarget, gone};
use crate::domain::routing_rule::RoutingRule;
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::command::CommandDone;
use crate::service::routing_rules::{self, RulePeriod};
use crate::store::Db;
use actix_web::web::Data;
use body::{ConditionBody, EffectBody, NewRoutingRuleBody, RoutingRuleBody};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A routing rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoutingRuleView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RoutingRuleId,
    /// The code people use.
    #[schema(example = "NOISE-NIGHT")]
    pub code: String,
    /// What it is called; residents read it.
    #[schema(example = "夜间噪声由居村受理")]
    pub name: String,
    /// The grid for which it holds, with all below it.
    pub grid: GridBrief,
    /// What must be so of a request.
    pub condition: ConditionBody,
    /// What it does.
    pub effect: EffectBody,
    /// What it names that is gone: while there is anything, the rule is skipped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<GoneTarget>,
    /// Since when it says this, or from when on it will.
    pub from: DateTime<Utc>,
    /// Until when; missing: until it is changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

fn view(atlas: &Atlas, rule: &RoutingRule) -> Result<RoutingRuleView> {
    let grid = atlas.tree().get(rule.profile.grid).ok_or(Code::NotFound)?;
    Ok(RoutingRuleView {
        id: rule.id,
        code: rule.code.clone(),
        name: rule.profile.name.clone(),
        grid: grid.into(),
        condition: rule.profile.condition.clone().into(),
        effect: rule.profile.effect.clone().into(),
        gone: gone(atlas, rule),
        from: rule.period.from,
        to: rule.period.to,
        version: rule.version,
    })
}

/// Which rules.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoutingRuleQuery {
    /// Of the grid with this code or below it.
    #[validate(length(max = 32))]
    pub grid: Option<String>,
}

/// The routing rules that hold or will, in the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/routing-rules", params(RoutingRuleQuery),
    responses((status = 200, body = Listed<RoutingRuleView>))
)]
pub async fn list_routing_rules(
    _: Permit<People>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<RoutingRuleQuery>,
) -> Result<Answer<Listed<RoutingRuleView>>> {
    let atlas = db.atlas();
    let grid = query.grid.as_deref().map(|code| grid_of(&atlas, code)).transpose()?;
    let found = routing_rules::list_routing_rules(&atlas, grid, db.now());
    let rules = found.map(|rule| view(&atlas, rule)).collect::<Result<Vec<_>>>()?;
    Ok(Answer::ok(page.cut(rules, |rule| rule.code.clone())?))
}

fn grid_of(atlas: &Atlas, code: &str) -> Result<GridId, Problem> {
    let unknown = || Problem::new(Code::UnknownGrid).at("grid").with("grid", code);
    atlas.tree().by_code(code).map(|grid| grid.id).ok_or_else(unknown)
}

/// The rules of the caller's grids that are skipped because they name something that is gone, in
/// the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/routing-rules/problems", responses((status = 200, body = Listed<RoutingRuleView>))
)]
pub async fn list_routing_rule_problems(
    permit: Permit<Ruling>,
    db: Data<Db>,
    page: Page,
) -> Result<Answer<Listed<RoutingRuleView>>> {
    let atlas = db.atlas();
    let broken = routing_rules::broken(&atlas, &permit.bearer.scope, db.now());
    let rules = broken.map(|rule| view(&atlas, rule)).collect::<Result<Vec<_>>>()?;
    Ok(Answer::ok(page.cut(rules, |rule| rule.code.clone())?))
}

/// One routing rule; one that is over too.
#[utoipa::path(
    get, path = "/api/v1/routing-rules/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = RoutingRuleView))
)]
pub async fn read_routing_rule(
    _: Permit<People>,
    db: Data<Db>,
    Path(id): Path<RoutingRuleId>,
) -> Result<Answer<RoutingRuleView>> {
    let view = read(&db, id)?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

fn read(db: &Db, id: RoutingRuleId) -> Result<RoutingRuleView> {
    let atlas = db.atlas();
    view(&atlas, atlas.rules().get(id).ok_or(Code::NotFound)?)
}

/// Makes a routing rule. Open requests that it sends elsewhere move there; one that begins later
/// holds for what comes in.
#[utoipa::path(
    post, path = "/api/v1/routing-rules", request_body = NewRoutingRuleBody,
    responses((status = 201, body = ChangedBoundaries<RoutingRuleView>))
)]
pub async fn create_routing_rule(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewRoutingRuleBody>,
) -> Result<Answer<ChangedBoundaries<RoutingRuleView>>> {
    let (scope, holding) = (&permit.bearer.scope, RulePeriod { from: body.from, to: body.to });
    let (code, profile) = body.profile();
    let done = routing_rules::create_routing_rule(&db, scope, key, code, profile, holding).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    let answer = Answer::created(format!("/api/v1/routing-rules/{}", done.made), changed);
    Ok(answer.version(version).replayed(done.replayed))
}

/// Says what a rule says from now on; what is left out holds no more. What it said until now is
/// kept.
#[utoipa::path(
    post, path = "/api/v1/routing-rules/{id}/profile", params(("id" = Uuid, Path)), request_body = RoutingRuleBody,
    responses((status = 200, body = ChangedBoundaries<RoutingRuleView>))
)]
pub async fn change_routing_rule(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<RoutingRuleId>,
    Body(body): Body<RoutingRuleBody>,
) -> Result<Answer<ChangedBoundaries<RoutingRuleView>>> {
    let (scope, version, to): (_, _, Option<Instant>) =
        (&permit.bearer.scope, seen.required(body.version)?, body.to);
    let done = routing_rules::change_routing_rule(&db, scope, key, id, version, body.profile(), to)
        .await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}

/// Ends a routing rule.
#[utoipa::path(
    post, path = "/api/v1/routing-rules/{id}/retire", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = ChangedBoundaries<RoutingRuleView>))
)]
pub async fn retire_routing_rule(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<RoutingRuleId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<ChangedBoundaries<RoutingRuleView>>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = routing_rules::retire_routing_rule(&db, scope, key, id, version).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<RoutingRuleId>,
) -> Result<(i64, ChangedBoundaries<RoutingRuleView>)> {
    let view = read(db, done.made)?;
    Ok((view.version, ChangedBoundaries::new(db, scope, language.0, &done.effects, view).await?))
}
