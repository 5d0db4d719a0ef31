//! Importing files in their turn, safe with several processes and across restarts: a process has a
//! file on lease, and that the file is done is written in the transaction of its effect.

use super::carrying::{ImportOutcome, import};
use super::rules::{area, require_role};
use crate::domain::file_import::{ImportCounts, ImportState};
use crate::domain::id::{FileImportId, GridId};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::import::run::{ImportReceipt, ImportRun, ImportSender};
use crate::service::rulebook::Rulebook;
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::file_imports::{FileContents, FileImport, ImportReport};
use crate::store::{Actor, Db, Tx, accounts};
use chrono::TimeDelta;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// How long a process has a file without saying that it still works on it.
const LEASE: TimeDelta = TimeDelta::seconds(15);

/// Interval of saying so.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// Interval of the look for files.
const POLL: Duration = Duration::from_millis(500);

/// Number of attempts after which a file that always breaks off is given up.
const ATTEMPTS_MAX: i32 = 5;

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

/// One attempt of a process at a file.
#[derive(Debug, Clone, Copy)]
struct Attempt {
    id: FileImportId,
    number: i32,
}

async fn carry_out(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    row: &FileImport,
    attempt: Attempt,
) -> Result<()> {
    if row.attempts >= ATTEMPTS_MAX {
        let failed = refused(Code::ImportInterrupted.into());
        return finish(db, attempt, ImportState::Failed, None, failed).await;
    }
    let (id, inside) = (row.id, db.clone());
    let file =
        db.read(move |connection| FileContents::file(connection, inside.vault(), id, inside.now()));
    let Some(bytes) = file.await? else {
        let nothing = ImportOutcome::default();
        return finish(db, attempt, ImportState::Expired, None, nothing).await;
    };
    db.refresh().await?;
    let scope = scope_of(db, row).await?;
    if let Err(problem) = require_role(&scope, row.kind) {
        return finish(db, attempt, ImportState::Refused, None, refused(problem)).await;
    }
    let heartbeat = tokio::spawn(keep(db.clone(), attempt));
    let sender =
        ImportSender::new(Arc::new(scope), area(row.kind), row.approver_id, Box::new(attempt));
    let run = ImportRun::of(db, &sender, row.options.0.dry_run);
    let rows =
        async |rows| db.write(move |tx| tx.size_import(id, attempt.number, rows)).await.map(drop);
    let outcome = import(&run, rulebook, row.kind, &row.options.0, bytes, &rows).await;
    heartbeat.abort();
    let outcome = outcome?;
    let state = state(row, &outcome);
    let place =
        (state == ImportState::AwaitingApproval).then(|| sender.place(&db.atlas())).flatten();
    let counts = outcome
        .counts
        .or_else(|| (state == ImportState::AwaitingApproval).then(|| sender.planned()));
    finish(db, attempt, state, place, ImportOutcome { counts, ..outcome }).await
}

/// Returns what the sender may do now.
async fn scope_of(db: &Db, row: &FileImport) -> Result<Scope> {
    let account = row.account_id;
    let found = db.read(move |connection| accounts::find(connection, account)).await?;
    let active = found.filter(|found| found.disabled_at.is_none());
    let member = active.and_then(|found| found.member_id);
    Ok(Scope::of(&db.atlas(), account, member, db.now()))
}

fn refused(problem: Problem) -> ImportOutcome {
    let report = ImportReport { problems: vec![problem], notices: Vec::new() };
    ImportOutcome { report, ..ImportOutcome::default() }
}

/// Returns the state in which a file is left.
fn state(row: &FileImport, outcome: &ImportOutcome) -> ImportState {
    let needs_agreement =
        |problem: &Problem| problem.code == Code::ApprovalRequired && row.approver_id.is_none();
    match (&outcome.counts, row.options.0.dry_run) {
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
            tx.keep_import(attempt.id, attempt.number, until, 0)
        });
        if let Err(fault) = kept.await {
            tracing::warn!(%fault, "the lease of a file could not be kept");
        }
    }
}

impl ImportReceipt for Attempt {
    fn settle(&self, tx: &mut Tx<'_>, counts: ImportCounts) -> Result<()> {
        let mut row = FileImport::load(tx.connection, self.id)?;
        if row.attempts != self.number || row.state != ImportState::Running {
            return Err(taken_over());
        }
        row.counts = Some(StoredAs(counts));
        end(tx, &mut row, ImportState::Stored)
    }

    fn advance(&self, tx: &mut Tx<'_>, rows: usize) -> Result<()> {
        let until = tx.now() + LEASE;
        if tx.keep_import(self.id, self.number, until, rows)? { Ok(()) } else { Err(taken_over()) }
    }
}

fn taken_over() -> Error {
    Error::internal("another process took over the import of a file")
}

/// Writes what came of a file, unless another process took it over. What was stored is stored: its
/// report is added.
async fn finish(
    db: &Db,
    attempt: Attempt,
    state: ImportState,
    place: Option<GridId>,
    outcome: ImportOutcome,
) -> Result<()> {
    db.write(move |tx| {
        let mut row = FileImport::load(tx.connection, attempt.id)?;
        if row.attempts != attempt.number {
            return Ok(());
        }
        let ImportOutcome { counts, report, problem_sheet } = &outcome;
        tx.set_import_report(attempt.id, report, problem_sheet.as_deref())?;
        if row.state != ImportState::Running {
            return Ok(());
        }
        row.counts = counts.map(StoredAs);
        row.problem_count = i32::try_from(report.problems.len()).unwrap_or(i32::MAX);
        row.grid_id = place;
        end(tx, &mut row, state)
    })
    .await
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

/// Leaves a file in a state, with an event.
fn end(tx: &mut Tx<'_>, row: &mut FileImport, state: ImportState) -> Result<()> {
    row.state = state;
    row.leased_until = None;
    row.ended_at = Some(StoredInstant(tx.now()));
    let payload = json!({ "state": state, "problems": row.problem_count });
    row.update(tx, &Actor::Account(row.account_id), "import_ended", payload)
}
