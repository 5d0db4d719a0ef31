//! Creating, changing and retiring routing rules.

use super::command::{CommandDone, EditCommand, period};
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::{AtlasEdit, NewRuleProfile};
use crate::domain::authority::may_rule;
use crate::domain::id::{GridId, RoutingRuleId};
use crate::domain::period::Instant;
use crate::domain::routing::{faults, gone};
use crate::domain::routing_rule::{RoutingRule, RuleProfile};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Period of a rule: by default from now on and until it is changed.
#[derive(Debug, Clone, Copy, Default)]
pub struct RulePeriod {
    /// Start.
    pub from: Option<Instant>,
    /// End.
    pub to: Option<Instant>,
}

/// Creates a rule. Open requests that it routes elsewhere move there, unless it begins later: then
/// it applies to new requests only.
///
/// [`Code::NotFound`] at `/grid` when the caller may not rule there, at `/effect/copies` for a unit
/// that they may not see; those of the plan.
pub async fn create_routing_rule(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    code: String,
    profile: RuleProfile,
    RulePeriod { from, to }: RulePeriod,
) -> Result<CommandDone<RoutingRuleId>> {
    let now = db.now();
    let id = RoutingRuleId(new_id(now));
    let rule = RoutingRule {
        row: new_id(now),
        id,
        code,
        profile,
        period: period(now, from, to),
        version: 1,
    };
    let profile = rule.profile.clone();
    EditCommand::new(
        scope,
        key,
        id,
        now,
        vec![AtlasEdit::CreateRoutingRule(rule)],
        move |atlas, scope, _| may_say(atlas, scope, &profile),
    )
    .carry_out(db)
    .await
}

/// Updates a rule from now on; its earlier version is kept.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not rule there, or at `/grid` for its new grid;
/// [`Code::StaleVersion`]; those of the plan.
pub async fn change_routing_rule(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: RoutingRuleId,
    version: i64,
    profile: RuleProfile,
    to: Option<Instant>,
) -> Result<CommandDone<RoutingRuleId>> {
    let now = db.now();
    let said = profile.clone();
    let new = NewRuleProfile { row: new_id(now), profile, to: period(now, None, to).to };
    let edits = vec![AtlasEdit::ChangeRoutingRule { rule: id, new }];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        may_still_change(atlas, scope, id, version)?;
        may_say(atlas, scope, &said)
    })
    .placed(of_rule)
    .carry_out(db)
    .await
}

/// Retires a rule.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not rule there; [`Code::StaleVersion`]; those of the
/// plan.
pub async fn retire_routing_rule(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: RoutingRuleId,
    version: i64,
) -> Result<CommandDone<RoutingRuleId>> {
    let edits = vec![AtlasEdit::RetireRoutingRule { rule: id }];
    EditCommand::new(scope, key, id, db.now(), edits, move |atlas, scope, _| {
        may_still_change(atlas, scope, id, version)
    })
    .placed(of_rule)
    .carry_out(db)
    .await
}

/// Returns the rules that are not over, optionally of a grid and everything below it, in no order.
pub fn list_routing_rules(
    atlas: &Atlas,
    grid: Option<GridId>,
    now: Instant,
) -> impl Iterator<Item = &RoutingRule> {
    atlas
        .rules()
        .all()
        .filter(move |rule| !rule.period.ended(now))
        .filter(move |rule| grid.is_none_or(|grid| atlas.tree().is_within(rule.profile.grid, grid)))
}

/// Returns the rules of the caller's grids that refer to something that is gone, or that something
/// else keeps from having an effect, in no order.
pub fn broken<'a>(
    atlas: &'a Atlas,
    scope: &Scope,
    now: Instant,
) -> impl Iterator<Item = &'a RoutingRule> {
    let own = list_routing_rules(atlas, None, now)
        .filter(|rule| may_rule(atlas, scope, rule.profile.grid));
    own.filter(move |rule| !gone(atlas, rule).is_empty() || !faults(atlas, rule, now).is_empty())
}

/// Checks that the caller may rule in the grid and may see every unit that gets copies: nobody lets
/// others read along to whom they could not show it.
fn may_say(atlas: &Atlas, scope: &Scope, profile: &RuleProfile) -> Result<(), Problem> {
    require_visible(may_rule(atlas, scope, profile.grid), "/grid")?;
    let seen = profile.effect.copies.iter().all(|&unit| scope.covers(atlas, unit));
    require_visible(seen, "/effect/copies")
}

fn may_still_change(
    atlas: &Atlas,
    scope: &Scope,
    id: RoutingRuleId,
    version: i64,
) -> Result<(), Problem> {
    let rule = atlas
        .rules()
        .get(id)
        .filter(|rule| may_rule(atlas, scope, rule.profile.grid))
        .ok_or(Code::NotFound)?;
    require_version(rule.version, version)
}

/// Maps `/operations/0/rule` to the object in the path.
fn of_rule(pointer: &str) -> String {
    match pointer.splitn(4, '/').nth(3) {
        None | Some("rule") => String::new(),
        Some(field) => format!("/{field}"),
    }
}
