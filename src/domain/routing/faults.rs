//! What keeps a rule from having an effect although nothing that it names is gone: other rules that
//! always come before it, partakers who have nothing to do with its grid or no part in its matters,
//! and offices where nobody is.

mod matters;
mod shadow;

pub use matters::partly_concerned;

use super::rule::gone;
use crate::domain::atlas::Atlas;
use crate::domain::id::GridId;
use crate::domain::organization::Organization;
use crate::domain::period::Instant;
use crate::domain::pioneer_post::{PioneerPost, PostZone};
use crate::domain::routing_rule::{Partaker, PartakerRole, RelativePartaker, RoutingRule};
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};

/// Returns what keeps a rule from having an effect from an instant on, with pointers into the rule;
/// none for one that names something gone, which is skipped as a whole.
pub fn faults(atlas: &Atlas, rule: &RoutingRule, now: Instant) -> Vec<Problem> {
    if !gone(atlas, rule).is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Problem> = shadow::never_wins(atlas, rule, now).into_iter().collect();
    found.extend(
        rule.profile
            .partakers()
            .filter_map(|(part, with)| partaker_elsewhere(atlas, rule, part, with)),
    );
    let relative = rule.profile.relative_partakers();
    let nobody = relative.filter(|&(_, here)| !is_somewhere(atlas, rule.profile.grid, here));
    found.extend(matters::without_a_part(atlas, rule));
    found.extend(office_without_head(atlas, rule, now));
    found.extend(nobody.map(|(part, here)| {
        let field = match part {
            PartakerRole::FirstHandler => "/effect/first_handler_here",
            PartakerRole::CoHandler => "/effect/co_handlers_here",
            PartakerRole::Copy | PartakerRole::Assistant => "/effect/copies_here",
        };
        of_rule(atlas, rule, Code::RuleNobodyHere).with("partaker", here).at(field)
    }));
    found
}

fn of_rule(atlas: &Atlas, rule: &RoutingRule, code: Code) -> Problem {
    let grid = atlas.code_of(Unit::Grid(rule.profile.grid));
    Problem::new(code).with("code", rule.code.as_str()).with("grid", grid)
}

/// Returns the problem with a partaker who has nothing to do with any place of the rule's grid.
fn partaker_elsewhere(
    atlas: &Atlas,
    rule: &RoutingRule,
    part: PartakerRole,
    with: Partaker,
) -> Option<Problem> {
    let grid = rule.profile.grid;
    match with {
        Partaker::Unit(_) => None,
        Partaker::PioneerPost(id) => {
            let post = atlas.pioneer_posts().get(id)?;
            let field = match part {
                PartakerRole::FirstHandler => "/effect/first_handler",
                PartakerRole::CoHandler | PartakerRole::Copy | PartakerRole::Assistant => {
                    "/effect/copied_posts"
                }
            };
            let problem = of_rule(atlas, rule, Code::RulePostElsewhere);
            (!covers_some(atlas, post, grid))
                .then(|| problem.with("post", post.code.as_str()).at(field))
        }
        Partaker::Organization(id) => {
            let organization = atlas.organizations().get(id)?;
            let problem = of_rule(atlas, rule, Code::RuleOrganizationElsewhere);
            (!serves_some(atlas, organization, grid)).then(|| {
                problem.with("organization", organization.code.as_str()).at("/effect/co_handlers")
            })
        }
    }
}

/// Returns the problem with a main office that nobody leads: nothing is dispatched there.
fn office_without_head(atlas: &Atlas, rule: &RoutingRule, now: Instant) -> Option<Problem> {
    let main = rule.profile.effect.main_office.as_ref()?;
    let unit = Unit::Office(main.office);
    (!atlas.people().has_head(unit, now)).then(|| {
        of_rule(atlas, rule, Code::RuleOfficeWithoutHead)
            .with("office", atlas.code_of(unit))
            .at("/effect/main_office")
    })
}

/// Returns true if somebody in a grid or below it is in a relation to some place there.
fn is_somewhere(atlas: &Atlas, grid: GridId, here: RelativePartaker) -> bool {
    let tree = atlas.tree();
    match (here.organization_kind(), here) {
        (Some(kind), _) => {
            let mut kind = atlas.organizations().all().filter(move |one| one.kind == kind);
            kind.any(|organization| serves_some(atlas, organization, grid))
        }
        (None, RelativePartaker::PostHere) => {
            atlas.pioneer_posts().all().any(|post| covers_some(atlas, post, grid))
        }
        (None, RelativePartaker::BuildingGroupHere) => {
            tree.downward(grid).into_iter().any(|below| !atlas.groups().of_grid(below).is_empty())
        }
        (None, _) => {
            let mut upward = tree.upward(grid).map(|above| above.id);
            upward.any(|above| atlas.is_neighbourhood(above))
                || tree.downward(grid).into_iter().any(|below| atlas.is_neighbourhood(below))
        }
    }
}

/// Returns true if the zone of a post covers some place in a grid.
fn covers_some(atlas: &Atlas, post: &PioneerPost, grid: GridId) -> bool {
    match &post.profile.zone {
        PostZone::Grid(zone) => are_in_line(atlas, *zone, grid),
        PostZone::BuildingGroups(groups) => {
            groups.iter().any(|&group| has_group(atlas, Unit::BuildingGroup(group), grid))
        }
        PostZone::Point { centre, radius_m } => {
            let reach = f64::from(*radius_m);
            are_in_line(atlas, post.grid, grid)
                || atlas.shape(grid).is_some_and(|shape| shape.distance_m(*centre) <= reach)
        }
    }
}

/// Returns true if an organisation serves some place in a grid.
fn serves_some(atlas: &Atlas, organization: &Organization, grid: GridId) -> bool {
    organization.profile.served().filter(|&unit| atlas.has(unit)).any(|unit| match unit {
        Unit::Grid(served) => are_in_line(atlas, served, grid),
        Unit::BuildingGroup(_) | Unit::Desk(_) | Unit::Office(_) => has_group(atlas, unit, grid),
    })
}

/// Returns true if one of two grids is the other or lies below it, so that they share places.
fn are_in_line(atlas: &Atlas, a: GridId, b: GridId) -> bool {
    atlas.tree().is_within(a, b) || atlas.tree().is_within(b, a)
}

fn has_group(atlas: &Atlas, group: Unit, grid: GridId) -> bool {
    atlas.grid_of(group).is_some_and(|of_group| atlas.tree().is_within(of_group, grid))
}
