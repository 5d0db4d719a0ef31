//! Grids that a text names.

use super::address_matching::{MatchScope, names};
use crate::domain::address::{AddressQuery, CompoundName, NameLikeness, goes_on};
use crate::domain::atlas::{Atlas, GridName};
use crate::domain::id::GridId;

/// A grid that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NamedGrid {
    pub(super) grid: GridId,
    /// True for a dedicated grid.
    pub(super) is_dedicated: bool,
    /// Likeness of the name.
    pub(super) likeness: NameLikeness,
}

/// Finds the grids that a text names, those that are most alike.
pub(super) fn named_grids(
    atlas: &Atlas,
    query: &AddressQuery,
    around: MatchScope,
) -> Vec<NamedGrid> {
    let said = query.readings().flat_map(names::said_names).map(|(_, name)| name);
    let mut found: Vec<NamedGrid> = said.flat_map(|said| of_name(atlas, said)).collect();
    found.retain(|named| match around {
        MatchScope::Grid(top) => atlas.tree().is_within(named.grid, top),
        _ => true,
    });
    let closest = found.iter().map(|named| named.likeness).min();
    found.retain(|named| Some(named.likeness) == closest);
    found.sort_unstable_by_key(|named| named.grid);
    found.dedup_by_key(|named| named.grid);
    found
}

/// Returns the grids whose name a name is, ends with or begins with.
fn of_name<'a>(atlas: &'a Atlas, said: &'a str) -> impl Iterator<Item = NamedGrid> + 'a {
    let core = CompoundName::of(said).core;
    let starts = core.char_indices().map(|(start, _)| &core[start..]);
    let ends = said.char_indices().map(|(end, _)| &said[..end]).skip(2);
    let cores = starts.chain(ends.map(|beginning| CompoundName::of(beginning).core));
    let names = cores.filter(|core| core.chars().nth(1).is_some());
    let names = names.flat_map(|core| atlas.grid_names().of_core(core));
    names.filter_map(move |name| Some(named(name, likeness(said, &name.name)?)))
}

fn named(name: &GridName, likeness: NameLikeness) -> NamedGrid {
    NamedGrid { grid: name.grid, is_dedicated: name.is_dedicated, likeness }
}

fn likeness(said: &str, there: &str) -> Option<NameLikeness> {
    let whole = names::likeness(said, there);
    let within = || said.strip_prefix(there).filter(|behind| !goes_on(behind));
    let within = || within().map(|_| NameLikeness::Within);
    whole.filter(|likeness| *likeness < NameLikeness::Within).or_else(within)
}
