//! Step 3: the rule for a case that differs from "the grid leader answers".

use super::trace::{GoneTarget, RoutingTrace, TraceStep};
use crate::domain::atlas::Atlas;
use crate::domain::id::GridId;
use crate::domain::period::Instant;
use crate::domain::request::Matter;
use crate::domain::routing_rule::{BUILDING_GROUP, Partaker, RoutingRule};

/// Finds the most specific rule for a matter in a grid at an instant: of the deepest grid that has
/// one, the one with the most specific condition. A rule that names a missing object is skipped,
/// which the trace records.
pub(super) fn most_specific<'a>(
    atlas: &'a Atlas,
    grid: GridId,
    matter: &Matter<'_>,
    at: Instant,
    trace: &mut RoutingTrace,
) -> Option<&'a RoutingRule> {
    if atlas.rules().is_empty() {
        return None;
    }
    atlas.tree().upward(grid).find_map(|grid| {
        let mut rules: Vec<&RoutingRule> = atlas
            .rules()
            .in_force(grid.id, at)
            .filter(|rule| rule.profile.condition.meets(matter, at, &atlas.settings().calendar))
            .collect();
        rules.sort_by(|a, b| a.order(b));
        rules.into_iter().find(|rule| match gone(atlas, rule).first() {
            Some(&gone) => {
                trace.0.push(TraceStep::RuleSkipped { rule: rule.id, gone });
                false
            }
            None => {
                trace.0.push(TraceStep::Rule { rule: rule.id });
                true
            }
        })
    })
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
