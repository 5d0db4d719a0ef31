//! Comparison of the names of a text with those of an address.

use super::numbers;
use crate::domain::address::{
    AddressPart, AddressText, CompoundName, KindRelation, NameLikeness, PartsLikeness,
    distinguishes, is_road,
};
use std::cmp::Reverse;

/// Maximum number of names of a text that are looked up, the last ones: a text with more names in a
/// row is no address.
const NAMES_MAX: usize = 8;

/// Names that are alike, as their indices among the parts of the text and of the address.
pub(super) type Anchors = (usize, usize);

/// Returns the likeness of the closest names, and their indices: the last ones, because 金水苑 is more
/// specific than the road it lies at.
pub(super) fn alike(said: &AddressText, there: &AddressText) -> (NameLikeness, Option<Anchors>) {
    let pairs = said_names(said).flat_map(|said| named(there).map(move |there| (said, there)));
    let closest = pairs
        .filter_map(|((at, name), (place, other))| {
            Some((likeness(name, other)?, Reverse((at, place))))
        })
        .min();
    closest.map_or((NameLikeness::Unsaid, None), |(likeness, Reverse(anchors))| {
        (likeness, Some(anchors))
    })
}

/// Returns true if a text names another thing along the same road: 中心路甲苑5幢 lies neither in
/// 中心路乙苑 nor at 中心路5号; of 中心路88弄甲苑5号 the lane says that it is at 中心路88弄5号.
pub(super) fn contradict(
    said: &AddressText,
    there: &AddressText,
    anchors: Anchors,
    parts: PartsLikeness,
) -> bool {
    let (anchor, place) = anchors;
    let Some(last) = numbers::numbers(said).map(|(at, ..)| at).max() else { return false };
    let Some((other, _)) =
        said_names(said).find(|&(at, name)| at > anchor && at < last && !is_known(name, there))
    else {
        return false;
    };
    let named_otherwise = named(there).any(|(at, name)| at > place && !is_said(name, said));
    let led_there = numbers::numbers(said)
        .any(|(at, kind, number)| at > anchor && at < other && there.number(kind) == Some(number));
    named_otherwise || !led_there || parts == PartsLikeness::Some
}

/// Counts the names of an address behind the anchor that a text leaves out.
pub(super) fn unsaid(said: &AddressText, there: &AddressText, anchors: Anchors) -> usize {
    named(there).filter(|&(at, name)| at > anchors.1 && !is_said(name, said)).count()
}

/// Returns true if a text and an address name different roads before the names that are alike.
pub(super) fn off_road(said: &AddressText, there: &AddressText, anchors: Anchors) -> bool {
    let (anchor, place) = anchors;
    let other = named(there).any(|(at, name)| at < place && is_road(name) && !is_said(name, said));
    other
        && said_names(said).any(|(at, name)| at < anchor && is_road(name) && !is_known(name, there))
}

/// Counts the names of an address that are in a text.
pub(super) fn count_said(said: &AddressText, there: &AddressText) -> usize {
    named(there).filter(|(_, name)| is_said(name, said)).count()
}

/// Returns the names of a text that are compared with those of addresses.
pub(in crate::domain::routing) fn said_names(
    text: &AddressText,
) -> impl Iterator<Item = (usize, &str)> {
    let further = text.names().count().saturating_sub(NAMES_MAX);
    named(text).skip(further)
}

/// Returns the likeness of a name in a text and that of an address; none if they are of different
/// things.
pub(in crate::domain::routing) fn likeness(said: &str, there: &str) -> Option<NameLikeness> {
    if said == there {
        return Some(NameLikeness::Same);
    }
    if let Some(before) = said.strip_suffix(there) {
        let other = distinguishes(before);
        return Some(if other { NameLikeness::Akin } else { NameLikeness::Ending });
    }
    let (said, there) = (CompoundName::of(said), CompoundName::of(there));
    let before = said.core.strip_suffix(there.core)?;
    match said.relation(there) {
        KindRelation::Beside => None,
        KindRelation::Less if !distinguishes(before) => Some(NameLikeness::Alike),
        KindRelation::Less | KindRelation::Other => Some(NameLikeness::Akin),
    }
}

/// Returns true if a name is like one of an address.
pub(in crate::domain::routing) fn is_known(name: &str, there: &AddressText) -> bool {
    named(there).any(|(_, other)| likeness(name, other).is_some())
}

fn is_said(name: &str, said: &AddressText) -> bool {
    named(said).any(|(_, other)| likeness(other, name).is_some())
}

/// Returns the names of a text with their indices among its parts.
fn named(text: &AddressText) -> impl Iterator<Item = (usize, &str)> {
    text.parts().iter().enumerate().filter_map(|(at, part)| match part {
        AddressPart::Name(name) => Some((at, name.as_str())),
        AddressPart::Numbered(..) => None,
    })
}
