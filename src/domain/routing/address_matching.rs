//! Addresses that a text may mean, and the reasons.

mod numbers;

use crate::domain::address::{
    AddressLikeness, AddressPart, AddressText, GroupAddress, NameLikeness, NumberKind, core,
};
use crate::domain::atlas::Atlas;
use crate::domain::geometry::{Point, distance_m};
use crate::domain::id::{BuildingGroupId, GridId};
use std::cmp::{Ordering, Reverse};
use std::collections::{HashMap, HashSet};

/// Maximum distance of an address from a point near which it is searched, in metres.
pub const CONTEXT_M: f64 = 500.0;

/// Maximum number of names of a text that are looked up, the last ones: a text with more names in a
/// row is no address.
const NAMES_MAX: usize = 8;

/// An address that a text may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AddressCandidate<'a> {
    /// Address.
    pub address: &'a GroupAddress,
    /// Likeness to the text.
    pub likeness: AddressLikeness,
}

impl AddressCandidate<'_> {
    /// Returns the order of candidates: the most alike first.
    fn order(&self, other: &Self) -> Ordering {
        self.likeness
            .cmp(&other.likeness)
            .then_with(|| self.address.text.normal().cmp(other.address.text.normal()))
            .then_with(|| self.address.id.cmp(&other.address.id))
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

/// Finds the addresses that a text may mean, the most alike first.
pub fn candidates<'a>(
    atlas: &'a Atlas,
    text: &AddressText,
    around: MatchScope,
) -> Vec<AddressCandidate<'a>> {
    let mut context = ScopeGroups { atlas, around, known: HashMap::new() };
    let mut addresses: Vec<&GroupAddress> = match text.names().next() {
        Some(_) => by_names(atlas, text).collect(),
        None => by_numbers(atlas, text).collect(),
    };
    addresses.retain(|address| context.holds(address));
    let mut found: Vec<AddressCandidate<'a>> =
        addresses.into_iter().filter_map(|address| alike(text, address)).collect();
    found.sort_unstable_by(|a, b| a.order(b));
    found.dedup_by_key(|one| one.address.id);
    found
}

/// Returns those of sorted candidates that are as much alike as the first one.
pub fn best<'c, 'a>(candidates: &'c [AddressCandidate<'a>]) -> &'c [AddressCandidate<'a>] {
    let first = candidates.first().map(|candidate| candidate.likeness);
    let count = candidates.iter().take_while(|candidate| Some(candidate.likeness) == first).count();
    candidates.split_at(count).0
}

/// Finds addresses by each name, by its endings (奉贤金水苑 is 金水苑), and by the words that compounds
/// share. A name that is repeated is looked up once.
fn by_names<'a>(atlas: &'a Atlas, text: &AddressText) -> impl Iterator<Item = &'a GroupAddress> {
    let mut asked = HashSet::new();
    let questions = said_names(text).flat_map(|(at, name)| {
        let core = core(name);
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
fn alike<'a>(text: &AddressText, address: &'a GroupAddress) -> Option<AddressCandidate<'a>> {
    let there = address.text.normal();
    if numbers::contradict(text, there) {
        return None;
    }
    let (name, anchors) = names_alike(text, there);
    let (parts, agreeing) = numbers::alike(text, there, anchors);
    Some(AddressCandidate {
        address,
        likeness: AddressLikeness { name, parts, agreeing: Reverse(agreeing) },
    })
}

/// Returns the likeness of the closest names, and their indices among the parts of the text and of
/// the address: the last ones, because 金水苑 is more specific than the road it lies at.
fn names_alike(
    text: &AddressText,
    address: &AddressText,
) -> (NameLikeness, Option<(usize, usize)>) {
    let pairs = said_names(text).flat_map(|said| named(address).map(move |there| (said, there)));
    let closest = pairs
        .filter_map(|((at, name), (place, other))| {
            Some((name_likeness(name, other)?, Reverse((at, place))))
        })
        .min();
    closest.map_or((NameLikeness::Unsaid, None), |(likeness, Reverse(anchors))| {
        (likeness, Some(anchors))
    })
}

fn name_likeness(said: &str, there: &str) -> Option<NameLikeness> {
    if said == there {
        Some(NameLikeness::Same)
    } else if said.ends_with(there) {
        Some(NameLikeness::Ending)
    } else if core(said).ends_with(core(there)) {
        Some(NameLikeness::Alike)
    } else {
        None
    }
}

/// Returns the names of a text that are compared with those of addresses.
fn said_names(text: &AddressText) -> impl Iterator<Item = (usize, &str)> {
    let further = text.names().count().saturating_sub(NAMES_MAX);
    named(text).skip(further)
}

/// Returns the names of a text with their indices among its parts.
fn named(text: &AddressText) -> impl Iterator<Item = (usize, &str)> {
    text.parts().iter().enumerate().filter_map(|(at, part)| match part {
        AddressPart::Name(name) => Some((at, name.as_str())),
        AddressPart::Numbered(..) => None,
    })
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
