//! Places that a text names beside its address: grids by their names, and what aliases name.

use super::address_matching::{MatchScope, names};
use crate::domain::address::{AddressQuery, CompoundName, NameLikeness, goes_on};
use crate::domain::alias::AliasTarget;
use crate::domain::atlas::{Atlas, NamedPlace, PlaceName};
use crate::domain::id::{BuildingGroupId, GridId};

/// A grid or a building group that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NamedUnit {
    pub(super) grid: GridId,
    /// The building group of the grid that is named, if it is not the grid itself.
    pub(super) building_group: Option<BuildingGroupId>,
    /// True for the name of a general grid, which says less than an address.
    pub(super) is_general: bool,
    /// Likeness of the name.
    pub(super) likeness: NameLikeness,
}

/// Finds the grids and building groups that a text names, those that are most alike.
pub(super) fn named_units(
    atlas: &Atlas,
    query: &AddressQuery,
    around: MatchScope,
) -> Vec<NamedUnit> {
    let said = query.readings().flat_map(names::said_names).map(|(_, name)| name);
    let mut found: Vec<NamedUnit> = said
        .flat_map(|said| places(atlas, said))
        .filter_map(|(place, likeness)| unit(atlas, place, likeness))
        .collect();
    found.retain(|named| match around {
        MatchScope::Grid(top) => atlas.tree().is_within(named.grid, top),
        _ => true,
    });
    let closest = found.iter().map(|named| (named.is_general, named.likeness)).min();
    found.retain(|named| Some((named.is_general, named.likeness)) == closest);
    found.sort_unstable_by_key(|named| (named.grid, named.building_group));
    found.dedup_by_key(|named| (named.grid, named.building_group));
    found
}

/// Adds to a query the readings with the names of compounds in place of their aliases.
pub(super) fn with_compounds(atlas: &Atlas, query: &AddressQuery) -> AddressQuery {
    let mut whole = query.clone();
    let said = query.readings().flat_map(names::said_names).map(|(_, name)| name);
    for (said, place) in said.flat_map(|said| places(atlas, said).map(move |(at, _)| (said, at))) {
        if let NamedPlace::Alias(alias) = &place.place
            && let AliasTarget::Compound { name, .. } = &alias.target
        {
            whole.rename(said, name);
        }
    }
    whole
}

/// Returns the places whose name a name is, ends with or begins with.
fn places<'a>(
    atlas: &'a Atlas,
    said: &'a str,
) -> impl Iterator<Item = (&'a PlaceName, NameLikeness)> + 'a {
    let core = CompoundName::of(said).core;
    let starts = core.char_indices().map(|(start, _)| &core[start..]);
    let ends = said.char_indices().map(|(end, _)| &said[..end]).skip(2);
    let cores = starts.chain(ends.map(|beginning| CompoundName::of(beginning).core));
    let cores = cores.filter(|core| core.chars().nth(1).is_some());
    let named = cores.flat_map(|core| atlas.place_names().of_core(core));
    named.filter_map(move |place| Some((place, likeness(said, &place.name)?)))
}

fn unit(atlas: &Atlas, named: &PlaceName, likeness: NameLikeness) -> Option<NamedUnit> {
    let (grid, building_group, is_general) = match &named.place {
        NamedPlace::Grid { grid, is_dedicated } => (*grid, None, !is_dedicated),
        NamedPlace::Alias(alias) => match &alias.target {
            AliasTarget::Grid(grid) => (*grid, None, false),
            AliasTarget::BuildingGroup(group) => {
                (atlas.groups().grid_of(*group)?, Some(*group), false)
            }
            AliasTarget::Compound { .. } => return None,
        },
    };
    Some(NamedUnit { grid, building_group, is_general, likeness })
}

fn likeness(said: &str, there: &str) -> Option<NameLikeness> {
    let whole = names::likeness(said, there);
    let within = || said.strip_prefix(there).filter(|behind| !goes_on(behind));
    let within = || within().map(|_| NameLikeness::Within);
    whole.filter(|likeness| *likeness < NameLikeness::Within).or_else(within)
}
