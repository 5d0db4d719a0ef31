//! The invariants of an atlas, now and at every future change of period.

mod addresses;
mod chains;

pub use addresses::read_otherwise;

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
    let mut breaches: Vec<InvariantBreach> = untiled(atlas)
        .into_iter()
        .chain(cut_off(atlas))
        .map(|problem| InvariantBreach { at: now, problem })
        .collect();
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
    let groups = atlas.groups().all().filter(move |group| {
        let grid = atlas.groups().grid_of(group.id);
        grid.is_none_or(|grid| tree.active(grid).is_none())
    });
    let offices = atlas.organizations().offices();
    let offices = offices.filter(move |office| tree.active(office.profile.grid).is_none());
    let codes = grids
        .map(|grid| &grid.code)
        .chain(groups.map(|group| &group.code))
        .chain(offices.map(|office| &office.code));
    codes.map(|code| Problem::new(Code::UnitCutOff).with("unit", code.as_str()))
}

/// Finds pairs of leaders of one unit whose periods overlap now or later.
fn leaders_overlap(atlas: &Atlas, now: Instant) -> Vec<InvariantBreach> {
    let mut leaders: Vec<&Duty> = atlas
        .people()
        .all_duties()
        .filter(|duty| duty.capacity == Capacity::Leader && !duty.period.ended(now))
        .collect();
    leaders.sort_by_key(|duty| (duty.unit, duty.period.from, duty.id));
    let pairs = leaders.chunk_by(|a, b| a.unit == b.unit).flat_map(|unit| {
        unit.iter()
            .enumerate()
            .flat_map(|(place, a)| unit.iter().skip(place + 1).map(move |b| (*a, *b)))
    });
    pairs
        .filter(|(a, b)| a.period.overlaps(&b.period))
        .map(|(a, b)| leaders_breach(atlas, a, b, now))
        .collect()
}

/// Creates the breach of two leaders at once, of whom `b` begins later.
fn leaders_breach(atlas: &Atlas, a: &Duty, b: &Duty, now: Instant) -> InvariantBreach {
    let at = b.period.from.max(now);
    let people = atlas.people();
    let members: Vec<String> = [a, b]
        .into_iter()
        .filter_map(|duty| people.member(duty.member).map(|member| member.code.clone()))
        .collect();
    let problem = Problem::new(Code::LeadersOverlap)
        .with("unit", atlas.code_of(a.unit))
        .with("from", at.to_rfc3339())
        .with("a", a.id.to_string())
        .with("b", b.id.to_string())
        .with("members", members);
    InvariantBreach { at, problem }
}
