//! Building groups: a few buildings, stairwells or farmhouses of one grid.

use super::areas::{DemoArea, FIRST_GRID, GENERAL_GRIDS};
use super::{SeedPart, random};
use crate::domain::unit::Setting;
use rand::RngExt;

/// Number of buildings that every residential grid has.
pub(super) const BUILDINGS: usize = 4 * (BUILDING_GROUPS / GENERAL_GRIDS);

/// Number of building groups.
pub(super) const BUILDING_GROUPS: usize = 200;

/// A building group, before anybody serves in it.
#[derive(Debug)]
pub(super) struct DemoBuildingGroup {
    pub code: String,
    pub name: String,
    pub household_count: i32,
    /// Its addresses, as people write them.
    pub addresses: Vec<String>,
    /// The grid it belongs to, by its index in the list of areas.
    pub area: usize,
}

/// Returns the building groups of the general grids, spread as evenly as the number allows.
pub(super) fn groups(seed: u64, areas: &[DemoArea]) -> Vec<DemoBuildingGroup> {
    let mut random = random(seed, SeedPart::BuildingGroups);
    let mut group = |area: usize, of: &DemoArea, n: usize| {
        let DemoArea { code, place, setting, .. } = of;
        let (name, households) = match setting {
            Setting::Residential => (format!("{place}{}–{}号楼组", 4 * n + 1, 4 * n + 4), 42..=112),
            Setting::Rural => (format!("{place}第{}村民组", n + 1), 18..=44),
            Setting::Street => (format!("{place}{}–{}号楼组", 40 * n + 2, 40 * n + 40), 12..=60),
        };
        let addresses = match setting {
            Setting::Residential => {
                (4 * n + 1..=4 * n + 4).map(|number| format!("{place}{number}号楼")).collect()
            }
            Setting::Rural => {
                (1..=8).map(|number| format!("{place}{}组{number}号", n + 1)).collect()
            }
            Setting::Street => (40 * n + 2..=40 * n + 40)
                .step_by(2)
                .map(|number| format!("{place}{number}号"))
                .collect(),
        };
        let code = format!("{code}-{:02}", n + 1);
        let household_count = random.random_range(households);
        DemoBuildingGroup { code, name, household_count, addresses, area }
    };
    let general = areas.iter().enumerate().skip(FIRST_GRID).take(GENERAL_GRIDS).enumerate();
    let numbered = general.flat_map(|(grid, (area, of))| {
        let before = BUILDING_GROUPS * grid / GENERAL_GRIDS;
        let until = BUILDING_GROUPS * (grid + 1) / GENERAL_GRIDS;
        (0..until - before).map(move |n| (area, of, n))
    });
    numbered.map(|(area, of, n)| group(area, of, n)).collect()
}
