//! Rows of grids, boundaries, accepted gaps, building groups and memberships.

use super::{columns, ended, period, since, upsert};
use crate::domain::change::Change;
use crate::domain::geometry::Shape;
use crate::domain::id::{BoundaryId, BuildingGroupId, GridId};
use crate::domain::period::Instant;
use crate::domain::unit::{
    AcceptedGap, Boundary, BuildingGroup, Grid, GridKind, GroupMembership, ParentPeriod, Setting,
};
use crate::error::{Error, Result};
use crate::store::column::{AggregateKey, StoredAs, StoredInstant};
use crate::store::connection::{AnyConnection, STATEMENT_KEYS};
use crate::store::row_revisions::RowRevisions;
use crate::store::schema::{
    accepted_gaps, building_group_memberships, building_groups, grid_boundaries, grids,
};
use diesel::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Queryable, Insertable)]
#[diesel(table_name = grids, treat_none_as_default_value = false)]
struct GridRow {
    id: GridId,
    code: String,
    name: String,
    level: String,
    kind: GridKind,
    setting: Setting,
    parent_id: Option<GridId>,
    office_phone: Option<String>,
    created_at: StoredInstant,
    retired_at: Option<StoredInstant>,
    version: i64,
    revision: i64,
    made_in: i64,
    stays: StoredAs<Vec<ParentPeriod>>,
}

impl GridRow {
    fn of(grid: &Grid, revision: i64) -> Self {
        let (created_at, retired_at) = columns(&grid.life);
        Self {
            id: grid.id,
            code: grid.code.clone(),
            name: grid.name.clone(),
            level: grid.level.clone(),
            kind: grid.kind,
            setting: grid.setting,
            parent_id: grid.parent,
            office_phone: grid.office_phone.clone(),
            created_at,
            retired_at,
            version: grid.version,
            revision,
            made_in: revision,
            stays: StoredAs(grid.stays.clone()),
        }
    }
}

pub(super) fn write_grids<'a>(
    c: &mut AnyConnection,
    grids: impl Iterator<Item = &'a Grid>,
    revision: i64,
) -> Result<()> {
    let rows: Vec<GridRow> = grids.map(|grid| GridRow::of(grid, revision)).collect();
    upsert!(c, grids, rows.into_iter(), name level kind setting parent_id office_phone retired_at version revision stays)
}

pub(super) fn grids_since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let rows: Vec<GridRow> =
        grids::table.filter(grids::revision.gt(revision)).order(grids::id).load(connection)?;
    let grids = rows.into_iter().map(grid).collect();
    Ok(parents_first(grids).into_iter().map(Change::Grid).collect())
}

fn grid(row: GridRow) -> Grid {
    Grid {
        id: row.id,
        code: row.code,
        name: row.name,
        level: row.level,
        kind: row.kind,
        setting: row.setting,
        parent: row.parent_id,
        office_phone: row.office_phone,
        life: period(row.created_at, row.retired_at),
        stays: row.stays.0,
        version: row.version,
    }
}

/// Sorts grids so that each follows its parent.
fn parents_first(grids: Vec<Grid>) -> Vec<Grid> {
    let depths: HashMap<GridId, Option<GridId>> =
        grids.iter().map(|grid| (grid.id, grid.parent)).collect();
    let mut grids = grids;
    grids.sort_by_cached_key(|grid| {
        std::iter::successors(grid.parent, |id| depths.get(id).copied().flatten()).count()
    });
    grids
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = grid_boundaries, treat_none_as_default_value = false)]
struct BoundaryRow {
    id: BoundaryId,
    grid_id: GridId,
    shape: Vec<u8>,
    valid_from: StoredInstant,
    valid_to: Option<StoredInstant>,
    revision: i64,
    made_in: i64,
}

impl BoundaryRow {
    fn of(boundary: &Boundary, revision: i64) -> Self {
        let (valid_from, valid_to) = columns(&boundary.period);
        Self {
            id: boundary.id,
            grid_id: boundary.grid,
            shape: boundary.shape.to_twkb(),
            valid_from,
            valid_to,
            revision,
            made_in: revision,
        }
    }
}

pub(super) fn write_boundaries<'a>(
    c: &mut AnyConnection,
    boundaries: impl Iterator<Item = &'a Boundary>,
    revision: i64,
) -> Result<()> {
    let rows = boundaries.map(|boundary| BoundaryRow::of(boundary, revision));
    upsert!(c, grid_boundaries, rows, valid_to revision)
}

pub(super) fn boundaries_since(
    connection: &mut AnyConnection,
    revision: i64,
) -> Result<Vec<Change>> {
    let rows: Vec<BoundaryRow> = since!(grid_boundaries, revision).load(connection)?;
    rows.into_iter().map(|row| Ok(Change::Boundary(boundary(row)?))).collect()
}

/// Loads versions of polygons by identifier, in no order.
pub(in crate::store) fn boundaries(
    connection: &mut AnyConnection,
    ids: &[BoundaryId],
) -> Result<Vec<Boundary>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(STATEMENT_KEYS) {
        let rows: Vec<BoundaryRow> =
            grid_boundaries::table.filter(grid_boundaries::id.eq_any(ids)).load(connection)?;
        found.extend(rows.into_iter().map(boundary).collect::<Result<Vec<_>>>()?);
    }
    Ok(found)
}

/// Finds the version of a grid's polygon in force at an instant, with the revisions by which it was
/// drawn and ended.
pub(in crate::store) fn boundary_at(
    connection: &mut AnyConnection,
    grid: GridId,
    at: Instant,
) -> Result<Option<(Boundary, RowRevisions)>> {
    let open =
        grid_boundaries::valid_to.is_null().or(grid_boundaries::valid_to.gt(StoredInstant(at)));
    let begun =
        grid_boundaries::grid_id.eq(grid).and(grid_boundaries::valid_from.le(StoredInstant(at)));
    let row: Option<BoundaryRow> =
        grid_boundaries::table.filter(begun.and(open)).first(connection).optional()?;
    row.map(|row| {
        let made = RowRevisions::of(row.made_in, row.revision, row.valid_to);
        Ok((boundary(row)?, made))
    })
    .transpose()
}

fn boundary(row: BoundaryRow) -> Result<Boundary> {
    let id = row.id;
    let grid = row.grid_id;
    let period = period(row.valid_from, row.valid_to);
    Ok(Boundary { id, grid, shape: shape_of(&row.shape)?, period })
}

pub(in crate::store) fn shape_of(bytes: &[u8]) -> Result<Arc<Shape>> {
    Shape::from_twkb(bytes)
        .map(Arc::new)
        .map_err(|fault| Error::internal(format!("a stored polygon is damaged: {fault}")))
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = accepted_gaps, treat_none_as_default_value = false)]
struct GapRow {
    id: AggregateKey,
    parent_id: Option<GridId>,
    shape: Vec<u8>,
    accepted_at: StoredInstant,
    revision: i64,
}

pub(super) fn write_gaps<'a>(
    c: &mut AnyConnection,
    gaps: impl Iterator<Item = &'a AcceptedGap>,
    revision: i64,
) -> Result<()> {
    let rows = gaps.map(|gap| GapRow {
        id: AggregateKey(gap.id),
        parent_id: gap.parent,
        shape: gap.shape.to_twkb(),
        accepted_at: StoredInstant(gap.accepted_at),
        revision,
    });
    upsert!(c, accepted_gaps, rows, revision)
}

pub(super) fn gaps_since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let rows: Vec<GapRow> =
        accepted_gaps::table.filter(accepted_gaps::revision.gt(revision)).load(connection)?;
    rows.into_iter().map(gap).collect()
}

fn gap(row: GapRow) -> Result<Change> {
    let id = row.id.0;
    let parent = row.parent_id;
    let accepted_at = row.accepted_at.0;
    Ok(Change::AcceptedGap(AcceptedGap { id, parent, shape: shape_of(&row.shape)?, accepted_at }))
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = building_groups, treat_none_as_default_value = false)]
struct BuildingGroupRow {
    id: BuildingGroupId,
    code: String,
    name: String,
    household_count: i32,
    created_at: StoredInstant,
    retired_at: Option<StoredInstant>,
    version: i64,
    revision: i64,
}

impl BuildingGroupRow {
    fn of(group: &BuildingGroup, revision: i64) -> Self {
        let (created_at, retired_at) = columns(&group.life);
        let code = group.code.clone();
        let name = group.name.clone();
        let household_count = group.household_count;
        let version = group.version;
        Self {
            id: group.id,
            code,
            name,
            household_count,
            created_at,
            retired_at,
            version,
            revision,
        }
    }
}

pub(super) fn write_building_groups<'a>(
    c: &mut AnyConnection,
    groups: impl Iterator<Item = &'a BuildingGroup>,
    revision: i64,
) -> Result<()> {
    let rows = groups.map(|group| BuildingGroupRow::of(group, revision));
    upsert!(c, building_groups, rows, name household_count retired_at version revision)
}

pub(super) fn building_groups_since(
    connection: &mut AnyConnection,
    revision: i64,
) -> Result<Vec<Change>> {
    let rows: Vec<BuildingGroupRow> = building_groups::table
        .filter(building_groups::revision.gt(revision))
        .order(building_groups::id)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| Change::BuildingGroup(group(row))).collect())
}

fn group(row: BuildingGroupRow) -> BuildingGroup {
    BuildingGroup {
        id: row.id,
        code: row.code,
        name: row.name,
        household_count: row.household_count,
        life: period(row.created_at, row.retired_at),
        version: row.version,
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = building_group_memberships, treat_none_as_default_value = false)]
struct MembershipRow {
    id: AggregateKey,
    building_group_id: BuildingGroupId,
    grid_id: GridId,
    valid_from: StoredInstant,
    valid_to: Option<StoredInstant>,
    revision: i64,
    made_in: i64,
}

impl MembershipRow {
    fn of(membership: &GroupMembership, revision: i64) -> Self {
        let (valid_from, valid_to) = columns(&membership.period);
        let building_group_id = membership.building_group;
        let grid_id = membership.grid;
        let id = AggregateKey(membership.id);
        let made_in = revision;
        Self { id, building_group_id, grid_id, valid_from, valid_to, revision, made_in }
    }
}

pub(super) fn write_memberships<'a>(
    c: &mut AnyConnection,
    memberships: impl Iterator<Item = &'a GroupMembership>,
    revision: i64,
) -> Result<()> {
    let rows = memberships.map(|membership| MembershipRow::of(membership, revision));
    upsert!(c, building_group_memberships, rows, valid_to revision)
}

pub(super) fn memberships_since(
    connection: &mut AnyConnection,
    revision: i64,
) -> Result<Vec<Change>> {
    use building_group_memberships as memberships;
    let rows: Vec<MembershipRow> =
        since!(memberships, revision).order(memberships::id).load(connection)?;
    Ok(rows.into_iter().map(membership).collect())
}

/// Reads the rows that were in force at an instant and ended since.
pub(super) fn memberships_ended_since(
    connection: &mut AnyConnection,
    at: Instant,
) -> Result<Vec<Change>> {
    use building_group_memberships as memberships;
    let rows: Vec<MembershipRow> =
        ended!(memberships, at).order(memberships::id).load(connection)?;
    Ok(rows.into_iter().map(membership).collect())
}

fn membership(row: MembershipRow) -> Change {
    let period = period(row.valid_from, row.valid_to);
    let id = row.id.0;
    let building_group = row.building_group_id;
    let grid = row.grid_id;
    Change::GroupMembership(GroupMembership { id, building_group, grid, period })
}
