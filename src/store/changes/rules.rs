//! Rows of routing rules.

use super::{columns, period, upsert};
use crate::domain::change::Change;
use crate::domain::id::{GridId, RoutingRuleId};
use crate::domain::request::{RequestKind, Urgency};
use crate::domain::routing_rule::{RoutingRule, RuleCondition, RuleEffect, RuleProfile, TimeOfDay};
use crate::error::Result;
use crate::store::column::{AggregateKey, StoredAs, StoredInstant};
use crate::store::connection::AnyConnection;
use crate::store::schema::routing_rules;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = routing_rules, treat_none_as_default_value = false)]
struct RuleRow {
    id: AggregateKey,
    rule_id: RoutingRuleId,
    code: String,
    name: String,
    grid_id: GridId,
    category: Option<String>,
    kind: Option<RequestKind>,
    urgency: Option<Urgency>,
    time: Option<StoredAs<TimeOfDay>>,
    effect: StoredAs<RuleEffect>,
    valid_from: StoredInstant,
    valid_to: Option<StoredInstant>,
    version: i64,
    revision: i64,
    made_in: i64,
}

pub(super) fn write_rules<'a>(
    c: &mut AnyConnection,
    rules: impl Iterator<Item = &'a RoutingRule>,
    revision: i64,
) -> Result<()> {
    let rows: Vec<RuleRow> = rules.map(|rule| row(rule, revision)).collect();
    upsert!(c, routing_rules, rows.into_iter(), valid_to version revision)
}

fn row(rule: &RoutingRule, revision: i64) -> RuleRow {
    let RuleProfile { name, grid, condition, effect } = rule.profile.clone();
    let (valid_from, valid_to) = columns(&rule.period);
    RuleRow {
        id: AggregateKey(rule.row),
        rule_id: rule.id,
        code: rule.code.clone(),
        name,
        grid_id: grid,
        category: condition.category,
        kind: condition.kind,
        urgency: condition.urgency,
        time: condition.time.map(StoredAs),
        effect: StoredAs(effect),
        valid_from,
        valid_to,
        version: rule.version,
        revision,
        made_in: revision,
    }
}

/// Reads every row of a rule written after a revision.
pub(super) fn rules_since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let newer = routing_rules::table.filter(routing_rules::revision.gt(revision));
    let rows: Vec<RuleRow> = newer.order(routing_rules::id).load(connection)?;
    Ok(rows.into_iter().map(|row| Change::RoutingRule(rule(row))).collect())
}

fn rule(row: RuleRow) -> RoutingRule {
    let time = row.time.map(|time| time.0);
    let RuleRow { category, kind, urgency, .. } = row;
    RoutingRule {
        row: row.id.0,
        id: row.rule_id,
        code: row.code,
        profile: RuleProfile {
            name: row.name,
            grid: row.grid_id,
            condition: RuleCondition { category, kind, urgency, time },
            effect: row.effect.0,
        },
        period: period(row.valid_from, row.valid_to),
        version: row.version,
    }
}
