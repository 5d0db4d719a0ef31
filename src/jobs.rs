//! The loop over job rows: work that is due at an instant, safe with several processes.

use crate::domain::period::Instant;
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use crate::service::atlas_edits::{REHOLD, planned_until_current};
use crate::service::file_imports;
use crate::service::login::forget_expired;
use crate::service::reassignments::{APPLY, SurveyedApply, run_scheduled, survey_scheduled};
use crate::service::requests::outcome::CLOSE_SILENT;
use crate::service::requests::rehold::rehold_by_clock;
use crate::service::requests::transition::close_silent;
use crate::service::rulebook::Rulebook;
use crate::service::second_identities::{self, EXPIRE_IDENTITY};
use crate::store::{Db, Job, Revision, Tx, due_job};
use chrono::TimeDelta;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// The job that deletes what has expired; it enqueues itself again.
const EXPIRE: &str = "expire";
/// Interval of deleting what has expired.
const EXPIRE_EVERY: TimeDelta = TimeDelta::hours(1);
/// Lifetime of idempotency keys.
const KEYS_LIVE: TimeDelta = TimeDelta::hours(72);
/// Lifetime of finished jobs, for whoever looks into what happened.
const JOBS_LIVE: TimeDelta = TimeDelta::days(30);
/// Interval of the look at the table.
const POLL: Duration = Duration::from_secs(1);
/// Delay of the first retry of a failed job; each further one waits twice as long, up to an hour.
const RETRY: TimeDelta = TimeDelta::seconds(10);

#[derive(Deserialize)]
struct OfUnit {
    unit: Unit,
    at: Instant,
}

#[derive(Deserialize)]
struct OfRequest {
    request: crate::domain::id::RequestId,
}

#[derive(Deserialize)]
struct OfIdentity {
    identity: crate::domain::id::SecondIdentityId,
}

/// Runs jobs as they fall due, until the task is dropped.
pub async fn run(db: Db, rulebook: Arc<Rulebook>) {
    loop {
        if let Err(fault) = run_due(&db, &rulebook).await {
            tracing::warn!(%fault, "jobs could not be run; they are tried again");
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Makes sure that the job that deletes what has expired is enqueued; called at start.
///
/// # Errors
/// Those of the database.
pub async fn schedule(db: &Db) -> Result<()> {
    db.write(|tx| {
        let now = tx.now();
        tx.ensure_job(EXPIRE, now)
    })
    .await
}

/// Runs every job that is due and returns the number run here; another process may run others.
///
/// # Errors
/// Those of the database. A job that fails is put off, not lost.
pub async fn run_due(db: &Db, rulebook: &Arc<Rulebook>) -> Result<usize> {
    let mut ran = 0;
    loop {
        let now = db.now();
        let Some(job) = db.read(move |connection| due_job(connection, now)).await? else {
            return Ok(ran);
        };
        match take(db, Arc::clone(rulebook), job.clone()).await {
            Ok(here) => ran += usize::from(here),
            Err(fault) => {
                tracing::error!(job = %job.id.0, kind = job.kind, %fault, "a job failed and is put off");
                put_off(db, job, fault.to_string()).await?;
            }
        }
    }
}

/// Runs a job, in one transaction with the mark that it is done; false if another process did.
async fn take(db: &Db, rulebook: Arc<Rulebook>, job: Job) -> Result<bool> {
    if job.kind == EXPIRE_IDENTITY {
        // A duty may end with it.
        return db
            .revise(move |tx| Ok(tx.take_job(&job)? && expire_identity(tx, &job).map(|()| true)?))
            .await;
    }
    if job.kind == APPLY {
        let apply = planned_until_current(|| async {
            let surveyed = survey_scheduled(db, &job.payload.0).await?;
            let job = job.clone();
            db.revise(move |tx| apply_scheduled(tx, &job, &surveyed)).await
        });
        return apply.await;
    }
    if job.kind == REHOLD {
        // On its own: a transaction that began before the duty ended, and has not committed yet,
        // may be giving it a request.
        return db
            .revise(move |tx| Ok(tx.take_job(&job)? && rehold(tx, &job).map(|()| true)?))
            .await;
    }
    db.write(move |tx| Ok(tx.take_job(&job)? && perform(tx, &rulebook, &job).map(|()| true)?)).await
}

/// Applies a scheduled change set; does nothing if the survey of its polygons is outdated.
fn apply_scheduled(
    tx: &mut Revision<'_, '_>,
    job: &Job,
    surveyed: &SurveyedApply,
) -> Result<Option<bool>> {
    if surveyed.is_outdated(&*tx.atlas()?) {
        return Ok(None);
    }
    Ok(Some(tx.take_job(job)? && run_scheduled(tx, &job.payload.0, surveyed).map(|()| true)?))
}

fn expire_identity(tx: &mut Revision<'_, '_>, job: &Job) -> Result<()> {
    second_identities::expire(tx, read::<OfIdentity>(job)?.identity)
}

fn rehold(tx: &mut Tx<'_>, job: &Job) -> Result<()> {
    let OfUnit { unit, at } = read(job)?;
    rehold_by_clock(tx, &[unit], at).map(drop)
}

fn perform(tx: &mut Tx<'_>, rulebook: &Rulebook, job: &Job) -> Result<()> {
    match job.kind.as_str() {
        CLOSE_SILENT => close_silent(tx, rulebook, read::<OfRequest>(job)?.request),
        EXPIRE => expire(tx),
        unknown => Err(Error::internal(format!("no job is called {unknown}"))),
    }
}

fn read<T: DeserializeOwned>(job: &Job) -> Result<T> {
    serde_json::from_value(job.payload.0.clone()).map_err(Error::internal)
}

fn expire(tx: &mut Tx<'_>) -> Result<()> {
    let now = tx.now();
    tx.expire_idempotency_keys(now - KEYS_LIVE)?;
    tx.expire_jobs(now - JOBS_LIVE)?;
    file_imports::expire(tx)?;
    forget_expired(tx)?;
    tx.job(EXPIRE, serde_json::Value::Null, now + EXPIRE_EVERY).map(drop)
}

async fn put_off(db: &Db, job: Job, reason: String) -> Result<()> {
    let doublings = u32::try_from(job.attempts).unwrap_or_default().min(9);
    let wait = (RETRY * 2_i32.pow(doublings)).min(TimeDelta::hours(1));
    db.write(move |tx| {
        let at = tx.now() + wait;
        tx.put_off_job(&job, &reason, at)
    })
    .await
}
