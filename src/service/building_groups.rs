//! Building groups and their addresses.

use super::command::{CommandDone, OperationCommand, there, unchanged};
use super::grids::require_no_roles;
use super::place::PointGiven;
use crate::domain::address::{AddressText, GroupAddress};
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_redraw;
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, BuildingGroupId, GridId};
use crate::domain::operation::{AtlasEdit, NewMembership};
use crate::domain::period::Period;
use crate::domain::scope::Scope;
use crate::domain::unit::{BuildingGroup, Unit};
use crate::error::{Code, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, Revision, new_id};
use std::sync::Arc;

/// A building group to be founded.
#[derive(Debug, Clone)]
pub struct NewBuildingGroup {
    /// The code people use.
    pub code: String,
    /// The name shown to people.
    pub name: String,
    /// Households, 0 or more.
    pub household_count: i32,
    /// The grid it belongs to.
    pub grid: GridId,
}

/// What changes about a building group; what is not given stays.
#[derive(Debug, Clone, Default)]
pub struct BuildingGroupChange {
    /// Its name.
    pub name: Option<String>,
    /// Households, 0 or more.
    pub household_count: Option<i32>,
    /// The grid it belongs to.
    pub grid: Option<GridId>,
}

/// Founds a building group in a grid.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` when the caller may not found there; those of the plan.
pub async fn create_building_group(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewBuildingGroup,
) -> Result<CommandDone<BuildingGroupId>> {
    let (now, grid) = (db.now(), new.grid);
    let id = BuildingGroupId(new_id(now));
    let (code, name, household_count) = (new.code, new.name, new.household_count);
    let group =
        BuildingGroup { id, code, name, household_count, life: Period::since(now), version: 1 };
    let guard =
        move |atlas: &Atlas, scope: &Scope, _| there(may_redraw(atlas, scope, grid), "/grid");
    let operations = vec![AtlasEdit::CreateBuildingGroup { group, membership: new_id(now), grid }];
    OperationCommand::new(scope, key, id, (now, operations), guard).carry_out(db).await
}

/// Changes name, households or grid of a building group. The open requests in it follow it into
/// another grid.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not change it, at `/grid` when they may not move it
/// there; [`Code::StaleVersion`]; those of the plan.
pub async fn change_building_group(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    (id, version): (BuildingGroupId, i64),
    change: BuildingGroupChange,
) -> Result<CommandDone<BuildingGroupId>> {
    let now = db.now();
    let grid = change.grid;
    let present = db.atlas().groups().get(id).cloned().ok_or(Code::NotFound)?;
    let operations = vec![AtlasEdit::ChangeBuildingGroup {
        building_group: id,
        name: change.name.unwrap_or(present.name),
        household_count: change.household_count.unwrap_or(present.household_count),
        moved: grid.map(|grid| NewMembership { id: new_id(now), grid }),
    }];
    let guard = move |atlas: &Atlas, scope: &Scope, _| {
        may_still_change(atlas, scope, id, version)?;
        there(grid.is_none_or(|grid| may_redraw(atlas, scope, grid)), "/grid")
    };
    let stays = move |tx: &mut Revision<'_, '_>| match grid {
        Some(grid) => {
            let atlas = tx.atlas()?;
            require_no_roles(tx.connection, &atlas, Unit::BuildingGroup(id), Some(grid))
        }
        None => Ok(()),
    };
    OperationCommand::new(scope, key, id, (now, operations), guard)
        .placed(of_group)
        .beside(stays)
        .carry_out(db)
        .await
}

/// Ends a building group, its addresses and the duties in it. Its open requests go to its grid.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not end it, [`Code::StaleVersion`], those of the plan.
pub async fn retire_building_group(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: BuildingGroupId,
    version: i64,
) -> Result<CommandDone<BuildingGroupId>> {
    let guard = move |atlas: &Atlas, scope: &Scope, _| may_still_change(atlas, scope, id, version);
    let operations = vec![AtlasEdit::RetireBuildingGroup { building_group: id }];
    let unused = move |tx: &mut Revision<'_, '_>| {
        let atlas = tx.atlas()?;
        require_no_roles(tx.connection, &atlas, Unit::BuildingGroup(id), None)
    };
    let command = OperationCommand::new(scope, key, id, (db.now(), operations), guard);
    command.placed(of_group).beside(unused).carry_out(db).await
}

/// Gives a building group an address.
///
/// # Errors
/// [`Code::NotFound`] when the group is not the caller's to change; those of [`AddressText::read`]
/// at `/text`, of [`Point::from_datum`] and of the plan.
pub async fn add_address(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    building_group: BuildingGroupId,
    text: &str,
    point: Option<PointGiven>,
) -> Result<CommandDone<AddressId>> {
    let now = db.now();
    let text = AddressText::read(text).map_err(|problem| problem.at("/text"))?;
    let point = point
        .map(|PointGiven { lon, lat, datum }| Point::from_datum(datum, lon, lat))
        .transpose()?;
    let id = AddressId(new_id(now));
    let guard =
        move |atlas: &Atlas, scope: &Scope, _| there(may_change(atlas, scope, building_group), "");
    let operations = vec![AtlasEdit::AddAddress(GroupAddress {
        id,
        building_group,
        text,
        point,
        period: Period::since(now),
    })];
    OperationCommand::new(scope, key, id, (now, operations), guard)
        .placed(of_group)
        .carry_out(db)
        .await
}

/// Ends an address.
///
/// # Errors
/// [`Code::NotFound`] when there is none that the caller may end; those of the plan.
pub async fn retire_address(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: AddressId,
) -> Result<CommandDone<AddressId>> {
    let guard = move |atlas: &Atlas, scope: &Scope, _| {
        let group = atlas.addresses().get(id).map(|address| address.building_group);
        there(group.is_some_and(|group| may_change(atlas, scope, group)), "")
    };
    let operations = vec![AtlasEdit::RetireAddress { address: id }];
    OperationCommand::new(scope, key, id, (db.now(), operations), guard)
        .placed(|_| String::new())
        .carry_out(db)
        .await
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
    there(may_change(atlas, scope, id), "")?;
    let current = atlas.groups().get(id).map_or(version, |group| group.version);
    unchanged(current, version)
}

/// A field of the operation is one of the body, but the group itself is that of the path.
fn of_group(pointer: &str) -> String {
    match pointer.splitn(4, '/').nth(3) {
        None | Some("building_group") => String::new(),
        Some(field) => format!("/{field}"),
    }
}
