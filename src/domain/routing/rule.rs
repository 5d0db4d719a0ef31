//! Step 3: the rules for a case that differs from "the grid leader answers".

use super::trace::{GoneTarget, RoutingTrace, TraceStep};
use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::id::{GridId, RoutingRuleId};
use crate::domain::period::Instant;
use crate::domain::request::{ClockAllowances, Matter};
use crate::domain::routing_rule::{
    BUILDING_GROUP, Partaker, PartakerRole, RelativePartaker, RoutingRule, RuleEffectKind,
};

/// Effects of the rules on a matter: each comes from the most specific rule that names it.
#[derive(Debug, Default)]
pub(super) struct RuledEffects<'a> {
    /// Code of the level that begins.
    pub level: Option<&'a str>,
    /// Capacity asked first.
    pub first: Option<Capacity>,
    /// Partakers beside the holder, with the rule that names them.
    pub partakers: Vec<RuledPartaker>,
    /// Clocks.
    pub clocks: ClockAllowances,
    /// Rules that give an effect, the most specific first.
    pub rules: Vec<RoutingRuleId>,
    given: Vec<RuleEffectKind>,
}

/// A partaker by a rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuledPartaker {
    pub rule: RoutingRuleId,
    pub part: PartakerRole,
    pub partaker: NamedPartaker,
}

/// How a rule names a partaker.
#[derive(Debug, Clone, Copy)]
pub(super) enum NamedPartaker {
    /// Itself.
    Fixed(Partaker),
    /// By the relation to the place.
    Here(RelativePartaker),
}

impl<'a> RuledEffects<'a> {
    /// Returns what a rule gives that no more specific one gave.
    fn missing(&self, rule: &RoutingRule) -> Vec<RuleEffectKind> {
        rule.profile.effect.named().filter(|kind| !self.given.contains(kind)).collect()
    }

    fn take(&mut self, rule: &'a RoutingRule, gives: &[RuleEffectKind]) {
        let effect = &rule.profile.effect;
        for kind in gives {
            match kind {
                RuleEffectKind::Level => self.level = effect.level.as_deref(),
                RuleEffectKind::First => self.first = effect.first,
                RuleEffectKind::AcceptClock => self.clocks.accept = effect.clocks.accept,
                RuleEffectKind::ContactClock => self.clocks.contact = effect.clocks.contact,
                RuleEffectKind::ResolveClock => self.clocks.resolve = effect.clocks.resolve,
                RuleEffectKind::FirstHandler
                | RuleEffectKind::CoHandlers
                | RuleEffectKind::Copies => {}
            }
        }
        let fixed = rule.profile.partakers();
        let fixed = fixed.map(|(part, with)| (part, NamedPartaker::Fixed(with)));
        let relative = rule.profile.relative_partakers();
        let named = fixed.chain(relative.map(|(part, here)| (part, NamedPartaker::Here(here))));
        let given = named.filter(|(part, _)| gives.contains(&part.effect()));
        self.partakers.extend(given.map(|(part, partaker)| RuledPartaker {
            rule: rule.id,
            part,
            partaker,
        }));
        self.given.extend(gives);
        self.rules.push(rule.id);
    }
}

/// Finds the effects of the rules for a matter in a grid at an instant: rules of deeper grids come
/// first, in one grid those with the more specific condition. A rule that names a missing object is
/// skipped, which the trace records.
pub(super) fn effects<'a>(
    atlas: &'a Atlas,
    grid: GridId,
    matter: &Matter<'_>,
    at: Instant,
    trace: &mut RoutingTrace,
) -> RuledEffects<'a> {
    let mut effects = RuledEffects::default();
    if atlas.rules().is_empty() {
        return effects;
    }
    for grid in atlas.tree().upward(grid) {
        for rule in in_order(atlas, grid.id, matter, at) {
            let gives = effects.missing(rule);
            if gives.is_empty() {
                continue;
            }
            match gone(atlas, rule).first() {
                Some(&gone) => trace.0.push(TraceStep::RuleSkipped { rule: rule.id, gone }),
                None => {
                    effects.take(rule, &gives);
                    trace.0.push(TraceStep::Rule { rule: rule.id, gives });
                }
            }
        }
    }
    effects
}

/// Returns the rules of a grid that a matter meets, the most specific first.
fn in_order<'a>(
    atlas: &'a Atlas,
    grid: GridId,
    matter: &Matter<'_>,
    at: Instant,
) -> Vec<&'a RoutingRule> {
    let calendar = &atlas.settings().calendar;
    let in_force = atlas.rules().in_force(grid, at);
    let mut rules: Vec<&RoutingRule> =
        in_force.filter(|rule| rule.profile.condition.meets(matter, at, calendar)).collect();
    rules.sort_by(|a, b| a.order(b));
    rules
}

/// Returns the missing objects that a rule names.
pub fn gone(atlas: &Atlas, rule: &RoutingRule) -> Vec<GoneTarget> {
    let profile = &rule.profile;
    let mut found = Vec::new();
    if atlas.tree().active(profile.grid).is_none() {
        found.push(GoneTarget::Grid);
    }
    if let Some(code) = &profile.condition.category
        && atlas.settings().categories.get(code).is_none()
    {
        found.push(GoneTarget::Category);
    }
    if let Some(code) = &profile.effect.level
        && code != BUILDING_GROUP
        && atlas.settings().levels.index_of(code).is_none()
    {
        found.push(GoneTarget::Level);
    }
    let partakers = profile.partakers();
    found.extend(partakers.filter_map(|(_, partaker)| gone_partaker(atlas, partaker)));
    found.sort_unstable();
    found.dedup();
    found
}

fn gone_partaker(atlas: &Atlas, partaker: Partaker) -> Option<GoneTarget> {
    match partaker {
        Partaker::Organization(id) => {
            atlas.organizations().active(id).is_none().then_some(GoneTarget::Organization)
        }
        Partaker::Unit(unit) => (!atlas.has(unit)).then_some(GoneTarget::Unit),
        Partaker::PioneerPost(id) => {
            atlas.pioneer_posts().active(id).is_none().then_some(GoneTarget::PioneerPost)
        }
    }
}
