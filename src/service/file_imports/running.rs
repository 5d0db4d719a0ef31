//! Importing files in their turn, safe with several processes and across restarts: a process has a
//! file on lease, and that the file is done is written in the transaction of its effect.

mod attempt;
mod ending;

use super::carrying::{ImportOutcome, import};
use super::rules::{area, require_role, roles};
use crate::domain::file_import::ImportState;
use crate::error::{Code, Error, Problem, Result};
use crate::service::import::run::{ImportRun, ImportSender, scope_at};
use crate::service::rulebook::Rulebook;
use crate::store::file_imports::{FileContents, FileImport};
use crate::store::{Db, Tx};
use attempt::{Attempt, end};
use chrono::TimeDelta;
use ending::{ImportEnd, finish};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// How long a process has a file without saying that it still works on it.
const LEASE: TimeDelta = TimeDelta::seconds(15);

/// Interval of saying so.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// Interval of the look for files.
const POLL: Duration = Duration::from_millis(500);

/// Number of times that a file may break off before it is given up.
const BREAKS_MAX: i32 = 3;

/// Imports files as they come, until the task is dropped.
pub async fn run(db: Db, rulebook: Arc<Rulebook>) {
    loop {
        if let Err(fault) = run_due(&db, &rulebook).await {
            tracing::warn!(%fault, "a file could not be imported; it is tried again");
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Imports every file whose turn it is, and returns how many were.
///
/// # Errors
/// Those of the database, and faults of the service. The file stays in its turn.
pub async fn run_due(db: &Db, rulebook: &Arc<Rulebook>) -> Result<usize> {
    let mut ran = 0;
    loop {
        let now = db.now();
        let Some(row) = db.read(move |connection| FileImport::due(connection, now)).await? else {
            return Ok(ran);
        };
        let lease = row.clone();
        if !db.write(move |tx| tx.lease_import(&lease, tx.now() + LEASE)).await? {
            continue;
        }
        let attempt = Attempt { id: row.id, number: row.attempts + 1 };
        carry_out(db, rulebook, &row, attempt).await?;
        ran += 1;
    }
}

async fn carry_out(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    row: &FileImport,
    attempt: Attempt,
) -> Result<()> {
    if row.breaks >= BREAKS_MAX {
        let given_up = ImportEnd::of(Code::ImportInterrupted.into(), ImportState::Failed);
        return finish(db, attempt, given_up).await;
    }
    let heartbeat = tokio::spawn(keep(db.clone(), attempt));
    let (inside, rules, row) = (db.clone(), Arc::clone(rulebook), row.clone());
    // On a thread of its own, where it may reckon as long as it likes, and panic.
    let imported = tokio::task::spawn_blocking(move || {
        Handle::current().block_on(import_leased(&inside, &rules, &row, attempt))
    });
    let imported = imported.await;
    heartbeat.abort();
    finish(db, attempt, imported.map_err(Error::internal)??).await
}

/// Imports a file that this process has on lease.
async fn import_leased(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    row: &FileImport,
    attempt: Attempt,
) -> Result<ImportEnd> {
    let (id, inside) = (row.id, db.clone());
    let file =
        db.read(move |connection| FileContents::file(connection, inside.vault(), id, inside.now()));
    let Some((options, bytes)) = file.await? else {
        let (state, outcome) = (ImportState::Expired, ImportOutcome::default());
        return Ok(ImportEnd { state, place: None, outcome });
    };
    db.refresh().await?;
    let (account, atlas, now) = (row.account_id, db.atlas(), db.now());
    let scope = db.read(move |connection| scope_at(&atlas, connection, account, now)).await?;
    if let Err(problem) = require_role(&scope, row.kind) {
        return Ok(ImportEnd::of(problem, ImportState::Refused));
    }
    let (roles, area) = (roles(row.kind), area(row.kind));
    let sender =
        ImportSender::new(Arc::new(scope), roles, area, row.approver_id, Box::new(attempt));
    let run = ImportRun::of(db, &sender, row.dry_run);
    let told =
        async |rows| db.write(move |tx| tx.size_import(id, attempt.number, rows)).await.map(drop);
    let outcome = import(&run, rulebook, row.kind, &options, bytes, &told).await?;
    let state = state(row, &outcome);
    let awaits = state == ImportState::AwaitingApproval;
    let place = if awaits { sender.place(&db.atlas()) } else { None };
    let planned = awaits.then(|| sender.planned());
    let outcome = ImportOutcome { counts: outcome.counts.or(planned), ..outcome };
    Ok(ImportEnd { state, place, outcome })
}

/// Returns the state in which a file is left.
fn state(row: &FileImport, outcome: &ImportOutcome) -> ImportState {
    let needs_agreement = |problem: &Problem| match problem.code {
        Code::ApprovalRequired => row.approver_id.is_none(),
        code => code == Code::AgreementLapsed,
    };
    match (&outcome.counts, row.dry_run) {
        (Some(_), true) => ImportState::Checked,
        (Some(_), false) => ImportState::Stored,
        (None, _) if outcome.report.problems.iter().all(needs_agreement) => {
            ImportState::AwaitingApproval
        }
        (None, _) => ImportState::Refused,
    }
}

/// Says every few seconds that this process works on the file.
async fn keep(db: Db, attempt: Attempt) {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        let kept = db.write(move |tx| {
            let until = tx.now() + LEASE;
            tx.keep_import(attempt.id, attempt.number, until)
        });
        match kept.await {
            Ok(true) => {}
            Ok(false) => return,
            Err(fault) => tracing::warn!(%fault, "the lease of a file could not be kept"),
        }
    }
}

/// Deletes the contents of files whose time is over; what still waited for a second person then has
/// expired.
///
/// # Errors
/// Those of the database.
pub fn expire(tx: &mut Tx<'_>) -> Result<()> {
    let now = tx.now();
    for mut row in FileImport::outlived(tx.connection, now)? {
        end(tx, &mut row, ImportState::Expired)?;
    }
    tx.expire_files(now).map(drop)
}
