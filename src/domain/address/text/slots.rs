//! Kinds of numbers that no word tells: 3-502, 3-2-502, 龙泉路138-3-502.

use super::NumberKind::{self, Building, Door, Entrance, Lane, Room, SubLane};
use super::number::is_room;

/// Returns the kinds of numbers of which the last is of a known kind. Numbers left over belong to
/// the last kind.
pub(super) fn ending(
    numbers: &[String],
    kind: NumberKind,
    deepest: Option<NumberKind>,
    lane: bool,
    road: bool,
) -> Vec<NumberKind> {
    let above = numbers.len() - 1;
    let free: &[NumberKind] = match (kind, deepest) {
        (_, None) if road => &[Lane, Door, Entrance],
        (_, None) if above > 2 => &[Door, Building, Entrance],
        (_, None) => &[Building, Entrance],
        (_, Some(Lane | SubLane)) => &[Door, Entrance],
        (_, Some(Door)) if lane => &[Entrance],
        (_, Some(Door)) => &[Building, Entrance],
        (_, Some(Building)) => &[Entrance],
        (_, Some(Entrance | Room)) => &[],
    };
    // One number between a road and a room is a door.
    let free = if road && above == 1 && free.first() == Some(&Lane) { &[Door] } else { free };
    let free = free.iter().copied().filter(|&slot| slot < kind).take(above);
    free.chain([kind]).collect()
}

/// Returns the kinds of numbers without any word about them.
pub(super) fn bare(
    numbers: &[String],
    deepest: Option<NumberKind>,
    lane: bool,
    road: bool,
) -> Vec<NumberKind> {
    let room = is_room(numbers);
    match (numbers.len(), deepest) {
        (1, None) if road => vec![Door],
        (1, None) => vec![if room { Room } else { Building }],
        (1, Some(Lane | SubLane)) => vec![if room { Room } else { Door }],
        (2, None) if road && !room => vec![Lane, Door],
        _ => ending(numbers, Room, deepest, lane, road),
    }
}
