//! How the numbers of a text are like those of an address.

use super::PartsLikeness;
use crate::domain::address::text::{AddressPart, AddressText, NumberKind};

/// Whether a number that both say differs.
pub(super) fn contradict(said: &AddressText, there: &AddressText) -> bool {
    let other = |(kind, number)| {
        counterpart(kind, number, said, there).is_some_and(|(_, other)| other != number)
    };
    said.numbers().any(other)
}

/// How the numbers are alike that do not contradict each other, and how many agree. `anchors` are
/// the places of the names that are alike: what stands before them only leads there, and is missed
/// by nobody. Where no name is said, that is so of what is wider than all that is said.
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

/// The numbers of a text with their places among its parts.
fn numbers(text: &AddressText) -> impl Iterator<Item = (usize, NumberKind, &str)> {
    text.parts().iter().enumerate().filter_map(|(at, part)| match part {
        AddressPart::Name(_) => None,
        AddressPart::Numbered(kind, number) => Some((at, *kind, number.as_str())),
    })
}

/// The number of an address that one of a text stands against: of the same kind, or of a door
/// against a building where only one of the two is said.
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
