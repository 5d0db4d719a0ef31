//! 双报到: registrations with a neighbourhood, their skills and their sealed details.

mod details;
mod skills;

pub use details::RegistrationDetails;

use super::aggregate::aggregate_row;
use super::column::StoredInstant;
use super::connection::AnyConnection;
use super::schema::{members, organizations, registration_skills, registrations};
use super::tx::Tx;
use crate::domain::id::{GridId, MemberId, OrganizationId, RegistrationId};
use crate::domain::period::Instant;
use crate::domain::registration::{Registrant, RegistrationEnd, RegistrationState};
use crate::error::Result;
use diesel::dsl::exists;
use diesel::prelude::*;

/// Row of a registration.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = registrations, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct Registration {
    pub id: RegistrationId,
    pub grid_id: GridId,
    pub member_id: Option<MemberId>,
    pub organization_id: Option<OrganizationId>,
    pub home_organization_id: Option<OrganizationId>,
    pub state: RegistrationState,
    pub requested_at: StoredInstant,
    pub decided_at: Option<StoredInstant>,
    pub ended_at: Option<StoredInstant>,
    pub ended_because: Option<RegistrationEnd>,
    pub event_count: i32,
    pub version: i64,
}

/// Registrations that somebody may know of.
#[derive(Debug, Clone)]
pub struct RegistrationReach {
    /// Those with these neighbourhoods.
    pub grids: Vec<GridId>,
    /// Those of these organisations, with any neighbourhood.
    pub organizations: Vec<OrganizationId>,
    /// Those of this member, with any neighbourhood.
    pub member: Option<MemberId>,
}

/// Filter of a list of registrations.
#[derive(Debug, Clone, Default)]
pub struct RegistrationFilter {
    /// Only those that the reader may know of; none: all.
    pub within: Option<RegistrationReach>,
    /// Only those with this neighbourhood.
    pub grid: Option<GridId>,
    /// Only those in this state.
    pub state: Option<RegistrationState>,
    /// Only those of registrants with this skill.
    pub skill: Option<String>,
}

aggregate_row!(Registration, RegistrationId, registrations);

impl Registration {
    /// Creates a pending registration.
    pub fn new(
        id: RegistrationId,
        grid: GridId,
        who: Registrant,
        home: Option<OrganizationId>,
        now: Instant,
    ) -> Self {
        let (member_id, organization_id) = match who {
            Registrant::Member(member) => (Some(member), None),
            Registrant::Organization(organization) => (None, Some(organization)),
        };
        Self {
            id,
            grid_id: grid,
            member_id,
            organization_id,
            home_organization_id: home,
            state: RegistrationState::Pending,
            requested_at: StoredInstant(now),
            decided_at: None,
            ended_at: None,
            ended_because: None,
            event_count: 0,
            version: 0,
        }
    }

    /// Finds the neighbourhood that a member is registered with.
    pub fn home_of(connection: &mut AnyConnection, member: MemberId) -> Result<Option<GridId>> {
        let own = registrations::member_id
            .eq(member)
            .and(registrations::state.eq(RegistrationState::Accepted));
        Ok(registrations::table
            .filter(own)
            .select(registrations::grid_id)
            .get_result(connection)
            .optional()?)
    }

    /// Lists the members who come from some organisations: registered, or asking to be.
    pub fn members_from(
        connection: &mut AnyConnection,
        organizations: &[OrganizationId],
    ) -> Result<Vec<MemberId>> {
        // Hardly any request is about one.
        if organizations.is_empty() {
            return Ok(Vec::new());
        }
        let states = [RegistrationState::Pending, RegistrationState::Accepted];
        let homes: Vec<Option<OrganizationId>> = organizations.iter().copied().map(Some).collect();
        let from = registrations::home_organization_id.eq_any(homes).assume_not_null();
        let live = registrations::state.eq_any(states).and(registrations::member_id.is_not_null());
        Ok(registrations::table
            .filter(live.and(from))
            .select(registrations::member_id.assume_not_null())
            .load(connection)?)
    }

    /// Counts the pending and accepted registrations with a neighbourhood.
    pub fn live_count(connection: &mut AnyConnection, grid: GridId) -> Result<i64> {
        let states = [RegistrationState::Pending, RegistrationState::Accepted];
        let live = registrations::grid_id.eq(grid).and(registrations::state.eq_any(states));
        Ok(registrations::table.filter(live).count().get_result(connection)?)
    }

    /// Lists somebody's pending and accepted registrations.
    pub fn live(connection: &mut AnyConnection, who: Registrant) -> Result<Vec<Self>> {
        let states = [RegistrationState::Pending, RegistrationState::Accepted];
        let live = registrations::table
            .filter(registrations::state.eq_any(states))
            .select(Self::as_select());
        Ok(match who {
            Registrant::Member(member) => {
                live.filter(registrations::member_id.eq(member)).load(connection)?
            }
            Registrant::Organization(id) => {
                live.filter(registrations::organization_id.eq(id)).load(connection)?
            }
        })
    }

    /// Lists the registrations that match a filter, newest first.
    pub fn list(
        connection: &mut AnyConnection,
        filter: &RegistrationFilter,
        after: Option<RegistrationId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let mut query = registrations::table.select(Self::as_select()).into_boxed();
        if let Some(reach) = &filter.within {
            let with = registrations::grid_id.eq_any(&reach.grids);
            let with = with.or(registrations::organization_id.eq_any(&reach.organizations));
            query = match reach.member {
                Some(member) => query.filter(with.or(registrations::member_id.eq(member))),
                None => query.filter(with),
            };
        }
        if let Some(grid) = filter.grid {
            query = query.filter(registrations::grid_id.eq(grid));
        }
        if let Some(state) = filter.state {
            query = query.filter(registrations::state.eq(state));
        }
        if let Some(skill) = &filter.skill {
            let of_row = registration_skills::table
                .filter(registration_skills::registration_id.eq(registrations::id));
            query = query.filter(exists(of_row.filter(registration_skills::skill.eq(skill))));
        }
        if let Some(after) = after {
            query = query.filter(registrations::id.lt(after));
        }
        Ok(query.order(registrations::id.desc()).limit(limit).load(connection)?)
    }
}

impl Tx<'_> {
    /// Locks somebody's registrations against other decisions until the end of the transaction.
    pub fn lock_registrant(&mut self, who: Registrant) -> Result<()> {
        // SQLite has only one writer anyway.
        let AnyConnection::Postgres(native) = &mut *self.connection else { return Ok(()) };
        match who {
            Registrant::Member(id) => {
                members::table.find(id).select(members::id).for_no_key_update().execute(native)?;
            }
            Registrant::Organization(id) => {
                organizations::table
                    .find(id)
                    .select(organizations::id)
                    .for_no_key_update()
                    .execute(native)?;
            }
        }
        Ok(())
    }
}
