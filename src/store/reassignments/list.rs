//! Lists of change sets.

use super::Reassignment;
use crate::domain::id::{AccountId, GridId, MemberId, ReassignmentId};
use crate::domain::reassignment::{ReassignmentOrigin, ReassignmentState};
use crate::error::Result;
use crate::store::connection::AnyConnection;
use crate::store::schema::{reassignment_members, reassignments};
use diesel::dsl::exists;
use diesel::prelude::*;
use uuid::Uuid;

/// Which change sets.
#[derive(Debug, Clone, Default)]
pub struct ReassignmentFilter {
    /// Those of these grids; none: of any.
    pub grids: Option<Vec<GridId>>,
    /// And those that this login drafted.
    pub or_by: Option<AccountId>,
    /// And those applied that this member is told of.
    pub or_told: Option<MemberId>,
    /// That have come so far.
    pub state: Option<ReassignmentState>,
    /// That come from there.
    pub origin: Option<ReassignmentOrigin>,
}

impl Reassignment {
    /// Change sets, the newest first.
    pub fn list(
        connection: &mut AnyConnection,
        filter: ReassignmentFilter,
        before: Option<ReassignmentId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let ReassignmentFilter { grids, or_by, or_told, state, origin } = filter;
        let mut query = reassignments::table.select(Self::as_select()).into_boxed();
        if let Some(grids) = grids {
            // Nobody has the identifier of nothing.
            let author = or_by.unwrap_or(AccountId(Uuid::nil()));
            let member = or_told.unwrap_or(MemberId(Uuid::nil()));
            let told = reassignment_members::table
                .filter(reassignment_members::reassignment_id.eq(reassignments::id))
                .filter(reassignment_members::member_id.eq(member));
            let here = reassignments::grid_id.assume_not_null().eq_any(grids);
            query = query.filter(here.or(reassignments::author_id.assume_not_null().eq(author)).or(exists(told)));
        }
        if let Some(state) = state {
            query = query.filter(reassignments::state.eq(state));
        }
        if let Some(origin) = origin {
            query = query.filter(reassignments::origin.eq(origin));
        }
        if let Some(before) = before {
            query = query.filter(reassignments::id.lt(before));
        }
        Ok(query.order(reassignments::id.desc()).limit(limit).load(connection)?)
    }
}
