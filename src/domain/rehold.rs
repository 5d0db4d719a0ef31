//! Who holds an open request after responsibility changed.

use super::atlas::Atlas;
use super::duty::Holding;
use super::period::Instant;
use super::request::Cause;
use super::routing::{Conflicts, Place, Routed, route, route_from};
use super::routing_rule::Matter;
use super::unit::Unit;
use crate::error::Problem;

/// What is known of an open request when responsibility changes.
#[derive(Debug, Clone)]
pub struct Open<'a> {
    /// Where it is; of a grid that is gone, the grid that answers for it now.
    pub place: Place,
    /// What it is about, for the rules.
    pub matter: Matter<'a>,
    /// Who must not get it.
    pub conflicts: Conflicts,
    /// Who holds it.
    pub holding: Holding,
    /// Why they do.
    pub held_by: Cause,
}

/// Who must hold an open request from now on; none when who holds it keeps it.
///
/// A request that was routed moves when routing it now would answer differently than before the change; one that a
/// person handed on, or that is handled a second time, stays as long as its holder has the duty. Absences move nothing.
///
/// # Errors
/// Those of [`route`].
pub fn new_holder(before: &Atlas, after: &Atlas, open: &Open<'_>, at: Instant) -> Result<Option<Routed>, Problem> {
    let holds = still_holds(after, open.holding, at);
    if matches!(open.held_by, Cause::Transfer | Cause::SecondHandling) {
        return if holds {
            Ok(None)
        } else {
            route_from(after, standing(after, open.holding.unit), &open.conflicts, at).map(Some)
        };
    }
    let now = route(after, &open.place, &open.matter, &open.conflicts, at)?;
    if holds && same(now.holding, open.holding) {
        return Ok(None);
    }
    let was = route(before, &open.place, &open.matter, &open.conflicts, at);
    let unchanged = was.is_ok_and(|was| same(was.holding, now.holding));
    Ok((!holds || !unchanged).then_some(now))
}

/// The unit to begin with when it is retired: the first one above that is not.
pub fn standing(atlas: &Atlas, unit: Unit) -> Unit {
    if atlas.has(unit) {
        return unit;
    }
    let standing = atlas.grid_of(unit).and_then(|grid| atlas.tree().upward(grid).find(|grid| grid.life.to.is_none()));
    standing.map_or(unit, |grid| Unit::Grid(grid.id))
}

fn still_holds(atlas: &Atlas, holding: Holding, at: Instant) -> bool {
    standing(atlas, holding.unit) == holding.unit
        && atlas.people().is_active(holding.member)
        && atlas.people().answers_for(holding.member, holding.unit, at)
}

/// The same person for the same unit, by whatever row of a duty.
fn same(a: Holding, b: Holding) -> bool {
    (a.unit, a.member) == (b.unit, b.member)
}
