//! Routing rules come, change and end.

use super::command::{CommandDone, OperationCommand, period, there, unchanged};
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_rule;
use crate::domain::id::{GridId, RoutingRuleId};
use crate::domain::operation::{AtlasEdit, NewRuleProfile};
use crate::domain::period::Instant;
use crate::domain::routing::gone;
use crate::domain::routing_rule::{RoutingRule, RuleProfile};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// When a rule holds: from now on and until it is changed unless said otherwise.
#[derive(Debug, Clone, Copy, Default)]
pub struct RulePeriod {
    /// From when on.
    pub from: Option<Instant>,
    /// Until when.
    pub to: Option<Instant>,
}

/// Makes a rule. Open requests that it sends elsewhere move there, unless it begins later: then it
/// holds for what comes in.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` when the caller does not rule there, at `/effect/copies` for a
/// unit that is not theirs to see; those of the plan.
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
    let guard = move |atlas: &Atlas, scope: &Scope, _| may_say(atlas, scope, &profile);
    OperationCommand::new(scope, key, id, (now, vec![AtlasEdit::CreateRoutingRule(rule)]), guard)
        .carry_out(db)
        .await
}

/// Says what a rule says from now on; what it said until now is kept.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not rule there, or at `/grid` for where it goes;
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
    let guard = move |atlas: &Atlas, scope: &Scope, _| {
        may_still_change(atlas, scope, id, version)?;
        may_say(atlas, scope, &said)
    };
    let new = NewRuleProfile { row: new_id(now), profile, to: period(now, None, to).to };
    let operations = vec![AtlasEdit::ChangeRoutingRule { rule: id, new }];
    OperationCommand::new(scope, key, id, (now, operations), guard)
        .placed(of_rule)
        .carry_out(db)
        .await
}

/// Ends a rule.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not rule there; [`Code::StaleVersion`]; those of the
/// plan.
pub async fn retire_routing_rule(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: RoutingRuleId,
    version: i64,
) -> Result<CommandDone<RoutingRuleId>> {
    let guard = move |atlas: &Atlas, scope: &Scope, _| may_still_change(atlas, scope, id, version);
    let operations = vec![AtlasEdit::RetireRoutingRule { rule: id }];
    OperationCommand::new(scope, key, id, (db.now(), operations), guard)
        .placed(of_rule)
        .carry_out(db)
        .await
}

/// The rules that are not over, of a grid and all below it when one is named, in no order.
pub fn list_routing_rules(
    atlas: &Atlas,
    grid: Option<GridId>,
    now: Instant,
) -> impl Iterator<Item = &RoutingRule> {
    let within = move |rule: &&RoutingRule| {
        grid.is_none_or(|grid| atlas.tree().is_within(rule.profile.grid, grid))
    };
    atlas.rules().all().filter(move |rule| !rule.period.ended(now)).filter(within)
}

/// The rules of the caller's grids that name something that is gone, in no order.
pub fn broken<'a>(
    atlas: &'a Atlas,
    scope: &Scope,
    now: Instant,
) -> impl Iterator<Item = &'a RoutingRule> {
    let own = list_routing_rules(atlas, None, now)
        .filter(|rule| may_rule(atlas, scope, rule.profile.grid));
    own.filter(|rule| !gone(atlas, rule).is_empty())
}

/// Nobody lets others read along whom they could not show it to.
fn may_say(atlas: &Atlas, scope: &Scope, profile: &RuleProfile) -> Result<(), Problem> {
    there(may_rule(atlas, scope, profile.grid), "/grid")?;
    let seen = profile.effect.copies.iter().all(|&unit| scope.covers(atlas, unit));
    there(seen, "/effect/copies")
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
    unchanged(rule.version, version)
}

/// `/operations/0/rule` is the object in the path.
fn of_rule(pointer: &str) -> String {
    match pointer.splitn(4, '/').nth(3) {
        None | Some("rule") => String::new(),
        Some(field) => format!("/{field}"),
    }
}
