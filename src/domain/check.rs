//! The invariants of an atlas, now and at every future change of period.

mod chains;

use super::atlas::Atlas;
use super::duty::{Capacity, Duty};
use super::period::Instant;
use super::plan::{root_vacant_from, untiled};
use crate::error::{Code, Problem};

/// A violated invariant.
#[derive(Debug, Clone, PartialEq)]
pub struct InvariantBreach {
    /// Instant from which it is violated.
    pub at: Instant,
    /// Problem.
    pub problem: Problem,
}

/// Returns the invariants of an atlas that are violated now or later: every chain ends in a person,
/// polygons tile, leaders of one unit follow each other, and every row belongs to an existing one.
pub fn check(atlas: &Atlas, now: Instant) -> Vec<InvariantBreach> {
    let at_once = |problem| InvariantBreach { at: now, problem };
    let mut breaches: Vec<InvariantBreach> = untiled(atlas).into_iter().map(at_once).collect();
    breaches.extend(cut_off(atlas).map(at_once));
    breaches.extend(leaders_overlap(atlas, now));
    breaches.extend(root_vacant_from(atlas, now).map(|from| InvariantBreach {
        at: from,
        problem: Problem::new(Code::RootWithoutLeader).with("from", from.to_rfc3339()),
    }));
    breaches.extend(chains::vacant(atlas, now));
    breaches.sort_by_key(|breach| breach.at);
    breaches
}

/// Finds the units whose parent is retired or missing.
fn cut_off(atlas: &Atlas) -> impl Iterator<Item = Problem> {
    let tree = atlas.tree();
    let grids = tree.all().filter(move |grid| {
        let parent = grid.parent.map(|parent| tree.active(parent).is_some());
        !parent.unwrap_or(tree.is_root(grid.id))
    });
    let there =
        move |id| atlas.groups().grid_of(id).is_some_and(|grid| tree.active(grid).is_some());
    let groups =
        atlas.groups().all().filter(move |group| !there(group.id)).map(|group| &group.code);
    let codes = grids.map(|grid| &grid.code).chain(groups);
    codes.map(|code| Problem::new(Code::UnitCutOff).with("unit", code.as_str()))
}

/// Finds pairs of leaders of one unit whose periods overlap now or later.
fn leaders_overlap(atlas: &Atlas, now: Instant) -> Vec<InvariantBreach> {
    let leads = |duty: &&Duty| duty.capacity == Capacity::Leader && !duty.period.ended(now);
    let mut leaders: Vec<&Duty> = atlas.people().all_duties().filter(leads).collect();
    leaders.sort_by_key(|duty| (duty.unit, duty.period.from, duty.id));
    let pairs = leaders.chunk_by(|a, b| a.unit == b.unit).flat_map(|unit| {
        unit.iter()
            .enumerate()
            .flat_map(|(place, a)| unit.iter().skip(place + 1).map(move |b| (*a, *b)))
    });
    let overlapping = pairs.filter(|(a, b)| a.period.overlaps(&b.period));
    let breach = |(a, b): (&Duty, &Duty)| {
        let at = b.period.from.max(now);
        let problem = Problem::new(Code::LeadersOverlap).with("unit", atlas.code_of(a.unit));
        let problem = problem.with("from", at.to_rfc3339());
        let people = atlas.people();
        let member = |duty: &Duty| people.member(duty.member).map(|member| member.code.clone());
        let members: Vec<String> = [a, b].into_iter().filter_map(member).collect();
        InvariantBreach {
            at,
            problem: problem
                .with("a", a.id.to_string())
                .with("b", b.id.to_string())
                .with("members", members),
        }
    };
    overlapping.map(breach).collect()
}
