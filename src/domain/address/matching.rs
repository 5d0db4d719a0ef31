//! Which addresses a text may mean, and why.

mod numbers;

use super::GroupAddress;
use super::text::{AddressPart, AddressText, NumberKind, core};
use crate::domain::atlas::Atlas;
use crate::domain::geometry::{Point, distance_m};
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::vocabulary::vocabulary;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// How far from a point an address may lie to be meant, in metres.
pub const CONTEXT_M: f64 = 500.0;

/// Names of a text that are looked up, the last ones: who writes more of them in a row writes no
/// address.
const NAMES_MAX: usize = 8;

vocabulary! {
    /// How the name that a text says is like that of an address. The first is the closest.
    NameLikeness {
        /// One of the names is the same.
        Same = "same" "名称相同" "same name",
        /// The name in the text ends with that of the address: 奉贤金水苑.
        Ending = "ending" "以此名称结尾" "ends with the name",
        /// They differ in words that many compounds share, such as 新村 or 苑.
        Alike = "alike" "名称相近" "like name",
        /// The text says no name.
        Unsaid = "unsaid" "未写名称" "no name said",
    }
}

vocabulary! {
    /// How the numbers of a text are like those of an address. The first is the closest.
    PartsLikeness {
        /// Both say the same.
        All = "all" "号码一致" "all the same",
        /// The text says more: it means a place inside the address.
        Inside = "inside" "在此门址之内" "inside it",
        /// The text says less: the address is one of those it may mean.
        Some = "some" "部分一致" "partly the same",
    }
}

/// Why an address may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddressLikeness {
    /// How the name is alike.
    pub name: NameLikeness,
    /// How the numbers are alike.
    pub parts: PartsLikeness,
    /// How many numbers agree, the most first.
    agreeing: Reverse<usize>,
}

/// An address that a text may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AddressCandidate<'a> {
    /// The address.
    pub address: &'a GroupAddress,
    /// Why.
    pub likeness: AddressLikeness,
}

/// Where a text is matched: 3号楼502 is in every compound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MatchScope {
    /// In the whole atlas.
    Anywhere,
    /// In a grid and those below it.
    Grid(GridId),
    /// Within [`CONTEXT_M`] of a point.
    Point(Point),
}

/// The addresses that a text may mean, the most alike first.
pub fn candidates<'a>(
    atlas: &'a Atlas,
    text: &AddressText,
    around: MatchScope,
) -> Vec<AddressCandidate<'a>> {
    let mut context = ScopeGroups { atlas, around, known: HashMap::new() };
    let like = |address: &'a GroupAddress| {
        if context.holds(address) { alike(text, address) } else { None }
    };
    let mut found: Vec<AddressCandidate<'a>> = match text.names().next() {
        Some(_) => by_names(atlas, text).filter_map(like).collect(),
        None => by_numbers(atlas, text).filter_map(like).collect(),
    };
    let key = |one: &AddressCandidate<'a>| (one.likeness, &one.address.text, one.address.id);
    found.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
    found.dedup_by_key(|one| one.address.id);
    found
}

/// Those of sorted candidates that are as much alike as the first one.
pub fn best<'c, 'a>(candidates: &'c [AddressCandidate<'a>]) -> &'c [AddressCandidate<'a>] {
    let first = candidates.first().map(|candidate| candidate.likeness);
    let count = candidates.iter().take_while(|candidate| Some(candidate.likeness) == first).count();
    &candidates[..count]
}

/// By each name, by what it ends with (奉贤金水苑 is 金水苑), and in the words that compounds share. A name
/// that is written again and again is looked up once.
fn by_names<'a>(atlas: &'a Atlas, text: &AddressText) -> impl Iterator<Item = &'a GroupAddress> {
    let mut asked = HashSet::new();
    let questions = said_names(text).flat_map(|(at, name)| {
        let (core, next) = (core(name), text.number_after(at));
        let starts = core.char_indices().map(move |(start, _)| &core[start..]);
        starts.filter(|end| end.chars().nth(1).is_some()).map(move |end| (end, next))
    });
    let questions = questions.filter(move |&question| asked.insert(question));
    questions.flat_map(move |(end, next)| atlas.addresses().of_core(end, next))
}

/// By the widest number, since no name is said; by the others when there is none but an entrance or
/// a room.
fn by_numbers<'a>(atlas: &'a Atlas, text: &AddressText) -> impl Iterator<Item = &'a GroupAddress> {
    let wide = |kind: NumberKind| kind < NumberKind::Entrance;
    let any_wide = text.numbers().any(|(kind, _)| wide(kind));
    let told = text.numbers().filter(move |&(kind, _)| wide(kind) == any_wide);
    told.flat_map(|(kind, number)| atlas.addresses().of_number(kind, number))
}

/// How an address is like a text; none when they contradict each other.
fn alike<'a>(text: &AddressText, address: &'a GroupAddress) -> Option<AddressCandidate<'a>> {
    if numbers::contradict(text, &address.text) {
        return None;
    }
    let (name, anchors) = names_alike(text, &address.text);
    let (parts, agreeing) = numbers::alike(text, &address.text, anchors);
    Some(AddressCandidate {
        address,
        likeness: AddressLikeness { name, parts, agreeing: Reverse(agreeing) },
    })
}

/// How the closest names are alike, and their places among the parts of the text and of the
/// address: the last ones, for 金水苑 tells more than the road it lies at.
fn names_alike(
    text: &AddressText,
    address: &AddressText,
) -> (NameLikeness, Option<(usize, usize)>) {
    let pairs = said_names(text).flat_map(|said| named(address).map(move |there| (said, there)));
    let close = |((at, name), (place, other)): ((usize, &str), (usize, &str))| {
        let likeness = match () {
            () if name == other => NameLikeness::Same,
            () if name.ends_with(other) => NameLikeness::Ending,
            () if core(name).ends_with(core(other)) => NameLikeness::Alike,
            () => return None,
        };
        Some((likeness, Reverse((at, place))))
    };
    let closest = pairs.filter_map(close).min();
    closest.map_or((NameLikeness::Unsaid, None), |(likeness, Reverse(anchors))| {
        (likeness, Some(anchors))
    })
}

/// The names of a text that are compared with those of addresses.
fn said_names(text: &AddressText) -> impl Iterator<Item = (usize, &str)> {
    let further = text.names().count().saturating_sub(NAMES_MAX);
    named(text).skip(further)
}

/// The names of a text with their places among its parts.
fn named(text: &AddressText) -> impl Iterator<Item = (usize, &str)> {
    text.parts().iter().enumerate().filter_map(|(at, part)| match part {
        AddressPart::Name(name) => Some((at, name.as_str())),
        AddressPart::Numbered(..) => None,
    })
}

/// Which building groups lie in the context, each found out once.
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
