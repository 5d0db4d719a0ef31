//! 治理共同体: organisations that agreed to work together in a grid.

use super::aggregate::aggregate_row;
use super::column::StoredInstant;
use super::connection::AnyConnection;
use super::event::Actor;
use super::schema::{alliance_organizations, alliances};
use super::tx::Tx;
use crate::domain::id::{AllianceId, GridId, MemberId, OrganizationId};
use crate::error::Result;
use diesel::prelude::*;
use serde_json::json;
use std::collections::HashMap;

/// Row of an alliance.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = alliances, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct Alliance {
    pub id: AllianceId,
    pub grid_id: GridId,
    pub name: String,
    pub pact_from: String,
    pub pact_to: String,
    pub liaison_id: Option<MemberId>,
    pub created_at: StoredInstant,
    pub retired_at: Option<StoredInstant>,
    pub event_count: i32,
    pub version: i64,
}

aggregate_row!(Alliance, AllianceId, alliances);

impl Alliance {
    /// Lists the alliances of some grids, or of all, that are not retired, in order of creation.
    pub fn list(
        connection: &mut AnyConnection,
        grids: Option<Vec<GridId>>,
        after: Option<AllianceId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let mut query = alliances::table
            .filter(alliances::retired_at.is_null())
            .select(Self::as_select())
            .into_boxed();
        if let Some(grids) = grids {
            query = query.filter(alliances::grid_id.eq_any(grids));
        }
        if let Some(after) = after {
            query = query.filter(alliances::id.gt(after));
        }
        Ok(query.order(alliances::id).limit(limit).load(connection)?)
    }

    /// Counts the alliances of an organisation that are not retired.
    pub fn count_of(connection: &mut AnyConnection, organization: OrganizationId) -> Result<i64> {
        let joined = alliances::table.inner_join(
            alliance_organizations::table.on(alliance_organizations::alliance_id.eq(alliances::id)),
        );
        let theirs = alliance_organizations::organization_id
            .eq(organization)
            .and(alliances::retired_at.is_null());
        Ok(joined.filter(theirs).count().get_result(connection)?)
    }

    /// Loads the member organisations of alliances.
    pub fn organizations(
        connection: &mut AnyConnection,
        ids: &[AllianceId],
    ) -> Result<HashMap<AllianceId, Vec<OrganizationId>>> {
        let rows: Vec<(AllianceId, OrganizationId)> = alliance_organizations::table
            .filter(alliance_organizations::alliance_id.eq_any(ids))
            .order((alliance_organizations::alliance_id, alliance_organizations::organization_id))
            .select((alliance_organizations::alliance_id, alliance_organizations::organization_id))
            .load(connection)?;
        let mut organizations: HashMap<AllianceId, Vec<OrganizationId>> = HashMap::new();
        rows.into_iter()
            .for_each(|(id, organization)| organizations.entry(id).or_default().push(organization));
        Ok(organizations)
    }
}

impl Tx<'_> {
    /// Inserts an alliance and its organisations, with its first event.
    pub fn insert_alliance(
        &mut self,
        row: &mut Alliance,
        organizations: &[OrganizationId],
        actor: &Actor,
    ) -> Result<()> {
        let payload = json!({ "grid": row.grid_id, "organizations": organizations });
        row.insert(self, actor, "alliance_created", payload)?;
        self.ally(row.id, organizations)
    }

    /// Updates an alliance and its organisations, with an event.
    ///
    /// # Errors
    /// Those of [`Alliance::update`].
    pub fn update_alliance(
        &mut self,
        row: &mut Alliance,
        organizations: &[OrganizationId],
        actor: &Actor,
        kind: &'static str,
    ) -> Result<()> {
        row.update(self, actor, kind, json!({ "organizations": organizations }))?;
        let before =
            alliance_organizations::table.filter(alliance_organizations::alliance_id.eq(row.id));
        diesel::delete(before).execute(self.connection)?;
        self.ally(row.id, organizations)
    }

    fn ally(&mut self, id: AllianceId, organizations: &[OrganizationId]) -> Result<()> {
        for organization in organizations {
            let row = (
                alliance_organizations::alliance_id.eq(id),
                alliance_organizations::organization_id.eq(*organization),
            );
            diesel::insert_into(alliance_organizations::table)
                .values(row)
                .execute(self.connection)?;
        }
        Ok(())
    }
}
