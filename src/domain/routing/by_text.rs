//! The place that a text means.

use super::address_matching::names::likeness;
use super::address_matching::{AddressCandidate, MatchScope, best, candidates};
use super::naming::{NamedUnit, named_units};
use super::place::RequestPlace;
use super::place_query::PlaceQuery;
use super::trace::{GuessReason, TraceStep};
use crate::domain::address::{AddressQuery, NameLikeness, PartsLikeness};
use crate::domain::atlas::Atlas;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::vocabulary::vocabulary;
use std::collections::HashMap;

vocabulary! {
    /// How sure it is that a text means a place.
    MatchConfidence {
        Certain = "certain" "确定" "certain",
        Guess = "guess" "推测" "a guess",
        Ambiguous = "ambiguous" "有多种可能" "ambiguous",
    }
}

/// A place that a text means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextPlace {
    pub(super) place: RequestPlace,
    pub(super) confidence: MatchConfidence,
    pub(super) steps: Vec<TraceStep>,
}

/// Finds the addresses that a text may mean: around the point, else in the grid, else anywhere if
/// it has a name. A text without point and grid: in the caller's neighbourhood, else anywhere.
/// Where nothing decides, those of the widest area are told.
fn meant<'a>(
    atlas: &'a Atlas,
    text: &AddressQuery,
    given: &PlaceQuery,
) -> Vec<AddressCandidate<'a>> {
    let mut found = Vec::new();
    for around in scopes(text, given) {
        found = candidates(atlas, text, around);
        if !best(&found).is_empty() {
            break;
        }
    }
    found
}

/// Decides which place a text means: the building group of the addresses that are most alike, or
/// the lowest grid common to all that it may mean; else the grid that it names; else the compound
/// whose number is not known. A guess that disagrees with the point or the grid that was given
/// leaves it to the lowest grid common to both.
///
/// Returns the addresses that it may mean as well, the most alike first.
pub(super) fn place_of<'a>(
    atlas: &'a Atlas,
    text: &AddressQuery,
    given: &PlaceQuery,
) -> (Option<TextPlace>, Vec<AddressCandidate<'a>>) {
    let found = meant(atlas, text, given);
    let best = best(&found);
    let groups = narrowed_groups(atlas, given, &best);
    let named = units_named(atlas, text, given);
    let (general, named): (Vec<NamedUnit>, Vec<NamedUnit>) =
        named.into_iter().partition(|named| named.is_general);
    let decided = match (groups.as_slice(), best.first()) {
        (&[_], Some(first)) if is_unplaced(atlas, given, first) => None,
        (&[group], Some(first)) => disagreement(atlas, text, given, first)
            .or_else(|| Some(of_group(atlas, group, first, &named))),
        (&[_, _, ..], Some(first)) => of_groups(atlas, &groups, first, &named),
        _ => of_units(atlas, &named),
    };
    let (decided, found) = match decided {
        Some(decided) => (Some(decided), found),
        None => match numberless(atlas, text, given) {
            Some((decided, compound)) => (Some(decided), compound),
            None => match of_units(atlas, &general) {
                Some(decided) => (Some(decided), found),
                None => at_home(atlas, text, given)
                    .map_or((None, found), |(decided, found)| (Some(decided), found)),
            },
        },
    };
    (decided.map(|decided| within_reach(atlas, given, decided)), found)
}

/// Returns the areas in which a text is matched, one after the other.
fn scopes(text: &AddressQuery, given: &PlaceQuery) -> Vec<MatchScope> {
    let alone = given.point.is_none() && given.grid.is_none();
    let home = given.home.filter(|_| alone);
    let given_scopes =
        [given.point.map(MatchScope::Point), given.grid.or(home).map(MatchScope::Grid)];
    let anywhere = (alone || text.has_name()).then_some(MatchScope::Anywhere);
    given_scopes.into_iter().flatten().chain(anywhere).collect()
}

fn units_named(atlas: &Atlas, text: &AddressQuery, given: &PlaceQuery) -> Vec<NamedUnit> {
    let found = scopes(text, given).into_iter().map(|around| named_units(atlas, text, around));
    found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// Places a text in a building group, unless that is a guess and the text names a grid elsewhere.
fn of_group(
    atlas: &Atlas,
    building_group: BuildingGroupId,
    first: &AddressCandidate<'_>,
    named: &[NamedUnit],
) -> TextPlace {
    let (name, parts) = (first.likeness.name, first.likeness.parts);
    let mut steps = vec![TraceStep::AddressMatched { building_group, name, parts }];
    let Some(guess) = guess_of(first) else {
        let place = RequestPlace::BuildingGroup(building_group);
        return TextPlace { place, confidence: MatchConfidence::Certain, steps };
    };
    steps.push(TraceStep::AddressGuessed { guess });
    let own = atlas.groups().grid_of(building_group);
    let elsewhere = named.iter().map(|named| named.grid).filter(|&grid| Some(grid) != own);
    let elsewhere: Vec<GridId> = elsewhere.collect();
    match atlas.tree().common(own.into_iter().chain(elsewhere.iter().copied())) {
        Some(common) if !elsewhere.is_empty() => {
            let place = RequestPlace::Among(common);
            TextPlace { place, confidence: MatchConfidence::Ambiguous, steps }
        }
        _ => {
            let place = RequestPlace::BuildingGroup(building_group);
            TextPlace { place, confidence: MatchConfidence::Guess, steps }
        }
    }
}

/// Leaves a house and the compound that is named behind it to the lowest grid common to both if
/// they are known in different ones, unless the address has the names of both: 汀云路3号 and
/// 汀云大厦 may be one or two.
fn disagreement(
    atlas: &Atlas,
    text: &AddressQuery,
    given: &PlaceQuery,
    first: &AddressCandidate<'_>,
) -> Option<TextPlace> {
    let sides = text.first().house_and_compound().filter(|_| !first.likeness.has_names())?;
    let own = atlas.groups().grid_of(first.address.building_group)?;
    let mut elsewhere: Vec<GridId> = Vec::new();
    for side in sides {
        let found = meant(atlas, &AddressQuery::of(side), given);
        let known = best(&found).into_iter().filter(|one| one.likeness.is_named());
        let groups = groups(known.map(|one| one.address.building_group));
        let grids: Vec<GridId> =
            groups.into_iter().filter_map(|group| atlas.groups().grid_of(group)).collect();
        if !grids.contains(&own) {
            elsewhere.extend(grids);
        }
    }
    let other = atlas.tree().common(elsewhere)?;
    let place = RequestPlace::Among(atlas.tree().common([own, other])?);
    Some(TextPlace { place, confidence: MatchConfidence::Ambiguous, steps: Vec::new() })
}

/// Places a text in the lowest grid common to all building groups that it may mean, and to the
/// grids that it names if the addresses are guesses.
fn of_groups(
    atlas: &Atlas,
    groups: &[BuildingGroupId],
    first: &AddressCandidate<'_>,
    named: &[NamedUnit],
) -> Option<TextPlace> {
    let own = groups.iter().filter_map(|&group| atlas.groups().grid_of(group));
    let named = named.iter().map(|named| named.grid).filter(|_| guess_of(first).is_some());
    let place = RequestPlace::Among(atlas.tree().common(own.chain(named))?);
    Some(TextPlace { place, confidence: MatchConfidence::Ambiguous, steps: Vec::new() })
}

/// Places a text in the grid or the building group that it names, or the lowest grid common to all
/// of them.
fn of_units(atlas: &Atlas, named: &[NamedUnit]) -> Option<TextPlace> {
    let [only] = named else {
        let common = atlas.tree().common(named.iter().map(|named| named.grid))?;
        let (place, confidence) = (RequestPlace::Among(common), MatchConfidence::Ambiguous);
        return Some(TextPlace { place, confidence, steps: Vec::new() });
    };
    let place =
        only.building_group.map_or(RequestPlace::Named(only.grid), RequestPlace::BuildingGroup);
    let is_whole = matches!(only.likeness, NameLikeness::Same | NameLikeness::Ending);
    let (confidence, steps) = match is_whole {
        true => (MatchConfidence::Certain, Vec::new()),
        false => {
            let guess = match only.likeness {
                NameLikeness::Within => GuessReason::Within,
                _ => GuessReason::Name,
            };
            (MatchConfidence::Guess, vec![TraceStep::AddressGuessed { guess }])
        }
    };
    Some(TextPlace { place, confidence, steps })
}

/// Places a text in a compound none of whose buildings has its number; a point or grid that was
/// given knows it better.
fn numberless<'a>(
    atlas: &'a Atlas,
    text: &AddressQuery,
    given: &PlaceQuery,
) -> Option<(TextPlace, Vec<AddressCandidate<'a>>)> {
    let known = text.to_compound().filter(|_| given.point.is_none() && given.grid.is_none())?;
    let mut found = meant(atlas, &known, given);
    let compounds: Vec<&str> =
        known.readings().filter_map(|reading| reading.names().last()).collect();
    let mut known_names: HashMap<&str, bool> = HashMap::new();
    found.retain(|one| {
        let mut names = one.address.text.normal().names();
        let is_like = |name: &str| {
            compounds
                .iter()
                .any(|said| likeness(said, name).is_some_and(|like| like < NameLikeness::Akin))
        };
        names.any(|name| *known_names.entry(name).or_insert_with(|| is_like(name)))
    });
    let groups = groups(best(&found).iter().map(|candidate| candidate.address.building_group));
    let own = groups.iter().filter_map(|&group| atlas.groups().grid_of(group));
    let place = RequestPlace::Among(atlas.tree().common(own)?);
    let steps = vec![TraceStep::AddressNumberUnknown];
    Some((TextPlace { place, confidence: MatchConfidence::Ambiguous, steps }, found))
}

/// Places a house without the name of a compound in the caller's neighbourhood, whatever is said
/// about it: 3号楼漏水.
fn at_home<'a>(
    atlas: &'a Atlas,
    text: &AddressQuery,
    given: &PlaceQuery,
) -> Option<(TextPlace, Vec<AddressCandidate<'a>>)> {
    let home = given.home.filter(|_| given.point.is_none() && given.grid.is_none())?;
    let found = candidates(atlas, &text.without_remarks()?, MatchScope::Grid(home));
    let best = best(&found);
    let groups = groups(best.iter().map(|candidate| candidate.address.building_group));
    let place = match groups.as_slice() {
        [group] => of_group(atlas, *group, best.first()?, &[]),
        groups => of_groups(atlas, groups, best.first()?, &[])?,
    };
    Some((place, found))
}

/// Leaves a guess that disagrees with what else was given to the lowest grid common to both.
fn within_reach(atlas: &Atlas, given: &PlaceQuery, decided: TextPlace) -> TextPlace {
    let at_point = given.point.and_then(|point| atlas.grid_at(point)).map(|grid| grid.id);
    let (Some(said), Some(grid)) = (at_point.or(given.grid), decided.place.grid(atlas)) else {
        return decided;
    };
    let tree = atlas.tree();
    let agree = tree.is_within(said, grid) || tree.is_within(grid, said);
    match tree.common([said, grid]) {
        Some(common) if decided.confidence == MatchConfidence::Guess && !agree => TextPlace {
            place: RequestPlace::Among(common),
            confidence: MatchConfidence::Ambiguous,
            ..decided
        },
        _ => decided,
    }
}

/// Returns true if nothing says where a text without a name is: 3号楼 may be in any compound, also
/// in one whose addresses are not known.
fn is_unplaced(atlas: &Atlas, given: &PlaceQuery, candidate: &AddressCandidate<'_>) -> bool {
    let named = candidate.address.text.normal().names().next().is_some();
    let own = atlas.groups().grid_of(candidate.address.building_group);
    let inside = |top: GridId| own.is_some_and(|own| atlas.tree().is_within(own, top));
    let context = given.point.is_some() || given.grid.or(given.home).is_some_and(inside);
    candidate.likeness.name == NameLikeness::Unsaid && named && !context
}

/// Returns what makes a guess of a candidate.
fn guess_of(candidate: &AddressCandidate<'_>) -> Option<GuessReason> {
    match (candidate.likeness.name, candidate.likeness.parts) {
        _ if candidate.is_certain() => None,
        _ if candidate.is_otherwise => Some(GuessReason::Otherwise),
        _ if candidate.has_unknown && candidate.likeness.is_certain() => Some(GuessReason::Several),
        (NameLikeness::Unsaid, _) => Some(GuessReason::Unsaid),
        (NameLikeness::Within, _) => Some(GuessReason::Within),
        (NameLikeness::Alike | NameLikeness::Akin, _) => Some(GuessReason::Name),
        _ if candidate.likeness.strays => Some(GuessReason::Name),
        (_, PartsLikeness::Some) => Some(GuessReason::Parts),
        _ => Some(GuessReason::Compound),
    }
}

/// Returns the building groups of candidates. Of several those in the grid of the point, or in the
/// named one, go before the others.
fn narrowed_groups(
    atlas: &Atlas,
    given: &PlaceQuery,
    best: &[&AddressCandidate<'_>],
) -> Vec<BuildingGroupId> {
    let groups = groups(best.iter().map(|candidate| candidate.address.building_group));
    let at_point = given.point.and_then(|point| atlas.grid_at(point)).map(|grid| grid.id);
    narrowed(atlas, narrowed(atlas, groups, at_point), given.grid)
}

fn groups(groups: impl Iterator<Item = BuildingGroupId>) -> Vec<BuildingGroupId> {
    let mut groups: Vec<BuildingGroupId> = groups.collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Keeps those of the building groups that are in the grid, if any is.
fn narrowed(
    atlas: &Atlas,
    groups: Vec<BuildingGroupId>,
    grid: Option<GridId>,
) -> Vec<BuildingGroupId> {
    let Some(grid) = grid else { return groups };
    let is_inside = |&group: &BuildingGroupId| {
        atlas.groups().grid_of(group).is_some_and(|of| atlas.tree().is_within(of, grid))
    };
    let inside: Vec<BuildingGroupId> = groups.iter().copied().filter(is_inside).collect();
    if inside.is_empty() { groups } else { inside }
}
