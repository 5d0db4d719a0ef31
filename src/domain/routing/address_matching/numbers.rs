//! Comparison of the numbers of a text with those of an address.

use crate::domain::address::{AddressPart, AddressText, NumberKind, PartsLikeness};

/// Returns true if a number that both have differs.
pub(super) fn contradict(said: &AddressText, there: &AddressText) -> bool {
    said.numbers().any(|(kind, number)| {
        counterpart(kind, number, said, there).is_some_and(|(_, other)| other != number)
    })
}

/// Returns the likeness of numbers that do not contradict each other, and how many agree. `anchors`
/// are the indices of the names that are alike: numbers before them only lead there, and are not
/// missed. Without a name in the text, the same holds for numbers wider than all in the text.
pub(super) fn alike(
    said: &AddressText,
    there: &AddressText,
    anchors: Option<(usize, usize)>,
) -> (PartsLikeness, usize) {
    let mut more = false;
    let mut met = Vec::new();
    for (at, kind, number) in numbers(said) {
        match counterpart(kind, number, said, there) {
            Some((other, _)) => met.push(other),
            None => more |= anchors.is_none_or(|(anchor, _)| at > anchor),
        }
    }
    let widest = numbers(said).map(|(_, kind, _)| kind).min();
    let missed = |at: usize, kind: NumberKind| match anchors {
        Some((_, anchor)) => at > anchor,
        None => widest.is_none_or(|widest| kind >= widest),
    };
    let less = numbers(there).any(|(at, kind, _)| !met.contains(&kind) && missed(at, kind));
    let parts = match (less, more) {
        (true, _) => PartsLikeness::Some,
        (false, true) => PartsLikeness::Inside,
        (false, false) => PartsLikeness::All,
    };
    (parts, met.len())
}

/// Returns true if the text says a lane behind the name of the road and the address has none, or
/// the text goes on to a house that is in no lane.
pub(super) fn in_other_lane(
    said: &AddressText,
    there: &AddressText,
    (anchor, place): (usize, usize),
) -> bool {
    let unmet = lanes(said, anchor).any(|kind| there.number(kind).is_none());
    let is_outside = house_behind(said, anchor) && lanes(said, anchor).next().is_none();
    unmet || is_outside && lanes(there, place).next().is_some()
}

/// Returns true if the number of a house or a building stands behind a name.
pub(super) fn house_behind(text: &AddressText, name: usize) -> bool {
    let is_house = |kind: NumberKind| matches!(kind, NumberKind::Door | NumberKind::Building);
    numbers(text).any(|(at, kind, _)| at > name && is_house(kind))
}

/// Returns the kind of the number directly before a name.
pub(super) fn before(text: &AddressText, name: usize) -> Option<NumberKind> {
    numbers(text).find(|&(at, ..)| at + 1 == name).map(|(_, kind, _)| kind)
}

/// Returns the kinds of the lanes behind a name.
pub(super) fn lanes(text: &AddressText, name: usize) -> impl Iterator<Item = NumberKind> {
    let lane = |kind: NumberKind| matches!(kind, NumberKind::Lane | NumberKind::SubLane);
    numbers(text).filter(move |&(at, kind, _)| at > name && lane(kind)).map(|(_, kind, _)| kind)
}

/// Returns true if a number of the address is said between another name and the one that is alike.
pub(super) fn shared_before(
    said: &AddressText,
    there: &AddressText,
    owner: usize,
    (anchor, place): (usize, usize),
) -> bool {
    let between = numbers(said).filter(|&(at, ..)| at > owner && at < anchor);
    between.into_iter().any(|(_, kind, number)| {
        numbers(there).any(|(at, other, same)| {
            at > place && other.indexed() == kind.indexed() && same == number
        })
    })
}

/// Returns the numbers of a text with their indices among its parts.
pub(super) fn numbers(text: &AddressText) -> impl Iterator<Item = (usize, NumberKind, &str)> {
    text.parts().iter().enumerate().filter_map(|(at, part)| match part {
        AddressPart::Name(_) => None,
        AddressPart::Numbered(kind, number) => Some((at, *kind, number.as_str())),
    })
}

/// Returns the number of an address with which one of a text is compared: of the same kind, or a
/// building's for a door's and vice versa where only one of the two is given.
fn counterpart<'t>(
    kind: NumberKind,
    number: &str,
    said: &AddressText,
    there: &'t AddressText,
) -> Option<(NumberKind, &'t str)> {
    let of = |kind: NumberKind| there.number(kind).map(|number| (kind, number));
    let other = match kind {
        NumberKind::Door => NumberKind::Building,
        NumberKind::Building => NumberKind::Door,
        _ => return of(kind),
    };
    let swapped = of(other).filter(|_| said.number(other).is_none());
    match (of(kind), swapped) {
        (Some((_, own)), Some(swapped)) if own != number && swapped.1 == number => Some(swapped),
        (own, swapped) => own.or(swapped),
    }
}
