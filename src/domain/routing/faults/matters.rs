//! Rules for matters in which those whom they name have no part: organisations that the matter is
//! about, and everybody below the lowest level that may hold it.

use super::of_rule;
use crate::domain::atlas::Atlas;
use crate::domain::category::{Category, is_within};
use crate::domain::organization::OrganizationKind;
use crate::domain::routing_rule::{BUILDING_GROUP, Partaker, RoutingRule};
use crate::error::{Code, Problem};

/// Returns what a rule names that never has a part, because of the category that it is for.
pub(super) fn without_a_part(atlas: &Atlas, rule: &RoutingRule) -> Vec<Problem> {
    let named = rule.profile.condition.category.as_deref();
    let Some(category) = named.and_then(|code| atlas.settings().categories.get(code)) else {
        return Vec::new();
    };
    let mut found = concerned(atlas, rule, &[category]);
    found.extend(below_lowest_level(atlas, rule, category));
    found.extend(never_shared(atlas, rule, category));
    found
}

/// Returns the organisations that a rule names and that have no part in some of the categories below
/// the one that it is for, because those are about them; in the others it has its effect.
pub fn partly_concerned(atlas: &Atlas, rule: &RoutingRule) -> Vec<Problem> {
    let settings = &atlas.settings().categories;
    let named = rule.profile.condition.category.as_deref();
    let Some(own) = named.and_then(|code| settings.get(code)) else { return Vec::new() };
    if !own.about_organizations.is_empty() {
        return Vec::new();
    }
    let is_below = |one: &&Category| one.code != own.code && is_within(&one.code, &own.code);
    let below: Vec<&Category> = settings.all().iter().filter(is_below).collect();
    concerned(atlas, rule, &below)
}

/// Returns the organisations that a rule names and that some categories are about.
fn concerned(atlas: &Atlas, rule: &RoutingRule, categories: &[&Category]) -> Vec<Problem> {
    let fixed = rule.profile.partakers().filter_map(|(_, with)| match with {
        Partaker::Organization(id) => atlas.organizations().get(id).map(|one| one.kind),
        Partaker::Unit(_) | Partaker::PioneerPost(_) => None,
    });
    let here = rule.profile.relative_partakers();
    let here = here.filter_map(|(_, here)| here.organization_kind());
    let fixed = fixed.map(|kind| (kind, "/effect/co_handlers"));
    let here = here.map(|kind| (kind, "/effect/co_handlers_here"));
    let mut found: Vec<(OrganizationKind, &str)> = Vec::new();
    for named in fixed.chain(here) {
        if !found.contains(&named) {
            found.push(named);
        }
    }
    let about = |(kind, field): (OrganizationKind, &str)| {
        let about =
            categories.iter().filter(|category| category.about_organizations.contains(&kind));
        let codes: Vec<&str> = about.map(|category| category.code.as_str()).collect();
        let problem = of_rule(atlas, rule, Code::RuleAboutPartaker);
        (!codes.is_empty()).then(|| problem.with("categories", codes).with("kind", kind).at(field))
    };
    found.into_iter().filter_map(about).collect()
}

/// Returns the problem with a level that begins below the lowest that may hold the matter.
fn below_lowest_level(atlas: &Atlas, rule: &RoutingRule, category: &Category) -> Option<Problem> {
    let levels = &atlas.settings().levels;
    let lowest = category.lowest_level?;
    let named = rule.profile.effect.level.as_deref()?;
    let is_below =
        named == BUILDING_GROUP || levels.index_of(named).is_some_and(|level| level > lowest);
    let lowest = levels.get(lowest)?;
    is_below.then(|| {
        of_rule(atlas, rule, Code::RuleBelowLowestLevel)
            .with("category", category.code.as_str())
            .with("level", levels.named(&lowest.code))
            .at("/effect/level")
    })
}

/// Returns the problem with partakers in what only the higher levels see.
fn never_shared(atlas: &Atlas, rule: &RoutingRule, category: &Category) -> Option<Problem> {
    let lowest = atlas.settings().levels.get(category.lowest_level?)?;
    let effect = &rule.profile.effect;
    let shares = effect.named().any(|kind| kind.shares());
    // That confidential requests are shared with nobody is said of every such rule.
    (shares && !category.confidential).then(|| {
        of_rule(atlas, rule, Code::RuleNeverShared)
            .with("category", category.code.as_str())
            .with("level", atlas.settings().levels.named(&lowest.code))
            .at("/effect")
    })
}
