//! Step 3: the rules for a case that differs from "the grid leader answers".

use super::trace::{GoneTarget, RoutingTrace, TraceStep};
use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::id::{GridId, RoutingRuleId};
use crate::domain::period::Instant;
use crate::domain::request::{ClockAllowances, Matter};
use crate::domain::routing_rule::{
    BUILDING_GROUP, MainOffice, Partaker, PartakerRole, RelativePartaker, RoutingRule,
    RuleEffectKind,
};
use crate::domain::unit::Unit;

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
    /// Entry of the dispatch catalogue.
    pub main_office: Option<CatalogueEntry<'a>>,
    /// Rules that give an effect, the most specific first.
    pub rules: Vec<RoutingRuleId>,
    given: Vec<RuleEffectKind>,
}

/// An entry of the dispatch catalogue (派单目录): a rule, and the main office that it names.
#[derive(Debug, Clone, Copy)]
pub struct CatalogueEntry<'a> {
    /// Rule.
    pub rule: &'a RoutingRule,
    /// Main office, with the basis.
    pub main: &'a MainOffice,
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
                RuleEffectKind::MainOffice => {
                    self.main_office =
                        effect.main_office.as_ref().map(|main| CatalogueEntry { rule, main });
                }
                RuleEffectKind::FirstHandler
                | RuleEffectKind::CoHandlers
                | RuleEffectKind::Copies => {}
            }
        }
        let fixed = rule.profile.partakers();
        let fixed = fixed.map(|(part, with)| (part, NamedPartaker::Fixed(with)));
        let relative = rule.profile.relative_partakers();
        let named = fixed.chain(relative.map(|(part, here)| (part, NamedPartaker::Here(here))));
        let is_given = |part: PartakerRole| part.effect().is_some_and(|kind| gives.contains(&kind));
        let given = named.filter(|&(part, _)| is_given(part));
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

/// Returns the entry of the dispatch catalogue for a matter in a grid at an instant; none if no rule
/// names a main office for it.
pub fn catalogue_entry<'a>(
    atlas: &'a Atlas,
    grid: GridId,
    matter: &Matter<'_>,
    at: Instant,
) -> Option<CatalogueEntry<'a>> {
    effects(atlas, grid, matter, at, &mut RoutingTrace::default()).main_office
}

/// Returns the dispatch catalogue of a grid at an instant: the rules of the grid and of those above
/// that name a main office, in the order in which they win. What a deeper grid says on the same
/// condition replaces what one above says.
pub fn catalogue(atlas: &Atlas, grid: GridId, at: Instant) -> Vec<CatalogueEntry<'_>> {
    let mut entries: Vec<CatalogueEntry<'_>> = Vec::new();
    for grid in atlas.tree().upward(grid) {
        let mut rules: Vec<&RoutingRule> = atlas.rules().in_force(grid.id, at).collect();
        rules.sort_by(|a, b| a.order(b));
        let named = rules.into_iter().filter(|rule| gone(atlas, rule).is_empty());
        for rule in named {
            let Some(main) = &rule.profile.effect.main_office else { continue };
            let condition = &rule.profile.condition;
            let is_replaced =
                entries.iter().any(|entry| entry.rule.profile.condition == *condition);
            if !is_replaced {
                entries.push(CatalogueEntry { rule, main });
            }
        }
    }
    entries
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
    if let Some(main) = &profile.effect.main_office
        && !atlas.has(Unit::Office(main.office))
    {
        found.push(GoneTarget::MainOffice);
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
