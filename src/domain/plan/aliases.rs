//! Planning aliases.

use super::draft::PlanDraft;
use crate::domain::address::AddressText;
use crate::domain::alias::{Alias, AliasTarget};
use crate::domain::atlas::{Atlas, NamedPlace};
use crate::domain::change::Change;
use crate::domain::id::{AliasId, BuildingGroupId, GridId};
use crate::error::{Code, Problem};
use std::sync::Arc;

/// Adds an alias: in a neighbourhood one name is one thing.
pub(super) fn add(draft: &mut PlanDraft, alias: &Alias) {
    let Some(grid) = grid_of(draft, &alias.target) else { return };
    let Some(name) = AddressText::name_of(&alias.name) else {
        return draft.refuse("name", Problem::new(Code::AliasNoName).with("name", &*alias.name));
    };
    if let AliasTarget::Compound { grid, name } = &alias.target
        && !has_compound(&draft.atlas, *grid, name)
    {
        let problem = Problem::new(Code::UnknownCompound).with("compound", name.as_str());
        return draft.refuse("compound", problem);
    }
    if is_taken(&draft.atlas, grid, &name, &alias.target) {
        return draft.refuse("name", Problem::new(Code::AliasTaken).with("name", &*alias.name));
    }
    draft.change(Change::Alias(alias.clone()));
}

pub(super) fn end(draft: &mut PlanDraft, id: AliasId) {
    match draft.atlas.place_names().alias(id).cloned() {
        Some(alias) => close(draft, &alias),
        None => draft.refuse("alias", Problem::new(Code::NotFound)),
    }
}

/// Ends the aliases of a grid that is retired, and of compounds in it.
pub(super) fn end_of_grid(draft: &mut PlanDraft, grid: GridId) {
    let aliases: Vec<Arc<Alias>> = draft.atlas.place_names().of_grid(grid).cloned().collect();
    aliases.iter().for_each(|alias| close(draft, alias));
}

/// Ends the aliases of a building group that is retired.
pub(super) fn end_of_group(draft: &mut PlanDraft, group: BuildingGroupId) {
    let aliases: Vec<Arc<Alias>> = draft.atlas.place_names().of_group(group).cloned().collect();
    aliases.iter().for_each(|alias| close(draft, alias));
}

fn close(draft: &mut PlanDraft, alias: &Alias) {
    let period = alias.period.closed(draft.now);
    draft.change(Change::Alias(Alias { period, ..alias.clone() }));
}

/// Returns the grid of what an alias names, unless that is retired.
fn grid_of(draft: &mut PlanDraft, target: &AliasTarget) -> Option<GridId> {
    match target {
        AliasTarget::BuildingGroup(group) => {
            let there = draft.atlas.groups().get(*group).filter(|group| group.life.to.is_none());
            let grid = there.and_then(|group| draft.atlas.groups().grid_of(group.id));
            if grid.is_none() {
                let problem = Problem::new(Code::UnknownBuildingGroup)
                    .with("building_group", group.to_string());
                draft.refuse("building_group", problem);
            }
            grid
        }
        AliasTarget::Grid(grid) | AliasTarget::Compound { grid, .. } => {
            let there = draft.atlas.tree().active(*grid).map(|grid| grid.id);
            if there.is_none() {
                draft
                    .refuse("grid", Problem::new(Code::UnknownGrid).with("grid", grid.to_string()));
            }
            there
        }
    }
}

/// Returns true if an address in a grid is of a compound.
fn has_compound(atlas: &Atlas, grid: GridId, name: &str) -> bool {
    let Some(name) = AddressText::name_of(name) else { return false };
    atlas.addresses().named(&name).any(|address| {
        let own = atlas.groups().grid_of(address.building_group);
        own.is_some_and(|own| atlas.tree().is_within(own, grid))
    })
}

/// Returns true if something else in the neighbourhood of a grid is called so: a compound, a grid,
/// or what another alias names.
fn is_taken(atlas: &Atlas, grid: GridId, name: &str, target: &AliasTarget) -> bool {
    let top = atlas.neighbourhood_of(grid);
    let is_near = |grid: GridId| atlas.tree().is_within(grid, top);
    let by_name = atlas.place_names().of_name(name).any(|named| match &named.place {
        NamedPlace::Grid { grid, .. } => *target != AliasTarget::Grid(*grid) && is_near(*grid),
        NamedPlace::Alias(alias) => match &alias.target {
            AliasTarget::Grid(grid) | AliasTarget::Compound { grid, .. } => is_near(*grid),
            AliasTarget::BuildingGroup(group) => {
                atlas.groups().grid_of(*group).is_some_and(is_near)
            }
        },
    });
    let by_address = atlas.addresses().named(name).any(|address| {
        let own = *target == AliasTarget::BuildingGroup(address.building_group);
        !own && atlas.groups().grid_of(address.building_group).is_some_and(is_near)
    });
    by_name || by_address
}
