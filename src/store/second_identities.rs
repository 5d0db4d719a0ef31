//! 第二身份: claims of community roles and their states.

use super::aggregate::aggregate_row;
use super::column::StoredInstant;
use super::connection::AnyConnection;
use super::schema::{community_roles, second_identities};
use crate::domain::id::{CommunityRoleId, DutyId, GridId, MemberId, SecondIdentityId};
use crate::domain::period::Instant;
use crate::domain::second_identity::{IdentityDecline, IdentityEnd, IdentityState};
use crate::error::Result;
use diesel::prelude::*;

/// Row of a second identity.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = second_identities, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct SecondIdentity {
    pub id: SecondIdentityId,
    pub role_id: CommunityRoleId,
    pub member_id: MemberId,
    pub state: IdentityState,
    pub claim_number: i32,
    pub claimed_at: StoredInstant,
    pub decided_at: Option<StoredInstant>,
    pub declined_because: Option<IdentityDecline>,
    pub started_at: Option<StoredInstant>,
    pub ends_at: Option<StoredInstant>,
    pub ended_at: Option<StoredInstant>,
    pub ended_because: Option<IdentityEnd>,
    pub event_count: i32,
    pub version: i64,
    pub duty_id: Option<DutyId>,
}

/// Filter of a list of second identities.
#[derive(Debug, Clone, Default)]
pub struct IdentityFilter {
    /// Only at roles of these neighbourhoods; none: any.
    pub grids: Option<Vec<GridId>>,
    /// Also those of this member, wherever they are.
    pub or_of: Option<MemberId>,
    /// Only at this role.
    pub role: Option<CommunityRoleId>,
    /// Only in this state.
    pub state: Option<IdentityState>,
}

const LIVE: [IdentityState; 3] =
    [IdentityState::Claimed, IdentityState::Waiting, IdentityState::Active];

aggregate_row!(SecondIdentity, SecondIdentityId, second_identities);

impl SecondIdentity {
    /// Creates a claim that waits for a decision.
    pub fn new(
        id: SecondIdentityId,
        role: CommunityRoleId,
        member: MemberId,
        number: i32,
        now: Instant,
    ) -> Self {
        Self {
            id,
            role_id: role,
            member_id: member,
            state: IdentityState::Claimed,
            claim_number: number,
            claimed_at: StoredInstant(now),
            decided_at: None,
            declined_because: None,
            started_at: None,
            ends_at: None,
            ended_at: None,
            ended_because: None,
            event_count: 0,
            version: 0,
            duty_id: None,
        }
    }

    /// Lists those of a role that are not over, in order of their claims.
    pub fn live_of_role(
        connection: &mut AnyConnection,
        role: CommunityRoleId,
    ) -> Result<Vec<Self>> {
        let live = second_identities::table
            .filter(second_identities::role_id.eq(role).and(second_identities::state.eq_any(LIVE)));
        Ok(live
            .order(second_identities::claim_number)
            .select(Self::as_select())
            .load(connection)?)
    }

    /// Lists those of a member at roles of a neighbourhood that are not over, by role: always
    /// locked in that order.
    pub fn live_of_member(
        connection: &mut AnyConnection,
        member: MemberId,
        grid: GridId,
    ) -> Result<Vec<Self>> {
        let here = community_roles::table
            .filter(community_roles::grid_id.eq(grid))
            .select(community_roles::id);
        let live =
            second_identities::member_id.eq(member).and(second_identities::state.eq_any(LIVE));
        let found =
            second_identities::table.filter(live.and(second_identities::role_id.eq_any(here)));
        Ok(found.order(second_identities::role_id).select(Self::as_select()).load(connection)?)
    }

    /// Finds one by identifier.
    pub fn find(connection: &mut AnyConnection, id: SecondIdentityId) -> Result<Option<Self>> {
        let found = second_identities::table.find(id).select(Self::as_select());
        Ok(found.first(connection).optional()?)
    }

    /// Lists the active ones of a member.
    pub fn active_of_member(
        connection: &mut AnyConnection,
        member: MemberId,
    ) -> Result<Vec<SecondIdentityId>> {
        let active = second_identities::state.eq(IdentityState::Active);
        let theirs = second_identities::table
            .filter(second_identities::member_id.eq(member).and(active))
            .select(second_identities::id);
        Ok(theirs.load(connection)?)
    }

    /// Finds the active one that carries a duty.
    pub fn of_duty(connection: &mut AnyConnection, duty: DutyId) -> Result<Option<Self>> {
        let carries = second_identities::duty_id
            .eq(duty)
            .and(second_identities::state.eq(IdentityState::Active));
        Ok(second_identities::table
            .filter(carries)
            .select(Self::as_select())
            .first(connection)
            .optional()?)
    }

    /// Finds the one that has waited longest for a place.
    pub fn first_waiting(
        connection: &mut AnyConnection,
        role: CommunityRoleId,
    ) -> Result<Option<Self>> {
        let waiting = second_identities::role_id
            .eq(role)
            .and(second_identities::state.eq(IdentityState::Waiting));
        let first = second_identities::table.filter(waiting).order(second_identities::claim_number);
        Ok(first.select(Self::as_select()).first(connection).optional()?)
    }

    /// Counts those called back for another decision that claimed before a number.
    pub fn called_before(
        connection: &mut AnyConnection,
        role: CommunityRoleId,
        claim_number: i32,
    ) -> Result<i64> {
        let called = second_identities::state
            .eq(IdentityState::Claimed)
            .and(second_identities::decided_at.is_not_null());
        let earlier = second_identities::role_id
            .eq(role)
            .and(second_identities::claim_number.lt(claim_number));
        Ok(second_identities::table.filter(called.and(earlier)).count().get_result(connection)?)
    }

    /// Lists the second identities that match a filter, in order of their claims.
    pub fn list(
        connection: &mut AnyConnection,
        filter: &IdentityFilter,
        after: Option<SecondIdentityId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let mut query = second_identities::table.select(Self::as_select()).into_boxed();
        if let Some(grids) = &filter.grids {
            let roles = community_roles::table.filter(community_roles::grid_id.eq_any(grids));
            let here = second_identities::role_id.eq_any(roles.select(community_roles::id));
            query = match filter.or_of {
                Some(member) => query.filter(here.or(second_identities::member_id.eq(member))),
                None => query.filter(here),
            };
        }
        if let Some(role) = filter.role {
            query = query.filter(second_identities::role_id.eq(role));
        }
        if let Some(state) = filter.state {
            query = query.filter(second_identities::state.eq(state));
        }
        if let Some(after) = after {
            query = query.filter(second_identities::id.gt(after));
        }
        Ok(query.order(second_identities::id).limit(limit).load(connection)?)
    }
}
