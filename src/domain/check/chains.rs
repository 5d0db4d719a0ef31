//! Check that every chain of holders ends in a person.

use super::InvariantBreach;
use crate::domain::atlas::Atlas;
use crate::domain::period::{Instant, Period};
use crate::domain::routing::answering;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// Finds units for which nobody answers: all units now, and at each future change those that it
/// affects.
pub(super) fn vacant(atlas: &Atlas, now: Instant) -> Vec<InvariantBreach> {
    let mut breaches = nobody(atlas, all_units(atlas), now);
    for (at, changed) in changes_after(atlas, now) {
        let reached: BTreeSet<Unit> =
            changed.into_iter().flat_map(|unit| below(atlas, unit)).collect();
        breaches.extend(nobody(atlas, reached, at));
    }
    breaches
}

fn nobody(
    atlas: &Atlas,
    units: impl IntoIterator<Item = Unit>,
    at: Instant,
) -> Vec<InvariantBreach> {
    let vacant = units.into_iter().filter(|&unit| answering(atlas, unit, at).is_none());
    let problem = |unit| Problem::new(Code::UnitWithoutHolder).with("unit", atlas.code_of(unit));
    vacant.map(|unit| InvariantBreach { at, problem: problem(unit) }).collect()
}

fn all_units(atlas: &Atlas) -> impl Iterator<Item = Unit> {
    let grids = atlas.tree().all().map(|grid| Unit::Grid(grid.id));
    let groups = atlas.groups().all().map(|group| Unit::BuildingGroup(group.id));
    let offices = atlas.organizations().offices().map(|office| Unit::Office(office.id));
    grids.chain(groups).chain(offices).chain(atlas.desk().map(Unit::Desk))
}

/// Returns a unit and every unit whose chain leads through it.
fn below(atlas: &Atlas, unit: Unit) -> Vec<Unit> {
    let Unit::Grid(top) = unit else { return vec![unit] };
    let grids = atlas.tree().downward(top);
    let groups = grids
        .iter()
        .flat_map(|&grid| atlas.groups().of_grid(grid))
        .map(|group| Unit::BuildingGroup(group.id));
    let groups: Vec<Unit> = groups.collect();
    let offices = atlas.organizations().offices();
    let offices = offices.filter(|office| atlas.tree().is_within(office.profile.grid, top));
    let offices: Vec<Unit> = offices.map(|office| Unit::Office(office.id)).collect();
    let desk = atlas.desk().map(Unit::Desk).filter(|_| atlas.tree().is_root(top));
    grids.into_iter().map(Unit::Grid).chain(groups).chain(offices).chain(desk).collect()
}

/// Returns the instants after now at which a duty or an absence begins or ends, and the units whose
/// chain changes then.
fn changes_after(atlas: &Atlas, now: Instant) -> BTreeMap<Instant, BTreeSet<Unit>> {
    let mut changes: BTreeMap<Instant, BTreeSet<Unit>> = BTreeMap::new();
    let mut note = |period: &Period, unit: Unit| {
        for at in [Some(period.from), period.to].into_iter().flatten().filter(|&at| at > now) {
            changes.entry(at).or_default().insert(unit);
        }
    };
    let people = atlas.people();
    let mut units_of: BTreeMap<_, BTreeSet<Unit>> = BTreeMap::new();
    for duty in people.all_duties() {
        note(&duty.period, duty.unit);
        units_of.entry(duty.member).or_default().insert(duty.unit);
    }
    for absence in people.all_absences() {
        let units = units_of.get(&absence.member);
        units.into_iter().flatten().for_each(|&unit| note(&absence.period, unit));
    }
    changes
}
