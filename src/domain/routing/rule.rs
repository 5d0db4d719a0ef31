//! Step 3: the rule for a case that differs from "the grid leader answers".

use super::trace::{RoutingTrace, TraceStep};
use crate::domain::atlas::Atlas;
use crate::domain::id::GridId;
use crate::domain::period::Instant;
use crate::domain::request::Matter;
use crate::domain::routing_rule::{BUILDING_GROUP, Partaker, RoutingRule};
use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Kind of a missing object that a rule names.
    GoneTarget {
        Grid = "grid" "网格" "its grid",
        Category = "category" "事项类别" "its category",
        Level = "level" "层级" "its level",
        Organization = "organization" "协办单位" "an organisation",
        Unit = "unit" "抄送单元" "a unit that reads along",
        PioneerPost = "pioneer_post" "党员先锋岗" "a pioneer post",
    }
}

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
        let meets = |rule: &&RoutingRule| {
            rule.profile.condition.meets(matter, at, &atlas.settings().calendar)
        };
        let mut rules: Vec<&RoutingRule> =
            atlas.rules().in_force(grid.id, at).filter(meets).collect();
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
    let settings = atlas.settings();
    let level = |code: &String| code != BUILDING_GROUP && settings.levels.index_of(code).is_none();
    let organization = |partaker| matches!(partaker, Partaker::Organization(id) if atlas.organizations().active(id).is_none());
    let unit = |partaker| matches!(partaker, Partaker::Unit(unit) if !atlas.has(unit));
    let posts = atlas.pioneer_posts();
    let post =
        |partaker| matches!(partaker, Partaker::PioneerPost(id) if posts.active(id).is_none());
    let partakers = || profile.partakers().map(|(_, partaker)| partaker);
    let found = [
        (GoneTarget::Grid, atlas.tree().active(profile.grid).is_none()),
        (
            GoneTarget::Category,
            profile
                .condition
                .category
                .as_ref()
                .is_some_and(|code| settings.categories.get(code).is_none()),
        ),
        (GoneTarget::Level, profile.effect.level.as_ref().is_some_and(level)),
        (GoneTarget::Organization, partakers().any(organization)),
        (GoneTarget::Unit, partakers().any(unit)),
        (GoneTarget::PioneerPost, partakers().any(post)),
    ];
    found.into_iter().filter_map(|(gone, is)| is.then_some(gone)).collect()
}
