//! Lists of change sets.

use super::Reassignment;
use crate::domain::id::{AccountId, GridId, MemberId, ReassignmentId};
use crate::domain::reassignment::{ReassignmentOrigin, ReassignmentReason, ReassignmentState};
use crate::error::Result;
use crate::store::column::StoredInstant;
use crate::store::connection::{AnyConnection, MultiBackend};
use crate::store::schema::{reassignment_members, reassignments};
use diesel::dsl::exists;
use diesel::prelude::*;
use uuid::Uuid;

/// Summary of a change set, without operations and preview: those may be a megabyte.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = reassignments)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct ReassignmentBrief {
    pub id: ReassignmentId,
    pub origin: ReassignmentOrigin,
    pub state: ReassignmentState,
    pub reason: Option<ReassignmentReason>,
    pub author_id: Option<AccountId>,
    pub approver_id: Option<AccountId>,
    pub grid_id: Option<GridId>,
    pub undoes: Option<ReassignmentId>,
    pub created_at: StoredInstant,
    pub effective_at: Option<StoredInstant>,
    pub previewed_at: Option<StoredInstant>,
    pub approved_at: Option<StoredInstant>,
    pub applied_at: Option<StoredInstant>,
    pub version: i64,
}

/// Visibility of change sets: those of some grids, those that somebody drafted, and those applied
/// that they are notified of.
#[derive(Debug, Clone, Default)]
pub struct ReassignmentVisibility {
    /// Only those of these grids; none: all.
    pub grids: Option<Vec<GridId>>,
    /// Those that this account drafted.
    pub author: Option<AccountId>,
    /// Those applied that this member is notified of.
    pub notified: Option<MemberId>,
}

/// Filter of a list of change sets.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReassignmentFilter {
    /// Only those in this state.
    pub state: Option<ReassignmentState>,
    /// Only those of this origin.
    pub origin: Option<ReassignmentOrigin>,
}

impl ReassignmentVisibility {
    fn query(self) -> reassignments::BoxedQuery<'static, MultiBackend> {
        let all = reassignments::table.into_boxed();
        let Some(grids) = self.grids else { return all };
        // Nobody has the nil identifier.
        let author = self.author.unwrap_or(AccountId(Uuid::nil()));
        let member = self.notified.unwrap_or(MemberId(Uuid::nil()));
        let notified = reassignment_members::table
            .filter(reassignment_members::reassignment_id.eq(reassignments::id))
            .filter(reassignment_members::member_id.eq(member));
        let applied =
            reassignments::state.eq_any([ReassignmentState::Applied, ReassignmentState::Undone]);
        let here = reassignments::grid_id.assume_not_null().eq_any(grids);
        let drafted = reassignments::author_id.assume_not_null().eq(author);
        all.filter(here.or(drafted).or(applied.and(exists(notified))))
    }
}

impl ReassignmentBrief {
    /// Lists change sets, newest first.
    pub fn list(
        connection: &mut AnyConnection,
        visibility: ReassignmentVisibility,
        filter: ReassignmentFilter,
        before: Option<ReassignmentId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let mut query = visibility.query();
        if let Some(state) = filter.state {
            query = query.filter(reassignments::state.eq(state));
        }
        if let Some(origin) = filter.origin {
            query = query.filter(reassignments::origin.eq(origin));
        }
        if let Some(before) = before {
            query = query.filter(reassignments::id.lt(before));
        }
        Ok(query
            .order(reassignments::id.desc())
            .limit(limit)
            .select(Self::as_select())
            .load(connection)?)
    }

    /// Lists the change sets applied after a revision, latest first; at most 20.
    pub fn since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Self>> {
        let later = reassignments::table.filter(reassignments::revision.gt(revision));
        Ok(later
            .order(reassignments::revision.desc())
            .limit(20)
            .select(Self::as_select())
            .load(connection)?)
    }
}

impl Reassignment {
    /// Returns true if a change set is visible.
    pub fn is_visible(
        connection: &mut AnyConnection,
        visibility: ReassignmentVisibility,
        id: ReassignmentId,
    ) -> Result<bool> {
        let found = visibility.query().filter(reassignments::id.eq(id)).select(reassignments::id);
        Ok(found.first::<ReassignmentId>(connection).optional()?.is_some())
    }
}
