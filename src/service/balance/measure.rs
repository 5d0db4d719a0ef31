//! Counting the figures of sibling grids.

use super::OfGrid;
use crate::domain::atlas::Atlas;
use crate::domain::balance::{Figures, is_counted};
use crate::domain::duty::Capacity;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::period::Instant;
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::store::Db;
use crate::store::requests::{
    OpenCount, ReceivedCount, ServingReader, open_counts, received_counts,
};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Days over which requests count as recently received.
pub const RECENT_DAYS: i64 = 30;

/// Figures of sibling grids.
pub struct Measured {
    /// Figures by grid, in the order of codes.
    pub grids: Vec<OfGrid>,
    /// Number of recently received requests by the building group of their place, without
    /// confidential ones.
    pub received: HashMap<BuildingGroupId, u64>,
}

/// Counts the figures of the grids directly below one, for a reader.
///
/// # Errors
/// Those of the database.
pub async fn measure(
    db: &Db,
    atlas: &Arc<Atlas>,
    reader: ServingReader,
    parent: GridId,
    at: Instant,
) -> Result<Measured> {
    let mut siblings: Vec<_> = atlas.tree().children(parent).collect();
    siblings.sort_by(|a, b| a.code.cmp(&b.code));
    let siblings: Vec<GridId> = siblings.into_iter().map(|grid| grid.id).collect();
    let mut homes = Homes::of(atlas, &siblings);
    let grids = homes.grids.keys().copied().collect::<Vec<_>>();
    let units = homes.units();
    let since = at - TimeDelta::days(RECENT_DAYS);
    let (received, open) = db
        .read(move |connection| {
            let received = received_counts(connection, &grids, since, &reader)?;
            Ok((received, open_counts(connection, &units, at, &reader)?))
        })
        .await?;
    let of_groups = homes.add_received(atlas, &received);
    homes.add_open(&open);
    let leader = |grid| {
        let mut chain = atlas.people().chain(Unit::Grid(grid), at);
        chain.find(|duty| duty.capacity == Capacity::Leader).map(|duty| duty.member)
    };
    Ok(Measured {
        grids: siblings
            .into_iter()
            .zip(homes.figures)
            .map(|(grid, figures)| OfGrid { grid, leader: leader(grid), figures })
            .collect(),
        received: of_groups,
    })
}

/// Maps each unit to the sibling it lies in, by index.
struct Homes {
    grids: HashMap<GridId, usize>,
    groups: HashMap<BuildingGroupId, usize>,
    figures: Vec<Figures>,
}

impl Homes {
    fn of(atlas: &Atlas, siblings: &[GridId]) -> Self {
        let mut homes = Self {
            grids: HashMap::new(),
            groups: HashMap::new(),
            figures: vec![Figures::default(); siblings.len()],
        };
        for ((index, &sibling), figures) in siblings.iter().enumerate().zip(&mut homes.figures) {
            for grid in atlas.tree().downward(sibling) {
                homes.grids.insert(grid, index);
                for group in atlas.groups().of_grid(grid) {
                    homes.groups.insert(group.id, index);
                    figures.building_groups += 1;
                    figures.households += u64::try_from(group.household_count).unwrap_or_default();
                }
            }
        }
        homes
    }

    fn units(&self) -> Vec<Unit> {
        let grids = self.grids.keys().map(|&grid| Unit::Grid(grid));
        grids.chain(self.groups.keys().map(|&group| Unit::BuildingGroup(group))).collect()
    }

    /// Adds requests to the grid in which their building group is now; requests without one, and
    /// all confidential ones, to the grid in which they were placed. Returns the count of each
    /// building group.
    fn add_received(
        &mut self,
        atlas: &Atlas,
        received: &[ReceivedCount],
    ) -> HashMap<BuildingGroupId, u64> {
        let mut of_groups = HashMap::new();
        for row in received {
            let group = row.building_group.filter(|&group| atlas.has(Unit::BuildingGroup(group)));
            let home = match group {
                Some(group) => self.groups.get(&group),
                None => self.grids.get(&row.grid),
            };
            let Some(figures) = home.and_then(|&home| self.figures.get_mut(home)) else { continue };
            if !is_counted(row.state) {
                figures.excluded += row.count;
                continue;
            }
            figures.received += row.count;
            if let Some(group) = group {
                *of_groups.entry(group).or_default() += row.count;
            }
        }
        of_groups
    }

    fn add_open(&mut self, open: &HashMap<Uuid, OpenCount>) {
        let grids = self.grids.iter().map(|(grid, &home)| (grid.0, home));
        let groups = self.groups.iter().map(|(group, &home)| (group.0, home));
        for (unit, home) in grids.chain(groups) {
            let held = open.get(&unit).copied().unwrap_or_default();
            if let Some(figures) = self.figures.get_mut(home) {
                figures.open += held.open;
                figures.overdue += held.overdue;
            }
        }
    }
}
