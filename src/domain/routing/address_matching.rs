//! Addresses that a text may mean, and the reasons.

pub(super) mod names;
mod numbers;
mod within;

use crate::domain::address::{
    AddressLikeness, AddressQuery, AddressText, CompoundName, GroupAddress, NameLikeness,
    NumberKind,
};
use crate::domain::atlas::Atlas;
use crate::domain::geometry::{Point, distance_m};
use crate::domain::id::{BuildingGroupId, GridId};
use std::cmp::{Ordering, Reverse};
use std::collections::{HashMap, HashSet};

/// Maximum distance of an address from a point near which it is searched, in metres.
pub const CONTEXT_M: f64 = 500.0;

/// An address that a text may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AddressCandidate<'a> {
    /// Address.
    pub address: &'a GroupAddress,
    /// Likeness to the text.
    pub likeness: AddressLikeness,
    /// Which reading of the text it is like.
    reading: usize,
    /// True if others write the text for it: A1幢 for A区1幢.
    pub(super) is_otherwise: bool,
}

impl AddressCandidate<'_> {
    /// Returns the order of candidates: the most alike first.
    fn order(&self, other: &Self) -> Ordering {
        self.likeness
            .cmp(&other.likeness)
            .then_with(|| self.reading.cmp(&other.reading))
            .then_with(|| self.address.text.normal().cmp(other.address.text.normal()))
            .then_with(|| self.address.id.cmp(&other.address.id))
    }

    /// Returns true if it is meant by what was written, not by a guess.
    pub fn is_certain(&self) -> bool {
        self.likeness.is_certain() && !self.is_otherwise
    }

    /// Returns true if it may decide the place.
    fn decides(&self) -> bool {
        self.likeness.name != NameLikeness::Akin
    }
}

/// Area in which a text is matched: 3号楼502 is in every compound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MatchScope {
    /// The whole atlas.
    Anywhere,
    /// A grid and those below it.
    Grid(GridId),
    /// Within [`CONTEXT_M`] of a point.
    Point(Point),
}

/// Finds the addresses that a text may mean, the most alike first: by its readings; where none is
/// certain, also by what others write for the same; where there are none, as a place in a compound.
pub fn candidates<'a>(
    atlas: &'a Atlas,
    query: &AddressQuery,
    around: MatchScope,
) -> Vec<AddressCandidate<'a>> {
    let mut scope = ScopeGroups { atlas, around, known: HashMap::new() };
    let mut found: Vec<AddressCandidate<'a>> = Vec::new();
    for (reading, text) in query.readings().enumerate() {
        found.extend(of_reading(&mut scope, text, reading, false));
    }
    if !found.iter().any(AddressCandidate::is_certain) {
        for (reading, text) in query.others().enumerate() {
            let there = of_reading(&mut scope, text, reading, true).into_iter();
            found.extend(there.filter(|one| one.likeness.is_certain()));
        }
    }
    if !found.iter().any(AddressCandidate::decides) {
        let shorter = query.readings().flat_map(|text| within::shortened(atlas, text));
        for (reading, text) in shorter.enumerate() {
            let there = of_reading(&mut scope, &text, reading, false).into_iter();
            found.extend(there.filter(AddressCandidate::decides).map(within::placed));
        }
    }
    found.sort_unstable_by(AddressCandidate::order);
    let mut seen = HashSet::new();
    found.retain(|one| seen.insert(one.address.id));
    found
}

/// Returns those of sorted candidates that are most alike, of each reading that is as much alike as
/// the first one; none if the first one decides nothing.
pub fn best<'c, 'a>(candidates: &'c [AddressCandidate<'a>]) -> Vec<&'c AddressCandidate<'a>> {
    let Some(first) = candidates.first().filter(|first| first.decides()) else { return Vec::new() };
    let ranked = candidates.iter().filter(|one| one.likeness.rank() == first.likeness.rank());
    let mut closest: HashMap<usize, AddressLikeness> = HashMap::new();
    ranked
        .filter(|one| *closest.entry(one.reading).or_insert(one.likeness) == one.likeness)
        .collect()
}

fn of_reading<'a>(
    scope: &mut ScopeGroups<'a>,
    text: &AddressText,
    reading: usize,
    is_otherwise: bool,
) -> Vec<AddressCandidate<'a>> {
    let atlas = scope.atlas;
    let mut addresses: Vec<&GroupAddress> = match text.names().next() {
        Some(_) => by_names(atlas, text).collect(),
        None => by_numbers(atlas, text).collect(),
    };
    addresses.retain(|address| scope.holds(address));
    let alike = addresses.into_iter().filter_map(|address| Some((address, alike(text, address)?)));
    alike
        .map(|(address, likeness)| AddressCandidate { address, likeness, reading, is_otherwise })
        .collect()
}

/// Finds addresses by each name, by its endings (奉贤金水苑 is 金水苑), and by the words that compounds
/// share. A name that is repeated is looked up once.
fn by_names<'a>(atlas: &'a Atlas, text: &AddressText) -> impl Iterator<Item = &'a GroupAddress> {
    let mut asked = HashSet::new();
    let questions = names::said_names(text).flat_map(|(at, name)| {
        let core = CompoundName::of(name).core;
        let next = text.number_after(at);
        let starts = core.char_indices().map(move |(start, _)| &core[start..]);
        starts.filter(|end| end.chars().nth(1).is_some()).map(move |end| (end, next))
    });
    let questions = questions.filter(move |&question| asked.insert(question));
    questions.flat_map(move |(end, next)| atlas.addresses().of_core(end, next))
}

/// Finds addresses by the widest number, since no name is given; by the others if there is only an
/// entrance or a room.
fn by_numbers<'a>(atlas: &'a Atlas, text: &AddressText) -> impl Iterator<Item = &'a GroupAddress> {
    let wide = ..NumberKind::Entrance;
    let any_wide = text.numbers().any(|(kind, _)| wide.contains(&kind));
    let asked = text.numbers().filter(move |(kind, _)| wide.contains(kind) == any_wide);
    asked.flat_map(|(kind, number)| atlas.addresses().of_number(kind, number))
}

/// Compares an address with a text; none if they contradict each other.
fn alike(said: &AddressText, address: &GroupAddress) -> Option<AddressLikeness> {
    let there = address.text.normal();
    if numbers::contradict(said, there) {
        return None;
    }
    let (name, anchors) = names::alike(said, there);
    let (parts, agreeing) = numbers::alike(said, there, anchors);
    let is_other = match anchors {
        Some(anchors) => names::contradict(said, there, anchors, parts),
        None => said.names().next().is_some(),
    };
    if is_other {
        return None;
    }
    let unsaid = anchors.map_or(0, |anchors| names::unsaid(said, there, anchors));
    let off_road = anchors.is_some_and(|anchors| names::off_road(said, there, anchors));
    let named = Reverse(names::count_said(said, there));
    let agreeing = Reverse(agreeing);
    Some(AddressLikeness { name, parts, unsaid, off_road, said: named, agreeing })
}

/// Building groups within the search area, each determined once.
struct ScopeGroups<'a> {
    atlas: &'a Atlas,
    around: MatchScope,
    known: HashMap<BuildingGroupId, bool>,
}

impl ScopeGroups<'_> {
    fn holds(&mut self, address: &GroupAddress) -> bool {
        match (self.around, address.point) {
            (MatchScope::Anywhere, _) => true,
            (MatchScope::Point(point), Some(own)) => distance_m(point, own) <= CONTEXT_M,
            (around, _) => {
                let atlas = self.atlas;
                let group = address.building_group;
                *self.known.entry(group).or_insert_with(|| group_is_around(atlas, group, around))
            }
        }
    }
}

fn group_is_around(atlas: &Atlas, group: BuildingGroupId, around: MatchScope) -> bool {
    let Some(grid) = atlas.groups().grid_of(group) else { return false };
    match around {
        MatchScope::Anywhere => true,
        MatchScope::Grid(top) => atlas.tree().is_within(grid, top),
        MatchScope::Point(point) => {
            let shape = atlas.tree().upward(grid).find_map(|grid| atlas.shape(grid.id));
            shape.is_some_and(|shape| shape.distance_m(point) <= CONTEXT_M)
        }
    }
}
