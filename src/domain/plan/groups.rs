//! Planning building groups and their addresses.

use super::checks::{code_is_well_formed, name_is_well_formed};
use super::draft::PlanDraft;
use super::{aliases, people, pioneer_posts};
use crate::domain::address::{GroupAddress, WrittenAddress};
use crate::domain::atlas_edit::NewMembership;
use crate::domain::change::Change;
use crate::domain::id::{AddressId, BuildingGroupId, GridId};
use crate::domain::period::Period;
use crate::domain::unit::{BuildingGroup, GroupMembership, Unit};
use crate::error::{Code, Problem};
use uuid::Uuid;

pub(super) fn create(draft: &mut PlanDraft, group: &BuildingGroup, membership: Uuid, grid: GridId) {
    let named = code_is_well_formed(draft, &group.code) & name_is_well_formed(draft, &group.name);
    if draft.atlas.groups().by_code(&group.code).is_some() {
        return draft
            .refuse("code", Problem::new(Code::CodeInUse).with("code", group.code.as_str()));
    }
    if !counts_well(draft, group.household_count) || !grid_is_there(draft, grid) || !named {
        return;
    }
    let period = Period::since(draft.now);
    draft.change(Change::BuildingGroup(group.clone()));
    draft.change(Change::GroupMembership(GroupMembership {
        id: membership,
        building_group: group.id,
        grid,
        period,
    }));
}

pub(super) fn change(
    draft: &mut PlanDraft,
    id: BuildingGroupId,
    name: &str,
    household_count: i32,
    moved: Option<NewMembership>,
) {
    let Some(group) = require_group(draft, id) else { return };
    let moved = moved.filter(|moved| draft.atlas.groups().grid_of(id) != Some(moved.grid));
    let well = name_is_well_formed(draft, name) & counts_well(draft, household_count);
    if !moved.is_none_or(|moved| grid_is_there(draft, moved.grid)) || !well {
        return;
    }
    if let Some(moved) = moved {
        if !pioneer_posts::none_names(draft, id, &group.code) {
            return;
        }
        join(draft, id, moved);
    }
    let name = name.to_owned();
    let version = group.version + 1;
    draft.change(Change::BuildingGroup(BuildingGroup { name, household_count, version, ..group }));
}

/// Ends the membership of a group and begins another one.
fn join(draft: &mut PlanDraft, group: BuildingGroupId, NewMembership { id, grid }: NewMembership) {
    let mut from = draft.now;
    draft.touch(Unit::BuildingGroup(group));
    if let Some(before) = draft.atlas.groups().membership(group).copied() {
        let period = before.period.closed(from);
        from = period.to.unwrap_or(from);
        draft.change(Change::GroupMembership(GroupMembership { period, ..before }));
        draft.touch(Unit::Grid(before.grid));
    }
    let period = Period::since(from);
    draft.change(Change::GroupMembership(GroupMembership {
        id,
        building_group: group,
        grid,
        period,
    }));
    draft.touch(Unit::Grid(grid));
}

/// Retires a group. Its membership stays, so that its requests are still found in its grid.
pub(super) fn retire(draft: &mut PlanDraft, id: BuildingGroupId) {
    let Some(group) = require_group(draft, id) else { return };
    if !pioneer_posts::none_names(draft, id, &group.code) {
        return;
    }
    let now = draft.now;
    people::end_duties_of_unit(draft, Unit::BuildingGroup(id));
    let addresses: Vec<GroupAddress> = draft.atlas.addresses().of_group(id).cloned().collect();
    addresses.into_iter().for_each(|address| close(draft, address));
    aliases::end_of_group(draft, id);
    let life = group.life.closed(now);
    draft.change(Change::BuildingGroup(BuildingGroup {
        life,
        version: group.version + 1,
        ..group
    }));
    draft.touch(Unit::BuildingGroup(id));
}

pub(super) fn add_address(draft: &mut PlanDraft, address: &GroupAddress) {
    let Some(group) = require_group(draft, address.building_group) else { return };
    let groups = draft.atlas.groups();
    let grid = groups.grid_of(group.id);
    let twin = draft
        .atlas
        .addresses()
        .same(address.text.normal())
        .find(|twin| groups.grid_of(twin.building_group) == grid);
    if let Some(holder) = twin.and_then(|twin| groups.get(twin.building_group)) {
        let problem = Problem::new(Code::AddressTwice).with("building_group", holder.code.as_str());
        return draft.refuse("text", problem);
    }
    if let Some(point) = address.point.filter(|&point| draft.atlas.lies_outside(point)) {
        let [lon, lat] = point.to_degrees();
        let problem = Problem::new(Code::AddressPointOutside).with("lon", lon).with("lat", lat);
        return draft.refuse("point", problem);
    }
    draft.change(Change::Address(address.clone()));
}

/// Changes how an address is written. It touches no unit: the normal form is the same.
pub(super) fn reword_address(draft: &mut PlanDraft, id: AddressId, text: &WrittenAddress) {
    let Some(address) = require_address(draft, id) else { return };
    if address.text.normal() != text.normal() {
        return draft.refuse("address", unknown_address(id));
    }
    draft.change(Change::Address(GroupAddress { text: text.clone(), ..address }));
}

pub(super) fn retire_address(draft: &mut PlanDraft, id: AddressId) {
    if let Some(address) = require_address(draft, id) {
        close(draft, address);
    }
}

/// Returns the address, unless it is retired.
fn require_address(draft: &mut PlanDraft, id: AddressId) -> Option<GroupAddress> {
    let address = draft.atlas.addresses().get(id).cloned();
    if address.is_none() {
        draft.refuse("address", unknown_address(id));
    }
    address
}

fn unknown_address(id: AddressId) -> Problem {
    Problem::new(Code::UnknownAddress).with("address", id.to_string())
}

fn close(draft: &mut PlanDraft, address: GroupAddress) {
    let period = address.period.closed(draft.now);
    draft.change(Change::Address(GroupAddress { period, ..address }));
}

/// Returns the building group, unless it is retired.
fn require_group(draft: &mut PlanDraft, id: BuildingGroupId) -> Option<BuildingGroup> {
    let group = draft.atlas.groups().get(id).filter(|group| group.life.to.is_none()).cloned();
    if group.is_none() {
        let problem =
            Problem::new(Code::UnknownBuildingGroup).with("building_group", id.to_string());
        draft.refuse("building_group", problem);
    }
    group
}

fn grid_is_there(draft: &mut PlanDraft, grid: GridId) -> bool {
    let there = draft.atlas.tree().active(grid).is_some();
    if !there {
        draft.refuse("grid", Problem::new(Code::UnknownGrid).with("grid", grid.to_string()));
    }
    there
}

fn counts_well(draft: &mut PlanDraft, households: i32) -> bool {
    if households < 0 {
        draft.refuse(
            "household_count",
            Problem::new(Code::OutOfRange).with("min", 0).with("max", i32::MAX),
        );
    }
    households >= 0
}
