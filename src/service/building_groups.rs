//! Building groups and their addresses.

use super::command::{CommandDone, EditCommand};
use super::grids::require_no_roles;
use super::place::PointInput;
use super::preconditions::{require_version, require_visible};
use crate::domain::address::{GroupAddress, WrittenAddress};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::{AtlasEdit, NewMembership};
use crate::domain::authority::{may_enter_groups, may_redraw};
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, BuildingGroupId, GridId};
use crate::domain::period::Period;
use crate::domain::scope::Scope;
use crate::domain::unit::{BuildingGroup, Unit};
use crate::error::{Code, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Input of a new building group.
#[derive(Debug, Clone)]
pub struct NewBuildingGroup {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Number of households, 0 or more.
    pub household_count: i32,
    /// Its grid.
    pub grid: GridId,
}

/// Changes of a building group; fields that are `None` stay as they are.
#[derive(Debug, Clone, Default)]
pub struct BuildingGroupChange {
    /// Name.
    pub name: Option<String>,
    /// Number of households, 0 or more.
    pub household_count: Option<i32>,
    /// Its grid.
    pub grid: Option<GridId>,
}

/// Creates a building group in a grid.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` when the caller may not create one there; those of the plan.
pub async fn create_building_group(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewBuildingGroup,
) -> Result<CommandDone<BuildingGroupId>> {
    let now = db.now();
    let grid = new.grid;
    let id = BuildingGroupId(new_id(now));
    let code = new.code;
    let name = new.name;
    let household_count = new.household_count;
    let group =
        BuildingGroup { id, code, name, household_count, life: Period::since(now), version: 1 };
    let edits = vec![AtlasEdit::CreateBuildingGroup { group, membership: new_id(now), grid }];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        require_visible(may_enter_groups(atlas, scope, grid), "/grid")
    })
    .carry_out(db)
    .await
}

/// Changes name, number of households or grid of a building group. Its open requests follow it into
/// another grid.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not change it, at `/grid` when they may not move it
/// there; [`Code::StaleVersion`]; those of the plan.
pub async fn change_building_group(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: BuildingGroupId,
    version: i64,
    change: BuildingGroupChange,
) -> Result<CommandDone<BuildingGroupId>> {
    let now = db.now();
    let grid = change.grid;
    let present = db.atlas().groups().get(id).cloned().ok_or(Code::NotFound)?;
    let edits = vec![AtlasEdit::ChangeBuildingGroup {
        building_group: id,
        name: change.name.unwrap_or(present.name),
        household_count: change.household_count.unwrap_or(present.household_count),
        moved: grid.map(|grid| NewMembership { id: new_id(now), grid }),
    }];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        may_still_change(atlas, scope, id, version)?;
        require_visible(grid.is_none_or(|grid| may_redraw(atlas, scope, grid)), "/grid")
    })
    .placed(of_group)
    .beside(move |tx| match grid {
        Some(grid) => {
            let atlas = tx.atlas()?;
            require_no_roles(tx.connection, &atlas, Unit::BuildingGroup(id), Some(grid))
        }
        None => Ok(()),
    })
    .carry_out(db)
    .await
}

/// Retires a building group, its addresses and the duties in it. Its open requests go to its grid.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not retire it, [`Code::StaleVersion`], those of the plan.
pub async fn retire_building_group(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: BuildingGroupId,
    version: i64,
) -> Result<CommandDone<BuildingGroupId>> {
    let edits = vec![AtlasEdit::RetireBuildingGroup { building_group: id }];
    let command = EditCommand::new(scope, key, id, db.now(), edits, move |atlas, scope, _| {
        may_still_change(atlas, scope, id, version)
    });
    command
        .placed(of_group)
        .beside(move |tx| {
            let atlas = tx.atlas()?;
            require_no_roles(tx.connection, &atlas, Unit::BuildingGroup(id), None)
        })
        .carry_out(db)
        .await
}

/// Adds an address to a building group.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not change the group; those of [`WrittenAddress::read`] at
/// `/text`, of [`Point::from_datum`] and of the plan.
pub async fn add_address(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    building_group: BuildingGroupId,
    text: &str,
    point: Option<PointInput>,
) -> Result<CommandDone<AddressId>> {
    let now = db.now();
    let text = WrittenAddress::read(text).map_err(|problem| problem.at("/text"))?;
    let point = point
        .map(|PointInput { lon, lat, datum }| Point::from_datum(datum, lon, lat))
        .transpose()?;
    let id = AddressId(new_id(now));
    let edits = vec![AtlasEdit::AddAddress(GroupAddress {
        id,
        building_group,
        text,
        point,
        period: Period::since(now),
    })];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        require_visible(may_address(atlas, scope, building_group), "")
    })
    .placed(of_group)
    .carry_out(db)
    .await
}

/// Retires an address.
///
/// # Errors
/// [`Code::NotFound`] when there is none that the caller may retire; those of the plan.
pub async fn retire_address(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: AddressId,
) -> Result<CommandDone<AddressId>> {
    let edits = vec![AtlasEdit::RetireAddress { address: id }];
    EditCommand::new(scope, key, id, db.now(), edits, move |atlas, scope, _| {
        let group = atlas.addresses().get(id).map(|address| address.building_group);
        require_visible(group.is_some_and(|group| may_address(atlas, scope, group)), "")
    })
    .placed(|_| String::new())
    .carry_out(db)
    .await
}

fn may_address(atlas: &Atlas, scope: &Scope, id: BuildingGroupId) -> bool {
    atlas.groups().grid_of(id).is_some_and(|grid| may_enter_groups(atlas, scope, grid))
}

fn may_change(atlas: &Atlas, scope: &Scope, id: BuildingGroupId) -> bool {
    atlas.groups().grid_of(id).is_some_and(|grid| may_redraw(atlas, scope, grid))
}

fn may_still_change(
    atlas: &Atlas,
    scope: &Scope,
    id: BuildingGroupId,
    version: i64,
) -> Result<(), Problem> {
    require_visible(may_change(atlas, scope, id), "")?;
    let current = atlas.groups().get(id).map_or(version, |group| group.version);
    require_version(current, version)
}

/// Maps a pointer of the plan to a field of the body; the group itself is the one in the path.
fn of_group(pointer: &str) -> String {
    match pointer.splitn(4, '/').nth(3) {
        None | Some("building_group") => String::new(),
        Some(field) => format!("/{field}"),
    }
}
