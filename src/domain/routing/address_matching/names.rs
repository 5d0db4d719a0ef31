//! Comparison of the names of a text with those of addresses.

use super::numbers;
use crate::domain::address::{
    AddressPart, AddressText, CompoundName, KindRelation, NameLikeness, NumberKind, PartsLikeness,
    begins_counted, cuts_number, distinguishes, is_compound, is_counted_in, is_facility, is_road,
    is_wing, may_be_place,
};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Maximum number of names of a text that are looked up, the last ones: a text with more names in a
/// row is no address.
const NAMES_MAX: usize = 8;

/// Words that lead from one place to another, and are no part of the name behind them:
/// 龙泉路近枫桥路, 从龙泉路到枫桥路.
const LEADING: &[&str] =
    &["近", "靠近", "临近", "到", "至", "和", "与", "及", "跟", "从", "由", "往", "旁", "边"];

/// Names that are alike, as their indices among the parts of the text and of the address.
pub(super) type Anchors = (usize, usize);

/// The names of a text, each compared once with each name that addresses have.
pub(super) struct SaidNames<'q, 'a> {
    text: &'q AddressText,
    said: Vec<(usize, &'q str)>,
    /// Likeness of each said name to the names of addresses.
    compared: HashMap<&'a str, Vec<Option<NameLikeness>>>,
}

/// The names of an address compared with those of a text.
pub(super) struct NameComparison<'s> {
    text: &'s AddressText,
    said: &'s [(usize, &'s str)],
    /// Of each name of the address: its index, the name, and the likeness of each said name.
    there: Vec<(usize, &'s str, &'s [Option<NameLikeness>])>,
}

impl<'q, 'a> SaidNames<'q, 'a> {
    pub(super) fn of(text: &'q AddressText) -> Self {
        Self { text, said: said_names(text).collect(), compared: HashMap::new() }
    }

    /// Returns the names, with their indices among the parts of the text.
    pub(super) fn said(&self) -> &[(usize, &'q str)] {
        &self.said
    }

    /// Compares the names with those of an address.
    pub(super) fn compare(&mut self, address: &'a AddressText) -> NameComparison<'_> {
        for (_, name) in named(address) {
            let said = &self.said;
            self.compared
                .entry(name)
                .or_insert_with(|| said.iter().map(|(_, said)| likeness(said, name)).collect());
        }
        let compared = &self.compared;
        let there = named(address)
            .filter_map(|(place, name)| Some((place, name, compared.get(name)?.as_slice())))
            .collect();
        NameComparison { text: self.text, said: &self.said, there }
    }
}

impl NameComparison<'_> {
    /// Returns the likeness of the closest names, and their indices: the last ones, because 金水苑
    /// is more specific than the road it lies at.
    pub(super) fn closest(&self) -> (NameLikeness, Option<Anchors>) {
        let pairs = self.there.iter().flat_map(|&(place, _, likeness)| {
            let said = self.said.iter().zip(likeness);
            said.filter_map(move |(&(at, _), likeness)| Some(((*likeness)?, Reverse((at, place)))))
        });
        pairs.min().map_or((NameLikeness::Unsaid, None), |(likeness, Reverse(anchors))| {
            (likeness, Some(anchors))
        })
    }

    /// Returns true if the text names another thing along the same road: 中心路甲苑5幢 lies neither
    /// in 中心路乙苑 nor at 中心路5号; of 中心路88弄甲苑5号 the lane says that it is at
    /// 中心路88弄5号. At a corner both roads may be meant: 龙泉路枫桥路3号.
    pub(super) fn contradicts(
        &self,
        there: &AddressText,
        anchors: Anchors,
        parts: PartsLikeness,
    ) -> bool {
        let (anchor, place) = anchors;
        let Some(last) = numbers::numbers(self.text).map(|(at, ..)| at).max() else { return false };
        let is_corner = self.is_at_corner(anchors);
        let mut between = self.unknown().filter(|&(at, _)| at > anchor && at < last);
        let Some((other, _)) = between.find(|(_, name)| !is_corner || !is_road(name)) else {
            return false;
        };
        let named_otherwise = self.unsaid().any(|(at, _)| at > place);
        let led_there = numbers::numbers(self.text).any(|(at, kind, number)| {
            at > anchor && at < other && there.number(kind) == Some(number)
        });
        named_otherwise || !led_there || parts == PartsLikeness::Some
    }

    /// Returns true if the numbers say that it is elsewhere: the text and the address are not in
    /// the same lane of the road, or the text says the numbers of the address of another name,
    /// which stands before the one that is alike.
    pub(super) fn is_elsewhere(&self, there: &AddressText, anchors: Anchors) -> bool {
        self.is_along_road(anchors) && numbers::in_other_lane(self.text, there, anchors)
            || self
                .owner(anchors)
                .is_some_and(|owner| numbers::shared_before(self.text, there, owner, anchors))
    }

    /// Returns true if the text also names another road, compound, lane or wing than the address.
    pub(super) fn strays(&self, there: &AddressText, anchors: Anchors) -> bool {
        self.is_off_road(anchors)
            || self.is_off_lane(there, anchors)
            || self.is_at_corner(anchors)
            || self.goes_on_elsewhere(anchors)
    }

    /// Returns true if the text says a lane behind the name of a compound, of which the address has
    /// none.
    fn is_off_lane(&self, there: &AddressText, (anchor, _): Anchors) -> bool {
        numbers::lanes(self.text, anchor).any(|kind| there.number(kind).is_none())
    }

    /// Returns true if another road stands directly before or behind the one that is alike, or
    /// before it with a number of its own.
    fn is_at_corner(&self, anchors: Anchors) -> bool {
        let mut roads = self.unknown().filter(|(_, name)| is_road(name));
        self.is_along_road(anchors) && roads.any(|(at, _)| at <= anchors.0 + 1)
    }

    /// Returns true if another compound with a number of its own, a wing or a gate follows the
    /// number of the address: 洪兴街12号金水苑3幢, 金水苑3幢 南楼, 金水苑3号 大门. A compound in a
    /// lane is where the lane is, but a part of one, a school or a road is not: 龙泉路88弄二期3号.
    fn goes_on_elsewhere(&self, anchors: Anchors) -> bool {
        let is_along_road = self.is_along_road(anchors);
        let mut behind = self.unknown().filter(|&(at, _)| at > anchors.0);
        behind.any(|(at, name)| match numbers::before(self.text, at) {
            None => false,
            Some(NumberKind::Lane | NumberKind::SubLane) => {
                !is_compound(name) && numbers::house_behind(self.text, at)
            }
            Some(NumberKind::Door) if is_facility(name) && !is_along_road => true,
            Some(_) if is_wing(name) => true,
            Some(_) => may_be_place(name) && numbers::house_behind(self.text, at),
        })
    }

    fn is_along_road(&self, (_, place): Anchors) -> bool {
        self.there.iter().any(|&(at, name, _)| at == place && is_road(name))
    }

    /// Returns the index of the last other name before the one that is alike: not of 一期 in
    /// 一期3号楼，康健新村.
    fn owner(&self, (anchor, place): Anchors) -> Option<usize> {
        let is_part = |said: &str| {
            self.there.iter().any(|&(at, name, _)| at == place && name.ends_with(said))
        };
        let before = self.unknown().filter(|&(at, said)| at < anchor && !is_part(said));
        before.map(|(at, _)| at).last()
    }

    /// Counts the names of the address behind the anchor that the text leaves out.
    pub(super) fn count_unsaid(&self, anchors: Anchors) -> usize {
        self.unsaid().filter(|&(at, _)| at > anchors.1).count()
    }

    /// Returns true if the text and the address name different roads before the names that are
    /// alike.
    fn is_off_road(&self, (anchor, place): Anchors) -> bool {
        self.unsaid().any(|(at, name)| at < place && is_road(name))
            && self.unknown().any(|(at, name)| at < anchor && is_road(name))
    }

    /// Counts the names of the address that are in the text.
    pub(super) fn count_said(&self) -> usize {
        self.there.len() - self.unsaid().count()
    }

    /// Returns the names of the text that are like none of the address.
    fn unknown(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_known = |at: usize| {
            self.there.iter().any(|(.., compared)| compared.get(at).copied().is_some_and(is_like))
        };
        self.said.iter().enumerate().filter(move |&(at, _)| !is_known(at)).map(|(_, &name)| name)
    }

    /// Returns the names of the address that are like none in the text.
    fn unsaid(&self) -> impl Iterator<Item = (usize, &str)> {
        let unsaid =
            self.there.iter().filter(|(.., compared)| !compared.iter().copied().any(is_like));
        unsaid.map(|&(place, name, _)| (place, name))
    }
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
        if LEADING.contains(&before) {
            return Some(NameLikeness::Same);
        }
        let other =
            distinguishes(before) || cuts_number(before, there) || is_counted_in(before, there);
        return Some(match other {
            true => NameLikeness::Akin,
            // 十里一品苑 is not 一品苑, but 三林一品苑 may be.
            false if begins_counted(before) && begins_counted(there) => NameLikeness::Alike,
            false => NameLikeness::Ending,
        });
    }
    let (said, there) = (CompoundName::of(said), CompoundName::of(there));
    let before = said.core.strip_suffix(there.core)?;
    match said.relation(there) {
        KindRelation::Beside => None,
        KindRelation::Less if !distinguishes(before) => Some(NameLikeness::Alike),
        KindRelation::Less | KindRelation::Other => Some(NameLikeness::Akin),
    }
}

fn is_like(likeness: Option<NameLikeness>) -> bool {
    likeness.is_some_and(|likeness| likeness != NameLikeness::Akin)
}

/// Returns the names of a text with their indices among its parts.
fn named(text: &AddressText) -> impl Iterator<Item = (usize, &str)> {
    text.parts().iter().enumerate().filter_map(|(at, part)| match part {
        AddressPart::Name(name) => Some((at, name.as_str())),
        AddressPart::Numbered(..) => None,
    })
}
