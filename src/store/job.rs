//! Jobs for an instant: rows enqueued in the caller's transaction, taken in the transaction of
//! their effect.

use super::column::{StoredInstant, StoredJson};
use super::connection::AnyConnection;
use super::identifier::new_id;
use super::schema::jobs;
use super::tx::Tx;
use crate::domain::id::JobId;
use crate::domain::period::Instant;
use crate::error::Result;
use diesel::prelude::*;
use serde_json::Value;

/// Job that is due.
#[derive(Debug, Clone, Queryable)]
pub struct Job {
    /// Identifier.
    pub id: JobId,
    /// Kind of job.
    pub kind: String,
    /// Arguments: ids and codes.
    pub payload: StoredJson,
    /// Number of attempts so far.
    pub attempts: i32,
}

/// Filter of a job that nobody has done or tried since it was read.
macro_rules! unchanged {
    ($job:expr) => {
        jobs::id.eq($job.id).and(jobs::done_at.is_null()).and(jobs::attempts.eq($job.attempts))
    };
}

/// Finds the job that has been due longest at an instant; none if nothing is due.
pub fn due(connection: &mut AnyConnection, now: Instant) -> Result<Option<Job>> {
    let due = jobs::table
        .filter(jobs::done_at.is_null().and(jobs::run_at.le(StoredInstant(now))))
        .order((jobs::run_at, jobs::id))
        .select((jobs::id, jobs::kind, jobs::payload, jobs::attempts));
    Ok(due.first(connection).optional()?)
}

/// Loads the payloads of the jobs of a kind that are not done.
pub fn waiting(connection: &mut AnyConnection, kind: &str) -> Result<Vec<Value>> {
    let waiting =
        jobs::table.filter(jobs::kind.eq(kind).and(jobs::done_at.is_null())).select(jobs::payload);
    Ok(waiting.load::<StoredJson>(connection)?.into_iter().map(|payload| payload.0).collect())
}

impl Tx<'_> {
    /// Enqueues a job for an instant.
    pub fn job(&mut self, kind: &str, payload: Value, run_at: Instant) -> Result<JobId> {
        let id = JobId(new_id(self.now()));
        diesel::insert_into(jobs::table)
            .values((
                jobs::id.eq(id),
                jobs::kind.eq(kind),
                jobs::payload.eq(StoredJson(payload)),
                jobs::run_at.eq(StoredInstant(run_at)),
                jobs::attempts.eq(0),
            ))
            .execute(self.connection)?;
        Ok(id)
    }

    /// Marks a job as done, in the transaction of its effect: if that is rolled back, the job is
    /// due as before. Returns false if another process took or postponed it since it was read.
    pub fn take_job(&mut self, job: &Job) -> Result<bool> {
        let now = self.now();
        let taken = diesel::update(jobs::table.filter(unchanged!(job)))
            .set((jobs::done_at.eq(StoredInstant(now)), jobs::attempts.eq(job.attempts + 1)))
            .execute(self.connection)?;
        Ok(taken == 1)
    }

    /// Postpones a failed job until an instant, unless another process changed it since it was
    /// read.
    pub fn put_off_job(&mut self, job: &Job, error: &str, run_at: Instant) -> Result<()> {
        diesel::update(jobs::table.filter(unchanged!(job)))
            .set((
                jobs::attempts.eq(job.attempts + 1),
                jobs::last_error.eq(error),
                jobs::run_at.eq(StoredInstant(run_at)),
            ))
            .execute(self.connection)?;
        Ok(())
    }

    /// Enqueues a job unless one of its kind is waiting.
    pub fn ensure_job(&mut self, kind: &str, run_at: Instant) -> Result<()> {
        let waiting = jobs::table.filter(jobs::kind.eq(kind).and(jobs::done_at.is_null()));
        if diesel::select(diesel::dsl::exists(waiting)).get_result(self.connection)? {
            return Ok(());
        }
        self.job(kind, Value::Null, run_at).map(drop)
    }

    /// Deletes jobs that were done before an instant. Returns their number.
    pub fn expire_jobs(&mut self, before: Instant) -> Result<usize> {
        Ok(diesel::delete(jobs::table.filter(jobs::done_at.lt(StoredInstant(before))))
            .execute(self.connection)?)
    }
}
