//! 社区角色: the catalogue of roles that a neighbourhood offers, each with its places.

use super::aggregate::aggregate_row;
use super::column::{AggregateKey, StoredAs, StoredInstant};
use super::connection::AnyConnection;
use super::schema::community_roles;
use super::tx::Tx;
use crate::domain::duty::Capacity;
use crate::domain::id::{CommunityRoleId, GridId};
use crate::domain::period::Instant;
use crate::domain::second_identity::RoleDuty;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use chrono::TimeDelta;
use diesel::prelude::*;

/// Row of a community role.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = community_roles, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct CommunityRole {
    pub id: CommunityRoleId,
    pub grid_id: GridId,
    pub name: String,
    pub tasks: String,
    pub skills: StoredAs<Vec<String>>,
    pub places: i32,
    pub waiting_places: i32,
    pub term_days: i32,
    pub reviewed: bool,
    pub active_count: i32,
    pub waiting_count: i32,
    pub claim_count: i32,
    pub created_at: StoredInstant,
    pub retired_at: Option<StoredInstant>,
    pub event_count: i32,
    pub version: i64,
    pub duty_unit_kind: Option<UnitKind>,
    pub duty_unit_id: Option<AggregateKey>,
    pub duty_capacity: Option<Capacity>,
}

aggregate_row!(CommunityRole, CommunityRoleId, community_roles);

impl CommunityRole {
    /// Returns the duty that comes with the role.
    pub fn duty(&self) -> Option<RoleDuty> {
        let unit = Unit::new(self.duty_unit_kind?, self.duty_unit_id?.0);
        Some(RoleDuty { unit, capacity: self.duty_capacity? })
    }

    /// Returns the end of a term that begins at an instant.
    pub fn term_end(&self, from: Instant) -> Instant {
        from + TimeDelta::days(self.term_days.into())
    }

    /// Sets the duty that comes with the role.
    pub fn set_duty(&mut self, duty: Option<RoleDuty>) {
        self.duty_unit_kind = duty.map(|duty| duty.unit.kind());
        self.duty_unit_id = duty.map(|duty| AggregateKey(duty.unit.id()));
        self.duty_capacity = duty.map(|duty| duty.capacity);
    }

    /// Returns the neighbourhoods of the roles, not retired, that bring a duty in a unit; one for
    /// each role.
    pub fn bringing_duty_in(connection: &mut AnyConnection, unit: Unit) -> Result<Vec<GridId>> {
        let offered = community_roles::retired_at.is_null();
        let here = offered.and(community_roles::duty_unit_id.eq(AggregateKey(unit.id())));
        Ok(community_roles::table.filter(here).select(community_roles::grid_id).load(connection)?)
    }

    /// Lists the roles of a neighbourhood, or of all, that are not retired, in order of creation.
    pub fn list(
        connection: &mut AnyConnection,
        grid: Option<GridId>,
        after: Option<CommunityRoleId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let offered = community_roles::table.filter(community_roles::retired_at.is_null());
        let mut query = offered.select(Self::as_select()).into_boxed();
        if let Some(grid) = grid {
            query = query.filter(community_roles::grid_id.eq(grid));
        }
        if let Some(after) = after {
            query = query.filter(community_roles::id.gt(after));
        }
        Ok(query.order(community_roles::id).limit(limit).load(connection)?)
    }
}

impl Tx<'_> {
    /// Loads the role and locks it until the end of the transaction. Whoever counts places begins
    /// with it.
    ///
    /// # Errors
    /// Those of [`CommunityRole::load`].
    pub fn lock_community_role(&mut self, id: CommunityRoleId) -> Result<CommunityRole> {
        // SQLite has only one writer anyway.
        if let AnyConnection::Postgres(native) = &mut *self.connection {
            community_roles::table
                .find(id)
                .select(community_roles::id)
                .for_no_key_update()
                .execute(native)?;
        }
        CommunityRole::load(self.connection, id)
    }

    /// Stores how many places of a locked role are taken. The row version counts only changes by a
    /// person.
    pub fn count_community_role(&mut self, row: &CommunityRole) -> Result<()> {
        diesel::update(community_roles::table.find(row.id)).set(row).execute(self.connection)?;
        Ok(())
    }
}
