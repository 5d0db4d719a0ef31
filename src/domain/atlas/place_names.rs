//! Names of places beside their addresses: of grids, and aliases. Texts mention them: 汀云大厦12楼,
//! 南渡村菱角圩.

use crate::domain::address::{AddressText, CompoundName};
use crate::domain::alias::{Alias, AliasTarget};
use crate::domain::id::{AliasId, BuildingGroupId, GridId};
use crate::domain::unit::{Grid, GridKind};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Words for who sits in a grid, which are no part of its name, longer ones first.
const OFFICES: &[&str] = &[
    "居民委员会",
    "村民委员会",
    "居委会",
    "村委会",
    "基础网格",
    "责任网格",
    "综合网格",
    "专属网格",
    "微网格",
    "居委",
    "村委",
    "网格",
];

/// A name of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceName {
    /// The name, as names of addresses are written in their normal form.
    pub name: String,
    /// What it names.
    pub place: NamedPlace,
    /// Identifier of the grid or the alias.
    id: Uuid,
}

/// What a name names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedPlace {
    /// A grid, by its own name.
    Grid {
        /// Grid.
        grid: GridId,
        /// True for a dedicated grid, which is one building, park or street.
        is_dedicated: bool,
    },
    /// What an alias names.
    Alias(Arc<Alias>),
}

/// The names of all grids that are not retired, and the aliases in force.
#[derive(Debug, Clone, Default)]
pub struct PlaceNames {
    by_core: HashMap<String, Vec<PlaceName>>,
    /// Core under which a grid or an alias stands.
    cores: HashMap<Uuid, String>,
    aliases: BTreeMap<AliasId, Arc<Alias>>,
}

impl PlaceNames {
    /// Enters a grid, under its present name if it has one that texts may mention.
    pub(super) fn put_grid(&mut self, grid: &Grid) {
        let name = OFFICES.iter().find_map(|office| grid.name.strip_suffix(office));
        let name = AddressText::name_of(name.unwrap_or(&grid.name));
        let is_dedicated = grid.kind == GridKind::Dedicated;
        let place = NamedPlace::Grid { grid: grid.id, is_dedicated };
        self.put(grid.id.0, name.filter(|_| grid.life.to.is_none()), place);
    }

    /// Enters an alias, or removes one that has ended.
    pub(super) fn put_alias(&mut self, alias: &Alias) {
        let in_force = alias.period.to.is_none();
        let shared = Arc::new(alias.clone());
        let name = AddressText::name_of(&alias.name).filter(|_| in_force);
        self.put(alias.id.0, name, NamedPlace::Alias(Arc::clone(&shared)));
        if in_force {
            self.aliases.insert(alias.id, shared);
        } else {
            self.aliases.remove(&alias.id);
        }
    }

    fn put(&mut self, id: Uuid, name: Option<String>, place: NamedPlace) {
        if let Some(before) = self.cores.remove(&id)
            && let Some(names) = self.by_core.get_mut(&before)
        {
            names.retain(|name| name.id != id);
        }
        let Some(name) = name else { return };
        let core = CompoundName::of(&name).core.to_owned();
        self.cores.insert(id, core.clone());
        self.by_core.entry(core).or_default().push(PlaceName { name, place, id });
    }

    /// Returns the names with a core, in no order.
    pub fn of_core(&self, core: &str) -> &[PlaceName] {
        self.by_core.get(core).map_or(&[], Vec::as_slice)
    }

    /// Returns the places of exactly this name.
    pub fn of_name<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a PlaceName> + 'a {
        let like = self.of_core(CompoundName::of(name).core).iter();
        like.filter(move |other| other.name == name)
    }

    /// Returns an alias in force.
    pub fn alias(&self, id: AliasId) -> Option<&Arc<Alias>> {
        self.aliases.get(&id)
    }

    /// Returns the aliases in force, in the order in which they were given.
    pub fn aliases(&self) -> impl Iterator<Item = &Arc<Alias>> {
        self.aliases.values()
    }

    /// Returns the aliases of a grid and of compounds in it.
    pub fn of_grid(&self, grid: GridId) -> impl Iterator<Item = &Arc<Alias>> {
        self.aliases().filter(move |alias| match &alias.target {
            AliasTarget::Grid(target) | AliasTarget::Compound { grid: target, .. } => {
                *target == grid
            }
            AliasTarget::BuildingGroup(_) => false,
        })
    }

    /// Returns the aliases of a building group.
    pub fn of_group(&self, group: BuildingGroupId) -> impl Iterator<Item = &Arc<Alias>> {
        self.aliases().filter(move |alias| alias.target == AliasTarget::BuildingGroup(group))
    }
}
