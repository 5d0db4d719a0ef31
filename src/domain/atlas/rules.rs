//! Routing rules and their periods.

use crate::domain::id::{GridId, RoutingRuleId};
use crate::domain::period::Instant;
use crate::domain::routing_rule::RoutingRule;
use std::collections::HashMap;
use std::sync::Arc;

/// All rules, with all their versions.
#[derive(Debug, Clone, Default)]
pub struct RoutingRules {
    /// Versions of each rule, the earliest first.
    by_id: HashMap<RoutingRuleId, Arc<[RoutingRule]>>,
    by_code: HashMap<String, RoutingRuleId>,
    /// Rules that apply or applied to a grid.
    by_grid: HashMap<GridId, Vec<RoutingRuleId>>,
    /// True if some rule applies or applied whatever a request is about.
    for_anything: bool,
}

impl RoutingRules {
    pub(super) fn put(&mut self, rule: &RoutingRule) {
        let mut rows = self.history(rule.id).to_vec();
        match rows.iter_mut().find(|row| row.row == rule.row) {
            Some(row) => *row = rule.clone(),
            None => rows.push(rule.clone()),
        }
        rows.sort_by_key(|row| (row.period.from, row.version));
        self.by_id.insert(rule.id, rows.into());
        self.by_code.insert(rule.code.clone(), rule.id);
        self.for_anything |= rule.profile.condition.is_met_by_anything();
        let of_grid = self.by_grid.entry(rule.profile.grid).or_default();
        if !of_grid.contains(&rule.id) {
            of_grid.push(rule.id);
        }
    }

    /// Returns true if there is no rule at all, as in most new towns.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Returns true if some rule applies or applied whatever a request is about.
    pub fn hold_for_anything(&self) -> bool {
        self.for_anything
    }

    /// Returns all versions of a rule, the earliest first.
    pub fn history(&self, id: RoutingRuleId) -> &[RoutingRule] {
        self.by_id.get(&id).map_or(&[], AsRef::as_ref)
    }

    /// Returns the last version of a rule, which may begin later or have ended.
    pub fn get(&self, id: RoutingRuleId) -> Option<&RoutingRule> {
        self.history(id).last()
    }

    /// Returns the last version of a rule by its code.
    pub fn by_code(&self, code: &str) -> Option<&RoutingRule> {
        self.by_code.get(code).and_then(|&id| self.get(id))
    }

    /// Returns the last version of every rule, in no order.
    pub fn all(&self) -> impl Iterator<Item = &RoutingRule> {
        self.by_id.values().filter_map(|rows| rows.last())
    }

    /// Returns all versions of the rules of a grid itself, in no order.
    pub fn of_grid(&self, grid: GridId) -> impl Iterator<Item = &RoutingRule> {
        let rows = self.by_grid.get(&grid).into_iter().flatten().flat_map(|&id| self.history(id));
        rows.filter(move |row| row.profile.grid == grid)
    }

    /// Returns the rules in force for a grid itself at an instant, in no order.
    pub fn in_force(&self, grid: GridId, at: Instant) -> impl Iterator<Item = &RoutingRule> {
        self.of_grid(grid).filter(move |row| row.period.contains(at))
    }
}
