//! The last steps of requests that can be taken back, and objections to where their reporters were
//! told to go.

use super::RequestRow;
use crate::domain::id::{AccountId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::{FormerFacts, LastStep, Objection, RequestAction, RequestFacts};
use crate::error::{Error, Result};
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::connection::AnyConnection;
use crate::store::schema::{request_last_steps as last_steps, request_objections as objections};
use crate::store::tx::Tx;
use diesel::prelude::*;

/// Columns of a last step.
type LastStepColumns = (String, Option<AccountId>, i32, StoredAs<FormerFacts>);

impl RequestRow {
    /// Completes facts with the last step and the objection.
    pub(super) fn with_last_step(
        &self,
        connection: &mut AnyConnection,
        facts: RequestFacts,
    ) -> Result<RequestFacts> {
        let last_step = self.last_step(connection)?.map(|(step, _)| step);
        let objection: Option<(StoredInstant, StoredInstant, Option<StoredInstant>)> =
            objections::table
                .find(self.id)
                .select((objections::made_at, objections::due, objections::decided_at))
                .first(connection)
                .optional()?;
        let objection = objection.map(|(made_at, due, decided_at)| Objection {
            made_at: made_at.0,
            due: due.0,
            decided: decided_at.is_some(),
        });
        Ok(RequestFacts { last_step, objection, ..facts })
    }

    /// Returns true if an account made the last step, and nothing has happened since.
    pub fn was_last_moved_by(
        &self,
        connection: &mut AnyConnection,
        account: AccountId,
    ) -> Result<bool> {
        let last = self.last_step(connection)?;
        Ok(last.is_some_and(|(step, made_by)| step.stands && made_by == Some(account)))
    }

    fn last_step(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<Option<(LastStep, Option<AccountId>)>> {
        let found: Option<LastStepColumns> = last_steps::table
            .find(self.id)
            .select((
                last_steps::action,
                last_steps::made_by,
                last_steps::sequence,
                last_steps::former,
            ))
            .first(connection)
            .optional()?;
        let Some((action, made_by, sequence, former)) = found else { return Ok(None) };
        let action: RequestAction = action.parse().map_err(Error::internal)?;
        let stands = sequence == self.event_count;
        Ok(Some((LastStep { action, former: former.0, stands }, made_by)))
    }
}

impl Tx<'_> {
    /// Stores the last step of a request, made with the row's last event.
    pub fn set_last_step(
        &mut self,
        row: &RequestRow,
        step: &LastStep,
        made_by: Option<AccountId>,
    ) -> Result<()> {
        self.forget_last_step(row.id)?;
        diesel::insert_into(last_steps::table)
            .values((
                last_steps::request_id.eq(row.id),
                last_steps::action.eq(step.action.as_str()),
                last_steps::made_by.eq(made_by),
                last_steps::sequence.eq(row.event_count),
                last_steps::former.eq(StoredAs(step.former)),
            ))
            .execute(self.connection)?;
        Ok(())
    }

    /// Forgets the last step of a request.
    pub fn forget_last_step(&mut self, request: RequestId) -> Result<()> {
        diesel::delete(last_steps::table.find(request)).execute(self.connection)?;
        Ok(())
    }

    /// Stores an objection.
    pub fn insert_objection(&mut self, request: RequestId, objection: &Objection) -> Result<()> {
        diesel::insert_into(objections::table)
            .values((
                objections::request_id.eq(request),
                objections::made_at.eq(StoredInstant(objection.made_at)),
                objections::due.eq(StoredInstant(objection.due)),
                objections::decided_at.eq(None::<StoredInstant>),
            ))
            .execute(self.connection)?;
        Ok(())
    }

    /// Stores that an objection was decided.
    pub fn end_objection(&mut self, request: RequestId, at: Instant) -> Result<()> {
        diesel::update(objections::table.find(request))
            .set(objections::decided_at.eq(Some(StoredInstant(at))))
            .execute(self.connection)?;
        Ok(())
    }
}
