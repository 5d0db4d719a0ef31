//! Grids by their names, which texts mention: 汀云大厦12楼, 南渡村菱角圩.

use crate::domain::address::{AddressText, CompoundName};
use crate::domain::id::GridId;
use crate::domain::unit::{Grid, GridKind};
use std::collections::HashMap;

/// Words for who sits in a grid, which are no part of its name, longer ones first.
const OFFICES: &[&str] = &[
    "居民委员会", "村民委员会", "居委会", "村委会", "基础网格", "责任网格", "综合网格", "专属网格", "微网格", "居委", "村委", "网格",
];

/// The name of a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridName {
    /// Its name, as names of addresses are written in their normal form.
    pub name: String,
    /// Grid.
    pub grid: GridId,
    /// True for a dedicated grid, which is one building, park or street.
    pub is_dedicated: bool,
}

/// The names of all grids that are not retired.
#[derive(Debug, Clone, Default)]
pub struct GridNames {
    by_core: HashMap<String, Vec<GridName>>,
    /// Core under which a grid stands.
    cores: HashMap<GridId, String>,
}

impl GridNames {
    /// Enters a grid, under its present name if it has one that texts may mention.
    pub(super) fn put(&mut self, grid: &Grid) {
        if let Some(before) = self.cores.remove(&grid.id)
            && let Some(names) = self.by_core.get_mut(&before)
        {
            names.retain(|name| name.grid != grid.id);
        }
        let Some(name) = said_name(&grid.name).filter(|_| grid.life.to.is_none()) else { return };
        let core = CompoundName::of(&name).core.to_owned();
        let is_dedicated = grid.kind == GridKind::Dedicated;
        self.cores.insert(grid.id, core.clone());
        self.by_core.entry(core).or_default().push(GridName { name, grid: grid.id, is_dedicated });
    }

    /// Returns the names with a core, in no order.
    pub fn of_core(&self, core: &str) -> &[GridName] {
        self.by_core.get(core).map_or(&[], Vec::as_slice)
    }
}

/// Returns a name as texts mention it; `None` if it is no name but a number.
fn said_name(name: &str) -> Option<String> {
    let name = OFFICES.iter().find_map(|office| name.strip_suffix(office)).unwrap_or(name);
    let read = AddressText::read(name).ok()?;
    let mut names = read.names();
    let said = names.next().filter(|said| said.chars().nth(1).is_some())?;
    (names.next().is_none() && read.numbers().next().is_none()).then(|| said.to_owned())
}
