//! Chains of the units that change.

use super::PreviewInput;
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::Holding;
use crate::domain::period::Instant;
use crate::domain::reassignment::goals;
use crate::domain::rehold::standing;
use crate::domain::routing::{answering, starting_grid};
use crate::domain::unit::Unit;
use serde::Serialize;
use std::collections::BTreeSet;

/// Holder for a unit at an instant, before and afterwards.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponsibilityChain {
    /// Unit.
    pub unit: Unit,
    /// Instant: now, or later when something begins or ends.
    pub at: Instant,
    /// Holder before; none for a unit that did not exist.
    pub before: Option<Holding>,
    /// Holder afterwards; none for a unit that no longer exists.
    pub after: Option<Holding>,
    /// True if nobody of the unit itself answers then, but somebody above.
    pub falls_back: bool,
}

/// Returns the chains of the units at the instant, and at later ones where they fall back and did
/// not just before.
pub(super) fn chains(seen: &PreviewInput<'_>, units: &[Unit]) -> Vec<ResponsibilityChain> {
    let after = &seen.planned.plan.atlas;
    let mut chains: Vec<ResponsibilityChain> =
        units.iter().map(|&unit| chain(seen, unit, seen.at)).collect();
    for &unit in units.iter().filter(|&&unit| after.has(unit)) {
        let mut falls = chain(seen, unit, seen.at).falls_back;
        for at in turns(after, unit, seen.at) {
            let then = chain(seen, unit, at);
            let newly = then.falls_back && !falls;
            falls = then.falls_back;
            chains.extend(newly.then_some(then));
        }
    }
    chains
}

/// Returns the units that do not change but receive from those that do: targets of moves, units
/// above those that end, starting units of rules, and whoever gets an open request that nobody is
/// kept from.
pub(super) fn heirs(seen: &PreviewInput<'_>, units: &[Unit]) -> Vec<Unit> {
    let after = &seen.planned.plan.atlas;
    let edits = &seen.planned.edits;
    let rules = edits.iter().filter_map(|edit| match edit {
        AtlasEdit::CreateRoutingRule(rule) => Some(&rule.profile),
        AtlasEdit::ChangeRoutingRule { new, .. } | AtlasEdit::ResumeRoutingRule { new, .. } => {
            Some(&new.profile)
        }
        _ => None,
    });
    let above = units.iter().map(|&unit| standing(after, unit));
    let open = seen.moves.iter().filter(|to| to.is_for_all());
    let all: BTreeSet<Unit> = above
        .chain(goals(seen.before, edits))
        .chain(open.map(|to| to.routed.holding.unit))
        .chain(rules.map(|rule| {
            let level =
                rule.effect.level.as_ref().and_then(|code| after.settings().levels.index_of(code));
            Unit::Grid(starting_grid(after, rule.grid, level))
        }))
        .collect();
    all.into_iter().filter(|heir| !units.contains(heir)).collect()
}

fn chain(seen: &PreviewInput<'_>, unit: Unit, at: Instant) -> ResponsibilityChain {
    let [before, after] = [seen.before, &seen.planned.plan.atlas].map(|atlas| {
        let duty = atlas.has(unit).then(|| answering(atlas, unit, at)).flatten();
        duty.map(Holding::from)
    });
    let falls_back = after.is_some_and(|holding| holding.unit != unit);
    ResponsibilityChain { unit, at, before, after, falls_back }
}

/// Returns the later instants at which a duty of the unit, or an absence of somebody who has one,
/// begins or ends.
fn turns(atlas: &Atlas, unit: Unit, now: Instant) -> BTreeSet<Instant> {
    let people = atlas.people();
    let open =
        people.duties(unit).iter().filter(|duty| !duty.period.ended(now) && duty.capacity.leads());
    let periods = open.flat_map(|duty| {
        let absences = people.absences(duty.member).iter().map(|absence| absence.period);
        absences.chain([duty.period])
    });
    periods
        .flat_map(|period| [Some(period.from), period.to])
        .flatten()
        .filter(|&at| at > now)
        .collect()
}
