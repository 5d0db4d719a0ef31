//! 责任区调整: storage of change sets.

mod list;
mod notes;

pub use list::{ReassignmentBrief, ReassignmentFilter, ReassignmentVisibility};

use super::aggregate::aggregate_row;
use super::column::{AggregateKey, StoredAs, StoredInstant};
use super::connection::{AnyConnection, STATEMENT_KEYS, each};
use super::event::Actor;
use super::schema::{reassignment_members, reassignment_units, reassignments};
use super::tx::Tx;
use crate::domain::id::{AccountId, GridId, MemberId, ReassignmentId};
use crate::domain::period::Instant;
use crate::domain::reassignment::{
    InverseOperations, KeptPreview, Operation, ReassignmentOrigin, ReassignmentReason,
    ReassignmentState,
};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Problem, Result};
use diesel::prelude::*;

/// Row of a change set.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = reassignments, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct Reassignment {
    pub id: ReassignmentId,
    pub origin: ReassignmentOrigin,
    pub state: ReassignmentState,
    pub reason: Option<ReassignmentReason>,
    pub author_id: Option<AccountId>,
    pub approver_id: Option<AccountId>,
    pub grid_id: Option<GridId>,
    pub operations: StoredAs<Vec<Operation>>,
    pub allow_gaps: bool,
    pub digest: Option<String>,
    pub preview: Option<StoredAs<KeptPreview>>,
    pub stopped_by: Option<StoredAs<Vec<Problem>>>,
    pub inverse: Option<StoredAs<InverseOperations>>,
    pub undoes: Option<ReassignmentId>,
    pub created_at: StoredInstant,
    pub effective_at: Option<StoredInstant>,
    pub previewed_at: Option<StoredInstant>,
    pub approved_at: Option<StoredInstant>,
    pub applied_at: Option<StoredInstant>,
    pub revision: Option<i64>,
    pub moved: i32,
    pub event_count: i32,
    pub version: i64,
}

aggregate_row!(Reassignment, ReassignmentId, reassignments);

impl Reassignment {
    /// Creates an empty draft.
    pub fn new(
        id: ReassignmentId,
        origin: ReassignmentOrigin,
        author: Option<AccountId>,
        now: Instant,
    ) -> Self {
        Self {
            id,
            origin,
            state: ReassignmentState::Draft,
            reason: None,
            author_id: author,
            approver_id: None,
            grid_id: None,
            operations: StoredAs(Vec::new()),
            allow_gaps: false,
            digest: None,
            preview: None,
            stopped_by: None,
            inverse: None,
            undoes: None,
            created_at: StoredInstant(now),
            effective_at: None,
            previewed_at: None,
            approved_at: None,
            applied_at: None,
            revision: None,
            moved: 0,
            event_count: 0,
            version: 0,
        }
    }

    /// Creates the applied change set of a direct change, the command line or the service itself.
    pub fn at_once(
        id: ReassignmentId,
        actor: &Actor,
        grid: Option<GridId>,
        revision: i64,
        now: Instant,
    ) -> Self {
        let origin = match actor {
            Actor::Account(_) | Actor::Anonymous => ReassignmentOrigin::Direct,
            Actor::OperatingSystemUser(_) => ReassignmentOrigin::CommandLine,
            Actor::Service => ReassignmentOrigin::Service,
        };
        Self {
            state: ReassignmentState::Applied,
            grid_id: grid,
            applied_at: Some(StoredInstant(now)),
            revision: Some(revision),
            version: 1,
            ..Self::new(id, origin, actor.account(), now)
        }
    }

    /// Returns the summary, without operations and preview.
    pub const fn brief(&self) -> ReassignmentBrief {
        ReassignmentBrief {
            id: self.id,
            origin: self.origin,
            state: self.state,
            reason: self.reason,
            author_id: self.author_id,
            approver_id: self.approver_id,
            grid_id: self.grid_id,
            undoes: self.undoes,
            created_at: self.created_at,
            effective_at: self.effective_at,
            previewed_at: self.previewed_at,
            approved_at: self.approved_at,
            applied_at: self.applied_at,
            version: self.version,
        }
    }

    /// Finds the change set that undid one, or is drafted to; the latest first. Discarded ones are
    /// left out.
    pub fn undoing(
        connection: &mut AnyConnection,
        id: ReassignmentId,
    ) -> Result<Option<ReassignmentBrief>> {
        let undoing =
            reassignments::undoes.eq(id).and(reassignments::state.ne(ReassignmentState::Discarded));
        let all = reassignments::table.filter(undoing).order(reassignments::id.desc());
        Ok(all.select(ReassignmentBrief::as_select()).first(connection).optional()?)
    }

    /// Finds other waiting change sets that touch one of some units, each with the unit.
    pub fn claiming(
        connection: &mut AnyConnection,
        id: ReassignmentId,
        units: &[Unit],
    ) -> Result<Vec<(ReassignmentBrief, Unit)>> {
        let units: Vec<AggregateKey> = units.iter().map(|unit| AggregateKey(unit.id())).collect();
        let mut found = Vec::new();
        for units in units.chunks(STATEMENT_KEYS) {
            let waits = reassignments::state
                .eq_any([ReassignmentState::Approved, ReassignmentState::Scheduled]);
            let touching = reassignments::table
                .inner_join(
                    reassignment_units::table
                        .on(reassignment_units::reassignment_id.eq(reassignments::id)),
                )
                .filter(
                    reassignment_units::unit_id
                        .eq_any(units)
                        .and(waits)
                        .and(reassignments::id.ne(id)),
                )
                .order((reassignments::id, reassignment_units::unit_id))
                .select((
                    ReassignmentBrief::as_select(),
                    reassignment_units::unit_kind,
                    reassignment_units::unit_id,
                ));
            let rows: Vec<(ReassignmentBrief, UnitKind, AggregateKey)> =
                touching.load(connection)?;
            found.extend(
                rows.into_iter().map(|(other, kind, unit)| (other, Unit::new(kind, unit.0))),
            );
        }
        Ok(found)
    }

    /// Loads the units that a change set touches, as of its last preview.
    pub fn units(connection: &mut AnyConnection, id: ReassignmentId) -> Result<Vec<Unit>> {
        let of = reassignment_units::table.filter(reassignment_units::reassignment_id.eq(id));
        let columns = (reassignment_units::unit_kind, reassignment_units::unit_id);
        let rows: Vec<(UnitKind, AggregateKey)> =
            of.order(reassignment_units::unit_id).select(columns).load(connection)?;
        Ok(rows.into_iter().map(|(kind, unit)| Unit::new(kind, unit.0)).collect())
    }

    /// Loads the members who are notified of an applied change set.
    pub fn notified(connection: &mut AnyConnection, id: ReassignmentId) -> Result<Vec<MemberId>> {
        let notified =
            reassignment_members::table.filter(reassignment_members::reassignment_id.eq(id));
        Ok(notified
            .order(reassignment_members::member_id)
            .select(reassignment_members::member_id)
            .load(connection)?)
    }
}

impl Tx<'_> {
    /// Inserts a change set.
    pub fn insert_reassignment(&mut self, row: &Reassignment) -> Result<()> {
        each!(&mut *self.connection, |native| diesel::insert_into(reassignments::table)
            .values(row)
            .execute(native))?;
        Ok(())
    }

    /// Replaces the units that a change set touches.
    pub fn set_reassignment_units(&mut self, id: ReassignmentId, units: &[Unit]) -> Result<()> {
        let before = reassignment_units::table.filter(reassignment_units::reassignment_id.eq(id));
        diesel::delete(before).execute(self.connection)?;
        for unit in units {
            let row = (
                reassignment_units::reassignment_id.eq(id),
                reassignment_units::unit_kind.eq(unit.kind()),
                reassignment_units::unit_id.eq(AggregateKey(unit.id())),
            );
            diesel::insert_into(reassignment_units::table).values(row).execute(self.connection)?;
        }
        Ok(())
    }

    /// Stores the members whom an applied change set concerns.
    pub fn insert_reassignment_members(
        &mut self,
        id: ReassignmentId,
        members: &[MemberId],
    ) -> Result<()> {
        for member in members {
            let row = (
                reassignment_members::reassignment_id.eq(id),
                reassignment_members::member_id.eq(*member),
            );
            diesel::insert_into(reassignment_members::table)
                .values(row)
                .execute(self.connection)?;
        }
        Ok(())
    }
}
