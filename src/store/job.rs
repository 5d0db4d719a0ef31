//! Work to do at an instant: rows enqueued in the caller's transaction, claimed by a conditional update with a lease.

use super::column::{At, Json};
use super::connection::AnyConnection;
use super::identifier::new_id;
use super::schema::jobs;
use super::tx::Tx;
use crate::domain::id::JobId;
use crate::domain::period::Instant;
use crate::error::Result;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::Value;

/// How long a claimed job is kept from others; longer than any job takes.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// A claimed job.
#[derive(Debug, Clone, Queryable)]
pub struct Job {
    /// Identifier.
    pub id: JobId,
    /// What to do.
    pub kind: String,
    /// With what: ids and codes.
    pub payload: Json,
    /// When it was due.
    pub run_at: At,
    /// How often it was begun, this time included.
    pub attempts: i32,
}

/// What the jobs of a kind that are not done are to do it with.
pub fn waiting(connection: &mut AnyConnection, kind: &str) -> Result<Vec<Value>> {
    let waiting = jobs::table.filter(jobs::kind.eq(kind).and(jobs::done_at.is_null())).select(jobs::payload);
    Ok(waiting.load::<Json>(connection)?.into_iter().map(|payload| payload.0).collect())
}

impl Tx<'_> {
    /// Enqueues a job for an instant.
    pub fn job(&mut self, kind: &str, payload: Value, run_at: Instant) -> Result<JobId> {
        let id = JobId(new_id(self.now()));
        diesel::insert_into(jobs::table)
            .values((
                jobs::id.eq(id),
                jobs::kind.eq(kind),
                jobs::payload.eq(Json(payload)),
                jobs::run_at.eq(At(run_at)),
                jobs::attempts.eq(0),
            ))
            .execute(self.connection)?;
        Ok(id)
    }

    /// Claims the job that has been due longest, for the length of the lease; none when nothing is due.
    pub fn claim_job(&mut self) -> Result<Option<Job>> {
        let now = self.now();
        let free = jobs::leased_until.is_null().or(jobs::leased_until.lt(At(now)));
        let due = jobs::table
            .filter(jobs::done_at.is_null().and(jobs::run_at.le(At(now))).and(free))
            .order((jobs::run_at, jobs::id))
            .select((jobs::id, jobs::kind, jobs::payload, jobs::run_at, jobs::attempts))
            .limit(1)
            .load::<Job>(self.connection)?;
        let Some(mut job) = due.into_iter().next() else { return Ok(None) };
        let free = jobs::leased_until.is_null().or(jobs::leased_until.lt(At(now)));
        let claimed = diesel::update(jobs::table.filter(jobs::id.eq(job.id).and(jobs::done_at.is_null()).and(free)))
            .set((jobs::leased_until.eq(At(now + LEASE)), jobs::attempts.eq(job.attempts + 1)))
            .execute(self.connection)?;
        job.attempts += 1;
        Ok((claimed == 1).then_some(job))
    }

    /// Marks a job done, in the transaction of its effect.
    pub fn finish_job(&mut self, id: JobId) -> Result<()> {
        let now = self.now();
        diesel::update(jobs::table.find(id)).set(jobs::done_at.eq(At(now))).execute(self.connection)?;
        Ok(())
    }

    /// Puts a failed job off until an instant.
    pub fn retry_job(&mut self, id: JobId, error: &str, run_at: Instant) -> Result<()> {
        diesel::update(jobs::table.find(id))
            .set((jobs::leased_until.eq(None::<At>), jobs::last_error.eq(error), jobs::run_at.eq(At(run_at))))
            .execute(self.connection)?;
        Ok(())
    }

    /// Enqueues a job unless one of the kind is waiting.
    pub fn ensure_job(&mut self, kind: &str, run_at: Instant) -> Result<()> {
        let waiting = jobs::table.filter(jobs::kind.eq(kind).and(jobs::done_at.is_null()));
        if diesel::select(diesel::dsl::exists(waiting)).get_result(self.connection)? {
            return Ok(());
        }
        self.job(kind, Value::Null, run_at).map(drop)
    }

    /// Forgets jobs that were done before an instant; answers how many.
    pub fn expire_jobs(&mut self, before: Instant) -> Result<usize> {
        Ok(diesel::delete(jobs::table.filter(jobs::done_at.lt(At(before)))).execute(self.connection)?)
    }
}
