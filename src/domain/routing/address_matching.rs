//! Addresses that a text may mean, and the reasons.

pub(super) mod names;
mod numbers;
mod within;

use crate::domain::address::{
    AddressLikeness, AddressQuery, AddressText, CompoundName, GroupAddress, NameLikeness,
    NumberKind, PartsLikeness,
};
use crate::domain::atlas::Atlas;
use crate::domain::geometry::{Point, distance_m};
use crate::domain::id::{BuildingGroupId, GridId};
use names::SaidNames;
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
    /// True if the text may mean several places.
    is_one_of_several: bool,
    /// True if one of those places is not known.
    pub(super) has_unknown: bool,
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
        self.likeness.is_certain() && !self.is_otherwise && !self.has_unknown
    }

    /// Returns true if it may decide the place.
    fn decides(&self) -> bool {
        like(self.likeness.name)
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
/// certain, also by what others write for the same; where there are none, as a place in a compound,
/// and last those that are merely akin.
pub fn candidates<'a>(
    atlas: &'a Atlas,
    query: &AddressQuery,
    around: MatchScope,
) -> Vec<AddressCandidate<'a>> {
    let mut scope = ScopeGroups { atlas, around, known: HashMap::new() };
    let mut found: Vec<AddressCandidate<'a>> = Vec::new();
    for (reading, text) in query.readings().enumerate() {
        found.extend(of_reading(&mut scope, text, reading, like));
    }
    if !found.iter().any(|one| one.likeness.is_certain()) {
        for (reading, text) in query.others().enumerate() {
            let there = of_reading(&mut scope, text, reading, like).into_iter();
            let certain = there.filter(|one| one.likeness.is_certain());
            found.extend(certain.map(|one| AddressCandidate { is_otherwise: true, ..one }));
        }
    }
    if found.is_empty() {
        let shorter = query.readings().flat_map(|text| within::shortened(atlas, text));
        for (reading, text) in shorter.enumerate() {
            let there = of_reading(&mut scope, &text, reading, like);
            found.extend(there.into_iter().map(within::placed));
        }
    }
    if found.is_empty() {
        for (reading, text) in query.readings().enumerate() {
            found.extend(of_reading(&mut scope, text, reading, |_| true));
        }
    }
    if query.names_several() {
        mark_several(query, &mut found);
    }
    found.sort_unstable_by(AddressCandidate::order);
    let mut seen = HashSet::new();
    found.retain(|one| seen.insert(one.address.id));
    found
}

/// Notes on the candidates of several places whether all of those are known.
fn mark_several(query: &AddressQuery, found: &mut [AddressCandidate<'_>]) {
    let known: HashSet<usize> =
        found.iter().filter(|one| one.is_certain()).map(|one| one.reading).collect();
    let has_unknown = known.len() < query.readings().count();
    for one in found {
        one.is_one_of_several = true;
        one.has_unknown = has_unknown;
    }
}

/// Returns those of sorted candidates that are most alike, of each reading that is as much alike as
/// the first one, or of every reading if they are of several places; none if the first one decides
/// nothing.
pub fn best<'c, 'a>(candidates: &'c [AddressCandidate<'a>]) -> Vec<&'c AddressCandidate<'a>> {
    let Some(first) = candidates.first().filter(|first| first.decides()) else { return Vec::new() };
    let ranked = candidates.iter().filter(|one| {
        one.is_one_of_several && one.decides() || one.likeness.rank() == first.likeness.rank()
    });
    let mut closest: HashMap<usize, AddressLikeness> = HashMap::new();
    ranked
        .filter(|one| *closest.entry(one.reading).or_insert(one.likeness) == one.likeness)
        .collect()
}

/// Returns true for names that may decide.
fn like(name: NameLikeness) -> bool {
    name != NameLikeness::Akin
}

fn of_reading<'a>(
    scope: &mut ScopeGroups<'a>,
    text: &AddressText,
    reading: usize,
    is_wanted: fn(NameLikeness) -> bool,
) -> Vec<AddressCandidate<'a>> {
    let mut names = SaidNames::of(text);
    let mut addresses = match names.said() {
        [] => by_numbers(scope.atlas, text),
        said => by_names(scope.atlas, text, said, is_wanted),
    };
    addresses.retain(|address| scope.holds(address));
    addresses
        .into_iter()
        .filter_map(|address| {
            let likeness = alike(text, address, &mut names)?;
            is_wanted(likeness.name).then_some(AddressCandidate {
                address,
                likeness,
                reading,
                is_otherwise: false,
                is_one_of_several: false,
                has_unknown: false,
            })
        })
        .collect()
}

/// Finds addresses by each name, by its endings (奉贤金水苑 is 金水苑), and by the words that
/// compounds share. A name that is repeated is looked up once.
fn by_names<'a>(
    atlas: &'a Atlas,
    text: &AddressText,
    said: &[(usize, &str)],
    is_wanted: fn(NameLikeness) -> bool,
) -> Vec<&'a GroupAddress> {
    let mut asked = HashSet::new();
    let mut found = Vec::new();
    for &(at, name) in said {
        let core = CompoundName::of(name).core;
        let next = text.number_after(at);
        let ends = core.char_indices().map(|(start, _)| &core[start..]);
        for end in ends.filter(|end| end.chars().nth(1).is_some()) {
            if asked.insert((name, end, next)) {
                let like = |there: &str| names::likeness(name, there).is_some_and(is_wanted);
                found.extend(atlas.addresses().of_core(end, next, like));
            }
        }
    }
    found
}

/// Finds addresses by the widest number, since no name is given; by the others if there is only an
/// entrance or a room.
fn by_numbers<'a>(atlas: &'a Atlas, text: &AddressText) -> Vec<&'a GroupAddress> {
    let wide = ..NumberKind::Entrance;
    let any_wide = text.numbers().any(|(kind, _)| wide.contains(&kind));
    let asked = text.numbers().filter(|(kind, _)| wide.contains(kind) == any_wide);
    asked.flat_map(|(kind, number)| atlas.addresses().of_number(kind, number)).collect()
}

/// Compares an address with a text; none if they contradict each other.
fn alike<'a>(
    said: &AddressText,
    address: &'a GroupAddress,
    names: &mut SaidNames<'_, 'a>,
) -> Option<AddressLikeness> {
    let there = address.text.normal();
    if numbers::contradict(said, there) {
        return None;
    }
    let is_nameless = names.said().is_empty();
    let compared = names.compare(there);
    let (name, anchors) = compared.closest();
    let (parts, agreeing) = numbers::alike(said, there, anchors);
    let (mut unsaid, mut strays) = (0, false);
    match anchors {
        Some(anchors) if compared.contradicts(there, anchors, parts) => return None,
        Some(anchors) if compared.is_elsewhere(there, anchors) => return None,
        Some(anchors) => {
            // A road alone means all that lies along it, whatever compound it is in.
            unsaid = if parts == PartsLikeness::Some { 0 } else { compared.count_unsaid(anchors) };
            strays = compared.strays(there, anchors);
        }
        None if !is_nameless => return None,
        None => {}
    }
    let named = Reverse(compared.count_said());
    let agreeing = Reverse(agreeing);
    Some(AddressLikeness { name, parts, unsaid, strays, said: named, agreeing })
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
